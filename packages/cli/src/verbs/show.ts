import type { FormatName } from "@armillary/formats/vocabulary";
import { type Command, Option } from "commander";
import {
  addCommonOptions,
  addExamples,
  columnsOption,
  fromOption,
  parseCount,
  type Run,
  tableOption,
} from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

interface ShowFlags extends NetworkFlags {
  readonly from?: FormatName;
  readonly rows: number;
  readonly columns?: string[];
  readonly table: number;
}

export function defineShow(program: Command, run: Run): void {
  const command = program
    .command("show")
    .description("print the first rows as a table, and how many more there are")
    .argument("<in>", "a file, a folder of Parquet (HATS, too), an http(s) URL, or - for standard input")
    .addOption(new Option("--rows <n>", "so many rows").argParser(parseCount).default(20))
    .addOption(columnsOption())
    .addOption(tableOption())
    .addOption(fromOption());
  addNetworkOptions(command, "the whole transfer from a URL");
  addCommonOptions(command, "print an error as JSON (default: false)");
  addExamples(command, [
    ["armillary show gaia.vot", "the first rows, to the width of the terminal"],
    ["armillary show gaia.vot --rows 100 --columns ra,dec | less", "more rows, fewer columns"],
  ]);
  command.action((input: string, flags: ShowFlags) =>
    run(async (io) => {
      const { runShow } = await import("../run/show.ts");
      await runShow({ ...flags, input, ...networkOf(flags) }, io);
      return 0;
    }),
  );
}
