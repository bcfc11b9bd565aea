/** Bytes of a line: a multiple of three, so that lines follow one another without padding. */
export const LINE_BYTES: number = 3 << 16;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The two characters of each twelve bits, as a word in the order of this machine's memory. */
let pairs: Uint16Array | undefined;

function twelveBits(): Uint16Array {
  const bytes = Uint8Array.from({ length: 2 * 4096 }, (_, index) => {
    const bits = index >> 1;
    return ALPHABET.charCodeAt((index & 1) === 0 ? bits >> 6 : bits & 63);
  });
  return new Uint16Array(bytes.buffer);
}

/**
 * Bytes in base64 (RFC 4648, section 4), padded, with a line feed behind. Lines of LINE_BYTES bytes can stand one after
 * the other; only the last may be shorter.
 */
export function base64Line(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  pairs ??= twelveBits();
  const groups = Math.floor((end - start) / 3);
  const rest = end - start - groups * 3;
  const line = new Uint8Array((groups + (rest > 0 ? 1 : 0)) * 4 + 1);
  const words = new Uint16Array(line.buffer, 0, groups * 2);
  let at = start;
  for (let word = 0; word < words.length; word += 2) {
    const middle = bytes[at + 1] as number;
    words[word] = pairs[((bytes[at] as number) << 4) | (middle >> 4)] as number;
    words[word + 1] = pairs[((middle & 15) << 8) | (bytes[at + 2] as number)] as number;
    at += 3;
  }
  if (rest > 0) {
    const [first, second] = [bytes[at] as number, rest === 2 ? (bytes[at + 1] as number) : 0];
    const text =
      ALPHABET.charAt(first >> 2) +
      ALPHABET.charAt(((first & 3) << 4) | (second >> 4)) +
      (rest === 2 ? ALPHABET.charAt((second & 15) << 2) : "=");
    for (const [index, character] of [...text, "="].entries()) line[groups * 4 + index] = character.charCodeAt(0);
  }
  line[line.length - 1] = 0x0a;
  return line;
}

/** A stream of bytes as lines of base64. */
export async function* base64Lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const line = new Uint8Array(LINE_BYTES);
  let kept = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const taken = Math.min(chunk.length - from, LINE_BYTES - kept);
      line.set(chunk.subarray(from, from + taken), kept);
      from += taken;
      kept += taken;
      if (kept < LINE_BYTES) continue;
      yield base64Line(line, 0, kept);
      kept = 0;
    }
  }
  if (kept > 0) yield base64Line(line, 0, kept);
}
