import type { CircleRegion, PolygonRegion } from "../../build/region.ts";
import { type PointText, separationText, withinCircle, withinPolygon } from "../../build/trigonometry.ts";
import type { FunctionCall, Value } from "../../language/ast.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import type { RuleContext } from "../rule.ts";
import {
  bare,
  constructorArguments,
  isCallOf,
  literalNumber,
  pointCoordinates,
  type SpatialPredicate,
} from "../spatial.ts";
import { boxOf } from "./box.ts";

// Predicates of geometry in the functions of trigonometry, for places where there is no geometry to be had.

/** The predicate without geometry, or `undefined` where its regions are not written out. */
export function plainPredicate(context: RuleContext, { call, name, holds }: SpatialPredicate): string | undefined {
  const [first, second] = call.arguments;
  if (first === undefined || second === undefined || call.arguments.length !== 2) return undefined;
  if (!isOfOneFrame(first, second)) return undefined;
  // A point and a region intersect when the point is within it, whichever is named first.
  const swapped = name === "INTERSECTS" && pointCoordinates(first) === undefined;
  const point = pointText(context, swapped ? second : first);
  const region = bare(swapped ? first : second);
  if (point === undefined || region.kind !== "FunctionCall") return undefined;
  const condition = within(context, point, region);
  return condition === undefined || holds ? condition : `NOT ${condition}`;
}

/** The separation of two points, in degrees. */
export function plainSeparation(context: RuleContext, from: Value, to: Value): string | undefined {
  if (!isOfOneFrame(from, to)) return undefined;
  const [start, end] = [pointText(context, from), pointText(context, to)];
  return start === undefined || end === undefined ? undefined : separationText(start, end);
}

/** Whether all coordinates are in one frame: in trigonometry nobody would convert them. */
function isOfOneFrame(...shapes: readonly Value[]): boolean {
  const frames = shapes
    .flatMap((shape) => [...nodesBelow(shape)])
    .filter((node) => isCallOf(node, "POINT", "CIRCLE", "BOX", "POLYGON"))
    .map((node) => constructorArguments(node).frame?.value.trim().toUpperCase())
    .filter((frame) => frame !== undefined && frame !== "");
  return new Set(frames).size <= 1;
}

function within(context: RuleContext, point: PointText, region: FunctionCall): string | undefined {
  if (isCallOf(region, "CIRCLE")) {
    const circle = circleOf(region);
    if (circle !== undefined) return withinCircle(point, circle);
    const centre = circleCentre(context, region);
    const radius = constructorArguments(region).rest.at(-1);
    if (centre === undefined || radius === undefined) return undefined;
    return `(${separationText(point, centre)} <= ${operand(context, radius)})`;
  }
  const polygon = isCallOf(region, "BOX") ? boxOf(region) : isCallOf(region, "POLYGON") ? polygonOf(region) : undefined;
  return polygon === undefined ? undefined : withinPolygon(point, polygon);
}

/** A circle that is written in numbers. */
function circleOf(call: FunctionCall): CircleRegion | undefined {
  const { rest } = constructorArguments(call);
  const point = rest.length === 2 && rest[0] !== undefined ? pointCoordinates(rest[0]) : undefined;
  const [raDeg, decDeg, radiusDeg] = (point === undefined ? rest : [...point, ...rest.slice(1)]).map(literalNumber);
  if (raDeg === undefined || decDeg === undefined || radiusDeg === undefined) return undefined;
  const isCircle = Math.abs(decDeg) <= 90 && radiusDeg >= 0 && radiusDeg <= 180;
  return isCircle ? { shape: "circle", raDeg, decDeg, radiusDeg } : undefined;
}

function circleCentre(context: RuleContext, call: FunctionCall): PointText | undefined {
  const { rest } = constructorArguments(call);
  const [ra, dec] = rest;
  if (rest.length === 2 && ra !== undefined) return pointText(context, ra);
  return rest.length === 3 && ra !== undefined && dec !== undefined
    ? { ra: operand(context, ra), dec: operand(context, dec) }
    : undefined;
}

/** A polygon that is written in numbers, or in points of numbers. */
function polygonOf(call: FunctionCall): PolygonRegion | undefined {
  const { rest } = constructorArguments(call);
  const values = rest.flatMap((value): readonly Value[] => pointCoordinates(value) ?? [value]);
  const verticesDeg: (readonly [number, number])[] = [];
  for (let index = 0; index < values.length; index += 2) {
    const [ra, dec] = [literalNumber(values[index]), literalNumber(values[index + 1])];
    if (ra === undefined || dec === undefined || Math.abs(dec) > 90) return undefined;
    verticesDeg.push([ra, dec]);
  }
  return verticesDeg.length < 3 ? undefined : { shape: "polygon", verticesDeg };
}

function pointText(context: RuleContext, value: Value): PointText | undefined {
  const coordinates = pointCoordinates(value);
  if (coordinates === undefined) return undefined;
  return { ra: operand(context, coordinates[0]), dec: operand(context, coordinates[1]) };
}

/** A value that may stand beside any operator. */
function operand({ textOf }: RuleContext, value: Value): string {
  const single = ["ColumnReference", "NumberLiteral", "FunctionCall", "ParenthesizedValue"].includes(value.kind);
  return single ? textOf(value) : `(${textOf(value)})`;
}
