import { DalError, type OperationOptions, type SkyPosition } from "@armillary/dali";
import { type Filter, parseFilter } from "../filters/filter.ts";
import { rowTest } from "../filters/match.ts";
import { type JsonAnswer, readJsonRows } from "../json/read-rows.ts";
import type { MastSession } from "../session/session.ts";
import { createPagedResult, type PagedResult } from "../table/paged-result.ts";
import { openPages } from "../table/pages.ts";
import { checkColumns, explainRefusal } from "./check-columns.ts";
import { MISSIONS } from "./mission.ts";
import { missionColumns } from "./mission-answer.ts";
import { fetchMissionColumns, type MissionColumn } from "./mission-columns.ts";
import { toMissionConditions } from "./mission-conditions.ts";
import {
  checkMissionName,
  checkMissionRadius,
  type MissionCondition,
  type MissionPage,
  type MissionSort,
  MOST_TARGETS,
  missionSearchRequest,
  printTarget,
} from "./mission-request.ts";

/** What of a mission is searched for. All that is given must hold. */
export interface MissionQuery {
  /** Around any of these places (ICRS); rows say around which (`search_pos`). Default: anywhere. */
  readonly targets?: readonly SkyPosition[];
  /** Degrees, up to 0.5 (30 arcmin); default 0.05 (3 arcmin). */
  readonly radiusDeg?: number;
  /** As all of MAST is filtered (`parseFilter`). What the service has no words for is left out of its rows here. */
  readonly filters?: readonly (Filter | string)[];
  /** As the service itself has them. */
  readonly conditions?: readonly MissionCondition[];
  /** Names, or `all`. Default: the mission's own choice. The data set, and what the service adds, are always there. */
  readonly columns?: readonly string[] | "all";
  /** Default: by distance around places, else by data set. What is equal stands in the order of data sets, so that pages fit together. */
  readonly sort?: readonly MissionSort[];
  /** Rows to skip (default 0). */
  readonly offset?: number;
}

export interface MissionSearchOptions extends OperationOptions {
  /** Rows at most: where there are more, the summary's status is OVERFLOW (default: all). */
  readonly maxrec?: number;
  /** Rows a page (default 5000, what the service sends where nothing is said). */
  readonly pageSize?: number;
  /** Whether names of columns are looked up before they are sent (default true); the service's own refusal does not name them. */
  readonly check?: boolean;
  /** Cells that do not fit their column become null, and are reported (default false: they are errors). */
  readonly lenient?: boolean;
  /** Called with every page. */
  readonly onProgress?: (progress: { readonly rows: number; readonly rowsTotal: number | undefined }) => void;
}

const DEFAULT_RADIUS_DEG = 0.05;
const PAGE_ROWS = 5000;

/**
 * Looks a question through as far as that goes without asking MAST.
 * @returns its filters
 * @throws DalError code DAL_USAGE for what cannot be a mission, a radius, a place or an offset; MastError code MAST_FILTER
 */
export function checkMissionQuery(mission: string, query: MissionQuery): readonly Filter[] {
  const { targets = [], radiusDeg = DEFAULT_RADIUS_DEG, filters = [], offset = 0 } = query;
  checkMissionName(mission);
  checkMissionRadius(radiusDeg);
  for (const target of targets) printTarget(target);
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new DalError("DAL_USAGE", `A whole number of rows is skipped, from 0: not ${offset}.`);
  }
  return filters.map((filter) => (typeof filter === "string" ? parseFilter(filter) : filter));
}

/**
 * Searches the metadata of a mission, and gives rows as soon as the first page is there. Pages follow as they are read; more targets than
 * one request takes are asked for in turn.
 * @throws DalError code DAL_USAGE for a column that is not there (with the nearest that is), a radius or place that cannot be; DAL_QUERY_ERROR for
 * what the service refuses; DAL_FORMAT; as the transport
 */
export async function searchMission<Row = Record<string, unknown>>(
  session: MastSession,
  mission: string,
  query: MissionQuery,
  options: MissionSearchOptions = {},
): Promise<PagedResult<Row>> {
  const {
    maxrec = Number.POSITIVE_INFINITY,
    pageSize = PAGE_ROWS,
    check = true,
    lenient,
    onProgress,
    ...rest
  } = options;
  const startMs = performance.now();
  const filters = checkMissionQuery(mission, query);
  const known = check || query.columns === "all" ? await fetchMissionColumns(session, mission, rest) : undefined;
  const { residual, ...base } = planPage(mission, { ...query, filters }, check ? known : undefined, known);
  const groups = groupTargets(query.targets);
  const size = Math.max(1, residual.length === 0 ? Math.min(pageSize, maxrec) : pageSize);
  let [group, inGroup, rowsTotal] = [0, 0, undefined as number | undefined];
  let groupTotal: number | undefined;
  /** The last page was not full. */
  let isDry = false;

  const ask = async (): Promise<JsonAnswer> => {
    const page = {
      ...base,
      targets: groups[group] ?? [],
      // Rows are skipped of the whole, whose first part is that of the first targets.
      offset: group === 0 ? base.offset + inGroup : inGroup,
      limit: size,
      skipCount: groupTotal !== undefined,
    };
    const answer = await askPage(session, mission, page, known, rest);
    if (groupTotal === undefined) {
      const total = countOf(answer.members["totalResults"]);
      groupTotal = total === undefined ? undefined : Math.max(0, total - (group === 0 ? base.offset : 0));
      if (groups.length <= 1 && residual.length === 0) rowsTotal = groupTotal;
    }
    inGroup += answer.rows;
    return answer;
  };

  const isAtEnd = (): boolean => isDry || (groupTotal !== undefined && inGroup >= groupTotal);
  /** The next page that has rows, of these targets or of later ones; at the end the last, empty one. */
  const askOn = async (): Promise<JsonAnswer> => {
    for (;;) {
      const answer = await ask();
      isDry = answer.rows < size;
      if (answer.rows > 0 || group + 1 >= groups.length) return answer;
      enterGroup(group + 1);
    }
  };
  const enterGroup = (number: number): void => {
    [group, inGroup, groupTotal, isDry] = [number, 0, undefined, false];
  };
  const next = async (): Promise<JsonAnswer | undefined> => {
    if (isAtEnd()) {
      if (group + 1 >= groups.length) return undefined;
      enterGroup(group + 1);
    }
    return askOn();
  };

  const first = await askOn();
  const { url } = first;
  const columns = missionColumns(first, known);
  const fields = columns.map(({ field }) => field);
  const opened = openPages({
    columns,
    first,
    url,
    ...(lenient === undefined ? {} : { lenient }),
    ...(Number.isFinite(maxrec) ? { maxrec } : {}),
    ...(residual.length === 0 ? {} : { keep: rowTest(residual, fields) }),
    next,
    hasMore: () => !isAtEnd() || group + 1 < groups.length,
  });
  const tell = (rows: number): void => onProgress?.({ rows, rowsTotal });
  return createPagedResult<Row>({ ...opened, url, rowsTotal, startMs, onRows: tell });
}

/**
 * How many rows a search would give, without them.
 * @throws as `searchMission`
 */
export async function countMission(
  session: MastSession,
  mission: string,
  query: Omit<MissionQuery, "columns" | "sort" | "offset">,
  { check = true, ...options }: Pick<MissionSearchOptions, "check"> & OperationOptions = {},
): Promise<number> {
  const filters = checkMissionQuery(mission, query);
  const known = check ? await fetchMissionColumns(session, mission, options) : undefined;
  const { residual, ...base } = planPage(mission, { ...query, filters }, known, known);
  if (residual.length > 0) {
    // The service would count what is not wanted: the rows are counted instead.
    const columns = residual.map(({ column }) => column);
    const rows = await searchMission(session, mission, { ...query, columns }, { ...options, check });
    return (await rows.summary).rows;
  }
  let count = 0;
  for (const targets of groupTargets(query.targets)) {
    // One row: some services take a limit of none for no limit.
    const page = { ...base, targets, limit: 1, skipCount: false, columns: [datasetColumnOf(mission)].flat() };
    const { members, url } = await askPage(session, mission, page, known, options);
    const total = countOf(members["totalResults"]);
    if (total === undefined) throw new DalError("DAL_FORMAT", `${url} did not count its results.`, { url });
    count += total;
  }
  return count;
}

function planPage(
  mission: string,
  query: MissionQuery & { readonly filters: readonly Filter[] },
  checked: readonly MissionColumn[] | undefined,
  known: readonly MissionColumn[] | undefined,
): Omit<MissionPage, "targets" | "limit" | "skipCount"> & { readonly residual: readonly Filter[] } {
  const { sort = [], offset = 0, radiusDeg = DEFAULT_RADIUS_DEG, filters } = query;
  const asked = toMissionConditions(filters, known);
  const conditions = [...(query.conditions ?? []), ...asked.conditions];
  const dataset = datasetColumnOf(mission);
  const wanted = query.columns === "all" ? (known ?? []).map(({ name }) => name) : query.columns;
  if (checked !== undefined) {
    const named = [...conditions, ...filters, ...sort].map(({ column }) => column);
    checkColumns(mission, [...named, ...(wanted ?? [])], checked);
  }
  const usual = MISSIONS.get(mission)?.defaultColumns;
  const own = asked.residual.length === 0 ? usual : (usual ?? known?.filter(isDefault).map(({ name }) => name));
  const chosen = wanted ?? own;
  const columns =
    chosen === undefined
      ? undefined
      : [...new Set([...chosen, ...asked.residual.map(({ column }) => column), ...dataset])];
  // Only an order without ties makes pages fit together.
  const hasOwnOrder = sort.length === 0 && (query.targets?.length ?? 0) > 0;
  const order = hasOwnOrder ? [] : [...sort, ...dataset.map((column) => ({ column }))];
  const unique = order.filter(({ column }, index) => order.findIndex((one) => one.column === column) === index);
  return { radiusDeg, conditions, columns, sort: unique, offset, residual: asked.residual };
}

function isDefault(column: MissionColumn): boolean {
  return column.isDefault;
}

/** The column of the data set; none for a mission that is not known. */
function datasetColumnOf(mission: string): readonly string[] {
  const column = MISSIONS.get(mission)?.datasetColumn;
  return column === undefined ? [] : [column];
}

function groupTargets(targets: readonly SkyPosition[] = []): readonly (readonly SkyPosition[])[] {
  const groups: SkyPosition[][] = [];
  for (let at = 0; at < targets.length; at += MOST_TARGETS) groups.push(targets.slice(at, at + MOST_TARGETS));
  return groups.length === 0 ? [[]] : groups;
}

async function askPage(
  session: MastSession,
  mission: string,
  page: MissionPage,
  known: readonly MissionColumn[] | undefined,
  options: OperationOptions,
): Promise<JsonAnswer> {
  const request = { ...missionSearchRequest(mission, page), ...options };
  const response = await session.request(request).catch((failure: unknown) => {
    throw explainRefusal(failure, mission, page, known);
  });
  const answer = await readJsonRows(response, { rowsKey: "results" });
  if (answer.rows === 0 && !Array.isArray(answer.members["info"])) {
    const { url } = answer;
    throw new DalError("DAL_FORMAT", `${url} answered JSON without results. Is "${mission}" a mission of MAST?`, {
      url,
    });
  }
  return answer;
}

function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}
