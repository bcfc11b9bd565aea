import type { OneOrMore, SkyRegion, ValueOrRange } from "@armillary/dali/dataset";
import type { ArchiveName, ArchiveProtocol, SearchKind } from "../archives/profile.ts";

/** A collection that is wanted: of one archive, of all that have one by that name, or a service of the registry. */
export interface CollectionChoice {
  readonly archive?: ArchiveName;
  /** As the archive calls it: a mission of MAST, a table of HEASARC or IRSA; or the identifier of any service, `ivo://…`. */
  readonly name: string;
}

/** One question to several archives: what they have in a region. */
export interface ArchiveQuestion {
  readonly kind: SearchKind;
  /** A circle (by its radius, whatever the protocol of an archive calls it), a box, a range of coordinates, a polygon; ICRS. */
  readonly region: SkyRegion;
  /** Images and spectra: wavelengths in vacuum that are covered. */
  readonly bandM?: OneOrMore<ValueOrRange>;
  /** Images and spectra: times that are covered, MJD (UTC). */
  readonly timeMjd?: OneOrMore<ValueOrRange>;
  /**
   * Words that must all stand, in any case, in what a row says of itself: identifier, name, title, collection, facility,
   * instrument. No protocol but ObsTAP can be asked for them; of others the rows are judged here, which the ledger tells.
   */
  readonly keyword?: OneOrMore<string>;
  /** Default: those that the archives' profiles name. */
  readonly collections?: readonly CollectionChoice[];
  /** Those alone (default: of each archive the one that its profile holds for the best). */
  readonly protocols?: readonly ArchiveProtocol[];
  /** Rows of each service at most. */
  readonly maxrec?: number;
}
