import { type Command, InvalidArgumentError, Option } from "commander";
import { addExamples, parseCount, parseNames, type Run } from "../common.ts";
import { describeOption, refuseBesideDescribe } from "./describe-option.ts";
import { radiusOption } from "./question-options.ts";
import { addTableOptions, type TableFlags, tableOf } from "./table-options.ts";

interface SearchFlags extends TableFlags {
  readonly radius?: string;
  readonly sort?: readonly { readonly column: string; readonly descending: boolean }[];
  readonly offset?: number;
  readonly allColumns?: boolean;
  readonly describe?: boolean;
  readonly unlisted?: boolean;
}

/** As the package has them; it is not loaded for help. */
export const MISSIONS: readonly string[] = [
  "hst",
  "jwst",
  "roman",
  "roman_spectra",
  "roman_cgi",
  "iue",
  "classy",
  "ullyses",
];

export function defineSearch(mast: Command, run: Run): void {
  const command = mast
    .command("search")
    .description("search the metadata of one mission, by its own columns: richer than what all missions share")
    .argument("<mission>", MISSIONS.join(", "))
    .argument("[targets...]", "around any of these names and positions (default: anywhere)")
    .addOption(radiusOption("3arcmin; at most 30arcmin"))
    .addOption(
      new Option(
        "--sort <columns>",
        "by these columns, comma-separated; - before a name: downwards (default: by distance, or data set)",
      ).argParser(parseSort),
    )
    .addOption(new Option("--offset <n>", "leave so many rows out (default: 0)").argParser(parseCount));
  addTableOptions(command, "rows")
    .option("--all-columns", "every column that the mission has (default: its own choice)")
    .addOption(unlistedOption())
    .addOption(describeOption());
  addExamples(command, [
    ["armillary mast search hst M101 --filter sci_instrume=ACS,WFC3", "Hubble's two cameras there"],
    [
      "armillary mast search jwst --filter program=1345 --filter 'exp_type=NRC_*' --sort -duration",
      "the longest first",
    ],
    ["armillary mast search jwst --filter 'date_obs=2022-07-12..2022-07-20' --count", "how many?"],
    ["armillary mast search hst --describe", "the columns to search by"],
  ]);
  command.action((mission: string, targets: string[], flags: SearchFlags) =>
    run(async (io) => {
      const name = mission.toLowerCase();
      const { radius, sort = [], offset, allColumns = false, unlisted: isUnlisted = false } = flags;
      if (flags.describe === true) {
        const { runDescribe } = await import("../../run/mast/describe.ts");
        refuseBesideDescribe({ target: targets[0], radius, sort: flags.sort, offset });
        await runDescribe({ kind: "mission", name, isUnlisted }, tableOf(flags), io);
        return 0;
      }
      const { runMissionSearch } = await import("../../run/mast/mission-search.ts");
      await runMissionSearch(
        {
          ...tableOf(flags),
          mission: name,
          isUnlisted,
          targets,
          sort,
          allColumns,
          ...(radius === undefined ? {} : { radius }),
          ...(offset === undefined ? {} : { offset }),
        },
        io,
      );
      return 0;
    }),
  );
}

/** Of verbs that ask a mission's own search. */
export function unlistedOption(): Option {
  return new Option("--unlisted", "a mission that MAST has and this list has not (default: false)");
}

function parseSort(text: string): NonNullable<SearchFlags["sort"]> {
  return parseNames(text).map((name) => {
    const column = name.replace(/^[-+]/, "");
    if (column === "") throw new InvalidArgumentError("A name is wanted behind the sign.");
    return { column, descending: name.startsWith("-") };
  });
}
