/** The four archives of NASA's Virtual Observatory. */
export const ARCHIVE_NAMES = ["mast", "heasarc", "irsa", "ned"] as const;
export type ArchiveName = (typeof ARCHIVE_NAMES)[number];

/** What archives are searched for. */
export const SEARCH_KINDS = ["cone", "images", "spectra"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** How services are asked; `obscore` is ObsTAP: images and spectra by TAP, `tap` a catalogue by TAP. */
export const ARCHIVE_PROTOCOLS = ["scs", "tap", "sia1", "sia2", "ssa", "obscore"] as const;
export type ArchiveProtocol = (typeof ARCHIVE_PROTOCOLS)[number];

/** A table of sources. */
export interface CatalogueTable {
  /** As people name it: `hsc`. */
  readonly collection: string;
  /** In the service's TAP_SCHEMA. */
  readonly table: string;
  /** Columns of right ascension and declination (default: those that the service's metadata marks as such). */
  readonly ra?: string;
  readonly dec?: string;
}

/** A service of an archive that answers one kind of question. */
export interface ArchiveService {
  readonly kind: SearchKind;
  readonly protocol: ArchiveProtocol;
  /** The base URL; `{collection}` in it stands for the name of a collection. */
  readonly url: string;
  /**
   * Where the name of a collection goes: into the URL, into the parameter COLLECTION (`obs_collection` of ObsTAP), or it is
   * the name of a table. Absent: the service has those of `tables`, or one that has no name.
   */
  readonly collectionIn?: "url" | "parameter" | "table";
  /** Collections that are asked for when none is named; none: the service is asked for all that it has. */
  readonly collections: readonly string[];
  /** Of TAP: tables that are known, or that are called otherwise than people name them. */
  readonly tables?: readonly CatalogueTable[];
  /** Of TAP: columns of right ascension and declination that all of its tables of sources have. */
  readonly position?: { readonly ra: string; readonly dec: string };
  /** Of ObsTAP: what of a dataset must meet the region (default `region`). */
  readonly match?: "region" | "centre";
  /**
   * Why this one is asked, where several of the archive answer the same kind of question and nobody says which; absent: it is
   * asked where its protocol is wanted, or a collection that it alone has.
   */
  readonly byDefault?: string;
  /** Where this is known from. */
  readonly source: string;
}

/** What is known of an archive, as data: nothing else here knows one from another. */
export interface ArchiveProfile {
  readonly name: string;
  readonly title: string;
  readonly services: readonly ArchiveService[];
  /** How long it may take to answer, where nobody says otherwise. */
  readonly patienceMs: number;
}
