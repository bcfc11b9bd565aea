export {
  FEDERATION_ERROR_CODES,
  FederationError,
  type FederationErrorCode,
  type FederationErrorDetails,
  isFederationError,
} from "./errors.ts";
export type { Estimate } from "./estimate/estimate.ts";
export {
  explainFederation,
  type FederatedQueryOptions,
  type FederatedResult,
  type FederatedSummary,
  type FederationOptions,
  queryFederation,
} from "./federation.ts";
export type { JoinEngine } from "./join-engine.ts";
export { findMember, type Member, type MemberService } from "./member.ts";
export type { FederatedPlan, PlanStep } from "./plan/federated-plan.ts";
export type { PlanOptions } from "./plan/plan-query.ts";
export type { StepOutcome } from "./run/step.ts";
