import type { ColumnBatch } from "@armillary/columns";
import { type LineMark, type Location, locateFrom, placeOf } from "../bytes/window.ts";
import type { KernelMemory } from "../kernel/memory.ts";
import type { Kernel, Prefix } from "../kernel/types.ts";
import type { XmlTokenizer } from "../xml/tokenizer.ts";
import { HeldFailure } from "./held-failure.ts";
import { KernelBatch } from "./kernel-batch.ts";
import { type RowPlan, type RowSource, rowTooLong } from "./row-source.ts";
import type { RowTexts } from "./row-texts.ts";

const LINE_FEED = 0x0a;

type FoundRows = ReturnType<Kernel["tokenizeRows"]>;

/**
 * TABLEDATA through the kernel. The window's bytes are copied into the kernel's memory, which finds and decodes plain
 * rows; a row with anything else in it is read as XML by RowTexts, and its texts are put in the kernel's place.
 */
export class KernelTableData implements RowSource {
  readonly #tokenizer: XmlTokenizer;
  readonly #texts: RowTexts;
  readonly #plan: RowPlan;
  readonly #kernel: Kernel;
  readonly #batch: KernelBatch;
  readonly #prefix: Prefix | undefined;
  #row = 0;
  #ended = false;
  #skip = false;
  // The input of this batch: address a holds the byte at offset `base + (a - batch.input)`; `copied` bytes are there.
  #base = 0;
  #copied = 0;
  #marks: LineMark[] = [];
  /** Places of rows that were read as XML, by their number in the batch. */
  readonly #slowRows = new Map<number, readonly LineMark[]>();
  readonly #held = new HeldFailure();

  constructor(kernel: Kernel, tokenizer: XmlTokenizer, texts: RowTexts, plan: RowPlan, prefix: string) {
    this.#kernel = kernel;
    this.#tokenizer = tokenizer;
    this.#texts = texts;
    this.#plan = plan;
    this.#prefix = placePrefix(kernel, prefix);
    // `<TR>`, its end, and the shortest cell for every FIELD.
    const minRowBytes = 9 + 5 * plan.fields.length;
    this.#batch = new KernelBatch(kernel, plan, "text", minRowBytes, {
      locate: (column, row, address) => this.#locate(column, row, address),
      resolve: (text, address) =>
        tokenizer.resolve(text, this.#base + (address - this.#batch.input), (offset) => this.#locateOffset(offset)),
    });
  }

  skip(): void {
    this.#skip = true;
  }

  async next(): Promise<ColumnBatch | undefined> {
    this.#held.release();
    const batch = this.#batch;
    const { limits, maxRowBytes } = this.#plan;
    if (this.#skip) batch.skip();
    while (!this.#ended) {
      this.#begin(Math.min(limits.bytes, maxRowBytes));
      const failed = await batch.fill(() => this.#fillBatch());
      const { rows, columns, failure = failed } = batch.take();
      if (failure !== undefined) this.#held.hold(failure.failure, rows);
      this.#row += rows;
      if (rows > 0) {
        limits.grow();
        return { rows, columns };
      }
    }
    return undefined;
  }

  #begin(inputBytes: number): void {
    const { window } = this.#tokenizer;
    this.#batch.layOut(inputBytes);
    this.#base = window.offset;
    this.#copied = 0;
    window.countLinesTo(window.offset);
    this.#marks = [window.lineMark];
    this.#slowRows.clear();
  }

  /** Finds rows until the batch is full or the table has ended. */
  async #fillBatch(): Promise<void> {
    const batch = this.#batch;
    const { window } = this.#tokenizer;
    for (;;) {
      this.#copy();
      const from = batch.input + (window.offset - this.#base);
      const found = this.#findRows(from, batch.input + this.#copied);
      this.#accept(from, found);
      switch (found.status) {
        case "rows-done":
          batch.decode();
          if (batch.rows >= batch.rowCapacity) return;
          break;
        case "need-more":
          if (this.#copied >= batch.inputBytes) {
            if (batch.rows > 0) return;
            this.#makeRoom();
          } else if (!(await window.fill())) await this.#readAsXml();
          break;
        default:
          await this.#readAsXml();
      }
      if (this.#ended || batch.rows >= batch.rowCapacity) return;
      // Rows read as XML may have led beyond what this batch has room for.
      if (window.offset - this.#base >= batch.inputBytes) return;
    }
  }

  /** Copies what the window has beyond what was copied. Bytes that were read as XML meanwhile are left out. */
  #copy(): void {
    const { window } = this.#tokenizer;
    const batch = this.#batch;
    this.#copied = Math.max(this.#copied, window.offset - this.#base);
    const from = this.#base + this.#copied - window.base;
    const count = Math.min(window.end - from, batch.inputBytes - this.#copied);
    if (count <= 0) return;
    this.#kernel.memory.bytes.set(window.bytes.subarray(from, from + count), batch.input + this.#copied);
    this.#copied += count;
  }

  #findRows(from: number, to: number): FoundRows {
    const batch = this.#batch;
    return this.#kernel.tokenizeRows({
      from,
      to,
      columns: this.#plan.fields.length,
      refsTable: batch.refsTable,
      row: batch.rows,
      maxRows: batch.blockEnd,
      ...(this.#prefix === undefined ? {} : { prefix: this.#prefix }),
    });
  }

  /** Takes the rows that were found from `from` on, if their characters are good, and counts their lines. */
  #accept(from: number, found: FoundRows): void {
    const kernel = this.#kernel;
    const valid = kernel.validateUtf8(from, found.next);
    if (valid.status === "ok") {
      this.#advance(from, found);
      return;
    }
    const place = this.#locateOffset(this.#base + (valid.next - this.#batch.input));
    // The rows before are good.
    this.#advance(from, this.#findRows(from, valid.next));
    if (valid.status !== "bad-char") throw this.#tokenizer.badEncoding(place);
    const character = new TextDecoder().decode(kernel.memory.bytes.slice(valid.next, valid.next + 4));
    throw this.#tokenizer.illegalCharacter(character.codePointAt(0) as number, place);
  }

  #advance(from: number, { next, rows }: FoundRows): void {
    const { window } = this.#tokenizer;
    const { memory } = this.#kernel;
    this.#batch.rows = rows;
    const newlines = this.#kernel.countNewlines(from, next);
    let last = next - 1;
    if (newlines > 0) while (memory.bytes[last] !== LINE_FEED) last--;
    const line = newlines > 0 ? last + 1 : from;
    const offset = window.offset + (next - from);
    window.noteLines(offset, newlines, window.offset + (last - from), countContinuations(memory, line, next));
    window.start += next - from;
  }

  /** One row, or what stands between rows, or the end: as XML. */
  async #readAsXml(): Promise<void> {
    const batch = this.#batch;
    const { window } = this.#tokenizer;
    // What stands before it is decoded first: of two faults the first in the document is the one to tell.
    batch.decode();
    const what = await this.#texts.read(this.#row + batch.rows);
    if (what === "end") this.#ended = true;
    if (what === "row") {
      this.#slowRows.set(batch.rows, [...this.#texts.places]);
      batch.placeTexts(this.#texts.cells);
    }
    window.countLinesTo(window.offset);
    this.#marks.push(window.lineMark);
  }

  /** A row is longer than the input has room for. */
  #makeRoom(): void {
    const { inputBytes } = this.#batch;
    const { window } = this.#tokenizer;
    const { maxRowBytes } = this.#plan;
    // White space before the row took some of the room.
    const hasRoom = window.offset > this.#base;
    if (!hasRoom && inputBytes >= maxRowBytes) {
      throw rowTooLong(this.#row, maxRowBytes, window.locate(window.offset));
    }
    this.#begin(hasRoom ? inputBytes : Math.min(inputBytes * 2, maxRowBytes));
  }

  #locate(column: number, row: number, address: number): Location {
    const slow = this.#slowRows.get(row)?.[column];
    return slow !== undefined ? placeOf(slow) : this.#locateOffset(this.#base + (address - this.#batch.input));
  }

  #locateOffset(offset: number): Location {
    let mark = this.#marks[0] ?? this.#tokenizer.window.lineMark;
    for (const known of this.#marks) if (known.offset <= offset) mark = known;
    const { memory } = this.#kernel;
    const input = memory.bytes.subarray(this.#batch.input, this.#batch.input + this.#copied);
    return locateFrom(mark, input, this.#base, offset);
  }
}

/** Bytes in `from..to` that only continue a character, four at a time: a document may be one line. */
function countContinuations(memory: KernelMemory, from: number, to: number): number {
  const { bytes, words } = memory;
  const isContinuation = (at: number) => ((bytes[at] as number) & 0xc0) === 0x80;
  let count = 0;
  let at = from;
  for (; at < to && (at & 3) !== 0; at++) if (isContinuation(at)) count++;
  for (; at + 4 <= to; at += 4) {
    const word = words[at >>> 2] as number;
    if ((word & 0x8080_8080) === 0) continue;
    for (let byte = at; byte < at + 4; byte++) if (isContinuation(byte)) count++;
  }
  for (; at < to; at++) if (isContinuation(at)) count++;
  return count;
}

function placePrefix(kernel: Kernel, prefix: string): Prefix | undefined {
  if (prefix === "") return undefined;
  const bytes = new TextEncoder().encode(prefix);
  const address = kernel.memory.allocate(bytes.length);
  kernel.memory.bytes.set(bytes, address);
  return { address, length: bytes.length };
}
