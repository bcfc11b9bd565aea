import type { Identifier } from "./ast.ts";
import { type Cursor, SET_OPERATORS } from "./cursor.ts";
import { fixOf, replacement } from "./edits.ts";
import { identifier, reservedName } from "./parse-names.ts";
import { isClauseStart, isListEnd, respellKeyword } from "./recovery.ts";

/**
 * `[AS] name` after a column or a table; undefined, and nothing read, where there is none.
 *
 * A word without AS that is nearly a keyword and followed by what no alias is followed by is that keyword, misspelled.
 * @param keywords - what could stand there instead
 */
export function alias(cursor: Cursor, keywords: readonly string[]): Identifier | undefined {
  if (cursor.takeWord("AS")) {
    const { token } = cursor;
    if (token.kind === "string") return stringAsAlias(cursor);
    if (token.kind === "word" && cursor.isReserved(token.text) && !isClauseStart(cursor)) return reservedName(cursor);
    return identifier(cursor, "a name after AS");
  }
  const { token } = cursor;
  if (token.kind === "string" && endsAlias(cursor)) return stringAsAlias(cursor);
  if (token.kind === "word" && cursor.isReserved(token.text)) {
    return NEVER_ALIASES.has(token.text) || !endsAlias(cursor) ? undefined : reservedName(cursor);
  }
  if (!cursor.isName(token) || isClauseStart(cursor)) return undefined;
  // A comma is missing before what has a period or a parenthesis after it.
  const next = cursor.peek();
  if (next.kind === "symbol" && (next.text === "." || next.text === "(")) return undefined;
  if (!endsAlias(cursor) && respellKeyword(cursor, keywords)) return undefined;
  return identifier(cursor, "an alias");
}

function stringAsAlias(cursor: Cursor): Identifier {
  const token = cursor.advance();
  const quoted = `"${token.text.replaceAll('"', '""')}"`;
  cursor.report("ADQL_SYNTAX", token, `A name stands in double quotes: ${quoted}. Single quotes make a string.`, {
    fixes: [fixOf(`Replace by ${quoted}`, replacement(token, quoted))],
  });
  return { kind: "Identifier", name: token.text, delimited: true, span: { start: token.start, end: token.end } };
}

/** Words of the grammar that can follow a column or a table, and operators that a value goes on with. */
const NEVER_ALIASES: ReadonlySet<string> = new Set(
  `AND AS ASC BETWEEN CROSS DESC ELSE END EXCEPT EXISTS FROM FULL GROUP HAVING ILIKE IN INNER INTERSECT INTO IS JOIN LEFT
  LIKE NATURAL NOT OFFSET ON OR ORDER OUTER RIGHT SELECT THEN UNION USING WHEN WHERE WITH FETCH FOR`.split(/\s+/),
);

const AFTER_ALIASES: ReadonlySet<string> = new Set([
  ...SET_OPERATORS,
  ..."CROSS FROM FULL GROUP HAVING INNER JOIN LEFT LIMIT NATURAL OFFSET ON ORDER OUTER RIGHT USING WHERE FETCH".split(
    " ",
  ),
]);

/** Whether the next token can follow an alias. */
function endsAlias(cursor: Cursor): boolean {
  if (isListEnd(cursor, 1)) return true;
  const next = cursor.peek();
  return next.kind === "symbol" ? next.text === "," : next.kind === "word" && AFTER_ALIASES.has(next.text);
}
