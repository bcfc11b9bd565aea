import { type ColumnBatch, type Field, valueAt } from "@armillary/columns";

/**
 * The step of a spectral coordinate of which the column has only the first value, beside arrays of flux (IUE, MXLO files: WAVELENGTH
 * and DELTAW).
 */
const STEP_COLUMN = "DELTAW";

/** Where arrays begin within an order (IUE, MXHI files): the first value is not that of the first item then. */
const OFFSET_COLUMN = "STARTPIX";

/** Rows of a table whose spectral coordinate is an array in each row. */
export interface SteppedTable {
  readonly fields: readonly Field[];
  readonly batches: readonly ColumnBatch[];
}

/** The table with its spectral coordinate written out; undefined where it is not told by a first value and a step. */
export function withSteppedAxis(
  fields: readonly Field[],
  batches: readonly ColumnBatch[],
  spectral: number,
  flux: number,
): SteppedTable | undefined {
  const axis = fields[spectral];
  const isArray = (index: number): boolean => /^(?:list|fixed)$/.test(fields[index]?.layout.kind ?? "");
  const step = fields.findIndex(({ name }) => name.toUpperCase() === STEP_COLUMN);
  const isOffset = fields.some(({ name }) => name.toUpperCase() === OFFSET_COLUMN);
  if (axis === undefined || isArray(spectral) || !isArray(flux) || step === -1 || isArray(step) || isOffset) {
    return undefined;
  }
  const item = { kind: "float", bits: 64 } as const;
  return {
    fields: fields.map((field, index) =>
      index === spectral ? { ...axis, datatype: "double", arraysize: "*", layout: { kind: "list", item } } : field,
    ),
    batches: batches.map((batch) => writtenOut(batch, spectral, flux, step)),
  };
}

function writtenOut({ rows, columns }: ColumnBatch, spectral: number, flux: number, step: number): ColumnBatch {
  const lengths = columns[flux];
  const offsets = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    const length =
      lengths?.kind === "fixed"
        ? lengths.size
        : lengths?.kind === "list"
          ? (lengths.offsets[row + 1] ?? 0) - (lengths.offsets[row] ?? 0)
          : 0;
    offsets[row + 1] = (offsets[row] ?? 0) + length;
  }
  const values = new Float64Array(offsets[rows] ?? 0);
  for (let row = 0; row < rows; row++) {
    const [first, width] = [spectral, step].map((index) => {
      const column = columns[index];
      const value = column === undefined ? null : valueAt(column, row);
      return typeof value === "number" ? value : Number.NaN;
    });
    const start = offsets[row] ?? 0;
    for (let at = start; at < (offsets[row + 1] ?? 0); at++) {
      values[at] = (first ?? Number.NaN) + (at - start) * (width ?? Number.NaN);
    }
  }
  const item = { kind: "float", length: values.length, nulls: 0, values } as const;
  return {
    rows,
    columns: columns.map((column, index) =>
      index === spectral ? { kind: "list", length: rows, nulls: 0, offsets, item } : column,
    ),
  };
}
