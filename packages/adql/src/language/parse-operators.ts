import type { BinaryOperator, Condition, Value } from "./ast.ts";
import { asValue } from "./coerce.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, insertion } from "./edits.ts";
import { checkConcatenated, checkNumeric, spanOf } from "./operand-rules.ts";
import { PRECEDENCE } from "./operators.ts";
import { primary } from "./parse-primary.ts";
import { isListEnd } from "./recovery.ts";

/**
 * `numeric_value_expression`, `character_value_expression`: operands with operators of at least this precedence, by
 * precedence climbing. Where nothing follows but a parenthesised condition, that is what comes back.
 */
export function binary(cursor: Cursor, least: number): Value | Condition {
  const { start } = cursor.token;
  let left = unary(cursor);
  for (;;) {
    const { token } = cursor;
    const precedence = token.kind === "symbol" ? (PRECEDENCE[token.text as BinaryOperator] ?? 0) : 0;
    if (precedence === 0 || precedence < least) return left;
    cursor.advance();
    const operator = token.text as BinaryOperator;
    const leftValue = asValue(cursor, left);
    const right = asValue(cursor, binary(cursor, precedence + 1));
    const span = cursor.spanFrom(start);
    checkOperands(cursor, operator, leftValue, right, token);
    left = { kind: "BinaryOperation", operator, left: leftValue, right, span };
  }
}

function checkOperands(
  cursor: Cursor,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  sign: { start: number; end: number },
): void {
  if (operator === "||") {
    checkConcatenated(cursor, left);
    checkConcatenated(cursor, right);
    return;
  }
  checkNumeric(cursor, left, operator);
  checkNumeric(cursor, right, operator);
  if (operator === "%") {
    const first = spanOf(left);
    const second = spanOf(right);
    const call = `MOD(${cursor.slice(first)}, ${cursor.slice(second)})`;
    const fixes =
      cursor.isMissing(left) || cursor.isMissing(right)
        ? []
        : [fixOf(`Write ${call}`, { span: { start: first.start, end: second.end }, text: call })];
    cursor.extension(sign, "ADQL has no %. Write MOD(x, y).", fixes);
  } else if (operator === "&" || operator === "|" || operator === "^") {
    cursor.extension(sign, `ADQL has no bitwise ${operator}; some services do.`);
  }
}

/** `factor ::= [sign] numeric_primary` */
function unary(cursor: Cursor): Value | Condition {
  const { token } = cursor;
  if (token.kind !== "symbol" || (token.text !== "-" && token.text !== "+" && token.text !== "~"))
    return primary(cursor);
  if (!cursor.enter()) {
    const missing = cursor.missingValue();
    cursor.skipTo(() => isListEnd(cursor));
    cursor.fail();
    cursor.leave();
    return missing;
  }
  cursor.advance();
  const operator = token.text;
  const inner = cursor.token;
  const operand = asValue(cursor, unary(cursor));
  cursor.leave();
  const span = cursor.spanFrom(token.start);
  checkNumeric(cursor, operand, operator);
  if (operator === "~") {
    cursor.extension(token, "ADQL has no bitwise ~; some services do.");
  } else if (operand.kind === "UnaryOperation") {
    cursor.extension(inner, "The grammar of ADQL has one sign before a value; more need parentheses.", [
      fixOf("Put the second in parentheses", insertion(inner.start, "("), insertion(span.end, ")")),
    ]);
  }
  return { kind: "UnaryOperation", operator, operand, span };
}
