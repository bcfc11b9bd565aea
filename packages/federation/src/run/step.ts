import type { OperationOptions } from "@armillary/dali";

/** What became of one step of a plan. */
export interface StepOutcome {
  /** As the plan has it. */
  readonly id: string;
  /** The archive; undefined for tables that are here. */
  readonly member: string | undefined;
  readonly status: "WAITING" | "ASKING" | "RECEIVING" | "OK" | "OVERFLOW" | "ERROR" | "ABORTED";
  /** Rows so far. */
  readonly rows: number;
  readonly elapsedMs: number;
  /** The archive's own words, or what is to be known of its answer. */
  readonly message?: string;
}

/** What holds for every request of a step. */
export interface StepOptions {
  readonly operation: OperationOptions;
  readonly onRows: (rows: number) => void;
}
