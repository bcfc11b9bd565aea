import type { Condition } from "@armillary/adql";

/** The conditions that AND joins, through parentheses; none for none. */
export function conjunctsOf(condition: Condition | undefined): readonly Condition[] {
  if (condition === undefined) return [];
  if (condition.kind === "ParenthesizedCondition" && isConjunction(condition.condition)) {
    return conjunctsOf(condition.condition);
  }
  return isConjunction(condition) ? condition.operands.flatMap(conjunctsOf) : [condition];
}

function isConjunction(condition: Condition): condition is Condition & { readonly kind: "Logical" } {
  return condition.kind === "Logical" && condition.operator === "AND";
}

/** All of them; undefined for none. */
export function allOf(conditions: readonly Condition[]): Condition | undefined {
  const [first, ...others] = conditions;
  if (first === undefined || others.length === 0) return first;
  const operands = conditions.map(
    (condition): Condition =>
      condition.kind === "Logical" ? { kind: "ParenthesizedCondition", condition } : condition,
  );
  return { kind: "Logical", operator: "AND", operands };
}
