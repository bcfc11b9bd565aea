import { VotableError } from "../errors.ts";
import type { ChunkReader } from "./source.ts";

/** How the bytes of a document become UTF-8, as its byte order mark or XML declaration says. */
export type Encoding =
  | { readonly kind: "utf-8"; readonly bomBytes: number }
  | { readonly kind: "latin1" }
  | { readonly kind: "decoder"; readonly label: string; readonly bomBytes: number };

/** Bytes that decide: a declaration is shorter. */
export const ENCODING_HEAD_BYTES = 256;

/**
 * Finds the encoding from the first bytes of a document (XML 1.0, appendix F).
 * Throws VOT_ENCODING for a declared encoding that nobody here can read.
 */
export function detectEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { kind: "utf-8", bomBytes: 3 };
  if (head[0] === 0xfe && head[1] === 0xff) return { kind: "decoder", label: "utf-16be", bomBytes: 2 };
  if (head[0] === 0xff && head[1] === 0xfe) return { kind: "decoder", label: "utf-16le", bomBytes: 2 };
  // UTF-16 without a mark: `<` and a zero byte.
  if (head[0] === 0 && head[1] === 0x3c) return { kind: "decoder", label: "utf-16be", bomBytes: 0 };
  if (head[0] === 0x3c && head[1] === 0) return { kind: "decoder", label: "utf-16le", bomBytes: 0 };
  const declared = declaredEncoding(head)?.toLowerCase();
  if (declared === undefined || declared === "utf-8" || declared === "utf8") return { kind: "utf-8", bomBytes: 0 };
  // ASCII is read as the UTF-8 that it is a part of.
  if (declared === "us-ascii" || declared === "ascii") return { kind: "utf-8", bomBytes: 0 };
  // The WHATWG decoder takes iso-8859-1 for windows-1252; XML does not.
  if (declared === "iso-8859-1" || declared === "latin1" || declared === "iso_8859-1") return { kind: "latin1" };
  // The bytes just read are ASCII: whoever wrote UTF-16 here converted the document and left the label.
  if (declared.startsWith("utf-16")) return { kind: "utf-8", bomBytes: 0 };
  try {
    return { kind: "decoder", label: new TextDecoder(declared).encoding, bomBytes: 0 };
  } catch (cause) {
    throw new VotableError(
      "VOT_ENCODING",
      `The document declares the encoding "${declared.slice(0, 40)}", which cannot be read. Convert it to UTF-8.`,
      { line: 1, column: 1 },
      { cause },
    );
  }
}

/** For declarations, which are ASCII. */
const latin1 = new TextDecoder("latin1");

function declaredEncoding(head: Uint8Array): string | undefined {
  const text = latin1.decode(head.subarray(0, ENCODING_HEAD_BYTES));
  return /^\s*<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/.exec(text)?.[1];
}

/** Gives the chunks in UTF-8. Those of UTF-8 itself pass untouched: they are validated where they are decoded. */
export function toUtf8(chunks: ChunkReader, encoding: Encoding): ChunkReader {
  if (encoding.kind === "utf-8") return chunks;
  const convert = encoding.kind === "latin1" ? latin1ToUtf8 : decoderToUtf8(encoding.label);
  return {
    async next() {
      for (;;) {
        const chunk = await chunks.next();
        const converted = convert(chunk);
        if (converted.length > 0) return converted;
        if (chunk === undefined) return undefined;
      }
    },
    close: () => chunks.close(),
  };
}

function latin1ToUtf8(chunk: Uint8Array | undefined): Uint8Array {
  if (chunk === undefined) return new Uint8Array(0);
  const converted = new Uint8Array(chunk.length * 2);
  let length = 0;
  for (const byte of chunk) {
    if (byte < 0x80) converted[length++] = byte;
    else {
      converted[length++] = 0xc0 | (byte >> 6);
      converted[length++] = 0x80 | (byte & 0x3f);
    }
  }
  return converted.subarray(0, length);
}

function decoderToUtf8(label: string): (chunk: Uint8Array | undefined) => Uint8Array {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  const encoder = new TextEncoder();
  // A chunk may end inside a surrogate pair; the decoder keeps half characters, not half pairs of its own output.
  return (chunk) => {
    try {
      return encoder.encode(chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }));
    } catch (cause) {
      throw new VotableError("VOT_ENCODING", `The document is not valid ${label}.`, {}, { cause });
    }
  };
}
