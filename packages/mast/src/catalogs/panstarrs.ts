import type { FieldMeta } from "@armillary/columns";
import { DalError, type DalRequest, type OperationOptions, type SkyPosition } from "@armillary/dali";
import { type Filter, parseFilter } from "../filters/filter.ts";
import { rowTest } from "../filters/match.ts";
import { suggestNames } from "../filters/suggest.ts";
import { columnType, type JsonDatatype } from "../json/column-type.ts";
import { type JsonColumn, jsonColumn } from "../json/json-column.ts";
import { type JsonAnswer, readJson, readJsonRows } from "../json/read-rows.ts";
import { expectedType } from "../mashup/declared-type.ts";
import { raceAbort } from "../session/race-abort.ts";
import type { MastSession } from "../session/session.ts";
import { createPagedResult, type PagedResult } from "../table/paged-result.ts";
import { openPages } from "../table/pages.ts";
import { checkPlace, usage } from "./find-catalog.ts";
import { toDecorators } from "./panstarrs-filters.ts";

/** Releases of Pan-STARRS, the newest first. */
export const PANSTARRS_RELEASES = ["dr2", "dr1"] as const;

/** Objects of Pan-STARRS: `mean` (default), `stack`, `detection` and what else its release has. */
export interface PanstarrsQuery {
  readonly release?: (typeof PANSTARRS_RELEASES)[number];
  readonly table?: string;
  readonly position?: SkyPosition;
  /** Degrees (default 0.02). */
  readonly radiusDeg?: number;
  readonly filters?: readonly (Filter | string)[];
  readonly columns?: readonly string[];
  readonly sort?: readonly { readonly column: string; readonly descending?: boolean }[];
}

export interface PanstarrsOptions extends OperationOptions {
  readonly maxrec?: number;
  /** Rows a page (default 5000). */
  readonly pageSize?: number;
  readonly lenient?: boolean;
}

const PAGE_ROWS = 5000;
const RADIUS_DEG = 0.02;
/** Stands for what is not known, in all columns of numbers. */
const UNKNOWN = -999;
/** Not of the table: how far from the place a row is, degrees. */
const DISTANCE = "distance";

/** A column of Pan-STARRS, as its service describes it. */
export type PanstarrsColumn = Pick<FieldMeta, "name" | "unit" | "ucd" | "utype" | "description">;

/**
 * The columns of a table of Pan-STARRS. Asked for once a session.
 * @throws DalError code DAL_NOT_FOUND for a table that there is not; DAL_FORMAT; as the transport
 */
export function fetchPanstarrsColumns(
  session: MastSession,
  query: Pick<PanstarrsQuery, "release" | "table"> = {},
  options: OperationOptions = {},
): Promise<ReadonlyMap<string, PanstarrsColumn>> {
  const url = `${session.catalogsUrl}${tablePath(query)}/metadata.json`;
  let fetching = session.memory.get(url) as Promise<ReadonlyMap<string, PanstarrsColumn>> | undefined;
  if (fetching === undefined) {
    // For all who wait: the signal and the deadline of one of them do not end it.
    fetching = askColumns(session, url, options.timeoutMs);
    session.memory.set(url, fetching);
    fetching.catch(() => session.memory.delete(url));
  }
  return raceAbort(fetching, { url, ...options });
}

/**
 * Looks a question through as far as that goes without asking the service: whether a column is there, only that can tell.
 * @param isAround - whether it is about a place that is yet to be found
 * @returns its filters
 * @throws DalError code DAL_USAGE for a table, a place or a question that cannot be; MastError code MAST_FILTER
 */
export function checkPanstarrsQuery(
  query: PanstarrsQuery,
  { isAround = query.position !== undefined }: { readonly isAround?: boolean } = {},
): readonly Filter[] {
  tablePath(query);
  checkPlace(query);
  const filters = (query.filters ?? []).map((filter) => (typeof filter === "string" ? parseFilter(filter) : filter));
  if (!isAround && filters.length === 0) throw usage("Pan-STARRS is asked by a place, by filters, or both.");
  return filters;
}

/**
 * Asks the catalogues' own API for objects of Pan-STARRS. Identifiers keep all their digits; -999, which stands for what is not known, is null.
 * @throws DalError code DAL_USAGE for a column or a place that is not there; DAL_QUERY_ERROR for what the service refuses; DAL_FORMAT; as the transport
 */
export async function searchPanstarrs<Row = Record<string, unknown>>(
  session: MastSession,
  query: PanstarrsQuery,
  { maxrec, pageSize = PAGE_ROWS, lenient, ...options }: PanstarrsOptions = {},
): Promise<PagedResult<Row>> {
  const startMs = performance.now();
  const filters = checkPanstarrsQuery(query);
  const known = await fetchPanstarrsColumns(session, query, options);
  const asked = toDecorators(filters);
  const named = [
    ...filters.map(({ column }) => column),
    ...(query.columns ?? []),
    ...(query.sort ?? []).map(({ column }) => column),
  ];
  checkNames(named, known);
  const columns = query.columns && [...new Set([...query.columns, ...asked.residual.map(({ column }) => column)])];
  const base = { ...query, ...(columns === undefined ? {} : { columns }), parameters: asked.parameters };
  // A page that is cut here would be counted as the last.
  const size =
    asked.residual.length === 0 && maxrec !== undefined ? Math.max(1, Math.min(pageSize, maxrec + 1)) : pageSize;
  let page = 0;
  let isDry = false;

  const ask = async (): Promise<JsonAnswer> => {
    const request = panstarrsRequest(session, base, { page: ++page, pageSize: size });
    const answer = await readJsonRows(await session.request({ ...request, ...options }), { rowsKey: "data" });
    if (!Array.isArray(answer.members["info"])) {
      throw new DalError("DAL_FORMAT", `${answer.url} answered JSON without "info".`, { url: answer.url });
    }
    isDry = answer.rows < size;
    return answer;
  };
  const first = await ask();
  const { url } = first;
  const found = columnsOf(first, known);
  const fields = found.map(({ field }) => field);
  const opened = openPages({
    columns: found,
    first,
    url,
    ...(lenient === undefined ? {} : { lenient }),
    ...(maxrec === undefined ? {} : { maxrec }),
    ...(asked.residual.length === 0 ? {} : { keep: rowTest(asked.residual, fields) }),
    next: async () => (isDry ? undefined : ask()),
    hasMore: () => !isDry,
  });
  return createPagedResult<Row>({ ...opened, url, rowsTotal: undefined, startMs });
}

function tablePath({ release = "dr2", table = "mean" }: Pick<PanstarrsQuery, "release" | "table">): string {
  if (/^[a-z0-9_]+$/i.test(table) && /^[a-z0-9]+$/i.test(release)) {
    return `/api/v0.1/panstarrs/${release.toLowerCase()}/${table.toLowerCase()}`;
  }
  throw usage(`Pan-STARRS has no table "${release}/${table}".`);
}

interface AskedPage {
  readonly page: number;
  readonly pageSize: number;
}

/** `raw=false`: 64-bit integers come as text, with all their digits. */
function panstarrsRequest(
  session: Pick<MastSession, "catalogsUrl">,
  query: PanstarrsQuery & { readonly parameters: readonly (readonly [string, string])[] },
  { page, pageSize }: AskedPage,
): DalRequest {
  const { position, radiusDeg = RADIUS_DEG, columns = [], sort = [] } = query;
  const place: readonly (readonly [string, string])[] =
    position === undefined
      ? []
      : [
          ["ra", String(position.raDeg)],
          ["dec", String(position.decDeg)],
          ["radius", String(radiusDeg)],
        ];
  return {
    url: `${session.catalogsUrl}${tablePath(query)}.json`,
    method: "POST",
    parameters: [
      ...place,
      ...query.parameters,
      ...columns.map((column) => ["columns", column] as const),
      ...sort.map(({ column, descending = false }) => ["sort_by", `${descending ? "desc" : "asc"}.${column}`] as const),
      ["page", String(page)],
      ["pagesize", String(pageSize)],
      ["raw", "false"],
    ],
    accept: "application/json",
    idempotent: true,
  };
}

function checkNames(names: readonly string[], known: ReadonlyMap<string, PanstarrsColumn>): void {
  const lower = new Set([DISTANCE, ...[...known.keys()].map((name) => name.toLowerCase())]);
  const missing = names.find((name) => !lower.has(name.toLowerCase()));
  if (missing === undefined) return;
  const near = suggestNames(missing, known.keys());
  throw usage(
    `Pan-STARRS has no column "${missing}" in this table.${near.length === 0 ? "" : ` Is ${near.join(" or ")} meant?`}`,
  );
}

async function askColumns(
  session: MastSession,
  url: string,
  timeoutMs: number | undefined,
): Promise<ReadonlyMap<string, PanstarrsColumn>> {
  const response = await session.request({
    url,
    accept: "application/json",
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const list = await readJson(response);
  if (!Array.isArray(list)) throw new DalError("DAL_FORMAT", `${url} has no list of columns.`, { url });
  const columns = list.map((one: unknown) => readColumn(one as Readonly<Record<string, unknown>>));
  return new Map(columns.filter(({ name }) => name !== "").map((column) => [column.name, column]));
}

/** What is not there is the text `NULL`. */
function readColumn(about: Readonly<Record<string, unknown>>): PanstarrsColumn {
  const text = (key: string): string | undefined => {
    const value = about[key];
    return typeof value === "string" && value !== "" && value !== "NULL" ? value : undefined;
  };
  const [unit, ucd, utype, description] = ["unit", "ucd", "utype", "description"].map(text);
  return {
    name: text("column_name") ?? text("name") ?? "",
    ...(unit === undefined ? {} : { unit }),
    ...(ucd === undefined ? {} : { ucd }),
    ...(utype === undefined ? {} : { utype }),
    ...(description === undefined ? {} : { description }),
  };
}

/** Rows are arrays; `info` says what stands where. */
function columnsOf(
  { columns: staged, members }: JsonAnswer,
  known: ReadonlyMap<string, PanstarrsColumn>,
): JsonColumn[] {
  const byKey = new Map(staged.map((column) => [column.name, column]));
  const info = members["info"] as readonly unknown[];
  return info.map((one, index) => {
    const { name, type, column_name: columnName } = (one ?? {}) as Readonly<Record<string, unknown>>;
    const label = typeof name === "string" ? name : String(columnName ?? index);
    const key = byKey.has(label) ? label : String(index);
    const declared = typeof type === "string" ? type : undefined;
    // Identifiers are numbers here, of 64 bits: what other services make text of for their names stays what it is declared.
    const expected: JsonDatatype | undefined = expectedType("", declared);
    const about =
      known.get(label) ?? [...known.values()].find((column) => column.name.toLowerCase() === label.toLowerCase());
    const distance =
      label === DISTANCE ? { unit: "deg", description: "distance from the place that was asked for" } : {};
    const datatype = columnType(byKey.get(key), expected);
    return jsonColumn(key, datatype, { ...about, ...distance, name: label }, datatype === "char" ? undefined : UNKNOWN);
  });
}
