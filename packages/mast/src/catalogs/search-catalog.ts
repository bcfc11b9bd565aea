import type { SkyPosition } from "@armillary/dali";
import { type Filter, parseFilter } from "../filters/filter.ts";
import { toMashupFilters } from "../filters/mashup-filters.ts";
import { onlyExcludes } from "../filters/only-excludes.ts";
import { type InvokeOptions, invokeMashup, type MashupRequest } from "../mashup/invoke.ts";
import { countRows } from "../observations/observations.ts";
import type { MastSession } from "../session/session.ts";
import { convertResult } from "../table/converted-result.ts";
import type { PagedResult } from "../table/paged-result.ts";
import type { CatalogVersion } from "./catalog.ts";
import { fetchCatalogConfig } from "./catalog-config.ts";
import { checkPlace, findCatalog, usage } from "./find-catalog.ts";

/** Objects of a catalogue: around a place, by what they are, or both. */
export interface CatalogQuery {
  /** `hsc`, `gaia`, `tic`, `ctl`, `galex`, … or what the services call it. */
  readonly catalog: string;
  /** Of HSC 2 or 3, of Gaia 1 to 3 (default: the newest). */
  readonly version?: number;
  /** ICRS. */
  readonly position?: SkyPosition;
  /** Around the position, degrees (default 0.02). */
  readonly radiusDeg?: number;
  /** All must hold. Catalogues whose services do not filter are filtered here, which wants a position. */
  readonly filters?: readonly (Filter | string)[];
  /** Columns to give (default: all). */
  readonly columns?: readonly string[];
  /** Of the service's own: `magtype` and `ni` of HSC. */
  readonly parameters?: Readonly<Record<string, number | string>>;
}

/** How the rows are had. */
export type CatalogOptions = Omit<InvokeOptions, "columnsConfig" | "columns" | "rowFilters" | "types">;

const RADIUS_DEG = 0.02;

/**
 * Asks a catalogue for objects, and gives them as soon as the first page is there. HSC and GALEX give so many at most, without a word where there were more: the
 * summary is `suspect` then.
 * @throws DalError code DAL_USAGE for a catalogue, a version, a place or a question that cannot be; MastError code MAST_FILTER; as `invokeMashup`
 */
export async function searchCatalog<Row = Record<string, unknown>>(
  session: MastSession,
  query: CatalogQuery,
  options: CatalogOptions = {},
): Promise<PagedResult<Row>> {
  const { request, limitRows } = await plan(session, query, options);
  const result = await invokeMashup(session, { ...options, ...request });
  if (limitRows === undefined) return convertResult<Row>(result, (table) => table);
  return convertResult<Row>(result, (table) => table, {
    isSuspect: ({ rows }, rowsTotal) => (rowsTotal ?? rows) >= limitRows,
    why: `The service gives ${limitRows} rows at most, and gave as many: ask for a smaller radius, or raise its limit (parameters).`,
  });
}

/**
 * How many objects a question would give. Where the catalogue does not count, the rows are counted.
 * @throws as `searchCatalog`
 */
export async function countCatalog(
  session: MastSession,
  query: Omit<CatalogQuery, "columns">,
  options: Omit<CatalogOptions, "maxrec"> = {},
): Promise<number> {
  const { request, count } = await plan(session, query, options);
  if (count !== undefined) return countRows(session, count, options);
  return (await (await invokeMashup(session, { ...options, ...request })).summary).rows;
}

interface Plan {
  readonly request: MashupRequest;
  /** Where MAST can count it. */
  readonly count?: MashupRequest;
  readonly limitRows?: number;
}

/**
 * Looks a question through as far as that goes without asking MAST: whether a column is there, only MAST can tell.
 * @param isAround - whether it is about a place that is yet to be found
 * @returns its filters
 * @throws DalError code DAL_USAGE for a catalogue, a version, a place or a question that cannot be; MastError code MAST_FILTER
 */
export function checkCatalogQuery(
  query: CatalogQuery,
  { isAround = query.position !== undefined }: { readonly isAround?: boolean } = {},
): readonly Filter[] {
  const service = findCatalog(query.catalog, query.version);
  checkPlace(query);
  const filters = (query.filters ?? []).map((filter) => (typeof filter === "string" ? parseFilter(filter) : filter));
  if (!isAround && filters.length === 0) throw usage("A catalogue is asked by a place, by filters, or both.");
  if (filters.length > 0 && service.filtered !== undefined) {
    if (!isAround && onlyExcludes(filters)) throw unaskable();
    return filters;
  }
  if (service.cone === undefined) throw usage(`${query.catalog} has no search; it can be cross-matched.`);
  if (!isAround) throw usage(`${query.catalog} is only searched around a place; filters narrow that down.`);
  return filters;
}

async function plan(session: MastSession, query: CatalogQuery, options: CatalogOptions): Promise<Plan> {
  const filters = checkCatalogQuery(query);
  const service = findCatalog(query.catalog, query.version);
  const place = placeOf(query);
  const columns = query.columns === undefined ? {} : { columns: query.columns };
  if (filters.length > 0 && service.filtered !== undefined) {
    return planFiltered(session, service, { place, filters, query }, options);
  }
  if (service.cone === undefined) throw new TypeError("a catalogue that is not searched");
  const { limit } = service;
  const params = {
    ...place,
    ...service.parameters,
    ...(limit === undefined ? {} : { [limit.parameter]: limit.rows }),
    ...query.parameters,
  };
  const asked =
    limit === undefined ? undefined : Number((params as Readonly<Record<string, unknown>>)[limit.parameter]);
  return {
    request: { service: service.cone, params, rowFilters: filters, ...columns },
    ...(asked === undefined ? {} : { limitRows: asked }),
  };
}

interface FilteredQuestion {
  readonly place: ReturnType<typeof placeOf>;
  readonly filters: readonly Filter[];
  readonly query: CatalogQuery;
}

async function planFiltered(
  session: MastSession,
  { filtered, columnsConfig, histograms }: CatalogVersion,
  { place, filters, query }: FilteredQuestion,
  options: CatalogOptions,
): Promise<Plan> {
  if (filtered === undefined || columnsConfig === undefined || histograms === undefined) {
    throw new TypeError("a catalogue that does not filter");
  }
  const { signal, deadline, timeoutMs } = options;
  const config = await fetchCatalogConfig(
    session,
    { columnsConfig, histograms },
    {
      ...(signal === undefined ? {} : { signal }),
      ...(deadline === undefined ? {} : { deadline }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  );
  const asked = toMashupFilters(filters, config);
  if (asked.filters.length === 0 && place === undefined) throw unaskable();
  const chosen = query.columns && [...new Set([...query.columns, ...asked.residual.map(({ column }) => column)])];
  const params = { ...place, ...query.parameters, filters: asked.filters };
  const isAround = place !== undefined;
  const counter = isAround ? filtered.countAround : filtered.count;
  const rows = isAround ? filtered.rowsAround : filtered.rows;
  const counting = filtered.countsApart === true ? params : { ...params, columns: "COUNT_BIG(*)" };
  return {
    request: {
      service: rows ?? filtered.rows,
      params: { ...params, columns: chosen?.join(",") ?? "*" },
      columnsConfig: config,
      rowFilters: asked.residual,
      ...(query.columns === undefined ? {} : { columns: query.columns }),
    },
    ...(asked.residual.length > 0 || counter === undefined ? {} : { count: { service: counter, params: counting } }),
  };
}

function unaskable(): Error {
  return usage(
    "These filters say only what is not wanted, which MAST cannot be asked: add a place, or what is wanted.",
  );
}

function placeOf({
  position,
  radiusDeg = RADIUS_DEG,
}: CatalogQuery): { readonly ra: number; readonly dec: number; readonly radius: number } | undefined {
  return position && { ra: position.raDeg, dec: position.decDeg, radius: radiusDeg };
}

/**
 * All measurements behind an object of the Hubble Source Catalog.
 * @param matchId - `MatchID` of a search
 */
export async function findHscMembers<Row = Record<string, unknown>>(
  session: MastSession,
  matchId: bigint | number | string,
  { version = 3, ...options }: CatalogOptions & { readonly version?: 2 | 3 } = {},
): Promise<PagedResult<Row>> {
  const service = `Mast.HscMatches.Db.v${version}`;
  const result = await invokeMashup(session, { ...options, service, params: { input: String(matchId) } });
  return convertResult<Row>(result, (table) => table);
}

/** All spectra of the Hubble Source Catalog: some 46 000 rows. */
export async function listHscSpectra<Row = Record<string, unknown>>(
  session: MastSession,
  options: CatalogOptions = {},
): Promise<PagedResult<Row>> {
  const result = await invokeMashup(session, { ...options, service: "Mast.HscSpectra.Db.All" });
  return convertResult<Row>(result, (table) => table);
}
