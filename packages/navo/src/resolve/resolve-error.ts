import type { ReadyService } from "./ready-service.ts";

/** Codes of ResolveError. Stable: callers match on them. */
export const RESOLVE_ERROR_CODES = [
  "NAVO_NO_SERVICE", // nothing that is known, here or in the registry, is what is wanted
  "NAVO_AMBIGUOUS", // several services are
] as const;
export type ResolveErrorCode = (typeof RESOLVE_ERROR_CODES)[number];

/** There is no one service that is wanted. */
export class ResolveError extends Error {
  override readonly name = "ResolveError";
  readonly code: ResolveErrorCode;
  /** What could be meant. */
  readonly choices: readonly ReadyService[];

  constructor(code: ResolveErrorCode, message: string, choices: readonly ReadyService[] = []) {
    super(message);
    this.code = code;
    this.choices = choices;
  }
}

/** By name, not by class: two copies of this package have two classes. */
export function isResolveError(failure: unknown): failure is ResolveError {
  return failure instanceof Error && failure.name === "ResolveError";
}
