import { statusOfInfos } from "../arrow/table-metadata.ts";
import { createBatchStream } from "../batch-stream.ts";
import { Reports, shown } from "../cells/reports.ts";
import { textChunks } from "../cells/text-chunks.ts";
import type { BrokenText } from "../csv/chunk-decoder.ts";
import type { TableStream } from "../table-stream.ts";
import { CellReader } from "./cells.ts";
import { EcsvError } from "./errors.ts";
import { type EcsvHeader, readHeader } from "./header.ts";
import { HeaderLines } from "./header-lines.ts";
import { RowSplitter, type TextRow } from "./rows.ts";
import { readTableMeta } from "./table-meta.ts";

export interface OpenEcsvOptions {
  /**
   * A cell that is not of its column's type becomes null, a short row is filled with nulls, cells too many are left out;
   * all are reported (default false: they are errors).
   */
  readonly lenient?: boolean;
  /** Upper bound of rows in a batch (default 65 536). */
  readonly rowsPerBatch?: number;
  readonly signal?: AbortSignal;
}

/** Characters of rows behind a batch. */
const BATCH_CHARACTERS = 1 << 22;

/**
 * Opens ECSV (versions 0.9 and 1.0) in constant memory.
 *
 * Columns are of the types that the header says: scalars, complex numbers (pairs of floats), arrays of fixed and of open
 * length. An empty cell is null: ECSV has no other, so that an empty string is null too. Units, descriptions and what
 * `meta` says of a column become the field's; of the table's `meta` see `readTableMeta`. The columns of what astropy calls
 * a mixin (a SkyCoord, a Time) are read as they stand, and reported.
 * @throws EcsvError
 * @see APE 6, "Enhanced Character Separated Values table format"
 */
export async function openEcsv(
  source: AsyncIterable<Uint8Array>,
  { lenient = false, rowsPerBatch = 65_536, signal }: OpenEcsvOptions = {},
): Promise<TableStream> {
  let bytesRead = 0;
  const lines = new HeaderLines();
  let splitter: RowSplitter | undefined;
  const chunks = textChunks(source, {
    ...(signal === undefined ? {} : { signal }),
    onBytes(count) {
      bytesRead = count;
    },
    broken: notText,
  });
  const reports = new Reports();
  try {
    while (!lines.complete) {
      const { value: text, done } = await chunks.next();
      lines.push(typeof text === "string" ? text : "", done === true);
    }
    const header = readHeader(lines.lines, reports);
    const metadata = readTableMeta(header.meta, reports);
    splitter = new RowSplitter(header.delimiter, lines.lines.length + 1);
    const rows = rowsIn(splitter, lines.rest, chunks);
    const cells = new CellReader(header.columns, lenient, reports);

    async function* read(): AsyncGenerator<ReturnType<CellReader["take"]>, void, void> {
      let named = false;
      try {
        for await (const { taken, characters } of rows) {
          for (const row of taken) {
            if (!named) checkNames(header, row, lenient, reports);
            else cells.append(row);
            named = true;
            if (cells.rows >= rowsPerBatch) yield cells.take();
          }
          if (characters >= BATCH_CHARACTERS && cells.rows > 0) yield cells.take();
        }
        if (cells.rows > 0) yield cells.take();
        if (!named) throw new EcsvError("ECSV_HEADER", "The row of column names is missing behind the header.");
      } finally {
        await chunks.return();
      }
    }

    return createBatchStream({
      fields: header.columns.map(({ field }) => field),
      metadata,
      read,
      conclude: (count) => ({ ...statusOfInfos(metadata.infos), rows: count, bytesRead, diagnostics: reports.list() }),
      async close() {
        await chunks.return();
      },
    });
  } catch (failure) {
    await chunks.return();
    throw failure;
  }

  function notText({ encoding, cause }: BrokenText): EcsvError {
    const near = splitter?.line ?? lines.lines.length + 1;
    const message = `The text is not ${encoding.toUpperCase()}, somewhere from line ${near} on: turn it into UTF-8 first (iconv).`;
    return new EcsvError("ECSV_ENCODING", message, { line: near }, { cause });
  }
}

/** The rows of each chunk, and the characters since the last batch was due. */
async function* rowsIn(
  splitter: RowSplitter,
  first: string,
  chunks: AsyncGenerator<string, void, void>,
): AsyncGenerator<{ readonly taken: readonly TextRow[]; readonly characters: number }, void, void> {
  let characters = first.length;
  yield { taken: splitter.push(first, false), characters };
  for await (const text of chunks) {
    if (characters >= BATCH_CHARACTERS) characters = 0;
    characters += text.length;
    yield { taken: splitter.push(text, false), characters };
  }
  yield { taken: splitter.push("", true), characters };
}

/** The first row repeats the names of the columns, for readers that know CSV alone. */
function checkNames({ columns }: EcsvHeader, { cells, line }: TextRow, lenient: boolean, reports: Reports): void {
  const names = columns.map(({ storedName }) => storedName);
  if (names.length === cells.length && names.every((name, index) => name.trim() === cells[index]?.trim())) return;
  const at = names.findIndex((name, index) => name.trim() !== cells[index]?.trim());
  const pair = `${shown(names[at] ?? "")} in the header, ${shown(cells[at] ?? "")} in line ${line}`;
  const counts = `${names.length} columns in the header, ${cells.length} in line ${line}`;
  const message = `The names of the columns differ: ${names.length === cells.length ? pair : counts}`;
  if (!lenient) throw new EcsvError("ECSV_HEADER", `${message}.`, { line });
  reports.add("W-ECSV-NAMES", "", `${message}; those of the header are taken`, line);
}
