import type { Condition, NumberLiteral, StringLiteral, Value } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, replacement } from "./edits.ts";
import { isCondition } from "./operators.ts";
import { isClosing, isOpening } from "./parentheses.ts";
import { aggregate, callOf, caseExpression, isAggregate } from "./parse-calls.ts";
import { castSpecification } from "./parse-cast.ts";
import { continuedName, couldBeName, identifier, reservedName } from "./parse-names.ts";
import { closeParenthesis, isListEnd, NOT_FUNCTIONS } from "./recovery.ts";
import type { Token } from "./token.ts";

/**
 * `value_expression_primary ::= unsigned_literal | column_reference | set_function_specification | cast_specification
 * | coalesce_expression | '(' value_expression ')'`, functions, NULL, and in parentheses conditions.
 */
export function primary(cursor: Cursor): Value | Condition {
  const { token } = cursor;
  switch (token.kind) {
    case "word":
      return word(cursor);
    case "number":
      return numberLiteral(cursor);
    case "string":
      return stringLiteral(cursor);
    case "delimited":
      return named(cursor);
    case "symbol":
      return token.text === "(" ? parenthesized(cursor) : missing(cursor);
    case "end":
      return missing(cursor);
  }
}

/** Reports that a value is missing. What cannot start one and ends nothing is left out. */
function missing(cursor: Cursor): Value {
  const value = cursor.missingValue();
  cursor.expected(["a value"]);
  return value;
}

function numberLiteral(cursor: Cursor): NumberLiteral {
  const token = cursor.advance();
  if (token.text.length > 2 && (token.text.charCodeAt(1) | 0x20) === 0x78) {
    const decimal = BigInt(token.text).toString();
    cursor.extension(token, `ADQL has no hexadecimal numbers; some services do. Write ${decimal}.`, [
      fixOf(`Replace by ${decimal}`, replacement(token, decimal)),
    ]);
  }
  return { kind: "NumberLiteral", text: token.text, span: { start: token.start, end: token.end } };
}

/**
 * `character_string_literal`. Another string after it continues it in 2.0, as in SQL-92; the grammar of 2.1 has that no
 * more, suites and services go on taking it. `N'…'` is SQL's.
 */
function stringLiteral(cursor: Cursor): StringLiteral {
  const first = cursor.advance();
  let value = first.text;
  while (cursor.token.kind === "string") {
    const before = cursor.at(cursor.index - 1);
    const next = cursor.advance();
    value += next.text;
    if (cursor.version !== "2.0") {
      const gap = { start: before.end - 1, end: next.start + cursor.slice(next).search(/['‘’‚‛′ʼ＇´]/u) + 1 };
      const message =
        "This string continues the one before, which ADQL 2.1 has no more. Make it one, or put || or a comma between.";
      const fixes = [fixOf("Join the strings", replacement(gap, ""))];
      cursor.report("ADQL_VERSION", next, message, { severity: "warning", fixes });
    }
  }
  const span = cursor.spanFrom(first.start);
  const national = (cursor.slice({ start: first.start, end: first.start + 1 }).charCodeAt(0) | 0x20) === 0x6e;
  if (national) {
    const plain = { start: first.start, end: first.start + 1 };
    cursor.extension(span, "ADQL has no national strings; a plain one holds any character.", [
      fixOf("Remove the N", replacement(plain, "")),
    ]);
  }
  return { kind: "StringLiteral", value, ...(national ? { national } : {}), span };
}

/** A word: NULL, a function, CASE, CAST, an aggregate, a column, or a reserved word that should have quotes. */
function word(cursor: Cursor): Value {
  const { token } = cursor;
  const call = isOpening(cursor.peek());
  if (!cursor.isReserved(token.text)) return named(cursor);
  if (token.text === "NULL" && !call) {
    cursor.advance();
    return { kind: "NullLiteral", span: { start: token.start, end: token.end } };
  }
  if (token.text === "CASE" && (!couldBeName(cursor) || isSign(cursor.peek()))) return caseExpression(cursor);
  if (call) {
    if (isAggregate(token.text)) return aggregate(cursor);
    if (token.text === "CAST") return castSpecification(cursor);
    if (!NOT_FUNCTIONS.has(token.text)) return callOf(cursor);
    return missing(cursor);
  }
  if ((token.text === "TRUE" || token.text === "FALSE") && couldBeName(cursor)) {
    const value = cursor.missingValue();
    cursor.report(
      "ADQL_SYNTAX",
      token,
      `ADQL has no ${token.text}. Compare with 1 or 0, or with the string that the service has for it.`,
    );
    cursor.advance();
    return value;
  }
  if (!couldBeName(cursor)) return missing(cursor);
  const { start } = token;
  const name = continuedName(cursor, reservedName(cursor), start, 4);
  return { kind: "ColumnReference", name, span: cursor.spanFrom(start) };
}

function isSign({ kind, text }: Token): boolean {
  return kind === "symbol" && (text === "-" || text === "+" || text === "~");
}

/** `column_reference ::= [[[catalog .] schema .] table .] column`, or `name(…)`. */
function named(cursor: Cursor): Value {
  const { token } = cursor;
  if (token.kind === "word" && isOpening(cursor.peek())) return callOf(cursor);
  const first = identifier(cursor, "a value");
  if (first === undefined) return cursor.missingValue();
  if (isOpening(cursor.token)) return callOf(cursor, first);
  if (!cursor.isSymbol(".")) {
    const name = { kind: "QualifiedName", parts: [first], span: cursor.spanFrom(token.start) } as const;
    return { kind: "ColumnReference", name, span: name.span };
  }
  const name = continuedName(cursor, first, token.start, 4);
  if (isOpening(cursor.token)) return callOf(cursor, name);
  return { kind: "ColumnReference", name, span: name.span ?? cursor.spanFrom(token.start) };
}

/** `'(' value_expression ')'`, `'(' search_condition ')'`, or a subquery in the place of a value. */
function parenthesized(cursor: Cursor): Value | Condition {
  const index = cursor.index;
  const opening = cursor.token;
  const { start } = opening;
  if (!cursor.enter()) {
    const value = cursor.missingValue();
    const partner = cursor.partner(index);
    if (partner === -1) cursor.skipTo(() => isListEnd(cursor));
    else cursor.jump(partner + 1);
    cursor.fail();
    cursor.leave();
    return value;
  }
  cursor.advance();
  cursor.open++;
  let node: Value | Condition;
  if (cursor.startsQuery()) {
    const query = cursor.grammar.query(cursor, "nested");
    closeParenthesis(cursor, opening);
    node = { kind: "ScalarSubquery", query, span: cursor.spanFrom(start) };
    cursor.extension(
      node.span ?? opening,
      "ADQL has subqueries in FROM, IN and EXISTS only; some services take them as values, too.",
    );
  } else {
    const inner = isClosing(cursor.token) ? missing(cursor) : cursor.grammar.expression(cursor);
    closeParenthesis(cursor, opening, ["an operator"]);
    const span = cursor.spanFrom(start);
    node = isCondition(inner)
      ? { kind: "ParenthesizedCondition", condition: inner, span }
      : { kind: "ParenthesizedValue", expression: inner, span };
    if (cursor.isMissing(inner)) node = inner;
  }
  cursor.leave();
  return node;
}
