import { SkyError } from "../errors.ts";
import type { Position } from "./position.ts";
import { DEGREES_PER_RADIAN } from "./position.ts";
import { cross, dot, lengthOf, unitVector, type Vector } from "./unit-vector.ts";

/** A region bounded by great circles. */
export interface SkyPolygon {
  /** Without repetitions, counter-clockwise as seen from inside the sphere: the region is on the left, its smaller side. */
  readonly vertices: readonly Position[];
  readonly areaDeg2: number;
  /** Whether a position is inside, its border included. False for NaN. */
  contains(raDeg: number, decDeg: number): boolean;
}

/** Two directions closer than this are the same: 0.02 µas, some roundings of a unit vector. */
const SAME = 1e-13;

/**
 * The polygon with these vertices, joined in order by the shorter arcs of great circles, the last with the first.
 *
 * Of the two regions that the border parts it is the smaller one, whichever way round the vertices are given; where it crosses
 * itself, the one that an odd number of crossings parts from the outside. Poles and right ascension 0 are places like any other.
 * @throws SkyError SKY_POLYGON for fewer than three different vertices, for neighbours that are opposite to each other (no
 *   one great circle joins them), and for vertices on one great circle
 */
export function skyPolygon(vertices: readonly Position[]): SkyPolygon {
  const kept: Position[] = [];
  const corners: Vector[] = [];
  for (const vertex of vertices) {
    const corner = unitVector(vertex.raDeg, vertex.decDeg);
    if (corner.some(Number.isNaN)) throw wrong("a vertex is not a number");
    const last = corners.at(-1);
    if (last === undefined || !isSame(last, corner)) {
      kept.push(vertex);
      corners.push(corner);
    }
  }
  while (corners.length > 1 && isSame(corners[0] as Vector, corners.at(-1) as Vector)) {
    kept.pop();
    corners.pop();
  }
  if (corners.length < 3) throw wrong(`it has ${corners.length} different vertices, and three are the least`);
  for (const [index, corner] of corners.entries()) {
    if (isSame(opposite(corner), corners[(index + 1) % corners.length] as Vector)) {
      throw wrong(`vertices ${index} and ${index + 1} are opposite to each other: put one between them`);
    }
  }
  const area = signedArea(corners);
  if (Math.abs(area) < SAME) throw wrong("its vertices lie on one arc");
  if (Math.abs(area) > 2 * Math.PI - 1e-9) throw wrong("both sides of it are as large");
  if (area < 0) {
    kept.reverse();
    corners.reverse();
  }
  const edges = edgesOf(corners);
  return {
    vertices: kept,
    areaDeg2: Math.abs(area) * DEGREES_PER_RADIAN * DEGREES_PER_RADIAN,
    contains: (raDeg, decDeg) => isInside(unitVector(raDeg, decDeg), edges),
  };
}

/**
 * The corners of ADQL's BOX: at half the width and half the height from the centre along each axis, joined by great circles.
 * @see ADQL 2.1, section 4.2.11
 */
export function boxVertices(raDeg: number, decDeg: number, widthDeg: number, heightDeg: number): readonly Position[] {
  const [east, west] = [raDeg + widthDeg / 2, raDeg - widthDeg / 2];
  const [south, north] = [decDeg - heightDeg / 2, decDeg + heightDeg / 2];
  if (!(widthDeg > 0 && widthDeg < 180 && heightDeg > 0 && south >= -90 && north <= 90)) {
    throw new SkyError(
      "SKY_POLYGON",
      `A box of ${widthDeg} by ${heightDeg} degrees at declination ${decDeg} has no corners on the sphere.`,
    );
  }
  return [
    { raDeg: west, decDeg: south },
    { raDeg: east, decDeg: south },
    { raDeg: east, decDeg: north },
    { raDeg: west, decDeg: north },
  ];
}

interface Edge {
  readonly start: Vector;
  readonly end: Vector;
  /** Of unit length, on the left of the way from start to end. */
  readonly pole: Vector;
  readonly middle: Vector;
}

function edgesOf(corners: readonly Vector[]): readonly Edge[] {
  return corners.map((start, index) => {
    const end = corners[(index + 1) % corners.length] as Vector;
    const middle: Vector = [start[0] + end[0], start[1] + end[1], start[2] + end[2]];
    return { start, end, pole: scaled(cross(start, end)), middle: scaled(middle) };
  });
}

/**
 * Goes from the position to the middle of an edge, by the shorter arc, and counts the other edges on the way: which side the
 * edge is come upon from is known, and each crossing changes sides.
 */
function isInside(position: Vector, edges: readonly Edge[]): boolean {
  if (position.some(Number.isNaN)) return false;
  if (edges.some((edge) => isOn(position, edge))) return true;
  let fallback = false;
  // An edge serves that the position is not in line with, if the way to it meets no vertex. The first does, nearly always.
  for (const target of edges) {
    const side = dot(position, target.pole);
    const way = cross(position, target.middle);
    if (Math.abs(side) < SAME) continue;
    const found = crossings(position, target, way, edges);
    const inside = side > 0 === (found.count % 2 === 0);
    if (found.isSure) return inside;
    fallback = inside;
  }
  return fallback;
}

function crossings(
  position: Vector,
  target: Edge,
  way: Vector,
  edges: readonly Edge[],
): { readonly count: number; readonly isSure: boolean } {
  let count = 0;
  let isSure = lengthOf(way) > SAME;
  for (const edge of edges) {
    if (edge === target) continue;
    const start = dot(way, edge.start);
    const end = dot(way, edge.end);
    if (start > 0 === end > 0) continue;
    const here = dot(edge.pole, position);
    const there = dot(edge.pole, target.middle);
    if (here > 0 === there > 0) continue;
    // The two great circles cross twice, opposite to each other: this is where both arcs are.
    if (start > 0 !== here < 0) continue;
    if (Math.min(Math.abs(start), Math.abs(end)) < SAME) isSure = false;
    count++;
  }
  return { count, isSure };
}

/** Whether the position lies on the edge, but for rounding. */
function isOn(position: Vector, { start, end, pole }: Edge): boolean {
  if (Math.abs(dot(position, pole)) > SAME) return false;
  return dot(cross(pole, start), position) >= -SAME && dot(cross(pole, end), position) <= SAME;
}

/** The area on the left of the border in steradians, negative where that on the right is the smaller one. */
function signedArea(corners: readonly Vector[]): number {
  const [first, ...rest] = corners as readonly [Vector, ...Vector[]];
  let area = 0;
  for (let index = 1; index < rest.length; index++) {
    area += triangleArea(first, rest[index - 1] as Vector, rest[index] as Vector);
  }
  const whole = 4 * Math.PI;
  return area - whole * Math.round(area / whole);
}

/** By the formula of Oosterom and Strackee, in (-2π, 2π]. */
function triangleArea(a: Vector, b: Vector, c: Vector): number {
  return 2 * Math.atan2(dot(a, cross(b, c)), 1 + dot(a, b) + dot(b, c) + dot(c, a));
}

function isSame(a: Vector, b: Vector): boolean {
  return Math.abs(a[0] - b[0]) < SAME && Math.abs(a[1] - b[1]) < SAME && Math.abs(a[2] - b[2]) < SAME;
}

function opposite([x, y, z]: Vector): Vector {
  return [-x, -y, -z];
}

function scaled(vector: Vector): Vector {
  const length = lengthOf(vector);
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}

function wrong(what: string): SkyError {
  return new SkyError("SKY_POLYGON", `The polygon bounds no region: ${what}.`);
}
