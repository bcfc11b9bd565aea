import fc from "fast-check";
import { expect, test } from "vitest";
import { printProperties } from "../../../packages/formats/src/hats/properties.ts";
import { readProperties } from "../../../packages/formats/src/hats/read-properties.ts";

test.each<[what: string, text: string, pairs: Record<string, string>]>([
  ["keys and values", "a=1\nb = two words \n", { a: "1", b: "two words" }],
  ["other signs between", "a: 1\nb 2\nc\t:\t3", { a: "1", b: "2", c: "3" }],
  ["a sign within a value", "url=http://x.invalid/?a=b", { url: "http://x.invalid/?a=b" }],
  ["comments and empty lines", "#HATS catalog\n! old\n\n  \r\n  a=1\r\n", { a: "1" }],
  ["a value of nothing", "a=\nb\nc=1", { a: "", b: "", c: "1" }],
  ["the last of a key", "a=1\na=2", { a: "2" }],
  ["lines that go on", "a=one, \\\n   two\nb=\\\\\nc=1", { a: "one, two", b: "\\", c: "1" }],
  ["letters by their codes", "a=caf\\u00e9 \\= x\nb\\:c=\\t|", { a: "café = x", "b:c": "\t|" }],
  ["letters as they are", "obs_title=Spitzer café", { obs_title: "Spitzer café" }],
])("%s", (_, text, pairs) => {
  expect(Object.fromEntries(readProperties(text))).toEqual(pairs);
});

test("what is written is read again", () => {
  const words = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\r\n\t\f]/g, "").trimEnd());
  fc.assert(
    fc.property(words, words, (name, raColumn) => {
      const about = {
        decColumn: "dec",
        indexColumn: "_healpix_29",
        partitions: [],
        mostRows: 1,
        skymapOrder: undefined,
        bytes: 1,
      };
      const text = printProperties({ ...about, name, raColumn, builder: "x", created: new Date(0) });
      const read = readProperties(text);
      expect([read.get("obs_collection"), read.get("hats_col_ra")]).toEqual([name, raColumn]);
    }),
  );
});
