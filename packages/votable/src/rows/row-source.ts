import type { ColumnBatch, Field } from "@armillary/columns";
import type { Location } from "../bytes/window.ts";
import type { Arraysize } from "../cells/arraysize.ts";
import type { CellWarning } from "../cells/report.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { VotableError } from "../errors.ts";
import type { VersionChecks } from "./version-checks.ts";

/** Gives the rows of one TABLE, batch after batch; undefined at its end. */
export interface RowSource {
  next(): Promise<ColumnBatch | undefined>;
  /** From now on batches have no columns, only their number of rows. */
  skip(): void;
  /** Whether it was skipped without counting its rows. */
  readonly uncounted?: boolean;
}

/** The columns of a TABLE, and which of them are wanted. */
export interface RowPlan {
  readonly fields: readonly Field[];
  readonly arraysizes: readonly Arraysize[];
  /** Indexes into `fields`, in the order of the batches' columns. */
  readonly wanted: readonly number[];
  readonly limits: BatchLimits;
  readonly faults: CellFaults;
  readonly maxRowBytes: number;
  /** What arraysize of a char column counts. */
  readonly charUnit: "characters" | "bytes";
  /** What the document's version does not allow yet. */
  readonly checks: VersionChecks;
}

/** The first batches come from little input, so that they come soon. */
const FIRST_BATCH_BYTES = 1 << 16;

/** How much goes into a batch: the first ones less, then as much as asked for. */
export class BatchLimits {
  readonly rows: number;
  readonly #mostBytes: number;
  #bytes: number;

  constructor(rows: number, bytes: number) {
    this.rows = rows;
    this.#mostBytes = bytes;
    this.#bytes = Math.min(bytes, FIRST_BATCH_BYTES);
  }

  /** Bytes of input behind the batch that comes next. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes behind the largest batch. */
  get mostBytes(): number {
    return this.#mostBytes;
  }

  /** A batch has been made: the next may be larger. */
  grow(): void {
    this.#bytes = Math.min(this.#mostBytes, this.#bytes * 4);
  }
}

/** What becomes of cells and rows that do not decode: an error, or with `lenient` a null and a diagnostic. */
export class CellFaults {
  readonly lenient: boolean;
  readonly #diagnostics: Diagnostics;

  constructor(diagnostics: Diagnostics, lenient: boolean) {
    this.#diagnostics = diagnostics;
    this.lenient = lenient;
  }

  /** Throws VOT_CELL (or VOT_BINARY for a `binary` cell), or reports and lets a null stand for the cell. */
  cell(field: Field, row: number, text: string, reason: string, place: () => Partial<Location>): void {
    const shown = JSON.stringify(text.slice(0, 80));
    const what = `${shown} is no ${describe(field)} (row ${row}, column "${field.name}"): ${reason}`;
    if (!this.lenient) {
      throw new VotableError("VOT_CELL", `${what}. With the option lenient such cells become null and are reported.`, {
        ...place(),
        row,
        field: field.name,
        text: text.slice(0, 200),
      });
    }
    this.#diagnostics.report("E-CELL", field.name, what, place);
  }

  /** Throws VOT_STRUCTURE, or reports a row whose cells do not match the FIELDs. */
  row(row: number, what: string, place: () => Partial<Location>): void {
    if (!this.lenient) {
      throw new VotableError(
        "VOT_STRUCTURE",
        `${what} (row ${row}). With the option lenient missing cells become null, spare ones are left out, and it is reported.`,
        { ...place(), row },
      );
    }
    this.#diagnostics.report("E-ROW", "", `${what} (row ${row})`, place);
  }

  /** Reports something odd that was read all the same. */
  warn(field: Field, row: number, warning: CellWarning, place: () => Partial<Location>): void {
    const message = `Column "${field.name}", row ${row}: ${warning.message}`;
    this.#diagnostics.report(warning.code, field.name, message, () => ({ ...place(), row, field: field.name }));
  }
}

/** The error for a row beyond the limit. */
export function rowTooLong(row: number, maxRowBytes: number, place: Partial<Location>): VotableError {
  return new VotableError("VOT_LIMIT", `Row ${row} is longer than ${maxRowBytes} bytes (maxRowBytes).`, {
    ...place,
    row,
  });
}

function describe(field: Field): string {
  return field.arraysize === undefined ? field.datatype : `${field.datatype}[${field.arraysize}]`;
}
