import { createTransport } from "@armillary/dali";
import { type ConeQuery, coneParameters, findScsFacts, ScsService } from "@armillary/scs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const CONE = { raDeg: 10.68, decDeg: 41.27, radiusDeg: 0.1 };
const PLAIN = [
  ["RA", "10.68"],
  ["DEC", "41.27"],
  ["SR", "0.1"],
];

describe("parameters", () => {
  test.each<readonly [Partial<ConeQuery>, readonly (readonly string[])[]]>([
    [{}, PLAIN],
    [{ verbosity: 1 }, [...PLAIN, ["VERB", "1"]]],
    [{ verbosity: 3 }, [...PLAIN, ["VERB", "3"]]],
    [{ maxrec: 0 }, [...PLAIN, ["MAXREC", "0"]]],
    [{ maxrec: 1e6 }, [...PLAIN, ["MAXREC", "1000000"]]],
    [{ responseFormat: " votable/td " }, [...PLAIN, ["RESPONSEFORMAT", "votable/td"]]],
    [{ parameters: { band: "R" } }, [...PLAIN, ["band", "R"]]],
    [{ parameters: { band: ["R", "I"], q: "" } }, [...PLAIN, ["band", "R"], ["band", "I"], ["q", ""]]],
    [{ parameters: { band: [] } }, PLAIN],
  ])("of %j", (query, expected) => {
    expect(coneParameters({ ...CONE, ...query })).toEqual(expected);
  });

  test.each([
    [{ raDeg: 360 }, "RA", "0"],
    [{ raDeg: -90.31 }, "RA", "269.69"],
    [{ raDeg: -0 }, "RA", "0"],
    [{ raDeg: 1e-9 }, "RA", "0.000000001"],
    [{ decDeg: -90 }, "DEC", "-90"],
    [{ decDeg: -1.5e-7 }, "DEC", "-0.00000015"],
    [{ radiusDeg: 0 }, "SR", "0"],
    [{ radiusDeg: 180 }, "SR", "180"],
    [{ radiusDeg: 1e-7 }, "SR", "0.0000001"],
  ])("numbers are written for services that know no exponents: %j", (query, name, text) => {
    expect(new Map(coneParameters({ ...CONE, ...query })).get(name)).toBe(text);
  });

  test.each<readonly [Partial<Record<keyof ConeQuery, unknown>>, RegExp]>([
    [{ raDeg: 360.1 }, /right ascension 360.1/],
    [{ raDeg: -181 }, /right ascension -181/],
    [{ raDeg: Number.NaN }, /right ascension NaN/],
    [{ decDeg: 90.01 }, /declination 90.01/],
    [{ decDeg: Number.NEGATIVE_INFINITY }, /declination -Infinity/],
    [{ radiusDeg: -0.1 }, /radius -0.1/],
    [{ radiusDeg: 180.1 }, /radius 180.1/],
    [{ radiusDeg: Number.NaN }, /radius NaN/],
    [{ verbosity: 4 }, /VERB is 1, 2 or 3, not 4/],
    [{ maxrec: -1 }, /MAXREC/],
    [{ maxrec: 1.5 }, /MAXREC/],
    [{ responseFormat: " " }, /RESPONSEFORMAT is empty/],
    [{ parameters: { sr: "1" } }, /sr is given as radiusDeg/],
    [{ parameters: { MaxRec: "1" } }, /MaxRec is given as maxrec/],
    [{ parameters: { "": "1" } }, /no name/],
  ])("%j cannot be asked", (query, message) => {
    expect(() => coneParameters({ ...CONE, ...query } as ConeQuery)).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.stringMatching(message) }),
    );
  });

  test("read back to the very numbers that were asked", () => {
    const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(degrees(0, 359.9), degrees(-90, 90), degrees(0, 180), (raDeg, decDeg, radiusDeg) => {
        const sent = new Map(coneParameters({ raDeg, decDeg, radiusDeg }));
        for (const [name, value] of Object.entries({ RA: raDeg, DEC: decDeg, SR: radiusDeg })) {
          expect(sent.get(name)).toMatch(/^(-?[1-9]\d*|-?\d+\.\d+|0)$/);
          expect(Math.abs(Number(sent.get(name)) - value)).toBeLessThan(1e-19);
        }
      }),
    );
  });
});

describe("facts", () => {
  test("MAST's missions limit rows by a parameter of their own", () => {
    const facts = findScsFacts("https://archive.stsci.edu/hst/search.php?");
    expect(coneParameters({ ...CONE, maxrec: 5 }, facts).at(-1)).toEqual(["max_records", "5"]);
    expect(findScsFacts("https://example.org/archive.stsci.edu/")).toBeUndefined();
  });
});

test.each([
  ["https://example.org/scs", "https://example.org/scs?RA=10.68&DEC=41.27&SR=0.1"],
  ["https://example.org/scs?", "https://example.org/scs?RA=10.68&DEC=41.27&SR=0.1"],
  ["https://example.org/scs?cat=a&SR=5&amp;x", "https://example.org/scs?cat=a&x&RA=10.68&DEC=41.27&SR=0.1"],
])("the URL that %s is asked by", (base, url) => {
  const service = new ScsService(base, { transport: createTransport() });
  expect(service.url(CONE)).toBe(url);
  expect(service.curl(CONE)).toContain(url);
});
