import { isDalError } from "@armillary/dali";
import { Ledger, type LedgerEntry, type LedgerStatus } from "../ledger.ts";
import type { SearchPlan } from "../plan.ts";
import { hasFailed, type TargetReply } from "./target-reply.ts";

/** A target for which a service gave nothing. */
export interface TargetFailure {
  /** From 0, in the order of the targets. */
  readonly target: number;
  readonly status: Extract<LedgerStatus, "TIMEOUT" | "ERROR" | "ABORTED">;
  readonly code?: string;
  readonly message: string;
  /** The service's own words. */
  readonly serviceMessage?: string;
}

/** What came of asking a service about many targets; rows and numbers are sums over all. */
export interface ManyLedgerEntry extends LedgerEntry {
  /** Targets that it answered, and that did not fail. */
  readonly answered: number;
  /** Targets with rows. */
  readonly matched: number;
  /** Targets around which it has more rows than it gave, or seems to. */
  readonly cut: number;
  readonly failures: readonly TargetFailure[];
}

/** Sums of a service while it is asked. */
interface Sums {
  answered: number;
  matched: number;
  overflowed: number;
  suspect: number;
  readonly failures: TargetFailure[];
  readonly notes: Set<string>;
}

/** Notes of a service that differ from target to target would be as many as those. */
const MOST_NOTES = 20;

/** The account of a search for many targets while it goes on. */
export class ManyLedger extends Ledger {
  readonly #sums: Sums[];

  constructor(plan: SearchPlan, onChange?: (entry: LedgerEntry) => void) {
    super(plan, onChange);
    this.#sums = this.entries.map(() => ({
      answered: 0,
      matched: 0,
      overflowed: 0,
      suspect: 0,
      failures: [],
      notes: new Set(),
    }));
  }

  get manyEntries(): readonly ManyLedgerEntry[] {
    return this.entries.map((entry, index) => {
      const { answered, matched, overflowed, suspect, failures } = this.#sums[index] as Sums;
      return { ...entry, answered, matched, cut: overflowed + suspect, failures: [...failures] };
    });
  }

  /** A reply was given out. */
  replied(index: number, reply: TargetReply): void {
    const sums = this.#sums[index] as Sums;
    if (hasFailed(reply)) {
      sums.failures.push(failureOf(reply));
      return;
    }
    const { received, rows, cut, notes } = reply;
    this.gave(index, received, rows);
    sums.answered++;
    if (rows > 0) sums.matched++;
    if (cut === "OVERFLOW") sums.overflowed++;
    if (cut === "SUSPECT") sums.suspect++;
    for (const note of notes) if (sums.notes.size < MOST_NOTES) sums.notes.add(note);
  }

  /** All replies of a service were given out. */
  finished(index: number): void {
    const { answered, overflowed, suspect, failures, notes } = this.#sums[index] as Sums;
    const [first] = failures;
    const cut = overflowed + suspect;
    this.change(index, {
      status: first?.status ?? (overflowed > 0 ? "OVERFLOW" : suspect > 0 ? "SUSPECT" : "OK"),
      notes: [...notes],
      ...(first === undefined
        ? {}
        : {
            message: `${failures.length} of ${answered + failures.length} targets failed; the first, target ${first.target}: ${first.message}`,
            ...(first.serviceMessage === undefined ? {} : { serviceMessage: first.serviceMessage }),
            advice: "Ask for those targets again: the rows of the others are whole.",
          }),
      ...(first === undefined && cut > 0
        ? {
            serviceMessage: `Around ${cut} targets there are more rows than it gave, or seem to be.`,
            advice: "Ask for more rows (MAXREC), or for smaller circles.",
          }
        : {}),
    });
  }
}

function failureOf({ target, failure, isTimeout }: Extract<TargetReply, { failure: unknown }>): TargetFailure {
  const code = isDalError(failure) ? failure.code : undefined;
  const serviceMessage = isDalError(failure) ? failure.failure.serviceMessage : undefined;
  return {
    target: target.index,
    status: isTimeout || code === "DAL_TIMEOUT" ? "TIMEOUT" : code === "DAL_ABORTED" ? "ABORTED" : "ERROR",
    ...(code === undefined ? {} : { code }),
    message: failure instanceof Error ? failure.message : String(failure),
    ...(serviceMessage === undefined ? {} : { serviceMessage }),
  };
}
