import type { Command } from "commander";
import { Option } from "commander";
import { addCommonOptions, addExamples, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "./write-options.ts";

interface JobFlags extends NetworkFlags {
  readonly json?: boolean;
}

interface ListFlags extends JobFlags {
  readonly service?: string;
}

interface ResultsFlags extends JobFlags, WriteFlags {
  readonly output?: string;
  readonly verbose?: boolean;
}

const JOB = "its URL, or its id where the journal has it (default: the job that was made last)";
const ERROR_AS_JSON = "print an error as JSON (default: false)";

/** `armillary job`: queries that run at services, whoever started them. */
export function defineJob(program: Command, run: Run): void {
  const job = program
    .command("job")
    .description("look after queries that run at services: list, wait for, take the results of, abort, delete");
  addExamples(job, [
    ["armillary job list", "the jobs that were made here"],
    ["armillary job wait", "until the one that was made last has ended"],
    ["armillary job results URL -o result.parquet", "also days later, and after a crash"],
  ]);
  defineList(job, run);
  defineStatus(job, run);
  defineWait(job, run);
  defineResults(job, run);
  defineEnd(job, run, "abort");
  defineEnd(job, run, "delete");
}

function defineList(job: Command, run: Run): void {
  const command = job
    .command("list")
    .description("list the jobs that were made here")
    .addOption(
      new Option(
        "--service <service>",
        "only those of a service, and all that it shows itself (default: all known here)",
      ),
    );
  addNetworkOptions(command);
  addCommonOptions(command, "print the jobs as JSON (default: false)");
  addExamples(command, [
    ["armillary job list", "the newest first"],
    ["armillary job list --service gaia --user NAME", "also those that were made elsewhere"],
  ]);
  command.action(({ service, json = false, ...flags }: ListFlags) =>
    run(async (io) => {
      const { runJobList } = await import("../run/job-list.ts");
      await runJobList({ json, ...(service === undefined ? {} : { service }), ...networkOf(flags) }, io);
      return 0;
    }),
  );
}

function defineStatus(job: Command, run: Run): void {
  const command = job.command("status").description("tell what the service says of a job").argument("[url]", JOB);
  addNetworkOptions(command);
  addCommonOptions(command, "print the job as JSON (default: false)");
  addExamples(command, [["armillary job status URL", "its phase, its times, its query"]]);
  command.action((url: string | undefined, { json = false, ...flags }: JobFlags) =>
    run(async (io) => {
      const { runJobStatus } = await import("../run/job.ts");
      await runJobStatus({ json, ...(url === undefined ? {} : { job: url }), ...networkOf(flags) }, io);
      return 0;
    }),
  );
}

function defineWait(job: Command, run: Run): void {
  const command = job
    .command("wait")
    .description("wait until a job has ended; exit status 1 if it did not end well")
    .argument("[url]", JOB);
  addNetworkOptions(command, "the waiting");
  addCommonOptions(command, "print the job as JSON (default: false)");
  addExamples(command, [["armillary job wait URL && echo done", "in a script"]]);
  command.action((url: string | undefined, { json = false, ...flags }: JobFlags) =>
    run(async (io) => {
      const { runJobWait } = await import("../run/job.ts");
      await runJobWait({ json, ...(url === undefined ? {} : { job: url }), ...networkOf(flags) }, io);
      return 0;
    }),
  );
}

function defineResults(job: Command, run: Run): void {
  const command = job
    .command("results")
    .description("write the result of a job to OUT, waiting for it if need be")
    .argument("[url]", JOB)
    .addOption(outputOption())
    .addOption(toOption("on standard output: text on a terminal, csv elsewhere"));
  addNetworkOptions(addWriteOptions(command)).option(
    "-v, --verbose",
    "print rows, bytes and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, ERROR_AS_JSON);
  addExamples(command, [
    ["armillary job results", "of the job that was made last"],
    ["armillary job results URL -o result.parquet", "in the format that the name says"],
  ]);
  command.action((url: string | undefined, flags: ResultsFlags) =>
    run(async (io) => {
      const { output = "-", to, verbose = false, json = false } = flags;
      const { runJobResults } = await import("../run/job.ts");
      await runJobResults(
        {
          output,
          verbose,
          json,
          how: howOf(flags),
          ...(to === undefined ? {} : { to }),
          ...(url === undefined ? {} : { job: url }),
          ...networkOf(flags),
        },
        io,
      );
      return 0;
    }),
  );
}

const ENDINGS = {
  abort: { does: "ask a job to end; what there is of it stays", example: "it no longer runs" },
  delete: { does: "delete a job with its result", example: "it no longer takes the service's disk" },
} as const;

function defineEnd(job: Command, run: Run, how: keyof typeof ENDINGS): void {
  const { does, example } = ENDINGS[how];
  const command = job.command(how).description(does).argument("<url>", "its URL, or its id where the journal has it");
  addNetworkOptions(command);
  addCommonOptions(command, ERROR_AS_JSON);
  addExamples(command, [[`armillary job ${how} URL`, example]]);
  command.action((url: string, { json = false, ...flags }: JobFlags) =>
    run(async (io) => {
      const { runJobAbort, runJobDelete } = await import("../run/job.ts");
      await (how === "abort" ? runJobAbort : runJobDelete)({ job: url, json, ...networkOf(flags) }, io);
      return 0;
    }),
  );
}
