import type { ColumnBatch, Field } from "@armillary/columns";
import type { Resource, Serialization, TableMeta, Votable } from "./model.ts";

/** Anything that gives bytes. A fetch `Response` is taken by its `body`. */
export type ByteSource =
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | { readonly body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | null };

/** A departure from the standard that was read past. */
export interface Diagnostic {
  /** Stable, e.g. `W-FIELD-NO-DATATYPE`: `E` cost a value, `W` departs from the standard, `N` is advised against in it. */
  readonly code: string;
  readonly message: string;
  /** Line and column of the first such place, from 1. Columns count characters. In binary data they are those of its STREAM. */
  readonly line?: number;
  readonly column?: number;
  /** How many places had it. */
  readonly count: number;
  /** Clause of the standard, e.g. `VOTable 1.5 §4.1`. */
  readonly section?: string;
}

export interface Limits {
  /** Elements inside one another (default 200). */
  readonly maxDepth?: number;
  /** Attributes of one element (default 10 000). */
  readonly maxAttributes?: number;
  /** Bytes of one tag, comment, or text outside rows (default 16 MiB). */
  readonly maxMarkupBytes?: number;
  /** Bytes of one row, as text or binary (default 256 MiB). */
  readonly maxRowBytes?: number;
  /** Bytes of the document after decompression (default none). */
  readonly maxDocumentBytes?: number;
  /** Decompressed over compressed bytes, judged after the first 16 MiB (default 1000). */
  readonly maxCompressionRatio?: number;
  /** FIELDs of one TABLE (default 100 000). */
  readonly maxFields?: number;
}

export interface OpenOptions {
  /** Departures from the standard become errors, notes (`N-`) do not (default false). */
  readonly strict?: boolean;
  /** A cell that cannot be decoded becomes null and is reported, instead of an error (default false). */
  readonly lenient?: boolean;
  /** Columns to decode, by name or ID or index from 0; the rest is skipped. In the order given. Default all. */
  readonly columns?: readonly (string | number)[];
  /** Upper bound of rows in a batch (default 65 536). */
  readonly rowsPerBatch?: number;
  /** Upper bound of input bytes behind a batch (default 2 MiB); the first batches come from less. */
  readonly bytesPerBatch?: number;
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** Gives the bytes of a STREAM with href. Without it such a table is an error: nothing is fetched unasked. */
  readonly resolveHref?: (href: string) => Promise<ByteSource>;
  /** Opens a PARQUET serialization; the packages above supply it. */
  readonly readParquet?: (source: ByteSource, fields: readonly Field[]) => AsyncIterable<ColumnBatch>;
  /** Called as input is consumed: bytes of the source so far, before decompression. */
  readonly onProgress?: (progress: { readonly bytesRead: number }) => void;
  /** `off` reads with the TypeScript path alone (default `auto`). */
  readonly kernel?: "auto" | "off";
  /**
   * Batches may be views of memory that is used again: a batch is good until the next is asked for. For those who turn
   * each batch into something else at once; saves a copy of all values (default false: batches may be kept).
   */
  readonly lend?: boolean;
}

/** `OK`, also when the document says nothing; `OVERFLOW`: rows are missing; `ERROR`: the service failed. */
export type Status = "OK" | "OVERFLOW" | "ERROR";

/** What can only be said at the end of the document. */
export interface Summary {
  /** The last QUERY_STATUS, or the error that the document reports in any of the shapes services use. */
  readonly status: Status;
  /** The service's own words with the status. */
  readonly message?: string;
  /** Whether the document was read to its end: false when reading was stopped, and status and rows are those so far. */
  readonly complete: boolean;
  /** Rows of all tables read or skipped. */
  readonly rows: number;
  readonly bytesRead: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface TableReader {
  readonly meta: TableMeta;
  /** Enclosing RESOURCEs, outermost first. */
  readonly resources: readonly Resource[];
  /** The columns that batches have: all FIELDs, or those of `columns`. Throws VOT_NO_COLUMN where the table lacks one. */
  readonly fields: readonly Field[];
  /** Absent for a TABLE without DATA: it has no batches. */
  readonly serialization?: Serialization;
  /**
   * The rows, once, before `tables()` or `summary` goes on from this table (else TypeError). Leaving the loop early
   * cancels the source, as `close` does. A fault comes behind all the rows that stand before it; rows behind an href are
   * asked for here and not sooner, and a table that cannot be read (VOT_EXTERNAL, VOT_PARQUET, VOT_NO_COLUMN) can be skipped.
   */
  batches(): AsyncIterable<ColumnBatch>;
}

/**
 * Reads one document, forward only. `tables()` gives each TABLE when its FIELDs are known and before its first row is
 * decoded; a table whose `batches()` is not asked for is skipped at scanning speed.
 */
export interface VotableReader extends AsyncDisposable {
  /** Grows while reading; complete after `summary`. */
  readonly document: Votable;
  /** The first TABLE, or undefined in a document without one. */
  readonly table: TableReader | undefined;
  /** All TABLEs in document order, the first included. Leaving the loop early cancels the source. */
  tables(): AsyncIterable<TableReader>;
  /** Reads on to the end of the document, skipping rows nobody asked for, and says how it ended. Idempotent. */
  readonly summary: Promise<Summary>;
  /** Diagnostics so far. */
  readonly diagnostics: readonly Diagnostic[];
  /** Cancels the source. Idempotent. */
  close(): Promise<void>;
}

/** Opens a VOTable: resolves when the first TABLE's FIELDs are known (or the document has none), before any row is read. */
export type OpenVotable = (source: ByteSource, options?: OpenOptions) => Promise<VotableReader>;
