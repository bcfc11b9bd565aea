import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../failure.ts";
import type { ArchivesManyArguments } from "../run/archives-many.ts";
import { parsePositive } from "./common.ts";

/** Flags that are about many targets. */
export interface ManyFlags {
  readonly find?: "best" | "all" | "each";
  readonly parallel?: number;
  readonly rate?: number;
  readonly onError?: "abort" | "ignore";
  readonly raCol?: string;
  readonly decCol?: string;
  readonly nameCol?: string;
}

type ManyWords = Pick<
  ArchivesManyArguments,
  "find" | "parallel" | "onError" | "requestsPerSecond" | "ra" | "dec" | "nameColumn"
>;

const MANY_FLAGS = ["find", "parallel", "rate", "onError", "raCol", "decCol", "nameCol"] as const;

/** Options of a search for many targets. */
export function addManyOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--find <which>",
        "many: rows of each target: the best alone, all, or each target's best and a row without one where there is none (default: all)",
      ).choices(["best", "all", "each"]),
    )
    .addOption(
      new Option("--parallel <n>", "many: requests at a time, to each archive (default: 4)").argParser(parsePositive),
    )
    .addOption(
      new Option("--rate <n>", "many: requests a second at most (default: as many as --parallel gives)").argParser(
        parseRate,
      ),
    )
    .addOption(
      new Option(
        "--on-error <what>",
        "many: give up, or go on without the target; status 3 then (default: ignore)",
      ).choices(["abort", "ignore"]),
    )
    .addOption(new Option("--ra-col <name>", "many: column of right ascensions (default: by UCD, or name)"))
    .addOption(new Option("--dec-col <name>", "many: column of declinations (default: by UCD, or name)"))
    .addOption(
      new Option(
        "--name-col <name>",
        "many, of the archives: column of names to look up (default: where there are no positions, by UCD, or name)",
      ),
    );
}

/** What those options say. */
export function manyOf({
  find = "all",
  parallel = 4,
  rate,
  onError = "ignore",
  raCol,
  decCol,
  nameCol,
}: ManyFlags): ManyWords {
  return {
    find,
    parallel,
    onError,
    ...(rate === undefined ? {} : { requestsPerSecond: rate }),
    ...(raCol === undefined ? {} : { ra: raCol }),
    ...(decCol === undefined ? {} : { dec: decCol }),
    ...(nameCol === undefined ? {} : { nameColumn: nameCol }),
  };
}

/** Whether TARGET is a table of many. */
export function isMany(target: string | undefined): target is `@${string}` {
  return target?.startsWith("@") === true;
}

/** One target has none of those options. */
export function refuseManyOptions(flags: ManyFlags): void {
  const strange = MANY_FLAGS.find((name) => flags[name] !== undefined);
  if (strange === undefined) return;
  const option = `--${strange.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw usageError(`${option} is for many targets: a table of them, @FILE, is due instead of a position.`);
}

/** Of services by themselves, cone searches alone are asked for many. */
export function refuseManyTargets(target: string | undefined, flags: ManyFlags): void {
  if (isMany(target)) throw usageError("Many targets are asked of all archives: leave --service out.");
  refuseManyOptions(flags);
}

function parseRate(text: string): number {
  const rate = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (rate === 0) throw new InvalidArgumentError("A number above 0 is wanted: 5, 0.5.");
  return rate;
}
