import type { ColumnBatch } from "@armillary/columns";
import type { RowSource } from "./row-source.ts";

/**
 * Rows that are opened when they are first asked for, and not at all where the table is skipped: what lies behind an
 * href is not fetched to be thrown away.
 */
export class DeferredRows implements RowSource {
  readonly #open: () => Promise<RowSource>;
  readonly #leave: () => Promise<void>;
  #rows: RowSource | undefined;
  #skipped = false;

  /** `leave` gives up what `open` opened. */
  constructor(open: () => Promise<RowSource>, leave: () => Promise<void>) {
    this.#open = open;
    this.#leave = leave;
  }

  get uncounted(): boolean {
    return this.#skipped;
  }

  skip(): void {
    this.#skipped = true;
  }

  async next(): Promise<ColumnBatch | undefined> {
    if (this.#skipped) {
      await this.#leave();
      return undefined;
    }
    this.#rows ??= await this.#open();
    return this.#rows.next();
  }
}

/** Rows that can be skipped, as `rows` are, and not read: `failure` says why. */
export class RefusedRows implements RowSource {
  readonly #rows: RowSource;
  readonly #failure: unknown;
  #skipped = false;

  constructor(rows: RowSource, failure: unknown) {
    this.#rows = rows;
    this.#failure = failure;
  }

  get uncounted(): boolean {
    return this.#rows.uncounted === true;
  }

  skip(): void {
    this.#skipped = true;
    this.#rows.skip();
  }

  async next(): Promise<ColumnBatch | undefined> {
    if (!this.#skipped) throw this.#failure;
    return this.#rows.next();
  }
}
