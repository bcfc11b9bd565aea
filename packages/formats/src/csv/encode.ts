import { type Column, type Field, isValid, printReal, valueAt } from "@armillary/columns";
import { type PrintOptions, printRows, type RowStyle } from "@armillary/columns/print";
import type { TableStream } from "../table-stream.ts";
import { printJson } from "../text/json-text.ts";
import { quoteCell, quoteWhereNeeded } from "./quote.ts";

/**
 * A table as CSV (RFC 4180) in UTF-8: a header row of the columns' names as they are, then the rows, each ended by a line
 * feed alone, which every reader takes and the tools of a shell want.
 *
 * A null is empty. NaN and the infinities are `NaN`, `Infinity`, `-Infinity`; other numbers the shortest decimal that
 * reads back to the same float or double, spelt as JavaScript does (`1e-7`, `1e+21`, but `-0`); integers all their
 * digits; truth values `true`, `false`; bits 0, 1; lists and complex numbers JSON in quotes. A string is quoted where it
 * holds a delimiter, a quote or a line's end, has blanks at its ends, or is empty. In a table of one column a null is
 * `""`: an empty line would be no row to most readers.
 */
export function encodeCsv(table: TableStream, options: PrintOptions = {}): AsyncGenerator<Uint8Array, void, void> {
  return encodeDelimited(table, ",", options);
}

/** A table as TSV: as `encodeCsv`, with tabs for commas. */
export function encodeTsv(table: TableStream, options: PrintOptions = {}): AsyncGenerator<Uint8Array, void, void> {
  return encodeDelimited(table, "\t", options);
}

async function* encodeDelimited(
  table: TableStream,
  delimiter: "," | "\t",
  options: PrintOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const names = table.fields.map((field) => quoteWhereNeeded(field.name, delimiter));
  yield new TextEncoder().encode(`${names.join(delimiter)}\n`);
  yield* printRows(table.batches(), delimitedStyle(table.fields, delimiter), options);
}

/**
 * How rows of CSV or TSV are printed.
 * @param nullText - a cell that is null
 */
export function delimitedStyle(
  fields: readonly Field[],
  delimiter: "," | "\t",
  nullText: string = fields.length === 1 ? '""' : "",
): RowStyle {
  return {
    notation: delimiter === "," ? "csv" : "tsv",
    columns: fields.map(({ datatype }, index) => ({
      prefix: index === 0 ? "" : delimiter,
      null: nullText,
      nullItem: "null",
      truth: datatype === "bit" ? "digits" : "words",
    })),
    rowEnd: "\n",
    printCell: (column, row, index) =>
      isValid(column.validity, row)
        ? printDelimited(column, row, delimiter, fields[index]?.datatype === "bit")
        : nullText,
  };
}

function printDelimited(column: Column, row: number, delimiter: string, bit: boolean): string {
  switch (column.kind) {
    case "utf8":
      return quoteWhereNeeded(valueAt(column, row) as string, delimiter);
    case "float":
      return printReal(column.values, row);
    case "list":
    case "fixed":
      return quoteCell(printJson(column, row, bit));
    default:
      return printJson(column, row, bit);
  }
}
