import { parseMaxrec, parseUpload } from "@armillary/dali";
import { type ChosenFormat, chooseFormat } from "../dali/output-formats.ts";
import { ServiceError, usageError } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import type { ReceivedFile } from "../http/read-multipart.ts";
import type { ServerLimits } from "../options.ts";
import type { Upload } from "./open-uploads.ts";

/** What a TAP client asks for, checked. */
export interface TapRequest {
  readonly query: string;
  readonly maxrec: number;
  readonly format: ChosenFormat;
  /** By the name that the query has for them, behind TAP_UPLOAD. */
  readonly uploads: ReadonlyMap<string, Upload>;
}

/**
 * Reads the parameters of a query (TAP 1.1, section 2.7). LANG may be left out: there is one language. Both names of the format
 * are taken, RESPONSEFORMAT before FORMAT.
 * @param versions - of ADQL, that LANG may name
 * @throws ServiceError SERVER_USAGE, SERVER_UPLOAD
 */
export function readTapRequest(
  parameters: Parameters,
  files: readonly ReceivedFile[],
  limits: Pick<ServerLimits, "defaultRows" | "maxRows">,
  versions: readonly string[],
): TapRequest {
  const request = parameters.one("REQUEST");
  if (request !== undefined && request !== "doQuery") throw usageError(`REQUEST ${request} is none: it is doQuery.`);
  checkLanguage(parameters.one("LANG") ?? "ADQL", versions);
  const maxrec = readMaxrec(parameters, limits);
  const format = chooseFormat(parameters.one("RESPONSEFORMAT") ?? parameters.one("FORMAT"));
  const uploads = readUploads(parameters.all("UPLOAD"), files);
  return { query: parameters.required("QUERY"), maxrec, format, uploads };
}

/** The rows that are given: those asked for, within what is given at most (DALI 1.1, section 3.4.4). */
export function readMaxrec(
  parameters: Parameters,
  { defaultRows, maxRows }: Pick<ServerLimits, "defaultRows" | "maxRows">,
): number {
  const text = parameters.one("MAXREC");
  return Math.min(text === undefined ? defaultRows : parseMaxrec(text), maxRows);
}

/** `ADQL`, or `ADQL-2.1` (TAP 1.1, section 2.7.1). */
function checkLanguage(lang: string, versions: readonly string[]): void {
  const word = lang.trim().toUpperCase();
  const known = ["ADQL", ...versions.map((version) => `ADQL-${version}`)];
  if (!known.includes(word)) throw usageError(`Unknown query language ${lang}. There are: ${known.join(", ")}.`);
}

function readUploads(values: readonly string[], files: readonly ReceivedFile[]): Map<string, Upload> {
  const uploads = new Map<string, Upload>();
  for (const { name, uri } of values.flatMap(parseUpload)) {
    if ([...uploads.keys()].some((known) => known.toLowerCase() === name.toLowerCase())) {
      throw new ServiceError("SERVER_UPLOAD", `Two tables are called ${name}.`);
    }
    uploads.set(name, locateUpload(name, uri, files));
  }
  return uploads;
}

function locateUpload(name: string, uri: string, files: readonly ReceivedFile[]): Upload {
  const part = /^param:(.*)$/i.exec(uri)?.[1];
  if (part === undefined) {
    if (/^https?:/i.test(uri) && URL.canParse(uri)) return new URL(uri);
    throw new ServiceError("SERVER_UPLOAD", `The table ${name} is at ${uri}: only http, https and param are taken.`);
  }
  const file = files.find((each) => each.name === part);
  if (file === undefined) throw new ServiceError("SERVER_UPLOAD", `There is no part "${part}" for the table ${name}.`);
  return file;
}
