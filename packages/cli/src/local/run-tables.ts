import { CommandError } from "../failure.ts";
import { type Io, writeOut } from "../io.ts";
import { printList, printTable } from "../run/tables.ts";
import { findTables } from "../services/find-tables.ts";
import { type LocalTables, withLocalTables } from "./open-tables.ts";

export interface LocalTablesArguments extends LocalTables {
  /** A table's name, a glob, or a word of names, descriptions and UCDs. */
  readonly pattern?: string;
  readonly json: boolean;
}

/** `armillary tables local`: tables of this machine as queries see them. */
export async function runLocalTables(args: LocalTablesArguments, io: Io): Promise<void> {
  const { pattern, json } = args;
  await withLocalTables(args, io, async ({ tables: opened }) => {
    const tables = opened.map(({ metadata }) => metadata);
    const found = await findTables({ tables, loadAll: async () => undefined }, pattern, io);
    if (found.length === 0) {
      const message = `No table is called ${pattern}, or has it in its name, description or columns.`;
      throw new CommandError({ code: "TABLES_NONE", message, hint: "Without a name all of them are listed." });
    }
    const width = io.stdout.isTTY === true ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY;
    const [first] = found;
    const isOne = pattern !== undefined && found.length === 1 && first !== undefined;
    const text = json
      ? `${JSON.stringify({ tables: found.map(({ table }) => table) })}\n`
      : isOne
        ? printTable(first.table, width)
        : printList(found, width);
    await writeOut(io.stdout, text);
  });
}
