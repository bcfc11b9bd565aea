import type { BinaryOperator, Condition, Value } from "./ast.ts";

/** How tight an operator binds; the tightest have the greatest number. */
export const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  "|": 1,
  "^": 2,
  "&": 3,
  "||": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};

const CONDITIONS: ReadonlySet<string> = new Set<Condition["kind"]>([
  "Logical",
  "Not",
  "Comparison",
  "Between",
  "In",
  "Like",
  "IsNull",
  "Exists",
  "BareCondition",
  "ParenthesizedCondition",
]);

/** Whether an operand is a condition rather than a value. */
export function isCondition(operand: Value | Condition): operand is Condition {
  return CONDITIONS.has(operand.kind);
}
