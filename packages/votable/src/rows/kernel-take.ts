import { bitBytes, type CellValue, type Column, countBits, createColumnWriter, type Layout } from "@armillary/columns";
import type { KernelMemory } from "../kernel/memory.ts";
import type { FloatKind, IntKind } from "../kernel/types.ts";
import type { ScalarStore } from "./kernel-columns.ts";

const ARRAYS = {
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Validity bits of `rows` rows, nothing where none is null. */
export function takeValidity(
  memory: KernelMemory,
  address: number,
  rows: number,
): { readonly nulls: number; readonly validity?: Uint8Array } {
  const bits = memory.give(Uint8Array, address, bitBytes(rows));
  const nulls = rows - countBits(bits, rows);
  return nulls === 0 ? { nulls } : { nulls, validity: bits };
}

/** A column of scalars. */
export function scalarColumn(
  memory: KernelMemory,
  store: ScalarStore,
  values: number,
  validity: number,
  rows: number,
): Column {
  const valid = takeValidity(memory, validity, rows);
  if (store.kind !== "bool") return numberColumn(memory, store.kind, values, rows, valid);
  return { kind: "bool", length: rows, bits: memory.give(Uint8Array, values, bitBytes(rows)), ...valid };
}

/** `length` numbers at `address`. */
export function numberColumn(
  memory: KernelMemory,
  kind: IntKind | FloatKind,
  address: number,
  length: number,
  valid: { readonly nulls: number; readonly validity?: Uint8Array },
): Column {
  switch (kind) {
    case "float32":
      return { kind: "float", length, values: memory.give(Float32Array, address, length), ...valid };
    case "float64":
      return { kind: "float", length, values: memory.give(Float64Array, address, length), ...valid };
    case "uint8":
      return { kind: "int", length, values: memory.give(Uint8Array, address, length), ...valid };
    case "int16":
      return { kind: "int", length, values: memory.give(Int16Array, address, length), ...valid };
    case "int32":
      return { kind: "int", length, values: memory.give(Int32Array, address, length), ...valid };
    case "int64":
      return { kind: "int", length, values: memory.give(BigInt64Array, address, length), ...valid };
  }
}

/** Bytes of one number. */
export function numberBytes(kind: IntKind | FloatKind): 1 | 2 | 4 | 8 {
  return ARRAYS[kind].BYTES_PER_ELEMENT as 1 | 2 | 4 | 8;
}

/** A column made value by value. */
export function slowColumn(layout: Layout, rows: number, cellOf: (row: number) => CellValue): Column {
  const writer = createColumnWriter(layout);
  for (let row = 0; row < rows; row++) writer.append(cellOf(row));
  return writer.take();
}
