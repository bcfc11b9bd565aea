import type { Command } from "commander";
import { addCommonOptions, addExamples, type Run } from "./common.ts";
import { addLocalOptions, type LocalFlags, localOf } from "./local-options.ts";

interface LocalTablesFlags extends LocalFlags {
  readonly json?: boolean;
}

/** `armillary tables local`. */
export function defineLocalTables(tables: Command, run: Run): void {
  // What stands behind `local` is local's, also where tables has an option of the same name.
  tables.enablePositionalOptions();
  const command = tables
    .command("local")
    .description("list tables of this machine as queries see them, or the columns of one")
    .argument(
      "[pattern]",
      "a table, for its columns; a glob; or words out of names, descriptions and UCDs (default: all)",
    );
  addLocalOptions(command);
  addCommonOptions(command, "print tables and columns as JSON (default: false)");
  addExamples(command, [
    ["armillary tables local --table gaia.vot --table m=parts/", "what they are called, and their rows"],
    ["armillary tables local gaia --table gaia.vot", "the columns of one: types, units, UCDs"],
  ]);
  command.action((pattern: string | undefined, flags: LocalTablesFlags) =>
    run(async (io) => {
      const { runLocalTables } = await import("../local/run-tables.ts");
      await runLocalTables(
        { ...localOf(flags), json: flags.json ?? false, ...(pattern === undefined ? {} : { pattern }) },
        io,
      );
      return 0;
    }),
  );
}
