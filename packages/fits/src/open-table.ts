import type { ColumnBatch, Field } from "@armillary/columns";
import type { FitsDiagnostic } from "./diagnostics.ts";
import { FitsError } from "./errors.ts";
import type { FitsOptions, TableOptions } from "./options.ts";
import { type FitsHdu, type FitsReader, openFits } from "./reader.ts";
import type { FitsTable } from "./table.ts";

export interface OpenFitsTableOptions extends FitsOptions, TableOptions {
  /** Number of the HDU, the primary being 0, as `extnum` of a VOTable's FITS has it. Default: the first table. */
  readonly extension?: number;
}

/** One table of a FITS file. */
export interface FitsTableReader extends FitsTable, AsyncDisposable {
  readonly hdu: FitsHdu;
  readonly fields: readonly Field[];
  batches(): AsyncIterable<ColumnBatch>;
  readonly diagnostics: readonly FitsDiagnostic[];
  readonly bytesRead: number;
  /** Cancels the source. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens one table of a FITS file: resolves when its columns are known, before any row is read.
 * @throws FitsError those of `openFits` and of `FitsHdu.table`; FITS_TABLE also when there is no such HDU
 */
export async function openFitsTable(
  source: AsyncIterable<Uint8Array>,
  options: OpenFitsTableOptions = {},
): Promise<FitsTableReader> {
  const reader = await openFits(source, options);
  try {
    const hdu = await findTable(reader, options.extension);
    return tableReader(reader, hdu, hdu.table(options));
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function findTable(reader: FitsReader, extension: number | undefined): Promise<FitsHdu> {
  let count = 0;
  for await (const hdu of reader.hdus()) {
    count++;
    if (extension === undefined ? hdu.kind === "bintable" || hdu.kind === "table" : hdu.index === extension) return hdu;
  }
  const wanted = extension === undefined ? "no table" : `no HDU ${extension}`;
  throw new FitsError("FITS_TABLE", `the file has ${wanted}: it has ${count} HDU${count === 1 ? "" : "s"}`);
}

function tableReader(reader: FitsReader, hdu: FitsHdu, table: FitsTable): FitsTableReader {
  return {
    ...table,
    hdu,
    get diagnostics() {
      return reader.diagnostics;
    },
    get bytesRead() {
      return reader.bytesRead;
    },
    close: () => reader.close(),
    [Symbol.asyncDispose]: () => reader.close(),
  };
}
