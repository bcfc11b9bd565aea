import type { Identifier } from "./ast.ts";
import { type Cursor, fixOf, isClosing, replacement, SET_OPERATORS } from "./cursor.ts";
import { isReserved } from "./keywords.ts";
import { identifier, reservedName } from "./parse-names.ts";
import { isClauseStart, isListEnd, respellKeyword } from "./recovery.ts";
import type { Token } from "./token.ts";

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
    if (token.kind === "word" && isReserved(token.text, cursor.version) && !isClauseStart(cursor, token))
      return reservedName(cursor);
    return identifier(cursor, "a name after AS");
  }
  const { token } = cursor;
  if (token.kind === "string" && endsAlias(cursor, cursor.peek())) return stringAsAlias(cursor);
  if (token.kind === "word" && isReserved(token.text, cursor.version)) {
    return NEVER_ALIASES.has(token.text) || !endsAlias(cursor, cursor.peek()) ? undefined : reservedName(cursor);
  }
  if (!cursor.isName(token) || isLimit(cursor)) return undefined;
  if (!endsAlias(cursor, cursor.peek()) && respellKeyword(cursor, keywords)) return undefined;
  return identifier(cursor, "an alias");
}

/** `LIMIT 10`, which is no alias, whatever the grammar says. */
export function isLimit(cursor: Cursor): boolean {
  return cursor.isWord("LIMIT") && (cursor.peek().kind === "number" || cursor.peek().text === "ALL");
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

/** Whether a token can follow an alias. */
function endsAlias(cursor: Cursor, token: Token): boolean {
  if (isListEnd(cursor, token) || isClosing(token)) return true;
  return token.kind === "symbol" ? token.text === "," : token.kind === "word" && AFTER_ALIASES.has(token.text);
}
