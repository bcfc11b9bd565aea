import type { DalErrorCode } from "@armillary/dali";
import type { StreamSummary } from "@armillary/formats";

/** Which of the rows around a target are taken: the nearest, all, or the nearest with a row of nulls where there is none. */
export type Find = "best" | "all" | "each";

/** What became of one target. */
export interface TargetOutcome {
  /** From 0, in the order of the targets. */
  readonly index: number;
  readonly raDeg: number | null;
  readonly decDeg: number | null;
  readonly radiusDeg: number;
  /**
   * OVERFLOW: the service has more rows than it gave. ERROR: it gave none. SKIPPED: the target has no position, and was not
   * asked for.
   */
  readonly status: "OK" | "OVERFLOW" | "ERROR" | "SKIPPED";
  /** Rows within the radius. */
  readonly found: number;
  /** Rows that came and are not within the radius, or have no position. */
  readonly outside: number;
  /** Rows in the output: with `best` at most one. */
  readonly rows: number;
  /** What was asked, without secrets; the same for targets that were asked for together. */
  readonly url?: string;
  readonly elapsedMs?: number;
  readonly error?: {
    readonly code: DalErrorCode | "UNEXPECTED";
    readonly message: string;
    /** The service's own words. */
    readonly serviceMessage?: string;
  };
}

/** What can only be said when all targets were asked for. */
export interface ManySummary extends StreamSummary {
  /** The base URL of the service. */
  readonly url: string;
  /** Whether all was read to its end. */
  readonly complete: boolean;
  readonly targets: number;
  /** Questions that the service was asked: fewer than targets where several are at one place. */
  readonly requests: number;
  /** Targets with at least one row within their radius. */
  readonly matched: number;
  readonly overflowed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly elapsedMs: number;
}
