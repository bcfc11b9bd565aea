import type { Comparison, FunctionCall, Value } from "../../language/ast.ts";
import { familyOf, printType } from "../../schema/datatype.ts";
import { numberOf } from "../arithmetic.ts";
import { type Rule, type RuleContext, replaceFix, spanOf } from "../rule.ts";
import type { Inferred } from "../value.ts";

/** Values that cannot be compared, or that not all databases compare. */
export const comparisons: Rule = {
  Comparison(node, context) {
    if (!reportPredicate(node, context)) reportPair(node.left, node.right, context);
  },
  Between(node, context) {
    reportPair(node.value, node.low, context);
    reportPair(node.value, node.high, context);
  },
  In(node, context) {
    if ("kind" in node.candidates) {
      const [column] = context.facts.results.get(node.candidates)?.columns ?? [];
      const value = context.facts.values.get(node.value);
      if (column !== undefined && value !== undefined) report(node.value, value, node.value, column, context);
      return;
    }
    for (const candidate of node.candidates) reportPair(node.value, candidate, context);
  },
  Like(node, context) {
    for (const operand of [node.value, node.pattern]) {
      const value = context.facts.values.get(operand);
      const family = value === undefined ? "unknown" : familyOf(value.type);
      if (value === undefined || family === "character" || family === "unknown" || family === "null") continue;
      const impossible = family === "geometry" || family === "moc" || family === "binary";
      context.report({
        code: "ADQL_TYPE",
        severity: impossible ? "error" : "warning",
        message: `${node.operator} compares strings, and this is ${printType(value.type)}${impossible ? "" : ", which not all services turn into one"}.`,
        span: spanOf(operand),
      });
    }
  },
};

function reportPair(left: Value, right: Value, context: RuleContext): void {
  const [one, other] = [context.facts.values.get(left), context.facts.values.get(right)];
  if (one !== undefined && other !== undefined) report(left, one, right, other, context);
}

function report(left: Value, one: Inferred, right: Value, other: Inferred, context: RuleContext): void {
  const families = [familyOf(one.type), familyOf(other.type)];
  const [a, b] = families;
  if (a === undefined || b === undefined || families.includes("unknown") || families.includes("null")) return;
  const both = `${printType(one.type)} and ${printType(other.type)}`;
  const span = { start: spanOf(left).start, end: Math.max(spanOf(left).end, spanOf(right).end) };
  if (families.includes("geometry") || families.includes("moc")) {
    if (a === b) {
      context.report({
        code: "ADQL_TYPE",
        severity: "warning",
        message: "ADQL compares no geometries. Use CONTAINS, INTERSECTS or DISTANCE.",
        span,
      });
    } else if (!families.includes("character") && !families.includes("array")) {
      context.report({ code: "ADQL_TYPE", severity: "error", message: `${both} cannot be compared.`, span });
    }
    return;
  }
  if (families.includes("numeric") && families.includes("character")) {
    const literal = [left, right].find((value) => value.kind === "StringLiteral");
    const text = literal?.kind === "StringLiteral" ? literal.value.trim() : undefined;
    const isNumber = text !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
    context.report({
      code: "ADQL_TYPE",
      severity: "warning",
      message: `A number is compared with a string (${both}), which not all services do.${isNumber ? " Leave out the quotes." : ""}`,
      span,
      ...(isNumber && literal !== undefined
        ? { fixes: [replaceFix(`Replace by ${text}`, spanOf(literal), text)] }
        : {}),
    });
    return;
  }
  if (families.includes("timestamp") && families.includes("numeric")) {
    context.report({
      code: "ADQL_TYPE",
      severity: "warning",
      message: "A timestamp is compared with a number. Write a date as a string: '2020-01-31T12:00:00'.",
      span,
    });
    return;
  }
  if (
    one.type.name === "CLOB" ||
    other.type.name === "CLOB" ||
    one.type.name === "BLOB" ||
    other.type.name === "BLOB"
  ) {
    const name = [one.type.name, other.type.name].find((type) => type === "CLOB" || type === "BLOB");
    context.report({
      code: "ADQL_TYPE",
      severity: "warning",
      message: `A ${name} is opaque: ADQL has no operators for it, and services may refuse to compare it.`,
      span,
    });
  }
}

/**
 * CONTAINS and INTERSECTS give 1 or 0, and are compared with = and one of these (ADQL 2.1, section 4.2.6).
 * @returns whether it is such a comparison
 */
function reportPredicate({ left, right, operator, ...node }: Comparison, context: RuleContext): boolean {
  const call = [left, right].find(isPredicate);
  if (call === undefined) return false;
  const other = call === left ? right : left;
  const name = call.name.parts.at(-1)?.name ?? "";
  const number = numberOf(other);
  if ((number === 0 || number === 1) && operator === "=") return true;
  if (number !== undefined || other.kind === "StringLiteral") {
    context.report({
      code: "ADQL_TYPE",
      severity: "warning",
      message: `${name} gives 1 or 0: services know it compared with = and one of these.`,
      span: spanOf(node),
      fixes: [replaceFix(`Write 1=${name}(…)`, spanOf(node), `1=${context.textOf(call)}`)],
    });
    return true;
  }
  return false;
}

function isPredicate(value: Value): value is FunctionCall {
  return value.kind === "FunctionCall" && /^(contains|intersects)$/i.test(value.name.parts.at(-1)?.name ?? "");
}
