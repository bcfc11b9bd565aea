import { type BodyKind, classifyBody, DalError, type DalResponse, failureOf, withBody } from "@armillary/dali";

/** With what error documents of SODA begin (SODA 1.0, section 5.2), and those of DataLink. */
const ERROR_WORDS =
  /^\s*(?:Error|AuthenticationError|AuthorizationError|ServiceUnavailable|UsageError|MultiValuedParamNotSupported|(?:NotFound|Usage|Transient|Fatal|Default)Fault)\b/;

/** An answer that is data, and of what kind. */
export interface DataAnswer {
  readonly kind: BodyKind;
  readonly response: DalResponse;
}

/**
 * The answer of a service that sends data, once it is clear that it does: error documents come with good statuses, too.
 * Bytes are what the service sent, but for blank lines before an XML document, which no reader takes.
 * @param wantsPage - whether a web page may be the answer
 * @throws DalError DAL_QUERY_ERROR in the service's words; with `httpStatus` 204 where it has nothing there
 */
export async function openData(response: DalResponse, wantsPage = false): Promise<DataAnswer> {
  try {
    const body = await classifyBody(response.body, response.headers.get("content-type"));
    if (response.status === 204 || body.kind === "empty") throw nothing(response);
    if (body.kind === "votable-error" || (body.kind === "html" && !wantsPage)) {
      throw await failureOf(response, body, { expected: "data" });
    }
    if (body.kind === "text") {
      const words = await body.words();
      if (words !== undefined && ERROR_WORDS.test(words)) throw refusal(response, words);
    }
    return { kind: body.kind, response: withBody(response, body.body) };
  } catch (failure) {
    await response.close();
    throw failure;
  }
}

function nothing({ url, status, elapsedMs }: DalResponse): DalError {
  return new DalError(
    "DAL_QUERY_ERROR",
    `${url} has no data in what was asked for (HTTP ${status}, and nothing in it). Does the dataset cover it?`,
    { url, httpStatus: status, elapsedMs },
  );
}

function refusal({ url, status, elapsedMs }: DalResponse, words: string): DalError {
  const line = words.replace(/\s+/g, " ").trim();
  return new DalError(
    "DAL_QUERY_ERROR",
    `${url} refused: "${line.length > 300 ? `${line.slice(0, 299)}…` : line.replace(/\.$/, "")}".`,
    { url, httpStatus: status, elapsedMs, serviceMessage: words.trim() },
  );
}
