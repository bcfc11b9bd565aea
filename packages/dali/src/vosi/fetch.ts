import { classifyBody } from "../body/classify.ts";
import { failureOf } from "../body/failure.ts";
import { ACCEPT_XML, isDalError, type OperationOptions, requestOptions } from "../operation.ts";
import type { DalResponse, Transport } from "../transport/types.ts";
import { childUrl, siblingUrl } from "../url/base-url.ts";
import { readXmlAnswer } from "../xml/answer.ts";
import { type Availability, parseAvailability } from "./availability.ts";
import { parseCapabilities } from "./capabilities.ts";
import type { Capability } from "./capability.ts";
import type { TableDescription, TableSet } from "./tables/model.ts";
import { openTables, readTables, type TablesReader } from "./tables/reader.ts";

/** Where a resource may be: below the base URL, or beside its last part (GAVO has it beside `…/scs.xml`). */
function placesOf(baseUrl: string, resource: string): string[] {
  return [...new Set([childUrl(baseUrl, resource), siblingUrl(baseUrl, resource)])];
}

/**
 * The capabilities of a service.
 * @param baseUrl - of the service, e.g. `https://dc.g-vo.org/tap`
 * @throws DalError; where there are none, neither below the base URL nor beside it, what the first place said
 */
export async function fetchCapabilities(
  transport: Transport,
  baseUrl: string,
  options: OperationOptions = {},
): Promise<Capability[]> {
  const { root, url } = await fetchXml(transport, baseUrl, "capabilities", "VOSI capabilities", options);
  return parseCapabilities(root, { url });
}

/** Whether a service works, by its own account. Throws as `fetchCapabilities`. */
export async function fetchAvailability(
  transport: Transport,
  baseUrl: string,
  options: OperationOptions = {},
): Promise<Availability> {
  const { root, url } = await fetchXml(transport, baseUrl, "availability", "a VOSI availability document", options);
  return parseAvailability(root, { url });
}

export interface FetchTablesOptions extends OperationOptions {
  /** `min`: tables without columns (VOSI 1.1, section 4.1.2); services of 1.0 send all in any case. */
  readonly detail?: "min" | "max";
  readonly maxBytes?: number;
}

/**
 * The tables of a service as they come. The whole list of a large archive has tens of megabytes: `detail: "min"`, then
 * `fetchTable` for what is needed, is faster where the service can.
 * @throws DalError, as `fetchCapabilities`; while reading, as `openTables`
 */
export async function streamTables(
  transport: Transport,
  baseUrl: string,
  options: FetchTablesOptions = {},
): Promise<TablesReader> {
  const { body, url } = await openTablesAnswer(transport, placesOf(baseUrl, "tables"), options);
  return openTables(body, readingOptions(url, options));
}

/** All tables of a service. Throws as `streamTables`. */
export async function fetchTables(
  transport: Transport,
  baseUrl: string,
  options: FetchTablesOptions = {},
): Promise<TableSet> {
  const { body, url } = await openTablesAnswer(transport, placesOf(baseUrl, "tables"), options);
  return readTables(body, readingOptions(url, options));
}

/**
 * One table with its columns; undefined when the service answers with none of that name.
 * @param name - as the list has it, quotes included
 * @throws DalError code DAL_NOT_FOUND where the service has no such table, or cannot give one alone (VOSI 1.0)
 */
export async function fetchTable(
  transport: Transport,
  baseUrl: string,
  name: string,
  options: OperationOptions = {},
): Promise<TableDescription | undefined> {
  const { body, url } = await openTablesAnswer(
    transport,
    [childUrl(baseUrl, `tables/${encodeURIComponent(name)}`)],
    options,
  );
  const { tables } = await readTables(body, readingOptions(url, options));
  return tables.find((table) => table.name === name) ?? (tables.length === 1 ? tables[0] : undefined);
}

async function fetchXml(
  transport: Transport,
  baseUrl: string,
  resource: string,
  what: string,
  options: OperationOptions,
) {
  return firstOf(placesOf(baseUrl, resource), async (url) => {
    const response = await transport.request({ url, accept: ACCEPT_XML, ...requestOptions(options) });
    return { root: await readXmlAnswer(response, what), url: response.url };
  });
}

async function openTablesAnswer(transport: Transport, urls: readonly string[], options: FetchTablesOptions) {
  const parameters = options.detail === undefined ? [] : ([["detail", options.detail]] as const);
  return firstOf(urls, async (url) => {
    const response = await transport.request({ url, accept: ACCEPT_XML, parameters, ...requestOptions(options) });
    return { body: await tablesBody(response), url: response.url };
  });
}

async function tablesBody(response: DalResponse): Promise<AsyncIterable<Uint8Array>> {
  const body = await classifyBody(response.body, response.headers.get("content-type"));
  if (body.kind === "xml" || body.kind === "vosi-tables") return body.body;
  throw await failureOf(response, body, { expected: "a VOSI table set" });
}

/** What the first place gives that has anything; what it said itself where none has. */
async function firstOf<Result>(urls: readonly string[], get: (url: string) => Promise<Result>): Promise<Result> {
  let first: unknown;
  for (const url of urls) {
    try {
      return await get(url);
    } catch (failure) {
      first ??= failure;
      if (!isDalError(failure) || !["DAL_NOT_FOUND", "DAL_FORMAT"].includes(failure.code)) throw failure;
    }
  }
  throw first;
}

function readingOptions(url: string, { signal, maxBytes }: FetchTablesOptions) {
  return { url, ...(signal === undefined ? {} : { signal }), ...(maxBytes === undefined ? {} : { maxBytes }) };
}
