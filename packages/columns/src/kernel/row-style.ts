import type { Column } from "../column.ts";

/** How the rows of one table are printed. CSV, TSV, NDJSON and TABLEDATA each make one. */
export interface RowStyle {
  /**
   * `csv` and `tsv`: strings quoted as RFC 4180 has it, lists quoted JSON. `json`: all is JSON. `tabledata`: strings escaped
   * as XML has it, lists as items with a blank between (bits without); columns have no character that XML lacks.
   */
  readonly notation: "csv" | "tsv" | "json" | "tabledata";
  readonly columns: readonly ColumnStyle[];
  /** What comes after the last cell of a row; 1 to 16 bytes. */
  readonly rowEnd: string;
  /**
   * One cell in its final form: what the kernel prints, in TypeScript. Complete, and the measure of the kernel.
   * @param index - of the column
   */
  readonly printCell: (column: Column, row: number, index: number) => string;
}

export interface ColumnStyle {
  /** What comes before each cell: `,`, or `,"name":`. */
  readonly prefix: string;
  /** A cell that is null, and a null inside of a list; at most 64 bytes. */
  readonly null: string;
  readonly nullItem: string;
  /** `true` and `false`, `T` and `F`, or `1` and `0`. */
  readonly truth: "words" | "letters" | "digits";
}
