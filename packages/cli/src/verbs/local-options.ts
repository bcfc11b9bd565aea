import { type Command, InvalidArgumentError, Option } from "commander";
import type { LocalTables } from "../local/open-tables.ts";
import { parseTableArgument, type TableArgument } from "../local/table-argument.ts";
import { parseBytes } from "../quantities.ts";
import { severalOption } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

/** What every verb has that asks tables of this machine, as the command line has it. */
export interface LocalFlags extends NetworkFlags {
  readonly table?: readonly TableArgument[];
  readonly ra?: readonly string[];
  readonly dec?: readonly string[];
  readonly index?: boolean;
  readonly lenient?: boolean;
  readonly memory?: number;
}

/** @param whole - what the timeout is of, for the help */
export function addLocalOptions(command: Command, whole: string = "each transfer from a URL"): Command {
  command
    .addOption(
      new Option(
        "--table <name=file>",
        "a table: a file in any format, a HATS catalogue, a pattern or a folder of Parquet files, a URL, or - for standard input; without a name it has the file's; repeatable",
      ).argParser((text: string, before: readonly TableArgument[] = []) => [...before, parseTable(text)]),
    )
    .addOption(columnOption("--ra", "right ascensions"))
    .addOption(columnOption("--dec", "declinations"))
    .addOption(
      new Option(
        "--index",
        "take Parquet files in, sorted by position, instead of reading them in place (default: false)",
      ),
    )
    .addOption(new Option("--lenient", "cells that cannot be read become null, with a warning (default: false)"))
    .addOption(
      new Option(
        "--memory <size>",
        "the most memory that the tables and the query take; more goes to disk: 500MB, 4GiB (default: half of the machine's)",
      ).argParser(parseMemory),
    );
  return addNetworkOptions(command, whole);
}

/** The tables among a verb's flags, and how they are opened. */
export function localOf(flags: LocalFlags): LocalTables {
  const { table = [], ra = [], dec = [], index = false, lenient = false, memory } = flags;
  return {
    tables: table,
    positions: { ra, dec },
    index,
    lenient,
    network: networkOf(flags),
    ...(memory === undefined ? {} : { memoryLimitBytes: memory }),
  };
}

function columnOption(flag: string, what: string): Option {
  return severalOption(
    `${flag} <column>`,
    `column of ${what}, in degrees; TABLE=COLUMN of one of several tables`,
    "by UCD, utype or name",
  );
}

function parseTable(text: string): TableArgument {
  const table = parseTableArgument(text);
  if (table !== undefined) return table;
  throw new InvalidArgumentError("NAME=FILE is wanted, the name as it stands in the query: stars=gaia.vot.");
}

function parseMemory(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined || bytes < 1) throw new InvalidArgumentError("A size is wanted: 500MB, 4GiB.");
  return bytes;
}
