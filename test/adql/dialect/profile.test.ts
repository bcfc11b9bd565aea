import {
  adqlFor,
  DIALECT_PROFILES,
  FEATURE_TYPES,
  type FeatureMetadata,
  findDialectOfSoftware,
  findDialectProfile,
  flavourFor,
  profileOf,
  rewriteFor,
} from "@armillary/adql";
import { describe, expect, test } from "vitest";

const declared = (type: string, ...forms: readonly string[]): FeatureMetadata[] =>
  forms.map((form) => ({ type, form }));
const missingOf = (...of: Parameters<typeof profileOf>): readonly string[] =>
  (profileOf(...of).missing ?? []).map(({ value }) => value).sort();

// As CADC's and GAVO's capabilities have them; registries write the type in either case.
const GEOMETRY = "ivo://ivoa.net/std/TAPRegExt#features-adqlgeo";
const CADC = {
  versions: ["2.0"],
  features: declared(
    GEOMETRY,
    ..."POINT CIRCLE BOX POLYGON REGION CONTAINS INTERSECTS AREA CENTROID COORDSYS COORD1 COORD2".split(" "),
  ),
};
const OLD_GAVO = {
  versions: ["2.0"],
  features: declared(GEOMETRY, ..."BOX POINT CIRCLE POLYGON REGION CENTROID COORD1 COORD2 DISTANCE".split(" ")),
};

describe("a profile from capabilities", () => {
  test("geometry that is not declared beside other is missing", () => {
    expect(missingOf(CADC)).toEqual(["CAST", "DISTANCE", "ILIKE", "IN_UNIT", "OFFSET", "WITH"]);
    expect(profileOf(CADC).undeclared).toEqual(["LOWER", "UPPER", "UNION", "EXCEPT", "INTERSECT", "COALESCE"]);
  });

  test("regions are of no use without predicates, declared or not", () => {
    expect(missingOf(OLD_GAVO)).toEqual(["AREA", "CAST", "COORDSYS", "ILIKE", "IN_UNIT", "OFFSET", "WITH"]);
  });

  test("a service of 2.1 that declares features lacks the others", () => {
    const features = [
      ...declared(GEOMETRY.toLowerCase(), "point", " circle "),
      ...declared(FEATURE_TYPES.string, "LOWER", "ILIKE"),
      ...declared(FEATURE_TYPES.udf, "ivo_hasword(haystack TEXT, needle TEXT) -> INTEGER"),
    ];
    const missing = missingOf({ versions: ["2.0", "2.1"], features });
    expect(missing).toEqual(expect.arrayContaining(["UPPER", "OFFSET", "WITH", "UNION", "DISTANCE", "BOX", "POLYGON"]));
    expect(missing).not.toEqual(expect.arrayContaining(["ILIKE"]));
    expect(
      missing.filter((form) => ["LOWER", "ILIKE", "POINT", "CIRCLE", "CONTAINS", "INTERSECTS"].includes(form)),
    ).toEqual([]);
  });

  test("no declarations are no knowledge", () => {
    expect(profileOf({})).toEqual({ id: "service", title: "the service", tapUrls: [] });
    expect(profileOf({ features: [] }).missing).toBeUndefined();
    expect(profileOf({ versions: ["2.1"] }).missing).toBeUndefined();
  });

  test("what was observed stands, capabilities fill in the rest", () => {
    const datalab = findDialectProfile("datalab");
    const { missing, id, versions } = profileOf(CADC, datalab);
    expect(id).toBe("datalab");
    expect(versions).toMatchObject({ value: ["2.0"], confidence: "declared" });
    expect(missing?.find(({ value }) => value === "POINT")).toMatchObject({ confidence: "observed" });
    expect(missing?.find(({ value }) => value === "OFFSET")).toMatchObject({ confidence: "declared" });
    expect(missing?.filter(({ value }) => value === "DISTANCE")).toHaveLength(1);
  });

  test("undeclared features are warned of", () => {
    const query = "SELECT LOWER(a) FROM t UNION SELECT b FROM u";
    const { text, problems } = rewriteFor(query, { service: CADC });
    expect(text).toBe(query);
    expect(problems).toMatchObject([
      { code: "ADQL_FEATURE", severity: "warning", message: expect.stringMatching(/LOWER/), column: 8 },
      { code: "ADQL_FEATURE", severity: "warning", message: expect.stringMatching(/UNION/), column: 24 },
    ]);
  });
});

describe("the profiles that come along", () => {
  test.each([
    ["heasarc", "heasarc"],
    ["HEASARC", "heasarc"],
    ["https://heasarc.gsfc.nasa.gov/xamin/vo/tap/", "heasarc"],
    ["https://mast.stsci.edu/vo-tap/api/v0.1/hsc", "mast"],
    ["https://mast.stsci.edu/vo-tap/api/v0.1/caom/", "mast-caom"],
    ["https://MAST.stsci.edu/vo-tap/api/v0.1/caom/sync", "mast-caom"],
    ["https://mast.stsci.edu/vo-tap/api/v0.1/caomlike", "mast"],
    ["https://irsa.ipac.caltech.edu/TAP", "irsa"],
    ["https://irsa.ipac.caltech.edu/TAPestry", undefined],
    ["https://example.org/tap", undefined],
  ])("%s is %s", (idOrUrl, id) => {
    expect(findDialectProfile(idOrUrl)?.id).toBe(id);
  });

  test("a software by its Server header", () => {
    expect(findDialectOfSoftware("DaCHS/2.7 twisted/22.4.0")?.id).toBe("dachs-2.7");
    expect(findDialectOfSoftware("Apache-Coyote/1.1")).toBeUndefined();
  });

  test("each has its own name, and each fact its source", () => {
    expect(new Set(DIALECT_PROFILES.map(({ id }) => id)).size).toBe(DIALECT_PROFILES.length);
    for (const profile of DIALECT_PROFILES) {
      for (const value of Object.values(profile).flat()) {
        if (typeof value !== "object") continue;
        expect(value).toMatchObject({
          source: expect.stringMatching(/\w{3}/),
          confidence: expect.stringMatching(/^d|^o/),
        });
      }
    }
  });
});

describe("tools in a service's flavour", () => {
  test.each([
    ["mast", "1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 0.1))"],
    ["ned", "1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 0.1))"],
    ["datalab", /^\(dec BETWEEN .* <= 7.6/],
  ])("%s", (id, text) => {
    const profile = findDialectProfile(id);
    expect(profile).toBeDefined();
    const { adql, inCircle } = adqlFor(profile ?? {});
    const built = adql`SELECT * FROM t WHERE ${inCircle("ra", "dec", 10, 20, 0.1)}`.text.replace(
      "SELECT * FROM t WHERE ",
      "",
    );
    expect(built).toEqual(typeof text === "string" ? text : expect.stringMatching(text));
  });

  test.each([
    ["nothing known", {}, { frame: "ICRS", region: "contains", box: false }],
    ["ADQL 2.1 alone", { service: { versions: ["2.1"] } }, { frame: null }],
    ["both versions", { service: { versions: ["2.0", "2.1"] } }, { frame: "ICRS" }],
    [
      "no CONTAINS",
      { profile: profileOf({ features: declared(GEOMETRY, "POINT", "DISTANCE") }) },
      { region: "trigonometry" },
    ],
    ["BOX but no POLYGON", { service: { features: declared(GEOMETRY, "POINT", "CIRCLE", "BOX") } }, { box: true }],
    ["truth values in words", { profile: findDialectProfile("gavo") ?? {} }, { booleans: "word" }],
  ])("%s", (_what, target, flavour) => {
    expect(flavourFor(target as Parameters<typeof flavourFor>[0])).toMatchObject(flavour);
  });

  test("what is built for a service needs no rewriting for it", () => {
    for (const profile of DIALECT_PROFILES) {
      const { adql, allOf, inBox, inCircle, inPolygon } = adqlFor(profile);
      const condition = allOf(inCircle("ra", "dec", 10, 20, 1), adql`mag < ${5}`);
      for (const where of [
        condition,
        inBox("ra", "dec", 1, 2, 3, 4),
        inPolygon("ra", "dec", [
          [1, 1],
          [2, 1],
          [1, 2],
        ]),
      ]) {
        const { text } = adql`SELECT TOP 10 ra FROM t WHERE ${where}`;
        expect(rewriteFor(text, profile)).toMatchObject({ text, changes: [], problems: [] });
      }
    }
  });
});
