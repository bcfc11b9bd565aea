import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ColumnBatch, type Field, takeRows } from "@armillary/columns";
import { writeHealpixCounts } from "@armillary/fits/write";
import { tableOfBatches } from "../../batch-stream.ts";
import { FormatError } from "../../errors.ts";
import {
  FINEST_ORDER,
  type HatsPartition,
  INDEX_ORDER,
  PartitionCounter,
  PartitionFinder,
  partitionPath,
  printPartitionInfo,
} from "../../hats/partitions.ts";
import { printProperties } from "../../hats/properties.ts";
import { type HeldTable, holdTable } from "../../hold/hold-table.ts";
import { DatasetFooters } from "../../parquet/dataset-footers.ts";
import { type EncodeParquetOptions, encodeParquet } from "../../parquet/encode.ts";
import type { TableStream } from "../../table-stream.ts";
import { openFileAccess, spoolToFile } from "../random-access.ts";
import { openWholeFile, planWholeFile } from "../whole-file.ts";
import { PartitionSpool } from "./partition-spool.ts";
import { sortedRows } from "./sort-rows.ts";

/** How a HATS catalogue is to be written. */
export interface WriteHatsOptions extends Pick<EncodeParquetOptions, "compression" | "arrowTypes"> {
  /** A short name of the catalogue, one word. */
  readonly name: string;
  /** Names of the columns of positions, which hold degrees. */
  readonly raColumn: string;
  readonly decColumn: string;
  /** The NESTED index of order 29 for each row of a batch; -1 for a row without a position. */
  readonly indexesOf: (batch: ColumnBatch) => BigInt64Array;
  /** Rows of a partition at most (default 500 000). Memory grows with them, and with nothing else. */
  readonly mostRows?: number;
  /** Name and version of the program that writes. */
  readonly builder: string;
  /** Leave rows without a position out, and count them (default false: they are an error). */
  readonly lenient?: boolean;
  /** Told before each partition is written. */
  readonly onPartition?: (written: number, partitions: number) => void;
}

/** What was written. */
export interface HatsSummary {
  readonly partitions: readonly HatsPartition[];
  readonly rows: number;
  /** Rows without a position, left out. */
  readonly withoutPosition: number;
  /** Of the Parquet files of rows. */
  readonly bytes: number;
}

const INDEX_FIELD: Field = {
  name: "_healpix_29",
  datatype: "long",
  ucd: "pos.healpix",
  description: `HEALPix index of order ${INDEX_ORDER}, NESTED`,
  layout: { kind: "int", bits: 64, signed: true },
};

const MOST_ROWS = 500_000;
/** Rows that the encoder is given at a time. */
const BATCH_ROWS = 32_768;

/**
 * Writes a table as a HATS catalogue into a folder that is there: Parquet files of one cell of HEALPix each, the larger the fewer rows are there, with
 * `_metadata`, `_common_metadata`, `partition_info.csv`, `hats.properties` and, unless there are no rows, `skymap.fits`: how many are in each cell of order 10.
 *
 * The table is kept in temporary files twice, once to know how many rows are where, once parted by cells. Rows of a partition are in the order of
 * `_healpix_29`, which is the first column; one of that name that the table has already is replaced.
 * @throws FormatError code FORMAT_HATS for rows without a position; whatever the table throws; the system's errors
 * @see IVOA Note HATS 1.0
 */
export async function writeHats(table: TableStream, folder: string, options: WriteHatsOptions): Promise<HatsSummary> {
  const { mostRows = MOST_ROWS, indexesOf, lenient = false } = options;
  const counter = new PartitionCounter();
  const indexer = new RowIndexer(table.fields, indexesOf, counter, lenient);
  const held = await holdTable(
    { fields: indexer.fields, batches: () => indexer.batches(table.batches()), close: () => table.close() },
    spoolToFile,
  );
  let spool: PartitionSpool | undefined;
  const partitions = counter.partitions(mostRows);
  try {
    const finder = new PartitionFinder(partitions);
    spool = await PartitionSpool.of(held.batches(), held.fields, {
      count: partitions.length,
      placesOf: (batch) => Int32Array.from(indexesIn(batch), (index) => finder.find(index)),
      spool: spoolToFile,
    });
    await held.close();
    const skymapOrder = held.rows === 0 ? undefined : FINEST_ORDER;
    if (skymapOrder !== undefined) {
      await writeFileOf(
        join(folder, "skymap.fits"),
        writeHealpixCounts({ order: skymapOrder, counts: counter.counts }),
      );
    }
    const bytes = await writePartitions(table, held, spool, partitions, folder, options);
    const { name, raColumn, decColumn, builder } = options;
    const description = {
      name,
      raColumn,
      decColumn,
      indexColumn: INDEX_FIELD.name,
      partitions,
      mostRows,
      skymapOrder,
      bytes,
      builder,
    };
    await writeFile(join(folder, "partition_info.csv"), printPartitionInfo(partitions));
    await writeFile(join(folder, "hats.properties"), printProperties({ ...description, created: new Date() }));
    return { partitions, rows: held.rows, withoutPosition: indexer.withoutPosition, bytes };
  } finally {
    await spool?.close();
    await held.close();
  }
}

function indexesIn({ columns }: ColumnBatch): BigInt64Array {
  const [index] = columns;
  if (index?.kind !== "int" || !(index.values instanceof BigInt64Array)) throw new TypeError("the index is not first");
  return index.values.subarray(0, index.length);
}

/** Puts the index before the columns of each batch, and counts where rows are. */
class RowIndexer {
  readonly fields: readonly Field[];
  withoutPosition = 0;
  readonly #kept: readonly number[];
  readonly #indexesOf: WriteHatsOptions["indexesOf"];
  readonly #counter: PartitionCounter;
  readonly #lenient: boolean;

  constructor(
    fields: readonly Field[],
    indexesOf: WriteHatsOptions["indexesOf"],
    counter: PartitionCounter,
    lenient: boolean,
  ) {
    this.#kept = fields.flatMap(({ name }, index) => (name === INDEX_FIELD.name ? [] : [index]));
    this.fields = [INDEX_FIELD, ...this.#kept.map((index) => fields[index] as Field)];
    this.#indexesOf = indexesOf;
    this.#counter = counter;
    this.#lenient = lenient;
  }

  async *batches(batches: AsyncIterable<ColumnBatch>): AsyncGenerator<ColumnBatch, void, void> {
    let first = 0;
    for await (const batch of batches) {
      yield this.#indexed(batch, first);
      first += batch.rows;
    }
  }

  #indexed(batch: ColumnBatch, first: number): ColumnBatch {
    const indexes = this.#indexesOf(batch);
    const lost = indexes.indexOf(-1n);
    if (lost >= 0 && !this.#lenient) {
      const what = `Row ${first + lost} has no position, and a HATS catalogue has no place for it.`;
      throw new FormatError("FORMAT_HATS", `${what} With the option lenient such rows are left out.`);
    }
    for (const index of indexes) if (index >= 0n) this.#counter.add(index);
    const columns = this.#kept.map((index) => batch.columns[index] as ColumnBatch["columns"][number]);
    const all = [{ kind: "int" as const, length: batch.rows, nulls: 0, values: indexes }, ...columns];
    if (lost < 0) return { rows: batch.rows, columns: all };
    const rows = Int32Array.from(indexes, (_, row) => row).filter((row) => (indexes[row] as bigint) >= 0n);
    this.withoutPosition += batch.rows - rows.length;
    return takeRows({ rows: batch.rows, columns: all }, rows);
  }
}

/** @returns bytes of the files */
async function writePartitions(
  { metadata }: TableStream,
  { fields }: HeldTable,
  spool: PartitionSpool,
  partitions: readonly HatsPartition[],
  folder: string,
  { compression, arrowTypes, onPartition }: WriteHatsOptions,
): Promise<number> {
  const footers = new DatasetFooters();
  const how = {
    ...(compression === undefined ? {} : { compression }),
    ...(arrowTypes === undefined ? {} : { arrowTypes }),
  };
  const dataset = join(folder, "dataset");
  await mkdir(dataset);
  let bytes = 0;
  for (const [place, partition] of partitions.entries()) {
    onPartition?.(place, partitions.length);
    const path = partitionPath(partition);
    const file = join(dataset, path);
    await mkdir(dirname(file), { recursive: true });
    const rows = await spool.rowsOf(place);
    await writeFileOf(file, encodeParquet(tableOfBatches(fields, inOrder(rows), metadata), how));
    footers.add(await footerOf(file), path);
    bytes += (await stat(file)).size;
  }
  // A table without rows has columns all the same.
  if (partitions.length === 0) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of encodeParquet(tableOfBatches(fields, [], metadata), how)) chunks.push(chunk);
    footers.add(footerIn(Buffer.concat(chunks)), "");
  }
  await writeFile(join(dataset, "_metadata"), footers.metadata());
  await writeFile(join(dataset, "_common_metadata"), footers.commonMetadata());
  return bytes;
}

/** The rows of a partition in the order of their index. */
function* inOrder(batch: ColumnBatch): Generator<ColumnBatch, void, void> {
  const order = sortedRows(indexesIn(batch));
  for (let start = 0; start < batch.rows; start += BATCH_ROWS) {
    yield takeRows(batch, order.subarray(start, start + BATCH_ROWS));
  }
}

async function writeFileOf(path: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await openWholeFile(await planWholeFile(path));
  try {
    for await (const chunk of chunks) await file.write(chunk, true);
    await file.commit();
  } finally {
    await file.discard();
  }
}

/** Bytes behind a footer: its length, and the letters PAR1. */
const TAIL_BYTES = 8;

async function footerOf(path: string): Promise<Uint8Array> {
  const access = await openFileAccess(path);
  try {
    const end = access.byteLength - TAIL_BYTES;
    const length = new DataView(await access.slice(end)).getUint32(0, true);
    return new Uint8Array(await access.slice(end - length, end));
  } finally {
    await access.close();
  }
}

function footerIn(file: Uint8Array): Uint8Array {
  const end = file.length - TAIL_BYTES;
  return file.subarray(end - new DataView(file.buffer, file.byteOffset + end).getUint32(0, true), end);
}
