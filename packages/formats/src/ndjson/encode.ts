import { type Field, uniqueNames } from "@armillary/columns";
import { type PrintOptions, printRows, type RowStyle } from "@armillary/columns/print";
import type { TableStream } from "../table-stream.ts";
import { printJson } from "../text/json-text.ts";

/**
 * A table as JSON, one object a row and line, in UTF-8, keyed by column name.
 *
 * Null is `null`; NaN and infinities are the strings `"NaN"`, `"Infinity"`, `"-Infinity"`; floats and doubles their
 * shortest decimal; integers of 64 bits all their digits as JSON numbers; `bit` 0 and 1; complex `[re,im]`; arrays
 * nested, the slowest axis outermost. Of columns with one name the second is `name_2`, the third `name_3`.
 */
export function encodeNdjson(table: TableStream, options: PrintOptions = {}): AsyncGenerator<Uint8Array, void, void> {
  return printRows(table.batches(), ndjsonStyle(table.fields), options);
}

function ndjsonStyle(fields: readonly Field[]): RowStyle {
  const keys = uniqueNames(fields.map(({ name }) => name));
  return {
    notation: "json",
    columns: keys.map((key, index) => ({
      prefix: `${index === 0 ? "{" : ","}${JSON.stringify(key)}:`,
      null: "null",
      nullItem: "null",
      truth: fields[index]?.datatype === "bit" ? "digits" : "words",
    })),
    rowEnd: keys.length === 0 ? "{}\n" : "}\n",
    printCell: (column, row, index) => printJson(column, row, fields[index]?.datatype === "bit"),
  };
}
