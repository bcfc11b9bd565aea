import type { Command } from "commander";
import { addCommonOptions, addExamples, type Run, timeoutOf, timeoutOption } from "./common.ts";

interface LintFlags {
  readonly json?: boolean;
  readonly timeout?: number;
}

export function defineLint(program: Command, run: Run): void {
  const command = program
    .command("lint")
    .description("list every departure of a VOTable from the standard; exit status 1 if there is any")
    .argument("<in>", "a file, an http(s) URL, or - for standard input")
    .addOption(timeoutOption());
  addCommonOptions(command, "print the findings as JSON (default: false)");
  addExamples(command, [
    ["armillary lint odd.vot", "each kind with its place and how often"],
    ["armillary lint odd.vot --json | jq -r '.diagnostics[].code'", "for scripts"],
  ]);
  command.action((input: string, { json = false, timeout }: LintFlags) =>
    run(async (io) => {
      const { runLint } = await import("../run/lint.ts");
      return runLint({ input, json, ...timeoutOf(timeout) }, io);
    }),
  );
}
