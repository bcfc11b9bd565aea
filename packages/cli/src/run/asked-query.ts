import type { TapJob, TapService, UploadSource } from "@armillary/tap";
import type { JobIdentity } from "@armillary/tap/node";
import type { UploadArgument } from "../jobs/identity.ts";
import type { SafeJournal } from "../jobs/safe-journal.ts";
import type { Network, NetworkOptions } from "../network/network.ts";
import type { Place } from "./deliver.ts";

export interface QueryArguments extends NetworkOptions, Place {
  readonly service: string;
  /** The query, `@file`, or `-`. */
  readonly query: string;
  readonly mode: "auto" | "sync" | "async";
  readonly maxrec?: number;
  readonly uploads: readonly UploadArgument[];
  readonly check: boolean;
  /** Default: where the service's dialect is known. */
  readonly adapt?: boolean;
  /** Take the result of a job that ran the same query. */
  readonly resume: boolean;
  /** False: the job's URL is all that is wanted. */
  readonly wait: boolean;
  /** The job outlives an interruption, and its result's delivery. */
  readonly keep: boolean;
  readonly strictOverflow: boolean;
  /** Ask in parts, past the limits of the service. */
  readonly complete: boolean;
  readonly json: boolean;
}

/** A query of the command line, and what it takes to ask it. */
export interface AskedQuery {
  readonly args: QueryArguments;
  readonly label: string;
  readonly text: string;
  readonly network: Network;
  readonly journal: SafeJournal;
  readonly service: TapService;
  readonly uploads: Readonly<Record<string, UploadSource>>;
  /** Reads the uploads, so only where there is a job. */
  readonly identity: () => Promise<JobIdentity>;
}

/** Writes a job down, before it runs; one of a part of the query under the part's own text. */
export async function record({ journal, identity, args }: AskedQuery, job: TapJob, part?: string): Promise<void> {
  const destructionEpochMs = job.last?.destruction?.epochMs;
  await journal.record({
    ...(await identity()),
    ...(part === undefined ? {} : { query: part }),
    url: job.url,
    parameters: args.adapt === undefined ? {} : { adapt: String(args.adapt) },
    ...(destructionEpochMs === undefined ? {} : { destructionEpochMs }),
  });
}
