import { bitAt, type Column } from "@armillary/columns";
import type { Block } from "../../decode/item-reader.ts";
import { forEachNull, type ItemWriter, type Place, wrongColumn } from "./item-writer.ts";

const TRUE = 0x54;
const FALSE = 0x46;

/** Writes logicals: `T`, `F`, and zero for null (FITS 4.0, section 7.3.3.1). */
export class LogicalWriter implements ItemWriter {
  write(column: Column, first: number, { bytes }: Block, place: Place): void {
    if (column.kind !== "bool") throw wrongColumn();
    const { at, stride, rows, items } = place;
    const { bits } = column;
    let index = first;
    for (let row = 0; row < rows; row++) {
      let to = at + row * stride;
      for (const end = to + items; to < end; to++) bytes[to] = bitAt(bits, index++) ? TRUE : FALSE;
    }
    forEachNull(column, first, place, 1, (to) => {
      bytes[to] = 0;
    });
  }
}

/** Writes bits, the most significant of each byte first; every cell starts with a byte of its own. */
export class BitWriter implements ItemWriter {
  write(column: Column, first: number, { bytes }: Block, { at, stride, rows, items }: Place): void {
    if (column.kind !== "bool") throw wrongColumn();
    const { bits } = column;
    let index = first;
    for (let row = 0; row < rows; row++) {
      const to = at + row * stride;
      for (let item = 0; item < items; item++) {
        if (bitAt(bits, index++)) bytes[to + (item >> 3)] = (bytes[to + (item >> 3)] as number) | (0x80 >> (item & 7));
      }
    }
  }
}
