import type { FormatName } from "@armillary/formats/vocabulary";
import { type Command, Option } from "commander";
import { addCommonOptions, addExamples, fromOption, parsePositive, type Run, tableOption } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { addResumeOptions, type ResumeFlags } from "./resume-options.ts";

interface DownloadFlags extends NetworkFlags, ResumeFlags {
  readonly dir: string;
  readonly manifest?: string;
  readonly parallel?: number;
  readonly perHost?: number;
  readonly from?: FormatName;
  readonly table: number;
  readonly urlColumn?: string;
  readonly nameColumn?: string;
  readonly sizeColumn?: string;
  readonly ignoreSize?: boolean;
  readonly dryRun?: boolean;
  readonly script?: string;
  readonly list?: string;
  readonly withSecrets?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export function defineDownload(program: Command, run: Run): void {
  const command = program
    .command("download")
    .description("fetch files, several at a time, verified, and go on where an earlier run stopped")
    .argument("<in...>", "URLs of files; or tables and text lists of URLs: files, or - for standard input")
    .addOption(new Option("--dir <folder>", "where they go; made if need be").default("."))
    .addOption(
      new Option(
        "--manifest <file>",
        "what became of each, a line of JSON a file; by it the next run does what is missing (default: armillary-manifest.jsonl in DIR)",
      ),
    )
    .addOption(new Option("--parallel <n>", "files at a time (default: 8)").argParser(parsePositive))
    .addOption(
      new Option(
        "--per-host <n>",
        "files at a time from one host (default: as --parallel says; 4 where that is left out)",
      ).argParser(parsePositive),
    )
    .addOption(
      new Option("--url-column <name>", "tables: the column of URLs (default: access_url, by utype, UCD or name)"),
    )
    .addOption(
      new Option("--name-column <name>", "tables: paths below DIR (default: as the server, or the URL, names a file)"),
    )
    .addOption(
      new Option(
        "--size-column <name>",
        "tables: lengths in bytes, which files must have (default: content_length; estimates are for the progress alone)",
      ),
    )
    .addOption(new Option("--ignore-size", "take files of another length than the table says (default: false)"))
    .addOption(tableOption())
    .addOption(fromOption());
  addResumeOptions(command);
  command
    .addOption(new Option("--dry-run", "tell how many files and bytes there are to fetch (default: false)"))
    .addOption(
      new Option(
        "--script <out>",
        "write a shell script that fetches the files with curl, to a file or -, and fetch nothing (default: none)",
      ).conflicts(["dryRun", "list"]),
    )
    .addOption(
      new Option("--list <out>", "write the URLs, a line each, and fetch nothing (default: none)").conflicts("dryRun"),
    )
    .addOption(
      new Option("--with-secrets", "leave tokens in the URLs of --script and --list (default: REDACTED instead)"),
    );
  addNetworkOptions(command).option(
    "-v, --verbose",
    "print files, bytes and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print what became of it, and errors, as JSON (default: false)");
  addExamples(command, [
    ["armillary download https://example.org/m31.fits", "one file, into this folder"],
    ["armillary download images.vot --dir m31", "what a table of images leads to; again to go on"],
    ["armillary download products.csv --url-column link --name-column file --dir data", "with names of your own"],
    ["armillary query mast @images.adql | armillary download - --dir data --dry-run", "how much would that be?"],
    ["armillary download urls.txt --script fetch.sh", "for a machine without armillary"],
  ]);
  command.action((inputs: string[], flags: DownloadFlags) =>
    run(async (io) => {
      const { runDownload } = await import("../run/download.ts");
      const { dir: folder, overwrite = false, verify = false, ignoreSize = false, withSecrets = false } = flags;
      const { dryRun = false, verbose = false, json = false } = flags;
      const chosen = { folder, overwrite, verify, ignoreSize, withSecrets, dryRun, verbose, json };
      return runDownload({ ...flags, ...chosen, inputs, ...networkOf(flags) }, io);
    }),
  );
}
