import { TAP_PRESETS } from "@armillary/tap/presets";
import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../failure.ts";
import type { UploadArgument } from "../jobs/identity.ts";
import { addCommonOptions, addExamples, parseCount, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { defineFederatedQuery } from "./query-archives.ts";
import { defineLocalQuery } from "./query-local.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "./write-options.ts";

interface QueryFlags extends WriteFlags, NetworkFlags {
  readonly output?: string;
  readonly sync?: boolean;
  readonly async?: boolean;
  readonly maxrec?: number;
  readonly upload?: readonly UploadArgument[];
  readonly check?: boolean;
  readonly adapt?: boolean;
  readonly resume?: boolean;
  readonly wait: boolean;
  readonly keep?: boolean;
  readonly complete?: boolean;
  readonly strictOverflow?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export const SERVICE_ARGUMENT = "a short name, a base URL, or an ivo:// identifier";

/** The short names, at the end of a verb's help. */
export function addServices(command: Command): void {
  const width = Math.max(...TAP_PRESETS.map(({ name }) => name.length));
  const lines = TAP_PRESETS.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`);
  command.addHelpText("after", `\nShort names of services; config.json may add others:\n${lines.join("\n")}`);
}

export function defineQuery(program: Command, run: Run): void {
  const command = program
    .command("query")
    .description("ask a TAP service, and write its answer in any format, streaming")
    .argument("<service>", SERVICE_ARGUMENT)
    .argument("<adql>", "the query, @file, or - for standard input")
    .addOption(outputOption())
    .addOption(toOption("on standard output: text on a terminal, csv elsewhere"))
    .addOption(new Option("--sync", "ask for the answer at once, and nothing else (default: what works)"))
    .addOption(
      new Option("--async", "ask by a job, which is kept at the service (default: what works)").conflicts("sync"),
    )
    .addOption(
      new Option("--maxrec <n>", "so many rows at most (default: as many as the service gives)").argParser(parseCount),
    )
    .addOption(
      new Option(
        "--upload <name=file>",
        "a table that goes along, TAP_UPLOAD.name in the query: a file, or a URL that the service fetches; repeatable (default: none)",
      ).argParser((text: string, before: readonly UploadArgument[] = []) => [...before, parseUpload(text)]),
    )
    .addOption(new Option("--check", "look for errors in the query before anything is sent (default: yes)"))
    .addOption(new Option("--no-check", "send the query as it is, errors and all (default: false)"))
    .addOption(
      new Option("--adapt", "write the query as the service understands it (default: where its dialect is known)"),
    )
    .addOption(new Option("--no-adapt", "send the query as it is (default: false)"))
    .addOption(
      new Option(
        "--resume",
        "take the result of a job that ran the same query, if there is one; with --complete, keep parts as they come, and go on from those that are kept (default: false)",
      ),
    )
    .addOption(
      new Option("--no-wait", "print the URL of the job, and leave it to run (default: wait)").conflicts([
        "sync",
        "output",
        "to",
        "resume",
        "complete",
      ]),
    )
    .addOption(
      new Option("--keep", "Ctrl-C leaves the job running, and nothing deletes it (default: false)").conflicts("sync"),
    )
    .addOption(
      new Option(
        "--complete",
        "all rows, past the limits of the service: asked in parts, and counted (default: false)",
      ).conflicts("maxrec"),
    )
    .addOption(
      new Option("--strict-overflow", "fail, and write no OUT, where the service cut the rows (default: warn)"),
    );
  addNetworkOptions(addWriteOptions(command)).option(
    "-v, --verbose",
    "print what is done, rows, bytes and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print an error as JSON (default: false)");
  addExamples(command, [
    ['armillary query gaia "SELECT TOP 5 * FROM gaiadr3.gaia_source"', "a look at a table"],
    ["armillary query irsa @wise.adql -o wise.parquet --async", "a query from a file, by a job"],
    ["armillary query gaia @nearby.adql --complete -o nearby.parquet", "all rows, past the service's limit"],
    ["armillary query vizier @match.adql --upload mine=targets.csv", "joined with TAP_UPLOAD.mine"],
    ["armillary query heasarc @long.adql --no-wait", "the job's URL, for armillary job"],
  ]);
  addServices(command);
  defineLocalQuery(command, run);
  defineFederatedQuery(command, run);
  command.action((service: string, query: string, flags: QueryFlags) =>
    run(async (io) => {
      const { output = "-", to, maxrec, upload = [], check = true, adapt, wait, resume = false, keep = false } = flags;
      if (resume && flags.sync === true && flags.complete !== true) {
        throw usageError(
          "--resume takes the result of a job, and --sync makes none.",
          "With --complete both may stand.",
        );
      }
      if (upload.some(({ place }) => place === "-")) throw usageError("A table to upload is a file or a URL.");
      const { runQuery } = await import("../run/query.ts");
      await runQuery(
        {
          service,
          query,
          output,
          mode: flags.sync === true ? "sync" : flags.async === true ? "async" : "auto",
          uploads: upload,
          check,
          wait,
          resume,
          keep,
          complete: flags.complete ?? false,
          strictOverflow: flags.strictOverflow ?? false,
          verbose: flags.verbose ?? false,
          json: flags.json ?? false,
          how: howOf(flags),
          ...(to === undefined ? {} : { to }),
          ...(maxrec === undefined ? {} : { maxrec }),
          ...(adapt === undefined ? {} : { adapt }),
          ...networkOf(flags),
        },
        io,
      );
      return 0;
    }),
  );
}

function parseUpload(text: string): UploadArgument {
  const [, name, place] = /^([A-Za-z]\w*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || place === undefined) {
    throw new InvalidArgumentError(
      "NAME=FILE is wanted, the name of letters, digits and _, as it stands in the query.",
    );
  }
  return { name, place };
}
