import { gunzipSync } from "node:zlib";
import { VotableError } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { Random } from "../../bench/random.js";
import { chunksOf, randomLengths } from "../support/chunks.ts";
import { badDocuments, corpusLabel, votableDocuments } from "../support/corpus.ts";
import { readDocument } from "../support/reading.ts";
import { edited } from "../votable/edit/editing.ts";

// An edit keeps every byte that it is not about, of every document that people and other software wrote.

const documents = [...votableDocuments(), ...badDocuments()];

/** Longer documents are cut into larger chunks alone. */
const MOST_BYTES_ONE_BY_ONE = 40_000;

/** The document in UTF-8, as an edit without edits gives it. */
function plain(bytes: Uint8Array): string {
  const inflated = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const [first = 0, second = 0] = inflated;
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(inflated);
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(inflated);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(inflated);
  const isLatin = /^<\?xml[^>]*encoding="ISO-8859-1"/i.test(text);
  return isLatin ? Buffer.from(inflated).toString("latin1") : text;
}

/** With the encoding that it is in now. */
function asUtf8(text: string): string {
  return text.replace(/^(<\?xml[^>]*encoding=["'])(?:ISO-8859-1|UTF-16(?:LE|BE)?)/i, "$1UTF-8");
}

describe.skipIf(documents.length === 0)(`without edits${corpusLabel}`, () => {
  test.each(documents)("$path", async ({ bytes }) => {
    const isReadable = (await readDocument(bytes, { lenient: true })).error === undefined;
    const whole = await edited(bytes).catch(failure);
    if (whole === undefined) {
      expect(isReadable).toBe(false);
      return;
    }
    expect(whole.text).toBe(asUtf8(plain(bytes)));
    const lengths = bytes.length <= MOST_BYTES_ONE_BY_ONE ? () => 1 : randomLengths(new Random(1), 5000);
    expect((await edited(chunksOf(bytes, lengths))).text).toBe(whole.text);
  });
});

/** The TABLEs of a document, by what no serialization changes. */
async function rowsOf(bytes: Uint8Array): Promise<object> {
  const { tables, error } = await readDocument(bytes);
  return { tables: tables.map(({ rows, digest }) => ({ rows, digest })), error };
}

function withoutRows(text: string): string {
  return text
    .replace(/<((?:\w+:)?(?:TABLEDATA|BINARY2?|FITS))(?:\s[^>]*)?>[\s\S]*?<\/\1\s*>/g, "@")
    .replace(/<(?:\w+:)?(?:TABLEDATA|BINARY2?)\s*\/>/g, "@");
}

describe.skipIf(documents.length === 0)(`to BINARY2 and back to TABLEDATA${corpusLabel}`, () => {
  const readable = documents.filter(({ bytes }) => bytes.length < 5_000_000);

  test.each(readable)("$path", async ({ bytes }) => {
    const before = await readDocument(bytes);
    const there =
      before.error === undefined ? await edited(bytes, { serialization: "binary2" }).catch(failure) : undefined;
    const back = there && (await edited(there.bytes, { serialization: "tabledata" }));
    // What a serialization cannot carry is told, or an error: the writer's tests have that.
    const notes = [...(there?.notes ?? []), ...(back?.notes ?? [])].map(({ code }) => code);
    const isPlain = there !== undefined && notes.every((code) => code === "W-WRITE-UNICODE");
    if (!isPlain || back === undefined) {
      expect(before.error !== undefined || there === undefined || notes.length > 0).toBe(true);
      return;
    }
    expect(await rowsOf(there.bytes)).toEqual(await rowsOf(bytes));
    expect(await rowsOf(back.bytes)).toEqual(await rowsOf(bytes));
    expect(withoutRows(back.text)).toBe(withoutRows(asUtf8(plain(bytes))));
  });
});

/** Nothing, for a document that cannot be edited so. */
function failure(thrown: unknown): undefined {
  if (!(thrown instanceof VotableError)) throw thrown;
}
