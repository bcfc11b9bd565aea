import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const PARQUET_NAME = /\.(parquet|parq|pq)$/i;

/** What a folder holds, however deep, but for what is about the data instead of being some. */
export interface FolderContent {
  /** Files of Parquet, numbers in their names in order: `Npix=9` before `Npix=10`. */
  readonly parquet: readonly string[];
  /** Whether there are others, too. */
  readonly hasOthers: boolean;
}

/**
 * Looks through a folder and those in it. Names that begin with a dot or an underscore (`_metadata`, `_SUCCESS`, `_delta_log`) are about the dataset, as
 * Hive and Spark have it, unless they are a column (`_year=2024`). Links to files count, links to folders do not: one may lead back.
 * @throws the system's error
 */
export async function contentOf(folder: string): Promise<FolderContent> {
  const parquet: string[] = [];
  let hasOthers = false;
  const visit = async (place: string): Promise<void> => {
    for (const entry of await readdir(place, { withFileTypes: true })) {
      if (/^[._]/.test(entry.name) && !entry.name.includes("=")) continue;
      const path = join(place, entry.name);
      if (entry.isDirectory()) await visit(path);
      else if (!entry.isSymbolicLink() || (await stat(path)).isFile()) {
        if (PARQUET_NAME.test(entry.name)) parquet.push(path);
        else hasOthers = true;
      }
    }
  };
  await visit(folder);
  return { parquet: parquet.sort(NUMERIC.compare), hasOthers };
}

const NUMERIC = new Intl.Collator("en", { numeric: true });
