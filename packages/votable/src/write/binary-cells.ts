import type { Column } from "@armillary/columns";

/** Rows of bytes that cells are written into: each column moves the rows' cursors behind its cells. */
export interface RowBytes {
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly view: DataView;
  /** Where the next cell of each row goes; the first is row `from` of the batch. */
  readonly cursors: Int32Array;
}

/** Writes the cells of one FIELD in BINARY or BINARY2: big-endian (VOTable 1.5, sections 5.3, 5.4 and 6). */
export interface BinaryCells {
  /** Bytes of each cell; undefined where they differ. */
  readonly cellBytes: number | undefined;
  /** Takes the column of the next batch. */
  take(column: Column): void;
  /** Adds the bytes of the cells of all rows, where they differ. */
  addSizes(sizes: Int32Array): void;
  /** Writes the cells of rows `from` to `to`. Those of nulls have what stands for null, or else zeros. */
  write(from: number, to: number, into: RowBytes): void;
}

/** Copies few bytes or many. */
export function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > 48) to.set(from.subarray(start, end), at);
  else for (let index = start; index < end; index++) to[at + index - start] = from[index] as number;
}
