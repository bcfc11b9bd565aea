import type { CommonTable, Identifier, Query, QueryBody, SetOperator, Span } from "./ast.ts";
import { type Cursor, type QueryPlace, SET_OPERATORS } from "./cursor.ts";
import { deletion, fixOf, insertion } from "./edits.ts";
import { spanOf } from "./operand-rules.ts";
import { identifier } from "./parse-names.ts";
import { select, skipToSelect } from "./parse-select.ts";
import { type Tail, tailOf } from "./parse-tail.ts";
import {
  closeParenthesis,
  commaList,
  isListEnd,
  openParenthesis,
  respellKeyword,
  withoutParentheses,
  wordWithGap,
} from "./recovery.ts";

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
  if (cursor.isSymbol("(") && !cursor.leadsToQuery()) {
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
  if (cursor.isSymbol("(") && cursor.leadsToQuery()) {
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
