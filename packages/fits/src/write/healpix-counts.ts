import { BLOCK_BYTES } from "../header.ts";
import { primaryHeader } from "./primary.ts";
import { HeaderRecords } from "./records.ts";

/** A whole number for each cell of HEALPix, as how many rows are there. */
export interface HealpixCounts {
  /** 0 to 13. */
  readonly order: number;
  /** Of each cell by its NESTED number: 12 · 4^order of them. */
  readonly counts: ArrayLike<number>;
}

const CHUNK_BYTES = 1 << 20;
/** The most that a column of 32 bits (J) holds. */
const MOST_SHORT = 2 ** 31 - 1;

/**
 * Writes a map of the sky as a FITS file: a binary table of the cells that have something with their counts where most have nothing (INDXSCHM EXPLICIT), else
 * one of the counts of all (IMPLICIT). Cells are NESTED, positions equatorial.
 * @throws RangeError for counts that are not those of all cells of the order
 * @see HEALPix, "FITS file format specifications for HEALPix products"
 */
export function* writeHealpixCounts({ order, counts }: HealpixCounts): Generator<Uint8Array, void, void> {
  const cells = 12 * 4 ** order;
  if (!(order >= 0 && order <= 13) || counts.length !== cells) {
    throw new RangeError(`${counts.length} counts are not those of all cells of order ${order}.`);
  }
  let [filled, most] = [0, 0];
  for (let cell = 0; cell < cells; cell++) {
    const count = counts[cell] as number;
    if (count === 0) continue;
    filled++;
    if (count > most) most = count;
  }
  const isExplicit = filled < cells / 2;
  const countBytes = most > MOST_SHORT ? 8 : 4;
  const rows = isExplicit ? filled : cells;
  const rowBytes = countBytes + (isExplicit ? 4 : 0);
  yield primaryHeader();
  yield header(order, { isExplicit, rows, rowBytes, code: countBytes === 8 ? "K" : "J" });

  const chunk = (): DataView<ArrayBuffer> => new DataView(new ArrayBuffer(CHUNK_BYTES - (CHUNK_BYTES % rowBytes)));
  let view = chunk();
  let at = 0;
  for (let cell = 0; cell < cells; cell++) {
    const count = counts[cell] as number;
    if (isExplicit && count === 0) continue;
    if (isExplicit) view.setInt32(at, cell);
    const place = at + rowBytes - countBytes;
    if (countBytes === 8) view.setBigInt64(place, BigInt(count));
    else view.setInt32(place, count);
    at += rowBytes;
    if (at < view.byteLength) continue;
    yield new Uint8Array(view.buffer);
    view = chunk();
    at = 0;
  }
  yield new Uint8Array(view.buffer, 0, at);
  yield new Uint8Array((BLOCK_BYTES - ((rows * rowBytes) % BLOCK_BYTES)) % BLOCK_BYTES);
}

interface MapTable {
  readonly isExplicit: boolean;
  readonly rows: number;
  readonly rowBytes: number;
  /** Of the counts' TFORM. */
  readonly code: "J" | "K";
}

function header(order: number, { isExplicit, rows, rowBytes, code }: MapTable): Uint8Array<ArrayBuffer> {
  const records = new HeaderRecords();
  records.add("XTENSION", "BINTABLE", "binary table");
  records.add("BITPIX", 8);
  records.add("NAXIS", 2);
  records.add("NAXIS1", rowBytes, "bytes of a row");
  records.add("NAXIS2", rows, "rows");
  records.add("PCOUNT", 0);
  records.add("GCOUNT", 1);
  records.add("TFIELDS", isExplicit ? 2 : 1, "columns");
  if (isExplicit) {
    records.add("TTYPE1", "PIXEL", "cell");
    records.add("TFORM1", "J");
  }
  const last = isExplicit ? 2 : 1;
  records.add(`TTYPE${last}`, "VALUE", "rows there");
  records.add(`TFORM${last}`, code);
  records.add("PIXTYPE", "HEALPIX");
  records.add("ORDERING", "NESTED");
  records.add("COORDSYS", "C", "equatorial");
  records.add("NSIDE", 2 ** order);
  records.add("ORDER", order);
  records.add("INDXSCHM", isExplicit ? "EXPLICIT" : "IMPLICIT");
  records.add("OBJECT", isExplicit ? "PARTIAL" : "FULLSKY");
  if (isExplicit) {
    records.add("OBS_NPIX", rows, "cells that have rows");
  } else {
    records.add("FIRSTPIX", 0);
    records.add("LASTPIX", 12 * 4 ** order - 1);
  }
  return records.toBytes();
}
