import { DalError, type DalResponse, type OperationOptions } from "@armillary/dali";
import { fileNameOf } from "@armillary/dali/download";
import { gatherBytes, type RandomAccess, type Spool } from "@armillary/formats";
import type { MastSession } from "../session/session.ts";
import { parseMembers } from "./json-answer.ts";
import { type CutoutQuery, cutoutRequest } from "./request.ts";
import { unzip } from "./zip/unzip.ts";
import { readZipDirectory } from "./zip/zip-directory.ts";

/** A file that was cut out. */
export interface CutoutFile {
  /** As the service calls it: not made safe (`safeName` of `@armillary/dali/download`). */
  readonly name: string;
  /** Its length exactly. */
  readonly bytes: number;
  /** Its bytes, as often as wanted while the answer is open. Ends with DAL_FORMAT where they are not what was announced. */
  open(): AsyncIterable<Uint8Array>;
}

/** The answer to a request for cutouts. Close it: it may hold a temporary file. */
export interface CutoutAnswer extends AsyncDisposable {
  readonly query: CutoutQuery;
  /** Without secrets. */
  readonly url: string;
  /** None where nothing covers the place. */
  readonly files: readonly CutoutFile[];
  /** The service's words where there are no files. */
  readonly message?: string;
  close(): Promise<void>;
}

export interface OpenCutoutsOptions extends OperationOptions {
  /** Where the ZIP is kept while it is read (default: in memory; `spoolToFile` of `@armillary/formats/node` for large ones). */
  readonly spool?: Spool;
  /** Of the answer, and of all its files together (default 4 GiB): a bound for what does not end. */
  readonly maxBytes?: number;
}

const GIGABYTE = 2 ** 30;
/** Cutouts are made when asked for: nothing comes for a while. */
const CUTOUT_MS = 600_000;
const MOST_MESSAGE_BYTES = 1024 * 1024;

/**
 * Asks for cutouts. They are made when asked for, which takes a while, and come as a ZIP; what comes is told by its first bytes, since a place that
 * nothing covers is answered with JSON where the ZIP was due.
 * @throws DalError code DAL_USAGE before anything is sent; DAL_QUERY_ERROR with the service's words; DAL_FORMAT for a damaged ZIP
 * or anything else; DAL_LIMIT; as the transport
 */
export async function openCutouts(
  session: MastSession,
  query: CutoutQuery,
  { spool = gatherBytes, maxBytes = 4 * GIGABYTE, ...options }: OpenCutoutsOptions = {},
): Promise<CutoutAnswer> {
  const { url, parameters } = cutoutRequest(session, query);
  const response = await session.request({
    timeoutMs: CUTOUT_MS,
    ...options,
    url,
    parameters,
    accept: "application/zip, application/json;q=0.5",
  });
  const access = await keep(response, spool, maxBytes);
  try {
    const answer = await readAnswer(access, response, maxBytes);
    const close = (): Promise<void> => access.close();
    return { query, url: response.url, ...answer, close, [Symbol.asyncDispose]: close };
  } catch (failure) {
    await access.close();
    throw failure;
  }
}

async function keep(response: DalResponse, spool: Spool, maxBytes: number): Promise<RandomAccess> {
  try {
    return await spool(limited(response.body, maxBytes, response.url), false);
  } finally {
    await response.close();
  }
}

async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number, url: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(url, maxBytes);
    yield chunk;
  }
}

async function readAnswer(
  access: RandomAccess,
  { url, headers }: DalResponse,
  maxBytes: number,
): Promise<Pick<CutoutAnswer, "files" | "message">> {
  const start = new Uint8Array(await access.slice(0, Math.min(access.byteLength, 16)));
  const text = new TextDecoder("latin1").decode(start);
  if (text.startsWith("PK")) {
    const entries = (await readZipDirectory(access, url)).filter(({ isFolder }) => !isFolder);
    if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > maxBytes) throw tooLarge(url, maxBytes);
    return { files: entries.map((entry) => ({ ...pickFile(entry), open: () => unzip(access, entry, url) })) };
  }
  if (text.startsWith("SIMPLE  =")) {
    const name = fileNameOf(headers.get("content-disposition")) ?? "cutout.fits";
    return { files: [{ name, bytes: access.byteLength, open: () => whole(access) }] };
  }
  const words = new TextDecoder().decode(await access.slice(0, Math.min(access.byteLength, MOST_MESSAGE_BYTES)));
  return { files: [], message: readMessage(words, url) };
}

function pickFile({
  name,
  bytes,
}: {
  readonly name: string;
  readonly bytes: number;
}): Pick<CutoutFile, "name" | "bytes"> {
  return { name, bytes };
}

async function* whole(access: RandomAccess): AsyncGenerator<Uint8Array, void, void> {
  const step = 1024 * 1024;
  for (let at = 0; at < access.byteLength; at += step) {
    yield new Uint8Array(await access.slice(at, Math.min(access.byteLength, at + step)));
  }
}

/** Nothing there is an answer (`results` empty, or a message alone, with a good status); what says `error` is a refusal. */
function readMessage(words: string, url: string): string {
  const { msg, message, error, status, results, surveys } = parseMembers(words, url);
  const said = [msg, message, error].find((one) => typeof one === "string" && one.trim() !== "");
  const isRefusal = error !== undefined || (typeof status === "string" && /error/i.test(status));
  const isFound = [results, surveys].some((list) => Array.isArray(list) && list.length > 0);
  if (isRefusal || isFound || said === undefined) {
    const serviceMessage = said === undefined ? undefined : String(said);
    throw new DalError(
      "DAL_QUERY_ERROR",
      `${url} sent no cutout${serviceMessage === undefined ? " and does not say why" : `: "${serviceMessage.trim().replace(/\.$/, "")}"`}.`,
      { url, ...(serviceMessage === undefined ? {} : { serviceMessage }) },
    );
  }
  return String(said).trim();
}

function tooLarge(url: string, maxBytes: number): DalError {
  return new DalError(
    "DAL_LIMIT",
    `${url} sent more than ${maxBytes} bytes. Ask for a smaller cutout, for one sector, or raise maxBytes.`,
    { url },
  );
}
