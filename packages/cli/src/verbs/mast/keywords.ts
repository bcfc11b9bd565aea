import { type Command, Option } from "commander";
import { addExamples, type Run } from "../common.ts";
import { describeOption, refuseBesideDescribe } from "./describe-option.ts";
import { addTableOptions, type TableFlags, tableOf } from "./table-options.ts";

interface KeywordsFlags extends TableFlags {
  readonly timeSeries?: string | true;
  readonly moving?: string | true;
  readonly allColumns?: boolean;
  readonly describe?: boolean;
}

/** As the package has them; it is not loaded for help. */
const SETS: readonly string[] = ["nircam", "niriss", "nirspec", "miri", "fgs", "guidestar", "wss"];

export function defineKeywords(mast: Command, run: Run): void {
  const command = mast
    .command("keywords")
    .description("find files of JWST by keywords of their headers, one row a file")
    .argument("<set>", `the instrument, or another set: ${SETS.join(", ")}`)
    .addOption(
      new Option(
        "--time-series [target]",
        "of time-series observations alone, of a target (WASP-39*) or any (default: all)",
      ),
    )
    .addOption(new Option("--moving [body]", "of moving targets alone, of a body (Titan) or any (default: all)"));
  addTableOptions(command, "files")
    .option("--all-columns", "all keywords, some 200 (default: those that tell files apart)")
    .addOption(describeOption());
  addExamples(command, [
    [
      "armillary mast keywords nirspec --filter targoopp=T --filter productLevel=2a,2b --filter duration=810..820",
      "targets of opportunity",
    ],
    [
      "armillary mast keywords nircam --time-series 'WASP-39*' --filter exp_type=NRC_TSGRISM -o wasp39.csv",
      "a transit",
    ],
    ["armillary mast keywords miri --moving Titan --filter 'date_obs=2022-11-01..2023-11-01'", "by names of bodies"],
    ["armillary mast keywords nircam --describe", "the keywords, with their types"],
    ["armillary mast keywords nircam --filter program=1345 | armillary mast download - --dir ceers", "and their files"],
  ]);
  command.action((set: string, flags: KeywordsFlags) =>
    run(async (io) => {
      if (flags.describe === true) {
        refuseBesideDescribe({ timeSeries: flags.timeSeries, moving: flags.moving });
        const { runDescribe } = await import("../../run/mast/describe.ts");
        await runDescribe({ kind: "keywords", name: set }, tableOf(flags), io);
        return 0;
      }
      const { runKeywords } = await import("../../run/mast/keywords.ts");
      const { timeSeries, moving, allColumns = false } = flags;
      await runKeywords(
        {
          ...tableOf(flags),
          set,
          allColumns,
          ...(timeSeries === undefined ? {} : { timeSeries }),
          ...(moving === undefined ? {} : { moving }),
        },
        io,
      );
      return 0;
    }),
  );
}
