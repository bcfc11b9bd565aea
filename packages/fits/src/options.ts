import type { FieldMeta } from "@armillary/columns";

export interface FitsLimits {
  /** Bytes of one header (default 16 MiB). */
  readonly maxHeaderBytes?: number;
  /** Columns of one table (default 10 000; the standard allows 999). */
  readonly maxFields?: number;
  /** Bytes of one row (default 256 MiB). */
  readonly maxRowBytes?: number;
  /**
   * Bytes of rows and heap of a table whose variable-length columns are read (default 512 MiB): the arrays stand behind
   * the last row, so such a table is held whole. Other tables are not held.
   */
  readonly maxHeapBytes?: number;
  /** Bytes of the pixels of an image that are asked for all at once (default 1 GiB). */
  readonly maxImageBytes?: number;
}

export interface FitsOptions {
  /** A cell that cannot be decoded becomes null and is reported, instead of an error (default false). */
  readonly lenient?: boolean;
  /** Upper bound of rows in a batch (default 65 536). */
  readonly rowsPerBatch?: number;
  /** Upper bound of input bytes behind a batch (default 4 MiB, at most 128 MiB); the first batches come from less. */
  readonly bytesPerBatch?: number;
  readonly limits?: FitsLimits;
  /** Looked at before each read of the source; rejects with its reason. */
  readonly signal?: AbortSignal;
}

export interface TableOptions {
  /** Columns to decode, by name or index from 0, in the order given. Default all. Others cost nothing. */
  readonly columns?: readonly (string | number)[];
  /**
   * Descriptions that replace what the header says of the columns, one for each column of the file: a VOTable's FIELDs
   * for its FITS stream. Datatype and arraysize are taken where they go with the stored values. A VALUES null holds for
   * integers without TNULL.
   */
  readonly metadata?: readonly FieldMeta[];
}

/** Options with every default filled in. */
export interface Settings {
  readonly lenient: boolean;
  readonly rowsPerBatch: number;
  readonly bytesPerBatch: number;
  readonly limits: Required<FitsLimits>;
  readonly signal: AbortSignal | undefined;
}

const MIB = 1 << 20;

export function settingsOf(options: FitsOptions): Settings {
  const { lenient = false, rowsPerBatch = 65_536, bytesPerBatch = 4 * MIB, limits = {}, signal } = options;
  if (!(rowsPerBatch >= 1) || !(bytesPerBatch >= 1))
    throw new RangeError("rowsPerBatch and bytesPerBatch start from 1");
  const { maxHeaderBytes = 16 * MIB, maxFields = 10_000, maxRowBytes = 256 * MIB, maxHeapBytes = 512 * MIB } = limits;
  const { maxImageBytes = 1024 * MIB } = limits;
  return {
    lenient,
    rowsPerBatch: Math.floor(rowsPerBatch),
    // Above this the items of a batch could outgrow Arrow's 32-bit offsets.
    bytesPerBatch: Math.min(Math.floor(bytesPerBatch), 128 * MIB),
    limits: { maxHeaderBytes, maxFields, maxRowBytes, maxHeapBytes, maxImageBytes },
    signal,
  };
}
