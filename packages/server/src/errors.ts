/** Codes of ServiceError. Stable: callers match on them. */
export const SERVICE_ERROR_CODES = [
  "SERVER_USAGE", // a parameter that is missing, repeated, or has no meaning
  "SERVER_QUERY", // the query is wrong, or cannot be computed
  "SERVER_UPLOAD", // a table that was sent along cannot be taken
  "SERVER_NOT_FOUND", // there is no such resource
  "SERVER_METHOD", // the resource has no such method
  "SERVER_PHASE", // the job is past what was asked of it
  "SERVER_LIMIT", // larger than the server takes
  "SERVER_TIMEOUT", // the time for it is over
  "SERVER_BUSY", // too many at once: later
  "SERVER_CLOSING", // the server is being shut down
  "SERVER_LEFT", // whoever asked has gone: nobody hears of it
  "SERVER_FAILED", // a fault of the server
] as const;
export type ServiceErrorCode = (typeof SERVICE_ERROR_CODES)[number];

const HTTP_STATUS: Readonly<Record<ServiceErrorCode, number>> = {
  SERVER_USAGE: 400,
  SERVER_QUERY: 400,
  SERVER_UPLOAD: 400,
  SERVER_NOT_FOUND: 404,
  SERVER_METHOD: 405,
  SERVER_PHASE: 403,
  SERVER_LIMIT: 413,
  SERVER_TIMEOUT: 504,
  SERVER_BUSY: 503,
  SERVER_CLOSING: 503,
  SERVER_LEFT: 400,
  SERVER_FAILED: 500,
};

export interface ServiceErrorOptions extends ErrorOptions {
  /** When to come again; for SERVER_BUSY and SERVER_CLOSING. */
  readonly retryAfterSeconds?: number;
  /** Methods that there are; for SERVER_METHOD. */
  readonly allow?: string;
}

/** A request that is not answered as asked; the message is for whoever asked. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly code: ServiceErrorCode;
  readonly retryAfterSeconds?: number;
  readonly allow?: string;

  constructor(code: ServiceErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, options);
    this.code = code;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
    if (options.allow !== undefined) this.allow = options.allow;
  }

  /** Of the answer that tells of it (DALI 1.1, section 4.2): 4xx for the request, 5xx for the server. */
  get httpStatus(): number {
    return HTTP_STATUS[this.code];
  }

  /** Whether the same request may do better later: UWS calls such errors transient. */
  get isTransient(): boolean {
    return this.httpStatus >= 500;
  }
}

export function usageError(message: string): ServiceError {
  return new ServiceError("SERVER_USAGE", message);
}
