/**
 * Positions of the rows of a table. A row whose right ascension, declination or error radius is NaN or infinite, whose
 * declination is beyond a pole or whose error radius is negative, matches nothing.
 */
export interface Positions {
  readonly raDeg: Float64Array;
  readonly decDeg: Float64Array;
  /** Radius of error of each row, for a match by errors. */
  readonly errorDeg?: Float64Array;
}

/** How the error radii of two rows become the radius within which they match. */
export const ERROR_COMBINATIONS = ["sum", "hypot"] as const;
export type ErrorCombination = (typeof ERROR_COMBINATIONS)[number];

/** Within what two rows match: one radius for all, or the errors of both. */
export type MatchRadius =
  | { readonly radiusDeg: number }
  | {
      /** `sum`: both added up (STILTS' `skyerr`); `hypot`: the root of the sum of their squares. */
      readonly errors: ErrorCombination;
      /** What all errors are multiplied by: 3 for 3 sigma (default 1). */
      readonly scale?: number;
    };

export function isPosition(raDeg: number, decDeg: number): boolean {
  return Number.isFinite(raDeg) && decDeg >= -90 && decDeg <= 90;
}

/** Whether a row can match anything. */
export function canMatch({ raDeg, decDeg, errorDeg }: Positions, row: number): boolean {
  if (!isPosition(raDeg[row] as number, decDeg[row] as number)) return false;
  return errorDeg === undefined || isError(errorDeg[row] as number);
}

export function isError(errorDeg: number): boolean {
  return errorDeg >= 0 && errorDeg < Number.POSITIVE_INFINITY;
}
