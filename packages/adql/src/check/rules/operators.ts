import type { BinaryOperation, UnaryOperation, Value } from "../../language/ast.ts";
import { familyOf, printType } from "../../schema/datatype.ts";
import { type Rule, type RuleContext, spanOf } from "../rule.ts";

/** Operands that an operator cannot compute with (ADQL 2.1, appendix A, `numeric_value_expression`; sections 3.2 to 3.5). */
export const operators: Rule = {
  BinaryOperation(node, context) {
    if (node.operator === "||") reportConcatenation(node, context);
    else for (const operand of [node.left, node.right]) reportOperand(operand, node.operator, context);
  },
  UnaryOperation(node: UnaryOperation, context) {
    reportOperand(node.operand, node.operator, context);
  },
};

function reportOperand(operand: Value, operator: string, context: RuleContext): void {
  const value = context.facts.values.get(operand);
  if (value === undefined) return;
  const family = familyOf(value.type);
  // Timestamps, intervals and arrays: databases subtract, add and multiply them each in its own way.
  if (family !== "character" && family !== "geometry" && family !== "moc" && family !== "binary") return;
  context.report({
    code: "ADQL_TYPE",
    severity: "error",
    message: `${operator} computes with numbers, and this is ${printType(value.type)}.`,
    span: spanOf(operand),
  });
}

function reportConcatenation(node: BinaryOperation, context: RuleContext): void {
  for (const operand of [node.left, node.right]) {
    const value = context.facts.values.get(operand);
    const family = value === undefined ? "unknown" : familyOf(value.type);
    if (value === undefined || (family !== "geometry" && family !== "moc" && family !== "binary")) continue;
    context.report({
      code: "ADQL_TYPE",
      severity: "warning",
      message: `|| joins strings, and this is ${printType(value.type)}, which not all services can write as one.`,
      span: spanOf(operand),
    });
  }
}
