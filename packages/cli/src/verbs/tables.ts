import { type Command, Option } from "commander";
import { addCommonOptions, addExamples, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { addServices, SERVICE_ARGUMENT } from "./query.ts";
import { defineLocalTables } from "./tables-local.ts";
import { outputOption } from "./write-options.ts";

interface TablesFlags extends NetworkFlags {
  readonly output?: string;
  readonly types?: boolean;
  readonly refresh?: boolean;
  readonly json?: boolean;
}

export function defineTables(program: Command, run: Run): void {
  const command = program
    .command("tables")
    .description("list the tables of a TAP service, or the columns of one")
    .argument("<service>", SERVICE_ARGUMENT)
    .argument(
      "[pattern]",
      "a table, for its columns; a glob such as 'gaiadr3.*'; or words out of names, descriptions and UCDs (default: all)",
    )
    .addOption(outputOption())
    .addOption(
      new Option("--types", "print TypeScript declarations, for typed queries (default: false)").conflicts("json"),
    )
    .addOption(new Option("--refresh", "ask the service, whatever is kept of it (default: kept for a day)"));
  addNetworkOptions(command);
  addCommonOptions(command, "print tables and columns as JSON (default: false)");
  addExamples(command, [
    ["armillary tables gaia", "all its tables"],
    ["armillary tables gaia gaiadr3.gaia_source", "one with its columns: types, units, UCDs"],
    ["armillary tables irsa parallax", "where the word is in a name, a description or a column"],
    ["armillary tables gaia 'gaiadr3.*' --types -o gaia.d.ts", "for the typed queries of @armillary/adql"],
  ]);
  addServices(command);
  defineLocalTables(command, run);
  command.action((service: string, pattern: string | undefined, flags: TablesFlags) =>
    run(async (io) => {
      const { output = "-", types = false, refresh = false, json = false } = flags;
      const { runTables } = await import("../run/tables.ts");
      await runTables(
        { service, output, types, refresh, json, ...(pattern === undefined ? {} : { pattern }), ...networkOf(flags) },
        io,
      );
      return 0;
    }),
  );
}
