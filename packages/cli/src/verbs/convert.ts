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
  parsePositive,
  type Run,
  tableOption,
} from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { addWriteOptions, outputOption, toOption, type WriteFlags } from "./write-options.ts";

interface ConvertFlags extends Omit<WriteFlags, "to">, NetworkFlags {
  readonly to?: FormatName | typeof HATS;
  readonly rowsPerPartition?: number;
  readonly ra?: string;
  readonly dec?: string;
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

/** No format of one file: a folder. */
const HATS = "hats";
const HATS_ONLY = ["rowsPerPartition", "ra", "dec"] as const;

export function defineConvert(program: Command, run: Run): void {
  const command = program
    .command("convert")
    .description("turn a table into another format, streaming")
    .usage("[options] IN [OUT]\n       armillary convert [options] IN... -o OUT")
    .argument(
      "<in...>",
      "files, folders of Parquet (HATS, too), http(s) URLs, or - for standard input; without -o a second one is OUT",
    )
    .addOption(outputOption())
    .addOption(fromOption())
    .addOption(toOption("csv on standard output", [HATS]))
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
  command
    .addOption(
      new Option(
        "--rows-per-partition <n>",
        "hats: rows of one file at most; memory grows with them (default: 500000)",
      ).argParser(parsePositive),
    )
    .addOption(new Option("--ra <column>", "hats: column of right ascensions (default: by UCD, utype or name)"))
    .addOption(new Option("--dec <column>", "hats: column of declinations (default: by UCD, utype or name)"));
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
    ["armillary convert gaia.vot gaia --to hats", "a folder of Parquet files by HEALPix, for LSDB, Dask, Spark"],
  ]);
  command.action((names: string[], flags: ConvertFlags) =>
    run(async (io) => {
      const namesTable = command.getOptionValueSource("table") === "cli";
      const { strict = false, lenient = false, verbose = false, output, to, ...rest } = flags;
      const places = placesOf(names, output);
      if (to === HATS) {
        const { runHats } = await import("../run/hats.ts");
        const { rowsPerPartition, ra, dec } = flags;
        const choice = { ...(ra === undefined ? {} : { ra }), ...(dec === undefined ? {} : { dec }) };
        const most = rowsPerPartition === undefined ? {} : { rowsPerPartition };
        await runHats({ ...rest, ...places, ...most, choice, strict, lenient, verbose, ...networkOf(flags) }, io);
        return 0;
      }
      const strange = HATS_ONLY.find((name) => flags[name] !== undefined);
      if (strange !== undefined) {
        const option = strange.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        throw usageError(`--${option} is of HATS catalogues.`, "They are written with --to hats.");
      }
      const format = to === undefined ? {} : { to };
      const { runConvert } = await import("../run/convert.ts");
      const how = { ...rest, ...format, ...places, namesTable, strict, lenient, verbose };
      await runConvert({ ...how, ...networkOf(flags) }, io);
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
