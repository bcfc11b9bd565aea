/** Printing rows of columns as text, by a kernel: for CSV, TSV, NDJSON and VOTable's TABLEDATA. */
export { type PrintOptions, printRows } from "./kernel/print-rows.ts";
export type { ColumnStyle, RowStyle } from "./kernel/row-style.ts";
