import type { FunctionCall, Value } from "../../language/ast.ts";
import { parameterAt } from "../../schema/functions/function.ts";
import { conversionFactor, relateUnits } from "../../units/convert.ts";
import { isNoUnit, parseUnit } from "../../units/parse.ts";
import type { Unit } from "../../units/unit.ts";
import { type Rule, type RuleContext, replaceFix, spanOf } from "../rule.ts";

/**
 * Units that do not go together: numbers are computed and compared as they stand, and services convert nothing but by
 * IN_UNIT (ADQL 2.1, section 4.9). Warnings, but for what IN_UNIT must refuse.
 */
export const units: Rule = {
  BinaryOperation(node, context) {
    if (node.operator === "+" || node.operator === "-")
      reportPair(node.left, node.right, node.operator === "+" ? "added" : "subtracted", context);
  },
  Comparison(node, context) {
    reportPair(node.left, node.right, "compared", context);
  },
  Between(node, context) {
    reportPair(node.value, node.low, "compared", context);
    reportPair(node.value, node.high, "compared", context);
  },
  In(node, context) {
    if ("kind" in node.candidates) return;
    for (const candidate of node.candidates) reportPair(node.value, candidate, "compared", context);
  },
  FunctionCall(node, context) {
    const { known, form } = context.facts.calls.get(node) ?? {};
    if (known?.definition.name === "IN_UNIT") reportConversion(node, context);
    else if (form !== undefined) {
      for (const [index, argument] of node.arguments.entries()) {
        const wanted = parameterAt(form, index)?.unit;
        if (wanted !== undefined) reportArgument(argument, wanted, node, context);
      }
    }
  },
};

function unitOf(value: Value, context: RuleContext): Unit | undefined {
  return context.facts.values.get(value)?.unit;
}

function reportPair(left: Value, right: Value, done: string, context: RuleContext): void {
  const [one, other] = [unitOf(left, context), unitOf(right, context)];
  if (one === undefined || other === undefined) return;
  const relation = relateUnits(one, other);
  if (relation !== "convertible" && relation !== "different") return;
  const factor = relation === "convertible" ? conversionFactor(other, one) : undefined;
  context.report({
    code: "ADQL_UNIT",
    severity: "warning",
    message: `Values in ${one.canonical} and in ${other.canonical} are ${done}${factor === undefined ? "" : `, as if 1 ${other.canonical} were not ${print(factor)} ${one.canonical}`}.`,
    span: { start: spanOf(left).start, end: spanOf(right).end },
  });
}

/** An angle in radians where degrees are meant, or the other way round. */
function reportArgument(argument: Value, wanted: string, call: FunctionCall, context: RuleContext): void {
  const unit = unitOf(argument, context);
  const expected = parseUnit(wanted);
  if (unit === undefined || expected === undefined) return;
  const relation = relateUnits(unit, expected);
  if (relation !== "convertible" && relation !== "different") return;
  const name = call.name.parts.at(-1)?.name ?? "";
  const factor = conversionFactor(unit, expected);
  const text = factor === undefined ? undefined : converted(context.textOf(argument), unit, wanted, factor);
  const fixes = text === undefined ? [] : [replaceFix(`Replace by ${text}`, spanOf(argument), text)];
  context.report({
    code: "ADQL_UNIT",
    severity: "warning",
    message: `${name} takes this in ${wanted}, and it is in ${unit.canonical}.${text === undefined ? "" : ` Write ${text}.`}`,
    span: spanOf(argument),
    ...(fixes.length === 0 ? {} : { fixes }),
  });
}

/** `RADIANS(ra)`, `radius/3600`: in words that every version of ADQL has. */
function converted(text: string, unit: Unit, wanted: string, factor: number): string {
  if (unit.canonical === "deg" && wanted === "rad") return `RADIANS(${text})`;
  if (unit.canonical === "rad" && wanted === "deg") return `DEGREES(${text})`;
  const operand = /^[\w."]+$/.test(text) ? text : `(${text})`;
  const inverse = 1 / factor;
  return factor < 1 && Math.abs(inverse - Math.round(inverse)) < 1e-9 * inverse
    ? `${operand}/${Math.round(inverse)}.0`
    : `${operand}*${print(factor)}`;
}

function print(factor: number): string {
  return String(Number(factor.toPrecision(12)));
}

function reportConversion(call: FunctionCall, context: RuleContext): void {
  const [value, target] = call.arguments;
  if (value === undefined || target?.kind !== "StringLiteral") return;
  const to = parseUnit(target.value);
  const report = (severity: "error" | "warning", message: string, span = spanOf(target)) =>
    context.report({ code: "ADQL_UNIT", severity, message, span });
  if (to === undefined || to.unknown.length > 0) {
    const why = isNoUnit(target.value) ? "is no unit" : "is no unit of VOUnits";
    report("error", `'${target.value}' ${why}: IN_UNIT cannot convert to it.`);
    return;
  }
  if (to.deviations.some((deviation) => !deviation.endsWith("is deprecated"))) {
    report(
      "warning",
      `VOUnits writes '${target.value}' as '${to.canonical}'; services may not understand it otherwise.`,
    );
  }
  const known = context.facts.values.get(value);
  if (known?.plain === true) {
    report("error", "A plain number has no unit that IN_UNIT could convert.", spanOf(value));
  } else if (known?.unit !== undefined) {
    const relation = relateUnits(known.unit, to);
    if (relation === "different") report("error", `${known.unit.canonical} cannot be converted to ${to.canonical}.`);
  } else if (
    known?.column !== undefined &&
    isNoUnit(known.column.metadata.unit ?? "") &&
    context.facts.catalog.knowsTables
  ) {
    report(
      "warning",
      `No unit is declared for ${known.column.metadata.name}: IN_UNIT has nothing to convert from.`,
      spanOf(value),
    );
  }
}
