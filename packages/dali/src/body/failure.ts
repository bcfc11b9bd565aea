import { DalError, type DalErrorCode } from "../errors.ts";
import { printDuration } from "../transport/duration-text.ts";
import type { DalResponse } from "../transport/types.ts";
import { type ClassifiedBody, classifyBody } from "./classify.ts";
import type { BodyKind } from "./kind.ts";

/** Statuses with which services refuse a request that they understood, when they say why. */
const REFUSALS: ReadonlySet<number> = new Set([400, 406, 413, 414, 415, 422]);

/** What kinds are called in messages. */
const NAMES: Readonly<Record<BodyKind, string>> = {
  votable: "a VOTable",
  "votable-error": "an error document",
  "uws-job": "a UWS job",
  "uws-jobs": "a list of UWS jobs",
  "vosi-capabilities": "VOSI capabilities",
  "vosi-availability": "a VOSI availability document",
  "vosi-tables": "a VOSI table set",
  xml: "an XML document of another kind",
  html: "a web page",
  json: "JSON",
  text: "plain text",
  fits: "a FITS file",
  parquet: "a Parquet file",
  arrow: "an Arrow file",
  zip: "a ZIP archive",
  binary: "data of a kind that is not known",
  empty: "nothing",
};

/** How long the words of a service that failed are waited for. */
const WORDS_MS = 10_000;
/** Words are quoted in messages up to here; `serviceMessage` has all. */
const QUOTED_CHARACTERS = 300;

export interface FailureContext {
  /** Whether credentials went along. */
  readonly hasCredentials?: boolean;
  /** What was due, for messages: "a VOTable". */
  readonly expected?: string;
}

/**
 * The error for an answer that is not what was asked for, by its status or its body: in the service's own words, with the URL, the
 * status, the time it took, and what to do next. Closes the answer.
 *
 * DAL_AUTH for 401 and 403, DAL_NOT_FOUND for 404 and 410, DAL_QUERY_ERROR for an error VOTable and for a refusal (400, 406,
 * 413, 414, 415, 422) with words in it, DAL_HTTP for other statuses, DAL_FORMAT for a body of another kind with a good one.
 * @param body - if it was classified before
 * @see DALI 1.1, section 5.2 "Error Response"
 */
export async function failureOf(
  response: DalResponse,
  body?: ClassifiedBody,
  { hasCredentials = false, expected = "an answer" }: FailureContext = {},
): Promise<DalError> {
  const { status, headers, url, elapsedMs, attempts } = response;
  const { kind, words } = await readInTime(response, body);
  await response.close();
  const code = codeOf(status, kind, words !== undefined);
  const authSchemes = status === 401 ? readSchemes(headers.get("www-authenticate")) : [];
  const isGood = status >= 200 && status <= 299;
  const said = words === undefined ? "" : `: "${shorten(words)}"`;
  const event = isGood
    ? `answered with ${NAMES[kind]} where ${expected} was due`
    : `answered HTTP ${status}${words === undefined && kind !== "empty" ? ` with ${NAMES[kind]}` : ""}`;
  const next = adviceFor(code, { status, authSchemes, hasCredentials, origin: new URL(url).origin });
  return new DalError(
    code,
    `${url} ${event} after ${printDuration(elapsedMs)}${said}.${next === "" ? "" : ` ${next}`}`,
    {
      url,
      httpStatus: status,
      elapsedMs,
      attempts,
      ...(words === undefined ? {} : { serviceMessage: words }),
      ...(authSchemes.length === 0 ? {} : { authSchemes }),
    },
  );
}

async function readInTime(
  response: DalResponse,
  given: ClassifiedBody | undefined,
): Promise<{ readonly kind: BodyKind; readonly words?: string }> {
  const read = async (): Promise<{ readonly kind: BodyKind; readonly words?: string }> => {
    const body = given ?? (await classifyBody(response.body, response.headers.get("content-type")));
    const words = await body.words();
    return { kind: body.kind, ...(words === undefined ? {} : { words }) };
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<{ readonly kind: BodyKind }>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "empty" }), WORDS_MS);
  });
  // The status has been said; that its explanation breaks off is of no interest.
  const words = read().catch(() => ({ kind: "empty" as const }));
  return Promise.race([words, late]).finally(() => clearTimeout(timer));
}

function codeOf(status: number, kind: BodyKind, hasWords: boolean): DalErrorCode {
  if (status === 401 || status === 403) return "DAL_AUTH";
  if (status === 404 || status === 410) return "DAL_NOT_FOUND";
  if (kind === "votable-error" && status !== 429 && status !== 503) return "DAL_QUERY_ERROR";
  if (status >= 200 && status <= 299) return "DAL_FORMAT";
  return REFUSALS.has(status) && hasWords && kind !== "html" ? "DAL_QUERY_ERROR" : "DAL_HTTP";
}

interface Circumstances {
  readonly status: number;
  readonly authSchemes: readonly string[];
  readonly hasCredentials: boolean;
  readonly origin: string;
}

function adviceFor(code: DalErrorCode, { status, authSchemes, hasCredentials, origin }: Circumstances): string {
  if (code === "DAL_AUTH") {
    const how = authSchemes.length === 0 ? "" : ` (it takes ${authSchemes.join(", ")})`;
    if (!hasCredentials && status === 403) return `If it is not for everyone, give credentials for ${origin}.`;
    if (!hasCredentials) return `Give credentials for ${origin}${how}.`;
    return status === 401
      ? `It did not accept the credentials given for ${origin}${how}: are they right, and not expired?`
      : `The credentials given for ${origin} do not allow this.`;
  }
  if (status === 410) return "It was there once, and is no more.";
  if (code === "DAL_NOT_FOUND") return "Is the address right?";
  if (code === "DAL_QUERY_ERROR") return "";
  if (status === 429) return "It is asked too often: fewer requests at a time, or later.";
  if (status >= 500 && status !== 501 && status !== 505) return "The fault is the service's: later may be better.";
  return "";
}

/** Names of the schemes in WWW-Authenticate (RFC 9110, section 11.6.1), in their order, each once. */
export function readSchemes(header: string | null): readonly string[] {
  const challenges = (header ?? "").replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const schemes = [...challenges.matchAll(/(?:^|,)\s*([\w!#$%&'*+.^`|~-]+)(?=\s+[^=\s,]|\s*(?:,|$))/g)];
  return [...new Set(schemes.map(([, scheme]) => scheme ?? ""))];
}

function shorten(words: string): string {
  const line = words.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return line.length <= QUOTED_CHARACTERS ? line : `${line.slice(0, QUOTED_CHARACTERS - 1)}…`;
}
