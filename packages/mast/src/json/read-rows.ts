import { classifyBody, DalError, type DalResponse, failureOf, withBody } from "@armillary/dali";
import { type JsonRows, JsonRowsReader, type RowsReaderOptions } from "./rows-reader.ts";
import { JsonError } from "./scan.ts";

/** What an answer with rows held, and where it came from. */
export interface JsonAnswer extends JsonRows {
  /** Without secrets. */
  readonly url: string;
  readonly bytes: number;
}

export interface ReadRowsOptions extends RowsReaderOptions {
  /** Of the whole answer, which is in memory when it is read (default 1 GiB). */
  readonly maxBytes?: number;
}

const MOST_BYTES = 2 ** 30;

/**
 * Reads an answer whose one long member is an array of rows, as it comes.
 * @throws DalError code DAL_FORMAT for what is no JSON (a web page, nothing, a document that ends in the middle), in the service's
 *   words where it has some; DAL_LIMIT; and as its body fails
 */
export async function readJsonRows(
  response: DalResponse,
  { maxBytes = MOST_BYTES, ...options }: ReadRowsOptions,
): Promise<JsonAnswer> {
  const { url } = response;
  const classified = await classifyBody(response.body, response.headers.get("content-type"));
  // Mashup sends JSON as text/plain, and arrays as such are no JSON to the classifier; other text is the service's own words.
  const isJson =
    classified.kind === "json" || (classified.kind === "text" && /^\s*[[{]/.test((await classified.words()) ?? "["));
  if (!isJson) {
    throw await failureOf(withBody(response, classified.body), classified, { expected: "JSON" });
  }
  const reader = new JsonRowsReader(options);
  let bytes = 0;
  try {
    for await (const chunk of classified.body) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        const message = `${url} sent more than ${maxBytes} bytes for one page. Smaller pages (pageSize) have fewer.`;
        throw new DalError("DAL_LIMIT", message, { url });
      }
      reader.push(chunk);
    }
    return { ...reader.finish(), url, bytes };
  } catch (failure) {
    await response.close();
    throw failure instanceof JsonError ? notJson(url, failure) : failure;
  }
}

/**
 * Reads an answer that is one JSON value, as JSON.parse has it.
 * @throws DalError code DAL_FORMAT for what is no JSON, DAL_LIMIT for more than 64 MiB
 */
export async function readJson(response: DalResponse): Promise<unknown> {
  return parseJson(await response.text(), response.url);
}

/** @throws DalError code DAL_FORMAT, with how the text begins */
export function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const start = text.trim().replace(/\s+/g, " ").slice(0, 120);
    const found = start === "" ? "nothing" : `"${start}"`;
    throw new DalError("DAL_FORMAT", `${url} answered ${found} where JSON was due.`, { url }, { cause });
  }
}

function notJson(url: string, cause: JsonError): DalError {
  return new DalError(
    "DAL_FORMAT",
    `${url} sent JSON that cannot be read: ${cause.message}, at byte ${cause.offset}. Asked again it may come whole.`,
    { url },
    { cause },
  );
}
