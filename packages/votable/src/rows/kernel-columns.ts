import type { CellValue, Field } from "@armillary/columns";
import type { Arraysize } from "../cells/arraysize.ts";
import { isScalar, itemsOf } from "../cells/arraysize.ts";
import { type BinaryCellDecoder, createBinaryDecoder } from "../cells/binary.ts";
import { binaryShape, isCharacter, stringAxes, valuesPerItem } from "../cells/layout.ts";
import { nullOf } from "../cells/null-value.ts";
import { createTextDecoder, type TextCellDecoder } from "../cells/text.ts";
import type { KernelMemory } from "../kernel/memory.ts";
import type { Cells, Decoded, FloatKind, IntKind, Kernel, Target } from "../kernel/types.ts";

/** How cells are stored in the document. */
export type Storage = "text" | "binary" | "binary2";

export type SlowDecoder =
  | { readonly storage: "text"; readonly decoder: TextCellDecoder }
  | { readonly storage: "binary" | "binary2"; readonly decoder: BinaryCellDecoder };

/** Where a scalar's values lie and how one is stored. */
export interface ScalarStore {
  readonly kind: IntKind | FloatKind | "bool";
  set(memory: KernelMemory, values: number, row: number, value: CellValue): void;
}

interface ColumnBase {
  readonly index: number;
  readonly field: Field;
  readonly decoder: SlowDecoder;
  /** Primitives in a binary cell: by its shape, or by the count before it. */
  itemsOf(memory: KernelMemory, start: number, bytes: number): number;
}

/** How the kernel decodes a column, if it does. */
export type KernelColumnPlan = ScalarPlan | TextPlan | ListPlan | (ColumnBase & { readonly kind: "slow" });

export interface ScalarPlan extends ColumnBase {
  readonly kind: "scalar";
  readonly store: ScalarStore;
  decode(kernel: Kernel, cells: Cells, target: Target): Decoded;
}

/** One string a cell. */
export interface TextPlan extends ColumnBase {
  readonly kind: "text";
  readonly storage: Storage;
  readonly wide: boolean;
  /** A string of more bytes than this may be longer than declared: those are looked at one by one. */
  readonly mostBytes: number;
  readonly nullText: string | undefined;
}

/** Numbers, along any axes. */
export interface ListPlan extends ColumnBase {
  readonly kind: "list";
  readonly storage: Storage;
  readonly number: IntKind | FloatKind;
  /** Numbers in a cell of known shape. */
  readonly size: number | undefined;
  /** Numbers in one item of the variable axis. */
  readonly each: number;
  /** Most items of the variable axis. */
  readonly most: number;
}

/** Chooses how the cells of a FIELD are decoded. */
export function planKernelColumn(
  index: number,
  field: Field,
  arraysize: Arraysize,
  storage: Storage,
  charUnit: "characters" | "bytes",
): KernelColumnPlan {
  const { datatype } = field;
  const shape = binaryShape(datatype, arraysize);
  const base: ColumnBase = {
    index,
    field,
    decoder:
      storage === "text"
        ? { storage, decoder: createTextDecoder(field, arraysize, { charUnit }) }
        : { storage, decoder: createBinaryDecoder(field, arraysize, { emptyIsNull: storage === "binary" }) },
    itemsOf: (memory, start, bytes) => {
      if (shape.kind === "fixed") return shape.items;
      if (shape.itemBits >= 8) return (bytes * 8) / shape.itemBits;
      // A count of bits is not in the number of bytes: it stands before them.
      const count = memory.bytes.subarray(start - 4, start);
      return (
        ((count[0] as number) << 24) | ((count[1] as number) << 16) | ((count[2] as number) << 8) | (count[3] as number)
      );
    },
  };
  const nullValue = nullOf(field);
  const magic = nullValue?.value;
  if (isCharacter(datatype)) {
    if (!isScalar(stringAxes(arraysize))) return { ...base, kind: "slow" };
    if (storage !== "text" && magic !== undefined) return { ...base, kind: "slow" };
    const most = arraysize.variable ? arraysize.max : (arraysize.fixed[0] ?? 1);
    const unitBytes = storage !== "text" && datatype === "unicodeChar" ? 2 : 1;
    return {
      ...base,
      kind: "text",
      storage,
      wide: datatype === "unicodeChar",
      mostBytes: most === undefined ? Number.POSITIVE_INFINITY : most * unitBytes,
      nullText: typeof magic === "string" ? magic : undefined,
    };
  }
  // A null written in words that are no number is for the decoder that knows of it.
  if (nullValue !== undefined && magic === undefined && storage === "text") return { ...base, kind: "slow" };
  const number = NUMBERS[datatype];
  if (isScalar(arraysize) && valuesPerItem(datatype) === 1) {
    return { ...base, kind: "scalar", ...scalarOf(datatype, number, magic, storage) } as ScalarPlan;
  }
  if (number === undefined || magic !== undefined) return { ...base, kind: "slow" };
  const parts = valuesPerItem(datatype);
  const fixed = itemsOf(arraysize.fixed) * parts;
  if (fixed === 0) return { ...base, kind: "slow" };
  return {
    ...base,
    kind: "list",
    storage,
    number,
    size: arraysize.variable ? undefined : fixed,
    each: fixed,
    most: arraysize.max ?? Number.POSITIVE_INFINITY,
  };
}

const NUMBERS: Readonly<Record<string, IntKind | FloatKind | undefined>> = {
  unsignedByte: "uint8",
  short: "int16",
  int: "int32",
  long: "int64",
  float: "float32",
  double: "float64",
  floatComplex: "float32",
  doubleComplex: "float64",
};

type ScalarDecode = Pick<ScalarPlan, "store" | "decode">;

function scalarOf(
  datatype: Field["datatype"],
  number: IntKind | FloatKind | undefined,
  magic: number | bigint | string | undefined,
  storage: Storage,
): ScalarDecode {
  const text = storage === "text";
  if (number === undefined) {
    const store: ScalarStore = { kind: "bool", set: setBool };
    if (datatype === "bit") {
      return { store, decode: text ? declineAll : (kernel, cells, target) => kernel.binaryToBit(cells, target) };
    }
    return {
      store,
      decode: text
        ? (kernel, cells, target) => kernel.textToBool(cells, target)
        : (kernel, cells, target) => kernel.binaryToBool(cells, target),
    };
  }
  if (number === "float32" || number === "float64") {
    const nullValue = typeof magic === "number" ? magic : undefined;
    return {
      store: { kind: number, set: number === "float32" ? setFloat32 : setFloat64 },
      decode: text
        ? (kernel, cells, target) => kernel.textToFloat(number, cells, target, nullValue)
        : (kernel, cells, target) => kernel.binaryToFloat(number, cells, target, nullValue),
    };
  }
  const nullValue = magic === undefined || typeof magic === "string" ? undefined : BigInt(magic);
  return {
    store: { kind: number, set: SET_INT[number] },
    decode: text
      ? (kernel, cells, target) => kernel.textToInt(number, cells, target, nullValue)
      : (kernel, cells, target) => kernel.binaryToInt(number, cells, target, nullValue),
  };
}

/** A scalar bit in text is rare enough to be read as a truth value that may only be 0 or 1: one by one. */
function declineAll(kernel: Kernel, cells: Cells, target: Target): Decoded {
  const { words, bytes } = kernel.memory;
  let declined = 0;
  let nulls = 0;
  for (let row = cells.from; row < cells.to; row++) {
    for (const address of [target.values, target.validity]) {
      const at = address + (row >> 3);
      bytes[at] = (bytes[at] as number) & ((1 << (row & 7)) - 1);
    }
    if (((words[(cells.refs >>> 2) + row * 2 + 1] as number) & 0x8000_0000) !== 0) nulls++;
    else words[(target.declined >>> 2) + declined++] = row;
  }
  return { declined, nulls };
}

function setBool(memory: KernelMemory, values: number, row: number, value: CellValue): void {
  if (value !== true) return;
  const at = values + (row >> 3);
  memory.bytes[at] = (memory.bytes[at] as number) | (1 << (row & 7));
}

function setFloat32(memory: KernelMemory, values: number, row: number, value: CellValue): void {
  memory.view(Float32Array, values + row * 4, 1)[0] = value as number;
}

function setFloat64(memory: KernelMemory, values: number, row: number, value: CellValue): void {
  memory.view(Float64Array, values + row * 8, 1)[0] = value as number;
}

const SET_INT: Readonly<Record<IntKind, ScalarStore["set"]>> = {
  uint8: (memory, values, row, value) => {
    memory.bytes[values + row] = value as number;
  },
  int16: (memory, values, row, value) => {
    memory.view(Int16Array, values + row * 2, 1)[0] = value as number;
  },
  int32: (memory, values, row, value) => {
    memory.view(Int32Array, values + row * 4, 1)[0] = value as number;
  },
  int64: (memory, values, row, value) => {
    memory.view(BigInt64Array, values + row * 8, 1)[0] = value as bigint;
  },
};
