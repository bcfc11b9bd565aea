import { type AdqlFlavour, type AdqlText, createAdqlTools, parseRegion, type Region } from "@armillary/adql";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const icrs = createAdqlTools();
const bare = createAdqlTools({ frame: null, truth: "last", box: true });
const byDistance = createAdqlTools({ frame: null, region: "distance" });
const plain = createAdqlTools({ region: "trigonometry" });

const TRIANGLE = [
  [10, -10.5],
  [20, 20.5],
  [30, 30.5],
] as const;

describe("in the words of a flavour", () => {
  test.each<[string, AdqlText, string]>([
    ["a point", icrs.point("ra", "dec"), "POINT('ICRS', ra, dec)"],
    ["a point of numbers", bare.point(370, -5), "POINT(10, -5)"],
    ["right ascension 360", bare.point(360, 0), "POINT(360, 0)"],
    ["a circle", icrs.circle(10, 20, 0.5), "CIRCLE('ICRS', 10, 20, 0.5)"],
    ["a circle of columns", bare.circle("t.ra", "t.dec", "u.r"), "CIRCLE(t.ra, t.dec, u.r)"],
    ["a polygon", bare.polygon(TRIANGLE), "POLYGON(10, -10.5, 20, 20.5, 30, 30.5)"],
    ["a closed ring", bare.polygon([...TRIANGLE, TRIANGLE[0]]), "POLYGON(10, -10.5, 20, 20.5, 30, 30.5)"],
    ["a box", bare.box(25.4, -20, 10, 10), "BOX(25.4, -20, 10, 10)"],
    ["a distance", icrs.distance("ra", "dec", 10, -5), "DISTANCE(POINT('ICRS', ra, dec), POINT('ICRS', 10, -5))"],
    [
      "a cone",
      icrs.inCircle("ra", "dec", 10, 20, 1),
      "1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 1))",
    ],
    [
      "a cone, the number last",
      bare.inCircle("ra", "dec", 10, 20, 1),
      "CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 1)) = 1",
    ],
    ["a cone by distance", byDistance.inCircle("ra", "dec", 10, 20, 1), "DISTANCE(POINT(ra, dec), POINT(10, 20)) <= 1"],
    [
      "a polygon around",
      byDistance.inPolygon("ra", "dec", TRIANGLE),
      "1 = CONTAINS(POINT(ra, dec), POLYGON(10, -10.5, 20, 20.5, 30, 30.5))",
    ],
    ["a box around", bare.inBox("ra", "dec", 1, 2, 3, 4), "CONTAINS(POINT(ra, dec), BOX(1, 2, 3, 4)) = 1"],
    [
      "a region from text",
      bare.inRegion("ra", "dec", "circle ICRS 10 20 0.1"),
      "CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.1)) = 1",
    ],
    ["a range", bare.inRegion("ra", "dec", "RANGE 10 20 -5 5"), "(ra BETWEEN 10 AND 20 AND dec BETWEEN -5 AND 5)"],
    [
      "a range across 0",
      bare.inRegion("ra", "dec", "RANGE 359 1 -5 5"),
      "((ra >= 359 OR ra <= 1) AND dec BETWEEN -5 AND 5)",
    ],
    ["a range all around", bare.inRegion("ra", "dec", "RANGE 0 360 -5 5"), "(dec BETWEEN -5 AND 5)"],
    ["a column's region", icrs.contains("s_region", 10, 20), "1 = CONTAINS(POINT('ICRS', 10, 20), s_region)"],
    [
      "a region that is met",
      bare.intersectsCircle("o.s_region", 10, 20, 1),
      "INTERSECTS(CIRCLE(10, 20, 1), o.s_region) = 1",
    ],
    [
      "a polygon that is met",
      bare.intersects("s_region", { shape: "polygon", verticesDeg: TRIANGLE }),
      "INTERSECTS(POLYGON(10, -10.5, 20, 20.5, 30, 30.5), s_region) = 1",
    ],
    ["columns that need quotes", bare.point('t."RA(ICRS)"', "size"), 'POINT(t."RA(ICRS)", "size")'],
    ["built columns", bare.point(bare.adql`ra + ${1}`, bare.identifier("Dé")), 'POINT(ra + 1, "Dé")'],
  ])("%s", (_what, built, text) => {
    expect(built.text).toBe(text);
  });

  test("a box where there is no BOX is the polygon of its corners, counter-clockwise", () => {
    const numbers =
      /^POLYGON\('ICRS', (.*)\)$/
        .exec(icrs.box(0, 0, 2, 4).text)?.[1]
        ?.split(", ")
        .map(Number) ?? [];
    // On the tangent plane: x = tan 1°, y = tan 2°.
    const y = (Math.atan(Math.tan(Math.PI / 90) * Math.cos(Math.PI / 180)) * 180) / Math.PI;
    const expected = [1, y, 1, -y, 359, -y, 359, y];
    expect(numbers).toHaveLength(8);
    for (const [index, number] of numbers.entries()) expect(number).toBeCloseTo(expected[index] ?? 0, 12);
  });
});

describe("what is no place on the sky, and what has no words", () => {
  test.each<[string, () => unknown, string, RegExp]>([
    ["declination 91", () => icrs.point(0, 91), "ADQL_REGION", /declination of 91/],
    ["right ascension NaN", () => icrs.point(Number.NaN, 0), "ADQL_REGION", /right ascension of NaN/],
    ["a negative radius", () => icrs.inCircle("ra", "dec", 0, 0, -1), "ADQL_REGION", /radius of -1/],
    [
      "two vertices",
      () =>
        icrs.polygon([
          [1, 2],
          [3, 4],
          [1, 2],
        ]),
      "ADQL_REGION",
      /2 different vertices/,
    ],
    ["a box of half the sky", () => icrs.box(0, 0, 180, 1), "ADQL_REGION", /side of 180/],
    ["a range as a value", () => icrs.region("RANGE 1 2 3 4"), "ADQL_REGION", /inRegion/],
    ["a range downwards", () => icrs.inRegion("ra", "dec", "RANGE 1 2 4 3"), "ADQL_REGION", /upwards/],
    ["an expression as a column", () => icrs.point("ra + 1", "dec"), "ADQL_VALUE", /"ra \+ 1" is not the name/],
    ["an injection as a column", () => icrs.point("ra, dec)) OR (1", "dec"), "ADQL_VALUE", /not the name/],
    ["a name cut short", () => icrs.point("t.", "dec"), "ADQL_VALUE", /not the name/],
    ["a point without geometry", () => plain.point(1, 2), "ADQL_FEATURE", /no geometry/],
    ["a region column without geometry", () => plain.contains("s_region", 1, 2), "ADQL_FEATURE", /no CONTAINS/],
    [
      "a dented polygon without geometry",
      () =>
        plain.inPolygon("ra", "dec", [
          [0, 0],
          [10, 0],
          [2, 2],
          [0, 10],
        ]),
      "ADQL_FEATURE",
      /convex/,
    ],
  ])("%s", (_what, build, code, message) => {
    expect(build).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});

describe("DALI's words for regions", () => {
  test.each<[string, Region]>([
    ["CIRCLE 10 20 0.1", { shape: "circle", raDeg: 10, decDeg: 20, radiusDeg: 0.1 }],
    ["  circle\tICRS 370 -20 1e-1 ", { shape: "circle", raDeg: 10, decDeg: -20, radiusDeg: 0.1 }],
    [
      "POLYGON 10 10 10.2 10 10.2 10.2 10 10",
      {
        shape: "polygon",
        verticesDeg: [
          [10, 10],
          [10.2, 10],
          [10.2, 10.2],
        ],
      },
    ],
    ["RANGE -1 1 -2 2", { shape: "range", raDeg: [359, 1], decDeg: [-2, 2] }],
  ])("%s", (text, region) => {
    expect(parseRegion(text)).toEqual(region);
  });

  test.each([
    ["", /none of CIRCLE/],
    ["BOX 1 2 3 4", /none of CIRCLE/],
    ["CIRCLE 1 2", /3 numbers/],
    ["CIRCLE 1 2 Inf", /not a finite number/],
    ["CIRCLE GALACTIC 1 2 3", /GALACTIC is not ICRS/],
    ["POLYGON GSC1 1 2 3 4 5 6", /GSC1 is not ICRS/],
    ["POLYGON 1 2 3 4 5", /even number/],
    ["POLYGON 1 2 3 4", /2 different vertices/],
    ["RANGE 1 2 3", /4 numbers/],
    ["CIRCLE 0x10 2 3'", /not a finite number/],
  ])("not %j", (text, message) => {
    expect(() => parseRegion(text)).toThrow(
      expect.objectContaining({ code: "ADQL_REGION", message: expect.stringMatching(message) }),
    );
  });
});

/** Computes a condition or value in plain functions, as a database would. */
function evaluate(text: string, ra: number, dec: number): number | boolean {
  const program = text
    .replace(/(\w+) BETWEEN (\S+) AND (\S+)/g, "($1 >= $2 && $1 <= $3)")
    .replaceAll(" AND ", " && ")
    .replace(/\b(SIN|COS|SQRT|ABS|ATAN2)\(/g, (_, name: string) => `Math.${name.toLowerCase()}(`)
    .replaceAll("POWER(", "Math.pow(");
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const degrees = (value: number): number => (value * 180) / Math.PI;
  return new Function("ra", "dec", "RADIANS", "DEGREES", `return ${program}`)(ra, dec, radians, degrees);
}

function vector(ra: number, dec: number): [number, number, number] {
  const [a, d] = [(ra * Math.PI) / 180, (dec * Math.PI) / 180];
  return [Math.cos(d) * Math.cos(a), Math.cos(d) * Math.sin(a), Math.sin(d)];
}

function separation(ra1: number, dec1: number, ra2: number, dec2: number): number {
  const [a, b] = [vector(ra1, dec1), vector(ra2, dec2)];
  const chord = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  const sum = Math.hypot(a[0] + b[0], a[1] + b[1], a[2] + b[2]);
  return (2 * Math.atan2(chord, sum) * 180) / Math.PI;
}

const ra = fc.double({ min: 0, max: 360, noNaN: true });
const dec = fc.double({ min: -90, max: 90, noNaN: true });

describe("geometry in trigonometry", () => {
  test("a cone holds what is within its radius", () => {
    fc.assert(
      fc.property(ra, dec, ra, dec, fc.double({ min: 1e-5, max: 180, noNaN: true }), (a, d, a0, d0, radius) => {
        const apart = separation(a, d, a0, d0);
        fc.pre(Math.abs(apart - radius) > 1e-7);
        expect(evaluate(plain.inCircle("ra", "dec", a0, d0, radius).text, a, d)).toBe(apart < radius);
      }),
    );
  });

  test("small cones are exact", () => {
    const arcsec = 1 / 3600;
    const cone = plain.inCircle("ra", "dec", 83.82, -5.39, arcsec).text;
    expect(evaluate(cone, 83.82, -5.39 + 0.999 * arcsec)).toBe(true);
    expect(evaluate(cone, 83.82, -5.39 + 1.001 * arcsec)).toBe(false);
  });

  test("separations are those of the vectors", () => {
    fc.assert(
      fc.property(ra, dec, ra, dec, (a, d, a0, d0) => {
        expect(evaluate(plain.distance("ra", "dec", a0, d0).text, a, d)).toBeCloseTo(separation(a, d, a0, d0), 5);
      }),
    );
  });

  test("a box holds what is within half its sides on the tangent plane", () => {
    const side = fc.double({ min: 0.1, max: 120, noNaN: true });
    fc.assert(
      fc.property(ra, dec, ra, dec, side, side, (a, d, a0, d0, width, height) => {
        const [p, c, east] = [vector(a, d), vector(a0, d0), vector(a0 + 90, 0)];
        const north = d0 >= 0 ? vector(a0 + 180, 90 - d0) : vector(a0, 90 + d0);
        const product = (u: typeof p): number => u[0] * p[0] + u[1] * p[1] + u[2] * p[2];
        const depth = product(c);
        const x = Math.abs(product(east) / depth) - Math.tan((width * Math.PI) / 360);
        const y = Math.abs(product(north) / depth) - Math.tan((height * Math.PI) / 360);
        fc.pre(Math.abs(depth) > 1e-9 && Math.abs(x) > 1e-7 && Math.abs(y) > 1e-7);
        expect(evaluate(plain.inBox("ra", "dec", a0, d0, width, height).text, a, d)).toBe(depth > 0 && x < 0 && y < 0);
      }),
    );
  });

  test.each<[Partial<AdqlFlavour>]>([[{ region: "trigonometry" }], [{ region: "trigonometry", box: true }]])(
    "%j writes no geometry",
    (flavour) => {
      const { inBox, inPolygon } = createAdqlTools(flavour);
      for (const { text } of [inBox("ra", "dec", 1, 2, 3, 4), inPolygon("ra", "dec", TRIANGLE)]) {
        expect(text).not.toMatch(/CONTAINS|POINT|POLYGON|BOX/);
      }
    },
  );
});
