import { mergeParameters } from "@armillary/dali";
import { findSsaFacts, type SsaFacts, type SsaQuery, ssaParameters } from "@armillary/ssap";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const DACHS = findSsaFacts("http://127.0.0.1:8090/spectra/q/ssa/ssap.xml?");
const IRSA = findSsaFacts("https://irsa.ipac.caltech.edu/SSA");
const { NEGATIVE_INFINITY, POSITIVE_INFINITY, NaN: NOT_A_NUMBER } = Number;

/** What is sent beside REQUEST. */
function sent(query: SsaQuery, facts?: SsaFacts): Record<string, string> {
  const [request, ...rest] = ssaParameters(query, facts);
  expect(request).toEqual(["REQUEST", "queryData"]);
  return Object.fromEntries(rest);
}

describe("a question becomes parameters (SSA 1.1, section 4.1)", () => {
  test.each<[SsaQuery, Record<string, string>]>([
    [{}, {}],
    [{ raDeg: 52, decDeg: -27.8 }, { POS: "52,-27.8" }],
    [
      { raDeg: 10.684_71, decDeg: 41.268_75, diameterDeg: 0.05 },
      { POS: "10.68471,41.26875", SIZE: "0.05" },
    ],
    [{ raDeg: 0, decDeg: 0 }, { POS: "0,0" }],
    [
      { raDeg: 1e-7, decDeg: -1e-7, diameterDeg: 1e-7 },
      { POS: "0.0000001,-0.0000001", SIZE: "0.0000001" },
    ],
    [
      { raDeg: 0, decDeg: 90, diameterDeg: 180 },
      { POS: "0,90", SIZE: "180" },
    ],
    [{ bandM: 5.5e-7 }, { BAND: "5.5e-7" }],
    [{ bandM: { lower: 1e-7, upper: 3e-6 } }, { BAND: "1e-7/0.000003" }],
    [{ bandM: { lower: NEGATIVE_INFINITY, upper: 3e-7 } }, { BAND: "/3e-7" }],
    [{ bandM: { lower: 0, upper: 3e-7 } }, { BAND: "/3e-7" }],
    [{ bandM: { lower: 5e-7, upper: POSITIVE_INFINITY } }, { BAND: "5e-7/" }],
    [{ bandM: [5e-7, { lower: 1e-6, upper: 2e-6 }], bandName: "J" }, { BAND: "5e-7,0.000001/0.000002,J" }],
    [{ bandName: ["J", "K"] }, { BAND: "J,K" }],
    [{ bandM: { lower: 1e-7, upper: 3e-7 }, bandFrame: "source" }, { BAND: "1e-7/3e-7;source" }],
    [{ timeMjd: 56_000 }, { TIME: "2012-03-14T00:00:00" }],
    [{ timeMjd: { lower: 56_000, upper: 56_001.5 } }, { TIME: "2012-03-14T00:00:00/2012-03-15T12:00:00" }],
    // Half a second to either side is half a second more, not less.
    [
      { timeMjd: { lower: 56_000 + 10.5 / 86_400, upper: 56_000 + 20.5 / 86_400 } },
      { TIME: "2012-03-14T00:00:10/2012-03-14T00:00:21" },
    ],
    [{ timeMjd: { lower: NEGATIVE_INFINITY, upper: 56_000 } }, { TIME: "/2012-03-14T00:00:00" }],
    [
      { timeMjd: [56_000, { lower: 57_000, upper: POSITIVE_INFINITY }] },
      { TIME: "2012-03-14T00:00:00,2014-12-09T00:00:00/" },
    ],
    [{ format: "fits" }, { FORMAT: "fits" }],
    [{ format: ["application/fits", "text/csv"] }, { FORMAT: "application/fits,text/csv" }],
    [{ apertureDeg: 0.0005 }, { APERTURE: "0.0005" }],
    [
      { minSpecRp: 2000, maxSpatResDeg: 0.001, maxTimeResS: 60 },
      { SPECRP: "2000", SPATRES: "0.001", TIMERES: "60" },
    ],
    [{ minSnr: 10 }, { SNR: "10" }],
    [{ redshift: { lower: 1.2, upper: 3 } }, { REDSHIFT: "1.2/3" }],
    [{ redshift: { lower: NEGATIVE_INFINITY, upper: -0.001 } }, { REDSHIFT: "/-0.001" }],
    [{ redshift: 0 }, { REDSHIFT: "0" }],
    [{ varAmpl: { lower: 0.3, upper: 0.7 } }, { VARAMPL: "0.3/0.7" }],
    [{ varAmpl: { lower: 0.3, upper: POSITIVE_INFINITY } }, { VARAMPL: "0.3/" }],
    [{ targetName: "NGC 1068" }, { TARGETNAME: "NGC 1068" }],
    [{ targetClass: ["star", "Seyfert 1"] }, { TARGETCLASS: "star,Seyfert 1" }],
    [
      { fluxCalib: "relative", waveCalib: "absolute" },
      { FLUXCALIB: "relative", WAVECALIB: "absolute" },
    ],
    [{ publisherDid: "ivo://a/b?c#d" }, { PUBDID: "ivo://a/b?c#d" }],
    [{ creatorDid: "ivo://a/b" }, { CREATORDID: "ivo://a/b" }],
    [{ collection: "iso_sws" }, { COLLECTION: "iso_sws" }],
    [
      { top: 5, maxrec: 0 },
      { TOP: "5", MAXREC: "0" },
    ],
    [{ maxrec: 1e6 }, { MAXREC: "1000000" }],
    [{ modifiedMjd: { lower: 56_000, upper: POSITIVE_INFINITY } }, { MTIME: "2012-03-14T00:00:00/" }],
    [{ compress: false }, { COMPRESS: "false" }],
    [{ compress: true }, { COMPRESS: "true" }],
    [
      { runId: "job 7", version: "1.1" },
      { RUNID: "job 7", VERSION: "1.1" },
    ],
    [{ parameters: { teff: "5000", WILDTARGET: "Star*" } }, { teff: "5000", WILDTARGET: "Star*" }],
  ])("%j", (query, expected) => {
    expect(sent(query)).toEqual(expected);
  });

  test("several values of the service's own parameter are several parameters", () => {
    expect(ssaParameters({ parameters: { model: ["a", "b"] } }).slice(1)).toEqual([
      ["model", "a"],
      ["model", "b"],
    ]);
  });
});

describe("what cannot be asked is refused before anything is sent", () => {
  test.each<[string, SsaQuery, string]>([
    ["half a position", { raDeg: 10 }, "raDeg and decDeg go together"],
    ["half a position", { decDeg: 10 }, "raDeg and decDeg go together"],
    ["a place outside of the sky", { raDeg: 10, decDeg: 91 }, "outside of 0 to 360 and -90 to 90"],
    ["a place outside of the sky", { raDeg: -1, decDeg: 0 }, "outside of 0 to 360 and -90 to 90"],
    ["a place that is NaN", { raDeg: NOT_A_NUMBER, decDeg: 0 }, "outside of 0 to 360 and -90 to 90"],
    ["a circle around nothing", { diameterDeg: 1 }, "there is none"],
    ["a diameter of 0", { raDeg: 1, decDeg: 1, diameterDeg: 0 }, "above 0"],
    ["a diameter that is infinite", { raDeg: 1, decDeg: 1, diameterDeg: POSITIVE_INFINITY }, "up to 360"],
    ["a wavelength of 0", { bandM: 0 }, "above 0"],
    ["a negative band", { bandM: { lower: -2, upper: -1 } }, "above 0"],
    ["a band that begins above its end", { bandM: { lower: 2e-7, upper: 1e-7 } }, "it begins above its end"],
    ["a band without ends", { bandM: { lower: NEGATIVE_INFINITY, upper: POSITIVE_INFINITY } }, "no ends"],
    ["no bands", { bandM: [] }, "the list is empty"],
    ["a name with a comma", { bandName: "J,K" }, "commas, slashes"],
    ["a name with a blank", { bandName: "far UV" }, "blanks"],
    ["an empty name", { bandName: "" }, "it is empty"],
    ["a frame of no band", { bandFrame: "source" }, "there are none"],
    ["times in the wrong order", { timeMjd: { lower: 2, upper: 1 } }, "it begins above its end"],
    ["a time that is NaN", { timeMjd: NOT_A_NUMBER }, "finite"],
    ["a time before all years", { timeMjd: -1e9 }, "outside of the years"],
    ["metadata", { format: "METADATA" }, "describe()"],
    ["a format with a comma", { format: "fits,votable" }, "no media type"],
    ["a negative bound", { minSnr: -1 }, "from 0"],
    ["a bound that is NaN", { minSpecRp: NOT_A_NUMBER }, "from 0"],
    ["an infinite bound", { maxTimeResS: POSITIVE_INFINITY }, "finite"],
    ["an amplitude above 1", { varAmpl: { lower: 0.5, upper: 2 } }, "from 0 to 1"],
    ["a redshift that is NaN", { redshift: { lower: NOT_A_NUMBER, upper: 1 } }, "NaN"],
    ["no name", { targetName: " " }, "it is empty"],
    ["a class with a comma", { targetClass: "star,QSO" }, "Give a list"],
    ["an unknown level", { fluxCalib: "good" as "any" }, "one of absolute, relative, normalized, any"],
    ["none of the best", { top: 0 }, "from 1"],
    ["half a row", { maxrec: 0.5 }, "whole number"],
    ["a parameter in two ways", { collection: "a", parameters: { Collection: "b" } }, "two ways"],
    ["another request", { parameters: { request: "getData" } }, "two ways"],
  ])("%s", (_, query, reason) => {
    expect(() => ssaParameters(query)).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.stringContaining(reason) }),
    );
  });
});

describe("services that are known are asked in their way", () => {
  test("DaCHS: bounds are ranges, as a number alone is that very value to it", () => {
    expect(sent({ minSnr: 10, maxSpatResDeg: 0.1, minSpecRp: 400 }, DACHS)).toEqual({
      SNR: "10/",
      SPATRES: "/0.1",
      SPECRP: "400",
    });
  });

  test("IRSA: FORMAT=all, unless something else is asked for", () => {
    expect(sent({}, IRSA)).toEqual({ FORMAT: "all" });
    expect(sent({ format: "fits" }, IRSA)).toEqual({ FORMAT: "fits" });
    expect(sent({ parameters: { format: "native" } }, IRSA)).toEqual({ format: "native" });
  });

  test.each([
    ["https://archive.stsci.edu/ssap/search2.php?id=HST&", "mast"],
    ["http://archive.stsci.edu/ssap/search2.php?id=BEFS", "mast"],
    ["https://irsa.ipac.caltech.edu/SSA", "irsa"],
    ["http://vo.ned.ipac.caltech.edu/services/querySED?", "ned"],
    ["http://dc.example.org/x/q/ssa/ssap.xml?", "dachs"],
    ["https://heasarc.gsfc.nasa.gov/xamin/vo/ssa?table=chanmaster&", undefined],
    ["https://example.org/?x=/ssap.xml", undefined],
  ])("%s is told by its URL", (url, id) => {
    expect(findSsaFacts(url)?.id).toBe(id);
  });
});

describe("laws", () => {
  const number = fc.double({ noNaN: true, min: 1e-12, max: 1e3 });
  const interval = fc.tuple(number, number).map(([a, b]) => ({ lower: Math.min(a, b), upper: Math.max(a, b) }));

  test("bands read back as they were given", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(number, interval), { minLength: 1, maxLength: 4 }), (bandM) => {
        const items = (sent({ bandM })["BAND"] ?? "").split(",");
        expect(items.map((item) => item.split("/").map(Number))).toEqual(
          bandM.map((band) => (typeof band === "number" ? [band] : [band.lower, band.upper])),
        );
      }),
    );
  });

  test("positions read back within what a double tells", () => {
    const place = fc.record({
      raDeg: fc.double({ noNaN: true, min: 0, max: 360 }),
      decDeg: fc.double({ noNaN: true, min: -90, max: 90 }),
    });
    fc.assert(
      fc.property(place, ({ raDeg, decDeg }) => {
        const text = sent({ raDeg, decDeg })["POS"] ?? "";
        expect(text).toMatch(/^\d+(\.\d+)?,-?\d+(\.\d+)?$/);
        const [ra = Number.NaN, dec = Number.NaN] = text.split(",").map(Number);
        expect(Math.abs(ra - raDeg)).toBeLessThan(1e-19);
        expect(Math.abs(dec - decDeg)).toBeLessThan(1e-19);
      }),
    );
  });

  test("times are never narrowed", () => {
    const mjd = fc.double({ noNaN: true, min: 0, max: 90_000 });
    fc.assert(
      fc.property(mjd, mjd, (a, b) => {
        const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
        const [start = "", stop = ""] = (sent({ timeMjd: { lower, upper } })["TIME"] ?? "").split("/");
        const toMjd = (text: string): number => Date.parse(`${text}Z`) / 86_400_000 + 40_587;
        // A millisecond is what an MJD is rounded to on its way.
        expect(toMjd(start)).toBeLessThanOrEqual(lower + 1e-8);
        expect(toMjd(stop)).toBeGreaterThanOrEqual(upper - 1e-8);
        expect(lower - toMjd(start)).toBeLessThan(1.01 / 86_400);
      }),
    );
  });

  test("whatever is asked, a base URL keeps its own and nothing is doubled", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== ""),
        (targetName) => {
          const url = new URL(mergeParameters("https://a.org/ssa?id=HST&", ssaParameters({ targetName, top: 3 })));
          expect([...url.searchParams]).toEqual([
            ["id", "HST"],
            ["REQUEST", "queryData"],
            ["TARGETNAME", targetName],
            ["TOP", "3"],
          ]);
        },
      ),
    );
  });
});
