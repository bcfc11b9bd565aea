import type { ColumnBatch, ColumnStatistics, Field } from "@armillary/columns";
import { blockOf } from "../decode/item-reader.ts";
import { DiagnosticLog, type FitsDiagnostic } from "../diagnostics.ts";
import { FitsError } from "../errors.ts";
import { BLOCK_BYTES } from "../header.ts";
import {
  type CellWriter,
  DescriptorWriter,
  FixedCellWriter,
  type HeapCursor,
  StringListWriter,
} from "./cells/cell-writer.ts";
import { wrongColumn } from "./cells/item-writer.ts";
import type { LostText } from "./cells/text.ts";
import { HeapWriter } from "./heap.ts";
import { primaryHeader } from "./primary.ts";
import { type StoredColumn, storeColumn } from "./stored-column.ts";
import { tableHeader } from "./table-header.ts";

/** A table whose rows can be read twice: the heap of arrays of variable length stands behind the last row. */
export interface FitsTableContent {
  readonly fields: readonly Field[];
  readonly rows: number;
  /** Of each field. */
  readonly statistics: readonly ColumnStatistics[];
  /** EXTNAME. */
  readonly name?: string;
  /** The rows from the first; called a second time where a column stands in the heap. */
  batches(): AsyncIterable<ColumnBatch>;
}

/** A binary table ready to be written. */
export interface FitsTableWriter {
  /** As a reader of the file finds them: datatype, arraysize and null are those of what is stored. */
  readonly fields: readonly Field[];
  /** What the format cannot carry; complete when `bytes` has ended. */
  readonly diagnostics: readonly FitsDiagnostic[];
  /** The HDU, header and data, in whole blocks. Chunks may be kept. TypeError for batches that do not go with the rest. */
  bytes(): AsyncGenerator<Uint8Array, void, void>;
}

/** The standard's TFIELDS ends here. */
const MOST_FIELDS = 999;
/** What our reader takes at most by default. */
const MOST_ROW_BYTES = 256 << 20;
/** Descriptors of 32 bits reach so far: readers take them as signed. */
const MOST_NARROW_HEAP = 2 ** 31 - 1;
/** Bytes of rows made at a time: so much that the processor's cache keeps. */
const CHUNK_BYTES = 256 << 10;

/**
 * Chooses how a table is stored as a BINTABLE extension.
 * @throws FitsError FITS_NOT_WRITTEN for a column that FITS has no place for; FITS_LIMIT for more than 999 columns or rows
 *   of more than 256 MiB
 * @see FITS 4.0, section 7.3
 */
export function createTableWriter(content: FitsTableContent): FitsTableWriter {
  const { fields, rows, statistics, name } = content;
  if (fields.length > MOST_FIELDS) {
    throw new FitsError("FITS_LIMIT", `${fields.length} columns: a FITS table has ${MOST_FIELDS} at most. Choose some`);
  }
  const diagnostics = new DiagnosticLog();
  const columns = fields.map((field, index) => {
    const seen = statistics[index];
    if (seen === undefined) throw new TypeError(`no statistics of column ${index}`);
    return storeColumn(field, seen, diagnostics);
  });
  const heapBytes = columns.reduce((total, column) => total + column.heapBytes, 0);
  const wide = heapBytes > MOST_NARROW_HEAP;
  const cells = columns.map((column) => (column.heapMax === undefined ? column.cellBytes : wide ? 16 : 8));
  const rowBytes = cells.reduce((total, bytes) => total + bytes, 0);
  if (rowBytes > MOST_ROW_BYTES) {
    throw new FitsError("FITS_LIMIT", `a row would have ${rowBytes} bytes (at most ${MOST_ROW_BYTES}): choose columns`);
  }
  const header = tableHeader(name, columns, { rowBytes, rows, heapBytes, wide }, diagnostics);
  return {
    fields: columns.map(({ field }) => field),
    get diagnostics() {
      return diagnostics.list();
    },
    async *bytes() {
      yield header;
      yield* rowChunks(content, columns, cells, wide, diagnostics);
      if (heapBytes > 0) yield* heapChunks(content, columns, heapBytes, diagnostics);
      yield new Uint8Array(paddingOf(rows * rowBytes + heapBytes));
    },
  };
}

/**
 * A FITS file of one binary table. Gives what the format could not carry, when it has ended.
 * @param primary - the primary HDU in whole blocks, such as `votablePrimary` makes (default: one without data)
 * @throws FitsError as `createTableWriter`
 */
export async function* writeFitsTable(
  content: FitsTableContent & { readonly primary?: Uint8Array },
): AsyncGenerator<Uint8Array, readonly FitsDiagnostic[], void> {
  const table = createTableWriter(content);
  yield content.primary ?? primaryHeader();
  yield* table.bytes();
  return table.diagnostics;
}

async function* rowChunks(
  content: FitsTableContent,
  columns: readonly StoredColumn[],
  cellBytes: readonly number[],
  wide: boolean,
  diagnostics: DiagnosticLog,
): AsyncGenerator<Uint8Array, void, void> {
  const heap: HeapCursor = { next: 0 };
  const writers = columns.map((column, index): CellWriter => {
    if (column.heapMax !== undefined) return new DescriptorWriter(column, wide, heap);
    const isList = content.fields[index]?.layout.kind === "list";
    return new (isList ? StringListWriter : FixedCellWriter)(column, lostText(column, diagnostics));
  });
  const rowBytes = cellBytes.reduce((total, bytes) => total + bytes, 0);
  const chunkRows = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, rowBytes)));
  let written = 0;
  for await (const batch of content.batches()) {
    written += batch.rows;
    writers.forEach((writer, index) => {
      const column = batch.columns[index];
      if (column === undefined) throw wrongColumn();
      writer.start(column);
    });
    for (let from = 0; from < batch.rows && rowBytes > 0; from += chunkRows) {
      const rows = Math.min(chunkRows, batch.rows - from);
      const block = blockOf(new Uint8Array(rows * rowBytes));
      let at = 0;
      writers.forEach((writer, index) => {
        writer.write(from, rows, block, at, rowBytes);
        at += cellBytes[index] as number;
      });
      yield block.bytes;
    }
  }
  if (written !== content.rows) throw new TypeError(`${written} rows were given, ${content.rows} announced`);
}

async function* heapChunks(
  content: FitsTableContent,
  columns: readonly StoredColumn[],
  heapBytes: number,
  diagnostics: DiagnosticLog,
): AsyncGenerator<Uint8Array, void, void> {
  const writers = columns.map((column) =>
    column.heapMax === undefined ? undefined : new HeapWriter(column, lostText(column, diagnostics)),
  );
  let written = 0;
  for await (const { columns: values } of content.batches()) {
    for (const [index, writer] of writers.entries()) {
      const column = values[index];
      if (writer === undefined || column === undefined) continue;
      for (const chunk of writer.write(column)) {
        written += chunk.length;
        if (chunk.length > 0) yield chunk;
      }
    }
  }
  // Arrays of bits were counted with a byte of rounding each.
  if (written > heapBytes) throw new TypeError(`a heap of ${written} bytes, ${heapBytes} announced`);
  for (let rest = heapBytes - written; rest > 0; rest -= CHUNK_BYTES) yield new Uint8Array(Math.min(rest, CHUNK_BYTES));
}

function lostText({ field }: StoredColumn, diagnostics: DiagnosticLog): LostText {
  const message = `strings of ${field.name} end in blanks or have a NUL: a reader takes them as ended there`;
  return (strings) => diagnostics.add("W-FITS-BLANKS", message, strings);
}

/** Bytes that fill the last block up. */
function paddingOf(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}
