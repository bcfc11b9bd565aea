import type { Condition, Value } from "../language/ast.ts";
import { type InferenceContext, inferValue } from "./infer.ts";
import type { Scope } from "./scope.ts";

/** Infers all values in a condition. */
export function inferCondition(condition: Condition, scope: Scope, context: InferenceContext): void {
  const value = (inner: Value) => inferValue(inner, scope, context);
  switch (condition.kind) {
    case "Logical":
      for (const operand of condition.operands) inferCondition(operand, scope, context);
      break;
    case "Not":
    case "ParenthesizedCondition":
      inferCondition(condition.condition, scope, context);
      break;
    case "Comparison":
      value(condition.left);
      value(condition.right);
      break;
    case "Between":
      value(condition.value);
      value(condition.low);
      value(condition.high);
      break;
    case "In":
      value(condition.value);
      if ("kind" in condition.candidates) context.query(condition.candidates, scope);
      else for (const candidate of condition.candidates) value(candidate);
      break;
    case "Like":
      value(condition.value);
      value(condition.pattern);
      break;
    case "IsNull":
    case "BareCondition":
      value(condition.value);
      break;
    case "Exists":
      context.query(condition.query, scope);
      break;
  }
}
