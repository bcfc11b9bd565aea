import type { Column, FloatColumn, IntColumn } from "./column.ts";
import { bitAt, bitBytes, isValid, setBit } from "./validity.ts";

/** A column with the values of `rows` in their order; -1 stands for null. Values may be taken any number of times. */
export function takeValues(column: Column, rows: Int32Array): Column {
  const length = rows.length;
  const base = { length, ...takeValidity(column, rows) };
  switch (column.kind) {
    case "bool": {
      const bits = new Uint8Array(bitBytes(length));
      rows.forEach((row, index) => {
        if (row >= 0 && bitAt(column.bits, row)) setBit(bits, index);
      });
      return { kind: "bool", ...base, bits };
    }
    case "int":
    case "float": {
      const arrayType = column.values.constructor as new (length: number) => IntColumn["values"];
      const values = new arrayType(length);
      rows.forEach((row, index) => {
        if (row >= 0) values[index] = column.values[row] as never;
      });
      return { kind: column.kind, ...base, values } as IntColumn | FloatColumn;
    }
    case "utf8": {
      const offsets = takeOffsets(column.offsets, rows);
      const bytes = new Uint8Array(offsets[length] as number);
      rows.forEach((row, index) => {
        if (row >= 0) bytes.set(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]), offsets[index]);
      });
      return { kind: "utf8", ...base, offsets, bytes };
    }
    case "list": {
      const offsets = takeOffsets(column.offsets, rows);
      const items = new Int32Array(offsets[length] as number);
      rows.forEach((row, index) => {
        const first = column.offsets[row] ?? 0;
        const start = offsets[index] as number;
        const end = offsets[index + 1] as number;
        for (let item = start; item < end; item++) items[item] = first + item - start;
      });
      return { kind: "list", ...base, offsets, item: takeValues(column.item, items) };
    }
    case "fixed": {
      const { size } = column;
      const items = new Int32Array(length * size);
      rows.forEach((row, index) => {
        for (let item = 0; item < size; item++) items[index * size + item] = row < 0 ? -1 : row * size + item;
      });
      return { kind: "fixed", ...base, size, item: takeValues(column.item, items) };
    }
  }
}

function takeValidity(column: Column, rows: Int32Array): { nulls: number; validity?: Uint8Array } {
  const validity = new Uint8Array(bitBytes(rows.length));
  let nulls = 0;
  rows.forEach((row, index) => {
    if (row >= 0 && isValid(column.validity, row)) setBit(validity, index);
    else nulls++;
  });
  return nulls === 0 ? { nulls } : { nulls, validity };
}

function takeOffsets(from: Int32Array, rows: Int32Array): Int32Array {
  const offsets = new Int32Array(rows.length + 1);
  let end = 0;
  rows.forEach((row, index) => {
    if (row >= 0) end += (from[row + 1] as number) - (from[row] as number);
    offsets[index + 1] = end;
  });
  return offsets;
}
