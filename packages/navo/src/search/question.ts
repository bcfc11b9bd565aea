import type { SkyPosition } from "@armillary/dali";
import type { OneOrMore, ValueOrRange } from "@armillary/dali/dataset";
import type { ArchiveName, SearchKind } from "../archives/profile.ts";

/** A collection that is wanted: of one archive, or of all that have one by that name. */
export interface CollectionChoice {
  readonly archive?: ArchiveName;
  /** As the archive calls it: a mission of MAST, a table of HEASARC or IRSA. */
  readonly name: string;
}

/** One question to several archives: what they have around a place. */
export interface ArchiveQuestion extends SkyPosition {
  readonly kind: SearchKind;
  /** Radius of the circle, whatever the protocol of an archive calls it: not a width, not a diameter. */
  readonly radiusDeg: number;
  /** Images and spectra: wavelengths in vacuum that are covered. */
  readonly bandM?: OneOrMore<ValueOrRange>;
  /** Images and spectra: times that are covered, MJD (UTC). */
  readonly timeMjd?: OneOrMore<ValueOrRange>;
  /** Default: those that the archives' profiles name. */
  readonly collections?: readonly CollectionChoice[];
  /** Rows of each service at most. */
  readonly maxrec?: number;
}
