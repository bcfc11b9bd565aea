/** Prefixes of elements, and of attributes. What looks like one inside a text does no harm. */
const PREFIX = /(?:<|\s)([A-Za-z_][\w.-]*):[A-Za-z_]/g;

/**
 * An element as written with, in its start tag, the namespaces of prefixes that it has from the elements around it: so it
 * can stand elsewhere. Prefixes that are declared nowhere stay so.
 */
export function selfContained(raw: string, uriOf: (prefix: string) => string | undefined): string {
  const prefixes = new Set(Array.from(raw.matchAll(PREFIX), ([, prefix = ""]) => prefix));
  let declarations = "";
  for (const prefix of prefixes) {
    const uri = prefix === "xmlns" || prefix === "xml" ? undefined : uriOf(prefix);
    if (uri === undefined || raw.includes(`xmlns:${prefix}=`)) continue;
    declarations += ` xmlns:${prefix}="${uri.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")}"`;
  }
  return declarations === "" ? raw : raw.replace(/^<[^\s/>]+/, (start) => start + declarations);
}
