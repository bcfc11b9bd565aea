import { positionOfVector } from "@armillary/sky";
import { doubleLiteral } from "../sql.ts";
import { constantPoint } from "./constant-shape.ts";
import { inPolygonSql } from "./in-polygon.ts";
import {
  type CapShape,
  type CircleShape,
  type PointShape,
  type Shape,
  shapeList,
  shapeRegion,
  vectorSql,
} from "./shape.ts";
import { chord2Sql, coneAround, withinSql } from "./within.ts";

/**
 * Whether all of `inner` is in `outer`, borders included: a truth value, NULL where one of them is (ADQL 2.1, section 4.2.12).
 *
 * @param isFilter - where false is as good as NULL: then bounds come first, by which rows are passed over
 */
export function containsSql(inner: Shape, outer: Shape, isFilter: boolean): string {
  const contains = exactlyContains(inner, outer, isFilter);
  return isFilter ? narrowed(contains, inner, outer) : contains;
}

function exactlyContains(inner: Shape, outer: Shape, isFilter: boolean): string {
  if (inner.kind === "point") return hasPointSql(outer, inner, isFilter);
  if (outer.kind === "region" || inner.kind === "region") {
    return `sky_contains(${shapeRegion(outer)}, ${shapeRegion(inner)})`;
  }
  return `sky_shape_contains(${shapeList(outer)}, ${shapeList(inner)})`;
}

/** Whether two geometries have a point in common (ADQL 2.1, section 4.2.17). As `containsSql` for the rest. */
export function intersectsSql(one: Shape, other: Shape, isFilter: boolean): string {
  const meet = exactlyMeet(one, other, isFilter);
  return isFilter ? narrowed(meet, one, other) : meet;
}

/** Of regions that only the rows know most are far away, which their caps tell at once; borders of polygons take long. */
function narrowed(test: string, one: Shape, other: Shape): string {
  const [a, b] = [capOf(one), capOf(other)];
  if (a === undefined || b === undefined || !(hasCap(one) || hasCap(other))) return test;
  return `(${chord2Sql(a.vector, b.vector)} <= sky_reach2(${a.radiusDeg} + ${b.radiusDeg}) AND ${test})`;
}

function hasCap(shape: Shape): boolean {
  return "cap" in shape && shape.cap !== undefined;
}

function capOf(shape: Shape): CapShape | undefined {
  switch (shape.kind) {
    case "point":
      return { vector: shape.vector, radiusDeg: "0" };
    case "circle":
      return { vector: shape.centre.vector, radiusDeg: `greatest(${shape.radius}, 0)` };
    case "polygon": {
      const cone = shape.constant === undefined ? undefined : coneAround(shape.constant);
      return cone === undefined
        ? shape.cap
        : { vector: vectorSql(cone.axis), radiusDeg: doubleLiteral(cone.radiusDeg) };
    }
    case "region":
      return shape.cap;
  }
}

function exactlyMeet(one: Shape, other: Shape, isFilter: boolean): string {
  if (one.kind === "point") return hasPointSql(other, one, isFilter);
  if (other.kind === "point") return hasPointSql(one, other, isFilter);
  if (one.kind === "circle" && other.kind === "circle") return circlesMeetSql(one, other, isFilter);
  if (one.kind === "circle") return circleMeetsSql(one, other, isFilter);
  if (other.kind === "circle") return circleMeetsSql(other, one, isFilter);
  if (one.kind === "polygon" && other.kind === "polygon") return `sky_polygons_meet(${one.sql}, ${other.sql})`;
  if (one.kind === "polygon") return `sky_region_meets_polygon(${shapeRegion(other)}, ${one.sql})`;
  if (other.kind === "polygon") return `sky_region_meets_polygon(${shapeRegion(one)}, ${other.sql})`;
  return `sky_intersects(${shapeRegion(one)}, ${shapeRegion(other)})`;
}

function hasPointSql(shape: Shape, point: PointShape, isFilter: boolean): string {
  switch (shape.kind) {
    case "point":
      return `sky_distance(${shape.raDeg}, ${shape.decDeg}, ${point.raDeg}, ${point.decDeg}) = 0`;
    case "circle":
      return `(${withinSql(point, shape, { isFilter })})`;
    case "polygon":
      return shape.constant === undefined
        ? `sky_polygon_has_point(${shape.sql}, ${point.raDeg}, ${point.decDeg})`
        : `(${inPolygonSql(point, shape.constant, isFilter)})`;
    case "region":
      return `sky_region_has_point(${shape.sql}, ${point.raDeg}, ${point.decDeg})`;
  }
}

/** Two circles meet where the centre of one is in the other, widened by its radius. */
function circlesMeetSql(one: CircleShape, other: CircleShape, isFilter: boolean): string {
  const [a, b] = [one.constantRadiusDeg, other.constantRadiusDeg];
  const around: CircleShape = {
    kind: "circle",
    centre: other.centre,
    radius: `(${one.radius} + ${other.radius})`,
    ...(a === undefined || b === undefined ? {} : { constantRadiusDeg: Math.min(180, a + b) }),
  };
  return `(${withinSql(one.centre, around, { isFilter })})`;
}

function circleMeetsSql(circle: CircleShape, shape: Shape, isFilter: boolean): string {
  if (shape.kind === "region") return `sky_region_meets_circle(${shape.sql}, ${shapeList(circle)})`;
  const meets = `sky_circle_meets(${shapeList(circle)}, ${shapeList(shape)})`;
  const cone = shape.kind === "polygon" && shape.constant !== undefined ? coneAround(shape.constant) : undefined;
  if (cone === undefined) return meets;
  // Most circles are far from a polygon that is known; that takes a moment to see, and its edges take long.
  const { axis, radiusDeg } = cone;
  const around: CircleShape = {
    kind: "circle",
    centre: constantPoint(positionOfVector(axis)),
    radius: `(${circle.radius} + ${doubleLiteral(radiusDeg)})`,
    ...(circle.constantRadiusDeg === undefined
      ? {}
      : { constantRadiusDeg: Math.min(180, circle.constantRadiusDeg + radiusDeg) }),
  };
  return `(${withinSql(circle.centre, around, { isFilter })} AND ${meets})`;
}
