import { describe, expect, test } from "vitest";
import { type Card, parseCard } from "../../packages/fits/src/card.ts";
import { FitsError, openFits } from "../../packages/fits/src/index.ts";
import { chunked, header, joined, padded, record } from "./fits-file.ts";

describe("a keyword record (FITS 4.0, 4.1 and 4.2)", () => {
  test.each<readonly [string, Card]>([
    ["NAXIS1  =                  400 / width in bytes", { keyword: "NAXIS1", value: 400, comment: "width in bytes" }],
    ["SIMPLE  =                    T", { keyword: "SIMPLE", value: true }],
    ["EXTEND  =                    F / no", { keyword: "EXTEND", value: false, comment: "no" }],
    ["A       = +12", { keyword: "A", value: 12 }],
    ["A       = 9223372036854775808", { keyword: "A", value: 9223372036854775808n }],
    ["A       = -9223372036854775808", { keyword: "A", value: -9223372036854775808n }],
    ["A       = 1.5", { keyword: "A", value: 1.5 }],
    ["A       = -.5E-3", { keyword: "A", value: -0.0005 }],
    ["A       = 1.D+02 / Fortran", { keyword: "A", value: 100, comment: "Fortran" }],
    ["A       = (1, -2.5)", { keyword: "A", value: [1, -2.5] }],
    ["A       = 'it''s / here' / c", { keyword: "A", value: "it's / here", comment: "c" }],
    ["A       = '  lead   '", { keyword: "A", value: "  lead" }],
    ["A       = ''", { keyword: "A", value: "" }],
    ["A       =", { keyword: "A" }],
    ["A       =                      / undefined", { keyword: "A", comment: "undefined" }],
    ["A       = 'open", { keyword: "A", comment: "'open", malformed: true }],
    ["A       = what is this", { keyword: "A", comment: "what is this", malformed: true }],
    ["A       = (1, x)", { keyword: "A", comment: "(1, x)", malformed: true }],
    ["COMMENT = 'not a value'", { keyword: "COMMENT", comment: "= 'not a value'" }],
    ["HISTORY made by hand", { keyword: "HISTORY", comment: "made by hand" }],
    ["", { keyword: "" }],
    ["HIERARCH ESO DET CHIP1 ID = 'ESO-044' / id", { keyword: "ESO DET CHIP1 ID", value: "ESO-044", comment: "id" }],
    ["HIERARCH ESO X=12", { keyword: "ESO X", value: 12 }],
    ["HIERARCH without a value", { keyword: "HIERARCH", comment: " without a value" }],
  ])("%s", (text, card) => {
    expect(parseCard(record(text))).toEqual(card);
  });
});

const MANDATORY = [
  ["SIMPLE", true],
  ["BITPIX", 8],
  ["NAXIS", 0],
] as const;

async function headerOf(...cards: string[]) {
  const reader = await openFits(chunked(header([...MANDATORY, ...cards])));
  return { header: reader.header, codes: reader.diagnostics.map(({ code }) => code) };
}

describe("a header", () => {
  test("joins strings over CONTINUE, and their comments", async () => {
    const { header } = await headerOf(
      "LONG    = 'one &' / first",
      "CONTINUE  'two ''&'",
      "CONTINUE  '&' / second",
      "CONTINUE  'three' / third",
      "AFTER   = 1",
    );
    expect(header.card("LONG")).toEqual({ keyword: "LONG", value: "one two 'three", comment: "first second third" });
    expect(header.get("AFTER")).toBe(1);
  });

  test("keeps an ampersand that nothing continues, and a CONTINUE that continues nothing", async () => {
    const { header } = await headerOf("A       = 'R&'", "B       = 2", "CONTINUE  'stray'");
    expect(header.get("A")).toBe("R&");
    expect(header.card("CONTINUE")?.comment).toBe("  'stray'");
  });

  test("reads a string over very many records in time", async () => {
    const pieces = Array.from({ length: 60_000 }, () => `CONTINUE  '${"x".repeat(60)}&'`);
    const { header } = await headerOf("LONG    = '&'", ...pieces, "CONTINUE  'end'");
    expect(header.text("LONG")).toHaveLength(60_000 * 60 + 3);
  });

  test("takes the first of a repeated keyword and reports values that cannot be read", async () => {
    const { header, codes } = await headerOf("A       = 1", "A       = 2", "B       = what");
    expect(header.get("A")).toBe(1);
    expect(header.get("B")).toBeUndefined();
    expect(codes).toEqual(["W-FITS-CARD"]);
  });

  test("says so when the file does not conform", async () => {
    const reader = await openFits(
      chunked(
        header([
          ["SIMPLE", false],
          ["BITPIX", 8],
          ["NAXIS", 0],
        ]),
      ),
    );
    expect(reader.diagnostics.map(({ code }) => code)).toEqual(["W-FITS-SIMPLE"]);
  });
});

describe("what is no readable header is refused", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  test.each<readonly [string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "FITS_NOT_FITS"],
    ["text", bytes("not a FITS file"), "FITS_NOT_FITS"],
    ["an extension first", header([["XTENSION", "IMAGE"]]), "FITS_NOT_FITS"],
    ["a start alone", bytes("SIMPLE  =                    T"), "FITS_TRUNCATED"],
    ["no END", padded(bytes(record(["SIMPLE", true])), 0x20), "FITS_TRUNCATED"],
    ["no END for long", new Uint8Array(2880 * 40).fill(0x20), "FITS_NOT_FITS"],
    ["endless header", joined(bytes(record(["SIMPLE", true])), new Uint8Array(2880 * 40).fill(0x20)), "FITS_LIMIT"],
  ])("%s", async (_, file, code) => {
    const opening = openFits(chunked(file), { limits: { maxHeaderBytes: 2880 * 10 } });
    await expect(opening).rejects.toThrow(FitsError);
    await expect(opening).rejects.toMatchObject({ code });
  });
});
