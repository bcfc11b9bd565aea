import { DalError } from "@armillary/dali";
import { type Filter, parseFilter } from "../filters/filter.ts";
import { toMashupFilters } from "../filters/mashup-filters.ts";
import { suggestNames } from "../filters/suggest.ts";
import type { ColumnConfig } from "../mashup/columns-config.ts";
import { type InvokeOptions, invokeMashup } from "../mashup/invoke.ts";
import { countRows } from "../observations/observations.ts";
import type { MastSession } from "../session/session.ts";
import { convertResult } from "../table/converted-result.ts";
import type { PagedResult } from "../table/paged-result.ts";
import { withTimestamps } from "./date-columns.ts";
import { defaultKeywords } from "./default-keywords.ts";
import { fetchKeywords } from "./fetch-keywords.ts";
import { type Keyword, type KeywordSet, knownKeywords, serviceOf } from "./keyword.ts";

/** Files of JWST by keywords of their headers. */
export interface KeywordQuery {
  readonly set: KeywordSet;
  /** All must hold. Dates are days or moments (UTC): `date_obs=2022-06-01..2022-08-04`. */
  readonly filters: readonly (Filter | string)[];
  /** Names, or `all` (some 200). Default: what tells files apart. What filters need that are applied here is always there. */
  readonly columns?: readonly string[] | "all";
}

/** How the rows are had; what is known of the columns is known here. */
export type KeywordSearchOptions = Omit<InvokeOptions, "columnsConfig" | "columns" | "rowFilters" | "types">;

/**
 * Finds the files of JWST whose headers say what is asked for, one row a file: science products of the highest stage there is, above all. Dates, which
 * come as `/Date(…)/`, are given as timestamps (UTC); filters on them are sent as MJD, since the service takes no others.
 * @throws DalError code DAL_USAGE for a keyword that the set has not (with the nearest that it has), and without filters: that would be every file
 * there is; MastError code MAST_FILTER; as `invokeMashup`
 */
export async function searchKeywords<Row = Record<string, unknown>>(
  session: MastSession,
  query: KeywordQuery,
  options: KeywordSearchOptions = {},
): Promise<PagedResult<Row>> {
  if (query.filters.length === 0) {
    throw new DalError(
      "DAL_USAGE",
      "A search by keywords wants at least one filter: without any it is all files of the mission.",
    );
  }
  const { params, known, residual } = await prepare(session, query, options);
  const result = await invokeMashup(session, {
    ...options,
    service: serviceOf(query.set),
    params,
    rowFilters: residual,
  });
  return convertResult<Row>(result, (table) => withTimestamps(table, known));
}

/**
 * How many files a search would give, without them.
 * @throws as `searchKeywords`
 */
export async function countKeywords(
  session: MastSession,
  { set, filters }: Pick<KeywordQuery, "set" | "filters">,
  options: Pick<InvokeOptions, "signal" | "deadline" | "timeoutMs" | "pageTimeoutMs"> = {},
): Promise<number> {
  const { params, residual } = await prepare(session, { set, filters }, options);
  if (residual.length > 0) {
    // MAST would count what is not wanted: the rows are counted instead.
    const columns = [...new Set(residual.map(({ column }) => column))];
    return (await (await searchKeywords(session, { set, filters, columns }, options)).summary).rows;
  }
  return countRows(session, { service: serviceOf(set), params: { ...params, columns: "COUNT_BIG(*)" } }, options);
}

interface Prepared {
  readonly params: { readonly columns: string; readonly filters: ReturnType<typeof toMashupFilters>["filters"] };
  readonly known: ReadonlyMap<string, Keyword>;
  readonly residual: readonly Filter[];
}

async function prepare(session: MastSession, query: KeywordQuery, options: KeywordSearchOptions): Promise<Prepared> {
  const { set } = query;
  const filters = query.filters.map((filter) => (typeof filter === "string" ? parseFilter(filter) : filter));
  const listed = query.columns === "all" ? [] : (query.columns ?? []);
  const known = await keywordsWith([...filters.map(({ column }) => column), ...listed], session, set, options);
  const inMjd = filters.map((filter) => dateToMjd(filter, known));
  const config = new Map([...known.values()].map((keyword) => [keyword.name, configOf(keyword)]));
  const asked = toMashupFilters(inMjd, config);
  const chosen = query.columns === "all" ? undefined : (query.columns ?? defaultKeywords(set));
  const columns = chosen && [...new Set([...chosen, ...asked.residual.map(({ column }) => column)])];
  return {
    params: { columns: columns?.join(",") ?? "*", filters: asked.filters },
    known,
    residual: asked.residual,
  };
}

/** What is known of the set, or where that lacks one of the names what the service says. Case does not count. */
async function keywordsWith(
  names: readonly string[],
  session: MastSession,
  set: KeywordSet,
  { signal, deadline, timeoutMs }: KeywordSearchOptions,
): Promise<ReadonlyMap<string, Keyword>> {
  const bundled = knownKeywords(set);
  if (missingFrom(bundled, names).length === 0) return bundled;
  const all = await fetchKeywords(session, set, {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const missing = missingFrom(all, names);
  if (missing.length === 0) return all;
  const hints = missing.map((name) => {
    const near = suggestNames(name, all.keys());
    return near.length === 0 ? `"${name}"` : `"${name}" (did you mean ${near.map((one) => `"${one}"`).join(" or ")}?)`;
  });
  throw new DalError("DAL_USAGE", `${serviceOf(set)} has no keyword ${hints.join(", ")}.`);
}

function missingFrom(known: ReadonlyMap<string, Keyword>, names: readonly string[]): string[] {
  const lower = new Set([...known.keys()].map((name) => name.toLowerCase()));
  return [...new Set(names)].filter((name) => !lower.has(name.toLowerCase()));
}

/** The service fails on filters on dates themselves (a MAST staff member's `JwstFilteredQuery`); every date has a twin in MJD. */
function dateToMjd(filter: Filter, known: ReadonlyMap<string, Keyword>): Filter {
  const keyword = [...known.values()].find(({ name }) => name.toLowerCase() === filter.column.toLowerCase());
  if (keyword?.type !== "date" || !known.has(`${keyword.name}_mjd`)) return filter;
  return { ...filter, column: `${keyword.name}_mjd` };
}

function configOf({ name, type }: Keyword): ColumnConfig {
  const isNumber = type === "real" || type === "integer" || type === "mjd";
  return {
    name,
    datatype: isNumber ? "double" : "char",
    isContinuous: isNumber,
    isMjd: type === "mjd",
    isRemoved: false,
  };
}
