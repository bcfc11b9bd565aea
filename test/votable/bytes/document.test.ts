import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openDocumentBytes } from "../../../packages/votable/src/bytes/document.ts";
import { bytesOf, cutAt, gather } from "../byte-sources.ts";

const options = { limits: { maxCompressionRatio: 1000 }, signal: undefined };

async function read(source: Parameters<typeof openDocumentBytes>[0]): Promise<string> {
  const { chunks } = await openDocumentBytes(source, options);
  const parts: Uint8Array[] = [];
  for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) parts.push(chunk.slice());
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
}

const declared = (encoding: string, rest = "<a>ça 鏡 🔭</a>") => `<?xml version="1.0" encoding="${encoding}"?>${rest}`;
const utf16 = (text: string, big: boolean) => {
  const bytes = Buffer.from(text, "utf16le");
  return big ? bytes.swap16() : bytes;
};
const latin1 = (text: string) => Buffer.from(text, "latin1");
const joined = (...parts: Uint8Array[]) => Buffer.concat(parts);

describe("documents as UTF-8", () => {
  const plain = declared("UTF-8");
  const western = declared("ISO-8859-1", "<a>ça \u0080\u009f ÿ</a>");
  test.each<[string, Uint8Array, string]>([
    ["UTF-8", bytesOf(plain), plain],
    ["UTF-8 with a mark", joined(new Uint8Array([0xef, 0xbb, 0xbf]), bytesOf(plain)), plain],
    ["a mark against the declaration", joined(new Uint8Array([0xef, 0xbb, 0xbf]), bytesOf(western)), western],
    ["UTF-16, little end first", joined(new Uint8Array([0xff, 0xfe]), utf16(plain, false)), plain],
    ["UTF-16, big end first", joined(new Uint8Array([0xfe, 0xff]), utf16(plain, true)), plain],
    ["UTF-16 without a mark, little end first", utf16(plain, false), plain],
    ["UTF-16 without a mark, big end first", utf16(plain, true), plain],
    ["a label of UTF-16 on bytes that are none", bytesOf(declared("UTF-16", "<a/>")), declared("UTF-16", "<a/>")],
    ["ISO-8859-1", latin1(western), western],
    ["ISO-8859-1 in single quotes", latin1(western.replaceAll('"', "'")), western.replaceAll('"', "'")],
    ["Latin1", latin1(declared("latin1", "<a>é</a>")), declared("latin1", "<a>é</a>")],
    ["US-ASCII", bytesOf(declared("US-ASCII", "<a/>")), declared("US-ASCII", "<a/>")],
    [
      "windows-1252, of which XML says nothing",
      joined(latin1(declared("windows-1252", "<a>")), Buffer.of(0x80)),
      declared("windows-1252", "<a>€"),
    ],
    ["a mark alone", new Uint8Array([0xef, 0xbb, 0xbf]), ""],
    ["one byte", bytesOf("<"), "<"],
    ["nothing", new Uint8Array(0), ""],
  ])("%s, whole and byte by byte, gzipped or not", async (_name, bytes, text) => {
    expect(await read(bytes)).toBe(text);
    expect(await read(gather(bytes, 1))).toBe(text);
    expect(await read(gather(gzipSync(bytes), 3))).toBe(text);
  });

  test("an encoding that nobody reads is VOT_ENCODING", async () => {
    await expect(read(bytesOf(declared("x-klingon")))).rejects.toMatchObject({
      code: "VOT_ENCODING",
      message: expect.stringContaining("x-klingon"),
      place: { line: 1 },
    });
  });

  test.each([
    ["half a pair", utf16(declared("UTF-16", "<a>\ud83d</a>"), false)],
    ["an odd byte", utf16(plain, false).subarray(0, 41)],
  ])("UTF-16 with %s is VOT_ENCODING", async (_name, bytes) => {
    await expect(read(joined(new Uint8Array([0xff, 0xfe]), bytes))).rejects.toMatchObject({ code: "VOT_ENCODING" });
  });

  test("the same text comes of every cut", async () => {
    const texts = fc.string({ unit: "binary", maxLength: 60 }).map((text) => declared("x", `<a>${text}</a>`));
    const cuts = fc.array(fc.nat(), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, cuts, fc.boolean(), async (text, at, big) => {
        const mark = big ? [0xfe, 0xff] : [0xff, 0xfe];
        expect(await read(cutAt(joined(new Uint8Array(mark), utf16(text, big)), at))).toBe(text);
      }),
    );
  });
});

test("bytes are counted as the source gives them, before inflation", async () => {
  const packed = gzipSync("x".repeat(100_000));
  const { chunks, bytesRead } = await openDocumentBytes(packed, options);
  while ((await chunks.next()) !== undefined);
  expect(bytesRead()).toBe(packed.length);
});
