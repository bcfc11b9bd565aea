import {
  childUrl,
  classifyBody,
  DalError,
  failureOf,
  type OperationOptions,
  readTables,
  type TableSet,
  type Transport,
} from "@armillary/dali";

/** What a service says of the age of a document: it is sent back to ask whether there is a newer one (RFC 9110, section 8.8). */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** A list of tables, and how to ask whether it is still right. */
export interface TableList {
  readonly set: TableSet;
  readonly validators: Validators;
}

/** Statuses of services that do not know `detail`. */
const REFUSALS = new Set([400, 405, 406, 422, 500]);

/**
 * The tables of a service, from `/tables`: names alone where it can do that (VOSI 1.1), else all it says.
 * @param known - of the list that is at hand
 * @returns "unchanged" where that list is still right
 * @throws DalError
 */
export async function fetchTableList(
  transport: Transport,
  baseUrl: string,
  detail: "min" | "max",
  known: Validators = {},
  options: OperationOptions = {},
): Promise<TableList | "unchanged"> {
  try {
    return await fetchList(transport, baseUrl, detail, known, options);
  } catch (failure) {
    const status = failure instanceof DalError ? failure.failure.httpStatus : undefined;
    if (detail === "max" || status === undefined || !REFUSALS.has(status)) throw failure;
    return fetchList(transport, baseUrl, undefined, known, options);
  }
}

async function fetchList(
  transport: Transport,
  baseUrl: string,
  detail: "min" | "max" | undefined,
  { etag, lastModified }: Validators,
  { signal, deadline, timeoutMs }: OperationOptions,
): Promise<TableList | "unchanged"> {
  const response = await transport.request({
    url: childUrl(baseUrl, "tables"),
    accept: "application/xml, text/xml;q=0.9, */*;q=0.1",
    // The whole list has no parameter: services of VOSI 1.0 know none.
    parameters: detail === "min" ? [["detail", detail]] : [],
    headers: {
      ...(etag === undefined ? {} : { "If-None-Match": etag }),
      ...(lastModified === undefined ? {} : { "If-Modified-Since": lastModified }),
    },
    accepts: (status) => (status >= 200 && status <= 299) || status === 304,
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  try {
    if (response.status === 304) return "unchanged";
    const body = await classifyBody(response.body, response.headers.get("content-type"));
    if (!/^(xml|vosi-tables)$/.test(body.kind)) throw await failureOf(response, body, { expected: "a VOSI table set" });
    const set = await readTables(body.body, { url: response.url, ...(signal === undefined ? {} : { signal }) });
    return { set, validators: validatorsOf(response.headers) };
  } finally {
    await response.close();
  }
}

function validatorsOf(headers: Headers): Validators {
  const [etag, lastModified] = [headers.get("etag"), headers.get("last-modified")];
  return { ...(etag === null ? {} : { etag }), ...(lastModified === null ? {} : { lastModified }) };
}
