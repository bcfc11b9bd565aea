import type { Command } from "commander";
import { addExamples, type Run } from "../common.ts";
import { describeOption, refuseBesideDescribe } from "./describe-option.ts";
import { radiusOption } from "./question-options.ts";
import { addTableOptions, type TableFlags, tableOf } from "./table-options.ts";

interface ObservationsFlags extends TableFlags {
  readonly radius?: string;
  readonly describe?: boolean;
}

export function defineObservations(mast: Command, run: Run): void {
  const command = mast
    .command("observations")
    .description("find observations of all missions: by place, by what they are, or both")
    .argument("[target]", 'around a name, or a position: M101, "210.80 54.35" (default: anywhere)')
    .addOption(radiusOption("0.2deg"));
  addTableOptions(command, "observations").addOption(describeOption());
  addExamples(command, [
    ["armillary mast observations M101 --radius 5arcmin", "all that was seen there"],
    [
      "armillary mast observations --filter obs_collection=JWST --filter 'instrument_name=NIRCAM/*' --count",
      "how many?",
    ],
    [
      "armillary mast observations --filter proposal_id=1345 --filter t_exptime=100.. -o ceers.vot",
      "of a programme, the longer ones",
    ],
    [
      "armillary mast observations --filter 't_min=2022-07-12..2022-08-01' --filter obs_collection=JWST",
      "of a time; dates are MJD in the table",
    ],
    ["armillary mast observations --describe", "the columns, with units and examples"],
  ]);
  command.action((target: string | undefined, flags: ObservationsFlags) =>
    run(async (io) => {
      const { radius } = flags;
      if (flags.describe === true) {
        refuseBesideDescribe({ target, radius });
        const { runDescribe } = await import("../../run/mast/describe.ts");
        await runDescribe({ kind: "observations" }, tableOf(flags), io);
        return 0;
      }
      const { runObservations } = await import("../../run/mast/observations.ts");
      const place = { ...(target === undefined ? {} : { target }), ...(radius === undefined ? {} : { radius }) };
      await runObservations({ ...tableOf(flags), ...place }, io);
      return 0;
    }),
  );
}
