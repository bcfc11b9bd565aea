/** The four archives of NASA's Virtual Observatory. */
export const ARCHIVE_NAMES = ["mast", "heasarc", "irsa", "ned"] as const;
export type ArchiveName = (typeof ARCHIVE_NAMES)[number];

/** What archives are searched for. */
export const SEARCH_KINDS = ["cone", "images", "spectra"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** A service of an archive that answers one kind of question. */
export interface ArchiveService {
  readonly kind: SearchKind;
  readonly protocol: "scs" | "sia1" | "sia2" | "ssa";
  /** The base URL; `{collection}` in it stands for the name of a collection. */
  readonly url: string;
  /**
   * Where the name of a collection goes: into the URL, or into the parameter COLLECTION. Absent: the service has one
   * collection, and cannot be asked for another.
   */
  readonly collectionIn?: "url" | "parameter";
  /** Collections that are asked for when none is named; none: the service is asked for all that it has. */
  readonly collections: readonly string[];
  /** Where this is known from. */
  readonly source: string;
}

/** What is known of an archive, as data: nothing else here knows one from another. */
export interface ArchiveProfile {
  readonly name: ArchiveName;
  readonly title: string;
  readonly services: readonly ArchiveService[];
  /** How long it may take to answer, where nobody says otherwise. */
  readonly patienceMs: number;
}
