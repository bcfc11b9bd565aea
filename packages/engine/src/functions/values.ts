import { conversionFactor, type FunctionCall } from "@armillary/adql";
import type { Context } from "../query/context.ts";
import { uniteValues } from "../query/united.ts";
import { doubleLiteral } from "../sql.ts";
import type { SqlValue } from "../value.ts";
import { numberArgument } from "./numeric.ts";
import { resultType } from "./result-type.ts";

/** LOWER and UPPER, COALESCE, IN_UNIT (ADQL 2.1, sections 4.4, 4.8, 4.9); undefined for others. */
export function valueFunction(name: string, node: FunctionCall, context: Context): SqlValue | undefined {
  switch (name) {
    case "LOWER":
    case "UPPER": {
      const [text] = node.arguments;
      if (text === undefined) return undefined;
      const sql = `${name.toLowerCase()}(${context.convert.text(context.value(text), text)})`;
      return { sql, form: "text", type: resultType(node, context, { name: "VARCHAR" }) };
    }
    case "COALESCE": {
      const { sqls, form, typeOf } = uniteValues(node.arguments, context);
      const known = resultType(node, context, { name: "UNKNOWN" });
      return { sql: `COALESCE(${sqls.join(", ")})`, form, type: typeOf(known) };
    }
    case "IN_UNIT":
      return inUnit(node, context);
    default:
      return undefined;
  }
}

function inUnit(node: FunctionCall, context: Context): SqlValue {
  const [value, unit] = node.arguments;
  if (value === undefined || unit?.kind !== "StringLiteral") {
    return context.refuse("ADQL_UNIT", node, "IN_UNIT takes a value and a unit as a literal string.");
  }
  const own = context.facts.values.get(value)?.unit;
  if (own === undefined) {
    return context.refuse("ADQL_UNIT", value, "The unit of this value is not known, so it cannot be converted.");
  }
  const factor = conversionFactor(own, unit.value);
  if (factor === undefined) {
    const message = `From ${own.canonical === "1" ? "a number without unit" : own.canonical} to ${unit.value} there is no conversion.`;
    return context.refuse("ADQL_UNIT", unit, message);
  }
  const number = numberArgument(value, context);
  const inverse = factor < 1 ? conversionFactor(unit.value, own) : undefined;
  // One rounding less where the inverse is a whole number: seconds of arc to degrees.
  const sql =
    inverse === undefined ? `(${number} * ${doubleLiteral(factor)})` : `(${number} / ${doubleLiteral(inverse)})`;
  return { sql, form: "number", type: { name: "DOUBLE PRECISION" } };
}
