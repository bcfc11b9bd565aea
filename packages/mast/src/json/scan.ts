/** A document that is not JSON; `offset` counts bytes from its start. */
export class JsonError extends Error {
  override readonly name = "JsonError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

export const BYTE = {
  quote: 0x22,
  backslash: 0x5c,
  comma: 0x2c,
  colon: 0x3a,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  openBracket: 0x5b,
  closeBracket: 0x5d,
} as const;

/** The first place from `position` on that is no white space; `end` where there is none. */
export function skipSpace(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
  return end;
}

/** Place of the quote that ends the string whose first character is at `position`; -1 where it is not there yet. */
export function endOfString(bytes: Uint8Array, position: number, end: number): number {
  for (let at = position; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === BYTE.quote) return at;
    if (byte === BYTE.backslash) at++;
  }
  return -1;
}

/** Place behind the object or array that begins at `position`; -1 where its end is not there yet. */
export function endOfNested(bytes: Uint8Array, position: number, end: number): number {
  let depth = 0;
  for (let at = position; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === BYTE.quote) {
      at = endOfString(bytes, at + 1, end);
      if (at === -1) return -1;
    } else if (byte === BYTE.openBrace || byte === BYTE.openBracket) {
      depth++;
    } else if ((byte === BYTE.closeBrace || byte === BYTE.closeBracket) && --depth === 0) {
      return at + 1;
    }
  }
  return -1;
}

/** Place behind a number or a word, which ends at what follows it; -1 where nothing follows yet. */
export function endOfBare(bytes: Uint8Array, position: number, end: number): number {
  for (let at = position; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === BYTE.comma || byte === BYTE.closeBrace || byte === BYTE.closeBracket || byte <= 0x20) return at;
  }
  return -1;
}

/** Place behind the value that begins at `position`, whatever it is; -1 where its end is not there yet. */
export function endOfValue(bytes: Uint8Array, position: number, end: number): number {
  if (position >= end) return -1;
  const first = bytes[position] as number;
  if (first === BYTE.quote) {
    const quote = endOfString(bytes, position + 1, end);
    return quote === -1 ? -1 : quote + 1;
  }
  if (first === BYTE.openBrace || first === BYTE.openBracket) return endOfNested(bytes, position, end);
  return endOfBare(bytes, position, end);
}
