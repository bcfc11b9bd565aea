import { type ColumnBatch, createColumnWriter, type Field, uniqueNames } from "@armillary/columns";
import type { RecordBatch, WriterProperties } from "parquet-wasm";
import { joinPieces } from "../arrow/ipc/pieces.ts";
import { IpcWriter } from "../arrow/ipc/writer.ts";
import type { TableStream } from "../table-stream.ts";
import { ParquetError } from "./errors.ts";
import { tableToKeyValues } from "./metadata-keys.ts";
import { withOpenAxes, withOpenLists } from "./open-lists.ts";
import { loadParquetWasm, type ParquetWasm, type WasmSource } from "./wasm.ts";

export interface EncodeParquetOptions {
  /**
   * How column pages are compressed (default snappy). Of a table of a million rows and 23 columns, zstd made a fifth less
   * and took twice as long.
   */
  readonly compression?: "zstd" | "snappy" | "none";
  /** Upper bound of the rows of a row group (default 131 072; and of about 3 MB, whichever is less). */
  readonly rowGroupRows?: number;
  /** Where parquet-wasm's WebAssembly is, for browsers (default: beside its script). */
  readonly wasm?: WasmSource;
}

/**
 * Row groups are held, encoded, until they are whole, in the encoder and once more on their way out. WebAssembly memory
 * never shrinks: of 10 million rows and 23 columns, 3 MB took 170 MB in all, 5 MB 180, and as fast.
 */
const ROW_GROUP_BYTES = 3_000_000;
const ROW_GROUP_ROWS = 131_072;

/**
 * Writes a table as a Parquet file, row group by row group, in memory that does not grow with the rows.
 *
 * Arrays of a fixed length are lists as others are: their length is in `vo:arraysize`. The footer keeps the Arrow schema with the `vo:` metadata of every column (`ARROW:schema`), the table's own metadata
 * (`vo:table`) and, where the table brings a VOTable document without rows, the keys of the VOParquet convention. It is
 * fixed before the first row: how the source ended is not in it. Columns of one name are told apart by `_2`, `_3`.
 * @throws ParquetError code PARQUET_WRITE
 */
export async function* encodeParquet(
  table: TableStream,
  options: EncodeParquetOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const input = new WasmBatches(table);
  try {
    const wasm = await loadParquetWasm(options.wasm);
    const output = await openEncoder(wasm, input, writerProperties(wasm, table, options));
    let end = new Uint8Array(0);
    for await (const chunk of output) {
      end = chunk.slice(-MAGIC.length);
      yield chunk;
    }
    // The encoder ends its output on any failure, its own and ours, without a word.
    if (input.failure !== undefined) throw input.failure.cause;
    if (!input.ended || !MAGIC.every((byte, index) => end[index] === byte)) {
      throw new ParquetError("PARQUET_WRITE", "The Parquet encoder stopped before the end of the table.");
    }
  } finally {
    if (!input.ended) await input.cancel();
  }
}

const MAGIC = new TextEncoder().encode("PAR1");

async function openEncoder(
  wasm: ParquetWasm,
  input: WasmBatches,
  properties: WriterProperties,
): Promise<ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>> {
  const batches = new ReadableStream<RecordBatch>(
    { pull: (controller) => input.pull(wasm, controller) },
    { highWaterMark: 0 },
  );
  try {
    return (await wasm.transformParquetStream(batches, properties)) as ReadableStream<Uint8Array> &
      AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (input.failure !== undefined) throw input.failure.cause;
    throw new ParquetError("PARQUET_WRITE", `The Parquet encoder failed: ${String(cause)}`, { cause });
  }
}

function writerProperties(wasm: ParquetWasm, table: TableStream, options: EncodeParquetOptions): WriterProperties {
  const { compression = "snappy", rowGroupRows = ROW_GROUP_ROWS } = options;
  const codecs = { zstd: wasm.Compression.ZSTD, snappy: wasm.Compression.SNAPPY, none: wasm.Compression.UNCOMPRESSED };
  let builder = new wasm.WriterPropertiesBuilder()
    .setCompression(codecs[compression])
    .setMaxRowGroupSize(rowGroupRows)
    .setMaxRowGroupBytes(ROW_GROUP_BYTES)
    .setStatisticsEnabled(wasm.EnabledStatistics.Chunk)
    .setKeyValueMetadata(tableToKeyValues(table))
    // Measured numbers hardly repeat: looking for repetitions takes longer than all the rest, and makes files larger.
    .setDictionaryEnabled(false);
  const names = uniqueNames(table.fields.map((field) => field.name));
  table.fields.forEach(({ layout }, index) => {
    if (layout.kind === "utf8") builder = builder.setColumnDictionaryEnabled(names[index] as string, true);
  });
  return builder.build();
}

/** The batches of a table, moved into the memory of the encoder one at a time as it asks for them. */
class WasmBatches {
  /** Set when the table failed, or moving a batch did. */
  failure: { readonly cause: unknown } | undefined;
  ended = false;
  readonly #table: TableStream;
  readonly #fields: readonly Field[];
  readonly #batches: AsyncIterator<ColumnBatch>;
  #batchesGiven = 0;
  #memory = new Uint8Array(0);

  constructor(table: TableStream) {
    this.#table = table;
    this.#fields = table.fields.map((field) => ({ ...field, layout: withOpenAxes(field.layout) }));
    this.#batches = table.batches()[Symbol.asyncIterator]();
  }

  async pull(wasm: ParquetWasm, controller: ReadableStreamDefaultController<RecordBatch>): Promise<void> {
    try {
      const next = await this.#batches.next();
      // The encoder takes the schema from the first batch: a table without rows has to have one, too.
      const batch =
        next.done !== true ? next.value : this.#batchesGiven === 0 ? emptyBatch(this.#table.fields) : undefined;
      if (batch !== undefined) controller.enqueue(this.#move(wasm, batch));
      if (next.done === true) {
        this.ended = true;
        controller.close();
      }
    } catch (cause) {
      this.failure = { cause };
      controller.error(cause);
    }
  }

  async cancel(): Promise<void> {
    await this.#batches.return?.();
    await this.#table.close();
  }

  #move(wasm: ParquetWasm, batch: ColumnBatch): RecordBatch {
    this.#batchesGiven++;
    const writer = new IpcWriter(this.#fields, new Map(), "stream");
    const columns = batch.columns.map(withOpenLists);
    const pieces = [...writer.start(), ...writer.batch({ rows: batch.rows, columns }), ...writer.end(new Map())];
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    // The encoder copies what it is given, so that one piece of memory serves all batches.
    if (this.#memory.length < bytes) this.#memory = new Uint8Array(Math.ceil(bytes * 1.25));
    try {
      const arrow = wasm.Table.fromIPCStream(joinPieces(pieces, this.#memory));
      const moved = arrow.recordBatch(0);
      arrow.free();
      if (moved !== undefined) return moved;
    } catch (cause) {
      throw new ParquetError("PARQUET_WRITE", `The Parquet encoder refused a batch: ${String(cause)}`, { cause });
    }
    throw new ParquetError("PARQUET_WRITE", "The Parquet encoder found no batch in what it was given.");
  }
}

function emptyBatch(fields: readonly Field[]): ColumnBatch {
  return { rows: 0, columns: fields.map(({ layout }) => createColumnWriter(layout).take()) };
}
