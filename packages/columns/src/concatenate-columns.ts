import type { BoolColumn, Column, FixedColumn, FloatColumn, IntColumn, ListColumn, Utf8Column } from "./column.ts";
import { bitAt, bitBytes, isValid, setBit } from "./validity.ts";

/**
 * Columns of one layout, at least one, one after the other as one column.
 * @throws RangeError for more bytes of text or items of lists than 32-bit offsets reach
 */
export function concatenateColumns(parts: readonly Column[]): Column {
  if (parts.length === 1) return parts[0] as Column;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const base = { length, ...concatenateValidity(parts, length) };
  switch (parts[0]?.kind) {
    case "bool": {
      const bits = new Uint8Array(bitBytes(length));
      let at = 0;
      for (const part of parts as readonly BoolColumn[]) {
        for (let index = 0; index < part.length; index++, at++) if (bitAt(part.bits, index)) setBit(bits, at);
      }
      return { kind: "bool", ...base, bits };
    }
    case "int":
    case "float": {
      const numbers = parts as readonly (IntColumn | FloatColumn)[];
      const arrayType = (numbers[0] as IntColumn).values.constructor as new (length: number) => Float64Array;
      const values = new arrayType(length);
      let at = 0;
      for (const part of numbers) {
        values.set(part.values.subarray(0, part.length) as Float64Array, at);
        at += part.length;
      }
      return { kind: parts[0].kind, ...base, values } as IntColumn | FloatColumn;
    }
    case "utf8": {
      const texts = parts as readonly Utf8Column[];
      const offsets = concatenateOffsets(texts, length);
      const bytes = new Uint8Array(offsets[length] as number);
      let at = 0;
      for (const part of texts) {
        const used = part.bytes.subarray(0, part.offsets[part.length]);
        bytes.set(used, at);
        at += used.length;
      }
      return { kind: "utf8", ...base, offsets, bytes };
    }
    case "list": {
      const lists = parts as readonly ListColumn[];
      const item = concatenateColumns(lists.map((part) => part.item));
      return { kind: "list", ...base, offsets: concatenateOffsets(lists, length), item };
    }
    case "fixed": {
      const lists = parts as readonly FixedColumn[];
      const item = concatenateColumns(lists.map((part) => part.item));
      return { kind: "fixed", ...base, size: (lists[0] as FixedColumn).size, item };
    }
    case undefined:
      throw new TypeError("nothing to concatenate");
  }
}

function concatenateValidity(parts: readonly Column[], length: number): { nulls: number; validity?: Uint8Array } {
  const nulls = parts.reduce((sum, part) => sum + part.nulls, 0);
  if (nulls === 0) return { nulls };
  const validity = new Uint8Array(bitBytes(length));
  let at = 0;
  for (const part of parts) {
    for (let index = 0; index < part.length; index++, at++) if (isValid(part.validity, index)) setBit(validity, at);
  }
  return { nulls, validity };
}

function concatenateOffsets(parts: readonly (Utf8Column | ListColumn)[], length: number): Int32Array {
  const offsets = new Int32Array(length + 1);
  let at = 0;
  let end = 0;
  for (const part of parts) {
    for (let index = 1; index <= part.length; index++) offsets[++at] = end + (part.offsets[index] as number);
    end += part.offsets[part.length] as number;
  }
  if (end > 2 ** 31 - 1) throw new RangeError(`${end} bytes or items are more than one column can hold`);
  return offsets;
}
