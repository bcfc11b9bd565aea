import { FitsError } from "./errors.ts";
import type { FitsHeader } from "./header.ts";

/** What an HDU holds, by SIMPLE or XTENSION: `table` is the ASCII one, `other` an extension this package does not know. */
export const HDU_KINDS = ["image", "groups", "bintable", "table", "other"] as const;
export type HduKind = (typeof HDU_KINDS)[number];

const BITPIX = [8, 16, 32, 64, -32, -64] as const;
export type Bitpix = (typeof BITPIX)[number];

export interface HduShape {
  readonly kind: HduKind;
  /** Bits of a value, negative for floating point. */
  readonly bitpix: Bitpix;
  /** NAXIS1, NAXIS2, …: the fastest axis first. */
  readonly axes: readonly number[];
  /** Bytes of data without the filling of the last block. */
  readonly dataBytes: number;
}

/**
 * Reads the mandatory keywords and computes the size of the data.
 * @throws FitsError FITS_HEADER for a keyword that is missing or impossible, FITS_LIMIT for a size beyond counting
 * @see FITS 4.0, section 4.4.1
 */
export function parseHduShape(header: FitsHeader, isPrimary: boolean): HduShape {
  const bitpix = header.get("BITPIX");
  if (!isBitpix(bitpix)) {
    const found = bitpix === undefined ? "is missing" : `= ${bitpix}`;
    throw new FitsError("FITS_HEADER", `BITPIX ${found}: one of ${BITPIX.join(", ")} is wanted`, { keyword: "BITPIX" });
  }
  const naxis = header.count("NAXIS");
  if (naxis > 999) throw new FitsError("FITS_HEADER", `NAXIS = ${naxis}: at most 999 axes`, { keyword: "NAXIS" });
  const axes = Array.from({ length: naxis }, (_, axis) => header.count(`NAXIS${axis + 1}`));
  const kind = isPrimary ? primaryKind(header, axes) : extensionKind(header);
  const isPlainPrimary = isPrimary && kind === "image";
  // Random groups have a first axis of 0 that is not one of the array (section 6.1).
  const product = (kind === "groups" ? axes.slice(1) : axes).reduce((total, size) => total * size, 1);
  const parameters = isPlainPrimary ? 0 : header.count("PCOUNT", 0);
  const groups = isPlainPrimary ? 1 : header.count("GCOUNT", 1);
  const dataBytes = naxis === 0 ? 0 : (Math.abs(bitpix) / 8) * groups * (parameters + product);
  if (!Number.isSafeInteger(dataBytes)) {
    throw new FitsError("FITS_LIMIT", `${dataBytes} bytes of data are claimed`, { keyword: "NAXIS" });
  }
  return { kind, bitpix, axes, dataBytes };
}

function isBitpix(value: unknown): value is Bitpix {
  return (BITPIX as readonly unknown[]).includes(value);
}

function primaryKind(header: FitsHeader, axes: readonly number[]): HduKind {
  return header.get("GROUPS") === true && axes[0] === 0 ? "groups" : "image";
}

function extensionKind(header: FitsHeader): HduKind {
  switch (header.text("XTENSION")?.trim()) {
    case "IMAGE":
    case "IUEIMAGE":
      return "image";
    case "BINTABLE":
    case "A3DTABLE": // the name of BINTABLE before it was one
      return "bintable";
    case "TABLE":
      return "table";
    default:
      return "other";
  }
}
