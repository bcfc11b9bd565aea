import type { KernelExports } from "./exports.ts";
import { KernelMemory } from "./memory.ts";
import { powersOfFive } from "./powers-of-five.ts";
import type {
  Base64Status,
  BinaryColumn,
  Cells,
  Decoded,
  DecodedLists,
  DecodedText,
  FloatKind,
  IntKind,
  Kernel,
  ListTarget,
  Prefix,
  RowShape,
  SplitStatus,
  Target,
  TextTarget,
  TokenizeStatus,
  Utf8Status,
} from "./types.ts";

// In the order of the kernel's numbers.
const UTF8_STATUS: readonly Utf8Status[] = ["ok", "incomplete", "bad-utf8", "bad-char"];
const TOKENIZE_STATUS: readonly TokenizeStatus[] = ["rows-done", "need-more", "other", "declined"];
const SPLIT_STATUS: readonly SplitStatus[] = ["rows-done", "need-more", "bad-count"];
const BASE64_STATUS: readonly Base64Status[] = ["need-more", "at-markup", "bad"];

const MOST_CELL_BYTES = 0x3fff_ffff;

/** The kernel's functions with names for what they give. */
export class WasmKernel implements Kernel {
  readonly memory: KernelMemory;
  readonly #wasm: KernelExports;
  readonly #textToInt: Record<IntKind, KernelExports["textToInt32"]>;
  readonly #textToIntList: Record<IntKind, KernelExports["textToInt32List"]>;
  readonly #binaryToInt: Record<IntKind, KernelExports["binaryToInt32"]>;
  readonly #gatherItems: Record<1 | 2 | 4 | 8, KernelExports["gatherItems1"]>;
  #hasPowers = false;

  constructor(wasm: KernelExports) {
    this.#wasm = wasm;
    this.memory = new KernelMemory(wasm.memory, wasm.heapStart() >>> 0);
    this.#textToInt = {
      uint8: wasm.textToUint8,
      int16: wasm.textToInt16,
      int32: wasm.textToInt32,
      int64: wasm.textToInt64,
    };
    this.#textToIntList = {
      uint8: wasm.textToUint8List,
      int16: wasm.textToInt16List,
      int32: wasm.textToInt32List,
      int64: wasm.textToInt64List,
    };
    this.#binaryToInt = {
      uint8: wasm.binaryToUint8,
      int16: wasm.binaryToInt16,
      int32: wasm.binaryToInt32,
      int64: wasm.binaryToInt64,
    };
    this.#gatherItems = {
      1: wasm.gatherItems1,
      2: wasm.gatherItems2,
      4: wasm.gatherItems4,
      8: wasm.gatherItems8,
    };
  }

  validateUtf8(from: number, to: number): { status: Utf8Status; next: number } {
    const status = named(UTF8_STATUS, this.#wasm.validateUtf8(from, to));
    return { status, next: this.#next() };
  }

  countNewlines(from: number, to: number): number {
    return this.#wasm.countNewlines(from, to) >>> 0;
  }

  findByte(from: number, to: number, byte: number): number {
    return this.#wasm.findByte(from, to, byte) >>> 0;
  }

  findSequence(from: number, to: number, needle: number, length: number): { found: boolean; next: number } {
    const found = this.#wasm.findSequence(from, to, needle, length) === 1;
    return { found, next: this.#next() };
  }

  countRows(from: number, to: number, prefix?: Prefix): { rows: number; next: number; plain: boolean } {
    const plain = this.#wasm.countRows(from, to, prefix?.address ?? 0, prefix?.length ?? 0) === 0;
    return { rows: this.#rows(), next: this.#next(), plain };
  }

  tokenizeRows(args: {
    readonly from: number;
    readonly to: number;
    readonly columns: number;
    readonly refsTable: number;
    readonly row: number;
    readonly maxRows: number;
    readonly prefix?: Prefix;
  }): { status: TokenizeStatus; next: number; rows: number } {
    const { from, to, columns, refsTable, row, maxRows, prefix } = args;
    const status = this.#wasm.tokenizeRows(
      from,
      to,
      columns,
      refsTable,
      row,
      maxRows,
      prefix?.address ?? 0,
      prefix?.length ?? 0,
    );
    return { status: named(TOKENIZE_STATUS, status), next: this.#next(), rows: this.#rows() };
  }

  textToInt(kind: IntKind, cells: Cells, target: Target, magicNull?: bigint): Decoded {
    const { values, validity, declined } = target;
    const [hasNull, nullValue] = intNull(magicNull);
    return this.#decoded(
      this.#textToInt[kind](cells.refs, cells.from, cells.to, values, validity, declined, hasNull, nullValue),
    );
  }

  textToFloat(kind: FloatKind, cells: Cells, target: Target, magicNull?: number): Decoded {
    this.#needPowers();
    const { values, validity, declined } = target;
    const decode = kind === "float32" ? this.#wasm.textToFloat32 : this.#wasm.textToFloat64;
    const hasNull = magicNull === undefined ? 0 : 1;
    return this.#decoded(decode(cells.refs, cells.from, cells.to, values, validity, declined, hasNull, magicNull ?? 0));
  }

  textToBool(cells: Cells, target: Target): Decoded {
    const { values, validity, declined } = target;
    return this.#decoded(this.#wasm.textToBool(cells.refs, cells.from, cells.to, values, validity, declined));
  }

  sumText(cells: Cells): { bytes: number; longest: number } {
    this.#wasm.sumLengths(cells.refs, cells.from, cells.to);
    return { bytes: this.#rows(), longest: this.#size() };
  }

  gatherText(
    cells: Cells,
    target: TextTarget,
    nullText?: { readonly address: number; readonly length: number },
  ): DecodedText {
    const { offsets, bytes, validity, declined } = target;
    return this.#decodedText(
      this.#wasm.gatherText(
        cells.refs,
        cells.from,
        cells.to,
        offsets,
        bytes,
        validity,
        declined,
        nullText?.address ?? 0,
        nullText?.length ?? 0,
      ),
    );
  }

  textToIntList(kind: IntKind, cells: Cells, target: ListTarget): DecodedLists {
    return this.#lists(this.#textToIntList[kind], cells, target);
  }

  textToFloatList(kind: FloatKind, cells: Cells, target: ListTarget): DecodedLists {
    this.#needPowers();
    return this.#lists(kind === "float32" ? this.#wasm.textToFloat32List : this.#wasm.textToFloat64List, cells, target);
  }

  resetBase64(): void {
    this.#wasm.resetBase64();
  }

  decodeBase64(from: number, to: number, out: number): { status: Base64Status; next: number; written: number } {
    const status = named(BASE64_STATUS, this.#wasm.decodeBase64(from, to, out));
    return { status, next: this.#next(), written: this.#size() };
  }

  finishBase64(out: number): { complete: boolean; written: number } {
    const complete = this.#wasm.finishBase64(out) === 1;
    return { complete, written: this.#size() };
  }

  describeRow(columns: readonly BinaryColumn[]): RowShape {
    const address = this.memory.allocate(columns.length * 8);
    const words = this.memory.words;
    let stride = 0;
    let at = address >>> 2;
    for (const column of columns) {
      const fixed = "fixedBytes" in column;
      words[at++] = fixed ? 0 : "itemBytes" in column ? 1 : 2;
      words[at++] = fixed ? column.fixedBytes : "itemBytes" in column ? column.itemBytes : 0;
      stride = fixed ? stride + column.fixedBytes : Number.NaN;
    }
    return { address, columns: columns.length, stride: Number.isNaN(stride) ? 0 : stride };
  }

  splitRows(args: {
    readonly from: number;
    readonly to: number;
    readonly shape: RowShape;
    readonly refsTable: number;
    readonly row: number;
    readonly maxRows: number;
    readonly mask: boolean;
    readonly maxCellBytes: number;
  }): { status: SplitStatus; next: number; rows: number; column: number } {
    const { from, to, shape, refsTable, row, maxRows, mask, maxCellBytes } = args;
    const status = this.#wasm.splitRows(
      from,
      to,
      shape.address,
      shape.columns,
      shape.stride,
      refsTable,
      row,
      maxRows,
      mask ? 1 : 0,
      Math.min(maxCellBytes, MOST_CELL_BYTES),
    );
    const column = this.#wasm.column.value;
    return { status: named(SPLIT_STATUS, status), next: this.#next(), rows: this.#rows(), column };
  }

  binaryToInt(kind: IntKind, cells: Cells, target: Target, magicNull?: bigint): Decoded {
    const [hasNull, nullValue] = intNull(magicNull);
    const { values, validity } = target;
    this.#binaryToInt[kind](cells.refs, cells.from, cells.to, values, validity, hasNull, nullValue);
    return this.#decoded(0);
  }

  binaryToFloat(kind: FloatKind, cells: Cells, target: Target, magicNull?: number): Decoded {
    const decode = kind === "float32" ? this.#wasm.binaryToFloat32 : this.#wasm.binaryToFloat64;
    const hasNull = magicNull === undefined ? 0 : 1;
    decode(cells.refs, cells.from, cells.to, target.values, target.validity, hasNull, magicNull ?? 0);
    return this.#decoded(0);
  }

  binaryToBool(cells: Cells, target: Target): Decoded {
    const { values, validity, declined } = target;
    return this.#decoded(this.#wasm.binaryToBool(cells.refs, cells.from, cells.to, values, validity, declined));
  }

  binaryToBit(cells: Cells, target: Target): Decoded {
    this.#wasm.binaryToBit(cells.refs, cells.from, cells.to, target.values, target.validity);
    return this.#decoded(0);
  }

  gatherBytes(cells: Cells, target: TextTarget, emptyIsNull: boolean): DecodedText {
    return this.#strings(this.#wasm.gatherBytes, cells, target, emptyIsNull);
  }

  gatherUcs2(cells: Cells, target: TextTarget, emptyIsNull: boolean): DecodedText {
    return this.#strings(this.#wasm.gatherUcs2, cells, target, emptyIsNull);
  }

  gatherItems(itemBytes: 1 | 2 | 4 | 8, cells: Cells, target: ListTarget): DecodedLists {
    return this.#lists(this.#gatherItems[itemBytes], cells, target);
  }

  #lists(decode: KernelExports["gatherItems1"], cells: Cells, target: ListTarget): DecodedLists {
    const { items, offsets = 0, size = 0, validity, declined } = target;
    const count = decode(cells.refs, cells.from, cells.to, items, offsets, size, validity, declined);
    return { ...this.#decoded(count), items: this.#size() };
  }

  #strings(gather: KernelExports["gatherBytes"], cells: Cells, target: TextTarget, emptyIsNull: boolean): DecodedText {
    const { offsets, bytes, validity, declined } = target;
    const empty = emptyIsNull ? 1 : 0;
    return this.#decodedText(gather(cells.refs, cells.from, cells.to, offsets, bytes, validity, declined, empty));
  }

  #decoded(declined: number): Decoded {
    return { declined: declined >>> 0, nulls: this.#wasm.nulls.value >>> 0 };
  }

  #decodedText(declined: number): DecodedText {
    return { ...this.#decoded(declined), bytes: this.#size() };
  }

  #next(): number {
    return this.#wasm.next.value >>> 0;
  }

  #rows(): number {
    return this.#wasm.rows.value >>> 0;
  }

  #size(): number {
    return this.#wasm.size.value >>> 0;
  }

  #needPowers(): void {
    if (this.#hasPowers) return;
    const powers = powersOfFive();
    this.memory.view(BigUint64Array, this.#wasm.powersOfFive(), powers.length).set(powers);
    this.#hasPowers = true;
  }
}

function named<T extends string>(names: readonly T[], status: number): T {
  return names[status] as T;
}

/** A null value beyond 64 bits is no value of any kind. */
function intNull(magicNull: bigint | undefined): [hasNull: number, nullValue: bigint] {
  return magicNull === undefined || BigInt.asIntN(64, magicNull) !== magicNull ? [0, 0n] : [1, magicNull];
}
