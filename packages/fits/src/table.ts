import type { ColumnBatch, Field } from "@armillary/columns";
import type { ByteReader } from "./byte-reader.ts";
import type { Fault } from "./decode/item-reader.ts";
import type { DiagnosticLog } from "./diagnostics.ts";
import { FitsError } from "./errors.ts";
import type { HduShape } from "./hdu-shape.ts";
import type { FitsHeader } from "./header.ts";
import type { Settings } from "./options.ts";

/** The table of an HDU. */
export interface FitsTable {
  /** The columns that batches have: all, or those of `columns`. */
  readonly fields: readonly Field[];
  /** NAXIS2: what the header says. Batches have as many rows in all, or end in FITS_TRUNCATED. */
  readonly rows: number;
  /**
   * The rows, once, before the next HDU is asked for. Leaving the loop early keeps the file usable.
   * Errors: FITS_TRUNCATED, FITS_TABLE (a cell).
   */
  batches(): AsyncIterable<ColumnBatch>;
}

/** What a table is read from. */
export interface TableSource {
  readonly header: FitsHeader;
  readonly shape: HduShape;
  readonly settings: Settings;
  readonly diagnostics: DiagnosticLog;
  /** The reader at the start of the data, for the one who reads them. */
  claim(): ByteReader;
}

/** What happens to cells of column `field` that do not decode. */
export function cellFault({ settings, diagnostics }: TableSource, field: string): Fault {
  return (row, message) => {
    const report = `row ${row}, column ${field}: ${message}`;
    if (!settings.lenient) throw new FitsError("FITS_TABLE", report, { row, field });
    diagnostics.add("E-FITS-CELL", report);
  };
}
