import { bitBytes, type CellValue, type Column, type ColumnBatch, type Field } from "@armillary/columns";
import type { Location } from "../bytes/window.ts";
import type { CellWarning } from "../cells/report.ts";
import type { TextCellDecoder } from "../cells/text.ts";
import type { KernelMemory } from "../kernel/memory.ts";
import { CELL_LENGTH, type Kernel, NULL_CELL, RESOLVE_CELL } from "../kernel/types.ts";
import { decodeUtf8 } from "../xml/characters.ts";
import { type KernelColumnPlan, planKernelColumn, type ScalarPlan, type Storage } from "./kernel-columns.ts";
import { takeList } from "./kernel-lists.ts";
import { numberBytes, scalarColumn, slowColumn } from "./kernel-take.ts";
import { takeText } from "./kernel-texts.ts";
import type { RowPlan } from "./row-source.ts";
import { rowsBeyondAscii } from "./version-checks.ts";

/** Rows that are tokenised before their numbers are decoded: their text is still in the processor's nearest memory. */
const BLOCK_ROWS = 256;

type PlacedColumn = KernelColumnPlan & {
  /** Address of the cell refs. */
  readonly refs: number;
  /** Address of the values of a scalar. */
  readonly values: number;
  readonly validity: number;
};

/** Where a batch's cells come from, for those that need more than their bytes. */
export interface BatchSource {
  /** The place of a cell in the document, by its column, its row in the batch and its address. */
  locate(column: number, row: number, address: number): Partial<Location>;
  /** Text with its references resolved. Throws for one that is none. */
  resolve(text: string, address: number): string;
}

interface Declined {
  readonly row: number;
  readonly column: PlacedColumn;
}

/** Something was thrown: what. */
export interface Failed {
  readonly failure: unknown;
}

export interface Taken extends ColumnBatch {
  /** Why the rows end before those that were found: a cell of the next row, the first in the document, does not decode. */
  readonly failure?: Failed;
}

/**
 * The columns of one batch in the kernel's memory: cell refs as rows are found, scalars decoded block by block, strings
 * and lists when the batch is taken. Whatever the kernel declines, the decoders of `cells/` do.
 */
export class KernelBatch {
  readonly kernel: Kernel;
  /** Address of the input, with room for `inputBytes`. */
  input = 0;
  inputBytes = 0;
  /** One 32-bit word a FIELD: the address of its refs, or 0. */
  refsTable = 0;
  /** Rows that there is room for. */
  rowCapacity = 0;
  /** Rows found so far. */
  rows = 0;
  readonly #plan: RowPlan;
  readonly #storage: Storage;
  readonly #minRowBytes: number;
  readonly #mark: number;
  readonly #source: BatchSource;
  /** The wanted columns in the order of the document, each once. */
  #columns: PlacedColumn[] = [];
  #plans: readonly KernelColumnPlan[];
  #wanted: readonly number[];
  /** The row of the batch whose cell is being decoded by itself. */
  #atRow: number | undefined;
  #declined = 0;
  #decoded = 0;
  #firstRow = 0;
  #scratchMark = 0;

  constructor(kernel: Kernel, plan: RowPlan, storage: Storage, minRowBytes: number, source: BatchSource) {
    this.kernel = kernel;
    this.#plan = plan;
    this.#storage = storage;
    this.#minRowBytes = Math.max(1, minRowBytes);
    this.#source = source;
    this.#mark = kernel.memory.mark();
    this.#wanted = plan.wanted;
    const distinct = [...new Set(plan.wanted)].sort((a, b) => a - b);
    this.#plans = distinct.map((index) =>
      planKernelColumn(
        index,
        plan.fields[index] as Field,
        plan.arraysizes[index] ?? { fixed: [], variable: false },
        storage,
        plan.charUnit,
      ),
    );
  }

  /** From now on nothing is decoded; takes effect with the next `layOut`. */
  skip(): void {
    this.#plans = [];
    this.#wanted = [];
    this.inputBytes = 0;
  }

  /** Lays memory out for batches from `inputBytes` of input. Only between batches. */
  layOut(inputBytes: number): void {
    if (inputBytes === this.inputBytes) return;
    const { memory } = this.kernel;
    memory.release(this.#mark);
    this.inputBytes = inputBytes;
    const most = Math.ceil(inputBytes / this.#minRowBytes) + 1;
    this.rowCapacity = Math.max(1, Math.min(this.#plan.limits.rows, most));
    this.refsTable = memory.allocate(this.#plan.fields.length * 4);
    this.#declined = memory.allocate(this.rowCapacity * 4);
    this.#columns = this.#plans.map((plan) => ({
      ...plan,
      refs: memory.allocate(this.rowCapacity * 8),
      values: plan.kind === "scalar" ? memory.allocate(Math.max(this.rowCapacity, 8) * 8) : 0,
      validity: memory.allocate(bitBytes(this.rowCapacity)),
    }));
    this.input = memory.allocate(inputBytes);
    const { words } = memory;
    words.fill(0, this.refsTable >>> 2, (this.refsTable >>> 2) + this.#plan.fields.length);
    for (const column of this.#columns) words[(this.refsTable >>> 2) + column.index] = column.refs;
    this.#scratchMark = memory.mark();
  }

  /** Row number up to which the next block goes. */
  get blockEnd(): number {
    return Math.min(this.rowCapacity, this.rows + BLOCK_ROWS);
  }

  /** Stores a row whose cells were read by other means: their texts, references resolved. */
  placeTexts(texts: readonly (string | undefined)[]): void {
    const { memory } = this.kernel;
    const { words } = memory;
    for (const { index, refs } of this.#columns) {
      const at = (refs >>> 2) + this.rows * 2;
      const text = texts[index];
      if (text === undefined) {
        words[at] = 0;
        words[at + 1] = NULL_CELL;
        continue;
      }
      const address = memory.allocate(text.length * 3);
      const { written } = encoder.encodeInto(text, memory.bytes.subarray(address, address + text.length * 3));
      // The memory may have grown, and the view of it with it.
      memory.words[at] = address;
      memory.words[at + 1] = written;
    }
    this.rows++;
  }

  /** Finds rows by `find`; where that fails, the rows before the fault stay. */
  async fill(find: () => Promise<void>): Promise<Failed | undefined> {
    try {
      await find();
      return undefined;
    } catch (failure) {
      return this.#endBefore(failure);
    }
  }

  /** Decodes the scalars of the rows found since the last call. */
  decode(): void {
    const from = this.#decoded;
    const to = this.rows;
    if (from === to) return;
    this.#decoded = to;
    const faults: Declined[] = [];
    for (const column of this.#columns) {
      if (column.kind !== "scalar") continue;
      const { refs, values, validity } = column;
      const target = { values, validity, declined: this.#declined };
      const { declined, nulls } = column.decode(this.kernel, { refs, from, to }, target);
      const words = this.kernel.memory.words;
      for (let index = 0; index < declined; index++) {
        faults.push({ row: words[(this.#declined >>> 2) + index] as number, column });
      }
      if (nulls === 0 || !this.#isFull(column)) continue;
      const known = new Set(words.subarray(this.#declined >>> 2, (this.#declined >>> 2) + declined));
      for (let row = from; row < to; row++)
        if (!known.has(row) && this.#isEmpty(column, row)) faults.push({ row, column });
    }
    // In the order of the rows, as they would have been met one by one.
    faults.sort((a, b) => a.row - b.row);
    for (const { row, column } of faults) this.#patch(column, row);
  }

  /** The batch, as columns of their own memory or of memory that is lent; the next one begins. */
  take(): Taken {
    let failure: Failed | undefined;
    let columns: Column[] | undefined;
    const { memory } = this.kernel;
    while (columns === undefined) {
      try {
        columns = this.#takeColumns();
      } catch (caught) {
        if (this.#atRow === undefined) throw caught;
        failure = this.#endBefore(caught);
      }
    }
    const { rows } = this;
    memory.release(this.#scratchMark);
    this.#firstRow += rows;
    this.rows = 0;
    this.#decoded = 0;
    return failure === undefined ? { rows, columns } : { rows, columns, failure };
  }

  #takeColumns(): Column[] {
    this.decode();
    const { rows } = this;
    if (rows === 0) return [];
    const { memory } = this.kernel;
    if (memory.lends) memory.reserve(this.#mostTakenBytes(rows));
    const { size } = memory;
    const taken = new Map(this.#columns.map((column) => [column.index, this.#take(column, rows)]));
    // Views of a memory that has grown are empty: that must never leave.
    if (memory.lends && memory.size !== size) throw new Error("the kernel's memory moved under a batch that was lent");
    return this.#wanted.map((index) => taken.get(index) as Column);
  }

  /** Bytes that taking the columns allocates, at most. */
  #mostTakenBytes(rows: number): number {
    const { memory } = this.kernel;
    // What was placed beside the input counts as input.
    const stored = this.inputBytes + memory.mark() - this.#scratchMark;
    const each = this.#columns.map((column) => {
      const offsets = (rows + 2) * 4 + 512;
      if (column.kind === "text") return offsets + (column.nullText?.length ?? 0) * 3;
      if (column.kind !== "list") return 0;
      const itemBytes = numberBytes(column.number);
      return offsets + (rows + 2) * itemBytes + (column.size ?? 0) * rows * itemBytes;
    });
    // Strings of two-byte characters grow by half; a number of a list takes a character and a blank at least.
    const strings = this.#columns.some(({ kind }) => kind === "text") ? stored * 1.5 : 0;
    const lists = this.#columns.some(({ kind }) => kind === "list") ? stored * 4 : 0;
    return each.reduce((sum, bytes) => sum + bytes, strings + lists);
  }

  /**
   * Ends the batch before the row of the cell that failed, if it was one, and gives the first failure of that row:
   * columns are decoded one after the other, and the document knows rows.
   */
  #endBefore(failure: unknown): Failed {
    const row = this.#atRow;
    this.#atRow = undefined;
    if (row === undefined) return { failure };
    this.rows = row;
    this.#decoded = Math.min(this.#decoded, row);
    for (const column of this.#columns) if (column.kind === "scalar") clearBitsFrom(this.kernel.memory, column, row);
    try {
      for (const column of this.#columns) this.#slowValue(column, row);
    } catch (first) {
      this.#atRow = undefined;
      return { failure: first };
    }
    return { failure };
  }

  #take(column: PlacedColumn, rows: number): Column {
    const { kernel } = this;
    const { memory } = kernel;
    const mark = memory.mark();
    try {
      const { refs, validity } = column;
      if (column.kind === "scalar") return scalarColumn(memory, column.store, column.values, validity, rows);
      const cells = { refs, from: 0, to: rows };
      const target = { validity, declined: this.#declined };
      const fast =
        column.kind === "text"
          ? takeText(kernel, column, cells, target)
          : column.kind === "list"
            ? takeList(kernel, column, cells, target)
            : undefined;
      if (fast === undefined) return slowColumn(column.field.layout, rows, (row) => this.#slowValue(column, row));
      if (fast.kind === "utf8" && this.#plan.checks.isAscii(column.field)) {
        // They are decoded once more for what there is to say of them.
        for (const row of rowsBeyondAscii(fast.bytes, fast.offsets)) this.#slowValue(column, row);
      }
      return fast;
    } finally {
      if (!memory.lends) memory.release(mark);
    }
  }

  /** Decodes one scalar that the kernel declined, and stores it in its place. */
  #patch(column: PlacedColumn, row: number): void {
    if (column.kind !== "scalar") return;
    const value = this.#slowValue(column, row);
    if (value === null) return;
    const { memory } = this.kernel;
    column.store.set(memory, column.values, row, value);
    const at = column.validity + (row >> 3);
    memory.bytes[at] = (memory.bytes[at] as number) | (1 << (row & 7));
  }

  #slowValue(column: PlacedColumn, row: number): CellValue {
    this.#atRow = row;
    const value = this.#decodeCell(column, row);
    this.#atRow = undefined;
    return value;
  }

  #decodeCell(column: PlacedColumn, row: number): CellValue {
    const { memory } = this.kernel;
    const at = (column.refs >>> 2) + row * 2;
    const start = memory.words[at] as number;
    const word = memory.words[at + 1] as number;
    const place = () => this.#source.locate(column.index, row, start);
    const absoluteRow = this.#firstRow + row;
    const { faults, checks } = this.#plan;
    const warn = (warning: CellWarning | undefined) => {
      if (warning !== undefined) faults.warn(column.field, absoluteRow, warning, place);
    };
    if ((word & NULL_CELL) !== 0) {
      if (this.#storage === "text") warn(checks.ofText(column.field, undefined));
      return null;
    }
    const end = start + (word & CELL_LENGTH);
    const { decoder } = column;
    let text: string;
    let value: ReturnType<TextCellDecoder["decode"]>;
    if (decoder.storage === "text") {
      text = this.#text(start, end, (word & RESOLVE_CELL) !== 0);
      warn(checks.ofText(column.field, text));
      value = decoder.decoder.decode(text);
    } else {
      const bytes = memory.bytes.slice(start, end);
      text = hexOf(bytes);
      value = decoder.decoder.decode(bytes, column.itemsOf(memory, start, bytes.length));
    }
    const { reason, warning } = decoder.decoder.report;
    if (value === undefined) {
      faults.cell(column.field, absoluteRow, text, reason, place);
      return null;
    }
    warn(warning);
    warn(checks.ofValue(column.field, value, warning));
    return value;
  }

  #isFull({ field }: PlacedColumn): boolean {
    return this.#storage === "text" && this.#plan.checks.isFull(field);
  }

  /** Whether a cell of text has nothing, or blanks alone. */
  #isEmpty({ refs }: PlacedColumn, row: number): boolean {
    const { words, bytes } = this.kernel.memory;
    const at = (refs >>> 2) + row * 2;
    const start = words[at] as number;
    const word = words[at + 1] as number;
    if ((word & NULL_CELL) !== 0) return true;
    return bytes
      .subarray(start, start + (word & CELL_LENGTH))
      .every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
  }

  #text(start: number, end: number, resolve: boolean): string {
    // What the tokenizer let through is UTF-8.
    const text = decodeUtf8(this.kernel.memory.bytes, start, end) ?? "";
    return resolve ? this.#source.resolve(text, start) : text;
  }
}

/** Bits behind the last row of a column are 0. */
function clearBitsFrom(
  memory: KernelMemory,
  { store, values, validity }: PlacedColumn & ScalarPlan,
  row: number,
): void {
  for (const bits of store.kind === "bool" ? [values, validity] : [validity]) {
    const at = bits + (row >> 3);
    memory.bytes[at] = (memory.bytes[at] as number) & ((1 << (row & 7)) - 1);
  }
}

const encoder = new TextEncoder();

function hexOf(bytes: Uint8Array): string {
  let text = "0x";
  for (const byte of bytes.subarray(0, 16)) text += byte.toString(16).padStart(2, "0");
  return text;
}
