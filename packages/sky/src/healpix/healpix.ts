import { SkyError } from "../errors.ts";
import type { Position } from "../sphere/position.ts";
import { type Cell, cellAt, positionIn } from "./cell.ts";
import { cellsAround } from "./neighbours.ts";
import { cellOfNested, cellOfNestedBig, nestedBigIndex, nestedIndex } from "./nested.ts";
import { healpixSide, requireNumberOrder } from "./order.ts";
import { cellOfRing, cellOfRingBig, ringBigIndex, ringIndex } from "./ring.ts";

/**
 * The NESTED index of the cell that a position is in: 0 to 12 · 4^order - 1. NaN where a coordinate is no finite number; declinations beyond a
 * pole count as the pole.
 * @param order - 0 to 24; `healpixBigIndex` goes to 29
 * @throws SkyError SKY_HEALPIX
 * @see Gorski et al. 2005, sections 4 and 5
 */
export function healpixIndex(order: number, raDeg: number, decDeg: number): number {
  requireNumberOrder(order);
  if (!(Number.isFinite(raDeg) && Number.isFinite(decDeg))) return Number.NaN;
  return nestedIndex(order, cellAt(2 ** order, raDeg, decDeg));
}

/**
 * The NESTED index as bigint.
 * @param order - 0 to 29
 * @throws SkyError SKY_HEALPIX for an order that there is not, and for coordinates that are no finite numbers
 */
export function healpixBigIndex(order: number, raDeg: number, decDeg: number): bigint {
  return nestedBigIndex(order, finiteCellAt(order, raDeg, decDeg));
}

/** The NESTED index as RING index, for orders up to 24. @throws SkyError SKY_HEALPIX */
export function healpixToRing(order: number, nested: number): number;
/** For any order. */
export function healpixToRing(order: number, nested: bigint): bigint;
export function healpixToRing(order: number, nested: number | bigint): number | bigint {
  const cell = cellOf(order, nested);
  return typeof nested === "bigint" ? ringBigIndex(order, cell) : ringIndex(order, cell);
}

/** The RING index as NESTED index, for orders up to 24. @throws SkyError SKY_HEALPIX */
export function healpixFromRing(order: number, ring: number): number;
/** For any order. */
export function healpixFromRing(order: number, ring: bigint): bigint;
export function healpixFromRing(order: number, ring: number | bigint): number | bigint {
  return typeof ring === "bigint"
    ? nestedBigIndex(order, cellOfRingBig(order, ring))
    : nestedIndex(order, cellOfRing(order, ring));
}

/** The centre of a cell by its NESTED index. @throws SkyError SKY_HEALPIX */
export function healpixCentre(order: number, nested: number | bigint): Position {
  const side = healpixSide(order);
  const { face, x, y } = cellOf(order, nested);
  return positionIn(face, (x + 0.5) / side, (y + 0.5) / side);
}

/**
 * The border of a cell, counter-clockwise as seen from inside the sphere, from its southern corner: four corners, or `step`
 * points a side. The sides are no great circles.
 * @throws SkyError SKY_HEALPIX
 */
export function healpixBorder(order: number, nested: number | bigint, step = 1): readonly Position[] {
  const side = healpixSide(order);
  const { face, x, y } = cellOf(order, nested);
  const points = Math.max(1, Math.floor(step));
  const border: Position[] = [];
  for (const [startX, startY, stepX, stepY] of SIDES) {
    for (let point = 0; point < points; point++) {
      const along = point / points;
      border.push(positionIn(face, (x + startX + stepX * along) / side, (y + startY + stepY * along) / side));
    }
  }
  return border;
}

const SIDES = [
  [0, 0, 1, 0],
  [1, 0, 0, 1],
  [1, 1, -1, 0],
  [0, 1, 0, -1],
] as const;

/**
 * The NESTED indices of the cells around a cell, in the order of HEALPIX_DIRECTIONS; undefined for the corner without a
 * neighbour that the cells next to the meeting points of three base cells have.
 * @throws SkyError SKY_HEALPIX
 */
export function healpixNeighbours(order: number, nested: number): readonly (number | undefined)[];
/** For any order. */
export function healpixNeighbours(order: number, nested: bigint): readonly (bigint | undefined)[];
export function healpixNeighbours(order: number, nested: number | bigint): readonly (number | bigint | undefined)[] {
  const cells = cellsAround(healpixSide(order), cellOf(order, nested));
  return cells.map((cell) => {
    if (cell === undefined) return undefined;
    return typeof nested === "bigint" ? nestedBigIndex(order, cell) : nestedIndex(order, cell);
  });
}

function cellOf(order: number, nested: number | bigint): Cell {
  return typeof nested === "bigint" ? cellOfNestedBig(order, nested) : cellOfNested(order, nested);
}

function finiteCellAt(order: number, raDeg: number, decDeg: number): Cell {
  const side = healpixSide(order);
  if (Number.isFinite(raDeg) && Number.isFinite(decDeg)) return cellAt(side, raDeg, decDeg);
  throw new SkyError("SKY_HEALPIX", `No cell is at right ascension ${raDeg}, declination ${decDeg}.`);
}
