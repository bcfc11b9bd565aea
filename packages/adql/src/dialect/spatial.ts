import type { Comparison, ComparisonOperator, FunctionCall, Node, StringLiteral, Value } from "../language/ast.ts";

// What the rules want to know of geometry in a tree.

/** A comparison of CONTAINS or INTERSECTS with 0 or 1, in whatever form it is written. */
export interface SpatialPredicate {
  readonly call: FunctionCall;
  readonly name: "CONTAINS" | "INTERSECTS";
  /** Whether the predicate is to hold, or not to. */
  readonly holds: boolean;
  /** On which side the number stands. */
  readonly truth: "first" | "last";
  readonly operator: ComparisonOperator;
}

/** Name of a function without a schema, in upper case. */
export function functionName(node: Node): string | undefined {
  return node.kind === "FunctionCall" && node.name.parts.length === 1
    ? node.name.parts[0]?.name.toUpperCase()
    : undefined;
}

export function isCallOf(node: Node, ...names: readonly string[]): node is FunctionCall {
  return names.includes(functionName(node) ?? "");
}

export function spatialPredicateOf(node: Node): SpatialPredicate | undefined {
  if (node.kind !== "Comparison") return undefined;
  const left = bare(node.left);
  const right = bare(node.right);
  const call = isPredicate(left) ? left : right;
  const number = isPredicate(left) ? right : left;
  if (!isPredicate(call) || number.kind !== "NumberLiteral") return undefined;
  const holds = whenHeld(node, Number(number.text), isPredicate(left));
  if (holds === undefined) return undefined;
  const name = functionName(call) === "CONTAINS" ? "CONTAINS" : "INTERSECTS";
  return { call, name, holds, truth: isPredicate(left) ? "last" : "first", operator: node.operator };
}

function isPredicate(value: Value): value is FunctionCall {
  return isCallOf(value, "CONTAINS", "INTERSECTS");
}

/** What the comparison says of a call that gives 1 or 0: true, false, or nothing that distinguishes the two. */
function whenHeld({ operator }: Comparison, number: number, callFirst: boolean): boolean | undefined {
  const compare = (result: number): boolean => {
    const [a, b] = callFirst ? [result, number] : [number, result];
    switch (operator) {
      case "=":
        return a === b;
      case "<>":
      case "!=":
        return a !== b;
      case "<":
        return a < b;
      case ">":
        return a > b;
      case "<=":
        return a <= b;
      default:
        return a >= b;
    }
  };
  const held = compare(1);
  return held === compare(0) ? undefined : held;
}

/** The value without parentheses around it. */
export function bare(value: Value): Value {
  return value.kind === "ParenthesizedValue" ? bare(value.expression) : value;
}

/** The frame of a constructor, when it has one, and the arguments behind it. */
export function constructorArguments(call: FunctionCall): {
  readonly frame: StringLiteral | undefined;
  readonly rest: readonly Value[];
} {
  const [first, ...rest] = call.arguments;
  return first?.kind === "StringLiteral" ? { frame: first, rest } : { frame: undefined, rest: call.arguments };
}

/** Right ascension and declination of a POINT, as they are written. */
export function pointCoordinates(value: Value): readonly [Value, Value] | undefined {
  const point = bare(value);
  if (!isCallOf(point, "POINT")) return undefined;
  const [ra, dec, ...more] = constructorArguments(point).rest;
  return ra === undefined || dec === undefined || more.length > 0 ? undefined : [ra, dec];
}

/** A number, signed or not, that is written out. */
export function literalNumber(value: Value | undefined): number | undefined {
  if (value === undefined) return undefined;
  const plain = bare(value);
  if (plain.kind === "NumberLiteral") return finite(Number(plain.text));
  if (plain.kind !== "UnaryOperation" || plain.operator === "~") return undefined;
  const operand = literalNumber(plain.operand);
  return operand === undefined ? undefined : plain.operator === "-" ? -operand : operand;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
