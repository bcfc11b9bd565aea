import { print, type TableMetadata } from "@armillary/adql";
import { createTableResult, type TableResult } from "@armillary/dali/table";
import type { StreamSummary, TableStream } from "@armillary/formats";
import type { CompleteSettings } from "@armillary/tap";
import type { JoinEngine } from "./join-engine.ts";
import type { Member } from "./member.ts";
import type { FederatedPlan } from "./plan/federated-plan.ts";
import { type PlanOptions, planQuery } from "./plan/plan-query.ts";
import { fetchParts } from "./run/fetch-parts.ts";
import type { StepOutcome } from "./run/step.ts";
import { StepLog } from "./run/step-log.ts";

export interface FederationOptions extends PlanOptions {
  /** The archives that a query may name. */
  readonly members: readonly Member[];
  /**
   * Joins what they give; its own tables are named without an archive. What they gave are tables of it while the query runs, which end with the result: one
   * query at a time.
   */
  readonly engine: JoinEngine;
}

export interface FederatedQueryOptions extends FederationOptions {
  /** Rows of the result at most; parts are not cut by it. */
  readonly maxrec?: number;
  /** All rows of every part, past the limits of its archive, with proof (default true), and how. Without it a part may be cut, and is then said to be. */
  readonly complete?: boolean | CompleteSettings;
  /** Rows of one upload at most (default: as many as the archive takes, or 10 000). */
  readonly uploadRows?: number;
  /** Called when the plan is made, before anything is fetched. */
  readonly onPlan?: (plan: FederatedPlan) => void;
  /** Called whenever something is new of a step. */
  readonly onStep?: (step: StepOutcome) => void;
}

export interface FederatedSummary extends StreamSummary {
  /** What became of each step of the plan. */
  readonly steps: readonly StepOutcome[];
}

/** The joined rows. The status is OVERFLOW where a part was cut, too: then joined rows may be missing. */
export interface FederatedResult extends TableResult<Record<string, unknown>, FederatedSummary> {
  readonly plan: FederatedPlan;
}

/**
 * How a query over several archives would be run, with rows and bytes as far as they can be told. Archives are asked for
 * their tables and for counts, and for no rows.
 * @throws as `queryFederation`
 */
export async function explainFederation(adql: string, options: FederationOptions): Promise<FederatedPlan> {
  const { members, engine, ...rest } = options;
  return (await planQuery(adql, members, localTables(engine), rest)).plan;
}

/**
 * One ADQL query over tables of several archives, and tables that are here. A table of an archive has the archive's name in
 * front: `mast.ivoa.obscore`.
 *
 * What an archive can do alone it does: joins of its own tables, conditions on them, projection; a query that is of one archive
 * alone goes there as it is. Of two sides of a join, the smaller is uploaded to the archive of the larger (TAP_UPLOAD) where
 * that moves fewer bytes, and gives what matches; all else is fetched and joined here.
 * @throws AdqlError for what is wrong with the query, with its place; FederationError FEDERATION_NO_MEMBER,
 *   FEDERATION_UNSUPPORTED, FEDERATION_TOO_LARGE, FEDERATION_PART; DalError where an archive does not describe itself
 */
export async function queryFederation(adql: string, options: FederatedQueryOptions): Promise<FederatedResult> {
  const { members, engine, maxrec, complete = true, uploadRows, onPlan, onStep, ...planning } = options;
  const prepared = await planQuery(adql, members, localTables(engine), planning);
  const { plan, composition } = prepared;
  onPlan?.(plan);
  const log = new StepLog(plan.steps, onStep);
  const { signal, deadline, timeoutMs } = planning;
  const operation = {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const limit = maxrec === undefined ? {} : { maxrec };
  const { final, fragments } = composition;
  if (final === undefined) {
    const [only] = fragments;
    if (only?.member === undefined) throw new TypeError("A plan without a last query is of one archive.");
    log.tell(only.id, { status: "ASKING" });
    // Rows at most go before all rows: who asks for ten does not want them counted.
    const whole = maxrec === undefined ? complete : false;
    const table = await only.member.service.query(print(only.query), { ...operation, ...limit, complete: whole });
    return resultOf(table, plan, log, only.id);
  }
  const parts = new Set<string>();
  try {
    await fetchParts(prepared, engine, log, parts, {
      ...operation,
      complete,
      ...(uploadRows === undefined ? {} : { uploadRows }),
    });
    const leftMs = deadline?.remainingMs;
    const table = await engine.query(print(final), {
      ...limit,
      ...(signal === undefined ? {} : { signal }),
      ...(leftMs === undefined || leftMs === Number.POSITIVE_INFINITY ? {} : { timeoutMs: leftMs }),
    });
    return resultOf(table, plan, log, undefined);
  } finally {
    // The result keeps their rows. Where one cannot be dropped the engine was closed, and why is told elsewhere.
    await Promise.allSettled([...parts].map((name) => engine.dropTable(name)));
  }
}

function localTables({ tables }: JoinEngine): readonly TableMetadata[] {
  return tables.map(({ metadata, rows }) => (rows === undefined ? metadata : { ...metadata, rows }));
}

/** @param step - whose rows they are, where one archive answers the whole query */
function resultOf(table: TableStream, plan: FederatedPlan, log: StepLog, step: string | undefined): FederatedResult {
  const result = createTableResult<Record<string, unknown>, FederatedSummary>({
    table,
    url: plan.steps.map(({ url }) => url ?? "").join(" "),
    bytesRead: () => 0,
    explain: (thrown) => thrown,
    summarize(summary, isWhole) {
      if (step !== undefined && isWhole) {
        const status = summary.status === "OVERFLOW" ? "OVERFLOW" : "OK";
        log.tell(step, { status, rows: summary.rows });
      }
      const cut = log.outcomes.filter(({ status }) => status === "OVERFLOW");
      const steps = log.outcomes;
      if (summary.status !== "OK" || cut.length === 0) return { ...summary, steps };
      const names = cut.map(({ member, id }) => member ?? id).join(", ");
      const message = `Rows of ${names} were cut off: joined rows may be missing.`;
      return { ...summary, status: "OVERFLOW", message, steps };
    },
    onRows: (rows) => {
      if (step !== undefined) log.tell(step, { status: "RECEIVING", rows });
    },
  });
  return Object.assign(result, { plan });
}
