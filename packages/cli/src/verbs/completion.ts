import { TAP_PRESETS } from "@armillary/tap/presets";
import type { Command } from "commander";
import { Argument } from "commander";
import { writeOut } from "../io.ts";
import { addExamples, type Run } from "./common.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

export function defineCompletion(program: Command, run: Run): void {
  const command = program
    .command("completion")
    .description("print a script that completes verbs and options in a shell")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS));
  addExamples(command, [
    ['eval "$(armillary completion bash)"', "in ~/.bashrc"],
    ["armillary completion zsh > ~/.zfunc/_armillary", "in a folder of $fpath"],
    ["armillary completion fish > ~/.config/fish/completions/armillary.fish", "for fish"],
  ]);
  command.action((shell: (typeof SHELLS)[number]) =>
    run(async (io) => {
      const { describeTree, printCompletion } = await import("../completion.ts");
      const services = TAP_PRESETS.map(({ name }) => name);
      await writeOut(io.stdout, printCompletion(describeTree(program, services), shell));
      return 0;
    }),
  );
}
