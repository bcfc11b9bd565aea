import { findIllegal, resolveText } from "./characters.ts";

/** A start tag taken apart, or what is wrong with it and where. */
export type ParsedTag =
  | { readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly selfClosing: boolean }
  | TagFault;

export interface TagFault {
  readonly fault: string;
  /** Index in the tag's text. */
  readonly index: number;
  readonly reason: "syntax" | "entity" | "limit";
}

const NAME = /[\p{L}_:][\p{L}\p{N}\p{M}._:·-]*/uy;
const BLANK = /[ \t\r\n]*/y;

/** Takes apart the text of a start tag, from `<` to `>` (XML 1.0 §3.1). Attribute values come out resolved. */
export function parseStartTag(text: string, maxAttributes: number): ParsedTag {
  NAME.lastIndex = 1;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return { fault: `"${text.slice(0, 20)}" is not a tag`, index: 0, reason: "syntax" };
  const selfClosing = text.endsWith("/>");
  const end = text.length - (selfClosing ? 2 : 1);
  const attributes = new Map<string, string>();
  let at = 1 + name.length;
  while (at < end) {
    BLANK.lastIndex = at;
    const blanks = BLANK.exec(text)?.[0].length ?? 0;
    at += blanks;
    if (at >= end) break;
    NAME.lastIndex = at;
    const key = NAME.exec(text)?.[0];
    if (key === undefined || blanks === 0) {
      return { fault: `"${text.slice(at, at + 20)}" in <${name}> is not an attribute`, index: at, reason: "syntax" };
    }
    const keyAt = at;
    at = skipBlanks(text, at + key.length);
    if (text[at] !== "=")
      return { fault: `the attribute ${key} of <${name}> has no value`, index: keyAt, reason: "syntax" };
    at = skipBlanks(text, at + 1);
    const quote = text[at];
    const close = quote === '"' || quote === "'" ? text.indexOf(quote, at + 1) : -1;
    if (close < 0 || close >= end) {
      return { fault: `the value of ${key} in <${name}> has no quotes`, index: at, reason: "syntax" };
    }
    const raw = text.slice(at + 1, close);
    const less = raw.indexOf("<");
    if (less >= 0) return { fault: `"<" in the value of ${key}: write &lt;`, index: at + 1 + less, reason: "syntax" };
    const value = attributeValue(raw);
    if (typeof value !== "string") {
      return {
        fault: `${value.reason}, in ${key} of <${name}>`,
        index: at + 1 + value.index,
        reason: value.entity ? "entity" : "syntax",
      };
    }
    if (attributes.has(key))
      return { fault: `the attribute ${key} of <${name}> stands twice`, index: keyAt, reason: "syntax" };
    attributes.set(key, value);
    if (attributes.size > maxAttributes) {
      return {
        fault: `<${name}> has more than ${maxAttributes} attributes (maxAttributes)`,
        index: keyAt,
        reason: "limit",
      };
    }
    at = close + 1;
  }
  return { name, attributes, selfClosing };
}

/** The name in an end tag `</name >`; undefined when it is none. */
export function parseEndTag(text: string): string | undefined {
  NAME.lastIndex = 2;
  const name = NAME.exec(text)?.[0];
  return name !== undefined && skipBlanks(text, 2 + name.length) === text.length - 1 ? name : undefined;
}

function skipBlanks(text: string, at: number): number {
  BLANK.lastIndex = at;
  return at + (BLANK.exec(text)?.[0].length ?? 0);
}

function attributeValue(raw: string): string | { reason: string; index: number; entity: boolean } {
  const illegal = findIllegal(raw);
  if (illegal >= 0) {
    return {
      reason: `the character U+${hex(raw.charCodeAt(illegal))} is not allowed in XML`,
      index: illegal,
      entity: false,
    };
  }
  // White space becomes blanks before references are resolved: &#10; stays a line feed (XML 1.0 §3.3.3).
  return resolveText(raw, (text) => text.replace(/[\t\n]/g, " "));
}

export function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, "0");
}
