import {
  type Bool,
  type Data,
  type DataType,
  type FixedSizeList,
  type Int,
  type List,
  makeData,
  RecordBatch,
  type Schema,
  Struct,
  Table,
  type Utf8,
} from "apache-arrow";
import type { ColumnBatch } from "../batch.ts";
import type { Column } from "../column.ts";
import { ArrowError } from "./errors.ts";

/**
 * A column batch as an Arrow RecordBatch over the same memory: nothing is copied.
 * @param schema - as `toArrowSchema` gives it for the fields of the batch
 * @throws ArrowError code ARROW_MISMATCH when the batch does not have the columns of the schema
 */
export function toRecordBatch(batch: ColumnBatch, schema: Schema): RecordBatch {
  if (batch.columns.length !== schema.fields.length) {
    const name = schema.fields[batch.columns.length]?.name ?? "";
    const counts = `${batch.columns.length} columns where the schema has ${schema.fields.length}`;
    throw new ArrowError("ARROW_MISMATCH", `The batch has ${counts}.`, name);
  }
  const children = schema.fields.map(({ name, type }, index) => {
    const column = batch.columns[index] as Column;
    if (column.length !== batch.rows) {
      throw new ArrowError("ARROW_MISMATCH", `"${name}" has ${column.length} values in ${batch.rows} rows.`, name);
    }
    return toData(column, type);
  });
  const data = makeData({ type: new Struct(schema.fields), length: batch.rows, nullCount: 0, children });
  return new RecordBatch(schema, data);
}

/** Batches as one Arrow Table; a table without batches keeps its schema. */
export function toArrowTable(batches: Iterable<ColumnBatch>, schema: Schema): Table {
  const recordBatches = Array.from(batches, (batch) => toRecordBatch(batch, schema));
  return recordBatches.length === 0 ? new Table(schema) : new Table(schema, recordBatches);
}

function toData(column: Column, type: DataType): Data {
  const { length, nulls: nullCount } = column;
  const nullBitmap = nullCount === 0 ? undefined : column.validity;
  switch (column.kind) {
    case "bool":
      return makeData({ type: type as Bool, length, nullCount, nullBitmap, data: column.bits });
    case "int":
    case "float":
      return makeData({
        type: type as Int,
        length,
        nullCount,
        nullBitmap,
        data: column.values.subarray(0, length),
      });
    case "utf8":
      return makeData({
        type: type as Utf8,
        length,
        nullCount,
        nullBitmap,
        valueOffsets: column.offsets.subarray(0, length + 1),
        data: column.bytes,
      });
    case "list":
      return makeData({
        type: type as List,
        length,
        nullCount,
        nullBitmap,
        valueOffsets: column.offsets.subarray(0, length + 1),
        child: toData(column.item, (type as List).valueType),
      });
    case "fixed":
      return makeData({
        type: type as FixedSizeList,
        length,
        nullCount,
        nullBitmap,
        child: toData(column.item, (type as FixedSizeList).valueType),
      });
  }
}
