import { type FitsHdu, type FitsReader, openFits } from "@armillary/fits";
import type { Diagnostic } from "@armillary/votable";
import { createBatchStream } from "./batch-stream.ts";
import { FormatError } from "./errors.ts";
import type { TableStream } from "./table-stream.ts";

export interface FitsTableOptions {
  /** Place among the tables of the file, binary and ASCII ones, from 0 (default 0); other HDUs are not counted. */
  readonly table?: number;
  readonly columns?: readonly string[];
  readonly lenient?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Opens one table of a FITS file; HDUs before it are skipped.
 * @throws FormatError code FORMAT_NO_TABLE
 * @throws FitsError
 */
export async function openFitsFile(
  source: AsyncIterable<Uint8Array>,
  options: FitsTableOptions = {},
): Promise<TableStream> {
  const { table: index = 0, columns, ...reading } = options;
  const reader = await openFits(source, reading);
  try {
    const hdu = await findTable(reader, index);
    const table = hdu.table(columns === undefined ? {} : { columns });
    const name = hdu.name;
    return createBatchStream({
      fields: table.fields,
      metadata: { ...(name === undefined || name === "" ? {} : { name }), params: [], infos: [] },
      async *read() {
        try {
          yield* table.batches();
        } finally {
          await reader.close();
        }
      },
      conclude: (rows) => ({ status: "OK", rows, bytesRead: reader.bytesRead, diagnostics: diagnosticsOf(reader) }),
      close: () => reader.close(),
    });
  } catch (failure) {
    await reader.close();
    throw failure;
  }
}

async function findTable(reader: FitsReader, index: number): Promise<FitsHdu> {
  let tables = 0;
  // Not a for-await loop: leaving one would end the reader's own iteration.
  const hdus = reader.hdus()[Symbol.asyncIterator]();
  for (let next = await hdus.next(); next.done !== true; next = await hdus.next()) {
    const { kind } = next.value;
    if ((kind === "bintable" || kind === "table") && tables++ === index) return next.value;
  }
  const found = tables === 1 ? "one table, 0" : `${tables} tables, 0 to ${tables - 1}`;
  throw new FormatError(
    "FORMAT_NO_TABLE",
    tables === 0 ? "The FITS file has no table." : `There is no table ${index}: the FITS file has ${found}.`,
  );
}

function diagnosticsOf(reader: FitsReader): Diagnostic[] {
  return reader.diagnostics.map(({ code, message, count, section }) => ({ code, message, count, section }));
}
