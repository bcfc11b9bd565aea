import type { WriteDiagnostics } from "./diagnostics.ts";
import type { XmlNode } from "./xml.ts";

/** Where the elements of other vocabularies go that a document had. */
export interface RawElements {
  /** MIVOT's blocks, which belong in a RESOURCE of type meta before the TABLE (MIVOT 1.0, section 3). */
  readonly meta: readonly XmlNode[];
  /** All others, which the schema allows at the end of a RESOURCE. */
  readonly rest: readonly XmlNode[];
}

const MIVOT = "http://www.ivoa.net/xml/mivot";

const START_TAG = /^<(?:([^\s:/>]+):)?([^\s:/>]+)((?:[^>"']|"[^"]*"|'[^']*')*)>/;

/**
 * Sorts elements kept as written. One that is in no namespace of its own is an element out of its place, or of no
 * version, and left out: it would be one of VOTable.
 */
export function rawElements(raw: readonly string[], diagnostics: WriteDiagnostics): RawElements {
  const meta: XmlNode[] = [];
  const rest: XmlNode[] = [];
  for (const text of raw) {
    const [, prefix, name = "", attributes = ""] = START_TAG.exec(text) ?? [];
    const declaration = new RegExp(`\\sxmlns${prefix === undefined ? "" : `:${prefix}`}\\s*=\\s*["']([^"']+)["']`);
    const namespace = declaration.exec(attributes)?.[1];
    if (namespace === undefined && prefix === undefined && name === "VODML") {
      // Drafts of MIVOT had no namespace: it is the one thing that this can be.
      meta.push({ raw: text.replace(/^<VODML/, `<VODML xmlns="${MIVOT}"`) });
    } else if (namespace === undefined || /ivoa\.net\/xml\/votable/i.test(namespace)) {
      const what = `<${name}> is left out: it is no element of another vocabulary`;
      diagnostics.report("W-WRITE-ELEMENT", name, what);
    } else if (/ivoa\.net\/xml\/mivot/i.test(namespace) || name === "VODML") meta.push({ raw: text });
    else rest.push({ raw: text });
  }
  return { meta, rest };
}
