import { SkyError } from "../errors.ts";
import { noSuchCell } from "./nested.ts";
import { healpixSide, MAX_ORDER, requireNumberOrder } from "./order.ts";

/** A cell of any order. */
export interface HealpixCell<Index extends number | bigint = number> {
  readonly order: number;
  /** NESTED */
  readonly index: Index;
}

/**
 * The UNIQ number of a cell, 4 · 4^order + index: order and NESTED index in one.
 * @throws SkyError SKY_HEALPIX
 * @see MOC 2.0, section 4.3.1
 */
export function healpixUniq(order: number, nested: number): number;
/** For any order. */
export function healpixUniq(order: number, nested: bigint): bigint;
export function healpixUniq(order: number, nested: number | bigint): number | bigint {
  healpixSide(order);
  if (typeof nested === "bigint") {
    const cells = 4n << BigInt(2 * order);
    if (nested < 0n || nested >= 3n * cells) throw noSuchCell(order, nested);
    return cells + nested;
  }
  requireNumberOrder(order);
  const cells = 4 * 4 ** order;
  if (!(Number.isInteger(nested) && nested >= 0 && nested < 3 * cells)) throw noSuchCell(order, nested);
  return cells + nested;
}

/** The cell with this UNIQ number. @throws SkyError SKY_HEALPIX for what is none */
export function healpixOfUniq(uniq: number): HealpixCell;
export function healpixOfUniq(uniq: bigint): HealpixCell<bigint>;
export function healpixOfUniq(uniq: number | bigint): HealpixCell<number | bigint> {
  if (typeof uniq === "number" && !Number.isSafeInteger(uniq)) throw noUniq(uniq);
  const whole = BigInt(uniq);
  // Two bits an order, behind the leading 01, 10 or 11 of a base cell.
  const order = whole < 4n ? -1 : Math.floor((whole.toString(2).length - 3) / 2);
  if (order < 0 || order > MAX_ORDER) throw noUniq(uniq);
  const index = whole - (4n << BigInt(2 * order));
  return { order, index: typeof uniq === "bigint" ? index : Number(index) };
}

function noUniq(uniq: number | bigint): SkyError {
  return new SkyError("SKY_HEALPIX", `${uniq} is the UNIQ number of no cell: they go from 4 (order 0, cell 0).`);
}
