import { Readable } from "node:stream";
import { classifyBody } from "../../body/classify.ts";
import { failureOf } from "../../body/failure.ts";
import type { DownloadItem } from "../../download/item.ts";
import { nameOf } from "../../download/names/name-of.ts";
import { endingOf } from "../../download/names/safe-name.ts";
import { DalError } from "../../errors.ts";
import { isDalError } from "../../operation.ts";
import { describeNetworkFailure } from "../../transport/network-failure.ts";
import type { DalResponse } from "../../transport/types.ts";
import { readDecoded } from "../decode.ts";

/** Encodings that can be taken off; others that servers name (`binary`, `UTF-8`) mean nothing. */
const DECODABLE = /^(?:x-)?gzip$|^deflate$|^br$/i;
const COMPRESSED_NAME = /\.(?:gz|tgz|gzip|z)$/i;

/**
 * The bytes of the file in an answer. It was asked for as it is, yet some servers (Apache with mod_mime) send a file that is kept
 * compressed with a Content-Encoding: that is the file, by its name or its declared length. What else is encoded was so on the way
 * alone, and is decoded.
 * @returns and whether lengths and ranges of the answer are of these bytes
 */
export function fileBytes(
  response: DalResponse,
  item: DownloadItem,
): { readonly body: AsyncIterable<Uint8Array>; readonly isPlain: boolean } {
  const { encoding, headers, body } = response;
  if (encoding === undefined || !encoding.split(",").some((each) => DECODABLE.test(each.trim()))) {
    // Of a transport that decodes in any case (fetch), lengths are of what was sent.
    return { body, isPlain: encoding !== undefined || !headers.has("content-encoding") };
  }
  const isKept =
    Number(headers.get("content-length")) === item.bytes || COMPRESSED_NAME.test(nameOfAnswer(response, item));
  if (isKept) return { body, isPlain: true };
  return { body: decoded(body, encoding, response.url), isPlain: false };
}

async function* decoded(
  body: AsyncIterable<Uint8Array>,
  encoding: string,
  url: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = readDecoded(Readable.from(body, { objectMode: false }), encoding);
  try {
    for (let chunk = await reader.read(); chunk !== undefined; chunk = await reader.read()) yield chunk;
  } catch (thrown) {
    if (isDalError(thrown)) throw thrown;
    throw new DalError("DAL_NETWORK", `${url} ${describeNetworkFailure(thrown).words}.`, { url }, { cause: thrown });
  } finally {
    await reader.cancel();
  }
}

/** Where the file of an answer goes. */
export function nameOfAnswer({ url, headers }: DalResponse, item: DownloadItem): string {
  const [disposition, contentType] = [headers.get("content-disposition"), headers.get("content-type")];
  return nameOf(item, { url, disposition, contentType });
}

/**
 * Refuses what a server says instead of sending the file, with a good status: the page of a login, an error document, the promise of a
 * file that is fetched from tape (202, at ESO and CADC).
 * @throws DalError code DAL_FORMAT or DAL_QUERY_ERROR, with the server's words; DAL_HTTP
 */
export async function refuseMessage(response: DalResponse, item: DownloadItem): Promise<void> {
  const type = response.headers.get("content-type") ?? "";
  const { status, url } = response;
  if (status !== 200 && status !== 203) {
    await response.close();
    const why =
      status === 202 ? ": it promises the file for later. Ask again then" : ", which is no answer with a file";
    throw new DalError("DAL_HTTP", `${url} answered HTTP ${status}${why}.`, { url, httpStatus: status });
  }
  if (!isMessage(type, item.contentType, endingOf(nameOfAnswer(response, item)))) return;
  const body = await classifyBody(response.body, type);
  throw await failureOf(response, body, { expected: item.contentType ?? "a file" });
}

function isMessage(type: string, declared: string | undefined, ending: string): boolean {
  if (/^\s*(?:text\/html|application\/xhtml)/i.test(type)) {
    // A name without an ending, or with one of a page, may well be a page's.
    return declared === undefined ? !/^$|^\.(?:x?html?|php|jsp|aspx?|cgi)$/i.test(ending) : !/html/i.test(declared);
  }
  return (
    /^\s*(?:application|text)\/(?:x-votable\+)?xml\b/i.test(type) && declared !== undefined && !/xml/i.test(declared)
  );
}
