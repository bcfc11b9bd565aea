import type { Field } from "@armillary/columns";
import { createTableWriter, primaryHeader, votablePrimary } from "@armillary/fits/write";
import type { Diagnostic, Info } from "@armillary/votable";
import { printVotableHead, WriteDiagnostics } from "@armillary/votable/write";
import { holdTable } from "../hold/hold-table.ts";
import type { Spool } from "../random-access.ts";
import type { StreamSummary, TableMetadata, TableStream } from "../table-stream.ts";
import { printHead } from "../votable-head.ts";

export interface FitsEncodeOptions {
  /** Where the rows are kept until their number and widths are known (default: memory). */
  readonly spool?: Spool;
  /** Whether the primary HDU has a VOTable with all that FITS has no keywords for (default true). */
  readonly plus?: boolean;
  /** Hears of what the format cannot carry, once all is written. */
  readonly onDiagnostic?: (diagnostic: Diagnostic) => void;
}

/**
 * Writes a table as a FITS file: a primary HDU, then a BINTABLE extension.
 *
 * The rows are held first. Where the table says more of itself than FITS has keywords for, the primary HDU has it as a
 * VOTable: the FITS-plus convention of TOPCAT and STILTS. Its QUERY_STATUS is that of the table at its end.
 * @throws FitsError FITS_NOT_WRITTEN for a column that FITS has no place for, FITS_LIMIT for too many columns
 */
export async function* encodeFits(
  table: TableStream,
  { spool, plus = true, onDiagnostic }: FitsEncodeOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const held = await holdTable(table, spool);
  try {
    const summary = await table.summary;
    const metadata = withStatus(table.metadata, summary);
    const { name } = metadata;
    const writer = createTableWriter({
      fields: held.fields,
      rows: held.rows,
      statistics: held.statistics,
      ...(name === undefined ? {} : { name }),
      batches: () => held.batches(),
    });
    const losses = new WriteDiagnostics();
    const head = plus ? headOf(writer.fields, metadata, losses) : undefined;
    yield head === undefined ? primaryHeader() : votablePrimary(head);
    yield* writer.bytes();
    for (const { code, message, count, section } of [...losses.list(), ...writer.diagnostics]) {
      onDiagnostic?.({ code, message, count, ...(section === undefined ? {} : { section }) });
    }
  } finally {
    await held.close();
  }
}

/** With the status of a source that keeps it elsewhere, or says it last. */
function withStatus(metadata: TableMetadata, { status, message }: StreamSummary): TableMetadata {
  const said = metadata.infos.some(
    ({ name, value }) => name === "QUERY_STATUS" && value.trim().toUpperCase() === status,
  );
  if (status === "OK" || said) return metadata;
  const info: Info = { name: "QUERY_STATUS", value: status, ...(message === undefined ? {} : { text: message }) };
  return { ...metadata, infos: [...metadata.infos, info] };
}

function headOf(fields: readonly Field[], metadata: TableMetadata, losses: WriteDiagnostics): string | undefined {
  const head = printHead({ fields, metadata }, losses);
  if (head !== undefined || !fields.some(saysMoreThanForm)) return head;
  return printVotableHead({ ...metadata, fields }, losses);
}

/** TFORM knows neither of two kinds of character nor of axes inside of an open one. */
function saysMoreThanForm({ datatype, arraysize = "" }: Field): boolean {
  return datatype === "unicodeChar" || /x\d*\*\s*$/.test(arraysize);
}
