export type { Credential, CredentialScope } from "./auth/credential.ts";
export type { DalErrorCode, ServiceFailure } from "./errors.ts";
export { DAL_ERROR_CODES, DalError } from "./errors.ts";
export { Deadline } from "./transport/deadline.ts";
export type { TransportEvent } from "./transport/events.ts";
export type { RetryOptions } from "./transport/retry.ts";
export type { Rewrite } from "./transport/rewrite.ts";
export type { DalRequest, DalResponse, Part, Transport, TransportOptions } from "./transport/types.ts";
