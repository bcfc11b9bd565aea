import type { AdqlVersion } from "@armillary/adql";
import type { Command } from "commander";
import { schemaOf, schemaOption, serviceOption, versionOption } from "./adql-options.ts";
import { addCommonOptions, addExamples, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

interface ExplainFlags extends NetworkFlags {
  readonly schema?: readonly string[];
  readonly service?: string;
  readonly adqlVersion?: AdqlVersion;
  readonly json?: boolean;
}

export function defineAdqlExplain(adql: Command, run: Run): void {
  const command = adql
    .command("explain")
    .description("say in words what a query does, and which columns it gives")
    .argument("[query]", "the query, @file, or - for standard input (the default)")
    .addOption(schemaOption())
    .addOption(serviceOption())
    .addOption(versionOption());
  addNetworkOptions(command, "the whole transfer from a URL");
  addCommonOptions(command, "print words, columns and problems as JSON (default: false)");
  addExamples(command, [
    ['armillary adql explain "SELECT TOP 5 * FROM ivoa.obscore"', "in words"],
    ["armillary adql explain @cone.adql --schema tables.xml", "with types, units and UCDs of its columns"],
  ]);
  command.action((query: string | undefined, { adqlVersion, json = false, ...flags }: ExplainFlags) =>
    run(async (io) => {
      const { runExplain } = await import("../adql/run-explain.ts");
      const version = adqlVersion === undefined ? {} : { version: adqlVersion };
      return runExplain(
        { ...(query === undefined ? {} : { query }), schema: schemaOf(flags), json, ...version, ...networkOf(flags) },
        io,
      );
    }),
  );
}
