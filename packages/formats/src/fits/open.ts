import { type FitsHdu, type FitsReader, openFits, type TableOptions } from "@armillary/fits";
import type { Diagnostic } from "@armillary/votable";
import { createBatchStream } from "../batch-stream.ts";
import { FormatError } from "../errors.ts";
import type { TableStream } from "../table-stream.ts";
import { diagnosticsOf, metadataOf, statusOf } from "./hdu-metadata.ts";
import { type DescribedTable, isAbout, readVotablePrimary } from "./votable-primary.ts";

export interface FitsTableOptions {
  /** Place among the tables of the file, binary and ASCII ones, from 0 (default 0); other HDUs are not counted. */
  readonly table?: number;
  /** By name or, where the file has them in a VOTable, by ID. */
  readonly columns?: readonly string[];
  readonly lenient?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Opens one table of a FITS file; HDUs before it are skipped. What a VOTable in the primary HDU (FITS-plus) says of the
 * table and its columns is taken from there, QUERY_STATUS included.
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
    const { hdu, described } = await findTable(reader, index);
    const fits = described !== undefined && isAbout(described, hdu);
    const remarks: Diagnostic[] = described === undefined || fits ? [] : [NOT_ABOUT];
    const table = hdu.table({
      ...(fits ? { metadata: described.fields } : {}),
      ...(columns === undefined ? {} : { columns: fits ? byNameOrId(columns, described) : columns }),
    });
    const metadata = metadataOf(hdu, described);
    return createBatchStream({
      fields: table.fields,
      metadata,
      async *read() {
        try {
          yield* table.batches();
        } finally {
          await reader.close();
        }
      },
      conclude: (rows) => ({
        ...statusOf(metadata),
        rows,
        bytesRead: reader.bytesRead,
        diagnostics: [...diagnosticsOf(reader), ...remarks],
      }),
      close: () => reader.close(),
    });
  } catch (failure) {
    await reader.close();
    throw failure;
  }
}

const NOT_ABOUT: Diagnostic = {
  code: "W-FITS-VOTABLE",
  message: "the VOTable in the primary HDU has other columns than the table: what it says of columns is left aside",
  count: 1,
};

interface FoundTable {
  readonly hdu: FitsHdu;
  readonly described: DescribedTable | undefined;
}

async function findTable(reader: FitsReader, index: number): Promise<FoundTable> {
  let tables = 0;
  let binaryTables = 0;
  let descriptions: readonly DescribedTable[] | undefined;
  // Not a for-await loop: leaving one would end the reader's own iteration.
  const hdus = reader.hdus()[Symbol.asyncIterator]();
  for (let next = await hdus.next(); next.done !== true; next = await hdus.next()) {
    const hdu = next.value;
    if (hdu.index === 0) descriptions = await readVotablePrimary(hdu);
    if (hdu.kind !== "bintable" && hdu.kind !== "table") continue;
    const described = hdu.kind === "bintable" ? descriptions?.[binaryTables++] : undefined;
    if (tables++ === index) return { hdu, described };
  }
  const found = tables === 1 ? "one table, 0" : `${tables} tables, 0 to ${tables - 1}`;
  throw new FormatError(
    "FORMAT_NO_TABLE",
    tables === 0 ? "The FITS file has no table." : `There is no table ${index}: the FITS file has ${found}.`,
  );
}

/** Places of columns; a name that none has stays, for the reader to complain of. */
function byNameOrId(wanted: readonly string[], { fields }: DescribedTable): NonNullable<TableOptions["columns"]> {
  return wanted.map((name) => {
    const isNamed = fields.some((field) => field.name.toLowerCase() === name.toLowerCase());
    const byId = fields.findIndex(({ ID }) => ID === name);
    return isNamed || byId < 0 ? name : byId;
  });
}
