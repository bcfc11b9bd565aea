import type { ColumnBatch } from "@armillary/columns";
import type { ByteWindow, Location } from "../bytes/window.ts";
import type { BinaryShape } from "../cells/layout.ts";
import { VotableError } from "../errors.ts";
import type { BinaryColumn, Kernel, RowShape } from "../kernel/types.ts";
import { measureRow, type RowLayout, rowLayout } from "./binary-row.ts";
import { HeldFailure } from "./held-failure.ts";
import { KernelBatch } from "./kernel-batch.ts";
import { type RowPlan, type RowSource, rowTooLong } from "./row-source.ts";

/** BINARY and BINARY2 through the kernel. */
export class KernelBinary implements RowSource {
  readonly #window: ByteWindow;
  readonly #plan: RowPlan;
  readonly #kernel: Kernel;
  readonly #batch: KernelBatch;
  readonly #shape: RowShape;
  readonly #layout: RowLayout;
  readonly #mask: boolean;
  readonly #place: () => Partial<Location>;
  readonly #held = new HeldFailure();
  #row = 0;
  #skip = false;

  /** `window` gives the decoded stream; `place` says where in the document it is. */
  constructor(kernel: Kernel, window: ByteWindow, plan: RowPlan, mask: boolean, place: () => Partial<Location>) {
    this.#kernel = kernel;
    this.#window = window;
    this.#plan = plan;
    this.#mask = mask;
    this.#place = place;
    this.#layout = rowLayout(plan, mask);
    const columns = this.#layout.shapes.map(columnOf);
    this.#shape = kernel.describeRow(columns);
    const minRowBytes = columns.reduce(
      (sum, column) => sum + ("fixedBytes" in column ? column.fixedBytes : 4),
      mask ? Math.ceil(plan.fields.length / 8) : 0,
    );
    this.#batch = new KernelBatch(kernel, plan, mask ? "binary2" : "binary", minRowBytes, {
      locate: place,
      resolve: (text) => text,
    });
    this.#rowsHaveBytes = minRowBytes > 0;
  }

  readonly #rowsHaveBytes: boolean;

  skip(): void {
    this.#skip = true;
  }

  async next(): Promise<ColumnBatch | undefined> {
    this.#held.release();
    const { limits, maxRowBytes } = this.#plan;
    const batch = this.#batch;
    if (this.#skip) batch.skip();
    batch.layOut(Math.min(limits.bytes, maxRowBytes));
    const failed = await batch.fill(() => this.#fillBatch());
    const { rows, columns, failure = failed } = batch.take();
    if (failure !== undefined) this.#held.hold(failure.failure, rows);
    this.#row += rows;
    limits.grow();
    return rows === 0 ? undefined : { rows, columns };
  }

  async #fillBatch(): Promise<void> {
    const window = this.#window;
    const batch = this.#batch;
    const { maxRowBytes } = this.#plan;
    let copied = 0;
    let used = 0;
    for (;;) {
      const count = Math.min(window.end - window.start - (copied - used), batch.inputBytes - copied);
      if (count > 0) {
        const from = window.start + (copied - used);
        this.#kernel.memory.bytes.set(window.bytes.subarray(from, from + count), batch.input + copied);
        copied += count;
      }
      if (!this.#rowsHaveBytes && copied > 0) {
        throw this.#error("The FIELDs make rows of no bytes, and the STREAM has some.");
      }
      const found = this.#kernel.splitRows({
        from: batch.input + used,
        to: batch.input + copied,
        shape: this.#shape,
        refsTable: batch.refsTable,
        row: batch.rows,
        maxRows: batch.blockEnd,
        mask: this.#mask,
        maxCellBytes: this.#plan.maxRowBytes,
      });
      window.start += found.next - batch.input - used;
      used = found.next - batch.input;
      batch.rows = found.rows;
      batch.decode();
      if (found.status === "bad-count") this.#throwBadCount();
      if (batch.rows >= batch.rowCapacity) return;
      if (found.status === "rows-done") continue;
      if (copied >= batch.inputBytes) {
        if (batch.rows > 0) return;
        if (batch.inputBytes < maxRowBytes) {
          batch.layOut(Math.min(batch.inputBytes * 2, maxRowBytes));
          copied = 0;
          used = 0;
          continue;
        }
        if (window.end - window.start > maxRowBytes) throw rowTooLong(this.#row, maxRowBytes, this.#place());
      }
      if (!(await window.fill())) {
        if (window.start === window.end) return;
        const rest = window.end - window.start;
        throw this.#error(`The STREAM ends inside row ${this.#row + batch.rows}: ${rest} bytes of it are there.`);
      }
    }
  }

  #throwBadCount(): void {
    const { bytes, start, end } = this.#window;
    measureRow(bytes, start, end, this.#layout, this.#row + this.#batch.rows, this.#place);
  }

  #error(message: string): VotableError {
    return new VotableError("VOT_BINARY", message, { ...this.#place(), row: this.#row + this.#batch.rows });
  }
}

function columnOf(shape: BinaryShape): BinaryColumn {
  if (shape.kind === "fixed") return { fixedBytes: shape.bytes };
  return shape.itemBits === 1 ? { variableBits: true } : { itemBytes: shape.itemBits / 8 };
}
