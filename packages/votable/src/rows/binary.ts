import {
  type CellValue,
  type Column,
  type ColumnBatch,
  type ColumnWriter,
  createColumnWriter,
  type Field,
} from "@armillary/columns";
import type { ByteWindow, Location } from "../bytes/window.ts";
import { type BinaryCellDecoder, createBinaryDecoder } from "../cells/binary.ts";
import type { BinaryShape } from "../cells/layout.ts";
import { VotableError } from "../errors.ts";
import { countAt, measureRow, type RowLayout, rowLayout } from "./binary-row.ts";
import { HeldFailure } from "./held-failure.ts";
import { type RowPlan, type RowSource, rowTooLong } from "./row-source.ts";

interface BinaryColumn {
  readonly field: Field;
  readonly shape: BinaryShape;
  readonly decoder: BinaryCellDecoder;
  /** Absent for a column that is not wanted. */
  readonly writer: ColumnWriter | undefined;
}

/** BINARY and BINARY2 in plain TypeScript (VOTable 1.5, sections 5.3 and 5.4): complete, and the kernel's measure. */
export class BinaryRows implements RowSource {
  readonly #window: ByteWindow;
  readonly #plan: RowPlan;
  #columns: readonly BinaryColumn[];
  readonly #layout: RowLayout;
  readonly #held = new HeldFailure();
  #skipped = false;
  readonly #maskBytes: number;
  readonly #place: () => Partial<Location>;
  #row = 0;

  /** `window` gives the decoded stream; `place` says where in the document it is. */
  constructor(window: ByteWindow, plan: RowPlan, mask: boolean, place: () => Partial<Location>) {
    this.#window = window;
    this.#plan = plan;
    this.#place = place;
    this.#layout = rowLayout(plan, mask);
    this.#maskBytes = this.#layout.maskBytes;
    const wanted = new Set(plan.wanted);
    this.#columns = plan.fields.map((field, index) => {
      const arraysize = plan.arraysizes[index] ?? { fixed: [], variable: false };
      return {
        field,
        shape: this.#layout.shapes[index] as BinaryShape,
        decoder: createBinaryDecoder(field, arraysize, { emptyIsNull: !mask }),
        writer: wanted.has(index) ? createColumnWriter(field.layout) : undefined,
      };
    });
  }

  async next(): Promise<ColumnBatch | undefined> {
    this.#held.release();
    const { limits } = this.#plan;
    const window = this.#window;
    const from = window.offset;
    let rows = 0;
    try {
      while (rows < limits.rows && window.offset - from < limits.bytes) {
        const length = await this.#rowLength();
        if (length === undefined) break;
        this.#decodeRow(window.bytes, window.start);
        window.start += length;
        rows++;
        this.#row++;
      }
    } catch (failure) {
      this.#held.hold(failure, rows);
    }
    limits.grow();
    if (rows === 0) return undefined;
    const taken = this.#columns.map(({ writer }) => writer?.take());
    return { rows, columns: this.#skipped ? [] : this.#plan.wanted.map((index) => taken[index] as Column) };
  }

  skip(): void {
    this.#skipped = true;
    this.#columns = this.#columns.map((column) => ({ ...column, writer: undefined }));
  }

  /** Bytes of the row at the window's start, all of which are there then; undefined at the end of the stream. */
  async #rowLength(): Promise<number | undefined> {
    const window = this.#window;
    for (;;) {
      const length = measureRow(window.bytes, window.start, window.end, this.#layout, this.#row, this.#place);
      if (length !== undefined && length > 0) return length;
      if (window.end - window.start > this.#plan.maxRowBytes) {
        throw rowTooLong(this.#row, this.#plan.maxRowBytes, this.#place());
      }
      if (length === 0 && window.start < window.end) {
        throw this.#error("The FIELDs make rows of no bytes, and the STREAM has some.");
      }
      if (await window.fill()) continue;
      if (window.start === window.end) return undefined;
      throw this.#error(`The STREAM ends inside row ${this.#row}: ${window.end - window.start} bytes of it are there.`);
    }
  }

  /** The row is taken whole or, when a cell of it does not decode, not at all. */
  #decodeRow(bytes: Uint8Array, start: number): void {
    const { faults, checks } = this.#plan;
    const values: CellValue[] = [];
    let at = start + this.#maskBytes;
    for (const [index, { field, shape, decoder, writer }] of this.#columns.entries()) {
      let items: number;
      let cellBytes: number;
      if (shape.kind === "fixed") {
        items = shape.items;
        cellBytes = shape.bytes;
      } else {
        items = countAt(bytes, at);
        cellBytes = Math.ceil((items * shape.itemBits) / 8);
        at += 4;
      }
      const cell = at;
      at += cellBytes;
      if (writer === undefined) continue;
      const masked = this.#maskBytes > 0 && ((bytes[start + (index >> 3)] ?? 0) & (0x80 >> (index & 7))) !== 0;
      if (masked) {
        values.push(null);
        continue;
      }
      const value = decoder.decode(bytes.subarray(cell, at), items);
      const { reason, warning } = decoder.report;
      if (value === undefined) faults.cell(field, this.#row, hexOf(bytes, cell, at), reason, this.#place);
      else {
        for (const odd of [warning, checks.ofValue(field, value, warning)]) {
          if (odd !== undefined) faults.warn(field, this.#row, odd, this.#place);
        }
      }
      values.push(value ?? null);
    }
    let next = 0;
    for (const { writer } of this.#columns) writer?.append(values[next++] ?? null);
  }

  #error(message: string): VotableError {
    return new VotableError("VOT_BINARY", message, { ...this.#place(), row: this.#row });
  }
}

function hexOf(bytes: Uint8Array, start: number, end: number): string {
  let text = "0x";
  for (const byte of bytes.subarray(start, Math.min(end, start + 16))) text += byte.toString(16).padStart(2, "0");
  return text;
}
