import {
  type Comparison,
  type Condition,
  childrenOf,
  type FunctionCall,
  type Node,
  type Source,
  type Value,
} from "@armillary/adql";
import { readShape } from "../geometry/read-shape.ts";
import { separationOf, separationParts } from "../geometry/separation.ts";
import type { PointShape } from "../geometry/shape.ts";
import { predicateCall } from "./conditions.ts";
import { constantNumber } from "./constant.ts";
import type { Context } from "./context.ts";

/**
 * A pair of tables whose rows must be near to each other: `1 = CONTAINS(POINT(a…), CIRCLE(b…, r))`, `DISTANCE(…) < r`. The rows of
 * one are put into every cell that their circle touches, those of the other into their own, so that the join is one by equality.
 */
export interface SkyJoin {
  /** In every cell that it reaches. */
  readonly spread: SkySide;
  /** In one cell. */
  readonly kept: SkySide;
  /** The kept table is of a query around this one. */
  readonly isCorrelated: boolean;
  readonly radius: string;
  readonly constantRadiusDeg?: number;
  /** The greatest radius of all rows, where it is known. */
  readonly largestDeg?: number;
  /** Whose rows have the radius, where it is no constant. */
  readonly radiusOf?: Source;
  /** Nearer than the radius, not at it. */
  readonly strictly: boolean;
  /** Whose circles are caps of regions: who is in one of them is still to be asked whether it is in the region. */
  readonly isByCap: boolean;
}

export interface SkySide {
  readonly source: Source;
  readonly point: PointShape;
}

/** Which of two tables may be spread: one that an outer join keeps whole must not be. */
export type MaySpread = (source: Source) => boolean;

/** The conditions that must all hold, parentheses seen through. */
export function conjunctsOf(condition: Condition | undefined): readonly Condition[] {
  if (condition === undefined) return [];
  if (condition.kind === "ParenthesizedCondition") return conjunctsOf(condition.condition);
  if (condition.kind === "Logical" && condition.operator === "AND") return condition.operands.flatMap(conjunctsOf);
  return [condition];
}

/**
 * The join that a condition makes of two tables out of `sources`; undefined where it makes none.
 *
 * @param isCorrelated - one of the two may be of a query around this one, which then is the kept one
 */
export function skyJoinOf(
  condition: Condition,
  sources: ReadonlySet<Source>,
  maySpread: MaySpread,
  context: Context,
  isCorrelated = false,
): SkyJoin | undefined {
  if (condition.kind !== "Comparison") return undefined;
  const near = nearnessOf(condition, context);
  if (near === undefined) return undefined;
  const own = [near.one, near.other].filter(({ source }) => sources.has(source));
  // Where the radius is a column, the tables are wrapped, and that of another query cannot be.
  if (own.length < (isCorrelated && near.largestDeg !== undefined ? 1 : 2)) return undefined;
  const { one, other, radiusOf, radius, constantRadiusDeg, largestDeg, isByCap } = near;
  const sides = radiusOf === one.source ? [one, other] : [other, one];
  const spread = preferred(sides, (source) => sources.has(source) && maySpread(source));
  if (spread === undefined) return undefined;
  const kept = spread === one ? other : one;
  // Above that nearly every row is in every cell.
  if (largestDeg !== undefined && !(largestDeg >= 0 && largestDeg < 60)) return undefined;
  return {
    spread,
    kept,
    isCorrelated: own.length < 2,
    radius,
    ...(constantRadiusDeg === undefined ? {} : { constantRadiusDeg }),
    ...(largestDeg === undefined ? {} : { largestDeg }),
    ...(radiusOf === undefined ? {} : { radiusOf }),
    strictly: separationParts(condition)?.strictly ?? false,
    isByCap,
  };
}

/** The smaller table is spread, where that is known. */
function preferred(sides: readonly SkySide[], maySpread: MaySpread): SkySide | undefined {
  const able = sides.filter(({ source }) => maySpread(source));
  const [first, second] = able;
  const rows = (side: SkySide | undefined) => side?.source.table?.metadata.rows ?? Number.POSITIVE_INFINITY;
  return second !== undefined && rows(second) < rows(first) ? second : first;
}

interface Nearness {
  readonly one: SkySide;
  readonly other: SkySide;
  /** SQL. */
  readonly radius: string;
  readonly constantRadiusDeg?: number;
  readonly largestDeg?: number;
  readonly radiusOf?: Source;
  readonly isByCap: boolean;
}

function nearnessOf(node: Comparison, context: Context): Nearness | undefined {
  const parts = nearnessParts(node);
  if (parts === undefined) return capNearnessOf(node, context);
  const [one, other, radius] = [parts.one, parts.other, [parts.radius]].map((nodes) => onlySource(nodes, context));
  if (one === undefined || other === undefined || radius === undefined) return undefined;
  if (one === "none" || other === "none" || one === other) return undefined;
  if (radius !== "none" && radius !== one && radius !== other) return undefined;
  const points = pointsOf(node, context);
  if (points === undefined) return undefined;
  const constantRadiusDeg = constantNumber(parts.radius);
  return {
    one: { source: one, point: points[0] },
    other: { source: other, point: points[1] },
    radius: context.convert.number(context.value(parts.radius), parts.radius),
    ...(constantRadiusDeg === undefined ? {} : { constantRadiusDeg, largestDeg: constantRadiusDeg }),
    ...(radius === "none" ? {} : { radiusOf: radius }),
    isByCap: false,
  };
}

/** A point of one table in a region of another. */
function capNearnessOf(node: Comparison, context: Context): Nearness | undefined {
  const call = relationHolding(node);
  const [first, second] = call?.arguments ?? [];
  if (first === undefined || second === undefined) return undefined;
  for (const [inner, outer] of [
    [first, second],
    [second, first],
  ] as const) {
    const [source, areaSource] = [onlySource([inner], context), onlySource([outer], context)];
    if (source === undefined || areaSource === undefined || source === "none" || areaSource === "none")
      return undefined;
    const [point, area] = [readShape(inner, context), readShape(outer, context)];
    if (source === areaSource || point.kind !== "point" || !("cap" in area) || area.cap === undefined) continue;
    const { vector, radiusDeg, largestDeg = 180 } = area.cap;
    const middle: PointShape = { ...point, vector, indexed: false, isColumn: false };
    const other = { source: areaSource, point: middle };
    return { one: { source, point }, other, radius: radiusDeg, largestDeg, radiusOf: areaSource, isByCap: true };
  }
  return undefined;
}

/** CONTAINS or INTERSECTS of a condition that they hold. */
export function relationHolding({ operator, left, right }: Comparison): FunctionCall | undefined {
  const call = predicateCall(left) ?? predicateCall(right);
  const flag = constantNumber(predicateCall(left) === undefined ? left : right);
  return flag === 1 && operator === "=" ? call : undefined;
}

/** The expressions of the two positions, and of the radius. */
function nearnessParts(
  node: Comparison,
): { readonly one: readonly Node[]; readonly other: readonly Node[]; readonly radius: Value } | undefined {
  const separation = separationParts(node);
  if (separation !== undefined) {
    const { distance, radius } = separation;
    const half = distance.length / 2;
    return { one: distance.slice(0, half), other: distance.slice(half), radius };
  }
  const call = relationHolding(node);
  if (call === undefined) return undefined;
  const [first, second] = call.arguments;
  if (first === undefined || second === undefined) return undefined;
  const isContains = call.name.parts[0]?.name.toUpperCase() === "CONTAINS";
  const [point, circle] = !isContains && isCircle(first) ? [second, first] : [first, second];
  if (!isCircle(circle) || isCircle(point)) return undefined;
  const radius = circle.arguments.at(-1);
  return radius === undefined ? undefined : { one: [point], other: circle.arguments.slice(0, -1), radius };
}

function isCircle(value: Value): value is Extract<Value, { kind: "FunctionCall" }> {
  return (
    value.kind === "FunctionCall" && value.name.parts.length === 1 && /^circle$/i.test(value.name.parts[0]?.name ?? "")
  );
}

function pointsOf(node: Comparison, context: Context): readonly [PointShape, PointShape] | undefined {
  const separation = separationOf(node, context);
  if (separation !== undefined) return [separation.one, separation.other];
  const call = predicateCall(node.left) ?? predicateCall(node.right);
  const shapes = call?.arguments.map((argument) => readShape(argument, context)) ?? [];
  const point = shapes.find(({ kind }) => kind === "point");
  const circle = shapes.find(({ kind }) => kind === "circle");
  return point?.kind === "point" && circle?.kind === "circle" ? [point, circle.centre] : undefined;
}

/** The one table that all columns in these expressions are of; `none` where they have no columns. Undefined for several. */
function onlySource(nodes: readonly Node[], context: Context): Source | "none" | undefined {
  let only: Source | "none" = "none";
  for (const node of nodes) {
    if (node.kind === "ScalarSubquery" || node.kind === "Aggregate") return undefined;
    const found =
      node.kind === "ColumnReference" ? sourceOfColumn(node, context) : onlySource(childrenOf(node), context);
    if (found === undefined || (only !== "none" && found !== "none" && found !== only)) return undefined;
    if (found !== "none") only = found;
  }
  return only;
}

function sourceOfColumn(node: Extract<Node, { kind: "ColumnReference" }>, { facts }: Context): Source | undefined {
  const resolution = facts.references.get(node);
  if (resolution?.kind !== "column" || resolution.column.sources.length !== 1) return undefined;
  return resolution.column.sources[0];
}
