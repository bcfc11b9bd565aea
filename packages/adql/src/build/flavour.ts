import type { BackslashStyle, BooleanStyle } from "./literals.ts";

/** How a service wants to be asked: what the tools that build queries can write in more than one way. */
export interface AdqlFlavour {
  /**
   * First argument of POINT, CIRCLE, BOX and POLYGON; `null` for none. ADQL 2.0 demands it, 2.1 still takes it
   * (section 4.2.5), so a service that is not known gets `"ICRS"`.
   */
  readonly frame: string | null;
  /** Where the number of a spatial predicate stands: `1 = CONTAINS(…)` or `CONTAINS(…) = 1`. */
  readonly truth: "first" | "last";
  /**
   * How "within a circle" and "within a polygon" of a pair of coordinates are asked: by CONTAINS; circles by DISTANCE,
   * which ADQL 2.1 prefers (section 4.2.7), and polygons by CONTAINS; or, for services without geometry, by the
   * functions of trigonometry, which every service has.
   */
  readonly region: "contains" | "distance" | "trigonometry";
  /** Whether there is BOX, which ADQL 2.1 deprecates; where not, a box is a POLYGON. */
  readonly box: boolean;
  readonly booleans: BooleanStyle;
  /** Moments as bare string literals, or `CAST('…' AS TIMESTAMP)`, as ADQL 2.1 has it where there is CAST. */
  readonly timestamps: "string" | "cast";
  /** `plain` only where a service is known to read backslashes as the standard does: see `stringLiteral`. */
  readonly backslashes: BackslashStyle;
}

/** What most services of either version of ADQL understand. */
export const COMMON_FLAVOUR: AdqlFlavour = {
  frame: "ICRS",
  truth: "first",
  region: "contains",
  box: false,
  booleans: "number",
  timestamps: "string",
  backslashes: "refuse",
};
