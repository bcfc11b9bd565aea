import type { CompletePlan } from "./plan.ts";

/** Codes of CompletenessError. Stable: callers match on them. */
export const COMPLETENESS_ERROR_CODES = [
  "TAP_INDIVISIBLE", // the result, or some of its rows, cannot be divided into parts that the service gives whole
  "TAP_INCOMPLETE", // rows and counts do not agree, and asking again did not help
  "TAP_TOO_MANY_PARTS", // more requests than `maxParts` allows
  "TAP_PART", // a part could not be had; `cause` says why
  "TAP_PLAN", // the plan that was handed in is of another query
  "TAP_LOCKED", // another process is asking for the same result, and keeps its parts
] as const;
export type CompletenessErrorCode = (typeof COMPLETENESS_ERROR_CODES)[number];

/** A result cannot be had whole, or not proven to be. `plan`, where there is one, says which parts were done. */
export class CompletenessError extends Error {
  override readonly name = "CompletenessError";
  readonly code: CompletenessErrorCode;
  /** What was done until then: hand it in again (`resume`) to go on from there. */
  readonly plan?: CompletePlan;

  constructor(code: CompletenessErrorCode, message: string, options: ErrorOptions & { plan?: CompletePlan } = {}) {
    const { plan, ...rest } = options;
    super(message, rest);
    this.code = code;
    if (plan !== undefined) this.plan = plan;
  }
}

/** By name, not by class: two copies of this package have two classes. */
export function isCompletenessError(failure: unknown): failure is CompletenessError {
  return failure instanceof Error && failure.name === "CompletenessError";
}
