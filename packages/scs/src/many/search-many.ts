import type { ColumnBatch, Field } from "@armillary/columns";
import { DalError, isDalError, isUnreachable } from "@armillary/dali";
import { createTableResult, explainFailure, type TableResult } from "@armillary/dali/table";
import type { StreamSummary, TableStream } from "@armillary/formats";
import { findConeColumns } from "../columns.ts";
import type { ScsService } from "../service.ts";
import type { Answer, Ask, Found } from "./ask.ts";
import { Asker, describeFailure, type Reply } from "./asker.ts";
import { fitColumns, MergedRows } from "./merged-rows.ts";
import { NeighbourAsker } from "./neighbour-asker.ts";
import type { ManyOptions } from "./options.ts";
import type { ManySummary, TargetOutcome } from "./outcome.ts";
import { Queue } from "./queue.ts";
import {
  type ConeTarget,
  type ConeTargetTable,
  type NumberedTarget,
  openTargets,
  type TargetSource,
} from "./target.ts";

/** What a search around many targets gives: rows of all in the order of the targets. */
export type ManyResult = TableResult<Record<string, unknown>, ManySummary>;

/** Targets that are looked at together: those at one place, among them, are asked for once. */
const WINDOW = 2000;
/** Rows that may wait for those of earlier targets. */
const MOST_WAITING_ROWS = 200_000;
const BATCH_ROWS = 1024;
/** A service that has answered before may be back soon. */
const MOST_IN_VAIN = 10;

/** Searches around many targets: see ScsService.searchMany. */
export async function searchMany(
  service: Pick<ScsService, "search" | "baseUrl">,
  from: Iterable<ConeTarget> | AsyncIterable<ConeTarget> | ConeTargetTable,
  options: ManyOptions,
): Promise<ManyResult> {
  checkOptions(options);
  const run = new ManyRun(service, await openTargets(from, options.radiusDeg), options);
  const table = await run.open();
  return createTableResult<Record<string, unknown>, ManySummary>({
    table,
    url: service.baseUrl,
    bytesRead: () => run.bytesRead,
    explain: (thrown) => explainFailure(thrown, service.baseUrl),
    summarize: (summary, complete) => ({ ...summary, ...run.counts(), complete }),
  });
}

function checkOptions({ parallel = 1, requestsPerSecond = 1, retries = 0 }: ManyOptions): void {
  const wrong = (name: string, value: number): DalError => new DalError("DAL_USAGE", `${name} cannot be ${value}.`);
  if (!(Number.isSafeInteger(parallel) && parallel > 0)) throw wrong("parallel", parallel);
  if (!(requestsPerSecond > 0)) throw wrong("requestsPerSecond", requestsPerSecond);
  if (!(Number.isSafeInteger(retries) && retries >= 0)) throw wrong("retries", retries);
}

/** A target whose rows are waited for. */
interface Slot {
  readonly target: NumberedTarget;
  readonly reply: Promise<Reply | "skipped">;
  readonly settle: (reply: Reply | "skipped") => void;
}

class ManyRun {
  readonly #service: Pick<ScsService, "search" | "baseUrl">;
  readonly #source: TargetSource;
  readonly #options: ManyOptions;
  readonly #startMs = performance.now();
  readonly #abort = new AbortController();
  readonly #asker: Asker;
  readonly #neighbours: NeighbourAsker | undefined;
  readonly #slots = new Queue<Slot>();
  readonly #waiting = new Map<NumberedTarget, Slot>();
  /** The answer whose columns are those of the output; rejects with what ends the run. */
  readonly #first = deferred<Answer>();
  #isFirstKnown = false;
  /** An answer without rows: services describe other columns in some. */
  #fallback: Answer | undefined;
  /** Of a target that is gone without. */
  #firstFailure: unknown;
  /** Questions in a row that failed for a reason that is not of their target. */
  #inVain = 0;
  /** The failure of all targets that are still to come: the service is asked no more. */
  #hopeless: unknown;
  /** What ended the run before its time. */
  #end: { readonly failure?: unknown } | undefined;
  #waitingRows = 0;
  #wakers: (() => void)[] = [];
  readonly #counts = { targets: 0, matched: 0, overflowed: 0, failed: 0, skipped: 0, rows: 0 };

  constructor(service: Pick<ScsService, "search" | "baseUrl">, source: TargetSource, options: ManyOptions) {
    this.#service = service;
    this.#source = source;
    this.#options = options;
    this.#asker = new Asker(service, options, this.#abort.signal);
    // With a limit of rows for each target a cone for several would have one for all of them.
    this.#neighbours =
      options.merge === true && options.maxrec === undefined ? new NeighbourAsker(this.#asker) : undefined;
    const { signal } = options;
    const onAbort = (): void => this.#stop({ failure: givenUp(signal?.reason) });
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true, signal: this.#abort.signal });
  }

  get bytesRead(): number {
    return this.#asker.bytesRead;
  }

  /** Begins to ask, and gives the table when its columns are known. */
  async open(): Promise<TableStream> {
    const asks = this.#plan();
    const { parallel = 4 } = this.#options;
    void Promise.all(Array.from({ length: parallel }, () => this.#work(asks)))
      .then(() => this.#ended())
      .catch((failure: unknown) => this.#stop({ failure }));
    const first = await this.#first.promise;
    const { find = "all" } = this.#options;
    const { ra, dec } = findConeColumns(first.fields);
    if (find !== "all" && (ra === undefined || dec === undefined)) {
      const message = `${first.url} has no columns with positions, so that nobody can tell the nearest row: only all can be had.`;
      this.#stop({});
      throw new DalError("DAL_FORMAT", message, { url: first.url });
    }
    const rows = new MergedRows(this.#source.fields, first.fields);
    const summary = deferred<StreamSummary>();
    return {
      fields: rows.fields,
      // What an answer says of its one cone (INFO, PARAM) does not hold for all.
      metadata: { ...first.metadata, fields: rows.fields, infos: [], params: [] } as TableStream["metadata"],
      batches: () => this.#batches(rows, first.fields, summary),
      get summary() {
        return summary.promise;
      },
      close: async () => this.#stop({}),
    };
  }

  counts(): Omit<ManySummary, keyof StreamSummary | "complete"> {
    const { targets, matched, overflowed, failed, skipped } = this.#counts;
    return {
      url: this.#service.baseUrl,
      targets,
      requests: this.#asker.requests,
      matched,
      overflowed,
      failed,
      skipped,
      elapsedMs: performance.now() - this.#startMs,
    };
  }

  /** Reads targets, a window at a time, and makes questions of them. */
  async *#plan(): AsyncGenerator<Ask, void, void> {
    let window: NumberedTarget[] = [];
    let read = 0;
    for await (const target of this.#source.targets()) {
      this.#slots.push(this.#slotOf(target));
      if (Number.isFinite(target.raDeg) && Number.isFinite(target.decDeg)) window.push(target);
      else this.#settle("skipped", target);
      if (++read % WINDOW !== 0) continue;
      yield* this.#questions(window);
      window = [];
      await this.#until(() => this.#slots.length <= WINDOW || (!this.#isFirstKnown && this.#waiting.size === 0));
      // Nobody takes rows before their columns are known: an answer with rows is waited for no longer than this.
      if (this.#slots.length > WINDOW) await this.#settleColumns();
      await this.#until(() => this.#slots.length <= WINDOW);
    }
    yield* this.#questions(window);
  }

  async *#questions(window: readonly NumberedTarget[]): AsyncGenerator<Ask, void, void> {
    const places = new Map<string, NumberedTarget[]>();
    for (const target of window) {
      const place = `${target.raDeg} ${target.decDeg} ${target.radiusDeg}`;
      const same = places.get(place);
      if (same === undefined) places.set(place, [target]);
      else same.push(target);
    }
    const asks = [...places.values()].map((targets): Ask => {
      const { raDeg, decDeg, radiusDeg } = targets[0] as NumberedTarget;
      return { raDeg, decDeg, radiusDeg, targets };
    });
    yield* this.#neighbours?.group(asks) ?? asks;
  }

  async #work(asks: AsyncGenerator<Ask, void, void>): Promise<void> {
    for (;;) {
      // The earliest target that is waited for is in a question that was begun before: rows can wait without end for none.
      await this.#until(() => this.#waitingRows <= MOST_WAITING_ROWS);
      const next = this.#end === undefined ? await asks.next() : await asks.return();
      if (next.done === true) return;
      const ask = next.value;
      const failure = this.#hopeless;
      const replies =
        failure === undefined
          ? await (this.#neighbours ?? this.#asker).ask(ask)
          : ask.targets.map((target) => ({ target, failure }));
      for (const reply of replies) this.#settle(reply, reply.target);
    }
  }

  #slotOf(target: NumberedTarget): Slot {
    const { promise: reply, resolve: settle } = deferred<Reply | "skipped">();
    const slot = { target, reply, settle };
    this.#waiting.set(target, slot);
    return slot;
  }

  #settle(reply: Reply | "skipped", target: NumberedTarget): void {
    const slot = this.#waiting.get(target);
    this.#waiting.delete(target);
    if (reply !== "skipped" && "answer" in reply) {
      this.#waitingRows += rowsOf(reply.found);
      this.#inVain = 0;
      if (reply.answer.rows > 0) this.#know(reply.answer);
      else this.#fallback ??= reply.answer;
    } else if (reply !== "skipped") {
      if (this.#options.onError !== "ignore") this.#stop({ failure: reply.failure });
      this.#firstFailure ??= reply.failure;
      const hasAnswered = this.#isFirstKnown || this.#fallback !== undefined;
      if (isAboutAll(reply.failure) && ++this.#inVain >= (hasAnswered ? MOST_IN_VAIN : 1)) {
        this.#hopeless ??= reply.failure;
      }
    }
    slot?.settle(reply);
    this.#wake();
  }

  #know(answer: Answer): void {
    this.#isFirstKnown = true;
    this.#first.resolve(answer);
  }

  async #ended(): Promise<void> {
    this.#slots.end();
    await this.#settleColumns();
  }

  /** Where no row has come, columns are those of an empty answer; where none has come either, there is nothing to give. */
  async #settleColumns(): Promise<void> {
    if (this.#isFirstKnown || this.#end !== undefined) return;
    if (this.#fallback !== undefined) return this.#know(this.#fallback);
    if (this.#firstFailure !== undefined) return this.#stop({ failure: this.#firstFailure });
    // No target at all, or none with a position.
    const nowhere = { raDeg: 0, decDeg: 0, radiusDeg: 0, targets: [] };
    this.#know(await this.#asker.askPatiently(nowhere));
  }

  async *#batches(
    rows: MergedRows,
    fields: readonly Field[],
    summary: Deferred<StreamSummary>,
  ): AsyncGenerator<ColumnBatch, void, void> {
    try {
      for (;;) {
        const slot = await this.#slots.take();
        let reply: Reply | "skipped" | undefined;
        void slot?.reply.then((settled) => {
          reply = settled;
        });
        await Promise.resolve();
        // Rows that are there are not kept back for those that are still asked for.
        if (reply === undefined && rows.rows > 0) yield rows.take();
        reply = await slot?.reply;
        if (this.#end?.failure !== undefined) throw this.#end.failure;
        if (slot === undefined || reply === undefined || this.#end !== undefined) break;
        this.#tell(this.#deliver(slot.target, reply, rows, fields));
        if (rows.rows >= BATCH_ROWS) yield rows.take();
      }
    } finally {
      this.#stop({});
      const { rows: count, overflowed } = this.#counts;
      const status = overflowed > 0 ? "OVERFLOW" : "OK";
      summary.resolve({ status, rows: count, bytesRead: this.bytesRead, diagnostics: [] });
    }
  }

  /** Puts the rows of a target where they belong, and says what became of it. */
  #deliver(
    target: NumberedTarget,
    reply: Reply | "skipped",
    rows: MergedRows,
    fields: readonly Field[],
  ): TargetOutcome {
    const { find = "all" } = this.#options;
    const isEach = find === "each";
    const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
    const base = {
      index: target.index,
      raDeg: finite(target.raDeg),
      decDeg: finite(target.decDeg),
      radiusDeg: target.radiusDeg,
    };
    const nothing = { found: 0, outside: 0 };
    if (reply === "skipped") {
      return { ...base, ...nothing, status: "SKIPPED", rows: rows.add(target, NOTHING, [], isEach) };
    }
    try {
      if ("failure" in reply) throw reply.failure;
      const { answer, found } = reply;
      this.#waitingRows -= rowsOf(found);
      const order = found.batches.length === 0 ? [] : fitColumns(fields, answer.fields, answer.url);
      const { status, url, elapsedMs } = answer;
      const { found: count, outside } = found;
      return { ...base, status, found: count, outside, rows: rows.add(target, found, order, isEach), url, elapsedMs };
    } catch (failure) {
      if (this.#options.onError !== "ignore") throw failure;
      const error = describeFailure(failure);
      return { ...base, ...nothing, status: "ERROR", rows: rows.add(target, NOTHING, [], isEach), error };
    }
  }

  #tell(outcome: TargetOutcome): void {
    const counts = this.#counts;
    counts.targets++;
    counts.rows += outcome.rows;
    if (outcome.found > 0) counts.matched++;
    if (outcome.status === "OVERFLOW") counts.overflowed++;
    if (outcome.status === "ERROR") counts.failed++;
    if (outcome.status === "SKIPPED") counts.skipped++;
    const { onOutcome, onProgress } = this.#options;
    onOutcome?.(outcome);
    const { targets, rows } = counts;
    const elapsedMs = performance.now() - this.#startMs;
    onProgress?.({ targets, requests: this.#asker.requests, rows, bytes: this.bytesRead, elapsedMs });
    this.#wake();
  }

  /** Asks nothing more. With a failure, whoever waits hears of it. */
  #stop(end: { readonly failure?: unknown }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#first.reject(end.failure ?? givenUp(undefined));
    this.#abort.abort();
    this.#slots.end();
    for (const { settle } of this.#waiting.values()) settle("skipped");
    this.#waiting.clear();
    this.#wake();
  }

  /** Waits for what changes as rows are taken, or for the end. */
  async #until(condition: () => boolean): Promise<void> {
    while (!condition() && this.#end === undefined) {
      await new Promise<void>((resolve) => void this.#wakers.push(resolve));
    }
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}

/** Whether other targets would fare no better: nobody is there, or nobody is let in. */
function isAboutAll(failure: unknown): boolean {
  return (
    isUnreachable(failure) || (isDalError(failure) && (failure.code === "DAL_AUTH" || failure.code === "DAL_NOT_FOUND"))
  );
}

function givenUp(cause: unknown): DalError {
  return new DalError("DAL_ABORTED", "The search around many targets was given up.", {}, { cause });
}

const NOTHING: Found = { batches: [], separationsDeg: [], found: 0, outside: 0 };

function rowsOf({ batches }: Found): number {
  return batches.reduce((sum, { rows }) => sum + rows, 0);
}

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (failure: unknown) => void;
}

/** A promise that is settled from outside; nobody is bound to hear its failure. */
function deferred<Value>(): Deferred<Value> {
  let settle: Omit<Deferred<Value>, "promise"> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  promise.catch(() => undefined);
  return { promise, ...(settle as Omit<Deferred<Value>, "promise">) };
}
