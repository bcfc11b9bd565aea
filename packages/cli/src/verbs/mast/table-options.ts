import type { FormatName } from "@armillary/formats/vocabulary";
import { type Command, Option } from "commander";
import type { MastTableArguments } from "../../run/mast/write-rows.ts";
import { addCommonOptions, columnsOption, parseCount, severalOption } from "../common.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "../write-options.ts";
import { addMastOptions, type MastFlags, mastOf } from "./options.ts";

/** What every verb of `armillary mast` has that gives rows. */
export interface TableFlags extends MastFlags, WriteFlags {
  readonly filter?: readonly string[];
  readonly columns?: readonly string[];
  readonly limit?: number;
  readonly count?: boolean;
  readonly output?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export const FILTER_FORM =
  "COLUMN=VALUE: several values between commas, * for any characters, 100..200, 100.. or >100 for ranges (dates, too), != or ! for what it may not be, ~ for a word";

interface TableOptions {
  readonly isCounted?: boolean;
  /** Whether the help has `--filter` (default true): a verb without it tells who tries it what there is instead. */
  readonly isFiltered?: boolean;
  /** What `--filter` is of, where that takes more words. */
  readonly filterHelp?: string;
}

/** @param what - what is filtered, counted and limited, for the help: `observations` */
export function addTableOptions(
  command: Command,
  what: string,
  {
    isCounted = true,
    isFiltered = true,
    filterHelp = `${what} of which all filters hold, each ${FILTER_FORM}`,
  }: TableOptions = {},
): Command {
  command
    .addOption(severalOption("--filter <filter>", filterHelp, "all").hideHelp(!isFiltered))
    .addOption(columnsOption())
    .addOption(
      new Option("--limit <n>", `so many ${what} at most; that there are more is said (default: all)`).argParser(
        parseCount,
      ),
    );
  if (isCounted) command.option("--count", `tell how many ${what} there are, and give none (default: false)`);
  command
    .addOption(outputOption())
    .addOption(toOption("on standard output: a table to read on a terminal, csv elsewhere"));
  addMastOptions(addWriteOptions(command)).option(
    "-v, --verbose",
    "print rows, bytes and time also where stderr is no terminal (default: false)",
  );
  return addCommonOptions(
    command,
    isCounted ? "print a count, or an error, as JSON (default: false)" : "print an error as JSON (default: false)",
  );
}

/** Those among a verb's flags. */
export function tableOf(flags: TableFlags): MastTableArguments {
  const { filter = [], columns, limit, count = false, output = "-", to, verbose = false, json = false } = flags;
  return {
    ...mastOf(flags),
    filters: filter,
    count,
    output,
    how: howOf(flags),
    verbose,
    json,
    ...(columns === undefined ? {} : { columns }),
    ...(limit === undefined ? {} : { limit }),
    ...(to === undefined ? {} : { to: to as FormatName }),
  };
}
