import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { isRegularIdentifier, isReserved } from "@armillary/adql";
import type { TableFolder } from "@armillary/formats/node";
import { FORMATS } from "@armillary/formats/vocabulary";
import { failureIn, usageError } from "../failure.ts";
import { parseTableArgument, type TableArgument } from "../local/table-argument.ts";
import { isFolder } from "../table-folder.ts";

/** What files of tables are called at their end; text tables and JSON are written, not read. */
const EXTENSIONS = FORMATS.filter(({ reads }) => reads).flatMap(({ extensions }) => extensions);

/** What is published of what was named. */
export interface Published {
  readonly tables: readonly TableArgument[];
  /** Folders with tables in them that are not published: what was named are the folders around them. */
  readonly leftOut: readonly string[];
}

/**
 * The tables that files and folders stand for: `NAME=FILE` under its name, a file under its own. A folder that is one table is that, a HATS catalogue
 * under the name that it gives itself; any other stands for all files of tables in it, and for each folder in it that is one table. Names become such that
 * queries need no quotes for them.
 * @throws CommandError USAGE, FORMAT_HATS; the system's error: code ENOENT, EACCES
 */
export async function publishedTables(places: readonly string[]): Promise<Published> {
  const tables: TableArgument[] = [];
  const leftOut: string[] = [];
  for (const place of places) {
    if (!(await isFolder(place))) {
      tables.push(tableAt(place));
      continue;
    }
    const folder = await tableIn(place);
    const inside = folder === undefined ? await tablesIn(place) : { tables: [asTable(place, folder)], leftOut: [] };
    tables.push(...inside.tables);
    leftOut.push(...inside.leftOut);
  }
  return { tables, leftOut };
}

function tableAt(place: string): TableArgument {
  const table = parseTableArgument(place);
  if (table === undefined) {
    throw usageError(`${place} has no name that a query could call it by.`, "NAME=FILE gives it one: stars=gaia.vot.");
  }
  // A name that was chosen is kept; one that only a file has is made one.
  return table.isNamed ? table : asTable(place, {});
}

/** Files of tables, and folders that are one table, in the order of their names; those about the data (`.x`, `_x`) are left out. */
async function tablesIn(folder: string): Promise<Published> {
  const tables: TableArgument[] = [];
  const leftOut: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (/^[._]/.test(entry.name)) continue;
    const table = entry.isDirectory() ? await tableIn(path) : hasTableName(entry.name) ? {} : undefined;
    if (table !== undefined) tables.push(asTable(path, table));
    else if (entry.isDirectory() && (await readdir(path)).some(hasTableName)) leftOut.push(path);
  }
  if (tables.length === 0) throw usageError(`${folder} holds no tables.`, `Tables end in .${EXTENSIONS.join(", .")}.`);
  return { tables, leftOut };
}

async function tableIn(folder: string): Promise<TableFolder | undefined> {
  const { findTableFolder } = await import("@armillary/formats/node");
  return findTableFolder(folder).catch((thrown: unknown) => {
    throw failureIn(folder, thrown);
  });
}

function asTable(place: string, { name }: Pick<TableFolder, "name">): TableArgument {
  return { name: regularName(name ?? stemOf(place)), isNamed: true, place };
}

function hasTableName(name: string): boolean {
  return EXTENSIONS.includes(name.replace(/\.gz$/i, "").split(".").at(-1)?.toLowerCase() ?? "");
}

/** `gaia-dr3.vot.gz` becomes `gaia-dr3`. */
function stemOf(place: string): string {
  const [stem = ""] = basename(place).split(".");
  return stem;
}

/** A name that queries need no quotes for: `gaia-dr3` becomes `gaia_dr3`, `2mass` `t_2mass`, `table` `table_`. */
function regularName(text: string): string {
  const word = text.replaceAll(/\W+/g, "_").replace(/^_+/, "");
  const name = /^[A-Za-z]/.test(word) ? word : `t_${word}`;
  return isRegularIdentifier(name) && !isReserved(name) ? name : `${name}_`;
}
