import type { Identifier, QualifiedName, Span } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, replacement } from "./edits.ts";
import { isRegularIdentifier, quoteIdentifier } from "./keywords.ts";
import { isClosing, isOpening } from "./parentheses.ts";
import { isClauseStart, isListEnd } from "./recovery.ts";
import type { Token } from "./token.ts";

/**
 * A name: `<regular_identifier> | <delimited_identifier>`.
 *
 * A reserved word where nothing but a name makes sense is reported, with its quotes as the fix, and read as that name.
 */
export function identifier(cursor: Cursor, what: string): Identifier | undefined {
  const { token } = cursor;
  if (cursor.isName(token)) return nameOf(cursor, cursor.advance());
  if (token.kind === "word" && cursor.isReserved(token.text) && couldBeName(cursor)) {
    return reservedName(cursor);
  }
  cursor.expected([what]);
  return undefined;
}

/** A reserved word as the name that was meant. */
export function reservedName(cursor: Cursor): Identifier {
  const token = cursor.advance();
  const name = cursor.slice(token);
  const quoted = quoteIdentifier(name, cursor.version);
  cursor.report(
    "ADQL_RESERVED",
    token,
    `${name} is a reserved word of ADQL ${cursor.version}. As a name it needs double quotes: ${quoted}.`,
    {
      fixes: [fixOf(`Quote ${quoted}`, replacement(token, quoted))],
    },
  );
  return { kind: "Identifier", name, delimited: false, span: spanOf(token) };
}

function nameOf(cursor: Cursor, token: Token): Identifier {
  return token.kind === "delimited"
    ? { kind: "Identifier", name: token.text, delimited: true, span: spanOf(token) }
    : { kind: "Identifier", name: cursor.slice(token), delimited: false, span: spanOf(token) };
}

/** The star of `t.*`; a column may be named "*". */
function isStar({ kind, text }: Token): boolean {
  return kind === "symbol" && text === "*";
}

function spanOf({ start, end }: Token): Span {
  return { start, end };
}

const NEVER_NAMES: ReadonlySet<string> = new Set(
  "AND AS BY ELSE EXCEPT FROM HAVING INTERSECT JOIN ON OR SELECT THEN UNION USING WHEN WHERE".split(" "),
);
const AFTER_NAMES: ReadonlySet<string> = new Set(
  "AND AS ASC BETWEEN DESC ILIKE IN IS JOIN LIKE NATURAL INNER LEFT RIGHT FULL CROSS NOT ON OR USING".split(" "),
);

/** Words of the grammar that stand before names without being any. */
const BEFORE_NAMES: ReadonlySet<string> = new Set(
  `ALL ASC BETWEEN CASE CROSS DESC DISTINCT END EXISTS FULL GROUP ILIKE IN INNER IS LEFT LIKE NATURAL NOT NULL OFFSET ORDER OUTER
  RIGHT TOP WITH`.split(/\s+/),
);

/** Whether a reserved word stands like a name: before a comma, an operator, an alias, the next clause. */
export function couldBeName(cursor: Cursor): boolean {
  if (NEVER_NAMES.has(cursor.token.text)) return false;
  const next = cursor.peek();
  if (next.kind === "symbol") return !isOpening(next);
  if (isListEnd(cursor, 1) || (next.kind === "word" && AFTER_NAMES.has(next.text))) return true;
  return cursor.isName(next) && !BEFORE_NAMES.has(cursor.token.text);
}

/**
 * `name {. name}`, at most `most` parts: a table has three, a column four (`[[catalog.]schema.]table.column`).
 * Stops before `.*`.
 */
export function qualifiedName(cursor: Cursor, what: string, most: number): QualifiedName | undefined {
  const { start } = cursor.token;
  const first = identifier(cursor, what);
  return first === undefined ? undefined : continuedName(cursor, first, start, most);
}

/** The rest of a qualified name whose first part has been read. */
export function continuedName(cursor: Cursor, first: Identifier, start: number, most: number): QualifiedName {
  const parts = [first];
  while (cursor.isSymbol(".") && !isStar(cursor.peek())) {
    cursor.advance();
    const { token } = cursor;
    // After a period nothing but a name makes sense, whatever follows it.
    const part =
      token.kind === "word" && !isClauseStart(cursor) && cursor.isReserved(token.text)
        ? reservedName(cursor)
        : identifier(cursor, "a name after the period");
    if (part === undefined) break;
    parts.push(part);
  }
  const span = cursor.spanFrom(start);
  if (parts.length > most) {
    const form = most === 4 ? "catalog.schema.table.column" : "catalog.schema.table";
    cursor.report(
      "ADQL_SYNTAX",
      span,
      `This name has ${parts.length} parts; ${form} are the most. A period inside a name needs double quotes around that name.`,
    );
  }
  return { kind: "QualifiedName", parts, span };
}

/**
 * Names that need quotes and have none, as `2mass.psc`, `II/246/out` or `gaia-dr3.source`: characters in one piece
 * where a table's name must stand.
 * @param from - index of the first token of the piece
 */
export function unquotedTableName(cursor: Cursor, from: number): QualifiedName | undefined {
  let last = from;
  while (isPartOfPiece(cursor.at(last + 1)) && cursor.at(last).end === cursor.at(last + 1).start) last++;
  if (last <= cursor.index - 1 || cursor.at(from).kind === "symbol") return undefined;
  const span = { start: cursor.at(from).start, end: cursor.at(last).end };
  const names = cursor.slice(span).split(".");
  if (names.some((name) => name === "" || name.includes('"'))) return undefined;
  const parts = names.map(
    (name): Identifier => ({ kind: "Identifier", name, delimited: !isRegularIdentifier(name), span }),
  );
  const quoted = names.map((name) => quoteIdentifier(name, cursor.version)).join(".");
  cursor.report(
    "ADQL_SYNTAX",
    span,
    `A name with other characters than letters, digits and underscores needs double quotes: ${quoted}.`,
    {
      fixes: [fixOf(`Quote ${quoted}`, replacement(span, quoted))],
    },
  );
  cursor.jump(last + 1);
  return { kind: "QualifiedName", parts, span };
}

function isPartOfPiece(token: Token): boolean {
  if (token.kind === "symbol")
    return !isOpening(token) && !isClosing(token) && token.text !== "," && token.text !== ";";
  return token.kind === "word" || token.kind === "number";
}
