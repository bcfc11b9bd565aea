import { type Data, DataType, type List, Precision, type RecordBatch } from "apache-arrow";
import type { ColumnBatch, Field } from "../batch.ts";
import type { Column, FloatColumn, IntColumn, IntValues } from "../column.ts";
import { createColumnWriter } from "../column-writer.ts";
import { concatenateColumns } from "../concatenate-columns.ts";
import { widenHalfFloats } from "../half-float.ts";
import { takeValues } from "../take-values.ts";
import { bitBytes, sliceBits } from "../validity.ts";
import { binaryColumn, byteOffsets, VIEW_BYTES, viewColumn } from "./byte-columns.ts";
import { ArrowError } from "./errors.ts";
import { layoutOfType } from "./from-schema.ts";
import { hasTextForm, textColumn, uuidColumn } from "./text-columns.ts";

/**
 * The columns of an Arrow RecordBatch. Memory is shared where the layouts agree and copied where they do not: slices whose
 * bits do not start at a byte, dictionaries, half floats, 64-bit offsets, text made of numbers.
 * @param fields - as `fromArrowSchema` gives them for the schema of the batch
 * @throws ArrowError code ARROW_MISMATCH when the batch lacks a column; ARROW_OVERFLOW when one column of the batch holds
 *   2 GiB of text or more
 */
export function fromRecordBatch(batch: RecordBatch, fields: readonly Field[]): ColumnBatch {
  // Batches without rows may be without buffers too.
  if (batch.numRows === 0) return { rows: 0, columns: fields.map(({ layout }) => createColumnWriter(layout).take()) };
  const columns = fields.map(({ name, layout }, index) => {
    const data = batch.data.children[index];
    if (data === undefined) throw new ArrowError("ARROW_MISMATCH", `The batch lacks the column "${name}".`, name);
    const column = fromData(data.length > batch.numRows ? data.slice(0, batch.numRows) : data, name);
    // Only the field knows that these 16 bytes are a UUID.
    return column.kind === "fixed" && layout.kind === "utf8" ? uuidColumn(column) : column;
  });
  return { rows: batch.numRows, columns };
}

function fromData(data: Data, name: string): Column {
  const { type, length } = data;
  const held = valuesHeld(data);
  if (held < length) {
    throw new ArrowError("ARROW_MISMATCH", `Column "${name}" holds ${held} values where ${length} are due.`, name);
  }
  if (DataType.isNull(type)) {
    const offsets = new Int32Array(length + 1);
    const validity = length === 0 ? {} : { validity: new Uint8Array(bitBytes(length)) };
    return { kind: "utf8", length, nulls: length, ...validity, offsets, bytes: new Uint8Array(0) };
  }
  if (DataType.isDictionary(type)) return decodeDictionary(data, name);

  const base = { length, ...validityOf(data) };
  if (DataType.isBool(type)) return { kind: "bool", ...base, bits: sliceBits(data.values, data.offset, length) };
  if (DataType.isInt(type) || DataType.isDuration(type)) {
    return { kind: "int", ...base, values: (data.values as IntValues).subarray(0, length) } as IntColumn;
  }
  if (DataType.isFloat(type)) {
    const values =
      type.precision === Precision.HALF
        ? widenHalfFloats(data.values as Uint16Array, length)
        : (data.values as Float32Array | Float64Array).subarray(0, length);
    return { kind: "float", ...base, values } as FloatColumn;
  }
  if (hasTextForm(type)) return textColumn(data, type, base);
  if (DataType.isUtf8View(type)) return viewColumn(data, base, "utf8", name);
  if (DataType.isBinaryView(type)) return viewColumn(data, base, "binary", name);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    const { start, end, offsets } = byteOffsets(data, name);
    return { kind: "utf8", ...base, offsets, bytes: (data.values as Uint8Array).subarray(start, end) };
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return binaryColumn(data, base, name);
  if (DataType.isFixedSizeBinary(type)) {
    const items = length * type.byteWidth;
    const bytes: Column = {
      kind: "int",
      length: items,
      nulls: 0,
      values: (data.values as Uint8Array).subarray(0, items),
    };
    return { kind: "fixed", ...base, size: type.byteWidth, item: bytes };
  }
  if (DataType.isList(type) || DataType.isLargeList(type)) {
    const { start, end, offsets } = byteOffsets(data, name);
    return { kind: "list", ...base, offsets, item: fromData(cut(itemsOf(data), start, end), name) };
  }
  if (DataType.isFixedSizeList(type)) {
    const items = cut(itemsOf(data), 0, length * type.listSize);
    return { kind: "fixed", ...base, size: type.listSize, item: fromData(items, name) };
  }
  throw new ArrowError("ARROW_TYPE", `Column "${name}" is of Arrow type ${type}, which has no place here.`, name);
}

/** For how many values there is memory: data from outside may claim any length. */
function valuesHeld(data: Data): number {
  const { type, values, offset } = data;
  const valueOffsets = data.valueOffsets as ArrayLike<unknown> | undefined;
  if (DataType.isNull(type)) return data.length;
  if (valueOffsets !== undefined) return Math.max(valueOffsets.length - 1, 0);
  if (DataType.isFixedSizeList(type)) return type.listSize === 0 ? data.length : itemsOf(data).length / type.listSize;
  const count = (values as ArrayLike<unknown> | undefined)?.length ?? 0;
  if (DataType.isBool(type)) return count * 8 - offset;
  if (DataType.isDecimal(type)) return count / (type.bitWidth / 32);
  if (DataType.isFixedSizeBinary(type)) return count / type.byteWidth;
  return DataType.isUtf8View(type) || DataType.isBinaryView(type) ? count / VIEW_BYTES : count;
}

function itemsOf(data: Data): Data {
  return (data as Data<List>).children[0] as Data;
}

function validityOf(data: Data): { nulls: number; validity?: Uint8Array } {
  const nulls = data.nullCount;
  if (nulls === 0) return { nulls };
  return { nulls, validity: sliceBits(data.nullBitmap as Uint8Array, data.offset, data.length) };
}

function cut(data: Data, start: number, end: number): Data {
  return start === 0 && end === data.length ? data : data.slice(start, end - start);
}

/** Values in place of the keys of a dictionary; a key to a null is a null. */
function decodeDictionary(data: Data, name: string): Column {
  const keys = data.values as IntValues;
  const rows = new Int32Array(data.length);
  const size = data.dictionary?.length ?? 0;
  for (let row = 0; row < data.length; row++) {
    const key = data.getValid(row) ? Number(keys[row]) : -1;
    if (key >= size || (key < 0 && data.getValid(row))) {
      const where = `Row ${row} of column "${name}" has key ${key} into a dictionary of ${size}`;
      throw new ArrowError("ARROW_MISMATCH", `${where}.`, name);
    }
    rows[row] = key;
  }
  // A dictionary may lack all values, and then even the one chunk that would hold them.
  if (size === 0) return takeValues(createColumnWriter(layoutOfType(data.type, name)).take(), rows);
  const chunks = (data.dictionary?.data ?? []).map((chunk) => fromData(chunk as Data, name));
  return takeValues(concatenateColumns(chunks), rows);
}
