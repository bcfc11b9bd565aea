import type { ColumnBatch } from "@armillary/columns";
import { type BinaryColumn, endOf, parseBinaryColumn } from "./binary-column.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type CellReader, EmptyCellReader, FixedCellReader, HeapCellReader } from "./decode/cells.ts";
import { type Block, blockOf, type Fault } from "./decode/item-reader.ts";
import { FitsError } from "./errors.ts";
import type { TableOptions } from "./options.ts";
import { batchBudgets, type DecodeRows, streamRows, truncated } from "./row-stream.ts";
import { cellFault, type FitsTable, type TableSource } from "./table.ts";
import { checkMetadata, chooseColumns, parseTableShape, type TableShape } from "./table-shape.ts";

/**
 * A table of a BINTABLE extension.
 * @throws FitsError FITS_TABLE, FITS_LIMIT, FITS_NO_COLUMN
 * @see FITS 4.0, section 7.3
 */
export function openBinaryTable(source: TableSource, options: TableOptions): FitsTable {
  const { header, shape, settings } = source;
  const table = parseTableShape(header, shape, settings);
  const columns = chooseColumns(parseColumns(source, table, options), options);
  const isHeld = columns.some(needsHeap);
  if (isHeld && shape.dataBytes > settings.limits.maxHeapBytes) {
    throw new FitsError(
      "FITS_LIMIT",
      `${shape.dataBytes} bytes of rows and arrays of variable length (maxHeapBytes ${settings.limits.maxHeapBytes}): ` +
        "choose columns of fixed length, or raise the limit",
    );
  }
  const heapStart = isHeld ? heapStartOf(source, table) : 0;
  return {
    fields: columns.map(({ field }) => field),
    rows: table.rows,
    batches: () => {
      const reader = source.claim();
      if (isHeld) return heldRows(reader, table, columns, source, heapStart);
      const cells = columns.map((column) => createFixedCell(column, table, source));
      return streamRows(reader, table, decoderOf(cells, table), settings);
    },
  };
}

function parseColumns(source: TableSource, table: TableShape, options: TableOptions): BinaryColumn[] {
  const { header, diagnostics } = source;
  checkMetadata(options, table.fields);
  const columns: BinaryColumn[] = [];
  let rowBytes = 0;
  for (let n = 1; n <= table.fields; n++) {
    const column = parseBinaryColumn(header, n, rowBytes, options.metadata?.[n - 1], diagnostics);
    columns.push(column);
    rowBytes = endOf(column);
  }
  if (rowBytes > table.rowBytes) {
    const message = `the columns take ${rowBytes} bytes, a row has ${table.rowBytes}`;
    throw new FitsError("FITS_TABLE", message, { keyword: "NAXIS1" });
  }
  if (rowBytes < table.rowBytes) {
    diagnostics.add("W-FITS-ROW-BYTES", `the columns take ${rowBytes} of the ${table.rowBytes} bytes of a row`);
  }
  return columns;
}

function needsHeap({ form }: BinaryColumn): boolean {
  return form.descriptor !== undefined && form.repeat > 0;
}

function heapStartOf({ header, shape }: TableSource, { rows, rowBytes }: TableShape): number {
  const start = header.count("THEAP", rows * rowBytes);
  if (start >= rows * rowBytes && start <= shape.dataBytes) return start;
  const message = `THEAP = ${start} is not between the rows' end (${rows * rowBytes}) and the data's (${shape.dataBytes})`;
  throw new FitsError("FITS_TABLE", message, { keyword: "THEAP" });
}

function createFixedCell(column: BinaryColumn, { rowBytes }: TableShape, source: TableSource): CellReader {
  const fault: Fault = cellFault(source, column.field.name);
  return column.form.repeat === 0
    ? new EmptyCellReader(column, fault, source.diagnostics)
    : new FixedCellReader(column, rowBytes, fault, source.diagnostics);
}

/** Rows decoded at a time, all columns of them: so much that the processor's cache keeps. */
const TILE_BYTES = 128 << 10;

function decoderOf(cells: readonly CellReader[], { rowBytes }: TableShape): DecodeRows {
  const tileRows = Math.max(16, Math.floor(TILE_BYTES / Math.max(1, rowBytes)));
  return (bytes, rows, firstRow) => {
    const block = blockOf(bytes);
    for (const cell of cells) cell.start(block, rows);
    for (let from = 0; from < rows; from += tileRows) {
      const count = Math.min(tileRows, rows - from);
      for (const cell of cells) cell.read(block, from, count, firstRow);
    }
    return { rows, columns: cells.map((cell) => cell.finish()) };
  };
}

/** Rows of a table with arrays of variable length: they stand behind the last row, so all of it is read first. */
async function* heldRows(
  reader: ByteReader,
  table: TableShape,
  columns: readonly BinaryColumn[],
  source: TableSource,
  heapStart: number,
): AsyncGenerator<ColumnBatch> {
  const { settings, diagnostics, shape } = source;
  const { rows, rowBytes } = table;
  const held = await reader.read(shape.dataBytes);
  if (held.length < shape.dataBytes) throw truncated(Math.floor(held.length / rowBytes), rows, reader);

  const heap = blockOf(held.subarray(heapStart));
  const cells = columns.map((column) =>
    needsHeap(column)
      ? new HeapCellReader(column, rowBytes, heap, cellFault(source, column.field.name), diagnostics)
      : createFixedCell(column, table, source),
  );
  const heapCells = cells.filter((cell) => cell instanceof HeapCellReader);
  const decode = decoderOf(cells, table);
  const budgets = batchBudgets(settings);
  const all = blockOf(held);
  for (let row = 0; row < rows; ) {
    const end = Math.min(rows, row + settings.rowsPerBatch);
    const next = affordableRows(all, row, end, rowBytes, heapCells, budgets.next().value);
    yield decode(held.subarray(row * rowBytes, next * rowBytes), next - row, row);
    row = next;
  }
}

/** Where a batch that starts with row `first` ends, one row at least: descriptors can claim much for little. */
function affordableRows(
  all: Block,
  first: number,
  end: number,
  rowBytes: number,
  heapCells: readonly HeapCellReader[],
  budget: number,
): number {
  let bytes = 0;
  for (let row = first; row < end; row++) {
    bytes += rowBytes;
    for (const cell of heapCells) bytes += cell.heapBytes(all, row);
    if (bytes > budget) return Math.max(row, first + 1);
  }
  return end;
}
