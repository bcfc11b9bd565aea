import { type CellValue, type ColumnBatch, type Field, StatisticsCollector } from "@armillary/columns";
import { type FitsDiagnostic, type FitsTableReader, openFitsTable } from "@armillary/fits";
import { createTableWriter, type FitsTableContent, primaryHeader } from "@armillary/fits/write";
import { bytesFrom, gather, rowsIn } from "../support/column-arbitraries.ts";
import { chunked, joined } from "./fits-file.ts";

/** Batches at rest as what the writer takes. */
export function contentOf(fields: readonly Field[], batches: readonly ColumnBatch[], name?: string): FitsTableContent {
  const collectors = fields.map((field) => new StatisticsCollector(field));
  for (const { columns } of batches) for (const [index, column] of columns.entries()) collectors[index]?.add(column);
  return {
    fields,
    rows: batches.reduce((sum, { rows }) => sum + rows, 0),
    statistics: collectors.map((collector) => collector.finish()),
    ...(name === undefined ? {} : { name }),
    async *batches() {
      yield* batches;
    },
  };
}

export interface Written {
  readonly file: Uint8Array;
  readonly fields: readonly Field[];
  readonly diagnostics: readonly FitsDiagnostic[];
}

export async function write(content: FitsTableContent): Promise<Written> {
  const table = createTableWriter(content);
  const hdu = await bytesFrom(table.bytes());
  return { file: joined(primaryHeader(), hdu), fields: table.fields, diagnostics: table.diagnostics };
}

export async function readBack(
  file: Uint8Array,
  metadata?: readonly Field[],
): Promise<{ readonly table: FitsTableReader; readonly rows: CellValue[][] }> {
  const table = await openFitsTable(chunked(file), metadata === undefined ? {} : { metadata });
  return { table, rows: rowsIn(await gather(table.batches())) };
}
