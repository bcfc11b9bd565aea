import { requireRadius } from "../sphere/cone.ts";
import { DEGREES_PER_RADIAN, RADIANS_PER_DEGREE } from "../sphere/position.ts";
import { unitVector, type Vector } from "../sphere/unit-vector.ts";
import { positionIn } from "./cell.ts";
import { healpixSide, MAX_ORDER, requireNumberOrder } from "./order.ts";

/** How many orders finer it is looked whether a cell at the border is touched at all. */
const FINER = 2;

/**
 * The cells that a cone touches, as ranges of NESTED indices: `[first, behind last, first, behind last, …]`, ascending and
 * apart from each other. Every position of the cone is in one of them; a cell that the cone just misses may be among them.
 * @param order - 0 to 24
 * @param radiusDeg - 0 to 180
 * @throws SkyError SKY_HEALPIX, SKY_ANGLE
 */
export function healpixConeRanges(order: number, raDeg: number, decDeg: number, radiusDeg: number): Float64Array {
  requireNumberOrder(order);
  requireRadius(radiusDeg);
  const ranges: number[] = [];
  const cone = { centre: unitVector(raDeg, decDeg), radius: radiusDeg * RADIANS_PER_DEGREE, order };
  if (cone.centre.some(Number.isNaN)) return new Float64Array(0);
  for (let face = 0; face < 12; face++) descend(cone, 0, face, { face, x: 0, y: 0 }, ranges);
  return Float64Array.from(ranges);
}

interface Cone {
  readonly centre: Vector;
  /** In radians. */
  readonly radius: number;
  readonly order: number;
}

/** South-western corner of a cell, within its base cell, in cells of its order. */
interface Corner {
  readonly face: number;
  readonly x: number;
  readonly y: number;
}

/** Adds what is touched of one cell: all of it, parts, or nothing. */
function descend(cone: Cone, order: number, index: number, corner: Corner, ranges: number[]): void {
  const meeting = meetingOf(cone, order, corner);
  if (meeting === "apart") return;
  if (meeting === "inside" || order === cone.order) {
    if (meeting === "inside" || touchesFiner(cone, order, corner)) {
      const cells = 4 ** (cone.order - order);
      append(ranges, index * cells, (index + 1) * cells);
    }
    return;
  }
  for (let child = 0; child < 4; child++) descend(cone, order + 1, index * 4 + child, childOf(corner, child), ranges);
}

/** Whether the cone meets any part of a cell, looking a few orders deeper. */
function touchesFiner(cone: Cone, order: number, corner: Corner): boolean {
  if (order >= Math.min(MAX_ORDER, cone.order + FINER)) return true;
  for (let child = 0; child < 4; child++) {
    const inner = childOf(corner, child);
    const meeting = meetingOf(cone, order + 1, inner);
    if (meeting === "inside" || (meeting === "partly" && touchesFiner(cone, order + 1, inner))) return true;
  }
  return false;
}

function childOf({ face, x, y }: Corner, child: number): Corner {
  return { face, x: 2 * x + (child & 1), y: 2 * y + (child >> 1) };
}

/** By the circle around the cell: a cell next to the cone may pass for touched, none that is touched for apart. */
function meetingOf({ centre, radius }: Cone, order: number, { face, x, y }: Corner): "apart" | "partly" | "inside" {
  const side = healpixSide(order);
  const distance = angleBetween(centre, vectorIn(face, (x + 0.5) / side, (y + 0.5) / side));
  const around = healpixCellRadius(order);
  if (distance > radius + around) return "apart";
  return distance + around <= radius ? "inside" : "partly";
}

/** The angle between two unit vectors, by their chord: right for small angles. */
function angleBetween(a: Vector, b: Vector): number {
  const [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return 2 * Math.asin(Math.min(1, Math.sqrt(x * x + y * y + z * z) / 2));
}

const cellRadii: number[] = [];

/**
 * How far a point of a cell is from its centre at most, in radians, generously. The longest cells of an order are those at the
 * eastern and western corners of the polar base cells, and their longest way is to their northern corner.
 */
function healpixCellRadius(order: number): number {
  const known = cellRadii[order];
  if (known !== undefined) return known;
  const half = 0.5 / healpixSide(order);
  const radius = angleBetween(vectorIn(0, 1 - half, half), vectorIn(0, 1, 2 * half)) * 1.001 + 1e-15;
  cellRadii[order] = radius;
  return radius;
}

function vectorIn(face: number, x: number, y: number): Vector {
  const { raDeg, decDeg } = positionIn(face, x, y);
  return unitVector(raDeg, decDeg);
}

/** How far a point of a cell is from its centre at most, in degrees. */
export function healpixCellRadiusDeg(order: number): number {
  return healpixCellRadius(order) * DEGREES_PER_RADIAN;
}

function append(ranges: number[], first: number, behindLast: number): void {
  if (ranges.at(-1) === first) ranges[ranges.length - 1] = behindLast;
  else ranges.push(first, behindLast);
}
