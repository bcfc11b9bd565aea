import { decodeStart } from "./kind.ts";

/** What a service wrote before its document that XML does not allow there. */
export type XmlJunk = "blank-start" | "second-declaration";

/** How many of the first bytes to leave out so that an XML document begins with its declaration or root. */
export interface XmlStart {
  readonly junkBytes: number;
  readonly junk: readonly XmlJunk[];
}

/**
 * Finds what stands before an XML document: blank lines (a stray line end of a script), and declarations before the last one
 * (a framework and a writer that each made one). Both stop every parser, and neither says anything.
 */
export function findXmlStart(start: Uint8Array): XmlStart {
  if (start[0] === 0xff || start[0] === 0xfe) return { junkBytes: 0, junk: [] };
  const text = decodeStart(start);
  const declarations = /^\s*(?:<\?xml\s[^?]*\?>\s*)*(?=<\?xml\s)/.exec(text)?.[0] ?? "";
  const blanks = declarations === "" ? (/^\s+(?=<)/.exec(text)?.[0] ?? "") : declarations;
  const junk: XmlJunk[] = [];
  if (/^\s/.test(blanks)) junk.push("blank-start");
  if (blanks.includes("<?xml")) junk.push("second-declaration");
  // A byte order mark is not in the text, and goes with what follows it.
  const markBytes = blanks !== "" && start[0] === 0xef && start[1] === 0xbb ? 3 : 0;
  return { junkBytes: new TextEncoder().encode(blanks).length + markBytes, junk };
}

/** A stream without its first bytes. */
export async function* withoutStart(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = bytes;
  for await (const chunk of source) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (skipped < chunk.length) yield chunk.subarray(skipped);
  }
}
