import { type Column, type ColumnBatch, type Field, valueAt } from "@armillary/columns";
import { parseAngleDeg } from "@armillary/dali";
import type { Found } from "./ask.ts";

/** A column that tells how far a row is from the centre that was asked for (`_r` of DaCHS): another for another centre. */
export interface CentredColumn {
  /** Place among the columns. */
  readonly place: number;
  /** Its unit, in degrees. */
  readonly degrees: number;
}

/**
 * Compares what one target found in an answer about a larger cone with what it finds in one of its own.
 * @returns columns that differ and are the distance from the centre; undefined where something else differs
 */
export function compareFound(own: Found, wide: Found, fields: readonly Field[]): readonly CentredColumn[] | undefined {
  if (own.found !== wide.found) return undefined;
  const [rows, others] = [rowsOf(own), rowsOf(wide)];
  if (rows.length !== others.length) return undefined;
  const centred: CentredColumn[] = [];
  for (const [place, field] of fields.entries()) {
    const cells = (table: readonly Row[]): string[] =>
      table.map((row) => keyOf(valueAt(row.columns[place] as Column, row.row)));
    // The order of rows is free: those of the same separation are compared as they come.
    const [one, two] = [cells(rows), cells(others)];
    if (one.every((cell, row) => cell === two[row])) continue;
    const degrees = degreesOf(field);
    const isDistance = rows.every(({ columns, row, separationDeg }) => {
      const value = valueAt(columns[place] as Column, row);
      return (
        typeof value === "number" &&
        Math.abs(value * (degrees ?? Number.NaN) - separationDeg) <= 1e-6 * separationDeg + 1e-9
      );
    });
    if (degrees === undefined || !isDistance) return undefined;
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
  readonly columns: readonly Column[];
  readonly row: number;
  readonly separationDeg: number;
}

/** Rows from the nearest to the farthest. */
function rowsOf({ batches, separationsDeg }: Found): readonly Row[] {
  return batches
    .flatMap(({ rows, columns }, index) =>
      Array.from({ length: rows }, (_, row) => ({ columns, row, separationDeg: separationsDeg[index]?.[row] ?? 0 })),
    )
    .sort((a, b) => a.separationDeg - b.separationDeg);
}

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
