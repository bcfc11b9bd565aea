import { type Command, Option } from "commander";
import type { LocalQueryArguments } from "../local/run-query.ts";
import { addCommonOptions, parseCount } from "./common.ts";
import { addLocalOptions, type LocalFlags, localOf } from "./local-options.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "./write-options.ts";

/** What every query has whose result is computed here, as the command line has it. */
export interface EngineQueryFlags extends LocalFlags, WriteFlags {
  readonly output?: string;
  readonly maxrec?: number;
  readonly explain?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** What the help says of two options: what else of `--maxrec`, and what `--explain` prints. */
interface Words {
  readonly maxrec: string;
  readonly explain: string;
}

/** Options of the verb, behind its own: where the result goes, tables of this machine, how they are written. */
export function addEngineQueryOptions(command: Command, { maxrec, explain }: Words): void {
  command
    .addOption(outputOption())
    .addOption(toOption("on standard output: text on a terminal, csv elsewhere"))
    .addOption(new Option("--maxrec <n>", `so many rows at most${maxrec} (default: all)`).argParser(parseCount))
    .addOption(new Option("--explain", `${explain} (default: run it)`).conflicts(["output", "to"]));
  addWriteOptions(addLocalOptions(command, "each transfer from a URL, and of the query")).option(
    "-v, --verbose",
    "print what is done, rows and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print an error, or what --explain tells, as JSON (default: false)");
}

/** Those options among a verb's flags. */
export function engineQueryOf(flags: EngineQueryFlags): Omit<LocalQueryArguments, "query"> {
  const { output = "-", to, maxrec, explain = false, verbose = false, json = false } = flags;
  return {
    ...localOf(flags),
    explain,
    json,
    place: { output, verbose, how: howOf(flags), ...(to === undefined ? {} : { to }) },
    ...(maxrec === undefined ? {} : { maxrec }),
  };
}
