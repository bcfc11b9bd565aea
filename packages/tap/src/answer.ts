import { classifyBody, DalError, type DalResponse, failureOf, isDalError } from "@armillary/dali";
import {
  FormatError,
  type FormatName,
  formatOfMediaType,
  openTable,
  type Spool,
  type TableStream,
} from "@armillary/formats";
import { type Diagnostic, VotableError } from "@armillary/votable";
import { measureAnswer } from "./answer-length.ts";
import { isCompletenessError } from "./complete/completeness-error.ts";
import { headed } from "./header-line.ts";

export interface OpenAnswerOptions {
  /** What was asked for: tells CSV from TSV where the Content-Type does not. */
  readonly format?: FormatName;
  readonly lenient?: boolean;
  readonly lend?: boolean;
  readonly spool?: Spool;
  /** URL of the job that it is the result of, for errors. */
  readonly job?: string;
  readonly onProgress?: (progress: { readonly bytesRead: number }) => void;
}

/**
 * Opens the table that an answer holds. What it is shows in its bytes, not in what was asked for or is said of it; an
 * error document, a web page or JSON is the service's refusal, and reported in its words.
 * @throws DalError DAL_QUERY_ERROR, DAL_FORMAT and as `failureOf`; the answer is closed then
 */
export async function openAnswer(response: DalResponse, options: OpenAnswerOptions = {}): Promise<TableStream> {
  const { spool, lenient, lend, onProgress } = options;
  try {
    const type = response.headers.get("content-type");
    const body = await classifyBody(response.body, type);
    const format = formatOf(body.kind, type, options.format);
    if (format === undefined) throw inJob(await failureOf(response, body, { expected: "a table" }), options.job);
    const isDelimited = (format === "csv" || format === "tsv") && body.compression === undefined;
    const text = isDelimited ? await headed(body.body, format === "csv" ? "," : "\t", type) : undefined;
    const { bytes, isShort } = await measureAnswer(text?.bytes ?? body.body, response);
    const opened = await openTable(bytes, {
      format,
      ...(isShort ? { kernel: "off" as const } : {}),
      ...(spool === undefined ? {} : { randomAccess: spool }),
      ...(lenient === undefined ? {} : { lenient }),
      ...(lend === undefined ? {} : { lend }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const table = text?.wasMissing === true ? withRemark(opened, NO_HEADER) : opened;
    const refusal = refusalIn(table);
    if (refusal === undefined) return table;
    await table.close();
    throw queryError(response.url, refusal, options.job);
  } catch (failure) {
    await response.close();
    throw explainFailure(failure, response.url, options.job);
  }
}

const NO_HEADER: Diagnostic = {
  code: "W-TAP-NO-HEADER",
  message: "The answer has no line with the names of its columns: they are named by number.",
  line: 1,
  count: 1,
};

function withRemark(table: TableStream, diagnostic: Diagnostic): TableStream {
  return {
    fields: table.fields,
    get metadata() {
      return table.metadata;
    },
    batches: () => table.batches(),
    get summary() {
      return table.summary.then((summary) => ({ ...summary, diagnostics: [diagnostic, ...summary.diagnostics] }));
    },
    close: () => table.close(),
  };
}

/** Formats by what the bytes are. Text is CSV, TSV or an IPAC table, as its head, the Content-Type or the request says. */
function formatOf(kind: string, contentType: string | null, asked: FormatName | undefined): FormatName | undefined {
  switch (kind) {
    case "votable":
    case "fits":
    case "parquet":
    case "arrow":
      return kind;
    case "binary":
      // A stream of Arrow has no magic number of its own.
      return asked === "arrow" || asked === "arrows" ? "arrows" : undefined;
    case "text":
      return textFormat(contentType, asked);
    default:
      return undefined;
  }
}

const TEXT_FORMATS: readonly string[] = ["csv", "tsv", "ecsv", "ipac"];

function textFormat(contentType: string | null, asked: FormatName | undefined): FormatName | undefined {
  const said = formatOfMediaType(contentType ?? "");
  if (said !== undefined && TEXT_FORMATS.includes(said)) return said;
  // text/plain stands for many things, a refusal among them; it is a table where one of text was asked for.
  return asked !== undefined && TEXT_FORMATS.includes(asked) ? asked : undefined;
}

/** What an ERROR says that stands before the rows; one behind them is found when they were read. */
function refusalIn({ metadata }: TableStream): string | undefined {
  const status = metadata.infos.filter(({ name }) => name.toUpperCase() === "QUERY_STATUS").at(-1);
  if (status?.value.trim().toUpperCase() !== "ERROR") return undefined;
  return status.text ?? status.description ?? "";
}

/** The error that the service reports within a table that it began to send. */
export function queryError(url: string, words: string | undefined, job: string | undefined, rows?: number): DalError {
  const said =
    words === undefined || words.trim() === "" ? " and does not say which" : `: "${words.trim().replace(/\.$/, "")}"`;
  const after = rows === undefined || rows === 0 ? "" : ` after ${rows.toLocaleString("en")} rows`;
  return new DalError("DAL_QUERY_ERROR", `${url} reports an error${after}${said}.`, {
    url,
    ...(words === undefined || words.trim() === "" ? {} : { serviceMessage: words.trim() }),
    ...(job === undefined ? {} : { job }),
  });
}

/** What a reader of tables throws, as an error of the service that sent the table; errors of requests stay as they are. */
export function explainFailure(failure: unknown, url: string, job?: string): unknown {
  if (isDalError(failure)) return inJob(failure, job);
  if (isCompletenessError(failure)) return failure;
  const words =
    failure instanceof VotableError
      ? failure.place.serviceMessage
      : failure instanceof FormatError && failure.code === "FORMAT_SERVICE_ERROR"
        ? (failure.serviceMessage ?? "")
        : undefined;
  if (words !== undefined) return queryError(url, words, job);
  if (!(failure instanceof Error) || !("code" in failure) || typeof failure.code !== "string") return failure;
  return new DalError(
    "DAL_FORMAT",
    `${url} sent a table that cannot be read: ${failure.message}`,
    { url, ...(job === undefined ? {} : { job }) },
    { cause: failure },
  );
}

function inJob(failure: DalError, job: string | undefined): DalError {
  if (job === undefined || failure.failure.job !== undefined) return failure;
  return new DalError(failure.code, failure.message, { ...failure.failure, job }, { cause: failure.cause });
}
