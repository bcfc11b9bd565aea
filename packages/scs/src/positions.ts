import { type Column, type ColumnBatch, isValid, valueAt } from "@armillary/columns";
import { parsePosition } from "@armillary/dali";
import type { AngleColumn, ConeColumns } from "./columns.ts";

/** The positions of the rows of a batch, in degrees; NaN where a row has none. */
export interface Positions {
  readonly raDeg: Float64Array;
  readonly decDeg: Float64Array;
}

/** Reads the positions of all rows. A table without columns of positions has NaN alone. */
export function readPositions({ rows, columns }: ColumnBatch, { ra, dec }: ConeColumns): Positions {
  const positions = { raDeg: new Float64Array(rows).fill(Number.NaN), decDeg: new Float64Array(rows).fill(Number.NaN) };
  if (ra === undefined || dec === undefined) return positions;
  const [raColumn, decColumn] = [columns[ra.index] as Column, columns[dec.index] as Column];
  if (ra.degrees === undefined || dec.degrees === undefined) readTexts(raColumn, decColumn, positions);
  else {
    readNumbers(raColumn, ra, positions.raDeg);
    readNumbers(decColumn, dec, positions.decDeg);
  }
  return positions;
}

function readNumbers(column: Column, { degrees = 1 }: AngleColumn, into: Float64Array): void {
  if (column.kind !== "float" && column.kind !== "int") return;
  for (let row = 0; row < into.length; row++) {
    if (isValid(column.validity, row)) into[row] = Number(column.values[row]) * degrees;
  }
}

/** Sexagesimal text, or numbers as text: what is no position together stays NaN. */
function readTexts(ra: Column, dec: Column, { raDeg, decDeg }: Positions): void {
  for (let row = 0; row < raDeg.length; row++) {
    try {
      const position = parsePosition(`${valueAt(ra, row) ?? ""} ${valueAt(dec, row) ?? ""}`);
      raDeg[row] = position.raDeg;
      decDeg[row] = position.decDeg;
    } catch {
      // A row without a position, or one that nobody can read: it has no separation.
    }
  }
}
