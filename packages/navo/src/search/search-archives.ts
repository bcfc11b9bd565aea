import type { ColumnBatch, Field } from "@armillary/columns";
import type { OperationOptions, Transport } from "@armillary/dali";
import { createTableResult, type TableResult } from "@armillary/dali/table";
import type { Spool, StreamSummary, TableStream } from "@armillary/formats";
import type { ArchiveProfile } from "../archives/profile.ts";
import { ARCHIVE_PROFILES } from "../archives/profiles.ts";
import { Duplicates } from "../merge/duplicates.ts";
import { RowMerger } from "../merge/row-merger.ts";
import { type RegionShape, regionShape } from "../region/region-shape.ts";
import { ArchivesError } from "./archives-error.ts";
import { keptRows, mergedRow } from "./kept-rows.ts";
import { isFailure, Ledger, type LedgerEntry } from "./ledger.ts";
import { planSearch } from "./plan.ts";
import type { ArchiveQuestion } from "./question.ts";
import type { ServiceRegistry } from "./registry-ask.ts";
import { RunningAsk } from "./running-ask.ts";
import { whicheverNext } from "./whichever-next.ts";

export interface SearchArchivesOptions extends OperationOptions {
  readonly transport: Transport;
  /** Whom to ask (default: all four). */
  readonly archives?: readonly ArchiveProfile[];
  /** Finds collections that are identifiers, `ivo://…` (default: those are errors of theirs). */
  readonly registry?: ServiceRegistry;
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

/**
 * Asks several archives one question at once, each in its own protocol, and gives their rows as one table as they arrive: in
 * front the columns that all have, in one unit each, behind them each archive's own. An archive that fails, is slow, or cuts
 * its answer spoils none of the others: the ledger says what became of each. The columns are known when every archive has
 * begun to answer, or will not.
 * @throws DalError DAL_USAGE for a region that is none; ArchivesError NAVO_NO_ANSWER where none answered, NAVO_NOBODY_ASKED where none could be asked
 */
export async function searchArchives(
  question: ArchiveQuestion,
  options: SearchArchivesOptions,
): Promise<ArchivesResult> {
  const startMs = performance.now();
  const { archives = ARCHIVE_PROFILES, onProgress } = options;
  const shape = regionShape(question.region);
  const plan = planSearch(question, archives);
  const ledger = new Ledger(plan, options.onLedger);
  if (plan.asks.length === 0) throw new ArchivesError("NAVO_NOBODY_ASKED", ledger.entries);
  const asks = plan.asks.map((ask, index) => new RunningAsk(ask, index, question, options, ledger));
  await Promise.all(asks.map((ask) => ask.opened));
  const answers = asks.filter((ask) => ask.answer !== undefined);
  if (answers.length === 0) throw new ArchivesError("NAVO_NO_ANSWER", ledger.entries);
  const merged = new MergedArchives(question.kind, shape, answers, options.commonOnly === true, ledger);
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

/** What several services answer, as one table. */
class MergedArchives implements TableStream {
  readonly fields: readonly Field[];
  readonly metadata: TableStream["metadata"] = { params: [], infos: [] };
  readonly summary: Promise<StreamSummary>;
  readonly #centre: RegionShape["centre"];
  readonly #asks: readonly RunningAsk[];
  readonly #merger: RowMerger;
  readonly #duplicates: Duplicates;
  readonly #ledger: Ledger;
  #settle: (summary: StreamSummary) => void = () => undefined;
  #rows = 0;

  constructor(
    kind: ArchiveQuestion["kind"],
    { centre }: RegionShape,
    asks: readonly RunningAsk[],
    commonOnly: boolean,
    ledger: Ledger,
  ) {
    this.#centre = centre;
    this.#asks = asks;
    this.#ledger = ledger;
    this.#merger = new RowMerger(
      kind,
      asks.map(({ ask, answer }) => ({
        label: ask?.archive ?? "",
        fields: commonOnly ? [] : (answer?.result.fields ?? []),
      })),
    );
    this.fields = this.#merger.fields;
    this.#duplicates = new Duplicates(kind);
    this.summary = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Rows of whichever archive has some, next. */
  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    try {
      for await (const [ask, batch] of whicheverNext(this.#asks, (each) => each.next())) {
        if (batch === undefined) continue;
        const merged = this.#merge(ask, batch);
        if (merged.rows > 0) yield merged;
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

  #merge(running: RunningAsk, came: ColumnBatch): ColumnBatch {
    const { ask, answer, index } = running;
    if (ask === undefined || answer === undefined) throw new TypeError("rows come of answers alone");
    const { batch, rows } = keptRows(answer, came);
    this.#ledger.gave(index, came.rows, rows.length);
    const merged = rows.map((row) => mergedRow(ask, row, this.#centre, this.#duplicates.add(this.#rows++, index, row)));
    return this.#merger.merge(this.#asks.indexOf(running), batch, merged);
  }
}
