import type { StreamSummary } from "@armillary/formats";
import type { PlannedPart } from "./plan.ts";

/** Why a result is whole, or why that is not known. */
export interface CompletenessProof {
  /**
   * True where as many rows came, in disjoint parts that together are the whole, as COUNT(*) says there are, before and after.
   * False where the table changed meanwhile, or where the service does not count.
   */
  readonly isComplete: boolean;
  /** COUNT(*) before the first row; absent where the service refuses to count. */
  readonly counted?: number;
  /** COUNT(*) after the last row, where there were several parts. */
  readonly recounted?: number;
  readonly received: number;
  /** In the order of the stream, with the counts of each. */
  readonly parts: readonly PlannedPart[];
  /** Columns that the parts are ranges of, as the query names them. */
  readonly columns: readonly string[];
  /** Whether the rows come as ORDER BY says. */
  readonly order: "kept" | "lost" | "none";
  /** Rows that the service gives at most for one query, as declared, known or found out. */
  readonly limit?: number;
  /** Queries that were sent, those that count among them. */
  readonly requests: number;
  /** What was out of the ordinary, a sentence each. */
  readonly remarks: readonly string[];
}

/** The summary of a stream that was put together from parts. */
export interface CompleteSummary extends StreamSummary {
  readonly proof: CompletenessProof;
}
