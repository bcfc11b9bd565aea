export type { HeldRows, RunOptions, RunQuery } from "./complete/asker.ts";
export {
  type CompleteOptions,
  type CompleteResult,
  completeQuery,
  type ResumeOptions,
} from "./complete/complete-query.ts";
export {
  COMPLETENESS_ERROR_CODES,
  CompletenessError,
  type CompletenessErrorCode,
  isCompletenessError,
} from "./complete/completeness-error.ts";
export { type CompletePlan, describePart, type PartRange, type PlannedPart } from "./complete/plan.ts";
export type { CompletenessProof, CompleteSummary } from "./complete/proof.ts";
