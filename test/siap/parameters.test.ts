import { type SiaFacts, type SiaQuery, siaParameters } from "@armillary/siap";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const baseUrl = "https://example.org/sia?";
const sent = (query: SiaQuery, version: 1 | 2, facts?: SiaFacts) =>
  siaParameters(query, version, { baseUrl, ...(facts === undefined ? {} : { facts }) }).parameters.map(
    ([name, value]) => `${name}=${value}`,
  );

const box = { raDeg: 10.5, decDeg: -41.25, sizeDeg: 0.2 } as const;
const polygon = {
  shape: "POLYGON",
  vertices: [
    { longitudeDeg: 9, latitudeDeg: 0 },
    { longitudeDeg: 11, latitudeDeg: 0 },
    { longitudeDeg: 10, latitudeDeg: 1 },
  ],
} as const;
const range = (lower: number, upper: number, south = -1, north = 1) =>
  ({ shape: "RANGE", longitudeDeg: { lower, upper }, latitudeDeg: { lower: south, upper: north } }) as const;

describe("version 1", () => {
  test.each<[string, SiaQuery, readonly string[]]>([
    ["a box", { region: box }, ["POS=10.5,-41.25", "SIZE=0.2"]],
    ["a box of two sides", { region: { ...box, sizeDeg: [0.5, 0.2] } }, ["POS=10.5,-41.25", "SIZE=0.5,0.2"]],
    ["a circle, by the box around it", { region: { raDeg: 10, decDeg: 0, radiusDeg: 0.1 } }, ["POS=10,0", "SIZE=0.2"]],
    ["a point", { region: { raDeg: 10, decDeg: 0, radiusDeg: 0 } }, ["POS=10,0", "SIZE=0"]],
    ["a range at the equator", { region: range(9, 11) }, ["POS=10,0", "SIZE=2"]],
    ["a range across 0", { region: range(359, 1) }, ["POS=0,0", "SIZE=2"]],
    [
      "a range at 60 degrees, in degrees on the sky",
      { region: range(10, 12, 59, 61) },
      ["POS=11,60", "SIZE=1.0000000000000002,2"],
    ],
    ["right ascension below 0", { region: { ...box, raDeg: -10 } }, ["POS=350,-41.25", "SIZE=0.2"]],
    ["tiny sizes, without an exponent", { region: { ...box, sizeDeg: 1e-7 } }, ["POS=10.5,-41.25", "SIZE=0.0000001"]],
    ["INTERSECT", { region: box, intersect: "COVERS" }, ["POS=10.5,-41.25", "SIZE=0.2", "INTERSECT=COVERS"]],
    [
      "an image to build",
      {
        region: box,
        grid: {
          pixels: [300, 200],
          frame: "FK5",
          equinoxYr: 2000,
          referencePixel: [150, 100.5],
          referenceValueDeg: [10.5, -41],
          pixelScaleDeg: [-0.001, 0.001],
          rotationDeg: 0,
          projection: "TAN",
        },
      },
      [
        "POS=10.5,-41.25",
        "SIZE=0.2",
        "NAXIS=300,200",
        "CFRAME=FK5",
        "EQUINOX=2000",
        "CRPIX=150,100.5",
        "CRVAL=10.5,-41",
        "CDELT=-0.001,0.001",
        "ROTANG=0",
        "PROJ=TAN",
      ],
    ],
    [
      "an image to build, of one number each",
      { region: box, grid: { pixels: 300, pixelScaleDeg: 0.001 } },
      ["POS=10.5,-41.25", "SIZE=0.2", "NAXIS=300", "CDELT=0.001"],
    ],
    ["FORMAT, one", { region: box, format: "image/fits" }, ["POS=10.5,-41.25", "SIZE=0.2", "FORMAT=image/fits"]],
    [
      "FORMAT, several, in one list",
      { region: box, format: ["image/fits", "image/jpeg"] },
      ["POS=10.5,-41.25", "SIZE=0.2", "FORMAT=image/fits,image/jpeg"],
    ],
    ["FORMAT=ALL", { region: box, format: "ALL" }, ["POS=10.5,-41.25", "SIZE=0.2", "FORMAT=ALL"]],
    [
      "FORMAT=GRAPHIC-ALL",
      { region: box, format: "GRAPHIC-ALL" },
      ["POS=10.5,-41.25", "SIZE=0.2", "FORMAT=GRAPHIC-ALL"],
    ],
    [
      "VERB, MAXREC, RESPONSEFORMAT, and what is the service's own",
      { region: box, verbosity: 0, maxrec: 7, responseFormat: "csv", parameters: { band: ["R", "I"], note: "a b" } },
      ["POS=10.5,-41.25", "SIZE=0.2", "VERB=0", "MAXREC=7", "RESPONSEFORMAT=csv", "band=R", "band=I", "note=a b"],
    ],
    [
      "what is left for the rows is not sent",
      { region: box, bandM: 5e-7, target: "M 31" },
      ["POS=10.5,-41.25", "SIZE=0.2"],
    ],
  ])("%s", (_, query, expected) => expect(sent(query, 1)).toEqual(expected));

  test.each<[string, SiaQuery, RegExp]>([
    ["no place", {}, /place alone/],
    ["two places", { region: [box, box] }, /one region at a time/],
    ["an open range", { region: range(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY) }, /open/],
    ["a range to the pole", { region: range(0, 1, 80, 90) }, /pole/],
    ["beyond the pole", { region: { ...box, decDeg: 91 } }, /-90 to 90/],
    ["a negative size", { region: { ...box, sizeDeg: -1 } }, /sides/],
    ["polarization", { region: box, polarization: "I" }, /polarization.*POL/],
    ["resolving power", { region: box, resolvingPower: 3 }, /resolvingPower.*SPECRP/],
    ["angular resolution", { region: box, resolutionArcsec: 3 }, /resolutionArcsec.*SPATRES/],
    ["resolution in time", { region: box, timeResolutionS: 3 }, /timeResolutionS.*TIMERES/],
    ["METADATA", { region: box, format: "metadata" }, /describe\(\)/],
    ["half a pixel", { region: box, grid: { pixels: 10.5 } }, /NAXIS/],
    ["an infinite scale", { region: box, grid: { pixelScaleDeg: Number.POSITIVE_INFINITY } }, /finite/],
    ["VERB=4", { region: box, verbosity: 4 as 3 }, /VERB is 0 to 3/],
    ["an unknown INTERSECT", { region: box, intersect: "TOUCHES" as "COVERS" }, /INTERSECT/],
    ["POS twice", { region: box, parameters: { pos: "1,2" } }, /pos is given as region/],
    ["a wavelength that is none", { region: box, bandM: Number.NaN }, /BAND/],
    ["rows below 0", { region: box, maxrec: -1 }, /whole number/],
  ])("refuses %s", (_, query, message) => {
    expect(() => sent(query, 1)).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.stringMatching(message) }),
    );
  });

  test("a circle and a polygon are noted to be more than was asked for, a box is not", () => {
    const notes = (region: SiaQuery["region"]) => siaParameters({ region } as SiaQuery, 1, { baseUrl }).notes;
    expect(notes(box)).toEqual([]);
    expect(notes({ raDeg: 1, decDeg: 1, radiusDeg: 1 })).toEqual([expect.stringContaining("around the circle")]);
    expect(notes(polygon)).toEqual([expect.stringContaining("around the polygon")]);
  });

  test("the base URL may have the place", () => {
    const { parameters } = siaParameters({}, 1, { baseUrl: "https://example.org/sia?POS=1,2&SIZE=1" });
    expect(parameters).toEqual([]);
  });

  test("the box around a polygon has all of its vertices", () => {
    const vertex = fc.record({
      longitudeDeg: fc.double({ min: 0, max: 359, noNaN: true }),
      latitudeDeg: fc.double({ min: -89, max: 89, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(vertex, { minLength: 3, maxLength: 8 }), (vertices) => {
        const { parameters } = siaParameters({ region: { shape: "POLYGON", vertices } }, 1, { baseUrl });
        const [[, pos = ""] = [], [, size = ""] = []] = parameters;
        const [ra = Number.NaN, dec = Number.NaN] = pos.split(",").map(Number);
        const height = Number(size.split(",").at(-1));
        const radius = Number(size.split(",")[0]) / 2;
        for (const { longitudeDeg, latitudeDeg } of vertices) {
          expect(separation(ra, dec, longitudeDeg, latitudeDeg)).toBeLessThanOrEqual(radius + 1e-9);
          expect(Math.abs(latitudeDeg - dec)).toBeLessThanOrEqual(height === 180 ? 180 : height / 2 + 1e-9);
        }
      }),
    );
  });
});

function separation(...degrees: readonly [number, number, number, number]): number {
  const [ra1, dec1, ra2, dec2] = degrees.map((angle) => (angle * Math.PI) / 180) as [number, number, number, number];
  const hav = Math.sin((dec2 - dec1) / 2) ** 2 + Math.cos(dec1) * Math.cos(dec2) * Math.sin((ra2 - ra1) / 2) ** 2;
  return (2 * Math.asin(Math.min(1, Math.sqrt(hav))) * 180) / Math.PI;
}

describe("version 2", () => {
  const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;

  test.each<[string, SiaQuery, readonly string[]]>([
    ["nothing", {}, []],
    ["a circle", { region: { raDeg: 10, decDeg: 20, radiusDeg: 0.1 } }, ["POS=CIRCLE 10 20 0.1"]],
    ["a box, as a range", { region: { raDeg: 10, decDeg: 0, sizeDeg: [2, 1] } }, ["POS=RANGE 9 11 -0.5 0.5"]],
    ["a polygon", { region: polygon }, ["POS=POLYGON 9 0 11 0 10 1"]],
    [
      "several places",
      { region: [{ raDeg: 10, decDeg: 20, radiusDeg: 0.1 }, polygon] },
      ["POS=CIRCLE 10 20 0.1", "POS=POLYGON 9 0 11 0 10 1"],
    ],
    ["a wavelength", { bandM: 0.21 }, ["BAND=0.21 0.21"]],
    ["wavelengths above", { bandM: { lower: 300, upper: POSITIVE_INFINITY } }, ["BAND=300 +Inf"]],
    [
      "several bands",
      { bandM: [{ lower: NEGATIVE_INFINITY, upper: 1e-7 }, 5e-7] },
      ["BAND=-Inf 1e-7", "BAND=5e-7 5e-7"],
    ],
    ["a time", { timeMjd: { lower: 55123.456, upper: 55123.466 } }, ["TIME=55123.456 55123.466"]],
    ["polarization", { polarization: ["I", "Q"] }, ["POL=I", "POL=Q"]],
    ["field of view", { fovDeg: { lower: 1, upper: 2 } }, ["FOV=1 2"]],
    ["angular resolution", { resolutionArcsec: { lower: NEGATIVE_INFINITY, upper: 0.2 } }, ["SPATRES=-Inf 0.2"]],
    ["resolving power", { resolvingPower: { lower: 1000, upper: POSITIVE_INFINITY } }, ["SPECRP=1000 +Inf"]],
    ["exposure", { exposureS: { lower: 600, upper: 1800 } }, ["EXPTIME=600 1800"]],
    ["resolution in time", { timeResolutionS: { lower: 1, upper: 2 } }, ["TIMERES=1 2"]],
    ["an identifier", { publisherDid: "ivo://example/x?y z" }, ["ID=ivo://example/x?y z"]],
    ["a collection", { collection: ["A", "B"] }, ["COLLECTION=A", "COLLECTION=B"]],
    ["a facility", { facility: "VLT" }, ["FACILITY=VLT"]],
    ["an instrument", { instrument: "MUSE" }, ["INSTRUMENT=MUSE"]],
    ["a type", { productType: "cube" }, ["DPTYPE=cube"]],
    ["calibration", { calibLevel: [2, 3] }, ["CALIB=2", "CALIB=3"]],
    ["a target", { target: "M 31" }, ["TARGET=M 31"]],
    ["formats", { format: ["image/fits", "application/fits"] }, ["FORMAT=image/fits", "FORMAT=application/fits"]],
    ["all formats", { format: "ALL" }, []],
    ["what overlaps", { intersect: "OVERLAPS" }, []],
    ["rows and format of the answer", { maxrec: 0, responseFormat: "votable" }, ["MAXREC=0", "RESPONSEFORMAT=votable"]],
    ["what is the service's own", { parameters: { RELEASEDATE: "2020-01-01" } }, ["RELEASEDATE=2020-01-01"]],
  ])("%s", (_, query, expected) => {
    const plan = siaParameters(query, 2, { baseUrl });
    expect(plan.parameters.map(([name, value]) => `${name}=${value}`)).toEqual(expected);
    expect(plan.unsaid).toEqual([]);
  });

  test.each<[string, SiaQuery, RegExp]>([
    ["INTERSECT", { intersect: "CENTER" }, /SIA 1/],
    ["an image to build", { grid: { pixels: 10 } }, /SODA/],
    ["VERB", { verbosity: 2 }, /VERB/],
    ["GRAPHIC", { format: "GRAPHIC" }, /image\/jpeg/],
    ["an interval upside down", { timeMjd: { lower: 2, upper: 1 } }, /TIME.*above/],
    ["half a level", { calibLevel: 1.5 }, /whole number/],
    ["empty text", { collection: "" }, /collection/],
    ["BAND twice", { parameters: { Band: "1" } }, /Band is given as bandM/],
    ["an empty format of the answer", { responseFormat: " " }, /RESPONSEFORMAT/],
  ])("refuses %s", (_, query, message) => {
    expect(() => sent(query, 2)).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.stringMatching(message) }),
    );
  });
});
