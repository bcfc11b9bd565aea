import type { OperationOptions } from "@armillary/dali";
import type { ConeQuery } from "../query.ts";
import type { Find, TargetOutcome } from "./outcome.ts";

/** How many places are searched. */
export interface ManyOptions
  extends OperationOptions,
    Pick<ConeQuery, "verbosity" | "maxrec" | "responseFormat" | "parameters"> {
  /** Radius of the cone around every target that does not say its own. */
  readonly radiusDeg: number;
  /** Which rows around a target are taken (default: all). */
  readonly find?: Find;
  /** Questions under way at a time (default 4); the transport's own limit for a host holds, too. */
  readonly parallel?: number;
  /** Default: as many as `parallel` gives. */
  readonly requestsPerSecond?: number;
  /** How often a target is asked for again that failed, after growing pauses and beside the transport's own retries (default 0). */
  readonly retries?: number;
  /** What is done about a target that fails in the end: give up all, or go on without it (default: abort). */
  readonly onError?: "abort" | "ignore";
  /**
   * Ask for targets close to each other together, by one larger cone, where that costs the service less (default false). What
   * is right of that is found out on the way: see docs/cone-search.md.
   */
  readonly merge?: boolean;
  /** Cells that cannot be decoded become null and are reported (default false: they are errors). */
  readonly lenient?: boolean;
  /** Called for every target, in their order, as its rows are given. */
  readonly onOutcome?: (outcome: TargetOutcome) => void;
  readonly onProgress?: (progress: ManyProgress) => void;
}

/** How far a search around many targets has come. */
export interface ManyProgress {
  /** Targets that are done with. */
  readonly targets: number;
  /** Questions that were answered. */
  readonly requests: number;
  readonly rows: number;
  readonly bytes: number;
  readonly elapsedMs: number;
}
