import type { FormatName } from "@armillary/formats/vocabulary";
import { type Command, Option } from "commander";
import { addCommonOptions, addExamples, fromOption, parsePositive, type Run, tableOption } from "../common.ts";
import { addResumeOptions, type ResumeFlags } from "../resume-options.ts";
import { addMastOptions, type MastFlags, mastOf } from "./options.ts";
import { addQuestionOptions, choiceOf, type QuestionFlags } from "./question-options.ts";

interface DownloadFlags extends MastFlags, QuestionFlags, ResumeFlags {
  readonly dir: string;
  readonly manifest?: string;
  readonly parallel?: number;
  readonly flat?: boolean;
  readonly mission?: string;
  readonly cloud?: boolean;
  readonly ignoreSize?: boolean;
  readonly dryRun?: boolean;
  readonly script?: string;
  readonly bundle?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly from?: FormatName;
  readonly table: number;
}

/** Missions whose searches list files without a `mast:` URI. */
const MISSIONS = ["hst", "jwst", "roman", "roman_spectra", "roman_cgi"];

/** What is about files that are fetched here, one by one. */
const OF_FETCHING = ["manifest", "parallel", "cloud", "overwrite", "verify", "maxBytes"];

export function defineMastDownload(mast: Command, run: Run): void {
  const command = mast
    .command("download")
    .description("fetch products of observations: each once, whole, and in any number of runs until all are here")
    .argument(
      "[products...]",
      "lists of products (any table with a column dataURI; - for standard input), or mast: URIs",
    )
    .addOption(new Option("--dir <folder>", "where they go; made if need be").default("."))
    .addOption(
      new Option(
        "--manifest <file>",
        "what became of each file, and its data rights, a line of JSON a file (default: armillary-manifest.jsonl in DIR)",
      ),
    )
    .addOption(
      new Option("--flat", "all files into DIR (default: DIR/mastDownload/<obs_collection>/<obs_id>/, as MAST has it)"),
    )
    .addOption(new Option("--parallel <n>", "files at a time (default: 4, which MAST bears)").argParser(parsePositive))
    .addOption(
      new Option(
        "--cloud",
        "from the public bucket stpubdata where it has a file, and from MAST where not (default: from MAST)",
      ),
    )
    .addOption(
      new Option(
        "--mission <name>",
        "of lists that a mission search gave (default: lists with mast: URIs need none)",
      ).choices(MISSIONS),
    )
    .addOption(new Option("--ignore-size", "take files of another length than the list says (default: false)"))
    .addOption(tableOption())
    .addOption(fromOption());
  addResumeOptions(command);
  command
    .addOption(
      new Option(
        "--dry-run",
        "tell how many files and bytes there are to fetch, and which are not for you (default: false)",
      ),
    )
    .addOption(
      new Option(
        "--script <out>",
        "write a shell script that fetches them with curl and the token in $MAST_API_TOKEN, and fetch nothing (default: none)",
      ).conflicts(["dryRun", "bundle", ...OF_FETCHING]),
    )
    .addOption(
      new Option(
        "--bundle <out>",
        "have MAST pack them into one .tar.gz or .zip, or into its own .sh; for some dozens of files: it cannot be gone on with (default: none)",
      ).conflicts(["dryRun", "flat", "ignoreSize", ...OF_FETCHING]),
    );
  addQuestionOptions(command, true);
  addMastOptions(command).option(
    "-v, --verbose",
    "print files, bytes and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print what became of it, and errors, as JSON (default: false)");
  addExamples(command, [
    [
      "armillary mast download --filter proposal_id=2731 --filter productType=SCIENCE --filter calib_level=3 --dir jw2731",
      "",
    ],
    ["armillary mast download products.csv --dir jw2731", "a list of products; again to go on"],
    ["armillary mast download products.csv --dir jw2731 --dry-run", "how much is that, and what of it is not for me?"],
    ["armillary mast download mast:JWST/product/jw02731-o001_t017_nircam_clear-f090w_i2d.fits", "one file"],
    ["armillary mast download products.csv --cloud --flat", "from the bucket, into one folder"],
    ["armillary mast download products.csv --script fetch.sh", "for a machine without armillary"],
  ]);
  command.action((inputs: string[], flags: DownloadFlags) =>
    run(async (io) => {
      const { runMastDownload } = await import("../../run/mast/download.ts");
      const { dir: folder, flat = false, cloud = false, ignoreSize = false, overwrite = false, verify = false } = flags;
      const { dryRun = false, verbose = false, json = false } = flags;
      const chosen = { folder, flat, cloud, ignoreSize, overwrite, verify, dryRun, verbose, json };
      const { filter = [], observation = [], product = [] } = flags;
      const choice = { ...choiceOf(flags), ...(product.length === 0 ? {} : { filters: product }) };
      const question = { inputs, filters: filter, observationFilters: observation, choice };
      return runMastDownload({ ...flags, ...chosen, ...question, ...mastOf(flags) }, io);
    }),
  );
}
