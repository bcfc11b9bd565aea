import {
  deriveTable,
  type FormatName,
  formatOfMediaType,
  openTable,
  type Spool,
  type TableStream,
} from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import { classifyBody } from "../body/classify.ts";
import { failureOf } from "../body/failure.ts";
import type { DalResponse } from "../transport/types.ts";
import { measureAnswer } from "./answer-length.ts";
import { explainFailure, inJob, queryError } from "./failure.ts";
import { headed } from "./header-line.ts";

export interface OpenAnswerOptions {
  /** Of several tables of a VOTable, which (default 0); `results`: the first that is not of a RESOURCE of type `meta`. */
  readonly table?: number | "results";
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
  const { table: place, spool, lenient, lend, onProgress } = options;
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
      ...(place === undefined ? {} : { table: place }),
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
  code: "W-DAL-NO-HEADER",
  message: "The answer has no line with the names of its columns: they are named by number.",
  line: 1,
  count: 1,
};

function withRemark(table: TableStream, diagnostic: Diagnostic): TableStream {
  return deriveTable(table, {
    summary: () => table.summary.then((summary) => ({ ...summary, diagnostics: [diagnostic, ...summary.diagnostics] })),
  });
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
