import { onAbort } from "@armillary/dali";
import { createTableResult, type TableResult } from "@armillary/dali/table";
import type { NumberedTarget } from "@armillary/scs";
import { ARCHIVE_PROFILES } from "../../archives/profiles.ts";
import { ArchivesError } from "../archives-error.ts";
import { isFailure } from "../ledger.ts";
import { planSearch } from "../plan.ts";
import type { ArchiveQuestion } from "../question.ts";
import { locateAsk } from "../registry-ask.ts";
import type { ArchivesSummary, SearchArchivesOptions } from "../search-archives.ts";
import { ManyLedger, type ManyLedgerEntry } from "./many-ledger.ts";
import { MergedTargets } from "./merged-targets.ts";
import { type ArchiveTargets, readTargets } from "./read-targets.ts";
import { ServiceRun } from "./service-run.ts";
import { askTarget, type TargetFind } from "./target-reply.ts";

/** What is asked about every target. */
export interface ManyQuestion extends Omit<ArchiveQuestion, "region"> {
  /** Of the circle around every target that does not say its own. */
  readonly radiusDeg: number;
}

export interface SearchManyOptions extends Omit<SearchArchivesOptions, "onProgress" | "patienceMs"> {
  /** Which rows around a target are given (default: all). */
  readonly find?: TargetFind;
  /** Questions to each service at a time (default 4); the transport's own limit for a host holds, too. */
  readonly parallel?: number;
  /** How long one service may take for one target (default: as its archive's profile says). */
  readonly patienceMs?: number;
  /** What is done about a target that fails at a service: give up all, or go on (default: ignore; the ledger has it). */
  readonly onError?: "abort" | "ignore";
  readonly onProgress?: (progress: ManyArchivesProgress) => void;
}

/** How far a search for many targets has come. */
export interface ManyArchivesProgress {
  /** Replies that were taken, of every service about every target. */
  readonly replies: number;
  readonly rows: number;
  readonly elapsedMs: number;
}

/** What can only be said at the end. */
export interface ManyArchivesSummary extends ArchivesSummary {
  /** What became of every service, over all targets. */
  readonly ledger: readonly ManyLedgerEntry[];
  readonly targets: number;
  /** Targets with at least one row of any service. */
  readonly matched: number;
  /** Numbers of targets that have no position, and were not asked for. */
  readonly skipped: readonly number[];
}

/** Rows of several archives around many targets as one table. */
export interface ManyArchivesResult extends TableResult<Record<string, unknown>, ManyArchivesSummary> {
  /** What is known by now of every service. */
  readonly ledger: readonly ManyLedgerEntry[];
}

const PARALLEL = 4;

/**
 * Asks several archives what they have around each of many targets: what `searchArchives` gives for each, as one table, with the
 * number and the columns of the target in front. Each service goes through the targets at its own pace, some at a time, so
 * that a slow one holds up nobody; its rows come in the order of the targets. What fails for a target costs its rows of that
 * service, and nothing else: `failures` of the ledger has it. A service that is not there is given up.
 * @throws DalError DAL_USAGE for targets without positions; ArchivesError NAVO_NO_ANSWER, NAVO_NOBODY_ASKED
 */
export async function searchArchivesMany(
  targets: ArchiveTargets,
  question: ManyQuestion,
  options: SearchManyOptions,
): Promise<ManyArchivesResult> {
  const startMs = performance.now();
  const { archives = ARCHIVE_PROFILES, signal, onProgress } = options;
  const plan = planSearch(question, archives);
  const ledger = new ManyLedger(plan, options.onLedger);
  if (plan.asks.length === 0) throw new ArchivesError("NAVO_NOBODY_ASKED", ledger.entries);
  const read = await readTargets(targets, question.radiusDeg);
  const own = new AbortController();
  const stopListening = signal === undefined ? () => undefined : onAbort(signal, () => own.abort(signal.reason));
  const runs = startRuns(plan.asks, read.placed, question, options, own.signal, ledger);
  own.signal.addEventListener("abort", () => {
    for (const run of runs) run.wake();
  });
  await Promise.all(runs.map((run) => run.ready));
  if (read.placed.length > 0 && !runs.some((run) => run.hasAnswered)) {
    for (const run of runs) await drain(run, ledger);
    stopListening();
    throw new ArchivesError("NAVO_NO_ANSWER", ledger.entries);
  }
  const elapsedMs = (): number => performance.now() - startMs;
  const { find = "all", onError = "ignore", commonOnly = false } = options;
  const merged = new MergedTargets(
    read.fields,
    runs,
    {
      kind: question.kind,
      find,
      onError,
      commonOnly,
      onProgress: (progress) => onProgress?.({ ...progress, elapsedMs: elapsedMs() }),
    },
    ledger,
  );
  const result = createTableResult<Record<string, unknown>, ManyArchivesSummary>({
    table: merged,
    url: "the archives",
    bytesRead: () => 0,
    explain: (thrown) => thrown,
    summarize: (summary, complete) => ({
      ...summary,
      ledger: ledger.manyEntries,
      complete,
      failed: ledger.entries.filter(isFailure).length,
      targets: read.count,
      matched: merged.matched,
      skipped: read.skipped,
      elapsedMs: elapsedMs(),
    }),
    async onEnd() {
      stopListening();
      own.abort();
    },
  });
  return Object.defineProperty(result, "ledger", { get: () => ledger.manyEntries }) as ManyArchivesResult;
}

function startRuns(
  asks: ReturnType<typeof planSearch>["asks"],
  targets: readonly NumberedTarget[],
  { radiusDeg: _, ...question }: ManyQuestion,
  { transport, registry, deadline, timeoutMs, lenient, spool, ...options }: SearchManyOptions,
  signal: AbortSignal,
  ledger: ManyLedger,
): readonly ServiceRun[] {
  const { parallel = PARALLEL, find = "all", patienceMs } = options;
  const asking = {
    signal,
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const reading = { ...(lenient === undefined ? {} : { lenient }), ...(spool === undefined ? {} : { spool }) };
  return asks.map(
    (planned, index) =>
      new ServiceRun(planned, index, targets, Math.max(1, parallel), {
        signal,
        async locate(ask) {
          const located = await locateAsk(ask, registry, asking);
          ledger.located(index, located);
          return located;
        },
        ask: (ask, target) =>
          askTarget(ask, { ...question, find }, target, transport, {
            ...asking,
            ...reading,
            patienceMs: patienceMs ?? ask.patienceMs,
          }),
      }),
  );
}

/** Takes what is left of a service that gave nothing, for the ledger. */
async function drain(run: ServiceRun, ledger: ManyLedger): Promise<void> {
  for (let reply = await run.next(); reply !== undefined; reply = await run.next()) ledger.replied(run.index, reply);
  if (run.isDone) ledger.finished(run.index);
  else ledger.left(run.index);
}
