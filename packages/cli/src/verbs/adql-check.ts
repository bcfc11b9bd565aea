import type { AdqlVersion } from "@armillary/adql";
import type { Command } from "commander";
import { extensionsOption, schemaOf, schemaOption, serviceOption, versionOption } from "./adql-options.ts";
import { addCommonOptions, addExamples, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

interface CheckFlags extends NetworkFlags {
  readonly schema?: readonly string[];
  readonly service?: string;
  readonly adqlVersion?: AdqlVersion;
  readonly extensions: "warn" | "error" | "allow";
  readonly ndjson?: boolean;
  readonly json?: boolean;
}

export function defineAdqlCheck(adql: Command, run: Run): void {
  const command = adql
    .command("check")
    .description("say whether a query is right, and if not, where, why, and what to do; exit status 1 if it is not")
    .argument("[query]", "the query, @file, or - for standard input (the default)")
    .addOption(schemaOption())
    .addOption(serviceOption())
    .addOption(versionOption())
    .addOption(extensionsOption("error"))
    .option(
      "--ndjson",
      'read {"query", "version"?, "functions"?} a line, and answer each with a line (default: false)',
    );
  addNetworkOptions(command, "the whole transfer from a URL");
  addCommonOptions(command, "print verdict, problems and optional features as JSON (default: false)");
  addExamples(command, [
    ['armillary adql check "SELECT ra FORM t"', "a picture of the fault"],
    ["armillary adql check @cone.adql --service gaia", "against the tables of a service"],
    ["armillary adql check @cone.adql --schema tables.xml", "against tables in a file"],
    ["armillary adql check - --ndjson < queries.ndjson", "many queries, a verdict a line"],
  ]);
  command.action((query: string | undefined, flags: CheckFlags) =>
    run(async (io) => {
      const { adqlVersion, extensions, ndjson = false, json = false } = flags;
      const version = adqlVersion === undefined ? {} : { version: adqlVersion };
      const common = {
        ...(query === undefined ? {} : { query }),
        schema: schemaOf(flags),
        extensions,
        ...version,
        ...networkOf(flags),
      };
      if (ndjson) {
        const { runCheckLines } = await import("../adql/run-check-lines.ts");
        return runCheckLines(common, io);
      }
      const { runCheck } = await import("../adql/run-check.ts");
      return runCheck({ ...common, json }, io);
    }),
  );
}
