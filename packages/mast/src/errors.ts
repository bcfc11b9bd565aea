import type { ServiceFailure } from "@armillary/dali";

/** Codes of MastError. Stable: callers match on them. What is no matter of tokens or filters is a DalError. */
export const MAST_ERROR_CODES = [
  "MAST_TOKEN_MISSING", // MAST wants to know who asks, and no token was given
  "MAST_TOKEN_REFUSED", // a token was given, and MAST takes its bearer for nobody: expired, revoked or mistyped
  "MAST_TOKEN_EXPIRED", // the same, where MAST says that it is expired
  "MAST_NO_ACCESS", // MAST knows who asks, and these data are not theirs yet (exclusive access)
  "MAST_FILTER", // a filter that cannot be meant: an unknown column, a range of words, two wildcards
  "MAST_PRODUCTS", // the products of some observations could not be had; `obsids` says of which
  "MAST_NAME", // no resolver knows that name
] as const;
export type MastErrorCode = (typeof MAST_ERROR_CODES)[number];

/** Something that MAST alone has went wrong. `code` says what, the message what to do. */
export class MastError extends Error {
  override readonly name = "MastError";
  readonly code: MastErrorCode;
  /** What was asked, and what MAST said; empty where nothing was asked. */
  readonly failure: ServiceFailure;
  /** Of MAST_PRODUCTS: the observations whose products are wanting, to be asked for again. */
  readonly obsids: readonly string[];

  constructor(
    code: MastErrorCode,
    message: string,
    failure: ServiceFailure = {},
    options: ErrorOptions & { readonly obsids?: readonly string[] } = {},
  ) {
    const { obsids = [], ...rest } = options;
    super(message, rest);
    this.code = code;
    this.failure = failure;
    this.obsids = obsids;
  }
}

/** By name, not by class: two copies of this package have two classes. */
export function isMastError(failure: unknown): failure is MastError {
  return failure instanceof Error && failure.name === "MastError";
}
