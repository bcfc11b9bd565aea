import type { NumberLiteral, Select, SelectItem, Value } from "./ast.ts";
import { asValue } from "./coerce.ts";
import type { Cursor } from "./cursor.ts";
import { deletion, fixOf, insertion, replacement } from "./edits.ts";
import { spanOf } from "./operand-rules.ts";
import { isOpening } from "./parentheses.ts";
import { alias } from "./parse-alias.ts";
import { expression, searchCondition } from "./parse-conditions.ts";
import { fromList } from "./parse-joins.ts";
import { qualifiedName } from "./parse-names.ts";
import { clauseEnd, commaList, isClauseStart, isListEnd, isSemicolon, wordWithGap } from "./recovery.ts";
import type { Token } from "./token.ts";

/** A Select that is being read: as in the tree, but open to writing. */
type Draft = { -readonly [Key in keyof Select]: Select[Key] };

/** `select_query ::= SELECT [DISTINCT | ALL] [TOP n] select_list FROM … [WHERE …] [GROUP BY …] [HAVING …]` */
export function select(cursor: Cursor): Select {
  const { start } = cursor.advance();
  const draft: Draft = { kind: "Select", columns: [], from: [], groupBy: [] };
  quantifierAndTop(cursor, draft);
  draft.columns = commaList(cursor, "a column, a value or *", selectItem);
  clauseEnd(cursor, ["a comma", "FROM"]);
  if (cursor.takeWord("FROM")) {
    draft.from = fromList(cursor);
    clauseEnd(cursor, ["a comma", "JOIN", "WHERE", "the end of the query"]);
  } else {
    cursor.expected(["a comma", "FROM"], "Every query of ADQL reads from a table.");
  }
  clauses(cursor, draft);
  return { ...draft, span: cursor.spanFrom(start) };
}

/** `[set_quantifier] [set_limit]`, in either order, the wrong one being reported. */
function quantifierAndTop(cursor: Cursor, draft: Draft): void {
  quantifier(cursor, draft);
  if (!cursor.isWord("TOP")) return;
  const word = cursor.advance();
  const top = limit(cursor, "TOP");
  if (top !== undefined) draft.top = top;
  if (!cursor.isWord("DISTINCT") && !cursor.isWord("ALL")) return;
  const late = cursor.token;
  const gap = wordWithGap(late, cursor.peek());
  cursor.report("ADQL_SYNTAX", late, `${late.text} stands before TOP.`, {
    fixes: [fixOf(`Move ${late.text} before TOP`, insertion(word.start, `${late.text} `), deletion(gap))],
  });
  quantifier(cursor, draft);
}

function quantifier(cursor: Cursor, draft: Draft): void {
  if (cursor.isWord("DISTINCT") || cursor.isWord("ALL")) draft.quantifier = cursor.advance().text as "DISTINCT" | "ALL";
}

/** `unsigned_decimal` of TOP and OFFSET: digits alone. */
export function limit(cursor: Cursor, word: string): NumberLiteral | undefined {
  const { token } = cursor;
  const inner = cursor.peek();
  if (isOpening(token) && inner.kind === "number" && cursor.peek(2).text === ")") {
    const span = { start: token.start, end: cursor.peek(2).end };
    const gap = cursor.isAdjacent() ? " " : "";
    cursor.report("ADQL_SYNTAX", span, `The number of ${word} stands without parentheses.`, {
      fixes: [fixOf("Remove the parentheses", replacement(span, `${gap}${inner.text}`))],
    });
    cursor.jump(cursor.index + 3);
    return { kind: "NumberLiteral", text: inner.text, span: { start: inner.start, end: inner.end } };
  }
  if (token.kind === "number" && /^[0-9]+$/.test(token.text)) {
    cursor.advance();
    return { kind: "NumberLiteral", text: token.text, span: { start: token.start, end: token.end } };
  }
  cursor.expected([`digits after ${word}`]);
  if (token.kind === "number") cursor.advance();
  else if (token.text === "-" && inner.kind === "number") cursor.jump(cursor.index + 2);
  return undefined;
}

const AFTER_COLUMNS = ["FROM"];

/** `select_sublist ::= value_expression [[AS] name] | qualifier . *`, and `*` */
function selectItem(cursor: Cursor): SelectItem {
  const { start } = cursor.token;
  // The grammar has * alone in its list, but suites and services take it among others.
  if (cursor.takeSymbol("*")) return { kind: "AllColumns", span: cursor.spanFrom(start) };
  if (startsAllColumns(cursor)) {
    const table = qualifiedName(cursor, "a table", 3);
    cursor.takeSymbol(".");
    cursor.takeSymbol("*");
    return { kind: "AllColumns", ...(table === undefined ? {} : { table }), span: cursor.spanFrom(start) };
  }
  const value = asValue(cursor, expression(cursor));
  const called = cursor.isMissing(value) && cursor.hasFailed() ? undefined : alias(cursor, AFTER_COLUMNS);
  return {
    kind: "SelectColumn",
    expression: value,
    ...(called === undefined ? {} : { alias: called }),
    span: cursor.spanFrom(start),
  };
}

/** Whether `name . name … . *` comes. */
function startsAllColumns(cursor: Cursor): boolean {
  let ahead = 0;
  while (cursor.peek(ahead).kind === "word" || cursor.peek(ahead).kind === "delimited") {
    if (cursor.peek(ahead + 1).text !== "." || cursor.peek(ahead + 1).kind !== "symbol") return false;
    ahead += 2;
    const next = cursor.peek(ahead);
    if (next.text === "*" && next.kind === "symbol") return true;
  }
  return false;
}

/** The clauses after FROM, each once and in their order; others are reported and kept. */
const ORDER: Readonly<Record<string, number>> = { FROM: 0, WHERE: 1, GROUP: 2, HAVING: 3 };

function clauses(cursor: Cursor, draft: Draft): void {
  let last = 0;
  for (;;) {
    const { token } = cursor;
    const place = token.kind === "word" ? ORDER[token.text] : undefined;
    if (place === undefined) return;
    const before = cursor.index;
    checkOrder(cursor, token, place, last);
    last = Math.max(last, place);
    clause(cursor, draft, token);
    clauseEnd(
      cursor,
      place === 1 || place === 3 ? ["AND", "OR", "the end of the query"] : ["a comma", "the end of the query"],
    );
    if (cursor.index === before) cursor.advance();
  }
}

function checkOrder(cursor: Cursor, token: Token, place: number, last: number): void {
  if (place > last) return;
  const name = token.text === "GROUP" ? "GROUP BY" : token.text;
  if (place < last) {
    cursor.report(
      "ADQL_SYNTAX",
      token,
      `${name} stands too late here: the order is FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET.`,
    );
  } else if (place === 1 || place === 3) {
    cursor.report("ADQL_SYNTAX", token, `A second ${name}. Join the conditions with AND.`, {
      fixes: [fixOf("Replace by AND", replacement(token, "AND"))],
    });
  } else {
    cursor.report("ADQL_SYNTAX", token, `A second ${name}. A query has one; separate what it names with commas.`);
  }
}

function clause(cursor: Cursor, draft: Draft, word: Token): void {
  cursor.advance();
  switch (word.text) {
    case "FROM":
      draft.from = [...draft.from, ...fromList(cursor)];
      return;
    case "WHERE": {
      const condition = searchCondition(cursor);
      draft.where =
        draft.where === undefined
          ? condition
          : { kind: "Logical", operator: "AND", operands: [draft.where, condition] };
      return;
    }
    case "HAVING": {
      const condition = searchCondition(cursor);
      draft.having =
        draft.having === undefined
          ? condition
          : { kind: "Logical", operator: "AND", operands: [draft.having, condition] };
      return;
    }
    default:
      takeBy(cursor, word);
      draft.groupBy = [...draft.groupBy, ...commaList(cursor, "a column or value to group by", groupByTerm)];
  }
}

/** BY of GROUP BY and ORDER BY. */
export function takeBy(cursor: Cursor, word: Token): void {
  if (!cursor.takeWord("BY"))
    cursor.expected([`BY after ${word.text}`], "", [fixOf("Insert BY", insertion(word.end, " BY"))]);
}

/** `group_by_term ::= value_expression`; a column in 2.0. */
function groupByTerm(cursor: Cursor): Value | undefined {
  if (isListEnd(cursor)) return undefined;
  const value = asValue(cursor, expression(cursor));
  if (value.kind !== "ColumnReference" && !cursor.isMissing(value)) {
    cursor.since21(spanOf(value), "GROUP BY of anything but columns", "Name a column.");
  }
  return value;
}

/** Leaves out what is no query up to the next SELECT; false when there is none. */
export function skipToSelect(cursor: Cursor): boolean {
  cursor.skipTo((token) => token.text === "SELECT" || isSemicolon(token) || isClauseStart(cursor));
  return cursor.isWord("SELECT");
}
