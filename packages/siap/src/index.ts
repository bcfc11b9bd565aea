export { enclosingCircle } from "./enclosing-circle.ts";
export { findSiaFacts, SIA_FACTS, type SiaFact, type SiaFacts } from "./facts.ts";
export { siaParameters } from "./parameters.ts";
export type { SiaPlan } from "./plan.ts";
export { type ImageGrid, INTERSECTIONS, type Intersection, type SiaQuery } from "./query.ts";
export { createSiaReader, type ImageWcs, type SiaRecord } from "./record.ts";
export { findAccessColumn } from "./record-v1.ts";
export { type SiaDescription, type SiaResult, SiaService, type SiaServiceOptions } from "./service.ts";
export type { SiaVersion, VersionVerdict } from "./version.ts";
