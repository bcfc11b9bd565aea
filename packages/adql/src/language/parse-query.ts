import type { CommonTable, Identifier, NumberLiteral, OrderTerm, Query, QueryBody, SetOperator, Span } from "./ast.ts";
import { type Cursor, deletion, fixOf, insertion, type QueryPlace, replacement, SET_OPERATORS } from "./cursor.ts";
import { spanOf } from "./operand-rules.ts";
import { asValue, expression } from "./parse-conditions.ts";
import { identifier } from "./parse-names.ts";
import { limit, select, skipToSelect, takeBy } from "./parse-select.ts";
import {
  clauseEnd,
  closeParenthesis,
  commaList,
  isLimit,
  isListEnd,
  openParenthesis,
  respellKeyword,
  withoutParentheses,
  wordWithGap,
} from "./recovery.ts";

/** What follows the operands of a query: ORDER BY, OFFSET. */
interface Tail {
  orderBy: readonly OrderTerm[];
  offset?: NumberLiteral;
}

/** `query_specification ::= [with_clause] select_expression`; WITH in the main query only. */
export function query(cursor: Cursor, place: QueryPlace): Query {
  const { start } = cursor.token;
  if (!cursor.enter()) return tooDeep(cursor, start);
  const tables = cursor.isWord("WITH") ? withClause(cursor, place) : [];
  const body = setExpression(cursor);
  const tail: Tail = { orderBy: [] };
  let whole = tailOf(cursor, body, tail);
  // ORDER BY before a set operator: it was meant for the operand, which needs parentheses then.
  while (cursor.token.kind === "word" && SET_OPERATORS.has(cursor.token.text)) {
    const span = cursor.spanFrom(spanOf(whole).start);
    cursor.report("ADQL_SYNTAX", span, "An operand of a set operation with ORDER BY or OFFSET needs parentheses.", {
      fixes: [fixOf("Put it in parentheses", insertion(span.start, "("), insertion(span.end, ")"))],
    });
    const operand: QueryBody = {
      kind: "ParenthesizedQuery",
      query: { kind: "Query", with: [], body: whole, ...tail, span },
      span,
    };
    tail.orderBy = [];
    delete tail.offset;
    whole = tailOf(cursor, setExpression(cursor, operand), tail);
  }
  cursor.leave();
  return { kind: "Query", with: tables, body: whole, ...tail, span: cursor.spanFrom(start) };
}

function tooDeep(cursor: Cursor, start: number): Query {
  cursor.skipTo(() => false);
  cursor.leave();
  const span = cursor.spanFrom(start);
  return { kind: "Query", with: [], body: emptySelect(span), orderBy: [], span };
}

function emptySelect(span: Span): QueryBody {
  return { kind: "Select", columns: [], from: [], groupBy: [], span };
}

/** `with_clause ::= WITH with_query {, with_query}` */
function withClause(cursor: Cursor, place: QueryPlace): CommonTable[] {
  const word = cursor.advance();
  cursor.since21(word, "WITH");
  cursor.feature("commonTable", "WITH", word);
  if (place === "nested") {
    cursor.report("ADQL_SYNTAX", word, "WITH stands only at the beginning of the whole query. Move its tables there.");
  }
  if (cursor.isWord("RECURSIVE") && cursor.isName(cursor.peek())) {
    cursor.report("ADQL_SYNTAX", cursor.token, "ADQL has no recursive tables in WITH.", {
      fixes: [fixOf("Remove RECURSIVE", deletion(wordWithGap(cursor.token, cursor.peek())))],
    });
    cursor.advance();
  }
  return commaList(cursor, "the name of a table for WITH", commonTable);
}

/** `with_query ::= query_name AS '(' select_expression ')'`; a list of columns is SQL's. */
function commonTable(cursor: Cursor): CommonTable | undefined {
  const { start } = cursor.token;
  const name = identifier(cursor, "the name of a table for WITH");
  if (name === undefined) {
    skipToSelect(cursor);
    return undefined;
  }
  let columns: readonly Identifier[] = [];
  if (cursor.isSymbol("(") && !cursor.startsQuery()) {
    const opening = openParenthesis(cursor, "the name") ?? cursor.token;
    columns = commaList(cursor, "a column", (item) => identifier(item, "a column"));
    closeParenthesis(cursor, opening, ["a comma"]);
    cursor.extension(
      cursor.spanFrom(opening.start),
      "ADQL has no list of columns in WITH. Name them with AS in the query.",
    );
  }
  if (!cursor.takeWord("AS")) {
    const { end } = cursor.at(cursor.index - 1);
    cursor.expected(
      [`AS and a query after ${name.name}`],
      "",
      cursor.isSymbol("(") ? [fixOf("Insert AS", insertion(end, " AS"))] : [],
    );
  }
  let inner: Query;
  if (cursor.isWord("SELECT")) {
    inner = withoutParentheses(cursor, "AS", () => query(cursor, "nested"));
  } else {
    const opening = openParenthesis(cursor, "AS");
    if (opening === undefined) {
      skipToSelect(cursor);
      return undefined;
    }
    inner = query(cursor, "nested");
    closeParenthesis(cursor, opening);
  }
  return { kind: "CommonTable", name, columns, query: inner, span: cursor.spanFrom(start) };
}

/** `query_set_expression ::= query_set_term {(UNION | EXCEPT) [ALL] query_set_term}` */
function setExpression(cursor: Cursor, first?: QueryBody): QueryBody {
  const start = first === undefined ? cursor.token.start : spanOf(first).start;
  let left = setTerm(cursor, first);
  for (;;) {
    const operator = cursor.token.kind === "word" ? cursor.token.text : "";
    if (operator !== "UNION" && operator !== "EXCEPT") return left;
    const all = setOperator(cursor, operator);
    left = { kind: "SetOperation", operator, all, left, right: setTerm(cursor), span: cursor.spanFrom(start) };
  }
}

/** `query_set_term ::= query_set_primary {INTERSECT [ALL] query_set_primary}`; it binds tighter (ADQL 2.1, section 4.6.6). */
function setTerm(cursor: Cursor, first?: QueryBody): QueryBody {
  const start = first === undefined ? cursor.token.start : spanOf(first).start;
  let left = first ?? setPrimary(cursor);
  while (cursor.isWord("INTERSECT")) {
    const all = setOperator(cursor, "INTERSECT");
    left = {
      kind: "SetOperation",
      operator: "INTERSECT",
      all,
      left,
      right: setPrimary(cursor),
      span: cursor.spanFrom(start),
    };
  }
  return left;
}

function setOperator(cursor: Cursor, operator: SetOperator): boolean {
  const word = cursor.advance();
  cursor.since21(word, operator);
  cursor.feature("sets", operator, word);
  if (cursor.isWord("DISTINCT")) {
    const gap = wordWithGap(cursor.token, cursor.peek());
    cursor.report("ADQL_SYNTAX", cursor.token, `${operator} leaves out duplicates anyway. Remove DISTINCT.`, {
      fixes: [fixOf("Remove DISTINCT", deletion(gap))],
    });
    cursor.advance();
  }
  return cursor.takeWord("ALL");
}

/** `query_set_primary ::= select_query | '(' select_expression ')'` */
function setPrimary(cursor: Cursor): QueryBody {
  const opening = cursor.token;
  if (cursor.isSymbol("(") && cursor.startsQuery()) {
    cursor.needs21 = true;
    openParenthesis(cursor, "");
    const inner = query(cursor, "nested");
    closeParenthesis(cursor, opening);
    const span = cursor.spanFrom(opening.start);
    if (cursor.version === "2.0") {
      cursor.report(
        "ADQL_VERSION",
        opening,
        "Parentheses around a query came with ADQL 2.1; this is to be 2.0. Remove them.",
      );
    }
    return { kind: "ParenthesizedQuery", query: inner, span };
  }
  if (cursor.isWord("SELECT") || (respellKeyword(cursor, ["SELECT"]) && cursor.isWord("SELECT"))) return select(cursor);
  if (cursor.isWord("WITH")) {
    withClause(cursor, "nested");
    return setPrimary(cursor);
  }
  cursor.expected(["SELECT"]);
  if (skipToSelect(cursor)) return select(cursor);
  if (cursor.token === opening && !isListEnd(cursor)) cursor.advance();
  return emptySelect(cursor.spanFrom(opening.start));
}

/** `[ORDER BY …] [OFFSET n]`; LIMIT becomes TOP. Gives the body back, with TOP where LIMIT said so. */
function tailOf(cursor: Cursor, body: QueryBody, tail: Tail): QueryBody {
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
  const plain = value.kind === "NumberLiteral" || (value.kind === "ColumnReference" && value.name.parts.length === 1);
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

/** Kept for the semicolon that ends SQL, which the grammar of ADQL has not. */
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
