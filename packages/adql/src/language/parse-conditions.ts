import type { Comparison, ComparisonOperator, Condition, In, Query, Value } from "./ast.ts";
import { comparingWithOne } from "./call-rules.ts";
import { type Cursor, deletion, fixOf, insertion, isOpening, replacement } from "./cursor.ts";
import { checkString, nameOfCall, spanOf } from "./operand-rules.ts";
import { isCondition } from "./operators.ts";
import { binary } from "./parse-operators.ts";
import {
  closeParenthesis,
  commaList,
  isListEnd,
  isNearly,
  openParenthesis,
  withoutParentheses,
  wordWithGap,
} from "./recovery.ts";
import { standardFunction } from "./standard-functions.ts";
import type { Token } from "./token.ts";

/** `search_condition`, whose first word (WHERE, ON, HAVING) has been read. */
export function searchCondition(cursor: Cursor): Condition {
  if (isListEnd(cursor)) {
    cursor.expected(["a condition"]);
    return bare(cursor.missingValue());
  }
  return asCondition(cursor, expression(cursor));
}

/** `search_condition ::= boolean_term {OR boolean_term}`, or a value. */
export function expression(cursor: Cursor): Value | Condition {
  return logical(cursor, "OR", conjunction);
}

/** `boolean_term ::= boolean_factor {AND boolean_factor}` */
function conjunction(cursor: Cursor): Value | Condition {
  return logical(cursor, "AND", negation);
}

function logical(
  cursor: Cursor,
  operator: "AND" | "OR",
  operand: (cursor: Cursor) => Value | Condition,
): Value | Condition {
  const { start } = cursor.token;
  const first = operand(cursor);
  if (!cursor.isWord(operator)) return first;
  const operands = [asCondition(cursor, first)];
  while (cursor.takeWord(operator)) operands.push(asCondition(cursor, operand(cursor)));
  return { kind: "Logical", operator, operands, span: cursor.spanFrom(start) };
}

/** `boolean_factor ::= [NOT] boolean_primary` */
function negation(cursor: Cursor): Value | Condition {
  const { token } = cursor;
  if (cursor.isWord("AND") || cursor.isWord("OR")) {
    const span = wordWithGap(token, cursor.peek());
    cursor.report(
      "ADQL_SYNTAX",
      token,
      `A condition is missing before ${token.text}. Write it, or remove the ${token.text}.`,
      {
        fixes: [fixOf(`Remove ${token.text}`, deletion(span))],
      },
    );
    cursor.advance();
    return negation(cursor);
  }
  if (!cursor.isWord("NOT")) return predicate(cursor);
  if (!cursor.enter()) return tooDeep(cursor);
  cursor.advance();
  if (cursor.isWord("NOT"))
    cursor.extension(cursor.token, "The grammar of ADQL has one NOT before a condition; more need parentheses.");
  const condition = asCondition(cursor, negation(cursor));
  cursor.leave();
  return { kind: "Not", condition, span: cursor.spanFrom(token.start) };
}

function tooDeep(cursor: Cursor): Value {
  const value = cursor.missingValue();
  cursor.skipTo(() => isListEnd(cursor));
  cursor.fail();
  cursor.leave();
  return value;
}

/** `predicate`, or a value where no predicate follows. */
function predicate(cursor: Cursor): Value | Condition {
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

/** `comparison_predicate ::= value_expression comp_op value_expression` */
function comparison(cursor: Cursor, left: Value, start: number): Condition {
  const sign = cursor.advance();
  const operator = sign.text as ComparisonOperator;
  const right = asValue(cursor, quantified(cursor) ?? binary(cursor, 0));
  const node: Comparison = { kind: "Comparison", operator, left, right, span: cursor.spanFrom(start) };
  if (
    (operator === "=" || operator === "<>" || operator === "!=") &&
    right.kind === "NullLiteral" &&
    !cursor.isMissing(right)
  ) {
    const test = operator === "=" ? "IS NULL" : "IS NOT NULL";
    cursor.report(
      "ADQL_TYPE",
      { start: sign.start, end: spanOf(right).end },
      `Nothing is ever ${operator} NULL. Write ${test}.`,
      {
        severity: "warning",
        fixes: [fixOf(`Replace by ${test}`, replacement({ start: sign.start, end: spanOf(right).end }, test))],
      },
    );
  }
  if (!isComparison(cursor.token)) return node;
  const fix = fixOf("Compare twice", insertion(spanOf(right).end, ` AND ${cursor.slice(spanOf(right))}`));
  const fixes = cursor.isMissing(right) ? [] : [fix];
  cursor.report("ADQL_SYNTAX", cursor.token, "Comparisons do not chain: compare twice, with AND between.", { fixes });
  const next = comparison(cursor, right, spanOf(right).start);
  const rest = next.kind === "Logical" ? next.operands : [next];
  return { kind: "Logical", operator: "AND", operands: [node, ...rest], span: cursor.spanFrom(start) };
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
      : commaList(cursor, "a value", (item) => asValue(item, expression(item)));
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

function bare(value: Value): Condition {
  return { kind: "BareCondition", value, ...(value.span === undefined ? {} : { span: value.span }) };
}

/** The condition that was read, or a value as one, which is reported: ADQL has no booleans. */
export function asCondition(cursor: Cursor, operand: Value | Condition): Condition {
  if (isCondition(operand)) return operand;
  const condition = bare(operand);
  if (cursor.isMissing(operand) || cursor.hasFailed()) return condition;
  const span = spanOf(operand);
  const { token } = cursor;
  const ends = isListEnd(cursor) || token.kind === "symbol" || CONTINUES.has(token.text) || isMisspelledClause(token);
  if (!ends) {
    cursor.expected(["a comparison"], "A condition compares: =, <, IN, LIKE, BETWEEN, IS NULL.");
    cursor.skipTo((next) => isListEnd(cursor) || CONTINUES.has(next.text));
  } else if (operand.kind === "FunctionCall" && standardFunction(nameOfCall(operand))?.result !== "geometry") {
    const name = cursor.slice(spanOf(operand.name));
    cursor.report("ADQL_SYNTAX", span, `${name} gives a value, not a condition: compare it, as in 1 = ${name}(…).`, {
      fixes: [comparingWithOne(operand)],
    });
  } else {
    cursor.report(
      "ADQL_SYNTAX",
      span,
      `A condition was expected, and this is a value. Compare it with something: ADQL has no booleans.`,
    );
  }
  return condition;
}

const CONTINUES: ReadonlySet<string> = new Set([
  "AND",
  "OR",
  "JOIN",
  "INNER",
  "LEFT",
  "RIGHT",
  "FULL",
  "NATURAL",
  "CROSS",
]);

function isMisspelledClause({ text }: Token): boolean {
  return ["GROUP", "HAVING", "ORDER", "WHERE", "UNION"].some((keyword) => isNearly(text, keyword));
}

/** The value that was read; a condition in its place is reported. */
export function asValue(cursor: Cursor, operand: Value | Condition): Value {
  if (!isCondition(operand)) return operand;
  cursor.report(
    "ADQL_SYNTAX",
    spanOf(operand),
    "A value was expected, and this is a condition. ADQL has no boolean values.",
  );
  return cursor.missingValue();
}
