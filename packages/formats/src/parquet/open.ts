import { type Column, type ColumnBatch, sliceColumn } from "@armillary/columns";
import { type CompressionCodec, parquetMetadataAsync, type RowGroup } from "hyparquet";
import { statusOfInfos, tableFromMetadata } from "../arrow/table-metadata.ts";
import { createBatchStream } from "../batch-stream.ts";
import type { RandomAccess } from "../random-access.ts";
import type { TableStream } from "../table-stream.ts";
import { type Codec, codecsFor } from "./codecs.ts";
import { ParquetError } from "./errors.ts";
import { decodePages, MAX_VALUES } from "./pages.ts";
import { type NamedColumn, type ParquetColumn, readSchema } from "./schema.ts";
import { toColumn } from "./to-column.ts";

export interface OpenParquetOptions {
  /**
   * Columns to decode, by name or ID, in the order given (default all). If one of them is not there all are decoded: it
   * is for the caller to say so.
   */
  readonly columns?: readonly string[];
  /** Rows left out at the beginning (default 0); row groups of nothing else are not read. */
  readonly skip?: number;
  /** Upper bound of rows in a batch (default 65 536). */
  readonly rowsPerBatch?: number;
  readonly signal?: AbortSignal;
}

/**
 * Opens a Parquet file; resolves when its footer has been read.
 *
 * Rows are read batch by batch, one column at a time; no batch reaches over the end of a row group. Integers have all
 * their bits; decimals, dates and times become exact text, as from Arrow. Columns are described by the VOTable document
 * of the VOParquet convention if it is there, else by the `vo:` keys of the Arrow schema, else by their types alone.
 * @throws ParquetError codes PARQUET_FORMAT, PARQUET_TYPE, PARQUET_CODEC, PARQUET_LIMIT
 */
export async function openParquet(access: RandomAccess, options: OpenParquetOptions = {}): Promise<TableStream> {
  const { columns: names, skip = 0, rowsPerBatch = 65_536, signal } = options;
  const file = new CountedAccess(access);
  const metadata = await explained(file, () => parquetMetadataAsync(file, { geoparquet: false }));
  const { metadata: about, fields: votableFields } = await explained(file, () => {
    const pairs = (metadata.key_value_metadata ?? []).map(({ key, value }): [string, string] => [key, value ?? ""]);
    return tableFromMetadata(new Map(pairs));
  });
  const columns = await explained(file, async () =>
    wantedColumns(readSchema(metadata, votableFields), names).map((column) => column.describe()),
  );
  const codecs = await explained(file, () => codecsFor(metadata));

  async function* read(): AsyncGenerator<ColumnBatch, void, void> {
    let before = skip;
    try {
      for (const rowGroup of metadata.row_groups) {
        const reader = new RowGroupReader(file, rowGroup, codecs);
        const first = Math.min(before, reader.rows);
        before -= first;
        for (let start = first; start < reader.rows; start += rowsPerBatch) {
          const end = Math.min(start + rowsPerBatch, reader.rows);
          const batch: Column[] = [];
          for (const column of columns) {
            signal?.throwIfAborted();
            batch.push(await explained(file, () => reader.column(column, start, end), column.field.name));
          }
          yield { rows: end - start, columns: batch };
        }
      }
    } finally {
      await access.close();
    }
  }

  return createBatchStream({
    fields: columns.map(({ field }) => field),
    metadata: about,
    read,
    rows: Math.max(0, metadata.row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0) - skip),
    conclude: (rows) => ({
      ...statusOfInfos(about.infos),
      rows,
      bytesRead: file.bytesRead,
      diagnostics: columns.flatMap(({ diagnostics }) => diagnostics),
    }),
    close: () => access.close(),
  });
}

function wantedColumns(columns: readonly NamedColumn[], names: readonly string[] | undefined): readonly NamedColumn[] {
  if (names === undefined) return columns;
  const found = names.map(
    (name) =>
      columns.find((column) => (column.metadata.get("vo:name") ?? column.name) === name) ??
      columns.find((column) => column.metadata.get("vo:ID") === name),
  );
  return found.every((column) => column !== undefined) ? found : columns;
}

/** The rows of one row group, part by part. */
class RowGroupReader {
  readonly rows: number;
  readonly #file: CountedAccess;
  readonly #rowGroup: RowGroup;
  readonly #codecs: ReadonlyMap<CompressionCodec, Codec>;
  /** Columns of lists, whose pages do not say at which row they begin. */
  readonly #whole = new Map<ParquetColumn, Column>();

  constructor(file: CountedAccess, rowGroup: RowGroup, codecs: ReadonlyMap<CompressionCodec, Codec>) {
    this.#file = file;
    this.#rowGroup = rowGroup;
    this.#codecs = codecs;
    this.rows = Number(rowGroup.num_rows);
  }

  async column(column: ParquetColumn, start: number, end: number): Promise<Column> {
    if (column.nesting.lists.length === 0) return this.#read(column, start, end);
    let whole = this.#whole.get(column);
    if (whole === undefined) {
      whole = await this.#read(column, 0, this.rows);
      if (end < this.rows) this.#whole.set(column, whole);
    }
    return sliceColumn(whole, start, end - start);
  }

  async #read(column: ParquetColumn, start: number, end: number): Promise<Column> {
    const about = this.#rowGroup.columns[column.chunk]?.meta_data;
    const inflate = about && this.#codecs.get(about.codec);
    if (about === undefined || inflate === undefined) throw new RangeError("nothing is known of its pages");
    const values = Number(about.num_values);
    const flat = column.nesting.lists.length === 0;
    if (values < 0 || (flat && values !== this.rows)) throw new RangeError(`${values} values in ${this.rows} rows`);
    if (values > MAX_VALUES) {
      const { name } = column.field;
      const much = `Column "${name}" has ${values} values in one row group, and ${MAX_VALUES} can be read.`;
      const advice = "Write the file with smaller row groups, or leave the column out.";
      throw new ParquetError("PARQUET_LIMIT", `${much} ${advice}`, { column: name });
    }
    // Some writers leave the place of the dictionary out, or say 0.
    const first = Number(about.dictionary_page_offset || about.data_page_offset);
    const last = first + Number(about.total_compressed_size);
    if (first < 0 || last < first || last > this.#file.byteLength)
      throw new RangeError(`its bytes are ${first} to ${last}`);
    const chunk = await this.#file.slice(first, last);
    const levels = { maxDefinition: column.nesting.maxDefinition, maxRepetition: column.nesting.lists.length };
    const pages = decodePages(chunk, about, column.primitive, levels, inflate, { start, end });
    const whole = toColumn(pages, column);
    const from = start - pages.firstRow;
    if (whole.length < from + end - start) throw new RangeError(`${whole.length} rows where ${end - start} are due`);
    return sliceColumn(whole, from, end - start);
  }
}

/** Counts the bytes read, and remembers failures of the medium: they are not to be put down to the file. */
class CountedAccess {
  bytesRead = 0;
  failure: unknown;
  readonly byteLength: number;
  readonly #access: RandomAccess;

  constructor(access: RandomAccess) {
    this.#access = access;
    this.byteLength = access.byteLength;
  }

  async slice(start: number, end?: number): Promise<ArrayBuffer> {
    try {
      const bytes = await this.#access.slice(start, end);
      this.bytesRead += bytes.byteLength;
      return bytes;
    } catch (failure) {
      this.failure = failure;
      throw failure;
    }
  }
}

async function explained<Result>(file: CountedAccess, step: () => Promise<Result>, column?: string): Promise<Result> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof ParquetError || (cause !== undefined && cause === file.failure)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const where = column === undefined ? "" : `, column "${column}"`;
    const message = `The Parquet file cannot be read${where}: ${reason}.`;
    throw new ParquetError("PARQUET_FORMAT", message, { cause, ...(column !== undefined && { column }) });
  }
}
