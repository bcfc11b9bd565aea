/** Codes of FederationError. Stable: callers match on them. */
export const FEDERATION_ERROR_CODES = [
  "FEDERATION_NO_MEMBER", // a query names no archive and no table that is here
  "FEDERATION_UNSUPPORTED", // a construct that is not divided among archives
  "FEDERATION_TOO_LARGE", // a part can neither be fetched whole nor be narrowed by the other side
  "FEDERATION_PART", // an archive did not give its part
] as const;
export type FederationErrorCode = (typeof FEDERATION_ERROR_CODES)[number];

export interface FederationErrorDetails {
  /** The archive, by its name in the query. */
  readonly member?: string;
  /** What was asked, or would have been. */
  readonly adql?: string;
}

/** A query over several archives that came to nothing. `cause` is what the archive's client threw. */
export class FederationError extends Error {
  override readonly name = "FederationError";
  readonly code: FederationErrorCode;
  readonly member: string | undefined;
  readonly adql: string | undefined;

  constructor(
    code: FederationErrorCode,
    message: string,
    { member, adql }: FederationErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.member = member;
    this.adql = adql;
  }
}

/** By name, not by class: two copies of this package have two classes. */
export function isFederationError(failure: unknown): failure is FederationError {
  return failure instanceof Error && failure.name === "FederationError";
}
