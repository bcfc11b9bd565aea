import { bitBytes, type Column, type ColumnBatch, type Field } from "@armillary/columns";
import { ArrowFormatError } from "./errors.ts";

/**
 * Makes sure that each value of a batch lies within its buffers, so that nobody after this has to.
 * @throws ArrowFormatError code ARROW_FORMAT naming the column
 */
export function checkColumns(batch: ColumnBatch, fields: readonly Field[]): void {
  batch.columns.forEach((column, index) => {
    const fault = faultOf(column, batch.rows);
    if (fault === undefined) return;
    const name = fields[index]?.name ?? "";
    throw new ArrowFormatError("ARROW_FORMAT", `The Arrow data is damaged: column "${name}" ${fault}.`);
  });
}

function faultOf(column: Column, length: number): string | undefined {
  if (column.length < length) return `has ${column.length} values where ${length} are due`;
  if (column.validity !== undefined && column.validity.length < bitBytes(length)) return "lacks validity bits";
  switch (column.kind) {
    case "bool":
      return column.bits.length < bitBytes(length) ? "lacks values" : undefined;
    case "int":
    case "float":
      return column.values.length < length ? "lacks values" : undefined;
    case "utf8":
      return faultOfOffsets(column.offsets, length, column.bytes.length);
    case "list":
      return (
        faultOfOffsets(column.offsets, length, column.item.length) ?? faultOf(column.item, column.offsets[length] ?? 0)
      );
    case "fixed":
      return faultOf(column.item, length * column.size);
  }
}

function faultOfOffsets(offsets: Int32Array, length: number, available: number): string | undefined {
  if (offsets.length < length + 1) return "lacks offsets";
  let before = 0;
  for (let row = 0; row <= length; row++) {
    const offset = offsets[row] as number;
    if (offset < before) return `has offsets that go back in row ${row}`;
    before = offset;
  }
  return before > available ? "has offsets that lead beyond its values" : undefined;
}
