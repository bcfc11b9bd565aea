import type { FormatName } from "@armillary/formats/vocabulary";
import {
  ERROR_COMBINATIONS,
  type ErrorCombination,
  FINDS,
  type Find,
  GROUP_ACTIONS,
  type GroupAction,
  JOINS,
  type Join,
} from "@armillary/sky/vocabulary";
import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../failure.ts";
import { addCommonOptions, addExamples, fromOption, parseCount, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { addPlotOptions, type PlotFlags, plotOf } from "./plot-options.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "./write-options.ts";

interface MatchFlags extends WriteFlags, NetworkFlags, PlotFlags {
  readonly radius?: string;
  readonly find: Find;
  readonly group: GroupAction;
  readonly join?: Join;
  readonly ra1?: string;
  readonly dec1?: string;
  readonly ra2?: string;
  readonly dec2?: string;
  readonly error1?: string;
  readonly error2?: string;
  readonly combine: ErrorCombination;
  readonly scale: number;
  readonly suffix1: string;
  readonly suffix2: string;
  readonly from1?: FormatName;
  readonly from2?: FormatName;
  readonly table1: number;
  readonly table2: number;
  readonly output?: string;
  readonly verbose?: boolean;
}

export function defineMatch(program: Command, run: Run): void {
  const command = program
    .command("match")
    .description("join two tables by position on the sky, or find the duplicates of one")
    .argument(
      "<left>",
      "a file, a folder of Parquet (HATS, too), an http(s) URL, or - for standard input; streams past",
    )
    .argument("[right]", "the same; is kept in memory: the smaller one (default: rows of LEFT that match each other)")
    .option("--radius <angle>", 'within which positions match, with its unit: 1arcsec, 0.5", 3arcmin, 0.001deg')
    .addOption(new Option("--find <which>", "which of the pairs that are near enough").choices(FINDS).default("best"))
    .addOption(
      new Option("--join <rows>", "which rows of the two tables (default: 1and2; all1 for --find each)").choices(JOINS),
    )
    .addOption(
      new Option(
        "--group <action>",
        "LEFT alone: mark rows that match each other (group_id, group_size), keep those that match none, or also the first of each group",
      )
        .choices(GROUP_ACTIONS)
        .default("identify"),
    )
    .addOption(outputOption())
    .addOption(toOption("a text table on a terminal, else csv"))
    .option("--ra1 <column>", "right ascension of LEFT, by name or ID (default: by UCD, utype, name)")
    .option("--dec1 <column>", "its declination")
    .option("--ra2 <column>", "right ascension of RIGHT")
    .option("--dec2 <column>", "its declination")
    .option(
      "--error1 <column>",
      "instead of --radius: radius of error of each row of LEFT, arcsec where it has no unit",
    )
    .option("--error2 <column>", "that of RIGHT")
    .addOption(
      new Option("--combine <how>", "how two errors become a radius").choices(ERROR_COMBINATIONS).default("sum"),
    )
    .addOption(
      new Option("--scale <n>", "what errors are multiplied by, as 3 for 3 sigma").argParser(parseScale).default(1),
    )
    .option("--suffix1 <text>", "behind names of LEFT that RIGHT has, too", "_1")
    .option("--suffix2 <text>", "behind those of RIGHT", "_2")
    .addOption(sideOption("1", fromOption(), "LEFT"))
    .addOption(sideOption("2", fromOption(), "RIGHT"))
    .addOption(new Option("--table1 <n>", "which TABLE of LEFT, from 0").argParser(parseCount).default(0))
    .addOption(new Option("--table2 <n>", "which TABLE of RIGHT, from 0").argParser(parseCount).default(0));
  addNetworkOptions(addWriteOptions(addPlotOptions(command)), "each transfer from a URL").option(
    "-v, --verbose",
    "print rows, bytes and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print an error as JSON (default: false)");
  addExamples(command, [
    ["armillary match mine.csv gaia.vot --radius 1arcsec -o both.parquet", "the best matches of both, side by side"],
    [
      "armillary match mine.csv gaia.vot --radius 1arcsec --find each",
      "every row of mine.csv, with the nearest or none",
    ],
    ["armillary match a.fits b.fits --radius 2arcsec --join 1not2", "rows of a.fits that b.fits does not have"],
    ["armillary match mine.csv --radius 1arcsec --group keep1", "without rows that another is within an arcsecond of"],
    ["armillary match a.vot b.vot --error1 e_pos --error2 sigma --scale 3", "within three times the errors of both"],
  ]);
  command.action((left: string, right: string | undefined, flags: MatchFlags) =>
    run(async (io) => {
      const { output = "-", verbose = false, to } = flags;
      const place = { output, verbose, how: howOf(flags), ...plotOf(flags), ...(to === undefined ? {} : { to }) };
      const isGiven = (option: string): boolean => command.getOptionValueSource(option) === "cli";
      if (right === undefined) {
        const spare = TWO_TABLES.find(isGiven);
        if (spare !== undefined)
          throw usageError(`--${spare} is about two tables, and one is given.`, "Name RIGHT, too.");
        const { runGroup } = await import("../match/run-group.ts");
        await runGroup({ ...flags, input: left, action: flags.group, place, network: networkOf(flags) }, io);
        return 0;
      }
      if (isGiven("group")) throw usageError("--group is about one table, and two are given.", "Leave RIGHT out.");
      const { runMatch } = await import("../match/run-match.ts");
      await runMatch({ ...flags, left, right, place, network: networkOf(flags) }, io);
      return 0;
    }),
  );
}

/** Options that mean nothing for one table. */
const TWO_TABLES = ["find", "join", "ra2", "dec2", "error2", "suffix1", "suffix2", "from2", "table2"] as const;

/** `--from` of one of the two tables. */
function sideOption(side: "1" | "2", { argChoices = [] }: Option, name: string): Option {
  return new Option(`--from${side} <format>`, `format of ${name} (default: by its content, then its name)`).choices(
    argChoices,
  );
}

function parseScale(text: string): number {
  const scale = text.trim() === "" ? Number.NaN : Number(text);
  if (!(scale > 0 && Number.isFinite(scale))) throw new InvalidArgumentError("A number above 0 is wanted.");
  return scale;
}
