import type { AdqlVersion } from "@armillary/adql";
import { type Command, Option } from "commander";
import { addCommonOptions, addExamples, type Run, timeoutOf, timeoutOption } from "./common.ts";

interface ExplainFlags {
  readonly schema?: readonly string[];
  readonly adqlVersion?: AdqlVersion;
  readonly json?: boolean;
  readonly timeout?: number;
}

/** Named here so that help and completion load no parser. */
const VERSIONS: readonly AdqlVersion[] = ["2.0", "2.1"];

/** Files that say what a service has; the option may be given several times. */
export function schemaOption(): Option {
  return new Option(
    "--schema <file>",
    "what the service has: VOSI tables or capabilities (XML), JSON, or a table TAP_SCHEMA.columns; several add up",
  ).argParser((file: string, before: readonly string[] = []) => [...before, file]);
}

export function defineAdqlExplain(adql: Command, run: Run): void {
  const command = adql
    .command("explain")
    .description("say in words what a query does, and which columns it gives")
    .argument("[query]", "the query, @file, or - for standard input (the default)")
    .addOption(schemaOption())
    .addOption(new Option("--adql-version <version>", "of the language (default: the newest)").choices(VERSIONS))
    .addOption(timeoutOption());
  addCommonOptions(command, "print words, columns and problems as JSON (default: false)");
  addExamples(command, [
    ['armillary adql explain "SELECT TOP 5 * FROM ivoa.obscore"', "in words"],
    ["armillary adql explain @cone.adql --schema tables.xml", "with types, units and UCDs of its columns"],
  ]);
  command.action((query: string | undefined, { schema = [], adqlVersion, json = false, timeout }: ExplainFlags) =>
    run(async (io) => {
      const { runExplain } = await import("../adql/run-explain.ts");
      const version = adqlVersion === undefined ? {} : { version: adqlVersion };
      return runExplain(
        { ...(query === undefined ? {} : { query }), schema, json, ...version, ...timeoutOf(timeout) },
        io,
      );
    }),
  );
}
