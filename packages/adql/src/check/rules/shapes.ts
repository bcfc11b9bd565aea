import type { Query, SetOperation } from "../../language/ast.ts";
import { type commonType, familyOf, printType } from "../../schema/datatype.ts";
import { fitOf, printIdentifier } from "../../schema/names.ts";
import { relateUnits } from "../../units/convert.ts";
import { type Rule, type RuleContext, spanOf } from "../rule.ts";
import type { NamedValue } from "../value.ts";

/** Numbers and types of columns where two queries meet, or a query stands for a value (ADQL 2.1, section 4.6). */
export const shapes: Rule = {
  SetOperation(node, context) {
    const [left, right] = [context.facts.results.get(node.left), context.facts.results.get(node.right)];
    if (left === undefined || right === undefined || left.open || right.open) return;
    const span = spanOf(node.right);
    if (left.columns.length !== right.columns.length) {
      context.report({
        code: "ADQL_SHAPE",
        severity: "error",
        message: `${node.operator} puts ${count(left.columns.length)} beside ${right.columns.length}. Both queries must have as many.`,
        span,
      });
      return;
    }
    reportNames(node, left.columns, right.columns, context);
    for (const [index, one] of left.columns.entries()) {
      const other = right.columns[index];
      if (other === undefined) continue;
      const what = `Column ${index + 1} (${one.name.name}, ${other.name.name})`;
      if (!goTogether(one.type, other.type)) {
        context.report({
          code: "ADQL_TYPE",
          severity: "warning",
          message: `${what} of the ${node.operator} is ${printType(one.type)} in one query and ${printType(other.type)} in the other.`,
          span,
        });
      } else if (one.unit !== undefined && other.unit !== undefined) {
        const relation = relateUnits(one.unit, other.unit);
        if (relation !== "convertible" && relation !== "different") continue;
        context.report({
          code: "ADQL_UNIT",
          severity: "warning",
          message: `${what} of the ${node.operator} is in ${one.unit.canonical} in one query and in ${other.unit.canonical} in the other; numbers are not converted.`,
          span,
        });
      }
    }
  },
  In(node, context) {
    if ("kind" in node.candidates) reportWidth(node.candidates, "IN", context);
  },
  ScalarSubquery(node, context) {
    reportWidth(node.query, "A value", context);
  },
  CommonTable(node, context) {
    const result = context.facts.results.get(node.query);
    if (
      node.columns.length === 0 ||
      result === undefined ||
      result.open ||
      result.columns.length === node.columns.length
    )
      return;
    context.report({
      code: "ADQL_SHAPE",
      severity: "error",
      message: `${node.name.name} is given ${count(node.columns.length)}, and its query has ${result.columns.length}.`,
      span: spanOf(node.name),
    });
  },
};

/** The standard asks for types alone; DaCHS refuses operands whose columns have other names (seen in 2.7, 2026). */
function reportNames(
  node: SetOperation,
  left: readonly NamedValue[],
  right: readonly NamedValue[],
  context: RuleContext,
): void {
  const index = left.findIndex((column, place) => {
    const other = right[place];
    return column.named && other?.named === true && fitOf(column.name, other.name) === undefined;
  });
  const [one, other] = [left[index], right[index]];
  if (one === undefined || other === undefined) return;
  const [name, otherName] = [printIdentifier(one.name), printIdentifier(other.name)];
  context.report({
    code: "ADQL_SHAPE",
    severity: "warning",
    message: `Column ${index + 1} of the ${node.operator} is called ${name} in one query and ${otherName} in the other, which some services refuse. Write ${otherName} AS ${name}.`,
    span: spanOf(node.right),
  });
}

function reportWidth(query: Query, what: string, context: RuleContext): void {
  const result = context.facts.results.get(query);
  if (result === undefined || result.open || result.columns.length === 1) return;
  context.report({
    code: "ADQL_SHAPE",
    severity: "error",
    message: `${what} wants a query with one column, and this has ${result.columns.length}.`,
    span: spanOf(query),
  });
}

function goTogether(...[a, b]: Parameters<typeof commonType>): boolean {
  const families = [familyOf(a), familyOf(b)];
  if (families.includes("unknown") || families.includes("null") || families[0] === families[1]) return true;
  // Some services write geometries and timestamps as strings.
  return families.includes("character") && !families.includes("numeric");
}

function count(columns: number): string {
  return `${columns} column${columns === 1 ? "" : "s"}`;
}
