import type { Comparison, Query, Select } from "@armillary/adql";
import { readShape } from "../geometry/read-shape.ts";
import { rowsWithin } from "../geometry/row-extents.ts";
import type { CircleShape, PointShape, Shape } from "../geometry/shape.ts";
import type { Context } from "./context.ts";
import { conjunctsOf, relationHolding } from "./sky-join.ts";

/** How many rows a query has at most, as far as it says so itself: by TOP, or by a cone in a large table. Infinity where it does not. */
export function mostRowsOf({ body, with: commons }: Query, context: Context): number {
  if (body.kind !== "Select") return Number.POSITIVE_INFINITY;
  const top = Number(body.top?.text ?? Number.POSITIVE_INFINITY);
  return Math.min(top, commons.length === 0 ? rowsInCones(body, context) : Number.POSITIVE_INFINITY);
}

/** Rows of one table that can be in the cones that all of them must be in; one at least, as an aggregate is. */
function rowsInCones({ from, where }: Select, context: Context): number {
  if (from.length !== 1 || from[0]?.kind !== "TableName") return Number.POSITIVE_INFINITY;
  const cones = conjunctsOf(where).map((node) =>
    node.kind === "Comparison" ? rowsInCone(node, context) : Number.POSITIVE_INFINITY,
  );
  return Math.max(1, Math.min(...cones));
}

function rowsInCone(node: Comparison, context: Context): number {
  const [inner, outer] = relationHolding(node)?.arguments ?? [];
  if (inner === undefined || outer === undefined) return Number.POSITIVE_INFINITY;
  const shapes = [inner, outer].map((argument) => readShape(argument, context));
  const [point, circle] = [shapes.find(isPoint), shapes.find(isCircle)];
  const axis = circle?.centre.constant?.vector;
  const radiusDeg = circle?.constantRadiusDeg;
  if (point?.rows === undefined || axis === undefined) return Number.POSITIVE_INFINITY;
  if (radiusDeg === undefined || !(radiusDeg >= 0 && radiusDeg <= 180)) return Number.POSITIVE_INFINITY;
  const run = rowsWithin(point.rows.extents, axis, radiusDeg);
  return run === undefined ? Number.POSITIVE_INFINITY : run.last - run.first + 1;
}

function isPoint(shape: Shape): shape is PointShape {
  return shape.kind === "point";
}

function isCircle(shape: Shape): shape is CircleShape {
  return shape.kind === "circle";
}
