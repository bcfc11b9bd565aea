/** An element to be printed: attributes in order, the undefined ones left out; text or elements inside, not both. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly children?: readonly XmlNode[];
  readonly text?: string;
}

/** An element, or XML that is printed as it is. */
export type XmlNode = XmlElement | { readonly raw: string };

/** The element as XML, each element on a line of its own, ended by a line feed. */
export function printElement(element: XmlNode, indent = ""): string {
  if ("raw" in element) return `${indent}${element.raw}\n`;
  const { name, children = [], text } = element;
  if (text !== undefined && text !== "") return `${indent}${startTag(element)}>${escapeText(text)}</${name}>\n`;
  if (children.length === 0) return `${indent}${startTag(element)}/>\n`;
  return `${printStart(element, indent)}${indent}</${name}>\n`;
}

/** The element without its end tag, for one whose inside goes on. */
export function printStart(element: XmlElement, indent = ""): string {
  const inside = (element.children ?? []).map((child) => printElement(child, `${indent}  `)).join("");
  return `${indent}${startTag(element)}>\n${inside}`;
}

/** The start tag but for what ends it. */
function startTag({ name, attributes = {} }: XmlElement): string {
  let tag = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) tag += ` ${key}="${escapeAttribute(value)}"`;
  }
  return tag;
}

/** Text that reads back as `text`; characters that XML 1.0 does not have become U+FFFD. */
export function escapeText(text: string): string {
  return legal(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");
}

/** The same for a value between double quotes, whose line ends and tabs a parser would make blanks of. */
export function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0, section 2.2 leaves just these out
const ILLEGAL = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Surrogate}]/gu;

function legal(text: string): string {
  return text.replace(ILLEGAL, "\ufffd");
}
