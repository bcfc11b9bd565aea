import { type ColumnBatch, concatenateBatches, type Field, takeRows } from "@armillary/columns";
import { BatchImager, viewBatch } from "../../hold/batch-image.ts";
import type { RandomAccess, Spool } from "../../random-access.ts";

/** Rows that lie in one piece. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Rows that are gathered before they are parted: few of a partition at a time would be slow to write, and to read. */
const GATHERED_ROWS = 262_144;

/** The rows of a table, parted, in one temporary file. */
export class PartitionSpool {
  readonly #fields: readonly Field[];
  readonly #pieces: readonly (readonly Piece[])[];
  readonly #access: RandomAccess;

  private constructor(fields: readonly Field[], pieces: readonly (readonly Piece[])[], access: RandomAccess) {
    this.#fields = fields;
    this.#pieces = pieces;
    this.#access = access;
  }

  /**
   * @param count - of the partitions
   * @param placesOf - of each row of a batch, in which partition it is
   */
  static async of(
    batches: AsyncIterable<ColumnBatch>,
    fields: readonly Field[],
    { count, placesOf, spool }: { count: number; placesOf: (batch: ColumnBatch) => Int32Array; spool: Spool },
  ): Promise<PartitionSpool> {
    const pieces: Piece[][] = Array.from({ length: count }, () => []);
    async function* images(): AsyncGenerator<Uint8Array, void, void> {
      const imager = new BatchImager();
      let end = 0;
      for await (const batch of gathered(batches)) {
        for (const { place, rows } of rowsByPlace(placesOf(batch), count)) {
          const image = imager.imageOf(takeRows(batch, rows));
          pieces[place]?.push({ start: end, end: end + image.length });
          end += image.length;
          yield image;
        }
      }
    }
    const access = await spool(images(), false);
    return new PartitionSpool(fields, pieces, access);
  }

  /** All rows of one partition. */
  async rowsOf(place: number): Promise<ColumnBatch> {
    const parts: ColumnBatch[] = [];
    for (const { start, end } of this.#pieces[place] ?? []) {
      parts.push(viewBatch(await this.#access.slice(start, end), this.#fields));
    }
    return concatenateBatches(parts);
  }

  close(): Promise<void> {
    return this.#access.close();
  }
}

async function* gathered(batches: AsyncIterable<ColumnBatch>): AsyncGenerator<ColumnBatch, void, void> {
  let kept: ColumnBatch[] = [];
  let rows = 0;
  for await (const batch of batches) {
    if (batch.rows === 0) continue;
    kept.push(batch);
    rows += batch.rows;
    if (rows < GATHERED_ROWS) continue;
    yield concatenateBatches(kept);
    kept = [];
    rows = 0;
  }
  if (rows > 0) yield concatenateBatches(kept);
}

/** The rows of each partition that has some, by counting. */
function* rowsByPlace(places: Int32Array, count: number): Generator<{ place: number; rows: Int32Array }> {
  const ends = new Int32Array(count);
  for (const place of places) ends[place] = (ends[place] as number) + 1;
  for (let place = 1; place < count; place++) ends[place] = (ends[place] as number) + (ends[place - 1] as number);
  const rows = new Int32Array(places.length);
  const next = Int32Array.from(ends, (_, place) => ends[place - 1] ?? 0);
  places.forEach((place, row) => {
    const at = next[place] as number;
    rows[at] = row;
    next[place] = at + 1;
  });
  for (let place = 0; place < count; place++) {
    const [start, end] = [ends[place - 1] ?? 0, ends[place] as number];
    if (end > start) yield { place, rows: rows.subarray(start, end) };
  }
}
