import { type Cell, cellOfLines, faceColumn, faceRow } from "./cell.ts";
import { noSuchCell } from "./nested.ts";
import { healpixSide, requireNumberOrder } from "./order.ts";

// RING: cells are counted along circles of declination, from the north pole southwards and eastwards from right ascension 0.
// Circles have numbers from 1 (at the north pole) to 4 side - 1, places on them numbers from 0.

interface Place {
  readonly circle: number;
  readonly place: number;
}

/** The RING index of a cell, for orders up to 24. */
export function ringIndex(order: number, cell: Cell): number {
  const side = healpixSide(order);
  const { circle, place } = placeOf(side, cell);
  if (circle < side) return 2 * circle * (circle - 1) + place;
  if (circle <= 3 * side) return 2 * side * (side - 1) + (circle - side) * 4 * side + place;
  const fromSouth = 4 * side - circle;
  return 12 * side * side - 2 * fromSouth * (fromSouth + 1) + place;
}

/** The RING index of a cell, for any order. */
export function ringBigIndex(order: number, cell: Cell): bigint {
  const side = healpixSide(order);
  const { circle, place } = placeOf(side, cell);
  const [n, c, p] = [BigInt(side), BigInt(circle), BigInt(place)];
  if (circle < side) return 2n * c * (c - 1n) + p;
  if (circle <= 3 * side) return 2n * n * (n - 1n) + (c - n) * 4n * n + p;
  const fromSouth = 4n * n - c;
  return 12n * n * n - 2n * fromSouth * (fromSouth + 1n) + p;
}

/** @throws SkyError SKY_HEALPIX for an index that the order does not have */
export function cellOfRing(order: number, index: number): Cell {
  requireNumberOrder(order);
  const side = healpixSide(order);
  const cells = 12 * side * side;
  if (!(Number.isInteger(index) && index >= 0 && index < cells)) throw noSuchCell(order, index);
  const cap = 2 * side * (side - 1);
  if (index < cap) {
    const circle = capCircle(index);
    return cellAtPlace(side, { circle, place: index - 2 * circle * (circle - 1) });
  }
  if (index < cells - cap) {
    const behind = index - cap;
    const row = Math.floor(behind / (4 * side));
    return cellAtPlace(side, { circle: side + row, place: behind - row * 4 * side });
  }
  const fromEnd = cells - 1 - index;
  const circle = capCircle(fromEnd);
  return cellAtPlace(side, { circle: 4 * side - circle, place: 2 * circle * (circle + 1) - 1 - fromEnd });
}

/** @throws SkyError SKY_HEALPIX for an index that the order does not have */
export function cellOfRingBig(order: number, index: bigint): Cell {
  const side = healpixSide(order);
  const n = BigInt(side);
  const cells = 12n * n * n;
  if (index < 0n || index >= cells) throw noSuchCell(order, index);
  const cap = 2n * n * (n - 1n);
  if (index < cap) {
    const circle = capCircleBig(index);
    return cellAtPlace(side, { circle: Number(circle), place: Number(index - 2n * circle * (circle - 1n)) });
  }
  if (index < cells - cap) {
    const behind = index - cap;
    const row = behind / (4n * n);
    return cellAtPlace(side, { circle: side + Number(row), place: Number(behind - row * 4n * n) });
  }
  const fromEnd = cells - 1n - index;
  const circle = capCircleBig(fromEnd);
  const place = Number(2n * circle * (circle + 1n) - 1n - fromEnd);
  return cellAtPlace(side, { circle: 4 * side - Number(circle), place });
}

/** The circle of a cap that has the cell so many behind the pole: the c for which 2c(c - 1) ≤ behind < 2c(c + 1). */
function capCircle(behind: number): number {
  let circle = Math.floor((1 + Math.sqrt(1 + 2 * behind)) / 2);
  // The root may be rounded over the border.
  if (2 * circle * (circle - 1) > behind) circle--;
  else if (2 * circle * (circle + 1) <= behind) circle++;
  return circle;
}

function capCircleBig(behind: bigint): bigint {
  let circle = BigInt(Math.floor((1 + Math.sqrt(1 + 2 * Number(behind))) / 2));
  while (2n * circle * (circle - 1n) > behind) circle--;
  while (2n * circle * (circle + 1n) <= behind) circle++;
  return circle;
}

function placeOf(side: number, { face, x, y }: Cell): Place {
  const circle = faceRow(face) * side - x - y - 1;
  const perQuarter = Math.min(circle, side, 4 * side - circle);
  const place = (faceColumn(face) * perQuarter + x - y - 1 + halvedFirst(side, circle)) / 2;
  const whole = 4 * perQuarter;
  return { circle, place: ((place % whole) + whole) % whole };
}

function cellAtPlace(side: number, { circle, place }: Place): Cell {
  if (circle >= side && circle <= 3 * side) {
    const halved = halvedFirst(side, circle);
    return cellOfLines(side, place + (3 * side - circle - halved) / 2, place + (circle - side - halved) / 2);
  }
  const perQuarter = Math.min(circle, 4 * side - circle);
  const quarter = Math.floor(place / perQuarter);
  const face = circle < side ? quarter : quarter + 8;
  const sum = faceRow(face) * side - circle - 1;
  const difference = 2 * place + 1 - faceColumn(face) * perQuarter;
  return { face, x: (sum + difference) / 2, y: (sum - difference) / 2 };
}

/** 1 for a circle between the caps whose first cell is halved by right ascension 0, else 0: its first cell begins there. */
function halvedFirst(side: number, circle: number): 0 | 1 {
  return circle >= side && circle <= 3 * side && (circle - side) % 2 === 1 ? 1 : 0;
}
