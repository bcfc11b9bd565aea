/** What the document may not hold (XML 1.0, production 2 [Char]). Lone surrogates cannot come out of UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["apos", "'"],
  ["quot", '"'],
]);

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Short ASCII runs, which most names and cells are, without the price of a call into the decoder. */
const SHORT = 24;

/** Bytes to text; undefined for what is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start <= SHORT) {
    let text = "";
    let index = start;
    for (; index < end; index++) {
      const byte = bytes[index] as number;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (index === end) return text;
  }
  try {
    return utf8.decode(bytes.subarray(start, end));
  } catch {
    return undefined;
  }
}

/** Index of the first byte of the first character that is not UTF-8. */
export function findBadUtf8(bytes: Uint8Array, start: number, end: number): number {
  let good = start;
  let bad = end;
  // The longest decodable beginning, but for a character that is cut: decoders in stream mode wait for its rest.
  while (good < bad) {
    const middle = (good + bad + 1) >> 1;
    if (decodes(bytes.subarray(start, middle))) good = middle;
    else bad = middle - 1;
  }
  if (decodeUtf8(bytes, start, good) !== undefined) return good;
  // A character was begun whose rest is another.
  while (good > start && ((bytes[good - 1] as number) & 0xc0) === 0x80) good--;
  return good > start && (bytes[good - 1] as number) >= 0xc0 ? good - 1 : good;
}

function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The index of the first character that XML does not allow, or -1. */
export function findIllegal(text: string): number {
  return text.search(ILLEGAL);
}

/** Why a reference could not be resolved, and where in the text it stands. */
export interface BadReference {
  readonly reason: string;
  readonly index: number;
  /** Whether it is an entity that a document type might declare, rather than broken syntax. */
  readonly entity: boolean;
}

/** Text as it counts: line ends normalised, then what `normalize` does, then references resolved. */
export function resolveText(text: string, normalize?: (text: string) => string): string | BadReference {
  const lines = normalizeLineEnds(text);
  const resolved = resolveReferences(normalize === undefined ? lines : normalize(lines));
  // The same fault is found where it was written.
  return typeof resolved === "string" ? resolved : resolveReferences(text);
}

/**
 * Resolves the five predefined entities and character references (XML 1.0 §4.1, §4.6).
 * No other entity exists here: document types are not read, so none can be declared and none can grow.
 */
function resolveReferences(text: string): string | BadReference {
  let at = text.indexOf("&");
  if (at < 0) return text;
  let resolved = "";
  let done = 0;
  while (at >= 0) {
    const end = text.indexOf(";", at);
    const name = end < 0 ? "" : text.slice(at + 1, end);
    const value = PREDEFINED.get(name) ?? characterReference(name);
    if (value === undefined) {
      const entity = /^[\p{L}_:][\p{L}\p{N}._:-]*$/u.test(name);
      return {
        reason: entity ? `the entity &${name}; is not defined` : `"${text.slice(at, at + 12)}" is not a reference`,
        index: at,
        entity,
      };
    }
    resolved += text.slice(done, at) + value;
    done = end + 1;
    at = text.indexOf("&", done);
  }
  return resolved + text.slice(done);
}

function characterReference(name: string): string | undefined {
  const match = /^#(?:x0*([0-9A-Fa-f]{1,6})|0*([0-9]{1,7}))$/.exec(name);
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  const character = String.fromCodePoint(code);
  return ILLEGAL.test(character) ? undefined : character;
}

/** Line ends as XML hands them on (XML 1.0 §2.11). */
export function normalizeLineEnds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
