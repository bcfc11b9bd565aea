import type { Resolver } from "./resolved-name.ts";

/** Codes of NameError. Stable: callers match on them. */
export const NAME_ERROR_CODES = [
  "NAME_UNKNOWN", // those that answered know no such object, nor a position of it
  "NAME_UNRESOLVED", // no resolver answered
  "NAME_MOVING", // a body of the solar system: where it is depends on when
] as const;
export type NameErrorCode = (typeof NAME_ERROR_CODES)[number];

/** What came of asking one resolver; without `failure`, it knows no such object. */
export interface NameAttempt {
  readonly resolver: Resolver;
  readonly failure?: unknown;
}

/** A name has no position. `code` says why, the message what to do. */
export class NameError extends Error {
  override readonly name = "NameError";
  readonly code: NameErrorCode;
  /** Resolvers that were asked, in the order in which they answered. */
  readonly attempts: readonly NameAttempt[];

  constructor(
    code: NameErrorCode,
    message: string,
    options: ErrorOptions & { readonly attempts?: readonly NameAttempt[] } = {},
  ) {
    const { attempts = [], ...rest } = options;
    super(message, rest);
    this.code = code;
    this.attempts = attempts;
  }
}

/** By name, not by class: two copies of this package have two classes. */
export function isNameError(failure: unknown): failure is NameError {
  return failure instanceof Error && failure.name === "NameError";
}
