import { type Column, isValid } from "@armillary/columns";
import type { Block } from "../../decode/item-reader.ts";

/** Where values go: `rows` cells of `items` values each, the first at byte `at`, the next `stride` further. */
export interface Place {
  readonly at: number;
  readonly stride: number;
  readonly rows: number;
  readonly items: number;
}

/** Stores values of a flat column in one code of FITS, big end first. Target bytes are zero before. */
export interface ItemWriter {
  /** Writes values of `column` from index `first` on, row by row. */
  write(column: Column, first: number, target: Block, place: Place): void;
}

/** Calls `write` with the byte of each value that is null. */
export function forEachNull(
  column: Column,
  first: number,
  { at, stride, rows, items }: Place,
  valueBytes: number,
  write: (at: number) => void,
): void {
  const { nulls, validity } = column;
  if (nulls === 0 || validity === undefined) return;
  let index = first;
  for (let row = 0; row < rows; row++) {
    const cell = at + row * stride;
    for (let item = 0; item < items; item++) if (!isValid(validity, index++)) write(cell + item * valueBytes);
  }
}

/** A batch that does not go with its fields is a fault of the caller. */
export function wrongColumn(): TypeError {
  return new TypeError("a column is not what its field's layout says");
}
