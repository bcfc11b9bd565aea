/** Versions that are written. Compared as text. */
export const VOTABLE_VERSIONS = ["1.1", "1.2", "1.3", "1.4", "1.5"] as const;
export type VotableVersion = (typeof VOTABLE_VERSIONS)[number];

/** How rows are written (VOTable 1.5, section 5). */
export const WRITTEN_SERIALIZATIONS = ["tabledata", "binary", "binary2", "fits"] as const;
export type WrittenSerialization = (typeof WRITTEN_SERIALIZATIONS)[number];

const XSI = "http://www.w3.org/2001/XMLSchema-instance";

/** Attributes of the root element: the namespace stayed that of 1.3 in later versions (VOTable 1.5, section 3.1). */
export function rootAttributes(version: VotableVersion): Readonly<Record<string, string>> {
  const namespace = `http://www.ivoa.net/xml/VOTable/v${version > "1.3" ? "1.3" : version}`;
  return { version, xmlns: namespace, "xmlns:xsi": XSI, "xsi:schemaLocation": `${namespace} ${namespace}` };
}
