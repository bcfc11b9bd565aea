import { DalError, type Deadline } from "@armillary/dali";
import { createTableResult, explainFailure, type TableResult } from "@armillary/dali/table";
import type { StreamSummary } from "@armillary/formats";
import type { Filter } from "../filters/filter.ts";
import { findColumn, rowTest } from "../filters/match.ts";
import type { JsonDatatype } from "../json/column-type.ts";
import type { JsonColumn } from "../json/json-column.ts";
import { type JsonAnswer, parseJson, readJsonRows } from "../json/read-rows.ts";
import type { MastSession } from "../session/session.ts";
import { openPages, type PagesState } from "../table/pages.ts";
import { columnsOfAnswer, unannounced } from "./columns.ts";
import { type ColumnsConfig, fetchColumnsConfig, separatorsOf } from "./columns-config.ts";
import { readPaging } from "./paging.ts";
import { type PollOptions, pollMashup, verdictOfMembers } from "./poll.ts";
import type { MashupQuestion } from "./request.ts";

/** How far the rows have come. */
export interface MashupProgress {
  /** ASKING: sent. WAITING: MAST is at work. RECEIVING: a page came. DONE: all did. */
  readonly phase: "ASKING" | "WAITING" | "RECEIVING" | "DONE";
  readonly page: number;
  /** Known from the first page on. */
  readonly pages?: number;
  readonly rows: number;
  readonly rowsTotal?: number;
  /** Of MAST's work, where it says that. */
  readonly percent?: number;
  readonly elapsedMs: number;
}

export interface InvokeOptions {
  readonly signal?: AbortSignal;
  /** Of the whole operation, all pages of it. */
  readonly deadline?: Deadline;
  /** Of one request from its start to the first byte of its answer (default: as long as a page has). */
  readonly timeoutMs?: number;
  /** Of one page, all its polls counted (default 600 000). Each page has its own. */
  readonly pageTimeoutMs?: number;
  /** Rows a page (default 50 000). */
  readonly pageSize?: number;
  /** Rows at most: where there are more, the summary's status is OVERFLOW (default: all). */
  readonly maxrec?: number;
  /** What is known of the columns, or the name of the config to fetch (`Mast.Caom.Cone`); default: what the answer says. */
  readonly columnsConfig?: string | ColumnsConfig;
  /** Columns to give, of those that come, in this order; their names without regard to case (default: all). */
  readonly columns?: readonly string[];
  /** What rows must be beyond what MAST was asked: the others are left out as they come (`MashupFilters.residual`). */
  readonly rowFilters?: readonly Filter[];
  /** Types of columns that are known better than the answer declares them. */
  readonly types?: Readonly<Record<string, JsonDatatype>>;
  /** Bytes of one page at most (default 1 GiB): more are an error. */
  readonly maxPageBytes?: number;
  /** Cells that do not fit their column become null, and are reported (default false: they are errors). */
  readonly lenient?: boolean;
  readonly onProgress?: (progress: MashupProgress) => void;
}

/** A question to a Mashup service that answers with rows. */
export interface MashupRequest extends MashupQuestion, InvokeOptions {}

/** What can only be said when the last page is there. */
export interface MashupSummary extends StreamSummary {
  /** Where the answer came from. */
  readonly url: string;
  /** Whether all pages that were wanted were read. */
  readonly complete: boolean;
  /** Whether rows may be missing though nothing says so: fewer came than MAST counted. */
  readonly suspect: boolean;
  /** How many there are in all, by MAST's own count. */
  readonly rowsTotal?: number;
  readonly pages: number;
  /** What was found and read past. */
  readonly notes: readonly string[];
  readonly elapsedMs: number;
}

/** The rows of an answer, page by page: a page is one batch. */
export interface MashupResult<Row = Record<string, unknown>> extends TableResult<Row, MashupSummary> {
  readonly url: string;
  /** The columns as they come, before `columns` chooses among them: for a further answer that must have the same. */
  readonly cameAs: readonly JsonColumn[];
  /** How many rows there are in all, by MAST's own count on the first page. */
  readonly rowsTotal: number | undefined;
}

const PAGE_ROWS = 50_000;

/**
 * Asks any service of Mashup for rows, and gives them as soon as the first page is there. Pages follow one another as they are read,
 * each with its own time. `summary.status` is OVERFLOW where `maxrec` left rows out.
 * @throws DalError code DAL_QUERY_ERROR for the status ERROR, in MAST's words; DAL_FORMAT for what is no such answer, and for a
 *   cell that does not fit its column (`lenient` makes nulls of those); DAL_TIMEOUT; MastError for refusals of the token, and
 *   MAST_FILTER for `columns` and `rowFilters` that the answer has no column for
 * @param cameAs - the columns of an earlier answer, which this one's are to be (default: found from its first page)
 */
export async function invokeMashup<Row = Record<string, unknown>>(
  session: MastSession,
  request: MashupRequest,
  cameAs?: readonly JsonColumn[],
): Promise<MashupResult<Row>> {
  const { rowFilters = [], columns: wanted } = request;
  const {
    columnsConfig,
    types,
    maxrec,
    lenient = false,
    onProgress,
    signal,
    deadline,
    timeoutMs,
    pageTimeoutMs,
  } = request;
  const pageSize = Math.min(request.pageSize ?? PAGE_ROWS, Math.max(1, maxrec ?? Number.POSITIVE_INFINITY));
  const startMs = performance.now();
  const poll = {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(pageTimeoutMs === undefined ? {} : { pageTimeoutMs }),
  };
  let pages: number | undefined;
  let rowsTotal: number | undefined;

  const tell = (phase: MashupProgress["phase"], page: number, rows: number, percent?: number): void =>
    onProgress?.({
      phase,
      page,
      rows,
      ...(pages === undefined ? {} : { pages }),
      ...(rowsTotal === undefined ? {} : { rowsTotal }),
      ...(percent === undefined ? {} : { percent }),
      elapsedMs: performance.now() - startMs,
    });

  const ask = async (page: number, rows: number): Promise<JsonAnswer> => {
    tell("ASKING", page, rows);
    const answer = await askPage(
      session,
      request,
      { page, pageSize },
      {
        ...poll,
        onWait: (percent) => tell("WAITING", page, rows, percent),
      },
    );
    const paging = readPaging(answer.members["paging"]);
    pages = paging?.pages ?? pages ?? 1;
    rowsTotal ??= paging?.rowsTotal;
    tell("RECEIVING", page, rows + answer.rows);
    return answer;
  };

  const [config, first] = await Promise.all([
    typeof columnsConfig === "string" ? fetchColumnsConfig(session, columnsConfig, poll) : columnsConfig,
    ask(1, 0),
  ]);
  const columns = cameAs ?? columnsOfAnswer(first, config, types);
  const fields = columns.map(({ field }) => field);
  const { url } = first;
  let page = 1;

  const opened: ReturnType<typeof openPages> = openPages({
    columns,
    first,
    url,
    lenient,
    ...(maxrec === undefined ? {} : { maxrec }),
    ...(rowFilters.length === 0 ? {} : { keep: rowTest(rowFilters, fields, { separators: separatorsOf(config) }) }),
    ...(wanted === undefined ? {} : { give: wanted.map((name) => findColumn(name, fields)) }),
    unannounced: (answer) => unannounced(answer, columns),
    next: async () => (page >= (pages ?? 1) ? undefined : ask(++page, opened.state.came)),
    hasMore: (rows) => page < (pages ?? 1) || rows < (rowsTotal ?? 0),
  });
  const result = createTableResult<Row, MashupSummary>({
    table: opened.table,
    url,
    bytesRead: () => opened.state.bytes,
    explain: (thrown) => explainFailure(thrown, url),
    summarize: (summary, complete) => ({
      ...summary,
      url,
      complete,
      ...judge(opened.state, complete, rowsTotal),
      pages: page,
      elapsedMs: performance.now() - startMs,
    }),
    onRows: (rows, isEnd) => {
      if (isEnd) tell("DONE", page, rows);
    },
  });
  // A getter would be lost by Object.assign; the count is settled with the first page.
  return Object.assign(result, { url, rowsTotal, cameAs: columns });
}

async function askPage(
  session: MastSession,
  { maxPageBytes: maxBytes, ...question }: MashupRequest,
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
  options: PollOptions,
): Promise<JsonAnswer> {
  const answer = await pollMashup(
    session,
    question,
    { page, pageSize, format: "json" },
    (response) => readJsonRows(response, { rowsKey: "data", ...(maxBytes === undefined ? {} : { maxBytes }) }),
    ({ members }) => verdictOfMembers(members),
    options,
  );
  checkRows(answer, question.service);
  return answer;
}

function judge(
  { notes, isCut, came }: PagesState,
  complete: boolean,
  rowsTotal: number | undefined,
): Pick<MashupSummary, "suspect" | "notes" | "rowsTotal"> {
  const isShort = complete && !isCut && rowsTotal !== undefined && came < rowsTotal;
  const short = `MAST counted ${rowsTotal} rows on the first page, and sent ${came}: asked again it may give them all.`;
  return {
    suspect: isShort,
    ...(rowsTotal === undefined ? {} : { rowsTotal }),
    notes: isShort ? [...notes, short] : notes,
  };
}

/** @throws DalError code DAL_FORMAT for an answer of another kind than rows */
function checkRows({ members, rows, url }: JsonAnswer, service: string): void {
  const { status, data } = members;
  const isDone = verdictOfMembers(members).status === "COMPLETE" || (status === undefined && "fields" in members);
  const isRows = rows > 0 || data === undefined || data === null;
  if (isDone && isRows) return;
  const found = isRows ? `the status ${JSON.stringify(status ?? null)}` : `"data" that is ${typeof data}`;
  throw new DalError(
    "DAL_FORMAT",
    `${service} answered with ${found} where rows were due: it may be one of those that answer otherwise (invokeMashupJson).`,
    { url },
  );
}

/** How an answer is asked for that is taken whole. */
export interface InvokeWholeOptions extends PollOptions {
  /** What MAST is asked for (default `json`). */
  readonly format?: string;
  /** Default 50 000. */
  readonly pageSize?: number;
  /** From 1, the default. */
  readonly page?: number;
}

/**
 * Asks a service of Mashup whose answer is no table of rows (`Mast.Name.Lookup`, `Mast.Bundle.Request`, the format `extjs`), and gives
 * its JSON, as JSON.parse has it: of integers beyond 2^53 `invokeMashupText` has all digits.
 * @throws as `invokeMashup`
 */
export async function invokeMashupJson(
  session: MastSession,
  question: MashupQuestion,
  options: InvokeWholeOptions = {},
): Promise<Readonly<Record<string, unknown>>> {
  return (await invokeWhole(session, question, options)).members;
}

/**
 * The same, and gives the text of the JSON, every byte as MAST sent it.
 * @throws as `invokeMashup`
 */
export async function invokeMashupText(
  session: MastSession,
  question: MashupQuestion,
  options: InvokeWholeOptions = {},
): Promise<string> {
  return (await invokeWhole(session, question, options)).text;
}

interface WholeAnswer {
  readonly text: string;
  readonly members: Readonly<Record<string, unknown>>;
}

async function invokeWhole(
  session: MastSession,
  question: MashupQuestion,
  { format = "json", page = 1, pageSize = PAGE_ROWS, ...poll }: InvokeWholeOptions,
): Promise<WholeAnswer> {
  return pollMashup(
    session,
    question,
    { page, pageSize, format },
    async (response): Promise<WholeAnswer> => {
      const { url } = response;
      const text = await response.text();
      const answer = parseJson(text, url);
      if (typeof answer === "object" && answer !== null && !Array.isArray(answer))
        return { text, members: answer as Record<string, unknown> };
      throw new DalError("DAL_FORMAT", `${question.service} answered JSON that is no object.`, { url });
    },
    ({ members }) => verdictOfMembers(members),
    poll,
  );
}
