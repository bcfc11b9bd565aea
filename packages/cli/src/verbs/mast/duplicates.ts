import type { FormatName } from "@armillary/formats/vocabulary";
import { type Command, InvalidArgumentError, Option } from "commander";
import { addExamples, fromOption, parseNames, type Run, severalOption, tableOption } from "../common.ts";
import { radiusOption } from "./question-options.ts";
import { addTableOptions, type TableFlags, tableOf } from "./table-options.ts";

interface DuplicatesFlags extends TableFlags {
  readonly target?: string;
  readonly moving?: string;
  readonly instrument?: string;
  readonly elements?: readonly string[];
  readonly exposure?: number;
  readonly radius?: string;
  readonly except?: readonly string[];
  readonly exposureFactor?: number;
  readonly alike?: boolean;
  readonly ra?: string;
  readonly dec?: string;
  readonly from?: FormatName;
  readonly table: number;
}

export function defineDuplicates(mast: Command, run: Run): void {
  const command = mast
    .command("duplicates")
    .description(
      "tell whether proposed observations of JWST repeat what was observed, or is planned: a report, by the policy's criteria",
    )
    .argument(
      "[in]",
      "a table of proposed observations: ra, dec (or moving_target), instrument, and if known mode, filters, exposure_s, label",
    )
    .addOption(
      new Option("--target <target>", "instead of a table one observation, of a name or a position").conflicts(
        "moving",
      ),
    )
    .addOption(new Option("--moving <body>", "one of a body of the solar system, by its name"))
    .addOption(
      new Option("--instrument <name>", "with its mode, where that is known: NIRCAM/IMAGE, NIRSPEC/MSA, MIRI/IFU, ..."),
    )
    .addOption(
      new Option(
        "--elements <names>",
        "filters, grisms, gratings, comma-separated: F200W,F444W (default: any)",
      ).argParser(parseNames),
    )
    .addOption(
      new Option("--exposure <seconds>", "exposure time of all of it, s (default: any)").argParser(parsePositive),
    )
    .addOption(radiusOption("what is recommended for the mode"))
    .addOption(severalOption("--except <program>", "leave a programme out: your own", "none"))
    .addOption(
      new Option(
        "--exposure-factor <n>",
        "exposure times within this factor are alike (default: 4, as the policy has it)",
      ).argParser(parseFactor),
    )
    .option("--alike", "leave out what differs in anything (default: all that is at the place)")
    .option("--ra <column>", "of IN: right ascension, by name or ID (default: by UCD, utype, name)")
    .option("--dec <column>", "of IN: declination (default: the same)")
    .addOption(tableOption())
    .addOption(fromOption());
  addTableOptions(command, "rows", { isCounted: false });
  addExamples(command, [
    ["armillary mast duplicates proposed.csv --except 1345 -o report.csv", "of a table of proposed observations"],
    [
      'armillary mast duplicates --target "214.9 52.9" --instrument NIRCAM/IMAGE --elements F200W --exposure 3000 --alike',
      "of one",
    ],
    ["armillary mast duplicates --moving Titan --instrument NIRSPEC/IFU", "a moving target goes by its name"],
  ]);
  command.action((input: string | undefined, flags: DuplicatesFlags) =>
    run(async (io) => {
      const { runDuplicates } = await import("../../run/mast/duplicates.ts");
      const {
        target,
        moving,
        instrument,
        elements,
        exposure,
        radius,
        except = [],
        exposureFactor,
        alike = false,
      } = flags;
      const { ra, dec, table, from } = flags;
      await runDuplicates(
        {
          ...tableOf(flags),
          except,
          alike,
          table,
          position: { ...(ra === undefined ? {} : { ra }), ...(dec === undefined ? {} : { dec }) },
          ...(input === undefined ? {} : { input }),
          ...(target === undefined ? {} : { target }),
          ...(moving === undefined ? {} : { moving }),
          ...(instrument === undefined ? {} : { instrument }),
          ...(elements === undefined ? {} : { elements }),
          ...(exposure === undefined ? {} : { exposureS: exposure }),
          ...(radius === undefined ? {} : { radius }),
          ...(exposureFactor === undefined ? {} : { exposureFactor }),
          ...(from === undefined ? {} : { from }),
        },
        io,
      );
      return 0;
    }),
  );
}

function parseFactor(text: string): number {
  const value = parsePositive(text);
  if (value < 1) throw new InvalidArgumentError("A factor from 1 on is wanted.");
  return value;
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError("A number above 0 is wanted.");
  return value;
}
