import {
  type DataType,
  familyOf,
  isExactNumeric,
  parseTypeWord,
  printType,
  type TypeFamily,
} from "../../schema/datatype.ts";
import { type Rule, spanOf } from "../rule.ts";

/** Conversions that CAST does not have to know (ADQL 2.1, section 4.7.1, table "CAST allowed types"). */
export const casts: Rule = {
  Cast(node, context) {
    const value = context.facts.values.get(node.expression);
    const target = parseTypeWord(node.type.name);
    if (value === undefined || isConversion(value.type, target)) return;
    context.report({
      code: "ADQL_TYPE",
      severity: "warning",
      message: `CAST from ${printType(value.type)} to ${printType(target)} is not in ADQL's table; services may refuse it.`,
      span: spanOf(node),
    });
  },
};

const FROM: Readonly<Partial<Record<TypeFamily, readonly TypeFamily[]>>> = {
  numeric: ["numeric", "character"],
  character: ["numeric", "character", "timestamp", "geometry", "boolean", "unknown"],
  timestamp: ["character", "timestamp"],
};

function isConversion(from: DataType, to: DataType): boolean {
  const family = familyOf(from);
  if (family === "unknown" || family === "null" || familyOf(to) === "unknown") return true;
  if (family === "boolean" || from.name === to.name) return true;
  // Truth values from numbers, and numbers of one bit, are databases' own matter.
  if (family === "numeric" && familyOf(to) === "boolean") return isExactNumeric(from);
  return FROM[family]?.includes(familyOf(to)) ?? false;
}
