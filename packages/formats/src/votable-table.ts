import type { ColumnBatch } from "@armillary/columns";
import type { ByteSource, Info, OpenOptions, Status, TableReader, Votable, VotableReader } from "@armillary/votable";
import { openVotable } from "@armillary/votable";
import { FormatError } from "./errors.ts";
import { limitRows } from "./narrow.ts";
import { readParquetRows } from "./parquet-rows.ts";
import type { Spool } from "./random-access.ts";
import { skipRows } from "./skip-rows.ts";
import type { StreamSummary, TableMetadata, TableStream } from "./table-stream.ts";
import { tableMetadata } from "./votable-head.ts";

export interface VotableTableOptions extends OpenOptions {
  /**
   * Place of the TABLE among all of the document, from 0 (default 0); `results`: the first outside RESOURCEs of type `meta`,
   * which services put before or behind their results, with tables of their own (IRSA).
   */
  readonly table?: number | "results";
  /** Rows left out at the beginning (default 0). */
  readonly skip?: number;
  /** Rows, counted behind those left out, after which the source is closed (default all). */
  readonly limit?: number;
  /** Makes a stream readable at any place, for a PARQUET serialization (default: in memory). */
  readonly randomAccess?: Spool;
}

/**
 * Opens one TABLE of a VOTable document as a stream of batches; tables before it are skipped.
 * @throws FormatError code FORMAT_NO_TABLE; FORMAT_SERVICE_ERROR when the document has no table and reports an error
 * @throws VotableError
 */
export async function openVotableTable(source: ByteSource, options: VotableTableOptions = {}): Promise<TableStream> {
  const { table: index = 0, skip = 0, limit, randomAccess, onProgress, ...reading } = options;
  let bytesRead = 0;
  const reader = await openVotable(source, {
    readParquet: (stream, fields) => readParquetRows(stream, fields, randomAccess),
    ...reading,
    ...(limit === undefined
      ? {}
      : { rowsPerBatch: Math.max(1, Math.min(skip + limit, reading.rowsPerBatch ?? 65_536)) }),
    onProgress(progress) {
      bytesRead = progress.bytesRead;
      onProgress?.(progress);
    },
  });
  let table: TableReader;
  try {
    table = await findTable(reader, index);
  } catch (failure) {
    await reader.close();
    throw failure;
  }
  const whole = skipRows(new VotableTable(reader, table), skip);
  if (limit === undefined) return whole;
  return limitRows(whole, limit, (rows) => ({
    ...statusSoFar(reader),
    rows,
    bytesRead,
    diagnostics: [...reader.diagnostics],
  }));
}

async function findTable(reader: VotableReader, place: number | "results"): Promise<TableReader> {
  let count = 0;
  // Not a for-await loop: leaving one would end the reader's own iteration.
  const tables = reader.tables()[Symbol.asyncIterator]();
  for (let next = await tables.next(); next.done !== true; next = await tables.next()) {
    if (place === "results" ? !isMeta(next.value) : count === place) return next.value;
    count++;
  }
  const { status, message } = await reader.summary;
  if (status === "ERROR") {
    throw new FormatError("FORMAT_SERVICE_ERROR", "The service answered with an error instead of a table.", {
      ...(message === undefined ? {} : { serviceMessage: message }),
    });
  }
  if (count === 0) throw new FormatError("FORMAT_NO_TABLE", "The document has no TABLE.");
  if (place === "results") throw new FormatError("FORMAT_NO_TABLE", "The document has no TABLE of results.");
  throw new FormatError(
    "FORMAT_NO_TABLE",
    `There is no table ${place}: the document has ${count === 1 ? "one table, 0" : `${count} tables, 0 to ${count - 1}`}.`,
  );
}

function isMeta({ resources }: TableReader): boolean {
  return resources.some(({ type }) => type?.toLowerCase() === "meta");
}

class VotableTable implements TableStream {
  readonly #reader: VotableReader;
  readonly #table: TableReader;
  #rows = 0;

  constructor(reader: VotableReader, table: TableReader) {
    this.#reader = reader;
    this.#table = table;
  }

  get fields(): TableStream["fields"] {
    return this.#table.fields;
  }

  get document(): Votable {
    return this.#reader.document;
  }

  /** As far as read: INFOs may follow the rows. */
  get metadata(): TableMetadata {
    return tableMetadata(this.#reader.document, this.#table);
  }

  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    let whole = false;
    try {
      for await (const batch of this.#table.batches()) {
        this.#rows += batch.rows;
        yield batch;
      }
      whole = true;
    } finally {
      if (!whole) await this.#reader.close();
    }
  }

  get summary(): Promise<StreamSummary> {
    return this.#reader.summary.then((summary) => ({ ...summary, rows: this.#table.meta.rows ?? this.#rows }));
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

/** The last QUERY_STATUS read so far, of the document and its outer RESOURCEs (DALI 1.1, section 4.4). */
function statusSoFar(reader: VotableReader): { readonly status: Status; readonly message?: string } {
  const infos: readonly Info[] = [reader.document, ...reader.document.resources].flatMap(({ infos }) => infos);
  const last = infos.filter((info) => info.name === "QUERY_STATUS").at(-1);
  const value = last?.value.trim().toUpperCase();
  if (value !== "OVERFLOW" && value !== "ERROR") return { status: "OK" };
  return { status: value, ...(last?.text === undefined ? {} : { message: last.text }) };
}
