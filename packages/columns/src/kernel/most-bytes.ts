import type { Column } from "../column.ts";

/** The longest printed forms: `-9223372036854775808`, `-1.1754944e-38`, `-2.2250738585072014e-308`. */
const MOST_INT_BYTES = 20;
const MOST_FLOAT_BYTES = 16;
const MOST_DOUBLE_BYTES = 25;

/** The most bytes that rows `from` to `to` of a column print to, strings taken to need no escape. */
export function mostBytes(column: Column, from: number, to: number): number {
  const rows = to - from;
  switch (column.kind) {
    case "bool":
      return rows * 5;
    case "int":
      return rows * MOST_INT_BYTES;
    case "float":
      return rows * (column.values instanceof Float32Array ? MOST_FLOAT_BYTES : MOST_DOUBLE_BYTES);
    case "utf8":
      return rows * 4 + (column.offsets[to] ?? 0) - (column.offsets[from] ?? 0);
    case "list": {
      const [start = 0, end = 0] = [column.offsets[from], column.offsets[to]];
      return rows * 4 + end - start + mostBytes(column.item, start, end);
    }
    case "fixed":
      return rows * (4 + column.size) + mostBytes(column.item, from * column.size, to * column.size);
  }
}
