import { isDalError } from "@armillary/dali";
import { type Asking, limitsIn, note } from "./asking.ts";
import { askAsync } from "./async.ts";
import type { TapMode } from "./capabilities.ts";
import { holdBack } from "./hold-back.ts";
import { mostRows, type RowLimits } from "./limits.ts";
import type { QueryOptions } from "./options.ts";
import type { TapResult } from "./result.ts";
import { openSync, syncResult } from "./sync.ts";
import { isRepeatable, type UploadSerialization } from "./upload/source.ts";

/** Rows that are held back until it is known whether a job would give more of them; beyond it they are given out. */
const HELD_BYTES = 32 << 20;

/** Asks a query in the mode that is wanted, and its uploads in another serialization where the service cannot read the first. */
export async function ask<Row>(asking: Asking, mode: NonNullable<QueryOptions["mode"]>): Promise<TapResult<Row>> {
  try {
    return await askOnce(asking, mode);
  } catch (failure) {
    const other = otherSerialization(failure, asking);
    if (other === undefined) throw failure;
    note(
      asking,
      "sync",
      `The service could not read the upload as ${asking.serialization.toUpperCase()}: asking again with ${other.toUpperCase()}.`,
    );
    return askOnce({ ...asking, serialization: other }, mode);
  }
}

async function askOnce<Row>(asking: Asking, mode: NonNullable<QueryOptions["mode"]>): Promise<TapResult<Row>> {
  if (mode === "async") return askAsync(asking);
  if (mode === "sync") return syncResult(asking, await openSync(asking));
  const { first, second, reason } = chooseModes(asking);
  if (reason !== undefined) note(asking, first, reason);
  if (first === "async") return askAsyncFirst(asking, second === "sync");
  return askSyncFirst(asking, second === "async");
}

interface ModeChoice {
  readonly first: TapMode;
  readonly second?: TapMode;
  /** Why not sync, which is what everybody expects. */
  readonly reason?: string;
}

/** Sync, unless the service has none, or more rows are asked for than it gives so while it gives more to a job. */
function chooseModes(asking: Asking): ModeChoice {
  const { capabilities, service, options, query } = asking;
  const modes = capabilities?.modes ?? ["sync", "async"];
  if (!modes.includes("sync")) return { first: "async", reason: "The service answers jobs alone: asking by a job." };
  if (!modes.includes("async")) return { first: "sync" };
  const wanted = Math.min(options.maxrec ?? Number.POSITIVE_INFINITY, query.top ?? Number.POSITIVE_INFINITY);
  const [sync, async] = [limitsIn(asking, "sync"), limitsIn(asking, "async")];
  const isTooMuch = wanted !== Number.POSITIVE_INFINITY && wanted > mostRows(sync) && mostRows(async) > mostRows(sync);
  if (isTooMuch && service.facts?.asyncUnreliable === undefined) {
    const reason = `${wanted.toLocaleString("en")} rows are more than the ${mostRows(sync).toLocaleString("en")} that the service gives at once: asking by a job.`;
    return { first: "async", second: "sync", reason };
  }
  return { first: "sync", second: "async" };
}

async function askSyncFirst<Row>(asking: Asking, hasAsync: boolean): Promise<TapResult<Row>> {
  const mayGiveMore = hasAsync && givesMore(asking);
  // Rows that may have to wait must not be lent.
  const holding = mayGiveMore ? { ...asking, options: { ...asking.options, lend: false } } : asking;
  try {
    // A service that fails twice is asked for a job, before it has kept anybody waiting for four times a timeout.
    const opened = await openSync(holding, hasAsync ? 1 : undefined);
    if (!mayGiveMore) return syncResult(asking, opened);
    const { table, summary } = await holdBack(opened.table, HELD_BYTES);
    const result = syncResult<Row>(asking, opened, table);
    if (summary === undefined || !isCutBySync(asking, summary)) return result;
    note(
      asking,
      "async",
      `The service gave ${summary.rows.toLocaleString("en")} rows at once and has more for a job: asking again as a job.`,
    );
    return await askAsync<Row>(asking).catch((failure: unknown) => {
      if (asking.options.signal?.aborted === true) throw failure;
      note(asking, "sync", `The job failed, so these are the rows that came at once: ${messageOf(failure)}`);
      return result;
    });
  } catch (failure) {
    const reason = hasAsync ? reasonForAsync(failure, asking) : undefined;
    if (reason === undefined) throw failure;
    note(asking, "async", `${reason}: asking again as a job.`);
    return askAsync<Row>(asking).catch((second: unknown) => {
      // That the service has no jobs either is not what went wrong.
      throw isDalError(second) &&
        ["DAL_NOT_FOUND", "DAL_NETWORK"].includes(second.code) &&
        second.failure.job === undefined
        ? failure
        : second;
    });
  }
}

async function askAsyncFirst<Row>(asking: Asking, hasSync: boolean): Promise<TapResult<Row>> {
  try {
    return await askAsync<Row>(asking);
  } catch (failure) {
    const { options } = asking;
    const isOver = options.signal?.aborted === true || options.deadline?.isOver === true;
    const mayHelp = isDalError(failure) && ["DAL_NOT_FOUND", "DAL_HTTP", "DAL_FORMAT"].includes(failure.code);
    if (!hasSync || isOver || !mayHelp || !canAskAgain(asking)) throw failure;
    note(asking, "sync", `The job did not work out: asking at once. ${failure.message}`);
    return syncResult(asking, await openSync(asking));
  }
}

/** Whether a job may give rows that a synchronous answer does not. */
function givesMore({ options, query, ...asking }: Asking): boolean {
  const sync = givenRows(limitsIn(asking, "sync"), options.maxrec);
  const async = givenRows(limitsIn(asking, "async"), options.maxrec);
  return (
    async > sync &&
    (query.top ?? Number.POSITIVE_INFINITY) > sync &&
    asking.service.facts?.asyncUnreliable === undefined
  );
}

/** Rows that come at most when `maxrec` is asked for, or nothing. */
function givenRows(limits: RowLimits, maxrec: number | undefined): number {
  return Math.min(mostRows(limits), maxrec ?? limits.default ?? Number.POSITIVE_INFINITY);
}

/** Whether a result ends where sync does: flagged, or to the row. */
function isCutBySync(asking: Asking, { status, rows }: { readonly status: string; readonly rows: number }): boolean {
  const given = givenRows(limitsIn(asking, "sync"), asking.options.maxrec);
  return rows >= given || (status === "OVERFLOW" && rows > 0 && asking.service.facts?.overflowUnreliable === undefined);
}

/** Answers of services, and of what stands before them, to a query that took too long. */
const TOO_LONG =
  /tim(?:e|ed)[ -]?out|took too long|too long to|execution (?:time|duration)|time limit|(?:use|go|run|try) (?:to )?(?:the )?async|asynchronous/i;

/** Why a failed synchronous query may do better as a job; undefined where it would not. */
function reasonForAsync(failure: unknown, asking: Asking): string | undefined {
  const { deadline, signal } = asking.options;
  if (!isDalError(failure) || deadline?.isOver === true || signal?.aborted === true || !canAskAgain(asking))
    return undefined;
  const { httpStatus, serviceMessage = "" } = failure.failure;
  switch (failure.code) {
    case "DAL_TIMEOUT":
      return "The service did not answer in time";
    case "DAL_NETWORK":
      return "The connection broke off";
    case "DAL_NOT_FOUND":
      return "The service does not answer at once";
    case "DAL_FORMAT":
      return "The answer cannot be read";
    case "DAL_HTTP":
      if ([408, 502, 503, 504].includes(httpStatus ?? 0)) return `The service failed with HTTP ${httpStatus}`;
      return TOO_LONG.test(serviceMessage) ? "The query took the service too long" : undefined;
    case "DAL_QUERY_ERROR":
      return TOO_LONG.test(serviceMessage) ? "The query took the service too long" : undefined;
    default:
      return undefined;
  }
}

function canAskAgain({ options }: Asking): boolean {
  return Object.values(options.uploads ?? {}).every(isRepeatable);
}

/** A serialization, or an upload as something to be read, next to words of failure. */
const READING = "(?:tabledata|binary2?\\b|serializ|votable|uploaded|upload (?:table|file)|parse (?:the )?upload)";
const FAILING = "(?:not supported|unsupported|not (?:be )?(?:read|parse)|cannot|can't|could not|unable|fail|invalid)";
const UNREADABLE = new RegExp(`${READING}[\\s\\S]{0,80}${FAILING}|${FAILING}[\\s\\S]{0,80}${READING}`, "i");

/** The serialization to try when a service's words show that it could not read the uploads; undefined when they do not. */
function otherSerialization(failure: unknown, asking: Asking): UploadSerialization | undefined {
  const { options, serialization } = asking;
  const words = isDalError(failure) ? failure.failure.serviceMessage : undefined;
  const mayAsk = options.uploads !== undefined && options.uploadSerialization === undefined && canAskAgain(asking);
  if (
    !mayAsk ||
    words === undefined ||
    !UNREADABLE.test(words) ||
    /does not exist|unknown (?:table|column)/i.test(words)
  )
    return undefined;
  if (serialization !== "tabledata") return undefined;
  return /BINARY2/i.test(words) && !/binary\b/i.test(words.replace(/BINARY2/gi, "")) ? "binary2" : "binary";
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
