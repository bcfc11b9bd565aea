import type { Query } from "../../language/ast.ts";
import { type Rule, type RuleContext, spanOf } from "../rule.ts";

/** TOP, OFFSET and ORDER BY that cannot mean what they say. */
export const limits: Rule = {
  Select({ top }, context) {
    if (top === undefined || Number(top.text) !== 0) return;
    context.report({
      code: "ADQL_SHAPE",
      severity: "warning",
      message: "TOP 0 gives no rows, only the columns.",
      span: spanOf(top),
    });
  },
  Query(node, context) {
    if (node.offset !== undefined && Number(node.offset.text) > 0 && node.orderBy.length === 0) {
      context.report({
        code: "ADQL_SHAPE",
        severity: "warning",
        message: "Without ORDER BY the rows come in any order, and OFFSET leaves out any of them.",
        span: spanOf(node.offset),
      });
    }
    for (const { expression } of node.orderBy) {
      if (expression.kind === "NumberLiteral") reportPosition(expression.text, spanOf(expression), node, context);
    }
  },
};

function reportPosition(text: string, span: { start: number; end: number }, query: Query, context: RuleContext): void {
  const result = context.facts.results.get(query);
  const position = Number(text);
  if (
    result === undefined ||
    result.open ||
    (Number.isInteger(position) && position >= 1 && position <= result.columns.length)
  )
    return;
  context.report({
    code: "ADQL_SHAPE",
    severity: "error",
    message: `ORDER BY ${text} means the result's column of that number, and there ${result.columns.length === 1 ? "is 1" : `are ${result.columns.length}`}.`,
    span,
  });
}
