import { SkyError } from "../errors.ts";

/** The finest order whose indices a number holds exactly; those of the orders beyond are bigints. */
export const MAX_NUMBER_ORDER = 24;
/** The finest order of all: 0.4 mas. */
export const MAX_ORDER = 29;

/** Cells along one side of a base cell: 2 to the order. @throws SkyError SKY_HEALPIX */
export function healpixSide(order: number): number {
  if (Number.isInteger(order) && order >= 0 && order <= MAX_ORDER) return 1 << order;
  throw new SkyError("SKY_HEALPIX", `There is no HEALPix order ${order}: they go from 0 to ${MAX_ORDER}.`);
}

/** @throws SkyError SKY_HEALPIX for an order whose indices are no numbers */
export function requireNumberOrder(order: number): void {
  healpixSide(order);
  if (order > MAX_NUMBER_ORDER) {
    const message = `Indices of order ${order} are beyond what a number holds exactly: ask for them as bigint.`;
    throw new SkyError("SKY_HEALPIX", message);
  }
}

/** The side of a square as large as one cell, in degrees. All cells of an order have one area. */
export function healpixSizeDeg(order: number): number {
  return Math.sqrt(Math.PI / 3) / healpixSide(order) / (Math.PI / 180);
}

/** The finest order whose cells are at least of this size (as `healpixSizeDeg` gives it), 0 to 29. */
export function healpixOrderOf(sizeDeg: number): number {
  if (!(sizeDeg > 0)) throw new SkyError("SKY_ANGLE", `A size of ${sizeDeg} degrees is none.`);
  const order = Math.floor(Math.log2(healpixSizeDeg(0) / sizeDeg) + 1e-9);
  return Math.min(MAX_ORDER, Math.max(0, order));
}
