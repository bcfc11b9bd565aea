import { type Column, type ColumnBatch, isValid } from "@armillary/columns";
import type { Positions } from "../match/positions.ts";
import type { AngleColumn, PositionColumns } from "./position-columns.ts";

/** The positions of a batch, and the errors where `error` tells their column; NaN where a value is null. */
export function readPositions(
  { columns }: ColumnBatch,
  { ra, dec }: Pick<PositionColumns, "ra" | "dec">,
  error?: AngleColumn,
): Positions {
  return {
    raDeg: degreesOf(columns[ra.index], ra.degreesPerUnit),
    decDeg: degreesOf(columns[dec.index], dec.degreesPerUnit),
    ...(error === undefined ? {} : { errorDeg: degreesOf(columns[error.index], error.degreesPerUnit) }),
  };
}

/** Positions of several batches as those of one table. */
export function concatenatePositions(parts: readonly Positions[]): Positions {
  const joined = (read: (part: Positions) => Float64Array | undefined): Float64Array => {
    const values = new Float64Array(parts.reduce((sum, { raDeg }) => sum + raDeg.length, 0));
    let at = 0;
    for (const part of parts) {
      const more = read(part) ?? new Float64Array(0);
      values.set(more, at);
      at += more.length;
    }
    return values;
  };
  const withErrors = parts.length > 0 && parts.every(({ errorDeg }) => errorDeg !== undefined);
  return {
    raDeg: joined(({ raDeg }) => raDeg),
    decDeg: joined(({ decDeg }) => decDeg),
    ...(withErrors ? { errorDeg: joined(({ errorDeg }) => errorDeg) } : {}),
  };
}

function degreesOf(column: Column | undefined, factor: number): Float64Array {
  if (column?.kind !== "float" && column?.kind !== "int") throw new TypeError("a column of angles is not of numbers");
  const { values, length, validity } = column;
  const degrees = new Float64Array(length);
  for (let row = 0; row < length; row++) degrees[row] = Number(values[row]) * factor;
  if (validity !== undefined) {
    for (let row = 0; row < length; row++) if (!isValid(validity, row)) degrees[row] = Number.NaN;
  }
  return degrees;
}
