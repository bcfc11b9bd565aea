import type { ColumnBatch, Field } from "@armillary/columns";
import type { Diagnostic, Info, Param, Status, Votable } from "@armillary/votable";
import type { VotableHead } from "@armillary/votable/write";

/** What every reader gives and every writer takes: columns described up front, batches once, the verdict at the end. */
export interface TableStream {
  readonly fields: readonly Field[];
  readonly metadata: TableMetadata;
  /** The document that a table of a VOTable stands in, where it is at hand: as far as read, whole after `summary`. */
  readonly document?: Votable | undefined;
  /** The rows, once. Leaving the loop early cancels the source. */
  batches(): AsyncIterable<ColumnBatch>;
  /** Reads on to the end if need be. */
  readonly summary: Promise<StreamSummary>;
  /** Cancels the source. Idempotent. */
  close(): Promise<void>;
}

/**
 * What a table says of itself beside its columns, in the terms of VOTable; empty lists for a format that says nothing. What
 * the RESOURCEs around a TABLE say is said of it.
 */
export interface TableMetadata extends Omit<VotableHead, "fields" | "params" | "infos"> {
  readonly params: readonly Param[];
  readonly infos: readonly Info[];
}

export interface StreamSummary {
  readonly status: Status;
  readonly message?: string;
  readonly rows: number;
  readonly bytesRead: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Turns a table into the bytes of a file, chunk by chunk; what comes first may come before the last row is read. */
export type TableEncoder<Options = object> = (table: TableStream, options?: Options) => AsyncIterable<Uint8Array>;
