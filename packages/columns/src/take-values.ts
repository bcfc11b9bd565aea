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
      return { kind: column.kind, ...base, values: takeNumbers(column.values, rows) } as IntColumn | FloatColumn;
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

type Numbers = (IntColumn | FloatColumn)["values"];

/** Numbers by their bits: a loop for each width, for one over arrays of ten types takes ten times as long. */
function takeNumbers(values: Numbers, rows: Int32Array): Numbers {
  const arrayType = values.constructor as new (length: number) => Numbers;
  const taken = new arrayType(rows.length);
  const { BYTES_PER_ELEMENT: width } = values;
  if (width === 8) takePairs(wordsOf(values), wordsOf(taken), rows);
  else if (width === 4) takeWords(wordsOf(values), wordsOf(taken), rows);
  else {
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      if (row >= 0) taken[index] = values[row] as never;
    }
  }
  return taken;
}

function wordsOf({ buffer, byteOffset, byteLength }: Numbers): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

function takeWords(from: Int32Array, to: Int32Array, rows: Int32Array): void {
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    if (row >= 0) to[index] = from[row] as number;
  }
}

function takePairs(from: Int32Array, to: Int32Array, rows: Int32Array): void {
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    if (row < 0) continue;
    to[2 * index] = from[2 * row] as number;
    to[2 * index + 1] = from[2 * row + 1] as number;
  }
}

function takeValidity(column: Column, rows: Int32Array): { nulls: number; validity?: Uint8Array } {
  // Most columns have no nulls, and most rows are there.
  if (column.validity === undefined && !rows.some((row) => row < 0)) return { nulls: 0 };
  const validity = new Uint8Array(bitBytes(rows.length));
  let nulls = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    if (row >= 0 && isValid(column.validity, row)) setBit(validity, index);
    else nulls++;
  }
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
