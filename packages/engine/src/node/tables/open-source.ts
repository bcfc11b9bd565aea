import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { concatenateTables, type OpenTableOptions, type TableStream, tableOfBatches } from "@armillary/formats";
import { openTableFile, openTableFolder, PartitionColumns, type TableFolder } from "@armillary/formats/node";
import type { ReadOptions, TableSource } from "../api.ts";
import { findFiles } from "./find-files.ts";

/** The rows of a source, to be taken in. Batches are good until the next is asked for. */
export async function openSource(source: TableSource, signal: AbortSignal | undefined): Promise<TableStream> {
  if ("stream" in source) return source.stream;
  if ("batches" in source) return tableOfBatches(source.fields, source.batches);
  return openFiles(await filesOf(source), signal);
}

/** Files of one table, and how they are read. */
export interface SourceFiles {
  readonly files: readonly string[];
  readonly read: ReadOptions;
  /** Columns that are in the names of folders. */
  readonly partitions: PartitionColumns;
  /** The folder that the caller named, what it says of itself. */
  readonly folder?: TableFolder;
}

export async function filesOf(
  source: { readonly path: string; readonly read?: ReadOptions } | { readonly glob: string | readonly string[] },
): Promise<SourceFiles> {
  if ("glob" in source) {
    const files = await findFiles([source.glob].flat());
    return { files, read: {}, partitions: PartitionColumns.of(files) };
  }
  const { path, read = {} } = source;
  if (!(await stat(path)).isDirectory()) return { files: [resolve(path)], read, partitions: PartitionColumns.none };
  const folder = await openTableFolder(resolve(path));
  return { files: folder.files, read, partitions: folder.partitions, folder };
}

export function openFiles(source: SourceFiles, signal: AbortSignal | undefined): Promise<TableStream> {
  return concatenateTables(
    source.files.map((path) => ({ label: path, open: () => openFile(path, source, { lend: true }, signal) })),
  );
}

/** One of the files, with the columns that its folders are. */
export function openFile(
  path: string,
  { read: { columns, ...read }, partitions }: Omit<SourceFiles, "files">,
  options: OpenTableOptions,
  signal: AbortSignal | undefined,
): Promise<TableStream> {
  const how = { ...read, ...options, ...(signal === undefined ? {} : { signal }) };
  return partitions.open(path, columns, (own) => {
    return openTableFile(path, own === undefined ? how : { ...how, columns: own });
  });
}

/** Whether a file is Parquet: by its first four bytes. */
export async function isParquetFile(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    // A pipe has one reader, and its bytes come once.
    if (!(await handle.stat()).isFile()) return false;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString("latin1") === "PAR1";
  } finally {
    await handle.close();
  }
}
