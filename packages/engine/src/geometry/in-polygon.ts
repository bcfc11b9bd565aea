import { positionOfVector, type SkyPolygon, unitVector, type Vector } from "@armillary/sky";
import { doubleLiteral } from "../sql.ts";
import type { PointShape, SqlVector } from "./shape.ts";
import { polygonBounds } from "./within.ts";

/** A point this near to an edge is on it: some roundings of a unit vector. */
const ON_EDGE = 1e-13;

/**
 * Whether a point is in a polygon that is known, its border included: the arc from the point to a direction outside crosses the border an odd
 * number of times. Which side of the outside direction everything lies on is known, so that two products of the point with a
 * constant are left for each edge.
 *
 * @param isFilter - where false is as good as NULL: then bounds come first, by which rows are passed over
 */
export function inPolygonSql(point: PointShape, polygon: SkyPolygon, isFilter: boolean): string {
  const corners = polygon.vertices.map(({ raDeg, decDeg }) => unitVector(raDeg, decDeg));
  const outside = outsideOf(polygon, corners);
  const crossings: string[] = [];
  const borders: string[] = [];
  for (const [index, start] of corners.entries()) {
    const end = corners[(index + 1) % corners.length] ?? start;
    const pole = cross(start, end);
    const side = product(point.vector, pole);
    const [fromStart, fromEnd] = [
      product(point.vector, cross(outside, start)),
      product(point.vector, cross(outside, end)),
    ];
    crossings.push(
      dot(pole, outside) > 0
        ? `(${side} <= 0 AND ${fromStart} > 0 AND ${fromEnd} <= 0)`
        : `(${side} > 0 AND ${fromStart} <= 0 AND ${fromEnd} > 0)`,
    );
    const middle: Vector = [start[0] + end[0], start[1] + end[1], start[2] + end[2]];
    const near = doubleLiteral(1 + dot(start, end) - ON_EDGE);
    const width = doubleLiteral(ON_EDGE * Math.hypot(...pole));
    borders.push(`(abs(${side}) <= ${width} AND ${product(point.vector, middle)} >= ${near})`);
  }
  const count = crossings.map((crossing) => `CAST(${crossing} AS INTEGER)`).join(" + ");
  return [...(isFilter ? polygonBounds(point, polygon) : []), `((${count}) % 2 = 1 OR ${borders.join(" OR ")})`].join(
    " AND ",
  );
}

/**
 * A direction outside, whose opposite is outside as well: there the way out has no direction. It must not be in line with an edge,
 * which would leave its side to rounding.
 */
function outsideOf(polygon: SkyPolygon, corners: readonly Vector[]): Vector {
  let best: Vector | undefined;
  let most = -1;
  for (let turn = 0; turn < 64; turn++) {
    // Points of a spiral around the sphere, none of them special.
    const z = 0.983 - (1.966 * turn) / 63;
    const angle = turn * 2.399963 + 0.3;
    const width = Math.sqrt(1 - z * z);
    const candidate: Vector = [width * Math.cos(angle), width * Math.sin(angle), z];
    const clear = clearance(polygon, corners, candidate);
    if (clear > most) [best, most] = [candidate, clear];
  }
  return best ?? [0, 0, 1];
}

/** How far a direction is from every great circle of the border; less where its opposite is inside, -1 where it is itself. */
function clearance(polygon: SkyPolygon, corners: readonly Vector[], direction: Vector): number {
  const [x, y, z] = direction;
  const here = positionOfVector(direction);
  if (polygon.contains(here.raDeg, here.decDeg)) return -1;
  const there = positionOfVector([-x, -y, -z]);
  const penalty = polygon.contains(there.raDeg, there.decDeg) ? 1e-3 : 1;
  const sines = corners.map((start, index) => {
    const pole = cross(start, corners[(index + 1) % corners.length] ?? start);
    return Math.abs(dot(pole, direction)) / Math.hypot(...pole);
  });
  return Math.min(...sines) * penalty;
}

function product([x, y, z]: SqlVector, [a, b, c]: Vector): string {
  return `${x} * ${doubleLiteral(a)} + ${y} * ${doubleLiteral(b)} + ${z} * ${doubleLiteral(c)}`;
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
