import type { Value } from "@armillary/adql";

/**
 * The number that an expression of literals is, with ADQL's division of whole numbers: `10/3600.` is one. Undefined for everything
 * else.
 */
export function constantNumber(value: Value): number | undefined {
  return constant(value)?.number;
}

interface Constant {
  readonly number: number;
  readonly whole: boolean;
}

function constant(value: Value): Constant | undefined {
  switch (value.kind) {
    case "NumberLiteral": {
      const number = Number(value.text);
      return Number.isFinite(number) ? { number, whole: isWhole(value.text) && number < 2 ** 53 } : undefined;
    }
    case "ParenthesizedValue":
      return constant(value.expression);
    case "UnaryOperation": {
      const operand = constant(value.operand);
      if (operand === undefined || value.operator === "~") return undefined;
      return value.operator === "-" ? { ...operand, number: -operand.number } : operand;
    }
    case "BinaryOperation": {
      const left = constant(value.left);
      const right = constant(value.right);
      return left === undefined || right === undefined ? undefined : computed(value.operator, left, right);
    }
    default:
      return undefined;
  }
}

function computed(operator: string, left: Constant, right: Constant): Constant | undefined {
  const whole = left.whole && right.whole;
  const number = compute(operator, left.number, right.number, whole);
  if (number === undefined || !Number.isFinite(number) || (whole && !Number.isSafeInteger(number))) return undefined;
  return { number, whole };
}

function compute(operator: string, left: number, right: number, whole: boolean): number | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return whole ? Math.trunc(left / right) : left / right;
    default:
      return undefined;
  }
}

/** Digits alone, or hexadecimal. */
export function isWhole(text: string): boolean {
  return /^(\d+|0[xX][\dA-Fa-f]+)$/.test(text);
}
