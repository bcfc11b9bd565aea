import type { Span } from "./ast.ts";

/** Types of optional features as TAPRegExt and ADQL 2.1 (section 4) name them. */
export const FEATURE_TYPES = {
  udf: "ivo://ivoa.net/std/tapregext#features-udf",
  geometry: "ivo://ivoa.net/std/tapregext#features-adqlgeo",
  string: "ivo://ivoa.net/std/tapregext#features-adql-string",
  commonTable: "ivo://ivoa.net/std/tapregext#features-adql-common-table",
  sets: "ivo://ivoa.net/std/tapregext#features-adql-sets",
  type: "ivo://ivoa.net/std/tapregext#features-adql-type",
  conditional: "ivo://ivoa.net/std/tapregext#features-adql-conditional",
  unit: "ivo://ivoa.net/std/tapregext#features-adql-unit",
  offset: "ivo://ivoa.net/std/tapregext#features-adql-offset",
} as const;
export type FeatureType = (typeof FEATURE_TYPES)[keyof typeof FEATURE_TYPES];

/** An optional feature that a query uses: a service may do without it. */
export interface FeatureUse {
  /** Compare without case: registries hold both `tapregext` and `TAPRegExt`. */
  readonly type: FeatureType;
  /** As services declare it: `POINT`, `ILIKE`, `WITH`; of a user-defined function its name as written. */
  readonly form: string;
  /** Where it is used first. */
  readonly span: Span;
}

/** Whether two feature types are the same; IVOIDs are compared without case (ADQL 2.1, section 4.1). */
export function isFeatureType(type: string, known: FeatureType): boolean {
  return type.trim().toLowerCase() === known;
}
