import { type Catalog, createCatalog, findDialectProfile } from "@armillary/adql";
import { DalError } from "@armillary/dali";
import type { TapCapabilities } from "../capabilities.ts";
import { mostRows, rowLimits } from "../limits.ts";
import type { QueryOptions, TapSummary } from "../options.ts";
import { createResult, type TapResult } from "../result.ts";
import type { TapService } from "../service.ts";
import { isRepeatable } from "../upload/source.ts";
import { type CompleteOptions, completeQuery } from "./complete-query.ts";
import type { CompletenessProof } from "./proof.ts";

/** How a result is put together from parts; see CompleteOptions. */
export type CompleteSettings = Omit<CompleteOptions, "run" | "catalog" | "limit" | "signal" | "deadline">;

/**
 * A query as `completeQuery` has it, with the service's own tables and limits.
 * @throws DalError code DAL_USAGE for options that contradict it
 */
export async function askCompletely<Row>(
  service: TapService,
  adql: string,
  capabilities: TapCapabilities | undefined,
  { complete: settings, ...options }: QueryOptions,
): Promise<TapResult<Row>> {
  const { maxrec, uploads = {}, signal, deadline, onProgress, notes = [], keepJob: _keepJob, ...rest } = options;
  if (maxrec !== undefined) {
    throw new DalError(
      "DAL_USAGE",
      "A complete result has all rows: leave maxrec out, or complete, or write TOP into the query.",
    );
  }
  const once = Object.entries(uploads).find(([, source]) => !isRepeatable(source));
  if (once !== undefined) {
    throw new DalError(
      "DAL_USAGE",
      `The upload ${once[0]} can be sent once, and each part of a complete result needs it: give it as a file, bytes or rows.`,
    );
  }
  const startMs = performance.now();
  const { catalog, problem } = await catalogFor(service, adql, signal);
  const limit = limitOf(service, capabilities, rest.mode);
  const table = await completeQuery(adql, {
    ...(typeof settings === "object" ? settings : {}),
    catalog,
    ...(limit === undefined ? {} : { limit }),
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    run: (part, { maxrec: rows, signal: given }) =>
      service.query(part, {
        ...rest,
        uploads,
        lend: false,
        signal: given,
        ...(deadline === undefined ? {} : { deadline }),
        ...(rows === undefined ? {} : { maxrec: rows }),
      }),
  });
  return createResult<Row>({
    table,
    url: service.url,
    mode: rest.mode === "async" ? "async" : "sync",
    query: { query: adql, changes: [], problems: [] },
    notes: problem === undefined ? notes : [...notes, problem],
    startMs,
    isLent: false,
    bytesRead: () => table.bytesRead,
    judge: (summary) => verdictOn((summary as Pick<TapSummary, "proof">).proof),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/** The tables that the query names; none where the service does not tell: the query's own columns may do. */
async function catalogFor(
  service: TapService,
  adql: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly catalog: Catalog; readonly problem?: string }> {
  try {
    const tables = await service.tables(signal === undefined ? {} : { signal });
    await tables.loadFor(adql);
    return { catalog: createCatalog({ tables: tables.tables.filter(({ name }) => tables.isLoaded(name)) }) };
  } catch (failure) {
    if (signal?.aborted === true || !(failure instanceof Error)) throw failure;
    const problem = `The service does not describe its tables, so only columns that the query names can divide it. ${failure.message}`;
    return { catalog: createCatalog({}), problem };
  }
}

/** The most rows that a mode gives in which the query may be asked. */
function limitOf(
  { url, profile = findDialectProfile(url) }: TapService,
  capabilities: TapCapabilities | undefined,
  mode: QueryOptions["mode"] = "auto",
): number | undefined {
  const modes = mode === "auto" ? (capabilities?.modes ?? ["sync", "async"]) : [mode];
  const rows = Math.max(...modes.map((each) => mostRows(rowLimits(each, capabilities, profile))));
  return rows === Number.POSITIVE_INFINITY ? undefined : rows;
}

function verdictOn(proof: CompletenessProof | undefined) {
  if (proof?.isComplete !== false) return { suspect: false, remedies: [] } as const;
  const advice = `The result is not shown to be complete: ${proof.remarks.join("; ")}. Asking again may help.`;
  return { suspect: true, remedies: [], advice } as const;
}
