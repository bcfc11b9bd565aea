import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { bitsAt, bytesOf, cellsOf, newKernel, put, scratch, stringsAt, targetOf, wordsAt } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

const DECLINED = Symbol("declined");
type Outcome = string | null | typeof DECLINED;

function gather(texts: readonly (string | null)[], nullText = "", parts = [texts.length]): Outcome[] {
  return scratch(kernel, () => {
    const cells = cellsOf(kernel, texts);
    const { bytes: most, longest } = kernel.sumText(cells);
    expect(longest).toBe(Math.max(0, ...texts.map((text) => bytesOf(text ?? "").length)));
    const target = targetOf(kernel, texts.length, most);
    const nothing = put(kernel, nullText);
    const list: number[] = [];
    let nulls = 0;
    let end = 0;
    let from = 0;
    for (const to of parts) {
      const done = kernel.gatherText({ ...cells, from, to }, target, {
        address: nothing.from,
        length: bytesOf(nullText).length,
      });
      list.push(...wordsAt(kernel, target.declined, done.declined));
      nulls += done.nulls;
      end = done.bytes;
      from = to;
    }
    expect(end).toBeLessThanOrEqual(most);
    expect(wordsAt(kernel, target.offsets, texts.length + 1).at(-1)).toBe(end);
    const valid = bitsAt(kernel, target.validity, texts.length);
    const strings = stringsAt(kernel, target, texts.length);
    const outcomes = strings.map((string, row): Outcome => {
      if (valid[row] === true) return string;
      expect(string).toBe("");
      return list.includes(row) ? DECLINED : null;
    });
    expect(outcomes.filter((outcome) => outcome === null).length).toBe(nulls);
    return outcomes;
  });
}

describe("gatherText", () => {
  test.each<[string, Outcome]>([
    ["a&lt;b&gt;c&amp;d&apos;e&quot;f", "a<b>c&d'e\"f"],
    ["&amp;lt;", "&lt;"],
    ["&#65;&#x42;&#x43;&#x6a;&#x6A;", "ABCjj"],
    ["&#233;&#8364;&#x1F52D;&#x10FFFF;", "é€🔭\u{10ffff}"],
    ["&#0000000000000000065;", "A"],
    ["&#9;&#10;&#13;", "\t\n\r"],
    ["a\r\nb\rc\nd\r\r\ne\r", "a\nb\nc\nd\n\ne\n"],
    ["\r&#13;\n&#xd;&#xA;", "\n\r\n\r\n"],
    ["&", DECLINED],
    ["a&b", DECLINED],
    ["&;", DECLINED],
    ["&#;", DECLINED],
    ["&#x;", DECLINED],
    ["&#xG;", DECLINED],
    ["&#1a;", DECLINED],
    ["&#65", DECLINED],
    ["&#X41;", DECLINED],
    ["&#0;", DECLINED],
    ["&#8;", DECLINED],
    ["&#x1f;", DECLINED],
    ["&#xD800;", DECLINED],
    ["&#xDFFF;", DECLINED],
    ["&#xFFFE;", DECLINED],
    ["&#xFFFF;", DECLINED],
    ["&#x110000;", DECLINED],
    ["&#4294967361;", DECLINED],
    ["&#x100000041;", DECLINED],
    ["&LT;", DECLINED],
    ["&lt", DECLINED],
    ["&amp", DECLINED],
    ["&quo;", DECLINED],
    ["&apos ;", DECLINED],
    ["&nbsp;", DECLINED],
    ["good &amp; bad &eacute;", DECLINED],
  ])("%j", (text, outcome) => {
    expect(gather(["before", text, "behind"])).toEqual(["before", outcome, "behind"]);
  });

  test("a reference that only the bytes behind the cell would finish is none", () => {
    scratch(kernel, () => {
      for (const text of ["&", "&l", "&lt", "&#", "&#x", "&#6", "&am", "&amp", "&quo", "&apos"]) {
        const cells = cellsOf(kernel, [text]);
        const at = kernel.memory.words[cells.refs >>> 2] ?? 0;
        kernel.memory.bytes.set(bytesOf(text === "&#" || text === "&" ? "lt;" : "t;os;p;"), at + text.length);
        const target = targetOf(kernel, 1, 16);
        expect(kernel.gatherText(cells, target).declined).toBe(1);
      }
    });
  });

  test("no text is null, blanks are text", () => {
    expect(gather(["", null, " ", "x"])).toEqual([null, null, " ", "x"]);
  });

  test("the null text, as it reads", () => {
    expect(gather(["n/a", "N/A", "n/a ", "n&#47;a", "&bad;", "n/aa"], "n/a")).toEqual([
      null,
      "N/A",
      "n/a ",
      null,
      DECLINED,
      "n/aa",
    ]);
  });

  test("every length", () => {
    const texts = Array.from({ length: 150 }, (_, length) => "abcdefghij".repeat(15).slice(0, length));
    expect(gather(texts)).toEqual(texts.map((text) => (text === "" ? null : text)));
  });

  test("any text, escaped in any way, comes back, in one call or several", () => {
    const unit = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
      fc.constantFrom("&", "<", "\r", "\n", "é", "🔭"),
    );
    const pieces = fc.array(fc.tuple(unit, fc.constantFrom("plain", "named", "decimal", "hex")), { maxLength: 40 });
    const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", "'": "apos", '"': "quot" };
    const written = ([text, how]: [string, string]): string => {
      const must = text === "&" || text === "<" || text.includes("\r");
      if (how === "named" && text in names) return `&${names[text]};`;
      if (how === "plain" && !must) return text;
      return Array.from(text, (character) => {
        const code = character.codePointAt(0) ?? 0;
        return how === "hex" ? `&#x${code.toString(16)};` : `&#${code};`;
      }).join("");
    };
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), fc.nat({ max: 20 }), (rows, cut) => {
        const plain = rows.map((row) => row.map(([text]) => text).join(""));
        const texts = rows.map((row) => row.map(written).join(""));
        const parts = [Math.min(cut, rows.length), rows.length];
        expect(gather(texts, "", parts)).toEqual(plain.map((text) => (text === "" ? null : text)));
      }),
      { numRuns: 300 },
    );
  });
});
