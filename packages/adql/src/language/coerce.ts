import type { Condition, Value } from "./ast.ts";
import { comparingWithOne } from "./call-rules.ts";
import type { Cursor } from "./cursor.ts";
import { nameOfCall, spanOf } from "./operand-rules.ts";
import { isCondition } from "./operators.ts";
import { isListEnd, isNearly } from "./recovery.ts";
import { standardFunction } from "./standard-functions.ts";
import type { Token } from "./token.ts";

/** A value where a condition must stand. */
export function bare(value: Value): Condition {
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
  "THEN",
  "ELSE",
  "END",
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
