import type { DialectProfile } from "@armillary/adql";
import { type DataAmount, limitFor } from "@armillary/dali";
import type { TapCapabilities, TapMode } from "./capabilities.ts";
import type { TapFacts } from "./facts.ts";

/** What ends a result early. */
export type LimitSource =
  | "MAXREC" // what the caller asked for
  | "TOP" // of the query itself
  | "service default" // without MAXREC
  | "hard limit" // whatever MAXREC says, by the capabilities
  | "known limit" // whatever MAXREC says; the capabilities do not tell
  | "bytes" // a limit in bytes
  | "unknown";

/** The limit that a result came up to. */
export interface ResultLimit {
  readonly source: LimitSource;
  readonly rows: number;
}

/** What gives more rows: by MAXREC up to a number, by a job, by TOP, by asking in parts. */
export type Remedy =
  | { readonly kind: "maxrec"; readonly upTo?: number }
  | { readonly kind: "async"; readonly upTo?: number }
  | { readonly kind: "top" }
  | { readonly kind: "parts" }
  | { readonly kind: "count" };

/** Whether all rows are there, as far as can be told. */
export interface LimitVerdict {
  readonly limit?: ResultLimit;
  /** The service says that all is well, and yet the rows end at one of its limits. */
  readonly suspect: boolean;
  readonly remedies: readonly Remedy[];
  /** In a sentence or two: what happened, and what to do. */
  readonly advice?: string;
}

/** Rows in a mode. */
export interface RowLimits {
  readonly default?: number;
  readonly hard?: number;
  /** Of an archive, from elsewhere than its capabilities; `liftedBy`: what gives more. */
  readonly known?: { readonly rows: number; readonly liftedBy?: "TOP" };
  readonly hardBytes?: number;
}

/** The limits of a service in a mode: what it declares, and what is known of it. */
export function rowLimits(
  mode: TapMode,
  capabilities: TapCapabilities | undefined,
  profile: DialectProfile | undefined,
): RowLimits {
  const declared = limitFor(capabilities?.tableAccess?.outputLimit ?? [], mode);
  const rows = (amount: DataAmount | undefined): number | undefined =>
    amount?.unit === "byte" ? undefined : amount?.value;
  const soft = rows(declared?.default);
  const hard = rows(declared?.hard);
  const bytes = declared?.hard ?? declared?.default;
  const known = profile?.rowLimit?.value;
  return {
    ...(soft === undefined ? {} : { default: soft }),
    ...(hard === undefined ? {} : { hard }),
    ...(known === undefined || (known.syncOnly === true && mode === "async") ? {} : { known }),
    ...(bytes?.unit === "byte" ? { hardBytes: bytes.value } : {}),
  };
}

/** The most rows that a mode gives; Infinity where nothing is said. */
export function mostRows({ hard, known }: RowLimits): number {
  return Math.min(hard ?? Number.POSITIVE_INFINITY, known?.rows ?? Number.POSITIVE_INFINITY);
}

/** A result as it came. */
export interface Outcome {
  readonly status: "OK" | "OVERFLOW" | "ERROR";
  readonly rows: number;
  readonly bytes: number;
  readonly mode: TapMode;
  readonly maxrec?: number;
  readonly top?: number;
  readonly limits: RowLimits;
  /** Of the other mode, where the service has it. */
  readonly otherLimits?: RowLimits;
  readonly facts?: TapFacts;
}

/** Says whether a result was cut, by what, and how to get the rest. */
export function judgeLimits(outcome: Outcome): LimitVerdict {
  const { status, rows } = outcome;
  if (status === "ERROR") return { suspect: false, remedies: [] };
  const limit = reachedLimit(outcome);
  if (limit?.source === "TOP" && status === "OK") return { limit, suspect: false, remedies: [] };
  if (status === "OK") {
    if (limit === undefined) return { suspect: false, remedies: [] };
    const remedies: Remedy[] = [{ kind: "count" }, ...remediesFor(limit, outcome)];
    return { limit, suspect: true, remedies, advice: adviceFor(limit, remedies, outcome, false) };
  }
  if (outcome.maxrec === 0) return { limit: { source: "MAXREC", rows: 0 }, suspect: false, remedies: [] };
  if (limit === undefined && outcome.facts?.overflowUnreliable !== undefined) {
    const advice = `The service says that rows are missing, but gave ${count(rows)}, fewer than any limit known of it; it is known to say so of whole results. Compare with COUNT(*).`;
    return { limit: { source: "unknown", rows }, suspect: false, remedies: [{ kind: "count" }], advice };
  }
  const bitten = limit ?? { source: "unknown", rows };
  const remedies = remediesFor(bitten, outcome);
  return { limit: bitten, suspect: false, remedies, advice: adviceFor(bitten, remedies, outcome, true) };
}

function reachedLimit({ rows, bytes, maxrec, top, limits, status }: Outcome): ResultLimit | undefined {
  const { default: soft, hard, known, hardBytes } = limits;
  const isLifted = known?.liftedBy === "TOP" && top !== undefined && top > known.rows;
  if (rows > 0 && rows === top) return { source: "TOP", rows };
  if (rows > 0 && rows === hard) return { source: "hard limit", rows };
  if (rows > 0 && rows === known?.rows && !isLifted) return { source: "known limit", rows };
  // Not "as many": DaCHS gives jobs one row more.
  if (maxrec !== undefined && maxrec > 0 && rows >= maxrec) return { source: "MAXREC", rows };
  if (maxrec === undefined && rows > 0 && rows === soft) return { source: "service default", rows };
  if (status === "OVERFLOW" && hardBytes !== undefined) return { source: "bytes", rows };
  // A document is cut at a row: it ends somewhat below its limit.
  return hardBytes !== undefined && bytes > hardBytes * 0.99 ? { source: "bytes", rows } : undefined;
}

function remediesFor({ source, rows }: ResultLimit, { mode, limits, otherLimits }: Outcome): Remedy[] {
  const remedies: Remedy[] = [];
  const { known } = limits;
  if ((source === "MAXREC" || source === "service default") && rows < mostRows(limits)) {
    const upTo = mostRows(limits);
    remedies.push(upTo === Number.POSITIVE_INFINITY ? { kind: "maxrec" } : { kind: "maxrec", upTo });
  }
  if (source === "unknown") remedies.push({ kind: "maxrec" });
  if (known?.liftedBy === "TOP") remedies.push({ kind: "top" });
  if (mode === "sync" && otherLimits !== undefined && mostRows(otherLimits) > mostRows(limits)) {
    const upTo = mostRows(otherLimits);
    remedies.push(upTo === Number.POSITIVE_INFINITY ? { kind: "async" } : { kind: "async", upTo });
  }
  return [...remedies, { kind: "parts" }];
}

const WORDS: Readonly<Record<LimitSource, string>> = {
  MAXREC: "as many as were asked for by MAXREC",
  TOP: "as many as TOP asks for",
  "service default": "which is what the service gives when MAXREC does not say otherwise",
  "hard limit": "which is the most that the service gives",
  "known limit": "which is the most that the service is known to give",
  bytes: "where the answer came up to the service's limit in bytes",
  unknown: "at a limit that the service does not name",
};

function adviceFor(
  { source, rows }: ResultLimit,
  remedies: readonly Remedy[],
  outcome: Outcome,
  isCertain: boolean,
): string {
  const cut = isCertain
    ? `The result is incomplete: it ends after ${count(rows)}, ${WORDS[source]}.`
    : `The result may be incomplete: it has ${count(rows)}, ${WORDS[source]}, though the service does not say that there are more.`;
  const ways = remedies.map((remedy) => wayOf(remedy, outcome.limits.known?.rows ?? rows));
  return `${cut} For the rest: ${ways.join("; ")}.`;
}

function wayOf(remedy: Remedy, knownRows: number): string {
  switch (remedy.kind) {
    case "count":
      return "compare with COUNT(*)";
    case "maxrec":
      return remedy.upTo === undefined ? "a larger maxrec" : `a maxrec of up to ${remedy.upTo.toLocaleString("en")}`;
    case "async":
      return remedy.upTo === undefined
        ? "an asynchronous query"
        : `an asynchronous query (up to ${count(remedy.upTo)})`;
    case "top":
      return `TOP with more than ${knownRows.toLocaleString("en")}, which lifts the limit`;
    case "parts":
      return "the option complete, which asks in parts";
  }
}

function count(rows: number): string {
  return rows === 1 ? "1 row" : `${rows.toLocaleString("en")} rows`;
}
