import type { Command } from "commander";
import { addCommonOptions, addExamples, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

interface LintFlags extends NetworkFlags {
  readonly json?: boolean;
}

export function defineLint(program: Command, run: Run): void {
  const command = program
    .command("lint")
    .description("list every departure of a VOTable from the standard; exit status 1 if there is any")
    .argument("<in>", "a file, an http(s) URL, or - for standard input");
  addNetworkOptions(command, "the whole transfer from a URL");
  addCommonOptions(command, "print the findings as JSON (default: false)");
  addExamples(command, [
    ["armillary lint odd.vot", "each kind with its place and how often"],
    ["armillary lint odd.vot --json | jq -r '.diagnostics[].code'", "for scripts"],
  ]);
  command.action((input: string, { json = false, ...flags }: LintFlags) =>
    run(async (io) => {
      const { runLint } = await import("../run/lint.ts");
      return runLint({ input, json, ...networkOf(flags) }, io);
    }),
  );
}
