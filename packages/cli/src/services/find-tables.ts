import type { TableMetadata } from "@armillary/adql";
import type { Io } from "../io.ts";
import { printCount } from "../quantities.ts";
import { tellNote } from "../warnings.ts";

/** A table that was looked for. */
export interface FoundTable {
  readonly table: TableMetadata;
  /** Its columns that were meant, where it was not the table itself. */
  readonly columns: readonly string[];
}

/** Tables whose columns may have to be asked for. */
export interface SearchedTables {
  readonly tables: readonly TableMetadata[];
  loadAll(): Promise<unknown>;
}

/** Columns of more tables are not asked for only to look for a word in them. */
const MOST_SEARCHED = 2000;

/**
 * The tables that a pattern means: the one of that name; else those that a glob (`gaiadr3.*`, `*_source`) fits; else those
 * with the words in their names or descriptions, or in names, descriptions and UCDs of their columns.
 */
export async function findTables(
  tables: SearchedTables,
  pattern: string | undefined,
  io: Io,
): Promise<readonly FoundTable[]> {
  const all = tables.tables;
  if (pattern === undefined) return all.map((table) => ({ table, columns: [] }));
  const wanted = bare(pattern);
  const named = all.filter(({ name }) => bare(name) === wanted);
  if (named.length > 0) return named.map((table) => ({ table, columns: [] }));
  if (/[*?]/.test(pattern)) {
    const glob = globOf(wanted);
    return all.filter(({ name }) => glob.test(bare(name))).map((table) => ({ table, columns: [] }));
  }
  // The name without its schema, where that is clear.
  const last = all.filter(({ name }) => bare(name).endsWith(`.${wanted}`));
  if (last.length === 1) return last.map((table) => ({ table, columns: [] }));
  if (all.length <= MOST_SEARCHED) await tables.loadAll();
  else {
    tellNote(
      io,
      `Of so many tables (${printCount(all.length)}) the columns are not looked through, but those that are known already.`,
    );
  }
  const words = wanted.split(/\s+/).filter((word) => word !== "");
  const has = (...texts: readonly (string | undefined)[]): boolean => {
    const text = texts.join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return tables.tables.flatMap((table) => {
    const { name, title, description } = table;
    if (has(bare(name), title, description)) return [{ table, columns: [] }];
    const columns = table.columns.filter((column) => has(column.name, column.description, column.ucd));
    return columns.length === 0 ? [] : [{ table, columns: columns.map((column) => column.name) }];
  });
}

/** As people write names: without quotes, in small letters. */
function bare(name: string): string {
  return name.trim().replaceAll('"', "").toLowerCase();
}

function globOf(pattern: string): RegExp {
  const parts = [...pattern].map((character) =>
    character === "*" ? ".*" : character === "?" ? "." : character.replace(/[\\^$.|+()[\]{}/-]/g, "\\$&"),
  );
  return new RegExp(`^${parts.join("")}$`, "s");
}
