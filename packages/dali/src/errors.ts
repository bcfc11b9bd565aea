/** Codes of DalError. Stable: callers match on them. */
export const DAL_ERROR_CODES = [
  "DAL_NETWORK", // no answer: name, connection, TLS, or a body that broke off
  "DAL_TIMEOUT", // the deadline of the request, or of the whole operation, passed
  "DAL_ABORTED", // the caller's signal
  "DAL_REDIRECT", // too many redirects, a loop, or one that may not be followed
  "DAL_HTTP", // a status that is no success, without words in a form that is known
  "DAL_AUTH", // 401 or 403: credentials are missing, wrong, or not for this origin
  "DAL_NOT_FOUND", // 404 or 410
  "DAL_QUERY_ERROR", // the service understood the request and refused it (QUERY_STATUS=ERROR, or an error document)
  "DAL_FORMAT", // the body is of another kind than was due (HTML where VOTable was), or contradicts itself
  "DAL_LIMIT", // a limit of the options was passed
  "DAL_USAGE", // a parameter that cannot be sent
  "UWS_JOB_ERROR", // the job ended in phase ERROR
  "UWS_JOB_ABORTED", // the job was aborted, by whomever
  "UWS_JOB_GONE", // the job is no longer there
] as const;
export type DalErrorCode = (typeof DAL_ERROR_CODES)[number];

/** What was asked, and what the service said. Secrets are never in it. */
export interface ServiceFailure {
  /** The URL that was asked, without credentials. */
  readonly url?: string;
  readonly httpStatus?: number;
  /** The service's own words, as it wrote them. */
  readonly serviceMessage?: string;
  /** From the first byte of the request to the failure. */
  readonly elapsedMs?: number;
  /** URL of the UWS job. */
  readonly job?: string;
  /** Of DAL_NETWORK: nobody was reached at all, so that nothing else at that host would answer either. */
  readonly isUnreachable?: true;
  /** Requests that were made, retries counted. */
  readonly attempts?: number;
  /** When the service says that it may be asked again, from the failure on. */
  readonly retryAfterMs?: number;
  /** Ways to prove who one is that the service names with a 401 (`Basic`, `Bearer`, `ivoa_bearer`, …). */
  readonly authSchemes?: readonly string[];
  /** Place in the document that cannot be read, from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** A request to a service ended without what was asked for. `code` says why, `failure` where and in whose words. */
export class DalError extends Error {
  override readonly name = "DalError";
  readonly code: DalErrorCode;
  readonly failure: ServiceFailure;

  constructor(code: DalErrorCode, message: string, failure: ServiceFailure = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.failure = failure;
  }
}
