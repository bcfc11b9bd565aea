import type { DialectProfile } from "@armillary/adql";
import type { Transport } from "@armillary/dali";
import type { Spool, StreamSummary } from "@armillary/formats";
import type { AdaptedQuery } from "./adapt.ts";
import type { TapCapabilities, TapMode } from "./capabilities.ts";
import type { TapFacts } from "./facts.ts";
import { judgeLimits, type LimitVerdict, type Outcome, type RowLimits, rowLimits } from "./limits.ts";
import type { QueryOptions, TapSummary } from "./options.ts";
import { type RequestContext, type TapRequest, tapRequest } from "./request.ts";
import type { UploadSerialization } from "./upload/source.ts";

/** A service, as far as queries are concerned. */
export interface AskedService {
  readonly url: string;
  /** Of its resource `sync`. */
  readonly syncUrl: string;
  readonly transport: Transport;
  readonly profile?: DialectProfile;
  readonly facts?: TapFacts;
  readonly spool?: Spool;
}

/** One query on its way to an answer, through whatever modes that takes. */
export interface Asking {
  readonly service: AskedService;
  readonly capabilities?: TapCapabilities;
  readonly query: AdaptedQuery;
  readonly options: Omit<QueryOptions, "mode">;
  readonly serialization: UploadSerialization;
  readonly startMs: number;
  /** What was done otherwise than asked; grows. */
  readonly notes: string[];
}

/** The request of a query in a mode. */
export function requestFor(
  { service, capabilities, query, options, serialization }: Asking,
  mode: TapMode,
): TapRequest {
  const { facts, spool } = service;
  const context: RequestContext = {
    mode,
    serialization,
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(facts === undefined ? {} : { facts }),
    ...(spool === undefined ? {} : { spool }),
  };
  return tapRequest(query, options, context);
}

/** Says, now and in the summary, what is done otherwise. */
export function note({ notes, options, startMs }: Asking, mode: TapMode, words: string): void {
  notes.push(words);
  options.onProgress?.({
    mode,
    phase: "ASKING",
    elapsedMs: performance.now() - startMs,
    rows: 0,
    bytes: 0,
    note: words,
  });
}

export function limitsIn(
  { service, capabilities }: Pick<Asking, "service" | "capabilities">,
  mode: TapMode,
): RowLimits {
  return rowLimits(mode, capabilities, service.profile);
}

/** Whether a result came up to a limit of the service. */
export function judgeFor(
  asking: Pick<Asking, "service" | "capabilities">,
  outcome: Omit<Outcome, "limits">,
): LimitVerdict {
  const { facts } = asking.service;
  const hasAsync = asking.capabilities?.modes.includes("async") ?? true;
  return judgeLimits({
    ...outcome,
    limits: limitsIn(asking, outcome.mode),
    ...(outcome.mode === "sync" && hasAsync ? { otherLimits: limitsIn(asking, "async") } : {}),
    ...(facts === undefined ? {} : { facts }),
  });
}

/** What limits judge a result by. */
export function outcomeOf(
  { options, query }: Asking,
  mode: TapMode,
  { status, rows }: Pick<StreamSummary, "status" | "rows">,
  bytes: number,
): Omit<Outcome, "limits"> {
  return {
    status,
    rows,
    bytes,
    mode,
    ...(options.maxrec === undefined ? {} : { maxrec: options.maxrec }),
    ...(query.top === undefined ? {} : { top: query.top }),
  };
}

export function queryPart({ query }: Asking): Pick<TapSummary, "query" | "changes" | "problems"> {
  return { query: query.text, changes: query.changes, problems: query.problems };
}
