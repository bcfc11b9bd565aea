import type { Credential } from "../auth/credential.ts";
import { type Authorization, authorizationFor, checkCredential, takeUserinfo } from "../auth/credentials.ts";
import { isSameOrigin } from "../auth/origin.ts";
import { DalError } from "../errors.ts";
import { cleanBaseUrl, mergeParameters } from "../url/base-url.ts";
import type { Hop } from "./redirect.ts";
import { formBody, jsonBody, multipartBody, type RequestBody } from "./request-body.ts";
import type { Settings } from "./settings.ts";
import type { DalRequest } from "./types.ts";

/** A request made ready, before anything is sent. */
export interface Prepared {
  readonly hop: Hop;
  readonly body?: RequestBody;
  /** The transport's, and what the URL itself held. */
  readonly credentials: readonly Credential[];
  readonly isRepeatable: boolean;
}

/** Headers of HTTP's own, or with secrets, that a request cannot set. */
const RESERVED: ReadonlySet<string> = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "host",
  "keep-alive",
  "proxy-authorization",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** Headers of a request that also go to another origin when redirected; others might hold keys of the first. */
const TRAVELLING: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "if-match",
  "if-none-match",
  "if-range",
  "range",
]);

/** @throws DalError code DAL_USAGE for a request that cannot be sent */
export function prepareRequest(request: DalRequest, settings: Settings): Prepared {
  const { method = "GET", parameters = [], multipart, json } = request;
  const { url, credential } = takeUserinfo(cleanBaseUrl(request.url));
  checkHeaders(request, url);
  if (multipart !== undefined && method !== "POST") {
    throw new DalError("DAL_USAGE", `A ${method} request has no body for parts; POST has (${url}).`);
  }
  if (json !== undefined && (method !== "POST" || multipart !== undefined)) {
    throw new DalError("DAL_USAGE", `A JSON document is the whole body of a POST request (${url}).`);
  }
  const hasBody = method === "POST";
  const body = bodyOf(request);
  const own = (request.credentials ?? []).map(checkCredential);
  const isIdempotent = request.idempotent ?? method !== "POST";
  return {
    hop: { url: hasBody && json === undefined ? url : mergeParameters(url, parameters), method, hasBody },
    ...(hasBody ? { body } : {}),
    credentials: [...(credential === undefined ? [] : [credential]), ...own, ...settings.credentials],
    isRepeatable: isIdempotent && (!hasBody || body.isRepeatable),
  };
}

function bodyOf({ parameters = [], multipart, json }: DalRequest): RequestBody {
  if (json !== undefined) return jsonBody(json);
  return multipart === undefined ? formBody(parameters) : multipartBody(parameters, multipart);
}

function checkHeaders({ headers = {} }: DalRequest, url: string): void {
  for (const [name, value] of Object.entries(headers)) {
    if (RESERVED.has(name.toLowerCase())) {
      const instead = /auth|cookie/i.test(name) ? "`credentials` are" : "it is";
      throw new DalError("DAL_USAGE", `A request cannot set ${name} itself; ${instead} set for it (${url}).`);
    }
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new DalError(
        "DAL_USAGE",
        `The header ${JSON.stringify(name)} cannot be sent: characters that HTTP has no place for.`,
      );
    }
  }
}

/** All headers of one hop, and the certificate that goes with it. Credentials are judged anew for each. */
export function headersOf(
  request: DalRequest,
  { hop: first, body, credentials }: Prepared,
  hop: Hop,
  { userAgent, connector }: Settings,
): { readonly headers: (readonly [string, string])[] } & Pick<Authorization, "certificate"> {
  const isAtHome = first === hop || isSameOrigin(first.url, hop.url);
  const own = Object.entries(request.headers ?? {}).filter(([name]) => isAtHome || TRAVELLING.has(name.toLowerCase()));
  const authorization = authorizationFor(credentials, hop.url);
  const set = new Set(own.map(([name]) => name.toLowerCase()));
  const standard: (readonly [string, string])[] = [
    ["User-Agent", userAgent],
    ["Accept", request.accept ?? "*/*"],
    ...connector.ownHeaders,
    ...(hop.hasBody && body !== undefined ? [["Content-Type", body.contentType] as const] : []),
  ];
  return {
    headers: [...standard.filter(([name]) => !set.has(name.toLowerCase())), ...own, ...authorization.headers],
    ...(authorization.certificate === undefined ? {} : { certificate: authorization.certificate }),
  };
}
