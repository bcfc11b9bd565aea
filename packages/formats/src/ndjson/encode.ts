import { uniqueNames } from "@armillary/columns";
import { type PrintOptions, printTable } from "../kernel/print-table.ts";
import type { RowStyle } from "../kernel/row-style.ts";
import type { TableStream } from "../table-stream.ts";

/**
 * A table as JSON, one object a row and line, in UTF-8, keyed by column name.
 *
 * Null is `null`; NaN and infinities are the strings `"NaN"`, `"Infinity"`, `"-Infinity"`; floats and doubles their
 * shortest decimal; integers of 64 bits all their digits as JSON numbers; `bit` 0 and 1; complex `[re,im]`; arrays
 * nested, the slowest axis outermost. Of columns with one name the second is `name_2`, the third `name_3`.
 */
export function encodeNdjson(table: TableStream, options: PrintOptions = {}): AsyncGenerator<Uint8Array, void, void> {
  return printTable(table, ndjsonStyle(table.fields.map((field) => field.name)), options);
}

function ndjsonStyle(names: readonly string[]): RowStyle {
  const prefixes = uniqueNames(names).map((key, index) => `${index === 0 ? "{" : ","}${JSON.stringify(key)}:`);
  return { head: "", prefixes, rowEnd: prefixes.length === 0 ? "{}\n" : "}\n", null: "null" };
}
