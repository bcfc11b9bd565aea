import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../failure.ts";
import {
  type ArchiveFlags,
  addArchiveOptions,
  archivesOf,
  placeWords,
  refuseArchiveOptions,
  refuseOptions,
  regionOption,
} from "./archive-options.ts";
import { addExamples, parseCount, type Run, severalOption } from "./common.ts";
import { addSearchOptions, type SearchFlags, searchOf, TARGET_ARGUMENT } from "./search-options.ts";

interface ConeFlags extends SearchFlags, ManyFlags, Omit<ArchiveFlags, "ledger"> {
  readonly collection?: readonly string[];
  readonly region?: string;
  readonly radius?: string;
  readonly verbosity?: "1" | "2" | "3";
  readonly separation?: boolean;
}

/** Flags that are about many targets. */
interface ManyFlags {
  readonly find?: "best" | "all" | "each";
  readonly parallel?: number;
  readonly rate?: number;
  readonly onError?: "abort" | "ignore";
  readonly merge?: boolean;
  readonly raCol?: string;
  readonly decCol?: string;
  readonly ledger?: string;
}

const MANY_FLAGS = ["find", "parallel", "rate", "onError", "merge", "raCol", "decCol", "ledger"] as const;

export function defineCone(program: Command, run: Run): void {
  const command = program
    .command("cone")
    .description(
      "ask the archives, or one cone search, what they have around a place, and write it in any format, streaming",
    )
    .argument("[target]", `${TARGET_ARGUMENT}; or @FILE, a table of many (@- standard input)`)
    .addOption(new Option("--radius <angle>", "of the cone, with its unit: 10arcsec, 0.1deg (default: 5arcmin)"))
    .addOption(regionOption())
    .addOption(
      new Option(
        "--verbosity <n>",
        "columns: 1 few, 2 the usual ones, 3 all, where the service knows VERB (default: the service's)",
      ).choices(["1", "2", "3"]),
    )
    .addOption(
      new Option(
        "--separation",
        "add the distance from the position, in arcsec; always there for many (default: false)",
      ),
    );
  addArchiveOptions(command, "cone").addOption(
    severalOption(
      "--collection <name>",
      "archives: a catalogue as they call it, irsa:allwise_p3as_psd, or ivo://… of any",
      "hst, zcat, fp_psc, NED's objects",
    ),
  );
  addManyOptions(command);
  addSearchOptions(command, "cone search");
  addExamples(command, [
    ["armillary cone M31 --radius 5arcmin -o m31.csv", "MAST, HEASARC, IRSA and NED at once, as one table"],
    ["armillary cone M31 --archive irsa --collection allwise_p3as_psd --common", "one catalogue, the common columns"],
    ['armillary cone --region "POLYGON 10 41 11 41 11 42" -o rows.vot', "what all four have in it"],
    ['armillary cone "10.68 41.27" --radius 1arcmin --service https://example.org/scs?', "a table on the terminal"],
    ['armillary cone "00:42:44.3 +41:16:09" --service mine -o m31.parquet', "mine is a name of config.json"],
    ["armillary cone @targets.csv --radius 2arcsec --find best --service mine -o matches.vot", "around many places"],
  ]);
  command.action((target: string | undefined, flags: ConeFlags) =>
    run(async (io) => {
      const { service, region, radius, verbosity, separation = false, collection = [] } = flags;
      const place = placeWords({ target, region, radius });
      const { runCone, USUAL_RADIUS } = await import("../run/cone.ts");
      if (service === undefined) {
        if (target?.startsWith("@") === true)
          throw usageError("Many targets are asked of one service: name it with --service.");
        refuseOptions(flags, ["verbosity", "separation", ...MANY_FLAGS.filter((name) => name !== "ledger")]);
        const { runArchives } = await import("../run/archives.ts");
        return runArchives(
          { kind: "cone", place, usual: { radius: USUAL_RADIUS }, ...archivesOf(flags, collection) },
          io,
        );
      }
      const { archive, wait, common, keyword, protocol } = flags;
      refuseArchiveOptions({ archive, wait, common, keyword, protocol, collection: flags.collection });
      const level = verbosity === undefined ? {} : { verbosity: Number(verbosity) as 1 | 2 | 3 };
      const one = { ...place, separation, ...level, ...searchOf({ ...flags, service }) };
      if (target?.startsWith("@") === true) {
        if (region !== undefined) throw usageError("--region stands instead of TARGET: give one.");
        const { runConeMany } = await import("../run/cone-many.ts");
        return runConeMany({ ...one, target, radius: radius ?? USUAL_RADIUS, ...manyOf(flags) }, io);
      }
      const strange = MANY_FLAGS.find((name) => flags[name] !== undefined);
      if (strange !== undefined) {
        const option = `--${strange.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
        throw usageError(`${option} is for many targets: a table of them, @FILE, is due instead of a position.`);
      }
      await runCone(one, io);
      return 0;
    }),
  );
}

function addManyOptions(command: Command): void {
  command
    .addOption(
      new Option(
        "--find <which>",
        "many: rows of each target: the best alone, all, or each target's best and a row without one where there is none (default: all)",
      ).choices(["best", "all", "each"]),
    )
    .addOption(new Option("--parallel <n>", "many: requests at a time (default: 4)").argParser(parsePositive))
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
    .addOption(
      new Option(
        "--merge",
        "many: ask for targets close to each other together where that is less work (default: false)",
      ),
    )
    .addOption(new Option("--ra-col <name>", "many: column of right ascensions (default: by UCD, or name)"))
    .addOption(new Option("--dec-col <name>", "many: column of declinations (default: by UCD, or name)"))
    .addOption(
      new Option(
        "--ledger <file>",
        "write what became of each archive, or of many targets, as JSON (default: nowhere)",
      ),
    );
}

function manyOf({
  find = "all",
  parallel = 4,
  rate,
  onError = "ignore",
  merge = false,
  raCol,
  decCol,
  ledger,
}: ManyFlags) {
  return {
    find,
    parallel,
    onError,
    merge,
    ...(rate === undefined ? {} : { requestsPerSecond: rate }),
    ...(raCol === undefined ? {} : { ra: raCol }),
    ...(decCol === undefined ? {} : { dec: decCol }),
    ...(ledger === undefined ? {} : { ledger }),
  };
}

function parsePositive(text: string): number {
  const count = parseCount(text);
  if (count === 0) throw new InvalidArgumentError("A whole number from 1 is wanted.");
  return count;
}

function parseRate(text: string): number {
  const rate = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (rate === 0) throw new InvalidArgumentError("A number above 0 is wanted: 5, 0.5.");
  return rate;
}
