import { type Catalog, createCatalog, parseQuery, withTop } from "@armillary/adql";
import type { Deadline } from "@armillary/dali";
import type { TableStream } from "@armillary/formats";
import { Asker, type RunQuery } from "./asker.ts";
import { CompleteTable } from "./complete-table.ts";
import { CompletenessError } from "./completeness-error.ts";
import type { CompletePlan, PlannedPart } from "./plan.ts";
import type { CompleteSummary } from "./proof.ts";
import { Session } from "./session.ts";
import { rankColumns } from "./split-columns.ts";

export interface CompleteOptions {
  /** Runs a query at the service. */
  readonly run: RunQuery;
  /** The service's tables. Where a table is not known, only columns that the query names come into question. */
  readonly catalog?: Catalog;
  /** Rows that the service gives at most for one query, as it declares or as is known. What it really gives is found out. */
  readonly limit?: number;
  /** Rows of one part (default 250 000): what is asked again where an answer breaks off. */
  readonly partRows?: number;
  /** Bytes of the rows of one part in memory (default 128 MiB); larger parts are divided. */
  readonly heldBytes?: number;
  /** Queries at the service at a time (default 2). */
  readonly concurrency?: number;
  /** How often one query is sent again where a failure may pass (default 2), after `retryDelayMs` (default 2000), then twice that, … */
  readonly retries?: number;
  readonly retryDelayMs?: number;
  /** Parts at most (default 10 000). */
  readonly maxParts?: number;
  readonly signal?: AbortSignal;
  /** Of the whole: behind it, nothing is sent again. */
  readonly deadline?: Deadline;
  /** Goes on from where a plan ended. */
  readonly resume?: ResumeOptions;
  /** Called with the rows of each part that the service gave, before any of them is given out, and awaited: the place to keep them. */
  readonly keepRows?: (part: PlannedPart, rows: TableStream) => Promise<void>;
  /** Called when all rows of a part have been taken, and awaited: the place to note that they are safe. */
  readonly onPart?: (part: PlannedPart, plan: CompletePlan) => void | Promise<void>;
}

export interface ResumeOptions {
  readonly plan: CompletePlan;
  /** The rows of a part that was done, to be part of the stream again. Without it they are left out: the caller has them. */
  readonly rows?: (part: PlannedPart) => Promise<TableStream>;
}

/** A result that is whole, as one stream. */
export interface CompleteResult extends TableStream {
  /** With the proof: counts of the whole and of each part. Rejects as `batches` does. */
  readonly summary: Promise<CompleteSummary>;
  /** What is done so far. */
  readonly plan: CompletePlan;
  /** Of the parts that came so far. */
  readonly bytesRead: number;
}

/**
 * All rows of a query, past the limits of the service, as one stream, with proof that none is missing or doubled.
 *
 * The rows are counted. Where the service gives them at once, the query is sent as it is. Otherwise it is divided into ranges of a
 * column (a key, a position, a HEALPix number, a time, …; NULLs are a part of their own) by the column's lowest and highest
 * values, each range counted, until each is below the limit; where all values of a range are equal, by a further column. Each
 * part is kept until it has as many rows as were counted, and sent again alone where it failed. After the last one, the whole
 * is counted again.
 *
 * Divided are SELECTs, DISTINCT and GROUP BY by their own columns, UNION and its kin, and TOP. The order is that of ORDER BY
 * where that begins with columns of the tables; otherwise there is none, and the proof says so.
 *
 * Resolves when the first part is there. Memory: at most `concurrency` + 1 parts.
 * @throws CompletenessError: TAP_INDIVISIBLE, TAP_INCOMPLETE, TAP_TOO_MANY_PARTS, TAP_PLAN, and from `batches`, with the plan,
 *   TAP_PART; AdqlError; what `run` throws for the first question
 */
export async function completeQuery(adql: string, options: CompleteOptions): Promise<CompleteResult> {
  const { run, catalog = createCatalog({}), limit, partRows = 250_000, heldBytes = 128 * 2 ** 20 } = options;
  const {
    concurrency = 2,
    retries = 2,
    retryDelayMs = 2000,
    maxParts = 10_000,
    signal,
    deadline,
    resume,
    keepRows,
    onPart,
  } = options;
  const query = parseQuery(adql, { extensions: "allow" });
  const top = query.body.kind === "Select" ? query.body.top : undefined;
  const left = new AbortController();
  const asker = new Asker({
    run,
    concurrency,
    heldBytes,
    retries,
    retryDelayMs,
    ...(deadline === undefined ? {} : { deadline }),
    signal: signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]),
  });
  const session = new Session({
    asker,
    query,
    text: adql,
    top: top === undefined || query.offset !== undefined ? undefined : Number(top.text),
    columns: rankColumns(withTop(query, undefined).query ?? query, catalog),
    limit: smaller(limit, resume?.plan.limit),
    partRows,
  });
  const table = new CompleteTable({
    session,
    asker,
    concurrency,
    maxParts,
    leave: () => left.abort(new CompletenessError("TAP_PART", "The rest of the result was not wanted.")),
    ...(resume === undefined ? {} : { resume }),
    ...(keepRows === undefined ? {} : { keepRows }),
    ...(onPart === undefined ? {} : { onPart }),
  });
  try {
    await table.open();
  } catch (failure) {
    left.abort(failure);
    throw failure;
  }
  return table;
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
