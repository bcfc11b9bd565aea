import type { Comparison, Condition, FunctionCall, In, Like, Value } from "@armillary/adql";
import { commonForm } from "../convert.ts";
import { readShape } from "../geometry/read-shape.ts";
import { containsSql, intersectsSql } from "../geometry/relations.ts";
import { type Separation, separationOf } from "../geometry/separation.ts";
import { withinSql } from "../geometry/within.ts";
import { constantNumber } from "./constant.ts";
import type { Context } from "./context.ts";
import { literalOf } from "./literals.ts";

/** A condition in SQL, in parentheses where it needs them. */
export function translateCondition(node: Condition, context: Context): string {
  switch (node.kind) {
    case "Logical":
      return `(${node.operands.map((operand) => context.condition(operand)).join(` ${node.operator} `)})`;
    case "Not":
      return `(NOT ${context.condition(node.condition)})`;
    case "ParenthesizedCondition":
      return `(${context.condition(node.condition)})`;
    case "Comparison":
      return comparisonSql(node, context);
    case "Between": {
      const [value, low, high] = unitedSql([node.value, node.low, node.high], context);
      return `(${value} ${node.negated ? "NOT " : ""}BETWEEN ${low} AND ${high})`;
    }
    case "In":
      return inSql(node, context);
    case "Like":
      return likeSql(node, context);
    case "IsNull":
      return `(${context.value(node.value).sql} IS ${node.negated ? "NOT " : ""}NULL)`;
    case "Exists":
      return `EXISTS (${context.subquery(node.query).sql})`;
    case "BareCondition":
      return context.refuse("ADQL_SYNTAX", node, "A value is no condition: compare it with something.");
  }
}

/** Values to be compared, in the one form that all of them have or can have. */
function unitedSql(nodes: readonly Value[], context: Context): readonly string[] {
  const values = nodes.map((node) => context.value(node));
  const form = commonForm(values.map((value) => value.form));
  return values.map((value, index) => {
    const node = nodes[index] as Value;
    return context.convert.to(form, value, node, literalOf(node));
  });
}

function comparisonSql(node: Comparison, context: Context): string {
  const predicate = predicateSql(node, context);
  if (predicate !== undefined) return predicate;
  const separation = separationOf(node, context);
  if (separation !== undefined) return separationSql(separation, context.isFilter(node));
  const [left, right] = unitedSql([node.left, node.right], context);
  return `(${left} ${node.operator === "!=" ? "<>" : node.operator} ${right})`;
}

function separationSql({ one, other, radius, constantRadiusDeg, strictly }: Separation, isFilter: boolean): string {
  const circle = {
    kind: "circle" as const,
    centre: other,
    radius,
    ...(constantRadiusDeg === undefined ? {} : { constantRadiusDeg }),
  };
  return `(${withinSql(one, circle, { strictly, isFilter })})`;
}

/** `1 = CONTAINS(…)`, `INTERSECTS(…) = 0`: the truth value itself, which indexes and joins can see. */
function predicateSql(node: Comparison, context: Context): string | undefined {
  const { operator, left, right } = node;
  if (operator !== "=") return undefined;
  const call = predicateCall(left) ?? predicateCall(right);
  const number = constantNumber(predicateCall(left) === undefined ? left : right);
  if (call === undefined || (number !== 0 && number !== 1)) return undefined;
  const sql = relationSql(call, context, number === 1 && context.isFilter(node));
  return sql === undefined ? undefined : number === 1 ? sql : `(NOT ${sql})`;
}

/** CONTAINS or INTERSECTS, in parentheses or not. */
export function predicateCall(value: Value): FunctionCall | undefined {
  if (value.kind === "ParenthesizedValue") return predicateCall(value.expression);
  const isCall = value.kind === "FunctionCall" && value.name.parts.length === 1;
  return isCall && /^(contains|intersects)$/i.test(value.name.parts[0]?.name ?? "") ? value : undefined;
}

/**
 * The truth value of CONTAINS or INTERSECTS.
 *
 * @param isFilter - where false is as good as unknown
 */
export function relationSql(call: FunctionCall, context: Context, isFilter: boolean): string | undefined {
  const [first, second] = call.arguments;
  if (first === undefined || second === undefined) return undefined;
  const [one, other] = [readShape(first, context), readShape(second, context)];
  const relation = call.name.parts[0]?.name.toUpperCase() === "CONTAINS" ? containsSql : intersectsSql;
  return relation(one, other, isFilter);
}

function inSql({ value, candidates, negated }: In, context: Context): string {
  const not = negated ? "NOT " : "";
  if (!("kind" in candidates)) {
    const [first, ...rest] = unitedSql([value, ...candidates], context);
    return `(${first} ${not}IN (${rest.join(", ")}))`;
  }
  const { sql, outputs } = context.subquery(candidates);
  const alias = context.freshName("t");
  const [output] = outputs;
  const own = context.value(value);
  const form = commonForm([own.form, output?.form ?? "null"]);
  const left = context.convert.to(form, own, value, literalOf(value));
  if (output === undefined || output.form === form) return `(${left} ${not}IN (${sql}))`;
  const other = context.convert.to(form, { ...output, sql: `${alias}.c1` }, candidates);
  return `(${left} ${not}IN (SELECT ${other} FROM (${sql}) AS ${alias}))`;
}

/** Patterns have no escapes (ADQL 2.1, section 2.2.2). */
function likeSql({ value, pattern, operator, negated }: Like, context: Context): string {
  const [text, like] = [value, pattern].map((node) => context.convert.text(context.value(node), node));
  return `(${text} ${negated ? "NOT " : ""}${operator} ${like})`;
}
