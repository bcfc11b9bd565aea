import type { ColumnBatch, ColumnStatistics, Field } from "@armillary/columns";
import { FitsError } from "@armillary/fits";
import { createTableWriter, type FitsTableWriter, primaryHeader } from "@armillary/fits/write";
import { VotableError } from "../errors.ts";
import type { WriteDiagnostics } from "./diagnostics.ts";

/** Rows that can be read twice, and what is known of their columns: what FITS has to know before the first row. */
export interface HeldRows {
  /** Of the columns as they are held: FITS may store them otherwise. */
  readonly fields: readonly Field[];
  readonly rows: number;
  /** Of each field. */
  readonly statistics: readonly ColumnStatistics[];
  batches(): AsyncIterable<ColumnBatch>;
}

/** FIELDs as a reader finds them behind a FITS stream: with the datatypes, shapes and nulls that FITS can have. */
export function fieldsInFits(fields: readonly Field[], statistics: readonly ColumnStatistics[]): readonly Field[] {
  const rows = statistics[0]?.rows ?? 0;
  return fitsWriter({ fields, rows, statistics, batches: none }).fields;
}

/** A FITS file of a primary HDU and a binary table (VOTable 1.5, section 5.2). */
export async function* fitsBytes(
  held: HeldRows,
  diagnostics: WriteDiagnostics,
): AsyncGenerator<Uint8Array, void, void> {
  const writer = fitsWriter(held);
  yield primaryHeader();
  yield* writer.bytes();
  diagnostics.take(writer.diagnostics);
}

function fitsWriter(held: HeldRows): FitsTableWriter {
  const { fields, rows, statistics } = held;
  try {
    return createTableWriter({ fields, rows, statistics, batches: () => held.batches() });
  } catch (failure) {
    if (!(failure instanceof FitsError)) throw failure;
    throw new VotableError("VOT_WRITE", `The FITS serialization: ${failure.message}`, {}, { cause: failure });
  }
}

async function* none(): AsyncGenerator<ColumnBatch, void, void> {}
