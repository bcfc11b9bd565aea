import type { ColumnBatch, Field } from "@armillary/columns";
import { DalError } from "@armillary/dali";
import { createTableResult, explainFailure, type TableResult } from "@armillary/dali/table";
import type { StreamSummary, TableStream } from "@armillary/formats";
import { findConeColumns } from "../columns.ts";
import type { ScsService } from "../service.ts";
import type { Found } from "./ask.ts";
import { describeFailure, type Reply } from "./asker.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { fitColumns, MergedRows } from "./merged-rows.ts";
import type { ManyOptions } from "./options.ts";
import type { ManySummary, TargetOutcome } from "./outcome.ts";
import { Questions } from "./questions.ts";
import {
  type ConeTarget,
  type ConeTargetTable,
  type NumberedTarget,
  openTargets,
  type TargetSource,
} from "./target.ts";

/** What a search around many targets gives: rows of all in the order of the targets. */
export type ManyResult = TableResult<Record<string, unknown>, ManySummary>;

const BATCH_ROWS = 1024;

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

class ManyRun {
  readonly #service: Pick<ScsService, "search" | "baseUrl">;
  readonly #source: TargetSource;
  readonly #options: ManyOptions;
  readonly #questions: Questions;
  readonly #startMs = performance.now();
  readonly #counts = { targets: 0, matched: 0, overflowed: 0, failed: 0, skipped: 0, rows: 0 };

  constructor(service: Pick<ScsService, "search" | "baseUrl">, source: TargetSource, options: ManyOptions) {
    this.#service = service;
    this.#source = source;
    this.#options = options;
    this.#questions = new Questions(service, source, options);
  }

  get bytesRead(): number {
    return this.#questions.asker.bytesRead;
  }

  /** Begins to ask, and gives the table when its columns are known. */
  async open(): Promise<TableStream> {
    const first = await this.#questions.begin();
    const { find = "all" } = this.#options;
    const { ra, dec } = findConeColumns(first.fields);
    if (find !== "all" && (ra === undefined || dec === undefined)) {
      const message = `${first.url} has no columns with positions, so that nobody can tell the nearest row: only all can be had.`;
      this.#questions.stop({});
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
      close: async () => this.#questions.stop({}),
    };
  }

  counts(): Omit<ManySummary, keyof StreamSummary | "complete"> {
    const { targets, matched, overflowed, failed, skipped } = this.#counts;
    return {
      url: this.#service.baseUrl,
      targets,
      requests: this.#questions.asker.requests,
      matched,
      overflowed,
      failed,
      skipped,
      elapsedMs: performance.now() - this.#startMs,
    };
  }

  async *#batches(
    rows: MergedRows,
    fields: readonly Field[],
    summary: Deferred<StreamSummary>,
  ): AsyncGenerator<ColumnBatch, void, void> {
    try {
      for (;;) {
        const slot = await this.#questions.take();
        let reply: Reply | "skipped" | undefined;
        void slot?.reply.then((settled) => {
          reply = settled;
        });
        await Promise.resolve();
        // Rows that are there are not kept back for those that are still asked for.
        if (reply === undefined && rows.rows > 0) yield rows.take();
        reply = await slot?.reply;
        const { end } = this.#questions;
        if (end?.failure !== undefined) throw end.failure;
        if (slot === undefined || reply === undefined || end !== undefined) break;
        const outcome = this.#deliver(slot.target, reply, rows, fields);
        this.#questions.release(reply);
        this.#tell(outcome);
        if (rows.rows >= BATCH_ROWS) yield rows.take();
      }
    } finally {
      this.#questions.stop({});
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
    onProgress?.({ targets, requests: this.#questions.asker.requests, rows, bytes: this.bytesRead, elapsedMs });
  }
}

const NOTHING: Found = { batches: [], separationsDeg: [], found: 0, outside: 0 };
