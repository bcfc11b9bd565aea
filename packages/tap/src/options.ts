import type { DialectProfile, Problem, RewriteChange } from "@armillary/adql";
import type { OperationOptions, Phase, Transport } from "@armillary/dali";
import type { Spool, StreamSummary } from "@armillary/formats";
import type { TapMode } from "./capabilities.ts";
import type { CompleteSettings } from "./complete/ask-completely.ts";
import type { CompletenessProof } from "./complete/proof.ts";
import type { TapFacts } from "./facts.ts";
import type { ResultFormat } from "./formats.ts";
import type { TapJob } from "./job.ts";
import type { LimitVerdict } from "./limits.ts";
import type { MetadataCache } from "./metadata/metadata-cache.ts";
import type { UploadSerialization, UploadSource } from "./upload/source.ts";

export interface TapOptions {
  readonly transport: Transport;
  /** What is known of the service's ADQL (default: by its URL). */
  readonly profile?: DialectProfile;
  /** What is known of its TAP (default: by its URL). */
  readonly facts?: TapFacts;
  /** Keeps what must be read at any place (Parquet), or twice; default: in memory. */
  readonly spool?: Spool;
  /** Keeps what the service says of its tables (default: it is asked anew). */
  readonly metadataCache?: MetadataCache;
}

/** What is asked along with a query, in either mode. */
export interface AskOptions extends OperationOptions {
  /** Rows at most; without it, as many as the service gives by itself. 0: the columns alone. */
  readonly maxrec?: number;
  /** Tables that go along, by the name that they have in the query: `TAP_UPLOAD.name`. */
  readonly uploads?: Readonly<Record<string, UploadSource>>;
  /** How uploads are written (default: TABLEDATA, which all services read; another where the service says it cannot read that). */
  readonly uploadSerialization?: UploadSerialization;
  /** Of the result (default: the VOTable that is least work to read). */
  readonly format?: ResultFormat;
  /** A name for the query at the service. Not sent to services that refuse it. */
  readonly runId?: string;
  /** Write the query as the service understands it (default: where its dialect is known). The summary says what was changed. */
  readonly adapt?: boolean;
  /** Cells that cannot be decoded become null and are reported (default false: they are errors). */
  readonly lenient?: boolean;
  /** Batches may be good only until the next is asked for (default false). */
  readonly lend?: boolean;
  readonly onProgress?: (progress: TapProgress) => void;
}

/** Options of jobs that are made for a query. */
export interface SubmitOptions extends AskOptions {
  /**
   * Called as soon as the job's URL is known, before it runs; what it throws ends the job. Here a journal writes down that
   * there is a job.
   */
  readonly onJob?: (job: TapJob) => void | Promise<void>;
  /** Whether the job is started (default true). */
  readonly start?: boolean;
}

export interface QueryOptions extends AskOptions, Pick<SubmitOptions, "onJob"> {
  /** Default `auto`: sync, and async where that cannot be, fails in ways that async does not, or gives fewer rows. */
  readonly mode?: "auto" | TapMode;
  /** Leave the job at the service, also when the result is read, or given up (default false). */
  readonly keepJob?: boolean;
  /**
   * All rows, past the limits of the service, with proof (`proof` of the summary): the query is counted, and divided into parts
   * where it must be (default false). Jobs are then of parts or counts, told of one by one, and deleted when they were read.
   */
  readonly complete?: boolean | CompleteSettings;
  /** What the caller has put otherwise already than it was asked for: the first of the summary's notes. */
  readonly notes?: readonly string[];
}

/** How far a query has come. */
export interface TapProgress {
  readonly mode: TapMode;
  /** ASKING: sent, nothing came yet; a phase of the job; RECEIVING: rows; DONE. */
  readonly phase: "ASKING" | "RECEIVING" | "DONE" | Phase;
  readonly elapsedMs: number;
  readonly rows: number;
  readonly bytes: number;
  /** URL of the job. */
  readonly job?: string;
  /** Why something is done otherwise than before: "the synchronous query timed out: asking again as a job". */
  readonly note?: string;
}

/** What can only be said at the end of a result. */
export interface TapSummary extends StreamSummary, LimitVerdict {
  readonly mode: TapMode;
  /** URL of the job that it is the result of. */
  readonly job?: string;
  /** Whether the result was read to its end. */
  readonly complete: boolean;
  /** What was done otherwise than asked, and why, in the order in which it was done. */
  readonly notes: readonly string[];
  /** The query as it was sent, and what was changed of the one that was given. */
  readonly query: string;
  readonly changes: readonly RewriteChange[];
  /** Of a complete result: why it is one. */
  readonly proof?: CompletenessProof;
  /** What the service will not take, or will take otherwise, and could not be put right. */
  readonly problems: readonly Problem[];
  readonly elapsedMs: number;
}
