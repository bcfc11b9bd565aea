import { type ColumnBatch, type Field, widenColumn } from "@armillary/columns";
import { Deadline, type OperationOptions, onAbort, type Transport } from "@armillary/dali";
import { createTableResult, type SearchSummary, type TableResult } from "@armillary/dali/table";
import type { Spool, StreamSummary, TableStream } from "@armillary/formats";
import { separationDeg } from "@armillary/sky";
import type { ArchiveProfile } from "../archives/profile.ts";
import { ARCHIVE_PROFILES } from "../archives/profiles.ts";
import { CommonColumns, commonFields } from "../merge/common-columns.ts";
import { Duplicates } from "../merge/duplicates.ts";
import { nullColumn } from "../merge/null-column.ts";
import { type UnionFields, unionFields } from "../merge/union-fields.ts";
import { ArchivesError } from "./archives-error.ts";
import { isFailure, Ledger, type LedgerEntry } from "./ledger.ts";
import { type OpenedAnswer, openAsk } from "./open-ask.ts";
import { type PlannedAsk, planSearch } from "./plan.ts";
import { prefetch } from "./prefetch.ts";
import type { ArchiveQuestion } from "./question.ts";

export interface SearchArchivesOptions extends OperationOptions {
  readonly transport: Transport;
  /** Whom to ask (default: all four). */
  readonly archives?: readonly ArchiveProfile[];
  /** How long one archive may take for all of its answer (default: as its profile says). */
  readonly patienceMs?: number;
  /** The columns alone that all archives have (default false: their own, too). */
  readonly commonOnly?: boolean;
  /** Cells that cannot be decoded become null and are reported (default false: they are errors of their service). */
  readonly lenient?: boolean;
  readonly spool?: Spool;
  /** Called whenever it is known what became of a service, or that it answers. */
  readonly onLedger?: (entry: LedgerEntry) => void;
  readonly onProgress?: (progress: { readonly rows: number; readonly elapsedMs: number }) => void;
}

/** What can only be said at the end. */
export interface ArchivesSummary extends StreamSummary {
  /** What became of every service. */
  readonly ledger: readonly LedgerEntry[];
  /** Whether all answers were read to their ends, as far as there were any. */
  readonly complete: boolean;
  /** Services whose rows are missing, or some of them. */
  readonly failed: number;
  readonly elapsedMs: number;
}

/** Rows of several archives as one table. */
export interface ArchivesResult extends TableResult<Record<string, unknown>, ArchivesSummary> {
  /** What is known by now of every service. */
  readonly ledger: readonly LedgerEntry[];
}

/** Rows of one service that may be read ahead of the others'. */
const AHEAD_BYTES = 8 << 20;

/**
 * Asks several archives one question at once, each in its own protocol, and gives their rows as one table as they arrive: in
 * front the columns that all have, in one unit each, behind them each archive's own. An archive that fails, is slow, or cuts
 * its answer spoils none of the others: the ledger says what became of each. The columns are known when every archive has
 * begun to answer, or will not.
 * @throws ArchivesError NAVO_NO_ANSWER where none answered, NAVO_NOBODY_ASKED where none could be asked
 */
export async function searchArchives(
  question: ArchiveQuestion,
  options: SearchArchivesOptions,
): Promise<ArchivesResult> {
  const startMs = performance.now();
  const { archives = ARCHIVE_PROFILES, onProgress } = options;
  const plan = planSearch(question, archives);
  const ledger = new Ledger(plan.asks, plan.passedOver, options.onLedger);
  if (plan.asks.length === 0) throw new ArchivesError("NAVO_NOBODY_ASKED", ledger.entries);
  const asks = plan.asks.map((ask, index) => new RunningAsk(ask, index, question, options, ledger));
  await Promise.all(asks.map((ask) => ask.opened));
  const answers = asks.filter((ask) => ask.answer !== undefined);
  if (answers.length === 0) throw new ArchivesError("NAVO_NO_ANSWER", ledger.entries);
  const merged = new MergedArchives(question, answers, options.commonOnly === true, ledger);
  const result = createTableResult<Record<string, unknown>, ArchivesSummary>({
    table: merged,
    url: "the archives",
    bytesRead: () => 0,
    explain: (thrown) => thrown,
    summarize: (summary, complete) => ({
      ...summary,
      ledger: [...ledger.entries],
      complete,
      failed: ledger.entries.filter(isFailure).length,
      elapsedMs: performance.now() - startMs,
    }),
    onRows: (rows) => onProgress?.({ rows, elapsedMs: performance.now() - startMs }),
  });
  return Object.defineProperty(result, "ledger", { get: () => [...ledger.entries] }) as ArchivesResult;
}

/** One service while it is asked: within its own time, and the caller's. */
class RunningAsk {
  readonly ask: PlannedAsk;
  readonly index: number;
  /** Settled when it is known whether there is an answer; never rejects. */
  readonly opened: Promise<void>;
  answer: OpenedAnswer | undefined;
  batches: AsyncIterator<ColumnBatch> | undefined;
  readonly #ledger: Ledger;
  readonly #own = new AbortController();
  readonly #signal: AbortSignal | undefined;
  readonly #deadline: Deadline;
  readonly #stopListening: () => void;

  constructor(
    ask: PlannedAsk,
    index: number,
    question: ArchiveQuestion,
    { transport, signal, deadline, timeoutMs, patienceMs = ask.patienceMs, lenient, spool }: SearchArchivesOptions,
    ledger: Ledger,
  ) {
    this.ask = ask;
    this.index = index;
    this.#ledger = ledger;
    this.#signal = signal;
    this.#stopListening =
      signal === undefined ? () => undefined : onAbort(signal, () => this.#own.abort(signal.reason));
    this.#deadline = new Deadline(Math.min(patienceMs, deadline?.remainingMs ?? Number.POSITIVE_INFINITY));
    this.opened = openAsk(ask, question, transport, {
      signal: this.#own.signal,
      deadline: this.#deadline,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(lenient === undefined ? {} : { lenient }),
      ...(spool === undefined ? {} : { spool }),
    }).then(
      (answer) => {
        this.answer = answer;
        this.batches = prefetch(answer.result.batches(), AHEAD_BYTES);
        ledger.answered(index, answer.result.url);
        // Reading has begun, so that this waits for its end, and reads nothing itself.
        answer.result.summary.then(
          (summary) => (summary.complete ? this.ended(summary) : undefined),
          (failure: unknown) => this.failed(failure),
        );
      },
      (failure: unknown) => this.failed(failure),
    );
  }

  /** The next rows; undefined behind the last, and where no more can be had: the ledger says why. */
  async next(): Promise<ColumnBatch | undefined> {
    try {
      const next = await this.batches?.next();
      if (next !== undefined && next.done !== true) return next.value;
      await this.answer?.result.summary;
    } catch {
      // Whoever waits for the summary has written it into the ledger.
    }
    return undefined;
  }

  ended(summary: SearchSummary): void {
    this.#stopListening();
    this.#ledger.ended(this.index, summary);
  }

  failed(failure: unknown): void {
    this.#stopListening();
    const isAborted = this.#signal?.aborted === true;
    this.#ledger.failed(this.index, failure, isAborted ? "ABORTED" : this.#deadline.isOver ? "TIMEOUT" : undefined);
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#ledger.left(this.index);
    await this.answer?.result.close();
    await this.batches?.return?.();
  }
}

class MergedArchives implements TableStream {
  readonly fields: readonly Field[];
  readonly metadata: TableStream["metadata"];
  readonly summary: Promise<StreamSummary>;
  readonly #question: ArchiveQuestion;
  readonly #asks: readonly RunningAsk[];
  readonly #union: UnionFields;
  readonly #common: CommonColumns;
  readonly #commonCount: number;
  readonly #duplicates: Duplicates;
  readonly #ledger: Ledger;
  #settle: (summary: StreamSummary) => void = () => undefined;
  #rows = 0;

  constructor(question: ArchiveQuestion, asks: readonly RunningAsk[], commonOnly: boolean, ledger: Ledger) {
    this.#question = question;
    this.#asks = asks;
    this.#ledger = ledger;
    const common = commonFields(question.kind);
    this.#commonCount = common.length;
    this.#union = unionFields(
      common,
      asks.map(({ ask, answer }) => ({ label: ask.archive, fields: commonOnly ? [] : (answer?.result.fields ?? []) })),
    );
    this.fields = this.#union.fields;
    this.metadata = { params: [], infos: [] };
    this.#common = new CommonColumns(question.kind);
    this.#duplicates = new Duplicates(question.kind);
    this.summary = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Rows of whichever archive has some, next. */
  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    const pending = new Map<
      RunningAsk,
      Promise<{ readonly ask: RunningAsk; readonly batch: ColumnBatch | undefined }>
    >();
    const read = (ask: RunningAsk): void => {
      pending.set(
        ask,
        ask.next().then((batch) => ({ ask, batch })),
      );
    };
    for (const ask of this.#asks) read(ask);
    try {
      while (pending.size > 0) {
        const { ask, batch } = await Promise.race(pending.values());
        pending.delete(ask);
        if (batch === undefined) continue;
        const merged = this.#merge(ask, batch);
        this.#ledger.gave(ask.index, batch.rows);
        yield merged;
        read(ask);
      }
    } finally {
      await this.close();
      const { entries } = this.#ledger;
      const isCut = entries.some(({ status }) => status === "OVERFLOW");
      this.#settle({ status: isCut ? "OVERFLOW" : "OK", rows: this.#rows, bytesRead: 0, diagnostics: [] });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#asks.map((ask) => ask.close()));
  }

  #merge(ask: RunningAsk, batch: ColumnBatch): ColumnBatch {
    const { raDeg, decDeg } = this.#question;
    const { archive, collection, url } = ask.ask;
    for (let row = 0; row < batch.rows; row++) {
      const common = ask.answer?.read(batch, row) ?? {};
      const sameAs = this.#duplicates.add(this.#rows, ask.index, common);
      const isPlaced = common.raDeg !== undefined && common.decDeg !== undefined;
      this.#common.add({
        ...common,
        archive,
        service: url,
        ...(collection === undefined ? {} : { collection }),
        ...(isPlaced
          ? { distanceArcsec: separationDeg(raDeg, decDeg, common.raDeg ?? 0, common.decDeg ?? 0) * 3600 }
          : {}),
        ...(sameAs === undefined ? {} : { sameAs }),
      });
      this.#rows++;
    }
    const columns = [...this.#common.take()];
    const places = this.#union.places[this.#asks.indexOf(ask)] ?? [];
    for (let place = this.#commonCount; place < this.fields.length; place++) {
      const { layout } = this.fields[place] as Field;
      const own = batch.columns[places.indexOf(place)];
      columns.push(own === undefined ? nullColumn(layout, batch.rows) : widenColumn(own, layout));
    }
    return { rows: batch.rows, columns };
  }
}
