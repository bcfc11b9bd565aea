import { SeenTexts } from "@armillary/dali/download";
import fc from "fast-check";
import { expect, test } from "vitest";

test("law: it tells what a set of the texts would tell", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "a", "b", "\0", "\0\0"))),
      (texts) => {
        const [set, seen] = [new Set<string>(), new SeenTexts()];
        for (const text of texts) {
          expect(seen.has(text)).toBe(set.has(text));
          expect(seen.add(text)).toBe(!set.has(text));
          set.add(text);
          expect([seen.has(text), seen.size]).toEqual([true, set.size]);
        }
      },
    ),
  );
});

/** Texts as lists have them, of which neighbours differ in little. */
const LISTS: Readonly<Record<string, (at: number) => string>> = {
  "numbers in a name": (at) => `mast:JWST/product/jw01345-o001_s${String(at).padStart(6, "0")}_x1d.fits`,
  "numbers alone": String,
  "the same letter so often": (at) => "a".repeat(at % 400) + String.fromCharCode(at / 400),
  "one bit of many": (at) => Array.from({ length: 18 }, (_, bit) => ((at >> bit) & 1 ? "1" : "0")).join(""),
  "one bit of each unit": (at) => Array.from({ length: 18 }, (_, bit) => ((at >> bit) & 1 ? "\u8000" : "\0")).join(""),
};

test.each(Object.entries(LISTS))("of 100 000 texts alike (%s) none is taken for another", (_name, textAt) => {
  const [set, seen] = [new Set<string>(), new SeenTexts()];
  for (let at = 0; at < 100_000; at++) {
    set.add(textAt(at));
    seen.add(textAt(at));
  }
  expect(seen.size).toBe(set.size);
  let known = 0;
  for (const text of set) if (seen.has(text)) known++;
  expect(known).toBe(set.size);
  expect(seen.has("none of them")).toBe(false);
});

test("a copy goes on by itself", () => {
  const seen = new SeenTexts();
  seen.add("a");
  const copy = seen.clone();
  expect([copy.has("a"), copy.add("b"), seen.has("b"), seen.size, copy.size]).toEqual([true, true, false, 1, 2]);
});
