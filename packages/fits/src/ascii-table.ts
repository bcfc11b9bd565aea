import { type ColumnWriter, createColumnWriter } from "@armillary/columns";
import { type AsciiColumn, parseAsciiCell, parseAsciiColumn } from "./ascii-column.ts";
import type { Fault } from "./decode/item-reader.ts";
import type { TableOptions } from "./options.ts";
import { type DecodeRows, streamRows } from "./row-stream.ts";
import { cellFault, type FitsTable, type TableSource } from "./table.ts";
import { checkMetadata, chooseColumns, parseTableShape } from "./table-shape.ts";

/**
 * A table of a TABLE extension.
 * @throws FitsError FITS_TABLE, FITS_LIMIT, FITS_NO_COLUMN
 * @see FITS 4.0, section 7.2
 */
export function openAsciiTable(source: TableSource, options: TableOptions): FitsTable {
  const { header, shape, settings, diagnostics } = source;
  const table = parseTableShape(header, shape, settings);
  checkMetadata(options, table.fields);
  const all = Array.from({ length: table.fields }, (_, index) =>
    parseAsciiColumn(header, index + 1, table.rowBytes, options.metadata?.[index], diagnostics),
  );
  const columns = chooseColumns(all, options);
  return {
    fields: columns.map(({ field }) => field),
    rows: table.rows,
    batches: () => streamRows(source.claim(), table, decoderOf(columns, table.rowBytes, source), settings),
  };
}

const ascii = new TextDecoder();

function decoderOf(columns: readonly AsciiColumn[], rowBytes: number, source: TableSource): DecodeRows {
  const cells = columns.map((column) => ({
    column,
    writer: createColumnWriter(column.field.layout),
    fault: cellFault(source, column.field.name),
  }));
  return (bytes, rows, firstRow) => {
    for (const { column, writer, fault } of cells) {
      for (let row = 0; row < rows; row++) {
        const at = row * rowBytes + column.offset;
        const text = ascii.decode(bytes.subarray(at, at + column.width));
        appendCell(text, column, writer, firstRow + row, fault, source);
      }
    }
    return { rows, columns: cells.map(({ writer }) => writer.take()) };
  };
}

function appendCell(
  text: string,
  column: AsciiColumn,
  writer: ColumnWriter,
  row: number,
  fault: Fault,
  { diagnostics }: TableSource,
): void {
  const cell = parseAsciiCell(text, column);
  if ("reason" in cell) {
    fault(row, cell.reason);
    writer.append(null);
    return;
  }
  if (cell.blank) diagnostics.add("W-FITS-BLANK", `row ${row}, column ${column.field.name} is blank and read as 0`);
  writer.append(cell.value);
}
