import { type Command, Option } from "commander";
import { usageError } from "../failure.ts";
import { schemaOf, schemaOption, serviceOption } from "./adql-options.ts";
import { addCommonOptions, addExamples, parseCount, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

interface CompleteFlags extends NetworkFlags {
  readonly schema?: readonly string[];
  readonly service?: string;
  readonly offset?: number;
  readonly line?: number;
  readonly column?: number;
  readonly limit: number;
  readonly json?: boolean;
}

export function defineAdqlComplete(adql: Command, run: Run): void {
  const command = adql
    .command("complete")
    .description("list what could stand at a place of a query that is being written")
    .argument("[query]", "the query, @file, or - for standard input (the default)")
    .addOption(schemaOption())
    .addOption(serviceOption())
    .addOption(
      new Option("--offset <n>", "UTF-16 units before the place (default: all, its end)").argParser(parseCount),
    )
    .addOption(new Option("--line <n>", "line of the place, from 1; with --column").argParser(parseCount))
    .addOption(new Option("--column <n>", "column of the place in UTF-16 units, from 1").argParser(parseCount))
    .addOption(new Option("--limit <n>", "columns and tables at most").argParser(parseCount).default(200));
  addNetworkOptions(command, "the whole transfer from a URL");
  addCommonOptions(command, "print all that is known of each as JSON (default: false)");
  addExamples(command, [
    ['armillary adql complete "SELECT ra FROM " --schema tables.xml', "tables"],
    ["armillary adql complete @cone.adql --line 3 --column 7 --json", "for editors"],
  ]);
  command.action((query: string | undefined, { schema, service, limit, json = false, ...place }: CompleteFlags) =>
    run(async (io) => {
      if ((place.line === undefined) !== (place.column === undefined)) {
        throw usageError("--line and --column go together.");
      }
      if (place.line !== undefined && place.offset !== undefined) {
        throw usageError("--offset and --line say the same: one of them is enough.");
      }
      const { runComplete } = await import("../adql/run-complete.ts");
      return runComplete(
        {
          ...(query === undefined ? {} : { query }),
          schema: schemaOf({ schema, service }),
          limit,
          json,
          ...place,
          ...networkOf(place),
        },
        io,
      );
    }),
  );
}
