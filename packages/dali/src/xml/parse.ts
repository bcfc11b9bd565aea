import { findIllegal, resolveText } from "@armillary/votable/xml";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { DalError } from "../errors.ts";
import { decodeXml } from "./decode.ts";
import type { XmlAttribute, XmlElement } from "./element.ts";
import { DEFAULT_MAX_BYTES, placeAt, type XmlOptions, type XmlPlace, xmlError } from "./options.ts";
import { blankProlog, cleanMarkup } from "./prolog.ts";

/** What the parser gives: an element, a run of text, or a CDATA section. */
type ParsedNode = Readonly<Record<string, unknown>>;

const TEXT = "#text";
const CDATA = "#cdata";
const ATTRIBUTES = ":@";
/** Stands before the name of each element and attribute: none of them can be a name that JavaScript objects have. */
const MARK = "<";
const META = XMLParser.getMetaDataSymbol() as unknown as symbol;

/**
 * Parses a small document: capabilities, availability, UWS jobs, registry records.
 *
 * No document type is read, so there are no entities but XML's five and character references, and nothing is ever
 * fetched. Namespaces are resolved by URI; white space before the document and a doubled XML declaration are read past.
 * @returns the root element
 * @throws DalError DAL_FORMAT when it is not well-formed, with line and column; DAL_LIMIT when a limit is passed
 */
export function parseXml(source: string | Uint8Array, options: XmlOptions = {}): XmlElement {
  const { maxBytes = DEFAULT_MAX_BYTES, maxDepth = 100, maxElements = 200_000 } = options;
  const written = typeof source === "string" ? source : decodeXml(source, options);
  if (written.length > maxBytes) {
    throw xmlError("DAL_LIMIT", `it has ${written.length} characters, more than ${maxBytes} (maxBytes).`, options);
  }
  const illegal = findIllegal(written);
  if (illegal >= 0) {
    const code = written.charCodeAt(illegal).toString(16).toUpperCase().padStart(4, "0");
    throw xmlError("DAL_FORMAT", `the character U+${code} is not allowed in XML.`, options, placeAt(written, illegal));
  }
  const { text: begun, rootAt } = blankProlog(written, options);
  if (rootAt === begun.length) throw xmlError("DAL_FORMAT", "it is empty.", options);
  const text = cleanMarkup(begun, rootAt, options);
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) {
    const { msg, line, col } = verdict.err;
    const open = innermostOpen(msg);
    if (open !== undefined) {
      throw xmlError("DAL_FORMAT", `it ends inside <${open}>: it was cut off.`, options, placeAt(text, text.length));
    }
    throw xmlError("DAL_FORMAT", msg, options, { line, column: col ?? 1 });
  }

  let elements = 0;
  const parser = new XMLParser({
    preserveOrder: true,
    captureMetaData: true,
    ignoreAttributes: false,
    attributeNamePrefix: MARK,
    transformTagName: (name) => (name.startsWith(MARK) ? name : MARK + name),
    cdataPropName: CDATA,
    // Values are text: a job named 007 stays one, and what is CDATA must not be resolved again.
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: maxDepth,
    updateTag: (name) => {
      if (++elements > maxElements) {
        throw xmlError("DAL_LIMIT", `it has more than ${maxElements} elements (maxElements).`, options);
      }
      return name;
    },
  });
  let nodes: readonly ParsedNode[];
  try {
    nodes = parser.parse(text) as readonly ParsedNode[];
  } catch (cause) {
    if (cause instanceof DalError) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    if (words.includes("nested tags")) {
      throw xmlError(
        "DAL_LIMIT",
        `its elements are more than ${maxDepth} deep inside one another (maxDepth).`,
        options,
      );
    }
    throw xmlError("DAL_FORMAT", words, options, undefined, cause);
  }
  const roots = nodes.filter((node) => elementKey(node) !== undefined);
  const [root] = roots;
  if (root === undefined) throw xmlError("DAL_FORMAT", "it has no element.", options);
  if (roots.length > 1) throw xmlError("DAL_FORMAT", "it has more than one root element.", options);
  return new TreeBuilder(text, options).element(root, new Map([["xml", "http://www.w3.org/XML/1998/namespace"]]));
}

/** The element in which a document ends, of the validator's words for it; undefined when it is about something else. */
function innermostOpen(words: string): string | undefined {
  const single = /^Unclosed tag '([^']+)'/.exec(words)?.[1];
  const several = /^Invalid '(\[.*\])' found/s.exec(words)?.[1];
  return single ?? (several === undefined ? undefined : (JSON.parse(several) as string[]).at(-1));
}

function elementKey(node: ParsedNode): string | undefined {
  for (const key of Object.keys(node)) if (key.startsWith(MARK)) return key;
  return undefined;
}

/** Turns the parser's nodes into elements, counting lines as it goes: elements come in the order of the text. */
class TreeBuilder {
  readonly #text: string;
  readonly #options: XmlOptions;
  #counted = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string, options: XmlOptions) {
    this.#text = text;
    this.#options = options;
  }

  element(node: ParsedNode, scope: ReadonlyMap<string, string>): XmlElement {
    const key = elementKey(node) as string;
    const name = key.slice(MARK.length);
    const start = (node as Record<symbol, { readonly startIndex?: number } | undefined>)[META]?.startIndex ?? 0;
    const place = this.#placeOf(start);
    const written = Object.entries((node[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>);
    const values = written.map(([marked, value]): [string, string] => [
      marked.slice(MARK.length),
      this.#resolve(value, start, place, (text) => text.replace(/[\t\n]/g, " ")),
    ]);
    const inner = declare(scope, values);
    const attributes = values.map(([attribute, value]): XmlAttribute => {
      const { prefix, local } = splitName(attribute);
      return { name: attribute, local, namespace: prefix === "" ? undefined : inner.get(prefix), value };
    });
    const { prefix, local } = splitName(name);
    return {
      name,
      local,
      namespace: inner.get(prefix) || undefined,
      attributes,
      children: this.#children(node[key] as readonly ParsedNode[], start, place, inner),
      ...place,
    };
  }

  #children(
    nodes: readonly ParsedNode[],
    start: number,
    place: XmlPlace,
    scope: ReadonlyMap<string, string>,
  ): (XmlElement | string)[] {
    const children: (XmlElement | string)[] = [];
    for (const node of nodes) {
      const text = textIn(node);
      if (text === undefined) children.push(this.element(node, scope));
      else {
        const value = text.isLiteral ? text.value : this.#resolve(text.value, start, place);
        const last = children.at(-1);
        if (typeof last === "string") children[children.length - 1] = last + value;
        else if (value !== "") children.push(value);
      }
    }
    return children;
  }

  #resolve(text: string, start: number, place: XmlPlace, normalize?: (text: string) => string): string {
    const resolved = resolveText(text, normalize);
    if (typeof resolved === "string") return resolved;
    // The reference itself, behind the start of the element that it is in.
    const reference = text.slice(resolved.index).match(/^&[^;\s]*;?/)?.[0] ?? "&";
    const found = this.#text.indexOf(reference, start);
    const at = found < 0 ? place : placeAt(this.#text, found);
    throw xmlError("DAL_FORMAT", `${resolved.reason}; document types are never read.`, this.#options, at);
  }

  #placeOf(index: number): XmlPlace {
    for (
      let end = this.#text.indexOf("\n", this.#counted);
      end >= 0 && end < index;
      end = this.#text.indexOf("\n", end + 1)
    ) {
      this.#line++;
      this.#lineStart = end + 1;
      this.#counted = end + 1;
    }
    return { line: this.#line, column: index - this.#lineStart + 1 };
  }
}

function textIn(node: ParsedNode): { readonly value: string; readonly isLiteral: boolean } | undefined {
  const text = node[TEXT];
  if (text !== undefined) return { value: String(text), isLiteral: false };
  const section = node[CDATA] as readonly ParsedNode[] | undefined;
  return section === undefined ? undefined : { value: String(section[0]?.[TEXT] ?? ""), isLiteral: true };
}

/** The prefixes in scope, with those that an element declares. The default namespace has the prefix "". */
function declare(
  scope: ReadonlyMap<string, string>,
  attributes: readonly (readonly [string, string])[],
): ReadonlyMap<string, string> {
  const declared = attributes.filter(([name]) => name === "xmlns" || name.startsWith("xmlns:"));
  if (declared.length === 0) return scope;
  return new Map([
    ...scope,
    ...declared.map(([name, uri]): [string, string] => [name.slice("xmlns:".length), uri.trim()]),
  ]);
}

function splitName(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(":");
  return colon < 0 ? { prefix: "", local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}
