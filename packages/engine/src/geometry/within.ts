import {
  coneRanges,
  healpixConeRanges,
  healpixOrderOf,
  type Position,
  positionOfVector,
  type SkyPolygon,
  unitVector,
  type Vector,
} from "@armillary/sky";
import { doubleLiteral } from "../sql.ts";
import { rowsWithin } from "./row-extents.ts";
import type { CircleShape, PointShape, SqlVector } from "./shape.ts";

const RADIANS_PER_DEGREE = Math.PI / 180;

/** More than the rounding of a component, and less than any angle that is meant. */
const SLACK = 1e-14;

/**
 * Whether a point is no farther from another than a radius: by the chord between the unit vectors, which has all digits for small angles. Of a
 * known cone come bounds first, by which rows are passed over, where false is as good as NULL: they are false of many rows whose position is
 * not known.
 *
 * @param options - `strictly`: nearer than the radius
 */
export function withinSql(
  point: PointShape,
  { centre, radius, constantRadiusDeg }: CircleShape,
  { strictly = false, isFilter }: { readonly strictly?: boolean; readonly isFilter: boolean },
): string {
  const less = strictly ? "<" : "<=";
  if (constantRadiusDeg === undefined) {
    return `${chord2Sql(point.vector, centre.vector)} ${less} sky_reach2(${radius})`;
  }
  if (constantRadiusDeg < 0 || constantRadiusDeg > 180) {
    const isKnown = `${point.vector[0]} IS NOT NULL AND ${centre.vector[0]} IS NOT NULL`;
    return `CASE WHEN ${isKnown} THEN ${constantRadiusDeg > 180} END`;
  }
  const bounds = isFilter
    ? [...coneBounds(point, centre, constantRadiusDeg), ...coneBounds(centre, point, constantRadiusDeg)]
    : [];
  return [...bounds, exactSql(point, centre, constantRadiusDeg, less)].join(" AND ");
}

function exactSql(point: PointShape, centre: PointShape, radiusDeg: number, less: "<" | "<="): string {
  if (radiusDeg <= 90) {
    return `${chord2Sql(point.vector, centre.vector)} ${less} ${doubleLiteral(reach2(radiusDeg))}`;
  }
  // From the opposite point, where the digits are.
  const [x, y, z] = centre.vector;
  const more = less === "<" ? ">" : ">=";
  return `${chord2Sql(point.vector, [`(-${x})`, `(-${y})`, `(-${z})`])} ${more} ${doubleLiteral(reach2(180 - radiusDeg))}`;
}

export function chord2Sql(a: SqlVector, b: SqlVector): string {
  return `sky_chord2(${[...a, ...b].join(", ")})`;
}

/** The square of the chord of an angle. */
function reach2(angleDeg: number): number {
  return (2 * Math.sin((angleDeg * RADIANS_PER_DEGREE) / 2)) ** 2;
}

/** Bounds for the one, where the other is known. */
function coneBounds(point: PointShape, { constant: centre }: PointShape, radiusDeg: number): readonly string[] {
  if (centre === undefined || point.constant !== undefined) return [];
  if (point.indexed) return indexBounds(point, centre.vector, radiusDeg);
  if (!point.isColumn || radiusDeg > 90) return [];
  // Right ascension is left alone: columns may count it from -180.
  const { minDecDeg, maxDecDeg } = coneRanges(centre.position.raDeg, centre.position.decDeg, radiusDeg);
  return [
    ...cellBounds(point, centre.position, radiusDeg),
    `${point.decDeg} BETWEEN ${doubleLiteral(minDecDeg)} AND ${doubleLiteral(maxDecDeg)}`,
  ];
}

/** The shortest range of cells that has all that a cone touches: DuckDB passes over row groups by one range, and by several not. */
function cellBounds({ cell }: PointShape, { raDeg, decDeg }: Position, radiusDeg: number): readonly string[] {
  if (cell === undefined) return [];
  // Cells of about the radius: finer ones change the range by less than a cell, and there are many of them.
  const order = Math.min(cell.order, 18, healpixOrderOf(Math.max(radiusDeg, 1e-4)) + 1);
  const ranges = healpixConeRanges(order, raDeg, decDeg, radiusDeg);
  const [first, behind] = [ranges[0], ranges.at(-1)];
  if (first === undefined || behind === undefined) return [];
  const finer = BigInt(2 * (cell.order - order));
  return [`${cell.sql} BETWEEN ${BigInt(first) << finer} AND ${(BigInt(behind) << finer) - 1n}`];
}

/** Bounds of the stored vector within a cone, and of the numbers of the rows that can have one there. */
function indexBounds({ vector, rows }: PointShape, axis: Vector, radiusDeg: number): readonly string[] {
  const run = rows === undefined ? undefined : rowsWithin(rows.extents, axis, radiusDeg);
  const bounds = run === undefined ? [] : [`${rows?.number} BETWEEN ${run.first} AND ${run.last}`];
  const radius = radiusDeg * RADIANS_PER_DEGREE;
  for (const [index, component] of vector.entries()) {
    const angle = Math.acos(Math.min(1, Math.max(-1, axis[index] ?? 0)));
    const most = angle <= radius ? 1 : Math.cos(angle - radius) + SLACK;
    const least = angle + radius >= Math.PI ? -1 : Math.cos(angle + radius) - SLACK;
    bounds.push(`${component} BETWEEN ${doubleLiteral(least)} AND ${doubleLiteral(most)}`);
  }
  return bounds;
}

/** The smallest cone around the mean direction of a polygon's vertices; undefined where it is not less than half of the sky. */
export function coneAround(polygon: SkyPolygon): { readonly axis: Vector; readonly radiusDeg: number } | undefined {
  const corners = polygon.vertices.map(({ raDeg, decDeg }) => unitVector(raDeg, decDeg));
  const sum = [0, 1, 2].map((axis) => corners.reduce((total, corner) => total + (corner[axis] ?? 0), 0));
  const length = Math.hypot(...sum);
  if (length < 1e-9) return undefined;
  const axis: Vector = [(sum[0] ?? 0) / length, (sum[1] ?? 0) / length, (sum[2] ?? 0) / length];
  const chord = Math.max(
    ...corners.map((corner) => Math.hypot(corner[0] - axis[0], corner[1] - axis[1], corner[2] - axis[2])),
  );
  const radiusDeg = (2 * Math.asin(Math.min(1, chord / 2))) / RADIANS_PER_DEGREE;
  return radiusDeg < 89 ? { axis, radiusDeg: radiusDeg + 1e-9 } : undefined;
}

/** Bounds of where a polygon can be, for points whose vectors are stored, or whose declination is a column. */
export function polygonBounds(point: PointShape, polygon: SkyPolygon): readonly string[] {
  const cone = coneAround(polygon);
  if (cone === undefined || point.constant !== undefined) return [];
  if (point.indexed) return indexBounds(point, cone.axis, cone.radiusDeg);
  if (!point.isColumn) return [];
  const cells = cellBounds(point, positionOfVector(cone.axis), cone.radiusDeg);
  const middle = Math.asin(cone.axis[2]) / RADIANS_PER_DEGREE;
  const [least, most] = [Math.max(-90, middle - cone.radiusDeg), Math.min(90, middle + cone.radiusDeg)];
  return [...cells, `${point.decDeg} BETWEEN ${doubleLiteral(least)} AND ${doubleLiteral(most)}`];
}
