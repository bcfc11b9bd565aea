import type { Field } from "@armillary/columns";
import { type PrintOptions, printTable } from "../kernel/print-table.ts";
import type { RowStyle } from "../kernel/row-style.ts";
import type { TableStream } from "../table-stream.ts";
import { quoteWhereNeeded } from "./quote.ts";

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
  return printTable(table, delimitedStyle(table.fields, ","), options);
}

/** A table as TSV: as `encodeCsv`, with tabs for commas. */
export function encodeTsv(table: TableStream, options: PrintOptions = {}): AsyncGenerator<Uint8Array, void, void> {
  return printTable(table, delimitedStyle(table.fields, "\t"), options);
}

function delimitedStyle(fields: readonly Field[], delimiter: "," | "\t"): RowStyle {
  const names = fields.map((field) => quoteWhereNeeded(field.name, delimiter));
  return {
    head: `${names.join(delimiter)}\n`,
    prefixes: fields.map((_, index) => (index === 0 ? "" : delimiter)),
    rowEnd: "\n",
    null: fields.length === 1 ? '""' : "",
    delimiter,
  };
}
