import { isDalError } from "@armillary/dali";
import type { ArchiveProtocol } from "../archives/profile.ts";
import type { AnswerSummary, OpenedAnswer } from "./answer.ts";
import type { PassedOver, PlannedAsk, SearchPlan } from "./plan.ts";
import { isRegistryAsk } from "./registry-ask.ts";

/**
 * What came of asking a service. `ASKED`: not known yet. `OK`: all rows are there. `OVERFLOW`: the service says that there are
 * more. `SUSPECT`: as many came as were asked for at most, and it says nothing. `TIMEOUT`: it took longer than it may.
 * `ERROR`: it refused, or could not be reached, or broke off. `ABORTED`: the caller gave it up. `NOT_ASKED`: see `message`.
 */
export type LedgerStatus = "ASKED" | "OK" | "OVERFLOW" | "SUSPECT" | "TIMEOUT" | "ERROR" | "ABORTED" | "NOT_ASKED";

/** One line of the account of a search: who was asked what, and what came of it. */
export interface LedgerEntry {
  /** `mast`, `heasarc`, …; of a service of the registry that is none of theirs, its authority. */
  readonly archive: string;
  readonly protocol?: ArchiveProtocol;
  readonly collection?: string;
  /** What was asked, without secrets; until the answer comes, the base URL. */
  readonly url?: string;
  /** The ADQL of it, where it was asked by TAP. */
  readonly query?: string;
  readonly status: LedgerStatus;
  /** Rows that were given out; of an answer that failed, those before the failure. */
  readonly rows: number;
  /** Rows that the service sent: more than `rows` where it could not be asked for those alone that were wanted. */
  readonly received: number;
  readonly elapsedMs: number;
  /** What happened, in a sentence. */
  readonly message?: string;
  /** The service's own words. */
  readonly serviceMessage?: string;
  /** What to do about it. */
  readonly advice?: string;
  /** What the client did otherwise than asked. */
  readonly notes: readonly string[];
}

const BEGUN = { status: "ASKED", rows: 0, received: 0, elapsedMs: 0, notes: [] } as const;

function addressOf({ service, url }: PlannedAsk): Pick<LedgerEntry, "protocol" | "url"> {
  return { protocol: service.protocol, url };
}

/** The account of a search while it goes on. Entries stand in the order of the plan. */
export class Ledger {
  readonly #entries: LedgerEntry[];
  readonly #startMs = performance.now();
  readonly #onChange: ((entry: LedgerEntry) => void) | undefined;

  constructor({ asks, passedOver }: SearchPlan, onChange?: (entry: LedgerEntry) => void) {
    this.#onChange = onChange;
    this.#entries = [
      ...asks.map(
        (ask): LedgerEntry => ({
          ...BEGUN,
          archive: ask.archive,
          ...(ask.collection === undefined ? {} : { collection: ask.collection }),
          ...(isRegistryAsk(ask) ? {} : addressOf(ask)),
        }),
      ),
      ...passedOver.map(
        ({ archive, reason }: PassedOver): LedgerEntry => ({
          ...BEGUN,
          archive,
          status: "NOT_ASKED",
          message: `It was not asked: ${reason}.`,
        }),
      ),
    ];
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** Where a service is, is known. */
  located(index: number, ask: PlannedAsk): void {
    const entry = this.#entries[index];
    if (entry !== undefined) this.#entries[index] = { ...entry, ...addressOf(ask) };
  }

  /** An answer has begun. */
  answered(index: number, { url, query }: Pick<OpenedAnswer, "url" | "query">): void {
    this.change(index, { url, ...(query === undefined ? {} : { query }) });
  }

  /** Of the rows that a service sent, some were given out. */
  gave(index: number, received: number, rows: number): void {
    const entry = this.#entries[index];
    if (entry === undefined) return;
    this.#entries[index] = { ...entry, rows: entry.rows + rows, received: entry.received + received };
  }

  /** What was done with the rows here. */
  filtered(index: number, notes: readonly string[]): void {
    const entry = this.#entries[index];
    if (entry !== undefined) this.#entries[index] = { ...entry, notes: [...entry.notes, ...notes] };
  }

  /** An answer was read to its end. */
  ended(index: number, { status, suspect, message, notes, advice }: AnswerSummary): void {
    const isCut = status === "OVERFLOW" || suspect;
    this.change(index, {
      status: status === "OVERFLOW" ? "OVERFLOW" : suspect ? "SUSPECT" : "OK",
      notes,
      ...(isCut ? { advice: advice ?? "Ask for more rows (MAXREC), or for a smaller region." } : {}),
      ...(message === undefined ? {} : { serviceMessage: message }),
    });
  }

  /** Nothing more comes. @param isOurs - whether the caller gave it up, or its time was over */
  failed(index: number, failure: unknown, isOurs: "ABORTED" | "TIMEOUT" | undefined): void {
    const message = failure instanceof Error ? failure.message : String(failure);
    const code = isDalError(failure) ? failure.code : undefined;
    const status = isOurs ?? (code === "DAL_TIMEOUT" ? "TIMEOUT" : code === "DAL_ABORTED" ? "ABORTED" : "ERROR");
    const words = isDalError(failure) ? failure.failure.serviceMessage : undefined;
    const advice = ADVICE[status === "TIMEOUT" ? "DAL_TIMEOUT" : (code ?? "")];
    this.change(index, {
      status,
      message,
      ...(words === undefined ? {} : { serviceMessage: words }),
      ...(advice === undefined ? {} : { advice }),
    });
  }

  /** The caller wants no more rows: what is not known yet will not be. */
  left(index: number): void {
    if (this.#entries[index]?.status !== "ASKED") return;
    this.change(index, { status: "ABORTED", message: "It was given up before its end." });
  }

  protected change(index: number, change: Partial<LedgerEntry>): void {
    const entry = this.#entries[index];
    if (entry === undefined) return;
    const changed = { ...entry, ...change, elapsedMs: performance.now() - this.#startMs };
    this.#entries[index] = changed;
    this.#onChange?.(changed);
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  DAL_TIMEOUT: "Give it more time, or ask it alone.",
  DAL_NETWORK: "Ask it again later; the others are not affected.",
  DAL_HTTP: "Ask it again later; the others are not affected.",
  DAL_FORMAT: "It sent something else than a table: ask it again later.",
  DAL_AUTH: "Log in there, or leave it out.",
  DAL_NOT_FOUND: "Is the name of the collection right?",
  DAL_QUERY_ERROR: "Its words say what it does not take.",
};

/** Whether an entry says that rows of the archive are missing, or may be. */
export function isFailure({ status }: LedgerEntry): boolean {
  return status === "TIMEOUT" || status === "ERROR" || status === "ABORTED";
}
