import { CommanderError } from "commander";
import { asCommandError, type CommandError, usageError } from "./failure.ts";
import { ClosedPipeError, type Io, processIo, writeOut } from "./io.ts";
import { buildProgram } from "./program.ts";

/**
 * Runs the command.
 * @param argv - the words behind `armillary`
 * @returns exit status: 0 done, 1 failed, 2 misused, 3 done in part
 */
export async function main(argv: readonly string[], io: Io): Promise<0 | 1 | 2 | 3> {
  let status: 0 | 1 | 3 = 0;
  const program = buildProgram(io, async (work) => {
    status = await work(io);
  });
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: "user" });
    return status;
  } catch (thrown) {
    if (thrown instanceof ClosedPipeError) return 0;
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const error = thrown instanceof CommanderError ? misuse(thrown, argv) : asCommandError(thrown);
    if (io.isEnding !== true) await tell(error, argv, io);
    return error.exit;
  }
}

function misuse({ code, message }: CommanderError, argv: readonly string[]): CommandError {
  // A word that only has verbs of its own: `armillary mast`.
  if (code === "commander.help") {
    const words = argv.filter((word) => !word.startsWith("-")).join(" ");
    return usageError(`armillary ${words} wants a verb of its own.`, `armillary ${words} --help lists them.`);
  }
  const [first = "", ...more] = message.replace(/^error: /, "").split("\n");
  const suggestion = more.join(" ").trim();
  const help = "armillary --help lists the verbs, armillary VERB --help its options.";
  return usageError(first, suggestion === "" ? help : suggestion.replace(/^\(|\)$/g, ""));
}

async function tell(error: CommandError, argv: readonly string[], io: Io): Promise<void> {
  const { printFailure } = await import("./print-failure.ts");
  const operands = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  const text = printFailure(error, io, { json: operands.includes("--json"), debug: operands.includes("--debug") });
  // With nobody left to tell, the exit status says it.
  await writeOut(io.stderr, text).catch(() => undefined);
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** What a signal leaves for last work, such as aborting a job at its service. */
const LAST_WORK_MS = 5000;

/** Runs the command in this process, and ends it. */
export async function runProcess(): Promise<void> {
  const io = processIo();
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      io.isEnding = true;
      const unfinished = [...io.onSignal].map((act) => act()).filter((work) => work !== undefined);
      // The handler is gone by now: the shell learns that it was this signal, and a second one ends us at once.
      const end = (): void => void process.kill(process.pid, signal);
      if (unfinished.length === 0) return end();
      setTimeout(end, LAST_WORK_MS);
      void Promise.allSettled(unfinished).then(end);
    });
  }
  // A closed stderr must not end us; a closed stdout is heard of where it is written.
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", () => undefined);
  const status = await main(process.argv.slice(2), io);
  // The signal's last work is not done; it ends the process.
  if (io.isEnding === true) await new Promise(() => undefined);
  await writeOut(io.stdout, "").catch(() => undefined);
  // Not left to the event loop: a pipe that nobody closes would keep it.
  process.exit(status);
}
