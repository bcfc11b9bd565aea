import { type Column, type ColumnBatch, valueAt } from "@armillary/columns";
import { parsePosition } from "@armillary/dali";
import { readPositions as readNumbers } from "@armillary/sky";
import type { ConeColumns } from "./columns.ts";

/** The positions of the rows of a batch, in degrees; NaN where a row has none. */
export interface Positions {
  readonly raDeg: Float64Array;
  readonly decDeg: Float64Array;
}

/** Reads the positions of all rows. A table without columns of positions has NaN alone. */
export function readPositions(batch: ColumnBatch, { ra, dec }: ConeColumns): Positions {
  const { rows, columns } = batch;
  if (ra?.degrees !== undefined && dec?.degrees !== undefined) {
    return readNumbers(batch, {
      ra: { index: ra.index, degreesPerUnit: ra.degrees },
      dec: { index: dec.index, degreesPerUnit: dec.degrees },
    });
  }
  const positions = { raDeg: new Float64Array(rows).fill(Number.NaN), decDeg: new Float64Array(rows).fill(Number.NaN) };
  if (ra !== undefined && dec !== undefined) {
    readTexts(columns[ra.index] as Column, columns[dec.index] as Column, positions);
  }
  return positions;
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
