import {
  dotnetDateOfMjd,
  KEYWORD_SETS,
  knownKeywords,
  mjdOfDotnetDate,
  parseDotnetDate,
  parseJwstFileName,
  parseKeywordSet,
  printDotnetDate,
  timestampOfDotnetDate,
} from "@armillary/mast";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultKeywords } from "../../../packages/mast/src/keywords/default-keywords.ts";

describe("dates", () => {
  // Pairs of one row of MAST's (NIRISS, 2024-05-02): the date, and its twin in MJD.
  test.each([
    ["/Date(1712689643699)/", 60409.796802083336],
    ["/Date(1654431289470)/", 59735.51029479167],
    ["/Date(1654430410430)/", 59735.500120717596],
    ["/Date(946684800000)/", 51544],
  ])("%s is MJD %d, both ways", (text, mjd) => {
    // MAST cuts the milliseconds of the one, and has the other in full.
    const millisecond = 1.001 / 86_400_000;
    expect(Math.abs((mjdOfDotnetDate(text) ?? 0) - mjd)).toBeLessThan(millisecond);
    expect(Math.abs((parseDotnetDate(dotnetDateOfMjd(mjd)) ?? 0) - (parseDotnetDate(text) ?? 0))).toBeLessThanOrEqual(
      1,
    );
  });

  test.each([
    ["/Date(1654430410430)/", "2022-06-05T12:00:10.43"],
    ["/Date(-1000+0000)/", "1969-12-31T23:59:59"],
    ["2022-06-05", "2022-06-05"],
    ["/Date(x)/", "/Date(x)/"],
  ])("%s is the timestamp %s", (text, timestamp) => {
    expect(timestampOfDotnetDate(text)).toBe(timestamp);
  });

  test("without a rest of milliseconds are the same both ways", () => {
    expect(dotnetDateOfMjd(51544)).toBe("/Date(946684800000)/");
    expect(mjdOfDotnetDate("/Date(946684800000)/")).toBe(51544);
  });

  test("are read as they are printed", () => {
    fc.assert(
      fc.property(fc.integer({ min: -6e13, max: 2e14 }), (epochMs) => {
        expect(parseDotnetDate(printDotnetDate(epochMs))).toBe(epochMs);
      }),
    );
  });
});

test.each([
  [
    "jw01541001001_04101_00001-seg002_nis_rateints.fits",
    "jw01541001001_04101_00001-seg002_nis",
    "jw01541001001_04101_00001",
    "rateints",
    2,
  ],
  [
    "jw01386001001_02101_00006_nrcb3_cal.fits",
    "jw01386001001_02101_00006_nrcb3",
    "jw01386001001_02101_00006",
    "cal",
    2,
  ],
  [
    "jw01366-o001_t001_niriss_clear-gr700xd-substrip256_x1dints.fits",
    "jw01366-o001_t001_niriss_clear-gr700xd-substrip256",
    "jw01366-o001_t001_niriss_clear-gr700xd-substrip256",
    "x1dints",
    3,
  ],
  [
    "jw01345-c1001_t021_nircam_clear-f115w_i2d.fits.gz",
    "jw01345-c1001_t021_nircam_clear-f115w",
    "jw01345-c1001_t021_nircam_clear-f115w",
    "i2d",
    3,
  ],
  [
    "jw01386001001_gs-fg_2022181095613-seg001_cal.fits",
    "jw01386001001_gs-fg_2022181095613-seg001",
    "jw01386001001_gs-fg_2022181095613-seg001",
    "cal",
    undefined,
  ],
])("%s is read", (fileName, observationId, fileSetName, productKind, stage) => {
  expect(parseJwstFileName(fileName)).toStrictEqual({
    observationId,
    fileSetName,
    productKind,
    ...(stage === undefined ? {} : { stage }),
  });
});

test.each(["", "u9o40504m_c3m.fits", "jw01386001001.fits", "jw_", "../jw1_x"])(
  "%j is no name of a JWST file",
  (name) => {
    expect(parseJwstFileName(name)).toBeUndefined();
  },
);

describe("keywords", () => {
  test.each([
    ["nircam", "Nircam"],
    ["NIRSpec", "Nirspec"],
    ["guide star", "GuideStar"],
    ["WFC3", undefined],
  ])("%s is the set %s", (text, set) => {
    expect(parseKeywordSet(text)).toBe(set);
  });

  test.each(KEYWORD_SETS)("the default columns of %s are known, each once", (set) => {
    const names = defaultKeywords(set);
    expect(names.filter((name) => !knownKeywords(set).has(name))).toStrictEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test("dates have twins", () => {
    const known = knownKeywords("Niriss");
    expect(known.get("date_obs")).toMatchObject({ type: "date", description: "UTC start of the observation" });
    expect(known.get("date_obs_mjd")).toMatchObject({ type: "mjd", description: "UTC start of the observation, MJD" });
    expect(known.size).toBeGreaterThan(190);
  });
});
