import type { Field } from "@armillary/columns";
import type { Diagnostic, Votable } from "@armillary/votable";
import type { DataOptions } from "@armillary/votable/write";
import type { ConvertOptions } from "../convert.ts";
import type { FormatName } from "../format.ts";
import type { StreamSummary, TableMetadata } from "../table-stream.ts";

// What the thread of convert-thread.ts and convert-worker.ts say to each other: plain data, and memory that is handed over.

/** What a thread is started with. */
export interface ThreadStart {
  /** The format whose encoder it loads while it waits for its job. */
  readonly format?: FormatName;
}

/** What a thread does. Its rows follow as batches. */
export type ThreadJob = ConvertJob | DataJob;

/** A whole file. */
export interface ConvertJob {
  readonly kind: "convert";
  readonly format: FormatName;
  readonly options: Omit<ConvertOptions, "spool" | "onDiagnostic">;
  /** Whether tables that are held go to a temporary file. */
  readonly spools: boolean;
  readonly fields: readonly Field[];
  readonly metadata: TableMetadata;
}

/** The DATA of a TABLE. */
export interface DataJob {
  readonly kind: "data";
  readonly fields: readonly Field[];
  readonly options: Pick<DataOptions, "serialization" | "version" | "indent" | "kernel">;
}

/** What is known behind the last row. */
export interface RowsEnd {
  readonly metadata?: TableMetadata;
  /** Where what is written says which services the table's document describes. */
  readonly document?: Votable | undefined;
  readonly summary?: StreamSummary;
}

export type ToThread =
  | { readonly kind: "job"; readonly job: ThreadJob }
  | { readonly kind: "batch"; readonly image: Uint8Array<ArrayBuffer> }
  | ({ readonly kind: "end" } & RowsEnd)
  /** So many bytes of output were taken; their memory comes back. */
  | { readonly kind: "taken"; readonly bytes: number; readonly spent: ArrayBuffer };

export type FromThread =
  /** It would take another batch; the memory of one to put it in. */
  | { readonly kind: "more"; readonly spent?: ArrayBuffer }
  | { readonly kind: "chunk"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "diagnostic"; readonly diagnostic: Diagnostic }
  | { readonly kind: "end" }
  | { readonly kind: "failure"; readonly name: string; readonly message: string; readonly details: object };
