import type { ColumnBatch } from "./batch.ts";
import type { Column } from "./column.ts";

/** Bytes of memory that the values of a batch take. */
export function batchBytes({ columns }: ColumnBatch): number {
  return columns.reduce((sum, column) => sum + columnBytes(column), 0);
}

function columnBytes(column: Column): number {
  const validity = column.validity?.byteLength ?? 0;
  switch (column.kind) {
    case "bool":
      return validity + column.bits.byteLength;
    case "int":
    case "float":
      return validity + column.values.byteLength;
    case "utf8":
      return validity + column.offsets.byteLength + column.bytes.byteLength;
    case "list":
      return validity + column.offsets.byteLength + columnBytes(column.item);
    case "fixed":
      return validity + columnBytes(column.item);
  }
}
