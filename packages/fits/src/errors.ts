/** Codes of FitsError. Stable: callers match on them. */
export const FITS_ERROR_CODES = [
  "FITS_NOT_FITS", // the input does not begin as a FITS file does
  "FITS_TRUNCATED", // the input ends inside a header or its data
  "FITS_HEADER", // a mandatory keyword is missing or has an impossible value
  "FITS_TABLE", // a table that contradicts itself, or a cell that does not decode
  "FITS_IMAGE", // an image was asked for where there is none that can be read, or one that contradicts itself
  "FITS_NO_COLUMN", // `columns` names one that is not there
  "FITS_NOT_WRITTEN", // a column that the format has no place for
  "FITS_LIMIT", // a limit of the options or of the format was passed
] as const;
export type FitsErrorCode = (typeof FITS_ERROR_CODES)[number];

export interface FitsPlace {
  /** Number of the HDU, the primary being 0. */
  readonly hdu?: number;
  readonly keyword?: string;
  /** Row of the table, from 0. */
  readonly row?: number;
  /** Name of the column. */
  readonly field?: string;
  /** Bytes from the start of the input. */
  readonly byteOffset?: number;
}

/** Reading or writing a FITS file stopped here. `code` says why, `place` where. */
export class FitsError extends Error {
  override readonly name = "FitsError";
  readonly code: FitsErrorCode;
  readonly place: FitsPlace;

  constructor(code: FitsErrorCode, message: string, place: FitsPlace = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.place = place;
  }
}

/** The error with the number of its HDU; whatever else was thrown as it is. */
export function atHdu(error: unknown, hdu: number): unknown {
  if (!(error instanceof FitsError) || error.place.hdu !== undefined) return error;
  return new FitsError(error.code, `HDU ${hdu}: ${error.message}`, { ...error.place, hdu }, { cause: error });
}
