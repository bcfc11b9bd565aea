import type { SkyPosition } from "@armillary/dali";

/** What is asked of a cone search: whatever a catalogue has around a place. */
export interface ConeQuery extends SkyPosition {
  /** Right ascension of the centre, ICRS, -180 to 360; sent as 0 to 360. */
  readonly raDeg: number;
  /** Declination of the centre, ICRS, -90 to 90. */
  readonly decDeg: number;
  /** Radius of the cone, 0 to 180; 0 asks for the columns alone. Not a diameter (SSA) and not a width (SIA 1). */
  readonly radiusDeg: number;
  /** How many columns: few, the usual ones, all that there are (VERB; default: the service's, which is 2). */
  readonly verbosity?: 1 | 2 | 3;
  /** Rows at most (MAXREC, version 1.1; services of 1.03 pass it over). 0 asks for the columns alone. */
  readonly maxrec?: number;
  /** A media type, or a short form of DALI (RESPONSEFORMAT, version 1.1; services of 1.03 pass it over). */
  readonly responseFormat?: string;
  /** Parameters of the service's own, by name; they take the place of those of its base URL. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
}
