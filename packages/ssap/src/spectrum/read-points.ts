import {
  type Column,
  type ColumnBatch,
  createColumnWriter,
  type Field,
  type Layout,
  valueAt,
} from "@armillary/columns";
import { SpectrumError } from "./errors.ts";
import type { FoundAxes } from "./find-axes.ts";
import { withSteppedAxis } from "./stepped-axis.ts";

/** The points of a table: columns of one value a point. */
export interface Points {
  readonly points: number;
  readonly fields: readonly Field[];
  readonly columns: readonly Column[];
  /** The places that the columns have in the table. */
  readonly sources: readonly number[];
}

/**
 * How many values of the arrays in a row count (HST: STIS and COS have arrays of one length for all rows of a table, and this
 * beside them).
 */
const LENGTH_COLUMN = "NELEM";

/** Columns that tell the rows of such a table apart, for people (STIS, COS, JWST, IUE). */
const ROW_NAMES = ["SPORDER", "SEGMENT", "SOURCE_ID", "ORDER", "APERTURE"];

/**
 * Reads the points of a table: a row each, or, where the spectral coordinate is an array (Spectrum DM 1.1, section 8.2, and most
 * archives' FITS), the arrays of one row, or of all rows one behind the other. Columns whose arrays have another length than the
 * spectral coordinate's are left out; of all rows, columns without arrays are repeated.
 * @throws SpectrumError SPECTRUM_AMBIGUOUS for several rows of arrays without `row`; SPECTRUM_OPTION for a row that is not there
 */
export async function readPoints(
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch>,
  { spectral, flux }: Pick<FoundAxes, "spectral" | "flux">,
  row: number | "all" | undefined,
): Promise<Points> {
  const read: ColumnBatch[] = [];
  for await (const batch of batches) if (batch.rows > 0) read.push(batch);
  const axis = fields[spectral];
  const isArray = axis !== undefined && itemLayout(axis.layout) !== undefined;
  if (isArray) return pointsOfArrays(fields, read, spectral, row);
  const stepped = withSteppedAxis(fields, read, spectral, flux);
  if (stepped !== undefined) return pointsOfArrays(stepped.fields, stepped.batches, spectral, row);
  if (row !== undefined && row !== "all")
    throw new SpectrumError(
      "SPECTRUM_OPTION",
      "The table has a row for each point: the option row is for arrays in rows.",
    );
  const kept = fields.flatMap((field, index) => (itemLayout(field.layout) === undefined ? [index] : []));
  return gather(fields, kept, (writers) => {
    for (const batch of read) {
      for (let at = 0; at < batch.rows; at++)
        kept.forEach((index, place) => {
          writers[place]?.append(cell(batch, index, at));
        });
    }
  });
}

function pointsOfArrays(
  fields: readonly Field[],
  batches: readonly ColumnBatch[],
  spectral: number,
  row: number | "all" | undefined,
): Points {
  const rows = batches.flatMap((batch) => Array.from({ length: batch.rows }, (_, at) => ({ batch, at })));
  if (row === undefined && rows.length > 1) throw severalRows(fields, rows);
  const wanted = row === "all" || row === undefined ? rows : rows.slice(row, row + 1);
  if (typeof row === "number" && wanted.length === 0)
    throw new SpectrumError("SPECTRUM_OPTION", `There is no row ${row}: the table has ${rows.length}, from 0.`);
  const lengths = wanted.map(({ batch, at }) => listAt(batch, spectral, at)?.length ?? 0);
  const counts = wanted.map(({ batch, at }, place) => Math.min(lengths[place] ?? 0, countIn(fields, batch, at)));
  const kept = fields.flatMap((field, index) => {
    if (itemLayout(field.layout) === undefined) return wanted.length > 1 ? [index] : [];
    const isLike = wanted.every(({ batch, at }, place) => (listAt(batch, index, at)?.length ?? 0) === lengths[place]);
    return isLike && isFlat(field.layout) ? [index] : [];
  });
  return gather(fields, kept, (writers) => {
    wanted.forEach(({ batch, at }, place) => {
      kept.forEach((index, column) => {
        const list = listAt(batch, index, at);
        const single = list === undefined ? cell(batch, index, at) : null;
        for (let item = 0; item < (counts[place] ?? 0); item++) {
          writers[column]?.append(list === undefined ? single : valueAt(list.items, list.start + item));
        }
      });
    });
  });
}

/** Columns of the values that `write` adds: arrays become the values in them. */
function gather(
  fields: readonly Field[],
  kept: readonly number[],
  write: (writers: readonly ReturnType<typeof createColumnWriter>[]) => void,
): Points {
  const ofPoints = kept.map((index) => pointField(fields[index] as Field));
  const writers = ofPoints.map(({ layout }) => createColumnWriter(layout));
  write(writers);
  const points = writers[0]?.length ?? 0;
  return { points, fields: ofPoints, columns: writers.map((writer) => writer.take()), sources: kept };
}

function pointField(field: Field): Field {
  const layout = itemLayout(field.layout);
  if (layout === undefined) return field;
  const { arraysize: _, ...rest } = field;
  return { ...rest, layout };
}

/** Of arrays of numbers with one axis; text is none. */
function itemLayout(layout: Layout): Layout | undefined {
  return layout.kind === "list" || layout.kind === "fixed" ? layout.item : undefined;
}

function isFlat(layout: Layout): boolean {
  const item = itemLayout(layout);
  return item !== undefined && itemLayout(item) === undefined;
}

interface List {
  readonly items: Column;
  readonly start: number;
  readonly length: number;
}

/** The array in a cell; undefined where the column has none. */
function listAt({ columns }: ColumnBatch, index: number, row: number): List | undefined {
  const column = columns[index];
  if (column?.kind === "list") {
    const start = column.offsets[row] ?? 0;
    return { items: column.item, start, length: (column.offsets[row + 1] ?? start) - start };
  }
  return column?.kind === "fixed" ? { items: column.item, start: row * column.size, length: column.size } : undefined;
}

function cell(batch: ColumnBatch, index: number, row: number): ReturnType<typeof valueAt> {
  const column = batch.columns[index];
  return column === undefined ? null : valueAt(column, row);
}

function countIn(fields: readonly Field[], batch: ColumnBatch, row: number): number {
  const index = fields.findIndex(({ name }) => name.toUpperCase() === LENGTH_COLUMN);
  const value = index === -1 ? null : cell(batch, index, row);
  return typeof value === "number" && value >= 0 ? value : Number.POSITIVE_INFINITY;
}

function severalRows(fields: readonly Field[], rows: readonly { batch: ColumnBatch; at: number }[]): SpectrumError {
  const naming = fields.findIndex(({ name }) => ROW_NAMES.includes(name.toUpperCase()));
  const shown = rows.slice(0, 20).map(({ batch, at }, row) => {
    const value = naming === -1 ? null : cell(batch, naming, at);
    return value === null ? String(row) : `${row} (${fields[naming]?.name} ${String(value).trim()})`;
  });
  const more = rows.length > shown.length ? `, … (${rows.length})` : "";
  return new SpectrumError(
    "SPECTRUM_AMBIGUOUS",
    `The table has a spectrum in each of several rows: ${shown.join(", ")}${more}. Choose one by the option row, or "all" for all of them, one behind the other.`,
    { choice: { option: "row", candidates: rows.map((_, row) => String(row)) } },
  );
}
