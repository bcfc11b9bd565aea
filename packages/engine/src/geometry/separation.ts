import type { Comparison, Value } from "@armillary/adql";
import { constantNumber } from "../query/constant.ts";
import type { Context } from "../query/context.ts";
import { literalOf } from "../query/literals.ts";
import { pointOf, readPoint } from "./read-shape.ts";
import type { PointShape } from "./shape.ts";

/** Two points that must be nearer to each other than a radius. */
export interface Separation {
  readonly one: PointShape;
  readonly other: PointShape;
  /** In degrees. */
  readonly radius: string;
  readonly constantRadiusDeg?: number;
  readonly strictly: boolean;
}

/** `DISTANCE(a, b) < r` and its like; what is farther than a radius is compared as it stands. */
export function separationOf(node: Comparison, context: Context): Separation | undefined {
  const parts = separationParts(node);
  if (parts === undefined) return undefined;
  const { distance, radius, strictly } = parts;
  const [a, b, c, d] = distance;
  if (a === undefined || b === undefined) return undefined;
  const [one, other] =
    c === undefined || d === undefined
      ? [readPoint(a, context), readPoint(b, context)]
      : [pointOf(a, b, context), pointOf(c, d, context)];
  const constantRadiusDeg = constantNumber(radius);
  return {
    one,
    other,
    radius: context.convert.number(context.value(radius), radius, literalOf(radius)),
    ...(constantRadiusDeg === undefined ? {} : { constantRadiusDeg }),
    strictly,
  };
}

/** The arguments of DISTANCE, and what it must be below. */
export function separationParts({
  left,
  right,
  operator,
}: Comparison):
  | { readonly distance: readonly Value[]; readonly radius: Value; readonly strictly: boolean }
  | undefined {
  const [near, far] = operator === "<" || operator === "<=" ? [left, right] : [right, left];
  if (!["<", "<=", ">", ">="].includes(operator)) return undefined;
  const distance = distanceArguments(near);
  if (distance === undefined || distanceArguments(far) !== undefined) return undefined;
  return { distance, radius: far, strictly: operator === "<" || operator === ">" };
}

function distanceArguments(value: Value): readonly Value[] | undefined {
  if (value.kind === "ParenthesizedValue") return distanceArguments(value.expression);
  if (value.kind !== "FunctionCall" || value.name.parts.length > 1) return undefined;
  return value.name.parts[0]?.name.toUpperCase() === "DISTANCE" ? value.arguments : undefined;
}
