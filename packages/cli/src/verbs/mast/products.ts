import type { FormatName } from "@armillary/formats/vocabulary";
import { type Command, Option } from "commander";
import { refuseOptions } from "../archive-options.ts";
import { addExamples, fromOption, type Run, tableOption } from "../common.ts";
import { describeOption, refuseBesideDescribe } from "./describe-option.ts";
import { addQuestionOptions, choiceOf, QUESTION_FILTER, type QuestionFlags } from "./question-options.ts";
import { unlistedOption } from "./search.ts";
import { addTableOptions, type TableFlags, tableOf } from "./table-options.ts";

interface ProductsFlags extends Omit<TableFlags, "filter">, QuestionFlags {
  readonly filter?: readonly string[];
  readonly unique?: boolean;
  readonly mission?: string;
  readonly unlisted?: boolean;
  readonly describe?: boolean;
  readonly from?: FormatName;
  readonly table: number;
}

/** What a mission's own list of products does not know. */
const OF_OBSERVATIONS = ["target", "radius", "observation", "product", "type", "extension", "recommended", "unique"];

export function defineProducts(mast: Command, run: Run): void {
  const command = mast
    .command("products")
    .description("list the files of observations, any number of them")
    .argument(
      "[observations...]",
      "obsids, and tables with a column obsid (- for standard input); or with --mission data sets",
    );
  addTableOptions(command, "products", { filterHelp: QUESTION_FILTER }).addOption(describeOption());
  addQuestionOptions(command, false)
    .option("--unique", "each file once, though several observations have it (default: with each)")
    .addOption(
      new Option(
        "--mission <name>",
        "list data sets of a mission's own search: hst, jwst, ... (default: observations)",
      ),
    )
    .addOption(unlistedOption())
    .addOption(tableOption())
    .addOption(fromOption());
  addExamples(command, [
    ["armillary mast products 2003738726 1000033356", "of two observations, by their obsids"],
    [
      "armillary mast products --filter proposal_id=1345 --filter productType=SCIENCE --unique -o products.parquet",
      "of a programme",
    ],
    [
      "armillary mast observations M101 --columns obsid,obs_id | armillary mast products - --extension _i2d.fits",
      "in a pipe",
    ],
    ["armillary mast products --filter proposal_id=1345 --filter calib_level=3 --count", "how many?"],
    ["armillary mast products --mission hst Z14Z0104T", "of a data set of Hubble's own search"],
  ]);
  command.action((inputs: string[], flags: ProductsFlags) =>
    run(async (io) => {
      const { describe = false, mission, from, table, target, radius, observation = [], product = [] } = flags;
      if (describe) {
        refuseBesideDescribe({ target, radius, mission, observation: flags.observation, product: flags.product });
        const { runDescribe } = await import("../../run/mast/describe.ts");
        await runDescribe({ kind: "products" }, tableOf(flags), io);
        return 0;
      }
      const reading = { inputs, table, ...(from === undefined ? {} : { from }) };
      if (mission !== undefined) {
        refuseOptions(flags, OF_OBSERVATIONS, "is about observations, and --mission lists data sets");
        const { runMissionProducts } = await import("../../run/mast/mission-products.ts");
        await runMissionProducts(
          { ...tableOf(flags), ...reading, mission: mission.toLowerCase(), isUnlisted: flags.unlisted === true },
          io,
        );
        return 0;
      }
      const { runProducts } = await import("../../run/mast/products.ts");
      return runProducts(
        {
          ...tableOf(flags),
          ...reading,
          observationFilters: observation,
          productFilters: product,
          choice: choiceOf(flags),
          unique: flags.unique === true,
          ...(target === undefined ? {} : { target }),
          ...(radius === undefined ? {} : { radius }),
        },
        io,
      );
    }),
  );
}
