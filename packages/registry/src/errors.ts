/** Codes of RegistryError. Stable: callers match on them. */
export const REGISTRY_ERROR_CODES = [
  "REG_USAGE", // a constraint that cannot be meant: an unknown protocol, a waveband that is none, an empty word
  "REG_FEATURE", // no registry that was asked, nor what is kept here, can judge a constraint
  "REG_UNREACHABLE", // no registry answered, and nothing is kept that would do
  "REG_NOT_FOUND", // there is no record of that identifier
  "REG_NO_SERVICE", // the record has no interface of the protocol that is wanted
  "REG_AMBIGUOUS", // the record has several that could be meant
  "REG_VOCABULARY", // a vocabulary could not be had, or has no such term
] as const;
export type RegistryErrorCode = (typeof REGISTRY_ERROR_CODES)[number];

/** Why one registry did not give an answer. */
export interface RegistryFailure {
  /** Base URL of its TAP service. */
  readonly registry: string;
  readonly reason: string;
  readonly cause: unknown;
}

/** A question to the registry came to nothing. `code` says why, the message what to do. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly code: RegistryErrorCode;
  /** Registries that were asked, in their order, and what came of it. */
  readonly failures: readonly RegistryFailure[];

  constructor(
    code: RegistryErrorCode,
    message: string,
    options: ErrorOptions & { readonly failures?: readonly RegistryFailure[] } = {},
  ) {
    const { failures = [], ...rest } = options;
    super(message, rest);
    this.code = code;
    this.failures = failures;
  }
}

/** By name, not by class: two copies of this package have two classes. */
export function isRegistryError(failure: unknown): failure is RegistryError {
  return failure instanceof Error && failure.name === "RegistryError";
}
