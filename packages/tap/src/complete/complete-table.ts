import { type ColumnBatch, type Field, sliceBatch } from "@armillary/columns";
import type { TableMetadata, TableStream } from "@armillary/formats";
import type { Asker, HeldRows } from "./asker.ts";
import type { CompleteResult, ResumeOptions } from "./complete-query.ts";
import { CompletenessError, isCompletenessError } from "./completeness-error.ts";
import { fitted } from "./fit-batch.ts";
import { PartQueue } from "./part-queue.ts";
import type { CompletePlan, PlannedPart } from "./plan.ts";
import type { CompletenessProof, CompleteSummary } from "./proof.ts";
import type { Session } from "./session.ts";

export interface CompleteTableOptions {
  readonly session: Session;
  readonly asker: Asker;
  readonly concurrency: number;
  readonly maxParts: number;
  /** Gives up what is under way. */
  readonly leave: () => void;
  readonly resume?: ResumeOptions;
  readonly keepRows?: (part: PlannedPart, rows: TableStream) => Promise<void>;
  readonly onPart?: (part: PlannedPart, plan: CompletePlan) => void | Promise<void>;
}

/** Where the rows of a part come from: memory, or from whoever had them kept. */
type Rows = Pick<HeldRows, "fields" | "metadata"> & {
  /** What the service gave, in memory. */
  readonly held?: HeldRows;
  readonly batches: () => AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>;
};

/** The parts of a result as one stream. `open` comes first. */
export class CompleteTable implements CompleteResult {
  readonly #options: CompleteTableOptions;
  readonly #session: Session;
  readonly #done: PlannedPart[] = [];
  #queue: PartQueue | undefined;
  /** Rows of the whole by COUNT(*); undefined where the service does not count. */
  #counted: number | undefined;
  #recounted: number | undefined;
  #first: { readonly part: PlannedPart; readonly rows: Rows } | undefined;
  #columns: Pick<Rows, "fields" | "metadata"> | undefined;
  #received = 0;
  #bytesRead = 0;
  #started = false;
  #closed = false;
  readonly #summary: Promise<CompleteSummary>;
  #settle: { resolve(summary: CompleteSummary): void; reject(failure: unknown): void } | undefined;

  constructor(options: CompleteTableOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#summary = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever reads the rows hears of a failure there.
    this.#summary.catch(() => undefined);
  }

  /** Counts, and waits for the first part. */
  async open(): Promise<void> {
    const { resume } = this.#options;
    if (resume !== undefined) {
      this.#resume(resume.plan);
    } else {
      try {
        this.#counted = await this.#session.count([]);
      } catch (failure) {
        if (!isRefusal(failure)) throw failure;
        await this.#openUncounted(failure);
        return;
      }
      const root = { ranges: [], rows: this.#counted, spent: new Set<string>(), isCrowd: false, depth: 0 };
      this.#queue = this.#newQueue([root]);
    }
    this.#first = await this.#next();
    this.#columns = this.#first?.rows ?? (await this.#session.columnsAlone());
  }

  get fields(): readonly Field[] {
    return this.#columns?.fields ?? [];
  }

  get metadata(): TableMetadata {
    return (this.#columns as Rows).metadata;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  get plan(): CompletePlan {
    return this.#session.plan(this.#counted ?? this.#received, [...this.#done, ...(this.#queue?.rest ?? [])]);
  }

  get summary(): Promise<CompleteSummary> {
    if (!this.#started) this.#drain().catch(() => undefined);
    return this.#summary;
  }

  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    if (this.#started) throw new TypeError("The rows of a table are read once.");
    this.#started = true;
    try {
      for (let next = this.#first; next !== undefined && !this.#closed; next = await this.#next()) {
        this.#first = undefined;
        yield* this.#rowsOf(next.part, next.rows);
        if (this.#received >= this.#session.top) break;
      }
      if (!this.#closed) await this.#recount();
    } catch (failure) {
      const named = this.#named(failure);
      this.#settle?.reject(named);
      throw named;
    } finally {
      // Parts behind a TOP that was reached, or behind where the loop was left, may be under way.
      this.#options.leave();
      this.#settle?.resolve(this.#conclude());
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#options.leave();
    if (!this.#started) {
      this.#started = true;
      this.#settle?.resolve(this.#conclude());
    }
  }

  async *#rowsOf(part: PlannedPart, rows: Rows): AsyncGenerator<ColumnBatch, void, void> {
    let received = 0;
    if (rows.held !== undefined) await this.#options.keepRows?.(part, streamOf(rows.held));
    for await (const batch of rows.batches()) {
      const left = this.#session.top - this.#received;
      const kept = sliceBatch(batch, 0, Math.min(batch.rows, left));
      received += kept.rows;
      this.#received += kept.rows;
      if (kept.rows > 0) yield fitted(kept, rows.fields, this.fields);
    }
    if (this.#received < this.#session.top && received !== part.received) {
      throw new CompletenessError(
        "TAP_INCOMPLETE",
        `A part that was handed in has ${received} rows, and had ${part.received ?? 0} when it was done.`,
      );
    }
    const done = { ...part, received };
    this.#done.push(done);
    await this.#options.onPart?.(done, this.plan);
  }

  /** The next part with rows for the stream; those that the caller has are passed over. */
  async #next(): Promise<{ readonly part: PlannedPart; readonly rows: Rows } | undefined> {
    for (;;) {
      const arrived = await this.#queue?.next();
      if (arrived === undefined) return undefined;
      const { part, held } = arrived;
      if (held !== undefined) {
        this.#bytesRead += held.summary.bytesRead;
        return { part, rows: rowsOf(held) };
      }
      const table: TableStream | undefined = await this.#options.resume?.rows?.(part);
      if (table !== undefined) {
        return { part, rows: { fields: table.fields, metadata: table.metadata, batches: () => table.batches() } };
      }
      this.#received += part.received ?? 0;
      this.#done.push(part);
    }
  }

  /** Rows that there should be; undefined where they are not counted. */
  get #wanted(): number | undefined {
    return this.#counted === undefined ? undefined : Math.min(this.#counted, this.#session.top);
  }

  #newQueue(parts: ConstructorParameters<typeof PartQueue>[3]): PartQueue {
    const { concurrency, maxParts } = this.#options;
    return new PartQueue(this.#session, concurrency, maxParts, parts);
  }

  #resume(plan: CompletePlan): void {
    const unknown = plan.parts.flatMap(({ ranges }) => ranges).find(({ column }) => !this.#session.columns.has(column));
    if (plan.version !== 1 || plan.query !== this.#session.plan(0, []).query || unknown !== undefined) {
      const what =
        unknown === undefined ? "another query" : `a column that the query does not have (${unknown.column})`;
      throw new CompletenessError("TAP_PLAN", `The plan that was handed in is of ${what}.`);
    }
    this.#counted = plan.counted;
    this.#queue = this.#newQueue(plan.parts);
  }

  /** One answer for a query whose rows the service does not count; what it says itself where it refuses that, too. */
  async #openUncounted(refusal: unknown): Promise<void> {
    const held = await this.#session.uncounted();
    const words = refusal instanceof Error ? refusal.message : String(refusal);
    this.#session.remark(`the service does not count the rows: ${words}`);
    const part = { ranges: [], counted: held.rows, received: held.rows };
    this.#bytesRead += held.summary.bytesRead;
    this.#first = { part, rows: rowsOf(held) };
    this.#columns = held;
  }

  /** The table may have changed while its parts were read: then the whole has another number of rows. */
  async #recount(): Promise<void> {
    if (this.#counted === undefined || this.#done.length < 2 || this.#received >= this.#session.top) return;
    this.#recounted = await this.#session.count([]);
    if (this.#recounted !== this.#counted) this.#session.noteChange([], this.#counted, this.#recounted);
  }

  #conclude(): CompleteSummary {
    const [counted, recounted] = [this.#counted, this.#recounted];
    const { remarks, order, limit, hasChanged } = this.#session;
    const isComplete = !hasChanged && this.#received === this.#wanted;
    const proof: CompletenessProof = {
      isComplete,
      ...(counted === undefined ? {} : { counted }),
      ...(recounted === undefined ? {} : { recounted }),
      received: this.#received,
      parts: this.#done,
      columns: [...new Set(this.#done.flatMap(({ ranges }) => ranges.map(({ column }) => column)))],
      order,
      ...(limit === undefined ? {} : { limit }),
      requests: this.#options.asker.requests,
      remarks,
    };
    const message = isComplete
      ? undefined
      : `Not shown to be complete: ${remarks.join("; ") || "it was not read to its end"}.`;
    return {
      status: "OK",
      ...(message === undefined ? {} : { message }),
      rows: this.#received,
      bytesRead: this.#bytesRead,
      diagnostics: [],
      proof,
    };
  }

  /** With the plan, to go on from; what the caller's own signal threw stays as it is. */
  #named(failure: unknown): unknown {
    if (
      failure instanceof Error &&
      (failure.name === "AbortError" || ("code" in failure && failure.code === "DAL_ABORTED"))
    )
      return failure;
    if (isCompletenessError(failure)) {
      return new CompletenessError(failure.code, failure.message, { cause: failure.cause, plan: this.plan });
    }
    const words = failure instanceof Error ? failure.message : String(failure);
    return new CompletenessError(
      "TAP_PART",
      `After ${this.#received} of ${this.#wanted ?? "so many"} rows the next part could not be had: ${words}`,
      { cause: failure, plan: this.plan },
    );
  }

  async #drain(): Promise<void> {
    for await (const _batch of this.batches());
  }
}

function rowsOf(held: HeldRows): Rows {
  const { fields, metadata, batches } = held;
  return { fields, metadata, batches: () => batches, held };
}

/** The rows of a part, to be read by somebody else. */
function streamOf({ fields, metadata, batches, summary }: HeldRows): TableStream {
  return {
    fields,
    metadata,
    async *batches() {
      yield* batches;
    },
    summary: Promise.resolve(summary),
    close: async () => undefined,
  };
}

/** Whether the service understood a question and refuses it. */
function isRefusal(failure: unknown): boolean {
  return failure instanceof Error && "code" in failure && failure.code === "DAL_QUERY_ERROR";
}
