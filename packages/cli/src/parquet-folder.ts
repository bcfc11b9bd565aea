import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, failureIn } from "./failure.ts";

/** Inputs with each folder replaced by the Parquet files below it. @throws CommandError for a folder without one */
export async function withoutFolders(inputs: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(inputs.map(async (input) => ((await isFolder(input)) ? parquetIn(input) : [input])));
  return lists.flat();
}

async function isFolder(input: string): Promise<boolean> {
  if (input === "-" || /^[a-z][a-z0-9+.-]+:\/\//i.test(input)) return false;
  // What is wrong with a file is said where it is opened.
  const status = await stat(input).catch(() => undefined);
  return status?.isDirectory() === true;
}

/**
 * The files of a dataset, such as a HATS catalogue: numbers in names in their order, `Npix=9` before `Npix=10`. Names with a dot or an underscore in front
 * (`_metadata`) are about the dataset, as in Hive and Spark.
 */
async function parquetIn(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch((thrown: unknown) => {
    throw failureIn(folder, thrown);
  });
  const found = files
    .filter((entry) => entry.isFile() && /^[^._].*\.(parquet|parq|pq)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(new Intl.Collator("en", { numeric: true }).compare);
  if (found.length > 0) return found;
  const message = "This is a folder, and no Parquet file is in it or below it.";
  throw new CommandError({ code: "FILE_IS_FOLDER", message, where: folder });
}
