import type { BinaryOperation, Value } from "../language/ast.ts";
import { commonType, type DataType, familyOf, UNKNOWN } from "../schema/datatype.ts";
import { relateUnits } from "../units/convert.ts";
import { parseUnit } from "../units/parse.ts";
import { multiplyUnits, raiseUnit, type Unit } from "../units/unit.ts";
import type { Inferred } from "./value.ts";

/** What an operator gives: its type, and its unit as far as both operands' are known. */
export function inferOperation(node: BinaryOperation, left: Inferred, right: Inferred): Inferred {
  const { operator } = node;
  if (operator === "||") return { type: { name: "VARCHAR" } };
  const type = arithmeticType(left.type, right.type);
  if (operator === "&" || operator === "|" || operator === "^") return { type };
  if (left.plain === true && right.plain === true) return { type, plain: true };
  const unit = operator === "*" || operator === "/" ? productUnit(node, left, right) : sumUnit(left, right);
  return unit === undefined ? { type } : { type, unit };
}

function arithmeticType(left: DataType, right: DataType): DataType {
  const families = [familyOf(left), familyOf(right)];
  return families.every((family) => family === "numeric" || family === "null") ? commonType(left, right) : UNKNOWN;
}

/** Of a sum, a difference or a remainder: the unit of what has one; of two unlike units, the first. */
export function sumUnit(left: Inferred, right: Inferred): Unit | undefined {
  if (left.plain === true) return right.unit;
  if (right.plain === true) return left.unit;
  if (left.unit === undefined || right.unit === undefined) return undefined;
  return relateUnits(left.unit, right.unit) === "unknown" ? undefined : left.unit;
}

function productUnit(node: BinaryOperation, left: Inferred, right: Inferred): Unit | undefined {
  const one = left.plain === true ? plainUnit(node.left) : left.unit;
  const other = right.plain === true ? plainUnit(node.right) : right.unit;
  if (one === undefined || other === undefined) return undefined;
  const inverse = node.operator === "*" ? other : raiseUnit(other, -1);
  return inverse === undefined ? undefined : multiplyUnits(one, inverse);
}

/**
 * A plain factor leaves the unit as it is, or converts it: `radius / 3600.0` is in degrees to whoever wrote it. Only
 * factors that convert nothing (2, 0.5, …) are taken for factors.
 */
function plainUnit(value: Value): Unit | undefined {
  const number = Math.abs(numberOf(value) ?? Number.NaN);
  return (Number.isInteger(number) && number < 10) || number === 0.5 ? parseUnit("1") : undefined;
}

/** The unit of POWER(x, y), where y is a number that stands there. */
export function powerUnit(base: Inferred, exponent: Value | undefined): Unit | undefined {
  if (base.unit === undefined || exponent === undefined) return undefined;
  const power = numberOf(exponent);
  if (power === undefined) return undefined;
  if (Number.isInteger(power)) return raiseUnit(base.unit, power);
  return Number.isInteger(power * 2) ? raiseUnit(base.unit, power * 2, 2) : undefined;
}

/** The value of a literal number with its sign; undefined for anything else. */
export function numberOf(value: Value): number | undefined {
  switch (value.kind) {
    case "NumberLiteral":
      return Number(value.text);
    case "ParenthesizedValue":
      return numberOf(value.expression);
    case "UnaryOperation": {
      const operand = numberOf(value.operand);
      if (operand === undefined || value.operator === "~") return undefined;
      return value.operator === "-" ? -operand : operand;
    }
    default:
      return undefined;
  }
}
