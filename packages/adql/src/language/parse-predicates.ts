import type { Comparison, ComparisonOperator, Condition, In, Query, Value } from "./ast.ts";
import { asValue, bare } from "./coerce.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, insertion, replacement } from "./edits.ts";
import { checkString, spanOf } from "./operand-rules.ts";
import { isOpening } from "./parentheses.ts";
import { binary } from "./parse-operators.ts";
import { closeParenthesis, commaList, isListEnd, openParenthesis, withoutParentheses } from "./recovery.ts";
import { spanning } from "./source.ts";
import type { Token } from "./token.ts";

/** `predicate`, or a value where no predicate follows. */
export function predicate(cursor: Cursor): Value | Condition {
  const { start } = cursor.token;
  if (cursor.isWord("EXISTS") && !followedByName(cursor)) return exists(cursor);
  const left = binary(cursor, 0);
  const { token } = cursor;
  if (token.kind === "symbol" ? !isComparison(token) : token.kind !== "word") return left;
  if (token.kind === "symbol") return comparison(cursor, asValue(cursor, left), start);
  const negated = token.text === "NOT";
  const operator = negated ? cursor.peek().text : token.text;
  switch (operator) {
    case "BETWEEN":
    case "IN":
    case "LIKE":
    case "ILIKE":
      if (negated && cursor.peek().kind !== "word") return left;
      cursor.advance();
      if (negated) cursor.advance();
      break;
    case "IS":
      return negated ? left : isNull(cursor, asValue(cursor, left), start);
    case "NULL":
    case "ISNULL":
    case "NOTNULL":
      return misspelledNull(cursor, left, start, negated);
    default:
      return left;
  }
  const value = asValue(cursor, left);
  if (operator === "BETWEEN") return between(cursor, value, start, negated);
  return operator === "IN" ? inList(cursor, value, start, negated) : like(cursor, value, start, negated, operator);
}

/** EXISTS as the name of a column, which needs quotes. */
function followedByName(cursor: Cursor): boolean {
  const next = cursor.peek();
  if (next.text === "SELECT") return false;
  return isListEnd(cursor, 1) || (next.kind === "symbol" && !isOpening(next));
}

/** `exists_predicate ::= EXISTS table_subquery` */
function exists(cursor: Cursor): Condition {
  const { start } = cursor.advance();
  const opening = cursor.token;
  let query: Query;
  if (cursor.isWord("SELECT")) {
    query = withoutParentheses(cursor, "EXISTS", () => cursor.grammar.query(cursor, "nested"));
  } else {
    if (openParenthesis(cursor, "EXISTS") === undefined) {
      if (!isListEnd(cursor)) binary(cursor, 0);
      return bare(cursor.missingValue());
    }
    query = cursor.grammar.query(cursor, "nested");
    closeParenthesis(cursor, opening);
  }
  return { kind: "Exists", query, span: cursor.spanFrom(start) };
}

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOperator>(["=", "<>", "!=", "<", ">", "<=", ">="]);

function isComparison({ kind, text }: Token): boolean {
  return kind === "symbol" && COMPARISONS.has(text);
}

/** `comparison_predicate ::= value_expression comp_op value_expression`; chains of them are reported and taken apart. */
function comparison(cursor: Cursor, first: Value, start: number): Condition {
  const found: Comparison[] = [];
  let left = first;
  for (;;) {
    const sign = cursor.advance();
    const operator = sign.text as ComparisonOperator;
    const right = asValue(cursor, quantified(cursor) ?? binary(cursor, 0));
    found.push({
      kind: "Comparison",
      operator,
      left,
      right,
      span: cursor.spanFrom(found.length === 0 ? start : spanOf(left).start),
    });
    checkNull(cursor, sign, right);
    if (!isComparison(cursor.token)) break;
    const { end } = spanOf(right);
    const fix = fixOf("Compare twice", insertion(end, ` AND ${cursor.slice(spanOf(right))}`));
    const fixes = cursor.isMissing(right) ? [] : [fix];
    cursor.report("ADQL_SYNTAX", cursor.token, "Comparisons do not chain: compare twice, with AND between.", { fixes });
    left = right;
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  return { kind: "Logical", operator: "AND", operands: found, span: cursor.spanFrom(start) };
}

/** `= NULL` is right, and never true. */
function checkNull(cursor: Cursor, sign: Token, right: Value): void {
  if (right.kind !== "NullLiteral" || cursor.isMissing(right)) return;
  if (sign.text !== "=" && sign.text !== "<>" && sign.text !== "!=") return;
  const test = sign.text === "=" ? "IS NULL" : "IS NOT NULL";
  const span = spanning(sign, spanOf(right));
  cursor.report("ADQL_TYPE", span, `Nothing is ever ${sign.text} NULL. Write ${test}.`, {
    severity: "warning",
    fixes: [fixOf(`Replace by ${test}`, replacement(span, test))],
  });
}

/** `= ANY (SELECT …)`, which ADQL has not: reported, and read as a subquery. */
function quantified(cursor: Cursor): Value | undefined {
  const { token } = cursor;
  if (!(cursor.isWord("ANY") || cursor.isWord("ALL") || cursor.isWord("SOME")) || !isOpening(cursor.peek()))
    return undefined;
  cursor.report(
    "ADQL_SYNTAX",
    token,
    `ADQL does not compare with ${token.text} of a subquery. Use IN (…) or EXISTS (…).`,
  );
  cursor.advance();
  const opening = openParenthesis(cursor, token.text);
  if (opening === undefined) return undefined;
  const query = cursor.grammar.query(cursor, "nested");
  closeParenthesis(cursor, opening);
  return { kind: "ScalarSubquery", query, span: cursor.spanFrom(token.start) };
}

/** `between_predicate ::= value_expression [NOT] BETWEEN value_expression AND value_expression` */
function between(cursor: Cursor, value: Value, start: number, negated: boolean): Condition {
  const low = asValue(cursor, binary(cursor, 0));
  if (!cursor.takeWord("AND")) {
    const comma = cursor.token;
    const fixes = cursor.isSymbol(",") ? [fixOf("Replace , by AND", replacement(comma, " AND"))] : [];
    cursor.expected(["AND and the upper limit of BETWEEN"], "", fixes);
    if (fixes.length === 0)
      return { kind: "Between", negated, value, low, high: cursor.missingValue(), span: cursor.spanFrom(start) };
    cursor.advance();
  }
  const high = asValue(cursor, binary(cursor, 0));
  return { kind: "Between", negated, value, low, high, span: cursor.spanFrom(start) };
}

/** `in_predicate ::= value_expression [NOT] IN (table_subquery | '(' value_expression {, value_expression} ')')` */
function inList(cursor: Cursor, value: Value, start: number, negated: boolean): Condition {
  const opening = cursor.token;
  let candidates: In["candidates"];
  if (cursor.isWord("SELECT")) {
    candidates = withoutParentheses(cursor, "IN", () => cursor.grammar.query(cursor, "nested"));
  } else if (!cursor.isSymbol("(")) {
    if (isListEnd(cursor)) {
      cursor.expected(["( after IN"]);
      candidates = [cursor.missingValue()];
    } else {
      candidates = [withoutParentheses(cursor, "IN", () => asValue(cursor, binary(cursor, 0)))];
    }
  } else {
    openParenthesis(cursor, "IN");
    candidates = cursor.startsQuery()
      ? cursor.grammar.query(cursor, "nested")
      : commaList(cursor, "a value", (item) => asValue(item, item.grammar.expression(item)));
    closeParenthesis(cursor, opening, ["a comma"]);
  }
  return { kind: "In", negated, value, candidates, span: cursor.spanFrom(start) };
}

/** `like_predicate ::= match_value [NOT] (LIKE | ILIKE) pattern` */
function like(cursor: Cursor, value: Value, start: number, negated: boolean, operator: "LIKE" | "ILIKE"): Condition {
  const word = cursor.at(cursor.index - 1);
  checkString(cursor, value, operator);
  const pattern = asValue(cursor, binary(cursor, 0));
  checkString(cursor, pattern, operator);
  if (operator === "ILIKE") {
    cursor.since21(word, "ILIKE", "Compare with LIKE.");
    cursor.feature("string", "ILIKE", word);
  }
  const span = cursor.spanFrom(start);
  if (cursor.isWord("ESCAPE")) {
    cursor.report("ADQL_SYNTAX", cursor.token, "LIKE has no ESCAPE in ADQL: % and _ are always wildcards.");
    cursor.advance();
    if (cursor.token.kind === "string") cursor.advance();
  }
  return { kind: "Like", negated, operator, value, pattern, span };
}

/** `null_predicate ::= column_reference IS [NOT] NULL` */
function isNull(cursor: Cursor, value: Value, start: number): Condition {
  cursor.advance();
  const negated = cursor.takeWord("NOT");
  if (!cursor.takeWord("NULL")) {
    cursor.expected(negated ? ["NULL"] : ["NULL", "NOT NULL"], "Other values are compared with =.");
    if (!isListEnd(cursor) && !cursor.isWord("AND") && !cursor.isWord("OR")) cursor.advance();
  }
  if (value.kind !== "ColumnReference" && !cursor.isMissing(value)) {
    cursor.extension(spanOf(value), "The grammar of ADQL has IS NULL after a column only.");
  }
  return { kind: "IsNull", negated, value, span: cursor.spanFrom(start) };
}

/** `x NOT NULL`, `x ISNULL`, `x NOTNULL`. */
function misspelledNull(cursor: Cursor, left: Value | Condition, start: number, not: boolean): Value | Condition {
  const first = cursor.token;
  if (!not && first.text === "NULL") return left;
  const value = asValue(cursor, left);
  const negated = not || first.text === "NOTNULL";
  const test = negated ? "IS NOT NULL" : "IS NULL";
  cursor.advance();
  if (not) cursor.advance();
  const span = cursor.spanFrom(first.start);
  cursor.report("ADQL_SYNTAX", span, `Expected ${test}, found ${cursor.slice(span)}.`, {
    expected: [test],
    fixes: [fixOf(`Replace by ${test}`, replacement(span, test))],
  });
  return { kind: "IsNull", negated, value, span: cursor.spanFrom(start) };
}
