import type { ColumnBatch, Field } from "@armillary/columns";
import type { ChunkReader } from "../bytes/source.ts";
import type { Location } from "../bytes/window.ts";
import { VotableError } from "../errors.ts";
import type { ReadingOptions } from "../options.ts";
import { RefusedRows } from "./deferred.ts";
import type { RowSource } from "./row-source.ts";

export interface ParquetStream {
  readonly chunks: ChunkReader;
  readonly fields: readonly Field[];
  readonly wanted: readonly number[];
  /** Of the STREAM. */
  readonly place: Location;
}

/** Opens the PARQUET serialization (VOTable 1.5, section 5.5) with the reader that the options give. */
export function openParquetRows(stream: ParquetStream, { readParquet }: ReadingOptions): RowSource {
  const { chunks, fields, place } = stream;
  if (readParquet !== undefined) return new ParquetRows(stream, readParquet(iterate(chunks), fields));
  const failure = new VotableError(
    "VOT_PARQUET",
    "The rows are in a Parquet stream. Give the option readParquet (the package formats has one) to read them.",
    place,
  );
  const unread: RowSource = { next: () => drain(chunks), skip: () => undefined, uncounted: true };
  return new RefusedRows(unread, failure);
}

class ParquetRows implements RowSource {
  readonly #stream: ParquetStream;
  readonly #batches: AsyncIterator<ColumnBatch>;
  #skipped = false;

  constructor(stream: ParquetStream, batches: AsyncIterable<ColumnBatch>) {
    this.#stream = stream;
    this.#batches = batches[Symbol.asyncIterator]();
  }

  skip(): void {
    this.#skipped = true;
  }

  async next(): Promise<ColumnBatch | undefined> {
    const { chunks, wanted, place } = this.#stream;
    try {
      const { value, done } = await this.#batches.next();
      // The footer of a Parquet file is its end, but not every reader reads on to the end of the stream.
      if (done === true) return await drain(chunks);
      const { rows, columns } = value;
      return { rows, columns: this.#skipped ? [] : wanted.flatMap((index) => columns[index] ?? []) };
    } catch (cause) {
      if (cause instanceof VotableError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new VotableError("VOT_PARQUET", `The Parquet stream: ${why}`, place, { cause });
    }
  }
}

async function drain(chunks: ChunkReader): Promise<undefined> {
  while ((await chunks.next()) !== undefined);
}

async function* iterate(chunks: ChunkReader): AsyncGenerator<Uint8Array> {
  for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) yield chunk;
}
