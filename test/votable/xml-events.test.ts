import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { openXmlEvents, type XmlEventsOptions } from "../../packages/votable/src/xml.ts";
import { chunksOf } from "../support/chunks.ts";

const DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?>
<tableset a="1"><name>α &amp; β</name>
  <empty/>
</tableset>`;

/** What the events are, with the place of each start tag. */
async function namesOf(source: Uint8Array | AsyncIterable<Uint8Array>, options?: XmlEventsOptions): Promise<string[]> {
  const events = await openXmlEvents(source, options);
  const names: string[] = [];
  for (;;) {
    const event = events.next();
    if (event === undefined) await events.fill();
    else if (event.type === "eof") break;
    else if (event.type === "start") {
      const { line, column } = events.locate(event.offset);
      names.push(`<${event.name}> ${line}:${column}`);
    } else if (event.type === "end") names.push(`</${event.name}>`);
    else if (event.type === "text" && event.text.trim() !== "") names.push(event.text);
  }
  await events.close();
  return names;
}

const EXPECTED = ["<tableset> 2:1", "<name> 2:17", "α & β", "</name>", "<empty> 3:3", "</empty>", "</tableset>"];

test("any document as events, whole, byte by byte and compressed", async () => {
  const bytes = new TextEncoder().encode(DOCUMENT);
  expect(await namesOf(bytes)).toEqual(EXPECTED);
  expect(await namesOf(chunksOf(bytes, () => 1))).toEqual(EXPECTED);
  expect(await namesOf(gzipSync(bytes))).toEqual(EXPECTED);
});

test.each<[options: XmlEventsOptions, words: RegExp]>([
  [{ maxDepth: 1 }, /maxDepth/],
  [{ maxDocumentBytes: 50 }, /maxDocumentBytes/],
  [{ maxMarkupBytes: 10 }, /maxMarkupBytes/],
])("limits hold: %j", async (options, words) => {
  await expect(namesOf(new TextEncoder().encode(DOCUMENT), options)).rejects.toThrow(words);
});

test("a signal ends the wait for a source that gives nothing", async () => {
  const abort = new AbortController();
  const silent = new ReadableStream<Uint8Array>({});
  const opening = openXmlEvents(silent, { signal: abort.signal });
  abort.abort(new Error("enough"));
  await expect(opening).rejects.toThrow("enough");
});
