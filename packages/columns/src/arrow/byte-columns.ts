import type { Data } from "apache-arrow";
import type { Column } from "../column.ts";
import { isValid } from "../validity.ts";
import { ArrowError } from "./errors.ts";

export interface ColumnBase {
  readonly length: number;
  readonly nulls: number;
  readonly validity?: Uint8Array;
}

/** Where the items of a list or the bytes of strings start and end, and their offsets counted from that start. */
export function byteOffsets(data: Data, name: string): { start: number; end: number; offsets: Int32Array } {
  const { length } = data;
  const raw = data.valueOffsets as Int32Array | BigInt64Array;
  // A column without rows may come without its one offset.
  if (length === 0 || raw.length === 0) return { start: 0, end: 0, offsets: new Int32Array(1) };
  const start = Number(raw[0]);
  const end = Number(raw[length]);
  if (end - start > 0x7fff_ffff) throw tooMuch(name, end - start);
  if (raw instanceof Int32Array && start === 0) return { start, end, offsets: raw.subarray(0, length + 1) };
  const offsets = new Int32Array(length + 1);
  for (let row = 0; row <= length; row++) offsets[row] = Number(raw[row]) - start;
  return { start, end, offsets };
}

/** Binary values as lists of unsigned bytes. */
export function binaryColumn(data: Data, base: ColumnBase, name: string): Column {
  const { start, end, offsets } = byteOffsets(data, name);
  const values = (data.values as Uint8Array).subarray(start, end);
  return { kind: "list", ...base, offsets, item: { kind: "int", length: values.length, nulls: 0, values } };
}

/** Bytes of one value of the view types. */
export const VIEW_BYTES = 16;
const INLINE_BYTES = 12;

/**
 * The "view" types: 16 bytes a value, which are its length and, up to twelve bytes, the value itself; else four bytes of
 * it, the index of a buffer and the place therein.
 */
export function viewColumn(data: Data, base: ColumnBase, kind: "utf8" | "binary", name: string): Column {
  const { length } = data;
  const views = data.values as Uint8Array;
  const view = new DataView(views.buffer, views.byteOffset, views.byteLength);
  const offsets = new Int32Array(length + 1);
  let total = 0;
  for (let row = 0; row < length; row++) {
    if (isValid(base.validity, row)) total += view.getInt32(row * VIEW_BYTES, true);
    if (total > 0x7fff_ffff) throw tooMuch(name, total);
    offsets[row + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (let row = 0; row < length; row++) {
    const size = (offsets[row + 1] as number) - (offsets[row] as number);
    if (size === 0) continue;
    const at = row * VIEW_BYTES;
    const buffer = size <= INLINE_BYTES ? views : data.variadicBuffers[view.getInt32(at + 8, true)];
    const start = size <= INLINE_BYTES ? at + 4 : view.getInt32(at + 12, true);
    if (buffer === undefined || start + size > buffer.length) {
      throw new ArrowError("ARROW_MISMATCH", `Column "${name}" points outside its buffers in row ${row}.`, name);
    }
    bytes.set(buffer.subarray(start, start + size), offsets[row]);
  }
  return kind === "utf8"
    ? { kind, ...base, offsets, bytes }
    : { kind: "list", ...base, offsets, item: { kind: "int", length: total, nulls: 0, values: bytes } };
}

function tooMuch(name: string, bytes: number): ArrowError {
  return new ArrowError(
    "ARROW_OVERFLOW",
    `Column "${name}" holds ${bytes} bytes or items in one batch, more than offsets of 32 bits reach: write smaller batches.`,
    name,
  );
}
