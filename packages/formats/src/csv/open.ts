import { createBatchStream } from "../batch-stream.ts";
import type { TableStream } from "../table-stream.ts";
import { CellReader } from "./cells.ts";
import { Sampler } from "./header.ts";
import { type RowBlock, type RowOptions, readRows } from "./rows.ts";
import type { CsvType } from "./types.ts";

/** The bytes, or a function that begins them again from the start: then types are inferred from all rows. */
export type CsvSource = AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>);

export interface OpenCsvOptions {
  /** Default `,`. */
  readonly delimiter?: string;
  /** As TextDecoder names it, e.g. `iso-8859-1` (default UTF-8, or UTF-16 where a byte order mark says so). */
  readonly encoding?: string;
  /** Types by column name, where inference is not wanted; `"char"` leaves every column as text. */
  readonly types?: Readonly<Record<string, CsvType>> | "char";
  /** Rows from which types are inferred when the source cannot begin again (default 10 000, within 4 Mi characters). */
  readonly sampleRows?: number;
  /**
   * A cell that is not of its column's type becomes null, a short row is filled with nulls, cells too many are left out;
   * all are reported (default false: they are errors).
   */
  readonly lenient?: boolean;
  /** Upper bound of rows in a batch (default 65 536). */
  readonly rowsPerBatch?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly bytesRead: number }) => void;
}

const SAMPLE_CHARACTERS = 1 << 22;

/**
 * Opens CSV or TSV (RFC 4180 with any line ends, UTF-8) with a header row, in constant memory.
 *
 * Types are inferred (see `TypeInference`) from all rows if the source can begin again, else from the first; a later cell
 * of another type is then an error that says so. An empty cell is null, quoted or not. Times in ISO 8601 are text with
 * xtype `timestamp`. Names are kept, repeats too, blanks around them aside; a column without one is `col` and its place.
 * @throws CsvError
 */
export async function openCsv(source: CsvSource, options: OpenCsvOptions = {}): Promise<TableStream> {
  const { types, signal, encoding } = options;
  let bytesRead = 0;
  const reading: RowOptions = {
    delimiter: options.delimiter ?? ",",
    ...(encoding === undefined ? {} : { encoding }),
    ...(signal === undefined ? {} : { signal }),
    onProgress(progress) {
      bytesRead = progress.bytesRead;
      options.onProgress?.(progress);
    },
  };
  const replayed: RowBlock[] = [];
  let blocks = readRows(typeof source === "function" ? source() : source, reading);
  try {
    const sampler = new Sampler(types);
    const again = typeof source === "function" && types !== "char";
    const enough = options.sampleRows ?? 10_000;
    let characters = 0;
    while (again || (sampler.rows < enough && characters < SAMPLE_CHARACTERS)) {
      const { value: block, done } = await blocks.next();
      if (done === true || block === undefined) break;
      sampler.see(block);
      characters += block.characters;
      if (!again) replayed.push(block);
      // One row is the header: what is to stay text needs no more.
      if (types === "char" && sampler.rows > 0) break;
    }
    const fields = sampler.fields();
    if (again) blocks = readRows((source as () => AsyncIterable<Uint8Array>)(), reading);
    const cells = new CellReader(fields, options);
    return createBatchStream({
      fields,
      metadata: { params: [], infos: [] },
      read: () => cells.read(replay(replayed, blocks)),
      conclude: (rows) => ({ status: "OK", rows, bytesRead, diagnostics: cells.diagnostics }),
      async close() {
        await blocks.return();
      },
    });
  } catch (failure) {
    await blocks.return();
    throw failure;
  }
}

/** The rows of the sample, each let go when it has been read, and those behind them. */
async function* replay(
  sample: RowBlock[],
  blocks: AsyncGenerator<RowBlock, void, void>,
): AsyncGenerator<RowBlock, void, void> {
  try {
    for (let block = sample.shift(); block !== undefined; block = sample.shift()) yield block;
    yield* blocks;
  } finally {
    await blocks.return();
  }
}
