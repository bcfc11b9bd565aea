/** How the rows of one table are printed. CSV, TSV and NDJSON each make one. */
export interface RowStyle {
  /** What comes before the first row. */
  readonly head: string;
  /** What comes before each cell, one a column: `,`, or `,"name":`. */
  readonly prefixes: readonly string[];
  /** What comes after the last cell of a row; 1 to 16 bytes. */
  readonly rowEnd: string;
  /** A cell that is null; at most 16 bytes. */
  readonly null: string;
  /** Between cells, where strings are quoted as RFC 4180 has it and lists are quoted JSON; absent where all is JSON. */
  readonly delimiter?: "," | "\t";
}
