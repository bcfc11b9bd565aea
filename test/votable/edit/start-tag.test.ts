import fc from "fast-check";
import { expect, test } from "vitest";
import { changeStartTag } from "../../../packages/votable/src/edit/start-tag.ts";
import { findIllegal } from "../../../packages/votable/src/xml/characters.ts";
import { parseStartTag } from "../../../packages/votable/src/xml/tag.ts";

type Changes = Readonly<Record<string, string | null>>;

test.each<[what: string, tag: string, changes: Changes, expected: string]>([
  ["a value keeps its place and quotes", `<F  a='1'\n b = "2" />`, { a: "x" }, `<F  a='x'\n b = "2" />`],
  [
    "a single-quoted value may have both quotes",
    `<F a='1'>`,
    { a: `"'` },
    `<F a='&quot;&apos;'>`.replace("&quot;", '"'),
  ],
  ["a double-quoted value may have both quotes", `<F a="1">`, { a: `"'` }, `<F a="&quot;'">`],
  [
    "what is the same stays as it is written",
    `<F a="&#49;&lt;" b='1&#x0a;'>`,
    { a: "1<", b: "1\n" },
    `<F a="&#49;&lt;" b='1&#x0a;'>`,
  ],
  [
    "white space of values is kept from parsers",
    `<F a='1'>`,
    { a: "\t\n\r", b: "\t\n\r" },
    "<F a='&#9;&#10;&#13;' b=\"&#9;&#10;&#13;\">",
  ],
  ["markup is escaped", "<F/>", { a: "<&>" }, '<F a="&lt;&amp;&gt;"/>'],
  ["one that goes takes its white space along", '<F a="1"\n\t b="2"/>', { b: null }, '<F a="1"/>'],
  ["the first may go", '<F a="1" b="2">', { a: null }, '<F b="2">'],
  ["one that is not there goes unnoticed", '<F a="1">', { z: null }, '<F a="1">'],
  [
    "a new one comes last, set apart as the last one is",
    '<v:F a="1"\n  b="2" >',
    { c: "3", d: "4" },
    '<v:F a="1"\n  b="2"\n  c="3"\n  d="4" >',
  ],
  ["> and / in values end nothing", '<F a="/>" b="x">', { b: "y" }, '<F a="/>" b="y">'],
  ["names that begin alike are told apart", '<F xunit="1" unit="2"/>', { unit: "3" }, '<F xunit="1" unit="3"/>'],
])("%s", (_what, tag, changes, expected) => {
  expect(changeStartTag(tag, new Map(Object.entries(changes)))).toBe(expected);
});

test.each([
  ["<F/>", "<F>"],
  ['<F a="1" />', '<F a="1">'],
  ['<F a="/">', '<F a="/">'],
])("%s opens", (tag, expected) => {
  expect(changeStartTag(tag, new Map(), true)).toBe(expected);
});

test("any values can be set, and all others stay", () => {
  const keys = fc.constantFrom("a", "b", "c-d", "x:e");
  const values = fc.string({ unit: "grapheme", maxLength: 8 }).filter((text) => findIllegal(text) < 0);
  const attributes = fc.dictionary(keys, values, { noNullPrototype: true });
  const changes = fc.dictionary(keys, fc.option(values), { noNullPrototype: true });
  const quotes = fc.array(fc.constantFrom('"', "'"), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(attributes, changes, quotes, (before, change, quote) => {
      const written = Object.entries(before).map(([key, value], index) => {
        const escaped = value.replace(/[&<>'"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
        return ` ${key}=${quote[index]}${escaped}${quote[index]}`;
      });
      const changed = changeStartTag(`<F${written.join("")}/>`, new Map(Object.entries(change)));
      const parsed = parseStartTag(changed, 100);
      const expected = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
      expect("attributes" in parsed && Object.fromEntries(parsed.attributes)).toEqual(Object.fromEntries(expected));
    }),
  );
});
