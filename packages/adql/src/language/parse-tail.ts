import type { NumberLiteral, OrderTerm, QueryBody, Span } from "./ast.ts";
import { asValue } from "./coerce.ts";
import type { Cursor } from "./cursor.ts";
import { deletion, fixOf, insertion, replacement } from "./edits.ts";
import { isWholeNumber, spanOf } from "./operand-rules.ts";
import { expression } from "./parse-conditions.ts";
import { limit, takeBy } from "./parse-select.ts";
import { clauseEnd, commaList, isLimit, isListEnd } from "./recovery.ts";

/** What follows the operands of a query: ORDER BY, OFFSET. */
export interface Tail {
  orderBy: readonly OrderTerm[];
  offset?: NumberLiteral;
}

/** `[ORDER BY …] [OFFSET n]`; LIMIT becomes TOP. Gives the body back, with TOP where LIMIT said so. */
export function tailOf(cursor: Cursor, body: QueryBody, tail: Tail): QueryBody {
  let whole = body;
  for (;;) {
    const { token, index } = cursor;
    if (cursor.isWord("ORDER")) {
      orderBy(cursor, tail);
    } else if (cursor.isWord("OFFSET") && (cursor.version !== "2.0" || cursor.peek().kind === "number")) {
      offset(cursor, tail);
    } else if (isLimit(cursor)) {
      whole = limitClause(cursor, whole);
    } else if (cursor.isWord("FETCH")) {
      whole = fetchClause(cursor, whole);
    } else if (token.kind === "word" && MISPLACED.has(token.text)) {
      cursor.report(
        "ADQL_SYNTAX",
        token,
        `${token.text} stands too late here: the order is FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET.`,
      );
      cursor.advance();
      cursor.fail();
      cursor.skipTo(() => isListEnd(cursor));
    } else {
      return whole;
    }
    clauseEnd(
      cursor,
      tail.offset === undefined ? ["a comma", "OFFSET", "the end of the query"] : ["the end of the query"],
    );
    if (cursor.index === index) return whole;
  }
}

const MISPLACED: ReadonlySet<string> = new Set(["FROM", "WHERE", "GROUP", "HAVING"]);

/** `order_by_clause ::= ORDER BY order_by_term {, order_by_term}` */
function orderBy(cursor: Cursor, tail: Tail): void {
  const word = cursor.advance();
  if (tail.offset !== undefined) cursor.report("ADQL_SYNTAX", word, "ORDER BY stands before OFFSET.");
  else if (tail.orderBy.length > 0)
    cursor.report("ADQL_SYNTAX", word, "A second ORDER BY. Separate the terms of one with commas.");
  takeBy(cursor, word);
  tail.orderBy = [...tail.orderBy, ...commaList(cursor, "a column, value or number to order by", orderTerm)];
}

/** `order_by_term ::= value_expression [ASC | DESC]`; in 2.0 the name of a column or its number. */
function orderTerm(cursor: Cursor): OrderTerm | undefined {
  const { start } = cursor.token;
  if (isListEnd(cursor)) return undefined;
  const value = asValue(cursor, expression(cursor));
  const plain = isWholeNumber(value) || (value.kind === "ColumnReference" && value.name.parts.length === 1);
  if (!plain && !cursor.isMissing(value)) {
    cursor.since21(
      spanOf(value),
      "ORDER BY of anything but a column without its table, or its number,",
      "Give the column an alias, and order by that.",
    );
  }
  const direction =
    cursor.isWord("ASC") || cursor.isWord("DESC") ? (cursor.advance().text as "ASC" | "DESC") : undefined;
  return {
    kind: "OrderTerm",
    expression: value,
    ...(direction === undefined ? {} : { direction }),
    span: cursor.spanFrom(start),
  };
}

/** `offset_clause ::= OFFSET unsigned_decimal` */
function offset(cursor: Cursor, tail: Tail): void {
  const word = cursor.advance();
  cursor.since21(word, "OFFSET");
  cursor.feature("offset", "OFFSET", word);
  if (tail.offset !== undefined) cursor.report("ADQL_SYNTAX", word, "A second OFFSET. A query has one.");
  const rows = limit(cursor, "OFFSET");
  if (rows !== undefined) tail.offset = rows;
  if ((cursor.isWord("ROWS") || cursor.isWord("ROW")) && rows !== undefined) {
    const span = { start: spanOf(rows).end, end: cursor.token.end };
    cursor.report("ADQL_SYNTAX", cursor.token, "OFFSET stands without ROWS in ADQL.", {
      fixes: [fixOf("Remove ROWS", deletion(span))],
    });
    cursor.advance();
  }
}

/** `LIMIT n`, as other SQL has it: TOP n after SELECT. */
function limitClause(cursor: Cursor, body: QueryBody): QueryBody {
  const word = cursor.advance();
  const rows = cursor.advance();
  const span = { start: cursor.at(cursor.index - 3).end, end: rows.end };
  return asTop(
    cursor,
    body,
    { start: word.start, end: rows.end },
    span,
    rows.kind === "number" ? rows.text : "",
    "LIMIT",
  );
}

/** `FETCH FIRST n ROWS ONLY`, as SQL:2008 has it. */
function fetchClause(cursor: Cursor, body: QueryBody): QueryBody {
  const word = cursor.advance();
  const before = cursor.at(cursor.index - 2).end;
  let rows = "";
  while (cursor.token.kind === "number" || (cursor.token.kind === "word" && FETCH_WORDS.has(cursor.token.text))) {
    const token = cursor.advance();
    if (token.kind === "number") rows = token.text;
  }
  const span = cursor.spanFrom(word.start);
  return asTop(cursor, body, span, { start: before, end: span.end }, rows, "FETCH");
}

const FETCH_WORDS: ReadonlySet<string> = new Set(["FIRST", "NEXT", "ROW", "ROWS", "ONLY"]);

function asTop(cursor: Cursor, body: QueryBody, found: Span, removed: Span, rows: string, word: string): QueryBody {
  const usable = /^[0-9]+$/.test(rows) && body.kind === "Select" && body.top === undefined;
  const list = body.kind === "Select" ? body.columns[0]?.span?.start : undefined;
  const fixes =
    rows === ""
      ? [fixOf(`Remove ${word}`, deletion(removed))]
      : usable && list !== undefined
        ? [fixOf(`Write TOP ${rows}`, insertion(list, `TOP ${rows} `), deletion(removed))]
        : [];
  const where =
    body.kind === "SetOperation"
      ? "TOP n after SELECT of each operand, or around it all SELECT TOP n * FROM (…) AS q"
      : `TOP ${rows === "" ? "n" : rows} after SELECT`;
  cursor.report("ADQL_SYNTAX", found, `ADQL has no ${word}. It has ${where}.`, fixes.length === 0 ? {} : { fixes });
  if (!usable) return body;
  return { ...body, top: { kind: "NumberLiteral", text: rows, span: found } };
}

/** The semicolon that ends SQL: the grammar of ADQL has none. */
export function trailingSemicolons(cursor: Cursor): void {
  while (cursor.isSymbol(";")) {
    const token = cursor.advance();
    if (!cursor.atEnd() && !cursor.isSymbol(";")) {
      cursor.report("ADQL_SYNTAX", cursor.token, "Only one query at a time: nothing may follow the semicolon.");
      while (!cursor.atEnd()) cursor.advance();
      return;
    }
    cursor.report(
      "ADQL_SYNTAX",
      token,
      "The grammar of ADQL has no semicolon. Services forgive it at the end; remove it to be safe.",
      {
        severity: "warning",
        fixes: [fixOf("Remove the semicolon", replacement(token, ""))],
      },
    );
  }
}
