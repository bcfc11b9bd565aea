import type { Column } from "@armillary/columns";
import { type BinaryColumn, isComplex } from "../binary-column.ts";
import type { DiagnosticLog } from "../diagnostics.ts";
import { CODE_BYTES } from "../tform.ts";
import { BitReader, LogicalReader } from "./flags.ts";
import { DoubleReader, FloatReader, type ScalableCode, ScaledReader } from "./floats.ts";
import { ByteIntReader, IntReader, LongReader, ShortReader } from "./integers.ts";
import { type Block, type Fault, type ItemReader, ItemValidity } from "./item-reader.ts";
import { TextReader } from "./text.ts";

/** The cells of one column in a block of rows. */
export interface CellReader {
  /** Makes room for the cells of all `rows` of `block`. */
  start(block: Block, rows: number): void;
  /** Reads `rows` cells from the one in row `from` of the block; the block starts with row `firstRow` of the table. */
  read(block: Block, from: number, rows: number, firstRow: number): void;
  finish(): Column;
}

/** Cells of fixed shape, in the row. */
export class FixedCellReader implements CellReader {
  readonly #column: BinaryColumn;
  readonly #rowBytes: number;
  readonly #items: number;
  readonly #reader: ItemReader;

  constructor(column: BinaryColumn, rowBytes: number, fault: Fault, diagnostics: DiagnosticLog) {
    const { form, axes, stringWidth } = column;
    this.#column = column;
    this.#rowBytes = rowBytes;
    // The strings of a cell may leave a few characters over.
    const values =
      stringWidth === undefined ? form.repeat : axes.reduce((product, size) => product * size, stringWidth);
    this.#items = values * partsOf(column);
    this.#reader = createItemReader(column, fault, diagnostics);
  }

  start(_: Block, rows: number): void {
    this.#reader.start(rows * this.#items, rows);
  }

  read(block: Block, from: number, rows: number, firstRow: number): void {
    const stride = this.#rowBytes;
    const at = from * stride + this.#column.offset;
    this.#reader.read(block, { at, stride, rows, items: this.#items, row: firstRow + from });
  }

  finish(): Column {
    let column = inPairs(this.#reader.finish(), this.#column);
    for (const size of this.#column.axes) column = inGroups(column, size);
    return column;
  }
}

/** Cells without values (`0E`, `0PE`): all null. */
export class EmptyCellReader implements CellReader {
  readonly #column: BinaryColumn;
  readonly #reader: ItemReader;
  #rows = 0;

  constructor(column: BinaryColumn, fault: Fault, diagnostics: DiagnosticLog) {
    this.#column = column;
    this.#reader = createItemReader(column, fault, diagnostics);
  }

  start(_: Block, rows: number): void {
    this.#rows = rows;
    this.#reader.start(0, 0);
  }

  read(): void {}

  finish(): Column {
    const length = this.#rows;
    const offsets = new Int32Array(length + 1);
    const nothing = { length, nulls: length, validity: new Uint8Array((length + 7) >> 3), offsets };
    if (this.#column.form.code === "A") return { kind: "utf8", ...nothing, bytes: new Uint8Array(0) };
    return { kind: "list", ...nothing, item: inPairs(this.#reader.finish(), this.#column) };
  }
}

/** Values of a cell and where in the heap they are. */
interface Extent {
  readonly count: number;
  readonly at: number;
}

/** Arrow's offsets have 32 bits. */
const MOST_ITEMS = 2 ** 31 - 1;

/** Cells of any length: a count and an offset in the row, values in the heap (FITS 4.0, section 7.3.5). None is null. */
export class HeapCellReader implements CellReader {
  readonly #column: BinaryColumn;
  readonly #rowBytes: number;
  readonly #heap: Block;
  readonly #fault: Fault;
  readonly #reader: ItemReader;
  readonly #parts: number;
  /** Values of one item of a cell. */
  readonly #itemValues: number;
  #offsets = new Int32Array(1);
  #next = 0;
  #validity = new ItemValidity();

  constructor(column: BinaryColumn, rowBytes: number, heap: Block, fault: Fault, diagnostics: DiagnosticLog) {
    this.#column = column;
    this.#rowBytes = rowBytes;
    this.#heap = heap;
    this.#fault = fault;
    this.#reader = createItemReader(column, fault, diagnostics);
    this.#parts = partsOf(column);
    this.#itemValues = column.axes.reduce((product, size) => product * size, 1);
  }

  /** Bytes that the cell in row `row` of the block has in the heap; 0 for a cell that does not decode. */
  heapBytes(block: Block, row: number): number {
    return Math.ceil((this.#extent(block, row)?.count ?? 0) * CODE_BYTES[this.#column.form.code]);
  }

  start(block: Block, rows: number): void {
    let values = 0;
    for (let row = 0; row < rows; row++) values += this.#extent(block, row)?.count ?? 0;
    this.#reader.start(values * this.#parts, rows);
    this.#offsets = new Int32Array(rows + 1);
    this.#next = 0;
    this.#validity.start(rows);
  }

  read(block: Block, from: number, rows: number, firstRow: number): void {
    for (let row = from; row < from + rows; row++) {
      const extent = this.#extent(block, row);
      if (extent === undefined) this.#fault(firstRow + row, this.#whyNot(block, row));
      const { count, at } = extent ?? { count: 0, at: 0 };
      if (count === 0) this.#validity.clear(this.#next);
      this.#reader.read(this.#heap, { at, stride: 0, rows: 1, items: count * this.#parts, row: firstRow + row });
      const before = this.#offsets[this.#next++] as number;
      this.#offsets[this.#next] = before + count / this.#itemValues;
    }
  }

  finish(): Column {
    let item = inPairs(this.#reader.finish(), this.#column);
    if (this.#column.form.code === "A") return item;
    for (const size of this.#column.axes) item = inGroups(item, size);
    const length = this.#next;
    return { kind: "list", length, offsets: this.#offsets, item, ...this.#validity.finish(length) };
  }

  #extent(block: Block, row: number): Extent | undefined {
    const { count, at } = this.#descriptor(block, row);
    if (count === 0) return { count, at: 0 };
    const end = at + Math.ceil(count * CODE_BYTES[this.#column.form.code]);
    if (count < 0 || count > MOST_ITEMS || at < 0 || end > this.#heap.bytes.length) return undefined;
    return count % this.#itemValues === 0 ? { count, at } : undefined;
  }

  #whyNot(block: Block, row: number): string {
    const { count } = this.#descriptor(block, row);
    return count > 0 && count % this.#itemValues !== 0
      ? `its ${count} values make no whole number of arrays of ${this.#itemValues}`
      : "its array lies outside of the heap";
  }

  #descriptor({ view }: Block, row: number): Extent {
    const cell = row * this.#rowBytes + this.#column.offset;
    return this.#column.form.descriptor === "Q"
      ? { count: readInt64(view, cell), at: readInt64(view, cell + 8) }
      : { count: view.getUint32(cell), at: view.getUint32(cell + 4) };
  }
}

/** Not exact beyond 2^53, where no heap reaches. */
function readInt64(view: DataView, at: number): number {
  return view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
}

function createItemReader(column: BinaryColumn, fault: Fault, diagnostics: DiagnosticLog): ItemReader {
  const { form, scaling, nullValue, stringWidth } = column;
  const flipped = scaling.kind === "offset";
  const nullNumber = nullValue === undefined ? Number.NaN : Number(nullValue);
  if (scaling.kind === "linear" && form.code in REAL_CODE) {
    const { scale, zero } = scaling;
    const code = REAL_CODE[form.code as keyof typeof REAL_CODE];
    return new ScaledReader(code, { scale, zero, nullValue, complex: isComplex(form.code) });
  }
  switch (form.code) {
    case "L":
      return new LogicalReader(fault, diagnostics);
    case "X":
      return new BitReader();
    case "A":
      return new TextReader(stringWidth, stringWidth === undefined, diagnostics);
    case "B":
      return new ByteIntReader(flipped, nullNumber);
    case "I":
      return new ShortReader(flipped, nullNumber);
    case "J":
      return new IntReader(flipped, nullNumber);
    case "K":
      return new LongReader(flipped, nullValue);
    case "E":
    case "C":
      return new FloatReader();
    case "D":
    case "M":
      return new DoubleReader();
  }
}

/** The code of the real numbers that a value is made of. */
const REAL_CODE = { B: "B", I: "I", J: "J", K: "K", E: "E", D: "D", C: "E", M: "D" } as const satisfies Record<
  string,
  ScalableCode
>;

function partsOf(column: BinaryColumn): number {
  return isComplex(column.form.code) ? 2 : 1;
}

function inPairs(column: Column, { form }: BinaryColumn): Column {
  return isComplex(form.code) ? inGroups(column, 2) : column;
}

function inGroups(item: Column, size: number): Column {
  return { kind: "fixed", length: item.length / size, nulls: 0, size, item };
}
