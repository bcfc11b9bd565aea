export { findScsFacts, SCS_FACTS, type ScsFact, type ScsFacts } from "./facts.ts";
export { coneParameters } from "./parameters.ts";
export type { ConeQuery } from "./query.ts";
export { ScsService, type ScsServiceOptions } from "./service.ts";
