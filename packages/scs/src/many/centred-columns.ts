import { type CellValue, type Column, type ColumnBatch, type Field, valueAt } from "@armillary/columns";
import { parseAngleDeg, type SkyPosition } from "@armillary/dali";
import { findConeColumns } from "../columns.ts";
import { separationsDeg } from "../separation.ts";
import type { Found } from "./ask.ts";

/** A column that tells how far a row is from the centre that was asked for (`_r` of DaCHS): another for another centre. */
export interface CentredColumn {
  /** Place among the columns. */
  readonly place: number;
  /** Its unit, in degrees. */
  readonly degrees: number;
}

/** Services are not exact about the centre: DaCHS rounds it to six decimals. 0.02 arcsec. */
const SLOPPY_DEG = 5e-6;

/**
 * Compares what one target found in an answer about a larger cone with what it finds in one of its own.
 * @param centre - of the larger cone
 * @returns columns that differ and are the distance from the centre, in both; undefined where something else differs
 */
export function compareFound(
  own: Found,
  wide: Found,
  fields: readonly Field[],
  centre: SkyPosition,
): readonly CentredColumn[] | undefined {
  if (own.found !== wide.found) return undefined;
  const [rows, others] = [rowsOf(own), rowsOf(wide)];
  if (rows.length !== others.length) return undefined;
  const columns = findConeColumns(fields);
  const centred: CentredColumn[] = [];
  for (const [place, field] of fields.entries()) {
    const cells = (table: readonly Row[]): CellValue[] => table.map(({ batch, row }) => cellAt(batch, place, row));
    const [one, two] = [cells(rows), cells(others)];
    if (one.every((cell, row) => keyOf(cell) === keyOf(two[row]))) continue;
    const degrees = degreesOf(field);
    if (degrees === undefined) return undefined;
    const isOf = (value: CellValue | undefined, separation: number): boolean =>
      typeof value === "number" && Math.abs(value * degrees - separation) <= SLOPPY_DEG + separation * 1e-6;
    const isDistance =
      rows.every(({ separationDeg: separation }, row) => isOf(one[row], separation)) &&
      others.every(({ batch, row }, index) => isOf(two[index], separationsDeg(batch, columns, centre)[row] as number));
    if (!isDistance) return undefined;
    centred.push({ place, degrees });
  }
  return centred;
}

/** The same rows with those columns as they are for the target. */
export function recentre(found: Found, centred: readonly CentredColumn[]): Found {
  if (centred.length === 0 || found.batches.length === 0) return found;
  const batches = found.batches.map(({ rows, columns }, index): ColumnBatch => {
    const separations = found.separationsDeg[index] ?? new Float64Array(rows);
    const changed = columns.map((column, place): Column => {
      const degrees = centred.find((each) => each.place === place)?.degrees;
      if (degrees === undefined || column.kind !== "float") return column;
      const values = column.values.map((_: number, row: number) => (separations[row] as number) / degrees);
      return { ...column, values } as Column;
    });
    return { rows, columns: changed };
  });
  return { ...found, batches };
}

interface Row {
  readonly batch: ColumnBatch;
  readonly row: number;
  readonly separationDeg: number;
}

/** Rows from the nearest to the farthest; those at one place by what they hold, for their order is free. */
function rowsOf({ batches, separationsDeg: separations }: Found): readonly Row[] {
  return batches
    .flatMap((batch, index) =>
      Array.from({ length: batch.rows }, (_, row) => ({
        batch,
        row,
        separationDeg: separations[index]?.[row] ?? 0,
        key: keyOf(batch.columns.map((column) => valueAt(column, row))),
      })),
    )
    .sort((a, b) => a.separationDeg - b.separationDeg || (a.key < b.key ? -1 : 1));
}

function cellAt({ columns }: ColumnBatch, place: number, row: number): CellValue {
  return valueAt(columns[place] as Column, row);
}

/** A text that is the same for the same value, NaN and 64-bit integers among them. */
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "number" || typeof each === "bigint" ? `${typeof each}${each}` : each,
  );
}

function degreesOf({ unit, layout }: Field): number | undefined {
  if (layout.kind !== "float" || unit === undefined) return undefined;
  try {
    return parseAngleDeg(`1${unit.trim()}`);
  } catch {
    return undefined;
  }
}
