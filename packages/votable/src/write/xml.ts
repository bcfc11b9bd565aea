/** An element to be printed: attributes in order, the undefined ones left out; text or elements inside, not both. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly children?: readonly XmlElement[];
  readonly text?: string;
}

/** The element as XML, each element on a line of its own, ended by a line feed. */
export function printElement(element: XmlElement, indent = ""): string {
  const { name, attributes = {}, children = [], text } = element;
  let tag = `${indent}<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) tag += ` ${key}="${escapeAttribute(value)}"`;
  }
  if (text !== undefined && text !== "") return `${tag}>${escapeText(text)}</${name}>\n`;
  if (children.length === 0) return `${tag}/>\n`;
  const inside = children.map((child) => printElement(child, `${indent}  `)).join("");
  return `${tag}>\n${inside}${indent}</${name}>\n`;
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
