import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isRegularIdentifier, isReserved } from "@armillary/adql";
import { FORMATS } from "@armillary/formats/vocabulary";
import { usageError } from "../failure.ts";
import { parseTableArgument, type TableArgument } from "../local/table-argument.ts";

/** What files of tables are called at their end; text tables and JSON are written, not read. */
const EXTENSIONS = FORMATS.filter(({ reads }) => reads).flatMap(({ extensions }) => extensions);

/**
 * The tables that files and folders stand for: `NAME=FILE` under its name, a file under its own, a folder for all files of
 * tables in it, and for each folder of Parquet files in it. Names become such that queries need no quotes for them.
 * @throws CommandError USAGE; the system's error: code ENOENT, EACCES
 */
export async function publishedTables(places: readonly string[]): Promise<TableArgument[]> {
  const tables: TableArgument[] = [];
  for (const place of places) {
    const isUrl = /^https?:\/\//i.test(place);
    const folder = !isUrl && (await isFolder(place));
    if (folder && !(await holdsParquetAlone(place))) tables.push(...(await tablesIn(place)));
    else tables.push(tableAt(place));
  }
  return tables;
}

function tableAt(place: string): TableArgument {
  const table = parseTableArgument(place);
  if (table === undefined) {
    throw usageError(`${place} has no name that a query could call it by.`, "NAME=FILE gives it one: stars=gaia.vot.");
  }
  // A name that was chosen is kept; one that only a file has is made one.
  return table.place === place ? { name: namedAfter(table.name), place } : table;
}

/** Files of tables, and folders of Parquet files, in the order of their names; hidden ones are left out. */
async function tablesIn(folder: string): Promise<TableArgument[]> {
  const tables: TableArgument[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".")) continue;
    const isTable = entry.isDirectory() ? await holdsParquetAlone(path) : hasTableName(entry.name);
    if (isTable) tables.push({ name: namedAfter(entry.name), place: path });
  }
  if (tables.length === 0) throw usageError(`${folder} holds no tables.`, `Tables end in .${EXTENSIONS.join(", .")}.`);
  return tables;
}

function hasTableName(name: string): boolean {
  return EXTENSIONS.includes(name.replace(/\.gz$/i, "").split(".").at(-1)?.toLowerCase() ?? "");
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Whether a folder is one table: all that is in it, however deep, is Parquet. */
async function holdsParquetAlone(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !/^[._]/.test(entry.name));
  return files.length > 0 && files.every(({ name }) => /\.(parquet|parq|pq)$/i.test(name));
}

/** `gaia-dr3.vot.gz` becomes `gaia_dr3`, `2mass.csv` `t_2mass`, `table.vot` `table_`. */
function namedAfter(fileName: string): string {
  const [stem = ""] = basename(fileName).split(".");
  const word = stem.replaceAll(/\W+/g, "_").replace(/^_+/, "");
  const name = /^[A-Za-z]/.test(word) ? word : `t_${word}`;
  return isRegularIdentifier(name) && !isReserved(name) ? name : `${name}_`;
}
