import { type Column, type ColumnBatch, type Field, isValid } from "@armillary/columns";
import { type PositionChoice, type PositionColumns, positionColumns, readPositions } from "@armillary/sky";
import { CommandError } from "../failure.ts";

/** Positions of the rows of a batch, in degrees; NaN where a row has none. */
export type PositionReader = (batch: ColumnBatch) => {
  readonly raDeg: ArrayLike<number>;
  readonly decDeg: ArrayLike<number>;
};

/** SSA has a position as one array of two (SSA 1.1, section 4.2.5.6), DALI as an xtype. */
const PAIR_UTYPE = /(^|[:.])Char\.SpatialAxis\.Coverage\.Location\.Value$/i;

export type SkyColumns = Pick<PositionColumns, "ra" | "dec">;

/**
 * Finds the positions of a table: columns that are named, else those that UCD, utype or name tell, else a column of pairs.
 * @param hint - what to do where there are none
 * @throws CommandError SKY_POSITION
 */
export function findPositions(fields: readonly Field[], choice: PositionChoice, hint?: string): PositionReader {
  const isChosen = choice.ra !== undefined || choice.dec !== undefined;
  const pair = isChosen ? -1 : fields.findIndex(isPair);
  try {
    return readerOf([positionColumns(fields, choice)]);
  } catch (thrown) {
    if (pair >= 0) return (batch) => pairsOf(batch.columns[pair], batch.rows);
    const { message } = thrown as Error;
    const failure = { code: "SKY_POSITION", message: `Nothing can be drawn. ${message}` };
    throw new CommandError({ ...failure, ...(hint === undefined ? {} : { hint }) }, 1, { cause: thrown });
  }
}

/** Reads the first of these pairs of columns that has a position in a row. */
export function readerOf([first, ...more]: readonly SkyColumns[]): PositionReader {
  return (batch) => {
    if (first === undefined) throw new TypeError("no columns of positions are given");
    const { raDeg, decDeg } = readPositions(batch, first);
    for (const columns of more) {
      const other = readPositions(batch, columns);
      for (let row = 0; row < batch.rows; row++) {
        if (isPlace(raDeg[row], decDeg[row])) continue;
        raDeg[row] = other.raDeg[row] ?? Number.NaN;
        decDeg[row] = other.decDeg[row] ?? Number.NaN;
      }
    }
    return { raDeg, decDeg };
  };
}

/** Whether two numbers are a position on the sky. */
export function isPlace(raDeg: number | undefined, decDeg: number | undefined): boolean {
  return raDeg !== undefined && decDeg !== undefined && Number.isFinite(raDeg) && Math.abs(decDeg) <= 90;
}

function isPair({ utype = "", ucd = "", xtype, layout }: Field): boolean {
  const isArray = (layout.kind === "fixed" || layout.kind === "list") && layout.item.kind === "float";
  return (
    isArray && (PAIR_UTYPE.test(utype) || /^pos\.eq(;meta\.main)?$/i.test(ucd) || xtype?.toLowerCase() === "point")
  );
}

function pairsOf(column: Column | undefined, rows: number): ReturnType<PositionReader> {
  const [raDeg, decDeg] = [new Float64Array(rows).fill(Number.NaN), new Float64Array(rows).fill(Number.NaN)];
  if (column?.kind !== "fixed" && column?.kind !== "list") return { raDeg, decDeg };
  const { item } = column;
  for (let row = 0; row < rows; row++) {
    const start = column.kind === "fixed" ? row * column.size : (column.offsets[row] ?? 0);
    const end = column.kind === "fixed" ? start + column.size : (column.offsets[row + 1] ?? 0);
    if (item.kind !== "float" || end - start !== 2 || !isValid(column.validity, row)) continue;
    raDeg[row] = item.values[start] ?? Number.NaN;
    decDeg[row] = item.values[start + 1] ?? Number.NaN;
  }
  return { raDeg, decDeg };
}
