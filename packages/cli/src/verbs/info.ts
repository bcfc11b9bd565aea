import type { FormatName } from "@armillary/formats/vocabulary";
import type { Command } from "commander";
import { addCommonOptions, addExamples, fromOption, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

interface InfoFlags extends NetworkFlags {
  readonly from?: FormatName;
  readonly json?: boolean;
}

export function defineInfo(program: Command, run: Run): void {
  const command = program
    .command("info")
    .description("tell what a document holds: tables, columns, parameters, status")
    .argument("<in>", "a file, a folder of Parquet (HATS, too), an http(s) URL, or - for standard input")
    .addOption(fromOption());
  addNetworkOptions(command, "the whole transfer from a URL");
  addCommonOptions(command, "print the structure as JSON (default: false)");
  addExamples(command, [
    ["armillary info gaia.vot", "for people"],
    ["armillary info gaia.vot --json | jq -r '.tables[0].fields[].name'", "for scripts: the names of the columns"],
  ]);
  command.action((input: string, { json = false, ...flags }: InfoFlags) =>
    run(async (io) => {
      const { runInfo } = await import("../run/info.ts");
      await runInfo({ ...flags, input, json, ...networkOf(flags) }, io);
      return 0;
    }),
  );
}
