import type { ColumnBatch, ColumnStatistics, Field } from "@armillary/columns";
import type { Diagnostic, OpenOptions, Status } from "../api.ts";
import type { encodeData } from "../write/data.ts";
import type { WrittenSerialization } from "../write/versions.ts";

/** What is to become of a document. Everything else stays as it is, byte for byte. */
export interface VotableEdits {
  /** Rows are written anew in this serialization where they are in another one. */
  readonly serialization?: WrittenSerialization;
  /** TABLEs whose rows that concerns, by their place in the document from 0, nested ones counted (default all). */
  readonly tables?: readonly number[];
  /** Changes of metadata, in this order. */
  readonly metadata?: readonly MetadataEdit[];
}

/** The root, a RESOURCE or a TABLE: by its place among its kind in document order from 0, or its ID or name; default each. */
export interface Place {
  readonly element: "VOTABLE" | "RESOURCE" | "TABLE";
  readonly which?: number | string;
}

/** A FIELD, PARAM or INFO that stands directly in a place. */
export interface Part {
  /** Default: a FIELD, or else a PARAM, of this name. */
  readonly element?: "FIELD" | "PARAM" | "INFO";
  /** Its name, where none has that its ID; of a FIELD also its place among the columns from 0. All INFOs of a name are meant. */
  readonly which: number | string;
}

export type MetadataEdit = SetEdit | DescribeEdit | PutEdit | RemoveEdit;

/**
 * Sets attributes that the standard has, or removes those that are `null`. `datatype` and `arraysize` can be set to what
 * means the same (`int32` to `int`, `10*` to `*`), for the rows and values would else not be what they say.
 */
export interface SetEdit {
  readonly kind: "set";
  readonly at: Place;
  /** Default: the place itself. */
  readonly part?: Part;
  readonly attributes: Readonly<Record<string, string | null>>;
}

/** Sets the DESCRIPTION of a place, a FIELD or a PARAM, or removes it. */
export interface DescribeEdit {
  readonly kind: "describe";
  readonly at: Place;
  readonly part?: Part;
  readonly text: string | null;
}

/**
 * Sets the PARAM or INFO of this name, or adds it where the schema wants it: after those of its kind. A PARAM without
 * datatype is a string (`char`, `*`). `attributes` has `name` and `value` at least.
 */
export interface PutEdit {
  readonly kind: "put";
  readonly at: Place;
  readonly element: "PARAM" | "INFO";
  readonly attributes: Readonly<Record<string, string>>;
}

/** Removes the PARAM or all INFOs of this name (or ID). */
export interface RemoveEdit {
  readonly kind: "remove";
  readonly at: Place;
  readonly element: "PARAM" | "INFO";
  readonly which: string;
}

/** Rows that are kept, to be written when all of them have been seen. */
export interface HeldRows {
  readonly fields: readonly Field[];
  readonly rows: number;
  /** Of each field. */
  readonly statistics: readonly ColumnStatistics[];
  batches(): AsyncIterable<ColumnBatch>;
  /** Lets go of them. */
  close(): Promise<void>;
}

export interface EditOptions
  extends Pick<
    OpenOptions,
    | "strict"
    | "lenient"
    | "rowsPerBatch"
    | "bytesPerBatch"
    | "limits"
    | "signal"
    | "readParquet"
    | "onProgress"
    | "kernel"
  > {
  /**
   * Keeps rows where all must be known before the first is written: for FITS, and where integers that may be null need a
   * VALUES null. Without it such an edit is an error (VOT_EDIT).
   */
  readonly hold?: (fields: readonly Field[], batches: AsyncIterable<ColumnBatch>) => Promise<HeldRows>;
  /** Who writes rows (default: `encodeData`, in this thread). */
  readonly encode?: typeof encodeData;
  /** Told at the end, when all has been given. */
  readonly onSummary?: (summary: EditSummary) => void;
}

export interface EditSummary {
  /** What the document says of itself: edits change nothing in it. */
  readonly status: Status;
  readonly message?: string;
  /** Rows that were written anew. */
  readonly rows: number;
  readonly bytesRead: number;
  /** Departures of the document from the standard. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was done or left otherwise than asked, or departs from the standard by the edits. */
  readonly notes: readonly Diagnostic[];
}
