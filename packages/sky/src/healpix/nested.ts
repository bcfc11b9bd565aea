import { SkyError } from "../errors.ts";
import type { Cell } from "./cell.ts";
import { healpixSide, requireNumberOrder } from "./order.ts";

// NESTED: the base cell, and then two bits for each order, one of y and one of x.

/** The NESTED index of a cell, for orders up to 24. */
export function nestedIndex(order: number, { face, x, y }: Cell): number {
  const half = 2 ** 15;
  const low = spread(x % half) + 2 * spread(y % half);
  const high = spread(Math.floor(x / half)) + 2 * spread(Math.floor(y / half));
  return face * 4 ** order + high * 2 ** 30 + low;
}

/** The NESTED index of a cell, for any order. */
export function nestedBigIndex(order: number, { face, x, y }: Cell): bigint {
  const half = 2 ** 15;
  const low = spread(x % half) + 2 * spread(y % half);
  const high = spread(Math.floor(x / half)) + 2 * spread(Math.floor(y / half));
  return (BigInt(face) << BigInt(2 * order)) + (BigInt(high) << 30n) + BigInt(low);
}

/** @throws SkyError SKY_HEALPIX for an index that the order does not have */
export function cellOfNested(order: number, index: number): Cell {
  requireNumberOrder(order);
  const cells = 4 ** order;
  if (!(Number.isInteger(index) && index >= 0 && index < 12 * cells)) throw noSuchCell(order, index);
  const face = Math.floor(index / cells);
  const within = index - face * cells;
  return cellOfHalves(face, Math.floor(within / 2 ** 30), within % 2 ** 30);
}

/** @throws SkyError SKY_HEALPIX for an index that the order does not have */
export function cellOfNestedBig(order: number, index: bigint): Cell {
  healpixSide(order);
  const bits = BigInt(2 * order);
  if (index < 0n || index >= 12n << bits) throw noSuchCell(order, index);
  const face = index >> bits;
  const within = index - (face << bits);
  return cellOfHalves(Number(face), Number(within >> 30n), Number(within & 0x3fffffffn));
}

export function noSuchCell(order: number, index: number | bigint): SkyError {
  const cells = 12n << BigInt(2 * order);
  return new SkyError("SKY_HEALPIX", `Order ${order} has the cells 0 to ${cells - 1n}, and no ${index}.`);
}

function cellOfHalves(face: number, high: number, low: number): Cell {
  const half = 2 ** 15;
  return { face, x: gather(high) * half + gather(low), y: gather(high >>> 1) * half + gather(low >>> 1) };
}

/** The 15 bits of a number, each with a gap above it. */
function spread(bits: number): number {
  let wide = bits;
  wide = (wide | (wide << 8)) & 0x00ff00ff;
  wide = (wide | (wide << 4)) & 0x0f0f0f0f;
  wide = (wide | (wide << 2)) & 0x33333333;
  return (wide | (wide << 1)) & 0x55555555;
}

/** Every second bit of a number, from the lowest, moved together. */
function gather(wide: number): number {
  let bits = wide & 0x55555555;
  bits = (bits | (bits >>> 1)) & 0x33333333;
  bits = (bits | (bits >>> 2)) & 0x0f0f0f0f;
  bits = (bits | (bits >>> 4)) & 0x00ff00ff;
  return (bits | (bits >>> 8)) & 0x0000ffff;
}
