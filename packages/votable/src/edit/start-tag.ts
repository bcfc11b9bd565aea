import { escapeAttribute, escapeText } from "../write/xml.ts";
import { resolveText } from "../xml/characters.ts";

const ATTRIBUTE = /([ \t\r\n]+)([^ \t\r\n=/>]+)([ \t\r\n]*=[ \t\r\n]*)("[^"]*"|'[^']*')/y;

/**
 * A start tag with other attributes. Those that are changed keep their place and quotes, those removed (`null`) go with
 * the white space before them, new ones come last, set apart as the last one is.
 *
 * @param tag - well-formed, from `<` to `>`
 * @param open - whether `/>` becomes `>`
 */
export function changeStartTag(tag: string, changes: ReadonlyMap<string, string | null>, open = false): string {
  const name = /^<[^ \t\r\n/>]+/.exec(tag)?.[0] ?? "";
  let changed = name;
  let at = name.length;
  let lastSpace = " ";
  const found = new Set<string>();
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(tag);
    if (match === null) break;
    const [whole, space = "", key = "", equals = "", quoted = ""] = match;
    at += whole.length;
    lastSpace = space;
    found.add(key);
    const value = changes.get(key);
    if (value === undefined || (value !== null && value === resolvedValue(quoted))) changed += whole;
    else if (value !== null) changed += `${space}${key}${equals}${quote(value, quoted.startsWith("'"))}`;
  }
  for (const [key, value] of changes) {
    if (value !== null && !found.has(key)) changed += `${lastSpace}${key}=${quote(value, false)}`;
  }
  const end = tag.slice(at);
  return changed + (open && end.endsWith("/>") ? `${end.slice(0, -2).trimEnd()}>` : end);
}

function resolvedValue(quoted: string): string | undefined {
  const resolved = resolveText(quoted.slice(1, -1), (text) => text.replace(/[\t\n]/g, " "));
  return typeof resolved === "string" ? resolved : undefined;
}

function quote(value: string, single: boolean): string {
  if (!single) return `"${escapeAttribute(value)}"`;
  return `'${escapeText(value).replaceAll("'", "&apos;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;")}'`;
}
