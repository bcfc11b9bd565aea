import type { AdqlVersion } from "@armillary/adql";
import { type Command, Option } from "commander";
import { extensionsOption, versionOption } from "./adql-options.ts";
import { addCommonOptions, addExamples, parseCount, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

interface FormatFlags extends NetworkFlags {
  readonly out: string;
  readonly check?: boolean;
  readonly width: number;
  readonly indent: number;
  readonly keywords: "upper" | "lower" | "keep";
  readonly adqlVersion?: AdqlVersion;
  readonly extensions: "warn" | "error" | "allow";
  readonly json?: boolean;
}

export function defineAdqlFormat(adql: Command, run: Run): void {
  const command = adql
    .command("format")
    .description("lay a query out: clauses and joins on lines of their own, comments where they are")
    .argument("[query]", "the query, @file, or - for standard input (the default)")
    .option("-o, --out <file>", "where to write it; - is standard output", "-")
    .option("--check", "write nothing; exit status 1 if the query is not formatted (default: false)")
    .addOption(new Option("--width <columns>", "that a line should not exceed").argParser(parseCount).default(100))
    .addOption(new Option("--indent <blanks>", "of one level").argParser(parseCount).default(2))
    .addOption(
      new Option("--keywords <case>", "letters of keywords").choices(["upper", "lower", "keep"]).default("upper"),
    )
    .addOption(versionOption())
    .addOption(extensionsOption("allow"));
  addNetworkOptions(command, "the whole transfer from a URL");
  addCommonOptions(command, "report errors as JSON (default: false)");
  addExamples(command, [
    ['armillary adql format "select ra,dec from t where ra>1"', "to standard output"],
    ["armillary adql format @cone.adql -o cone.adql", "a file in place"],
    ["armillary adql format @cone.adql --check", "in continuous integration"],
  ]);
  command.action((query: string | undefined, flags: FormatFlags) =>
    run(async (io) => {
      const { out, check = false, width, indent, keywords, adqlVersion, extensions, json = false } = flags;
      const { runFormat } = await import("../adql/run-format.ts");
      const version = adqlVersion === undefined ? {} : { version: adqlVersion };
      const layout = { width, indent, keywordCase: keywords, extensions, ...version };
      return runFormat(
        { ...(query === undefined ? {} : { query }), out, check, json, layout, ...networkOf(flags) },
        io,
      );
    }),
  );
}
