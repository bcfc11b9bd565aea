/** Versions that are written. Compared as text. */
export const VOTABLE_VERSIONS = ["1.1", "1.2", "1.3", "1.4", "1.5"] as const;
export type VotableVersion = (typeof VOTABLE_VERSIONS)[number];

/** How rows are written (VOTable 1.5, section 5). */
export const WRITTEN_SERIALIZATIONS = ["tabledata", "binary", "binary2", "fits"] as const;
export type WrittenSerialization = (typeof WRITTEN_SERIALIZATIONS)[number];
