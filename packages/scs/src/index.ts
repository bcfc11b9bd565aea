export { type AngleColumn, type ConeColumns, findConeColumns } from "./columns.ts";
export type { ScsDescription } from "./describe.ts";
export { findScsFacts, SCS_FACTS, type ScsFact, type ScsFacts } from "./facts.ts";
export type { ManyOptions, ManyProgress } from "./many/options.ts";
export type { Find, ManySummary, TargetOutcome } from "./many/outcome.ts";
export type { ManyResult } from "./many/search-many.ts";
export {
  type ConeTarget,
  type ConeTargetTable,
  type NumberedTarget,
  openTargets,
  type TargetSource,
} from "./many/target.ts";
export { coneParameters } from "./parameters.ts";
export { type Positions, readPositions } from "./positions.ts";
export type { ConeQuery } from "./query.ts";
export type { ConeRecord } from "./record.ts";
export type { ConeResult } from "./result.ts";
export { type ConeOptions, ScsService, type ScsServiceOptions } from "./service.ts";
