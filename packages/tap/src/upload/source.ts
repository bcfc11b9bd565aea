import type { FieldMeta } from "@armillary/columns";
import type { FormatName, TableStream } from "@armillary/formats";
import type { ByteSource } from "@armillary/votable";

/** How an upload is written. */
export const UPLOAD_SERIALIZATIONS = ["tabledata", "binary", "binary2"] as const;
export type UploadSerialization = (typeof UPLOAD_SERIALIZATIONS)[number];

/** What of a column a table of rows may say; without a datatype it is found from the values. */
export type UploadField = Omit<FieldMeta, "datatype"> & Partial<Pick<FieldMeta, "datatype">>;

/** Rows in memory: each a list in the order of `fields`, or an object by column name. */
export interface UploadRows {
  readonly rows: readonly (readonly unknown[])[] | readonly Readonly<Record<string, unknown>>[];
  /** Default: the keys of the first row. */
  readonly fields?: readonly UploadField[];
}

/** A table that the service fetches by itself. */
export interface UploadUrl {
  readonly url: string;
}

/** A table file in any format that is read here. */
export interface UploadFile {
  readonly bytes: ByteSource;
  /** Default: by the content, or by `name`. */
  readonly format?: FormatName;
  readonly name?: string;
}

/** An Arrow table of any copy of apache-arrow, as far as it is looked at. */
export interface ArrowTableLike {
  readonly schema: { readonly fields: readonly unknown[] };
  readonly batches: readonly unknown[];
}

/**
 * A table to upload. What can be opened again (all but a TableStream and bytes that stream) can also be sent again: by
 * `auto` when it goes on to a job, and when the service wants another serialization.
 */
export type UploadSource =
  | TableStream
  | (() => TableStream | Promise<TableStream>)
  | UploadRows
  | UploadFile
  | UploadUrl
  | ArrowTableLike;

export function isUploadUrl(source: UploadSource): source is UploadUrl {
  return typeof source === "object" && "url" in source && !("batches" in source);
}

/** Rows in memory; a TapResult, which is a TableStream, has `rows` too: a function. */
export function isUploadRows(source: UploadSource): source is UploadRows {
  return typeof source === "object" && "rows" in source && Array.isArray(source.rows);
}

/** Whether a source can be opened more than once. */
export function isRepeatable(source: UploadSource): boolean {
  if (typeof source === "function" || isUploadRows(source) || isUploadUrl(source) || "schema" in source) return true;
  if (!("bytes" in source)) return false;
  const { bytes } = source;
  return bytes instanceof Uint8Array || bytes instanceof ArrayBuffer || bytes instanceof Blob;
}

/** Rows of a source, where they are known before it is read. */
export function knownRows(source: UploadSource): number | undefined {
  if (typeof source === "function") return undefined;
  if ("schema" in source && "numRows" in source) return Number(source.numRows);
  return isUploadRows(source) ? source.rows.length : undefined;
}
