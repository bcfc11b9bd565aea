import type { ByteWindow, Location } from "../bytes/window.ts";
import { type ErrorPlace, VotableError, type VotableErrorCode } from "../errors.ts";
import { decodeUtf8, findBadUtf8, findIllegal, normalizeLineEnds, resolveText } from "./characters.ts";
import { hex, parseEndTag, parseStartTag } from "./tag.ts";

/** What stands next in the document. `offset` is where it begins. */
export type XmlEvent =
  | StartEvent
  | { readonly type: "end"; readonly name: string; readonly offset: number }
  /** References resolved, line ends normalised; CDATA is text like any other. Long text may come in parts. */
  | { readonly type: "text"; readonly text: string; readonly offset: number; readonly cdata: boolean }
  | { readonly type: "comment" | "instruction" | "doctype"; readonly text: string; readonly offset: number }
  | { readonly type: "eof"; readonly offset: number };

export interface StartEvent {
  readonly type: "start";
  /** With its prefix, as written. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** The end event follows at once in any case. */
  readonly selfClosing: boolean;
  readonly offset: number;
}

export interface TokenizerLimits {
  readonly maxDepth: number;
  readonly maxAttributes: number;
  readonly maxMarkupBytes: number;
  /** Whether blank lines before the XML declaration, and a second declaration before the root, are read past. */
  readonly tolerantProlog?: boolean;
}

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;

/** Text longer than this is handed on in parts. */
const TEXT_PART_BYTES = 1 << 16;

/** Bytes of a reference that is not cut between parts of a text: names are shorter, and so are numbers with zeros before them. */
const LONGEST_REFERENCE = 64;

/**
 * XML of bytes into events, checking that it is well-formed. No document type is read: an entity that is not one of
 * the five is an error.
 *
 * `next` is synchronous over what the window holds and gives undefined when the window must be filled first; nothing
 * is lost by that, however the bytes are cut.
 */
export class XmlTokenizer {
  readonly window: ByteWindow;
  readonly #limits: TokenizerLimits;
  readonly #open: string[] = [];
  #selfClosed: string | undefined;
  #rootSeen = false;
  #doctypeSeen = false;
  #begun = false;
  /** Whether the last error was an XML declaration in the middle of the document: another begins there. */
  restarted = false;
  // Where the search for the end of the token at window.start goes on, relative to it: no byte is searched twice.
  #searched = 0;
  #quote = 0;
  #brackets = 0;
  // The raw bytes of the last event, as indexes into the window; true until the window is filled.
  #rawStart = 0;
  #rawEnd = 0;

  constructor(window: ByteWindow, limits: TokenizerLimits) {
    this.window = window;
    this.#limits = limits;
  }

  /** Names of the elements that are open, the root first. */
  get open(): readonly string[] {
    return this.#open;
  }

  /** Whether the last start tag closed its element itself: its end comes next, whatever the window holds. */
  get isSelfClosed(): boolean {
    return this.#selfClosed !== undefined;
  }

  /** The last event as written. Only before the window is filled again. */
  get raw(): string {
    return this.#decode(this.#rawStart, this.#rawEnd);
  }

  /** The next event, filling the window as needed. */
  async read(): Promise<XmlEvent> {
    for (;;) {
      const event = this.next();
      if (event !== undefined) return event;
      await this.window.fill();
    }
  }

  /** The next event, or undefined when the window does not hold all of it. */
  next(): XmlEvent | undefined {
    const window = this.window;
    if (this.#selfClosed !== undefined) {
      const name = this.#selfClosed;
      this.#selfClosed = undefined;
      this.#open.pop();
      this.#rawStart = this.#rawEnd;
      return { type: "end", name, offset: window.offset };
    }
    if (window.start === window.end) return window.ended ? this.#atEnd() : undefined;
    if (window.bytes[window.start] !== LESS) return this.#text();
    if (window.end - window.start < 2) return window.ended ? this.#truncated() : undefined;
    switch (window.bytes[window.start + 1]) {
      case BANG:
        return this.#declaration();
      case QUESTION: {
        const length = this.#findEnd("?>", 2);
        return length === undefined ? undefined : this.#instruction(length);
      }
      case SLASH:
        return this.#endTag();
      default:
        return this.#startTag();
    }
  }

  /** An error at an offset of the document; by default where reading stands. */
  error(
    code: VotableErrorCode,
    message: string,
    offset: number = this.window.offset,
    more: ErrorPlace = {},
  ): VotableError {
    return new VotableError(code, message, { ...this.window.locate(offset), ...more });
  }

  #atEnd(): XmlEvent {
    if (this.#open.length > 0) {
      throw this.error(
        "VOT_TRUNCATED",
        `The document ends inside <${this.#open.at(-1)}> (in ${this.#open.join("/")}). It was cut off: fetch it again.`,
      );
    }
    if (!this.#rootSeen) throw this.error("VOT_EMPTY", "The document is empty: no element in it.");
    return { type: "eof", offset: this.window.offset };
  }

  #truncated(): never {
    throw this.error(
      "VOT_TRUNCATED",
      `The document ends in the middle of a tag${this.#open.length > 0 ? ` inside <${this.#open.at(-1)}>` : ""}. It was cut off: fetch it again.`,
    );
  }

  #text(): XmlEvent | undefined {
    const { window } = this;
    const { bytes, start } = window;
    const found = bytes.subarray(start + this.#searched, window.end).indexOf(LESS);
    let end = found < 0 ? window.end : start + this.#searched + found;
    if (end === window.end && !window.ended) {
      this.#searched = end - start;
      // A part of long text may go, but not half a character or reference, nor half a line end.
      if (end - start < TEXT_PART_BYTES) return undefined;
      end = partEnd(bytes, start, end);
    }
    const offset = window.offset;
    const text = this.#decodeChecked(start, end);
    this.#consume(end - start);
    if (this.#open.length === 0) {
      if (/[^ \t\r\n\ufeff]/.test(text)) {
        throw this.error("VOT_SYNTAX", `Text outside the root element: "${text.trim().slice(0, 40)}".`, offset);
      }
      return { type: "comment", text: "", offset };
    }
    return { type: "text", text: this.resolve(text, offset), offset, cdata: false };
  }

  /** Text as it counts: references resolved, line ends normalised. `offset` is where it begins. */
  resolve(text: string, offset: number, locate: (offset: number) => Location = (at) => this.window.locate(at)): string {
    const resolved = resolveText(text);
    if (typeof resolved === "string") return resolved;
    throw this.#badReference(
      resolved.reason,
      resolved.entity,
      locate(offset + utf8Length(text.slice(0, resolved.index))),
    );
  }

  /** The error for a character that XML does not allow. */
  illegalCharacter(code: number, place: Location): VotableError {
    return new VotableError("VOT_SYNTAX", `The character U+${hex(code)} is not allowed in XML.`, place);
  }

  /** The error for bytes that are not UTF-8. */
  badEncoding(place: Location): VotableError {
    return new VotableError(
      "VOT_ENCODING",
      "The document is not valid UTF-8. If it is ISO-8859-1, its XML declaration has to say so.",
      place,
    );
  }

  #startTag(): XmlEvent | undefined {
    const length = this.#findTagEnd();
    if (length === undefined) return undefined;
    const { window } = this;
    const offset = window.offset;
    const text = this.#decode(window.start, window.start + length);
    const tag = parseStartTag(text, this.#limits.maxAttributes);
    if ("fault" in tag) {
      const at = offset + utf8Length(text.slice(0, tag.index));
      if (tag.reason === "entity") throw this.#badReference(tag.fault, true, this.window.locate(at));
      throw this.error(tag.reason === "limit" ? "VOT_LIMIT" : "VOT_SYNTAX", `${capital(tag.fault)}.`, at);
    }
    if (this.#open.length === 0) {
      if (this.#rootSeen) throw this.error("VOT_SYNTAX", `A second root element <${tag.name}>.`);
      this.#rootSeen = true;
    }
    if (this.#open.length >= this.#limits.maxDepth) {
      throw this.error(
        "VOT_LIMIT",
        `Elements are more than ${this.#limits.maxDepth} deep inside one another (maxDepth).`,
      );
    }
    this.#consume(length);
    this.#open.push(tag.name);
    if (tag.selfClosing) this.#selfClosed = tag.name;
    return { type: "start", ...tag, offset };
  }

  #endTag(): XmlEvent | undefined {
    const length = this.#findTagEnd();
    if (length === undefined) return undefined;
    const { window } = this;
    const offset = window.offset;
    const text = this.#decode(window.start, window.start + length);
    const name = parseEndTag(text);
    if (name === undefined) throw this.error("VOT_SYNTAX", `"${text.slice(0, 20)}" is not an end tag.`);
    const open = this.#open.at(-1);
    if (name !== open) {
      throw this.error(
        "VOT_SYNTAX",
        open === undefined ? `</${name}> closes nothing.` : `</${name}> where </${open}> is due.`,
      );
    }
    this.#open.pop();
    this.#consume(length);
    return { type: "end", name, offset };
  }

  #instruction(length: number): XmlEvent {
    const { window } = this;
    const offset = window.offset;
    const text = this.#decodeChecked(window.start, window.start + length);
    const isTolerated = this.#limits.tolerantProlog === true && !this.#rootSeen;
    if (/^<\?xml[ \t\r\n?]/i.test(text) && this.#begun && !isTolerated) {
      this.restarted = true;
      throw this.error("VOT_SYNTAX", "An XML declaration in the middle of the document.", offset);
    }
    this.#consume(length);
    return { type: "instruction", text: text.slice(2, -2), offset };
  }

  #declaration(): XmlEvent | undefined {
    const { window } = this;
    const { bytes, start, end } = window;
    const head = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 9)));
    if (head.startsWith("<!--")) return this.#comment();
    if (head === "<![CDATA[") return this.#cdata();
    if (head === "<!DOCTYPE") return this.#doctype();
    const begins = ["<!--", "<![CDATA[", "<!DOCTYPE"];
    for (let length = 2; length <= head.length; length++) {
      // As much of it as makes it impossible, not as much as has come.
      const begun = head.slice(0, length);
      if (!begins.some((begin) => begin.startsWith(begun))) {
        throw this.error("VOT_SYNTAX", `"${begun}" is not XML.`);
      }
    }
    return window.ended ? this.#truncated() : undefined;
  }

  #comment(): XmlEvent | undefined {
    const length = this.#findEnd("-->", 4);
    if (length === undefined) return undefined;
    const { window } = this;
    const offset = window.offset;
    const text = this.#decodeChecked(window.start + 4, window.start + length - 3);
    this.#consume(length);
    return { type: "comment", text, offset };
  }

  #cdata(): XmlEvent | undefined {
    const length = this.#findEnd("]]>", 9);
    if (length === undefined) return undefined;
    const { window } = this;
    const offset = window.offset;
    if (this.#open.length === 0) throw this.error("VOT_SYNTAX", "CDATA outside the root element.");
    const text = this.#decodeChecked(window.start + 9, window.start + length - 3);
    this.#consume(length);
    return { type: "text", text: normalizeLineEnds(text), offset, cdata: true };
  }

  #doctype(): XmlEvent | undefined {
    const length = this.#findDoctypeEnd();
    if (length === undefined) return undefined;
    const { window } = this;
    const offset = window.offset;
    if (this.#rootSeen || this.#doctypeSeen) throw this.error("VOT_SYNTAX", "A document type in the wrong place.");
    this.#doctypeSeen = true;
    const text = this.#decodeChecked(window.start, window.start + length);
    this.#consume(length);
    return { type: "doctype", text, offset };
  }

  /** Length of the tag at window.start, or undefined when it is not all there. A `>` in quotes does not end it. */
  #findTagEnd(): number | undefined {
    const { bytes, start, end } = this.window;
    let quote = this.#quote;
    for (let index = start + Math.max(1, this.#searched); index < end; index++) {
      const byte = bytes[index];
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === GREATER) return this.#found(index + 1 - start, "tag");
      else if (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) quote = byte;
      else if (byte === LESS) {
        throw this.error("VOT_SYNTAX", '"<" inside a tag: in text, write &lt;.', this.window.base + index);
      }
    }
    this.#quote = quote;
    return this.#missing(end - start, "tag");
  }

  /** Length up to and with `terminator`, looked for from `from` on. */
  #findEnd(terminator: string, from: number): number | undefined {
    const { bytes, start, end } = this.window;
    const what = "comment, CDATA or instruction";
    const first = terminator.charCodeAt(0);
    const unread = bytes.subarray(start, end);
    let index = Math.max(from, this.#searched);
    while (index + terminator.length <= unread.length) {
      index = unread.indexOf(first, index);
      if (index < 0 || index + terminator.length > unread.length) break;
      let same = 1;
      while (same < terminator.length && unread[index + same] === terminator.charCodeAt(same)) same++;
      if (same === terminator.length) return this.#found(index + terminator.length, what);
      index++;
    }
    return this.#missing(Math.max(from, unread.length - terminator.length + 1), what);
  }

  #findDoctypeEnd(): number | undefined {
    const { bytes, start, end } = this.window;
    let quote = this.#quote;
    let brackets = this.#brackets;
    for (let index = start + Math.max(9, this.#searched); index < end; index++) {
      const byte = bytes[index];
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) quote = byte;
      else if (byte === OPEN_BRACKET) brackets++;
      else if (byte === CLOSE_BRACKET) brackets--;
      else if (byte === GREATER && brackets <= 0) return this.#found(index + 1 - start, "document type");
    }
    this.#quote = quote;
    this.#brackets = brackets;
    return this.#missing(end - start, "document type");
  }

  #found(length: number, what: string): number {
    if (length > this.#limits.maxMarkupBytes) throw this.#tooLong(what);
    return length;
  }

  #missing(searched: number, what: string): undefined {
    if (this.window.end - this.window.start > this.#limits.maxMarkupBytes) throw this.#tooLong(what);
    if (this.window.ended) this.#truncated();
    this.#searched = searched;
    return undefined;
  }

  #tooLong(what: string): VotableError {
    return this.error("VOT_LIMIT", `A ${what} longer than ${this.#limits.maxMarkupBytes} bytes (maxMarkupBytes).`);
  }

  #consume(length: number): void {
    this.#begun = true;
    this.#rawStart = this.window.start;
    this.window.start += length;
    this.#rawEnd = this.window.start;
    this.#searched = 0;
    this.#quote = 0;
    this.#brackets = 0;
  }

  /** Of a character that is not allowed and bytes that are none, the first is told. */
  #decodeChecked(start: number, end: number): string {
    const { window } = this;
    const text = decodeUtf8(window.bytes, start, end);
    if (text !== undefined) return this.#checked(text, window.base + start);
    const bad = findBadUtf8(window.bytes, start, end);
    this.#checked(this.#decode(start, bad), window.base + start);
    throw this.badEncoding(window.locate(window.base + bad));
  }

  #checked(text: string, offset: number): string {
    const illegal = findIllegal(text);
    if (illegal < 0) return text;
    const place = this.window.locate(offset + utf8Length(text.slice(0, illegal)));
    throw this.illegalCharacter(text.charCodeAt(illegal), place);
  }

  #badReference(reason: string, entity: boolean, place: Location): VotableError {
    const what = capital(reason);
    if (!entity) return new VotableError("VOT_SYNTAX", `${what}: in text, write &amp; for "&".`, place);
    // With a document type the entity may well be declared there; it is not read, whatever it says.
    return this.#doctypeSeen
      ? new VotableError("VOT_ENTITY", `${what}: entities of a document type are never read or fetched.`, place)
      : new VotableError("VOT_SYNTAX", `${what}.`, place);
  }

  #decode(start: number, end: number): string {
    const { window } = this;
    const text = decodeUtf8(window.bytes, start, end);
    if (text !== undefined) return text;
    throw this.badEncoding(window.locate(window.base + findBadUtf8(window.bytes, start, end)));
  }
}

/** The last index before which no character, line end or reference is cut. */
function partEnd(bytes: Uint8Array, start: number, end: number): number {
  const part = bytes.subarray(start, end);
  const ampersand = start + part.lastIndexOf(AMPERSAND);
  let at = end;
  if (ampersand >= start && end - ampersand < LONGEST_REFERENCE && part.indexOf(SEMICOLON, ampersand - start) < 0) {
    at = ampersand;
  }
  if (at > start && bytes[at - 1] === 0x0d) at--;
  let lead = at - 1;
  while (lead > start && at - lead < 4 && ((bytes[lead] ?? 0) & 0xc0) === 0x80) lead--;
  const byte = bytes[lead] ?? 0;
  const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
  if (at - lead < wanted) at = lead;
  return at;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
