import { describe, expect, test } from "vitest";
import { Random } from "../../bench/random.js";
import { chunksOf, randomLengths } from "../support/chunks.ts";
import { badDocuments, corpusLabel, votableDocuments } from "../support/corpus.ts";
import { alikeReading, exactReading, readDocument } from "../support/reading.ts";

// The chunking law: however a document is cut, it reads the same, values, model, diagnostics and errors with their
// places. And the two ways of decoding rows, the kernel and the plain path, are one.

const documents = [...votableDocuments(), ...badDocuments()];

/** Longer documents are cut at random alone: one byte at a time they would take minutes. */
const MOST_BYTES_ONE_BY_ONE = 40_000;

const LONGEST_CHUNKS = [40, 5_000, 100_000];

describe.skipIf(documents.length === 0)(`chunking${corpusLabel}`, () => {
  test.each(documents)("$path", async ({ bytes }) => {
    const whole = exactReading(await readDocument(bytes));
    if (bytes.length <= MOST_BYTES_ONE_BY_ONE) {
      expect(exactReading(await readDocument(chunksOf(bytes, () => 1)))).toEqual(whole);
    }
    for (const [seed, most] of LONGEST_CHUNKS.entries()) {
      const cut = chunksOf(bytes, randomLengths(new Random(seed), most));
      expect(exactReading(await readDocument(cut)), `seed ${seed}, chunks up to ${most} bytes`).toEqual(whole);
    }
  });
});

describe.skipIf(documents.length === 0)(`kernel on and off${corpusLabel}`, () => {
  test.each(documents)("$path", async ({ bytes }) => {
    const off = alikeReading(await readDocument(bytes, { kernel: "off" }));
    expect(alikeReading(await readDocument(bytes, { kernel: "auto" }))).toEqual(off);
    const lenient = alikeReading(await readDocument(bytes, { kernel: "off", lenient: true }));
    expect(alikeReading(await readDocument(bytes, { kernel: "auto", lenient: true }))).toEqual(lenient);
  });
});
