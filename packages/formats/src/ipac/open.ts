import type { ColumnBatch, Field } from "@armillary/columns";
import { statusOfInfos } from "../arrow/table-metadata.ts";
import { createBatchStream } from "../batch-stream.ts";
import { Reports } from "../cells/reports.ts";
import type { TableMetadata, TableStream } from "../table-stream.ts";
import { CellReader } from "./cells.ts";
import { fieldOf, OpenType } from "./column-types.ts";
import { type IpacColumn, readColumns } from "./header.ts";
import { KeywordReader } from "./keywords.ts";
import type { TextLine } from "./lines.ts";
import { RowCutter } from "./row-cells.ts";
import { TableLines } from "./table-lines.ts";

/** The bytes, or a function that begins them again from the start: then types that are open are found from all rows. */
export type IpacSource = AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>);

export interface OpenIpacOptions {
  /**
   * A cell that is not of its column's type becomes null, what cannot be told to be of which column is left out; all are
   * reported (default false: they are errors).
   */
  readonly lenient?: boolean;
  /** Rows by which open types are found when the source cannot begin again (default 10 000, within 4 Mi characters). */
  readonly sampleRows?: number;
  /** Upper bound of rows in a batch (default 65 536). */
  readonly rowsPerBatch?: number;
  readonly signal?: AbortSignal;
}

/** Characters of rows behind a batch, or a sample. */
const BATCH_CHARACTERS = 1 << 22;

/**
 * Opens an IPAC table in constant memory: `\keyword = value` and comments, one to four header lines between bars, rows whose
 * columns are where the bars are.
 *
 * A cell is null where nothing is in it, or what the fourth header line says. Columns without types are inferred as those of
 * CSV are, and an `int` that has more than 32 bits becomes long: both from all rows if the source can begin again, else from
 * the first. Keywords become PARAMs (`QUERY_STATUS` an INFO), comments INFOs, `col.NAME.desc`, `.UCD`, `.utype`, `.xtype` the
 * column's, and so do descriptions in the comments of IRSA's catalogue search.
 * @throws IpacError
 * @see IPAC Table Format, version 1.2
 */
export async function openIpac(source: IpacSource, options: OpenIpacOptions = {}): Promise<TableStream> {
  const { lenient = false, sampleRows = 10_000, rowsPerBatch = 65_536, signal } = options;
  let bytesRead = 0;
  const begin = (): TableLines =>
    new TableLines(
      typeof source === "function" ? source() : source,
      (count) => {
        bytesRead = count;
      },
      signal,
    );
  const reports = new Reports();
  const keywords = new KeywordReader();
  let lines = begin();
  try {
    const header = await lines.readHeader();
    const columns = readColumns(header.bars, reports);
    for (const { text } of header.keywords) keywords.add(text);
    const open = new Map<number, OpenType>();
    for (const [index, column] of columns.entries()) if (OpenType.isOpen(column)) open.set(index, new OpenType(column));
    let sample: (readonly TextLine[])[] = [];
    if (open.size > 0) {
      const again = typeof source === "function";
      sample = await seeRows(lines, columns, open, again ? Number.POSITIVE_INFINITY : sampleRows, !again);
      if (again) {
        lines = begin();
        await lines.readHeader();
      }
    }
    const { metadata, descriptions } = keywords.finish(columns);
    const fields = columns.map((column, index) =>
      fieldOf(column, open.get(index)?.datatype, keywords.attributesOf(column.name), descriptions.get(column.name)),
    );
    return rowStream({ lines, sample, columns, fields, metadata });
  } catch (failure) {
    await lines.close();
    throw failure;
  }

  function rowStream({ lines, sample, columns, fields, metadata }: OpenedTable): TableStream {
    async function* read(): AsyncGenerator<ColumnBatch, void, void> {
      const cutter = new RowCutter(columns, lenient, reports);
      const cells = new CellReader(columns, fields, lenient, reports);
      let row = 0;
      let characters = 0;
      try {
        for (let some = await nextLines(); some !== undefined; some = await nextLines()) {
          for (const { text, line } of some) {
            if (!isRow(text)) {
              if (text !== "")
                reports.add("W-IPAC-LINE", "", `Line ${line}, among the rows, is none; passed over`, line);
              continue;
            }
            row++;
            characters += text.length;
            cells.append(cutter.cut(text, line, row), line, row);
            if (cells.rows < rowsPerBatch && characters < BATCH_CHARACTERS) continue;
            characters = 0;
            yield cells.take();
          }
        }
        if (cells.rows > 0) yield cells.take();
      } finally {
        await lines.close();
      }
    }

    async function nextLines(): Promise<readonly TextLine[] | undefined> {
      return sample.shift() ?? lines.next();
    }

    return createBatchStream({
      fields,
      metadata,
      read,
      conclude: (rows) => ({ ...statusOfInfos(metadata.infos), rows, bytesRead, diagnostics: reports.list() }),
      close: () => lines.close(),
    });
  }
}

interface OpenedTable {
  readonly lines: TableLines;
  readonly sample: (readonly TextLine[])[];
  readonly columns: readonly IpacColumn[];
  readonly fields: readonly Field[];
  readonly metadata: TableMetadata;
}

/** A line of blanks is no row, nor is a comment. */
function isRow(text: string): boolean {
  return !text.startsWith("\\") && !text.startsWith("|") && text.trim() !== "";
}

/** Shows rows to open types; gives the lines that were read, where they are wanted. */
async function seeRows(
  lines: TableLines,
  columns: readonly IpacColumn[],
  open: ReadonlyMap<number, OpenType>,
  most: number,
  keep: boolean,
): Promise<(readonly TextLine[])[]> {
  const kept: (readonly TextLine[])[] = [];
  // What rows there are wrong is found when they are read.
  const cutter = new RowCutter(columns, true, new Reports());
  let rows = 0;
  let characters = 0;
  while (rows < most && (!keep || characters < BATCH_CHARACTERS)) {
    const some = await lines.next();
    if (some === undefined) break;
    if (keep) kept.push(some);
    for (const { text, line } of some) {
      characters += text.length;
      if (!isRow(text)) continue;
      rows++;
      const cells = cutter.cut(text, line, rows);
      for (const [index, type] of open) type.see(cells[index] ?? "");
    }
  }
  return kept;
}
