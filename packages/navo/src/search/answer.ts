import type { ColumnBatch } from "@armillary/columns";
import type { OperationOptions } from "@armillary/dali";
import type { TableResult } from "@armillary/dali/table";
import type { Spool, StreamSummary } from "@armillary/formats";
import type { CommonRow } from "../merge/common-row.ts";
import type { RowFilter } from "./row-filter.ts";

/** What the clients of all protocols say at the end of an answer. */
export interface AnswerSummary extends StreamSummary {
  readonly complete: boolean;
  readonly suspect: boolean;
  readonly notes: readonly string[];
  /** What to do about rows that are missing, where the client knows. */
  readonly advice?: string;
}

/** An answer whose columns are known. */
export interface OpenedAnswer {
  readonly result: TableResult<unknown, AnswerSummary>;
  /** What was asked, without secrets. */
  readonly url: string;
  /** The ADQL, as it was sent. */
  readonly query?: string;
  /** Reads what the row of a batch has in common with those of other archives. */
  readonly read: (batch: ColumnBatch, row: number) => CommonRow;
  /** Leaves out rows that the service could not be asked to leave out. */
  readonly filter?: RowFilter;
}

/** How services are asked. */
export interface AskOptions extends OperationOptions {
  readonly lenient?: boolean;
  readonly spool?: Spool;
}
