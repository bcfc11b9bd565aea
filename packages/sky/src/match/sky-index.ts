import { SkyError } from "../errors.ts";
import { requireRadius } from "../sphere/cone.ts";
import {
  ERROR_COMBINATIONS,
  type ErrorCombination,
  isError,
  isPosition,
  type MatchRadius,
  type Positions,
} from "./positions.ts";
import { type Visit, Zones } from "./zones.ts";

/** Positions that can be looked for: of the one table of a match, which the rows of the other pass by. */
export interface SkyIndex {
  /** Rows of the table, those without a position included. */
  readonly rows: number;
  /**
   * Visits the rows that match a position, in no order that means anything. In a match by errors the score is the separation
   * as a part of what the errors allow: a row of large error may be the better match of two, though not the nearer.
   * @param errorDeg - of the position, where the match is by errors
   */
  visitMatches(raDeg: number, decDeg: number, errorDeg: number | undefined, visit: Visit): void;
}

/** Most rows of one table: their numbers have 31 bits. */
const MOST_ROWS = 2 ** 31 - 1;

/**
 * Makes the positions of a table findable. The arrays may be let go of afterwards: the index takes 24 bytes a row (32 by errors).
 * @throws SkyError SKY_ANGLE for a radius or scale that is none; SKY_MATCH for positions without errors in a match by errors, or
 *   arrays of different lengths; SKY_LIMIT for more than 2^31 - 1 rows
 */
export function createSkyIndex(positions: Positions, within: MatchRadius): SkyIndex {
  const rows = requirePositions(positions);
  if ("radiusDeg" in within) {
    const { radiusDeg } = within;
    requireRadius(radiusDeg);
    const all = new Int32Array(rows);
    for (let row = 0; row < rows; row++) all[row] = row;
    const zones = new Zones(positions, all, radiusDeg);
    return {
      rows,
      visitMatches(raDeg, decDeg, _errorDeg, visit) {
        if (isPosition(raDeg, decDeg)) zones.visitCone(raDeg, decDeg, radiusDeg, visit);
      },
    };
  }
  const scale = within.scale ?? 1;
  if (!(scale > 0 && Number.isFinite(scale))) throw new SkyError("SKY_ANGLE", `Errors cannot be scaled by ${scale}.`);
  return new ErrorIndex(positions, within.errors, scale);
}

/** @returns the number of rows */
export function requirePositions({ raDeg, decDeg, errorDeg }: Positions): number {
  const rows = raDeg.length;
  if (decDeg.length !== rows || (errorDeg !== undefined && errorDeg.length !== rows)) {
    throw new SkyError("SKY_MATCH", "Right ascensions, declinations and errors of one table must be equally many.");
  }
  if (rows > MOST_ROWS) throw new SkyError("SKY_LIMIT", `${rows} rows are more than ${MOST_ROWS}: divide the table.`);
  return rows;
}

/** Classes of errors differ by this factor. */
const CLASS_FACTOR = 4;
/** Errors from this on, in degrees (0.01 µas), are told apart by class; smaller ones are one class. */
const LEAST_CLASS_DEG = 1e-12;

/**
 * Rows in classes of similar error, each with zones of its own: one row of a huge error does not widen the search for all.
 */
class ErrorIndex implements SkyIndex {
  readonly rows: number;
  readonly #classes: readonly { readonly zones: Zones; readonly mostErrorDeg: number }[];
  readonly #errorDeg: Float64Array;
  readonly #combine: (a: number, b: number) => number;
  readonly #scale: number;

  constructor(positions: Positions, combination: ErrorCombination, scale: number) {
    const errors = positions.errorDeg;
    if (errors === undefined) throw withoutErrors();
    this.rows = errors.length;
    this.#combine = combiner(combination);
    this.#scale = scale;
    this.#errorDeg = errors.map((error) => error * scale);
    const rowsOfClass = new Map<number, number[]>();
    for (const [row, error] of this.#errorDeg.entries()) {
      if (!isError(error)) continue;
      const key = Math.max(0, Math.ceil(Math.log(error / LEAST_CLASS_DEG) / Math.log(CLASS_FACTOR)));
      const members = rowsOfClass.get(key);
      if (members === undefined) rowsOfClass.set(key, [row]);
      else members.push(row);
    }
    this.#classes = [...rowsOfClass.values()].map((members) => {
      let mostErrorDeg = 0;
      for (const row of members) mostErrorDeg = Math.max(mostErrorDeg, this.#errorDeg[row] as number);
      return { zones: new Zones(positions, Int32Array.from(members), 2 * mostErrorDeg), mostErrorDeg };
    });
  }

  visitMatches(raDeg: number, decDeg: number, errorDeg: number | undefined, visit: Visit): void {
    if (errorDeg === undefined) throw withoutErrors();
    const error = errorDeg * this.#scale;
    if (!isError(error) || !isPosition(raDeg, decDeg)) return;
    for (const { zones, mostErrorDeg } of this.#classes) {
      const radiusDeg = Math.min(180, this.#combine(error, mostErrorDeg));
      zones.visitCone(raDeg, decDeg, radiusDeg, (row, separation) => {
        const limit = this.#combine(error, this.#errorDeg[row] as number);
        if (separation <= limit) visit(row, separation, limit > 0 ? separation / limit : 0);
      });
    }
  }
}

function combiner(combination: ErrorCombination): (a: number, b: number) => number {
  switch (combination) {
    case "sum":
      return (a, b) => a + b;
    case "hypot":
      return (a, b) => Math.sqrt(a * a + b * b);
    default: {
      const message = `Errors are not combined by ${String(combination)}: ${ERROR_COMBINATIONS.join(" or ")}.`;
      throw new SkyError("SKY_MATCH", message);
    }
  }
}

function withoutErrors(): SkyError {
  return new SkyError("SKY_MATCH", "A match by errors needs the errors of both tables.");
}
