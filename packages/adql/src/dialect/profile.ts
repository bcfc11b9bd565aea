import type { BooleanStyle } from "../build/literals.ts";
import type { AdqlVersion } from "../language/keywords.ts";

/** Something known of a service, with where from. */
export interface Fact<T> {
  readonly value: T;
  /** `declared` by its capabilities; `documented` by the archive or its clients; `observed` by someone else once. */
  readonly confidence: "declared" | "documented" | "observed";
  /** Document, client or observation, and its date where it has one. */
  readonly source: string;
}

/** Functions of geometry, as services declare them (ADQL 2.1, section 4.2). */
export const GEOMETRY_FORMS = [
  "AREA",
  "BOX",
  "CENTROID",
  "CIRCLE",
  "CONTAINS",
  "COORD1",
  "COORD2",
  "COORDSYS",
  "DISTANCE",
  "INTERSECTS",
  "POINT",
  "POLYGON",
  "REGION",
] as const;
export type GeometryForm = (typeof GEOMETRY_FORMS)[number];

/** Other optional features of ADQL 2.1 (sections 4.4 to 4.10), as services declare them. */
export const LANGUAGE_FORMS = [
  "LOWER",
  "UPPER",
  "ILIKE",
  "WITH",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "CAST",
  "COALESCE",
  "IN_UNIT",
  "OFFSET",
] as const;
export type LanguageForm = (typeof LANGUAGE_FORMS)[number];

/**
 * What a service may do without: the optional features; and, declared by nobody, `CASE` (many services run it, though
 * it is not ADQL), one of the two signs for "not equal", outer joins without the word OUTER, and `*` or `t.*` in a query
 * of several tables.
 */
export type Construct = GeometryForm | LanguageForm | "CASE" | "!=" | "<>" | "LEFT JOIN" | "* OF JOIN";

/** Predicates of geometry in one query. */
export interface SpatialLimit {
  /** How many CONTAINS and INTERSECTS a query may have. */
  readonly most: number;
  /** Whether it must come before the other conditions of WHERE. */
  readonly first: boolean;
}

export interface RowLimit {
  readonly rows: number;
  /** Of synchronous queries alone. */
  readonly syncOnly?: boolean;
  /** What gives more rows; without it, nothing does, MAXREC included. */
  readonly liftedBy?: "TOP";
}

/**
 * How a service departs from ADQL as all speak it. What is absent is not known, and nothing is adapted for it.
 */
export interface DialectProfile {
  /** Short name: `heasarc`, `mast-caom`. */
  readonly id: string;
  readonly title: string;
  /** Base URLs of TAP, or what they begin with. */
  readonly tapUrls: readonly string[];
  /** What the HTTP header Server begins with, where the profile is that of a software. */
  readonly software?: string;
  /** Versions of ADQL that it parses. */
  readonly versions?: Fact<readonly AdqlVersion[]>;
  /** Reserved words of ADQL, in upper case, that it takes as names without quotes. */
  readonly unreserved?: Fact<readonly string[]>;
  /** Constructs that it fails on or gets wrong. */
  readonly missing?: readonly Fact<Construct>[];
  /** Optional features that its capabilities are silent about. */
  readonly undeclared?: readonly Construct[];
  /** The first argument of POINT, CIRCLE, BOX and POLYGON. */
  readonly frame?: Fact<"required" | "accepted" | "refused">;
  /** Frames that it accepts, the usual one first. */
  readonly frameNames?: Fact<readonly string[]>;
  /** Where it wants the number of a predicate: `1 = CONTAINS(…)` or `CONTAINS(…) = 1`. */
  readonly truth?: Fact<"first" | "last">;
  readonly spatial?: Fact<SpatialLimit>;
  /** DISTANCE gives something else than degrees, or it is not known what. */
  readonly distanceUnsafe?: Fact<true>;
  readonly rowLimit?: Fact<RowLimit>;
  readonly booleans?: Fact<BooleanStyle>;
  /** Whether a backslash before a quote escapes it, which ADQL does not know. */
  readonly backslashEscapes?: Fact<boolean>;
}

/** Whether a service is known to lack a construct, or silent about it. */
export function supportOf(profile: DialectProfile, construct: Construct): "unknown" | "undeclared" | "missing" {
  if (missingFact(profile, construct) !== undefined) return "missing";
  return profile.undeclared?.includes(construct) === true ? "undeclared" : "unknown";
}

export function missingFact(profile: DialectProfile, construct: Construct): Fact<Construct> | undefined {
  return profile.missing?.find(({ value }) => value === construct);
}

export function isMissing(profile: DialectProfile, ...constructs: readonly Construct[]): boolean {
  return constructs.some((construct) => missingFact(profile, construct) !== undefined);
}
