/** An element to be printed: text and attribute values are escaped, attributes and children that are undefined left out. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly children: readonly (XmlNode | string)[];
}

type Child = XmlNode | string | undefined;

/** Makes an element; without attributes they may be left out. */
export function element(name: string, ...rest: readonly (XmlNode["attributes"] | Child | readonly Child[])[]): XmlNode {
  const [first, ...others] = rest;
  const hasAttributes = typeof first === "object" && !Array.isArray(first) && !isNode(first);
  const children = (hasAttributes ? others : rest).flat() as Child[];
  return {
    name,
    attributes: hasAttributes ? (first as XmlNode["attributes"]) : {},
    children: children.filter((child) => child !== undefined),
  };
}

function isNode(value: object): value is XmlNode {
  return "name" in value && "children" in value;
}

/** An element with a text, or none where there is no text. */
export function textElement(name: string, text: string | number | undefined): XmlNode | undefined {
  return text === undefined || text === "" ? undefined : element(name, String(text));
}

/** A document in UTF-8. Elements that hold text are on one line, as the text is part of what they say. */
export function printDocument(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${printNode(root, "")}`;
}

function printNode({ name, attributes, children }: XmlNode, indent: string): string {
  const words = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : ` ${key}="${escapeXml(String(value))}"`,
  );
  const start = `${indent}<${name}${words.join("")}`;
  if (children.length === 0) return `${start}/>\n`;
  if (children.some((child) => typeof child === "string")) {
    return `${start}>${children.map((child) => (typeof child === "string" ? escapeXml(child) : printInline(child))).join("")}</${name}>\n`;
  }
  const inner = children.map((child) => printNode(child as XmlNode, `${indent}  `)).join("");
  return `${start}>\n${inner}${indent}</${name}>\n`;
}

function printInline(node: XmlNode): string {
  return printNode(node, "").trimEnd();
}

/** What XML 1.0 has no characters for, lone surrogates among them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters
const NO_CHARACTERS = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu;

/** Text as it stands in an element or an attribute, of XML and of HTML. */
export function escapeXml(text: string): string {
  return text
    .replace(NO_CHARACTERS, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}

export const XSI = "http://www.w3.org/2001/XMLSchema-instance";
export const XLINK = "http://www.w3.org/1999/xlink";
