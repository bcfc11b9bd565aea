/** Namespaces whose attributes and elements are asked for. */
export const XSI_NAMESPACE = "http://www.w3.org/2001/XMLSchema-instance";
export const XLINK_NAMESPACE = "http://www.w3.org/1999/xlink";

export interface XmlAttribute {
  /** As written, with its prefix. */
  readonly name: string;
  readonly local: string;
  /** URI of the prefix; undefined where there is no prefix, or one that is bound to nothing. */
  readonly namespace: string | undefined;
  readonly value: string;
}

/** An element of a small document. Namespaces are resolved; a prefix that is bound to nothing is no error. */
export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string;
  readonly local: string;
  /** URI of the namespace; undefined where there is none, or where the prefix is bound to nothing. */
  readonly namespace: string | undefined;
  readonly attributes: readonly XmlAttribute[];
  /** Elements and text, in the order of the document; comments and instructions are left out. */
  readonly children: readonly (XmlElement | string)[];
  /** Where the start tag begins, from 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * The child elements of a name, or all of them.
 *
 * Only the local name counts: services leave namespaces out (UWS of NExScI), have drafts' URIs (`UWS/v1.0rc3` of
 * OpenCADC) or bind prefixes to nothing, and no document of VOSI or UWS has two elements that only a namespace tells apart.
 */
export function childrenOf(element: XmlElement, local?: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of element.children) {
    if (typeof child !== "string" && (local === undefined || child.local === local)) found.push(child);
  }
  return found;
}

/** The first child element of a name. */
export function childOf(element: XmlElement, local: string): XmlElement | undefined {
  for (const child of element.children) {
    if (typeof child !== "string" && child.local === local) return child;
  }
  return undefined;
}

/** All text inside an element as it stands, that of its descendants included. */
export function rawTextOf(element: XmlElement): string {
  let text = "";
  for (const child of element.children) text += typeof child === "string" ? child : rawTextOf(child);
  return text;
}

/** The text inside an element without the white space around it; undefined when nothing is left or it is `xsi:nil`. */
export function textOf(element: XmlElement | undefined): string | undefined {
  if (element === undefined || isNil(element)) return undefined;
  return rawTextOf(element).trim() || undefined;
}

/** The text of the first child of a name that has any: a repeated element is no reason to lose what the first one says. */
export function childText(element: XmlElement, local: string): string | undefined {
  for (const child of childrenOf(element, local)) {
    const text = textOf(child);
    if (text !== undefined) return text;
  }
  return undefined;
}

/**
 * The value of an attribute by its local name, without the white space around it; undefined when it is absent or empty.
 * With a namespace, an attribute in it is preferred, and one of that local name in any other is taken all the same.
 */
export function attributeOf(element: XmlElement, local: string, namespace?: string): string | undefined {
  let fallback: string | undefined;
  for (const attribute of element.attributes) {
    if (attribute.local !== local) continue;
    if (attribute.namespace === namespace) return attribute.value.trim() || undefined;
    fallback ??= attribute.value;
  }
  return fallback?.trim() || undefined;
}

/** The local part of `xsi:type`: `ParamHTTP` of `vs:ParamHTTP`. Prefixes of types are wrong too often to mean anything. */
export function typeOf(element: XmlElement): string | undefined {
  return attributeOf(element, "type", XSI_NAMESPACE)?.replace(/^.*:/, "");
}

/** Whether the element is marked as having no value (XML Schema 1, section 2.6.2). */
export function isNil(element: XmlElement): boolean {
  return isTrue(attributeOf(element, "nil", XSI_NAMESPACE)) === true;
}

/** A boolean of XML Schema, any case; undefined when it is none. */
export function isTrue(text: string | undefined): boolean | undefined {
  const word = text?.toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : undefined;
}
