import { type ColumnBatch, type ColumnStatistics, type Field, StatisticsCollector } from "@armillary/columns";
import { gatherBytes, type RandomAccess, type Spool } from "../random-access.ts";
import type { TableStream } from "../table-stream.ts";
import { BatchImager, imageOf, viewBatch } from "./batch-image.ts";

/** All rows of a table, kept to be read again: for formats whose first bytes tell what only the last row knows. */
export interface HeldTable {
  readonly fields: readonly Field[];
  readonly rows: number;
  /** Of each field. */
  readonly statistics: readonly ColumnStatistics[];
  /** The rows from the first, any number of times. Rejects with TypeError once the table was closed. */
  batches(): AsyncGenerator<ColumnBatch, void, void>;
  /** Lets go of the rows. Idempotent. */
  close(): Promise<void>;
}

/** Bytes of batches that stay in memory, whatever the spool. */
const MOST_MEMORY_BYTES = 64 << 20;

/**
 * Takes the rows of a table and keeps them: a small table in memory, others in what `spool` makes (default: memory).
 *
 * The table's own summary stays the caller's to ask for. When the table fails, nothing is left of the spool.
 * @throws whatever the table's reader does, or the spool
 */
export async function holdTable(
  table: Pick<TableStream, "fields" | "batches" | "close">,
  spool: Spool = gatherBytes,
): Promise<HeldTable> {
  const { fields } = table;
  const collectors = fields.map((field) => new StatisticsCollector(field));
  const batches = table.batches()[Symbol.asyncIterator]();
  let rows = 0;

  async function next(): Promise<ColumnBatch | undefined> {
    const { value: batch, done } = await batches.next();
    if (done === true) return undefined;
    rows += batch.rows;
    batch.columns.forEach((column, index) => {
      collectors[index]?.add(column);
    });
    return batch;
  }

  try {
    const store = await keep(next, fields, spool);
    return new Held(
      fields,
      rows,
      collectors.map((collector) => collector.finish()),
      store,
    );
  } catch (failure) {
    await batches.return?.();
    await table.close();
    throw failure;
  }
}

/** Where batches are kept. */
interface BatchStore {
  batches(): AsyncIterable<ColumnBatch>;
  close(): Promise<void>;
}

async function keep(
  next: () => Promise<ColumnBatch | undefined>,
  fields: readonly Field[],
  spool: Spool,
): Promise<BatchStore> {
  const kept: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (let batch = await next(); batch !== undefined; batch = await next()) {
    // A copy: the batch may be lent.
    const image = imageOf(batch);
    kept.push(image);
    bytes += image.length;
    if (bytes > MOST_MEMORY_BYTES) return keepInSpool(kept, next, fields, spool);
  }
  return memoryStore(kept, fields);
}

function memoryStore(kept: Uint8Array<ArrayBuffer>[], fields: readonly Field[]): BatchStore {
  return {
    async *batches() {
      for (const image of kept) yield viewBatch(image.buffer, fields);
    },
    async close() {
      kept.length = 0;
    },
  };
}

async function keepInSpool(
  kept: Uint8Array<ArrayBuffer>[],
  next: () => Promise<ColumnBatch | undefined>,
  fields: readonly Field[],
  spool: Spool,
): Promise<BatchStore> {
  /** Where each image ends. */
  const ends: number[] = [];

  async function* images(): AsyncGenerator<Uint8Array, void, void> {
    let end = 0;
    const counted = (image: Uint8Array): Uint8Array => {
      end += image.length;
      ends.push(end);
      return image;
    };
    // Let go of one by one.
    for (let image = kept.shift(); image !== undefined; image = kept.shift()) yield counted(image);
    const imager = new BatchImager();
    let batch = await next();
    while (batch !== undefined) {
      const image = counted(imager.imageOf(batch));
      // The next batch is read while the spool takes this one.
      const ahead = next();
      ahead.catch(() => undefined);
      yield image;
      batch = await ahead;
    }
  }

  const access = await spool(images(), false);
  return {
    batches: () => viewImages(access, ends, fields),
    close: () => access.close(),
  };
}

/** The batches of a spool; one is fetched while the one before is worked on. */
async function* viewImages(
  access: RandomAccess,
  ends: readonly number[],
  fields: readonly Field[],
): AsyncGenerator<ColumnBatch, void, void> {
  const fetchImage = (index: number): Promise<ArrayBuffer> => {
    const image = access.slice(ends[index - 1] ?? 0, ends[index]);
    // Heard of where it is awaited, which may be never.
    image.catch(() => undefined);
    return image;
  };
  let ahead = fetchImage(0);
  for (let index = 0; index < ends.length; index++) {
    const image = await ahead;
    if (index + 1 < ends.length) ahead = fetchImage(index + 1);
    yield viewBatch(image, fields);
  }
}

class Held implements HeldTable {
  readonly fields: readonly Field[];
  readonly rows: number;
  readonly statistics: readonly ColumnStatistics[];
  readonly #store: BatchStore;
  #open = true;

  constructor(fields: readonly Field[], rows: number, statistics: readonly ColumnStatistics[], store: BatchStore) {
    this.fields = fields;
    this.rows = rows;
    this.statistics = statistics;
    this.#store = store;
  }

  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    if (!this.#open) throw new TypeError("The table is not held any more.");
    yield* this.#store.batches();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#store.close();
  }
}
