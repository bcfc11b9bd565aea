import { CSV_TYPES, type CsvType, type FormatName } from "@armillary/formats/vocabulary";
import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../failure.ts";
import {
  addCommonOptions,
  addExamples,
  columnsOption,
  fromOption,
  parseCount,
  parseNames,
  type Run,
  tableOption,
} from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { addWriteOptions, outputOption, toOption, type WriteFlags } from "./write-options.ts";

interface ConvertFlags extends WriteFlags, NetworkFlags {
  readonly from?: FormatName;
  readonly table: number;
  readonly columns?: string[];
  readonly output?: string;
  readonly skip?: number;
  readonly limit?: number;
  readonly strict?: boolean;
  readonly lenient?: boolean;
  readonly types?: Record<string, CsvType> | "char";
  readonly verbose?: boolean;
}

export function defineConvert(program: Command, run: Run): void {
  const command = program
    .command("convert")
    .description("turn a table into another format, streaming")
    .usage("[options] IN [OUT]\n       armillary convert [options] IN... -o OUT")
    .argument("<in...>", "files, http(s) URLs, or - for standard input; without -o a second one is OUT")
    .addOption(outputOption())
    .addOption(fromOption())
    .addOption(toOption("csv on standard output"))
    .addOption(tableOption())
    .addOption(columnsOption())
    .addOption(new Option("--skip <n>", "leave out so many rows at the beginning (default: 0)").argParser(parseCount))
    .addOption(new Option("--limit <n>", "stop after so many rows (default: all)").argParser(parseCount))
    .addOption(new Option("--strict", "VOTable: stop at the first departure from the standard (default: false)"))
    .addOption(
      new Option("--lenient", "cells that cannot be read become null, with a warning (default: false)").conflicts(
        "strict",
      ),
    )
    .addOption(
      new Option(
        "--types <name=type,...>",
        `CSV, TSV: types of columns, out of ${CSV_TYPES.join(" ")}; char alone: all are text (default: inferred)`,
      ).argParser(parseTypes),
    );
  addNetworkOptions(addWriteOptions(command), "the whole transfer from a URL").option(
    "-v, --verbose",
    "print rows, bytes and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print an error as JSON (default: false)");
  addExamples(command, [
    ["armillary convert gaia.vot gaia.parquet", "a VOTable to Parquet"],
    ["armillary convert gaia.vot --columns ra,dec --limit 10", "ten rows of two columns, as CSV on the terminal"],
    ["curl -s URL | armillary convert - --to ndjson | jq .ra", "in a pipe"],
    ["armillary convert gaia.vot gaia2.vot --serialization binary2", "rows in binary, all else as it is"],
    ["armillary convert targets.csv targets.arrow --types id=char", "CSV, one column's type said"],
    ["armillary convert 2024-*.csv -o 2024.parquet", "several files with the same columns, one after the other"],
  ]);
  command.action((names: string[], flags: ConvertFlags) =>
    run(async (io) => {
      const namesTable = command.getOptionValueSource("table") === "cli";
      const { runConvert } = await import("../run/convert.ts");
      const { strict = false, lenient = false, verbose = false, output, ...rest } = flags;
      const places = placesOf(names, output);
      await runConvert({ ...rest, ...places, namesTable, strict, lenient, verbose, ...networkOf(flags) }, io);
      return 0;
    }),
  );
}

/** Which names are IN and which is OUT. A shell's `*.csv` must not overwrite the last of the files: three need `-o`. */
function placesOf(names: readonly string[], output: string | undefined): { inputs: readonly string[]; output: string } {
  if (output !== undefined) return { inputs: names, output };
  const [input = "-", second = "-"] = names;
  if (names.length <= 2) return { inputs: [input], output: second };
  throw usageError(
    `${names.length} names, and which of them is OUT is not said.`,
    "Several inputs go with -o: armillary convert IN... -o OUT",
  );
}

/** `id=char,mag=float`, or `char` for all columns. */
function parseTypes(text: string): Record<string, CsvType> | "char" {
  if (text === "char") return text;
  const entries = parseNames(text).map((pair): [string, CsvType] => {
    const at = pair.lastIndexOf("=");
    const type = CSV_TYPES.find((known) => known === pair.slice(at + 1).trim());
    if (at < 1 || type === undefined) {
      throw new InvalidArgumentError(`"${pair}" is not name=type with a type out of ${CSV_TYPES.join(", ")}.`);
    }
    return [pair.slice(0, at).trim(), type];
  });
  return Object.fromEntries(entries);
}
