import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openChunks } from "../../../packages/votable/src/bytes/source.ts";
import { ByteWindow, type Location, locateFrom } from "../../../packages/votable/src/bytes/window.ts";
import { cutAt, gather } from "../byte-sources.ts";

/** Line and column by the book: lines end in a line feed, columns count characters. */
function placeIn(bytes: Uint8Array, offset: number): Location {
  const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, offset));
  const lines = before.split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1, byteOffset: offset };
}

function isCharacterStart(bytes: Uint8Array, offset: number): boolean {
  return ((bytes[offset] ?? 0) & 0xc0) !== 0x80;
}

const texts = fc
  .string({ unit: fc.constantFrom("a", " ", "\n", "\r", "é", "鏡", "🔭"), maxLength: 80 })
  .map((text) => new TextEncoder().encode(text));

const cuts = fc.array(fc.nat(), { maxLength: 8 });

describe("places in a document", () => {
  test("every offset has its line and column, however the bytes are cut and whoever counts the lines", async () => {
    const counting = fc.array(fc.constantFrom("read", "count", "note", "nothing"), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(texts, cuts, counting, async (bytes, places, steps) => {
        const window = new ByteWindow(openChunks(cutAt(bytes, places)), {});
        let step = 0;
        for (let more = true; more; ) {
          for (let offset = window.offset; offset <= window.base + window.end; offset++) {
            if (isCharacterStart(bytes, offset)) expect(window.locate(offset)).toEqual(placeIn(bytes, offset));
          }
          const upTo = window.start + Math.ceil((window.end - window.start) / 2);
          switch (steps[step++ % (steps.length || 1)]) {
            case "count":
              window.countLinesTo(window.base + upTo);
              window.start = upTo;
              break;
            case "note": {
              window.countLinesTo(window.offset);
              const taken = bytes.subarray(window.offset, window.base + upTo);
              const last = taken.lastIndexOf(0x0a);
              const newlines = taken.filter((byte) => byte === 0x0a).length;
              const continuations = taken.subarray(last + 1).filter((byte) => (byte & 0xc0) === 0x80).length;
              window.noteLines(window.base + upTo, newlines, window.offset + last, continuations);
              window.start = upTo;
              break;
            }
            case "read":
              window.start = upTo;
          }
          more = await window.fill();
        }
      }),
    );
  });

  test("a mark is enough to count on from, without the bytes before it", () => {
    fc.assert(
      fc.property(texts, fc.nat(), (bytes, pick) => {
        const offsets = [...bytes.keys(), bytes.length].filter((offset) => isCharacterStart(bytes, offset));
        const from = offsets[pick % offsets.length] ?? 0;
        const window = new ByteWindow(openChunks(bytes), {});
        window.bytes = bytes;
        window.end = bytes.length;
        window.countLinesTo(from);
        for (const offset of offsets.filter((one) => one >= from)) {
          expect(locateFrom(window.lineMark, bytes.subarray(from), from, offset)).toEqual(placeIn(bytes, offset));
        }
      }),
    );
  });

  test("binary data has no lines to count", async () => {
    const window = new ByteWindow(openChunks(cutAt(new Uint8Array([10, 10, 10]), [1, 2])), { hasLines: false });
    while (await window.fill()) window.start = window.end;
    expect(window.lineMark).toMatchObject({ offset: 0, line: 1 });
  });
});

describe("the window", () => {
  test("gives all bytes in order, whatever part of them is read at a time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        cuts,
        fc.infiniteStream(fc.nat(40)),
        async (bytes, at, reads) => {
          const window = new ByteWindow(openChunks(cutAt(bytes, at)), {});
          const seen: number[] = [];
          for (let more = true; more; ) {
            more = await window.fill();
            const count = more
              ? Math.min(reads.next().value ?? 1, window.end - window.start)
              : window.end - window.start;
            expect(window.offset).toBe(seen.length);
            seen.push(...window.bytes.subarray(window.start, window.start + count));
            window.start += count;
          }
          expect(seen).toEqual([...bytes]);
          expect(window.ended).toBe(true);
          expect(await window.fill()).toBe(false);
        },
      ),
    );
  });

  test.each([[[]], [[1, 2, 3]], [[4]], [[4, 5]], [[9]]])(
    "maxDocumentBytes: what the limit leaves is read, then it is an error (cut at %j)",
    async (at) => {
      const bytes = new Uint8Array(10).map((_, index) => index);
      const window = new ByteWindow(openChunks(cutAt(bytes, at)), { maxDocumentBytes: 5 });
      const read = async () => {
        while (await window.fill());
      };
      await expect(read()).rejects.toMatchObject({ code: "VOT_LIMIT", place: { byteOffset: 5 } });
      expect([...window.bytes.subarray(window.start, window.end)]).toEqual([0, 1, 2, 3, 4]);
    },
  );

  test("a document of exactly maxDocumentBytes is none too long", async () => {
    const window = new ByteWindow(openChunks(new Uint8Array(5)), { maxDocumentBytes: 5 });
    while (await window.fill());
    expect(window.end - window.start).toBe(5);
  });

  test("a document that comes byte by byte is not copied for every byte", async () => {
    const bytes = new Uint8Array(200_000);
    const window = new ByteWindow(openChunks(gather(bytes, 1)), {});
    let moves = 0;
    let memory: Uint8Array | undefined;
    while (await window.fill()) {
      if (window.bytes !== memory) moves++;
      memory = window.bytes;
    }
    expect(moves).toBeLessThan(25);
  });
});
