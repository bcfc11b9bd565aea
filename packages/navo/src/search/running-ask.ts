import type { ColumnBatch } from "@armillary/columns";
import { Deadline, onAbort } from "@armillary/dali";
import type { AnswerSummary, OpenedAnswer } from "./answer.ts";
import type { Ledger } from "./ledger.ts";
import { openAsk } from "./open-ask.ts";
import type { PlannedAsk } from "./plan.ts";
import { prefetch } from "./prefetch.ts";
import type { ArchiveQuestion } from "./question.ts";
import { isRegistryAsk, locateAsk, type RegistryAsk } from "./registry-ask.ts";
import type { SearchArchivesOptions } from "./search-archives.ts";

/** Rows of one service that may be read ahead of the others'. */
const AHEAD_BYTES = 8 << 20;

/** One service while it is asked: within its own time, and the caller's. */
export class RunningAsk {
  readonly index: number;
  /** Settled when it is known whether there is an answer; never rejects. */
  readonly opened: Promise<void>;
  /** What is asked, once it is known. */
  ask: PlannedAsk | undefined;
  answer: OpenedAnswer | undefined;
  #batches: AsyncIterator<ColumnBatch> | undefined;
  readonly #ledger: Ledger;
  readonly #own = new AbortController();
  readonly #signal: AbortSignal | undefined;
  readonly #deadline: Deadline;
  readonly #stopListening: () => void;

  constructor(
    ask: PlannedAsk | RegistryAsk,
    index: number,
    question: ArchiveQuestion,
    options: SearchArchivesOptions,
    ledger: Ledger,
  ) {
    const { signal, deadline, patienceMs = ask.patienceMs } = options;
    this.index = index;
    this.#ledger = ledger;
    this.#signal = signal;
    this.#stopListening =
      signal === undefined ? () => undefined : onAbort(signal, () => this.#own.abort(signal.reason));
    this.#deadline = new Deadline(Math.min(patienceMs, deadline?.remainingMs ?? Number.POSITIVE_INFINITY));
    this.opened = this.#open(ask, question, options).catch((failure: unknown) => this.#failed(failure));
  }

  async #open(
    asked: PlannedAsk | RegistryAsk,
    question: ArchiveQuestion,
    { transport, registry, timeoutMs, lenient, spool }: SearchArchivesOptions,
  ): Promise<void> {
    const patience = {
      signal: this.#own.signal,
      deadline: this.#deadline,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    const ask = isRegistryAsk(asked) ? await locateAsk(asked, registry, patience) : asked;
    this.ask = ask;
    this.#ledger.located(this.index, ask);
    const answer = await openAsk(ask, question, transport, {
      ...patience,
      ...(lenient === undefined ? {} : { lenient }),
      ...(spool === undefined ? {} : { spool }),
    });
    this.answer = answer;
    this.#batches = prefetch(answer.result.batches(), AHEAD_BYTES);
    this.#ledger.answered(this.index, answer);
    // Reading has begun, so that this waits for its end, and reads nothing itself.
    answer.result.summary.then(
      (summary) => (summary.complete ? this.#ended(summary) : undefined),
      (failure: unknown) => this.#failed(failure),
    );
  }

  /** The next rows; undefined behind the last, and where no more can be had: the ledger says why. */
  async next(): Promise<ColumnBatch | undefined> {
    try {
      const next = await this.#batches?.next();
      if (next !== undefined && next.done !== true) return next.value;
      await this.answer?.result.summary;
    } catch {
      // Whoever waits for the summary has written it into the ledger.
    }
    this.#ledger.filtered(this.index, this.answer?.filter?.notes() ?? []);
    return undefined;
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#ledger.left(this.index);
    await this.answer?.result.close();
    await this.#batches?.return?.();
  }

  #ended(summary: AnswerSummary): void {
    this.#stopListening();
    this.#ledger.ended(this.index, summary);
  }

  #failed(failure: unknown): void {
    this.#stopListening();
    const isAborted = this.#signal?.aborted === true;
    this.#ledger.failed(this.index, failure, isAborted ? "ABORTED" : this.#deadline.isOver ? "TIMEOUT" : undefined);
  }
}
