import type { Base64, DecodedBase64 } from "./stream.ts";

/** Values of the base64 alphabet by byte: 64 white space, 65 padding, 255 neither. */
const VALUES = new Uint8Array(256).fill(255);
const BLANK = 64;
const PADDING = 65;

for (const [value, character] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries()) {
  VALUES[character.charCodeAt(0)] = value;
}
for (const blank of " \t\r\n") VALUES[blank.charCodeAt(0)] = BLANK;
VALUES["=".charCodeAt(0)] = PADDING;

/** Decodes base64 (RFC 4648, section 4) that comes in pieces, white space anywhere. */
export class Base64Decoder implements Base64 {
  #group = 0;
  #inGroup = 0;
  /** Padding that is still to come. */
  #paddingDue = 0;
  #ended = false;

  /**
   * Decodes `bytes[start .. end)`, stopping early at a byte that is neither base64 nor white space: `next` is its
   * index, `end` when there is none.
   */
  decode(bytes: Uint8Array, start: number, end: number): DecodedBase64 {
    const decoded = new Uint8Array((((end - start + 3) >> 2) + 1) * 3);
    let length = 0;
    let index = start;
    for (; index < end; index++) {
      const value = VALUES[bytes[index] as number] as number;
      if (value < 64) {
        if (this.#ended) break;
        this.#group = (this.#group << 6) | value;
        if (++this.#inGroup < 4) continue;
        decoded[length++] = this.#group >> 16;
        decoded[length++] = this.#group >> 8;
        decoded[length++] = this.#group;
        this.#group = 0;
        this.#inGroup = 0;
      } else if (value === PADDING) {
        // A group of two or three characters is filled up to four.
        if (this.#paddingDue === 0) {
          if (this.#ended || this.#inGroup < 2) break;
          for (const byte of this.#lastBytes()) decoded[length++] = byte;
          this.#paddingDue = 4 - this.#inGroup;
          this.#inGroup = 0;
          this.#ended = true;
        }
        this.#paddingDue--;
      } else if (value !== BLANK) break;
    }
    return { decoded: decoded.subarray(0, length), next: index, stopped: index < end };
  }

  /** What an unfinished last group holds, and whether it was finished as it should be. */
  finish(): { readonly decoded: Uint8Array; readonly complete: boolean } {
    return { decoded: this.#lastBytes(), complete: this.#inGroup === 0 && this.#paddingDue === 0 };
  }

  /** The bytes of a group of two or three characters; one alone holds none. */
  #lastBytes(): Uint8Array {
    const group = this.#group << (6 * (4 - this.#inGroup));
    return Uint8Array.of(group >> 16, group >> 8).subarray(0, Math.max(0, this.#inGroup - 1));
  }
}
