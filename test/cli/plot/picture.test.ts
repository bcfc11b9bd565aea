import { offsetPosition, type Position } from "@armillary/sky";
import { describe, expect, test } from "vitest";
import type { Collected, Series } from "../../../packages/cli/src/plot/collect.ts";
import { pictureOf, type Subject } from "../../../packages/cli/src/plot/picture.ts";
import type { Projection } from "../../../packages/cli/src/plot/plot-request.ts";
import { renderSvg } from "../../../packages/cli/src/plot/render.ts";
import type { SkyShape } from "../../../packages/cli/src/plot/sky-shape.ts";
import { generator } from "../../support/skies.ts";
import { readSkyPicture, type SkyPicture } from "../../support/sky-picture.ts";

// Places in pictures, held against the formulae of the projections (Calabretta and Greisen 2002), written here once more.

const RAD = Math.PI / 180;

/** Right and up from the middle of a tangent plane, in degrees: by vectors, not by the formulae of the package. */
function onTangentPlane([ra0, dec0]: readonly [number, number], { raDeg, decDeg }: Position): [number, number] {
  const vector = (ra: number, dec: number): [number, number, number] => [
    Math.cos(dec * RAD) * Math.cos(ra * RAD),
    Math.cos(dec * RAD) * Math.sin(ra * RAD),
    Math.sin(dec * RAD),
  ];
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, axis) => sum + value * (b[axis] as number), 0);
  const star = vector(raDeg, decDeg);
  const depth = dot(star, vector(ra0, dec0));
  const east = dot(star, [-Math.sin(ra0 * RAD), Math.cos(ra0 * RAD), 0]);
  const north = dot(star, vector(ra0, dec0 + 90));
  return [-east / depth / RAD, north / depth / RAD];
}

/** The same for Mollweide's, by halving the interval. */
function onMollweide({ raDeg, decDeg }: Position): [number, number] {
  let [low, high] = [-Math.PI / 2, Math.PI / 2];
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (2 * middle + Math.sin(2 * middle) < Math.PI * Math.sin(decDeg * RAD)) low = middle;
    else high = middle;
  }
  const lonDeg = raDeg > 180 ? raDeg - 360 : raDeg;
  return [-((2 * Math.SQRT2) / Math.PI) * lonDeg * Math.cos(low), (Math.SQRT2 / RAD) * Math.sin(low)];
}

function series(positions: readonly Position[], label = "stars", footprints: readonly SkyShape[] = []): Series {
  return { label, count: positions.length, positions, footprints };
}

async function draw(
  all: readonly Series[],
  projection: Projection = "auto",
  subject: Subject = { title: "Stars" },
  more: Partial<Collected> = {},
): Promise<SkyPicture> {
  const collected = { series: all, hasOthers: false, withoutPosition: 0, footprintRows: 0, ...more };
  return readSkyPicture(await renderSvg(pictureOf(collected, projection, subject)));
}

/** Positions around a place, drawn with a seed. */
function around(raDeg: number, decDeg: number, radiusDeg: number, count: number): readonly Position[] {
  const next = generator(7);
  return Array.from({ length: count }, () =>
    offsetPosition(raDeg, decDeg, radiusDeg * Math.sqrt(next()), 360 * next()),
  );
}

function expectPlaces(picture: SkyPicture, positions: readonly Position[]): void {
  const { middle, pixelsPerDeg, centre } = picture;
  const due = positions.map((position) => {
    const [right, up] = picture.projection === "TAN" ? onTangentPlane(centre, position) : onMollweide(position);
    return { x: middle.x + right * pixelsPerDeg, y: middle.y - up * pixelsPerDeg };
  });
  const [points = []] = picture.points;
  expect(points).toHaveLength(positions.length);
  for (const [at, { x, y }] of points.entries()) {
    expect(Math.hypot(x - (due[at]?.x ?? Number.NaN), y - (due[at]?.y ?? Number.NaN))).toBeLessThan(0.0015);
  }
}

describe("places of points", () => {
  test.each([
    ["around a place", around(10.68, 41.27, 0.2, 50), "TAN"],
    ["across right ascension 0", around(359.99, -30, 0.5, 50), "TAN"],
    ["at the north pole", around(77, 90, 1, 50), "TAN"],
    ["next to the south pole", around(200, -89.9, 0.3, 50), "TAN"],
    ["within an arcsecond", around(83.6, 22, 0.5 / 3600, 20), "TAN"],
    ["30 degrees wide", around(120, 60, 30, 80), "TAN"],
    ["all over the sky", around(0, 0, 170, 200), "MOL"],
  ] as const)("%s", async (_, positions, projection) => {
    const picture = await draw([series(positions)]);
    expect(picture.projection).toBe(projection);
    expectPlaces(picture, positions);
  });

  test("right ascension grows to the left, declination upwards", async () => {
    const picture = await draw([
      series([
        { raDeg: 10, decDeg: 0 },
        { raDeg: 10.1, decDeg: 0 },
        { raDeg: 10, decDeg: 0.1 },
      ]),
    ]);
    const [[first, east, north] = []] = picture.points;
    expect(east?.x).toBeLessThan(first?.x ?? 0);
    expect(north?.y).toBeLessThan(first?.y ?? 0);
  });

  test.each(["tangent", "mollweide"] as const)("--projection %s is obeyed", async (projection) => {
    const positions = around(30, 10, projection === "tangent" ? 60 : 1, 40);
    const picture = await draw([series(positions)], projection);
    expect(picture.projection).toBe(projection === "tangent" ? "TAN" : "MOL");
    expectPlaces(picture, positions);
  });
});

describe("extent", () => {
  test("one point is in the middle of an arcminute", async () => {
    const picture = await draw([series([{ raDeg: 5, decDeg: 5 }])]);
    expect(picture.points[0]).toEqual([{ x: 300, y: 300 }]);
    expect(picture.pixelsPerDeg).toBeCloseTo(300 / (1.08 / 60), 0);
  });

  test("nothing at all is the whole sky, which says so", async () => {
    const picture = await draw([]);
    expect(picture.projection).toBe("MOL");
    expect(picture.texts).toContain("There is no position to draw.");
  });

  test("nothing in a region is the region", async () => {
    const region = { raDeg: 10, decDeg: 20, radiusDeg: 0.1 };
    const picture = await draw([], "auto", { title: "Nothing", region });
    expect(picture.centre).toEqual([10, 20]);
    expect(picture.paths("region")).toHaveLength(1);
  });

  test("rows far outside of the region do not make a dot of it, and are counted", async () => {
    const near = around(10, 20, 0.1, 5);
    const picture = await draw([series([...near, { raDeg: 50, decDeg: 20 }])], "auto", {
      title: "Stars",
      region: { raDeg: 10, decDeg: 20, radiusDeg: 0.1 },
    });
    expectPlaces(picture, near);
    expect(picture.texts).toContain("1 point outside of the picture.");
  });
});

describe("outlines", () => {
  /** Corners of the first outline, from the middle, in degrees to the right and up. */
  const cornersOf = ({ paths, middle, pixelsPerDeg }: SkyPicture, layer: string): readonly (readonly number[])[] =>
    (paths(layer)[0] ?? "")
      .replace(/[MZ]/g, "")
      .split("L")
      .map((pair) => pair.split(",").map(Number))
      .map(([x = 0, y = 0]) => [(x - middle.x) / pixelsPerDeg, (middle.y - y) / pixelsPerDeg]);

  test("a circle is round, with its radius", async () => {
    const region = { raDeg: 0, decDeg: 89.5, radiusDeg: 0.2 };
    const corners = cornersOf(await draw([], "auto", { title: "Circle", region }), "region");
    expect(corners).toHaveLength(180);
    for (const [right = 0, up = 0] of corners) expect(Math.hypot(right, up)).toBeCloseTo(Math.tan(0.2 * RAD) / RAD, 5);
  });

  test("a box across right ascension 0 is one", async () => {
    const region = { raDeg: 0, decDeg: 0, sizeDeg: [2, 1] as const };
    const corners = cornersOf(await draw([], "auto", { title: "Box", region }), "region");
    const [rights, ups] = [corners.map(([right = 0]) => right), corners.map(([, up = 0]) => up)];
    expect(Math.max(...rights)).toBeCloseTo(1, 3);
    expect(Math.min(...rights)).toBeCloseTo(-1, 3);
    expect(Math.max(...ups)).toBeCloseTo(0.5, 3);
  });

  test("footprints are drawn and counted", async () => {
    const square: SkyShape = {
      shape: "polygon",
      vertices: [
        { raDeg: 9.9, decDeg: -0.1 },
        { raDeg: 10.1, decDeg: -0.1 },
        { raDeg: 10.1, decDeg: 0.1 },
        { raDeg: 9.9, decDeg: 0.1 },
      ],
    };
    const picture = await draw(
      [series([{ raDeg: 10, decDeg: 0 }], "images", [square])],
      "auto",
      { title: "Images" },
      {
        footprintRows: 1,
      },
    );
    expect(cornersOf(picture, "footprints-0")).toHaveLength(4);
    expect(picture.texts).toContain("footprints");
  });

  test("what the edge of the whole sky tears comes in two pieces that end there", async () => {
    const circle: SkyShape = { shape: "circle", raDeg: 180, decDeg: 0, radiusDeg: 10 };
    const picture = await draw([series([{ raDeg: 180, decDeg: 0 }], "images", [circle])], "mollweide", {
      title: "Images",
    });
    const path = picture.paths("footprints-0-torn")[0] ?? "";
    expect(path.match(/M/g)?.length).toBeGreaterThanOrEqual(2);
    expect(path).not.toContain("Z");
    const xs = path.match(/[-\d.]+(?=,)/g)?.map(Number) ?? [];
    expect(Math.min(...xs)).toBeLessThan(10);
    expect(Math.max(...xs)).toBeGreaterThan(870);
    // No line goes from one side to the other.
    for (const piece of path.split("M").slice(1)) {
      const own = piece.match(/[-\d.]+(?=,)/g)?.map(Number) ?? [];
      expect(Math.max(...own) - Math.min(...own)).toBeLessThan(50);
    }
  });
});

describe("what is said", () => {
  test("series have a colour and a shape each, and their counts", async () => {
    const names = ["mast", "heasarc", "irsa", "ned"];
    const all = names.map((name, at) => series(around(10, 10, 1, 3 + at), name));
    const collected = { series: all, hasOthers: false, withoutPosition: 2, footprintRows: 0 };
    const svg = await renderSvg(pictureOf(collected, "auto", { title: "Four" }));
    const signs = names.map((_, at) => {
      const [, shape, color] =
        new RegExp(`points-${at}".*?translate\\([^)]*\\)" d="([^"]*)" fill="([^"]*)"`).exec(svg) ?? [];
      return { shape: shape?.replace(/[-\d.]+/g, "#"), color };
    });
    expect(new Set(signs.map(({ color }) => color)).size).toBe(4);
    expect(new Set(signs.map(({ shape }) => shape)).size).toBe(4);
    const { texts } = readSkyPicture(svg);
    expect(texts).toEqual(expect.arrayContaining([...names, "3", "4", "5", "6", "2 rows without a position."]));
  });

  test("an archive looks the same whichever others are there", async () => {
    const colorOf = async (names: readonly string[], at: number) => {
      const all = names.map((name) => series(around(10, 10, 1, 3), name));
      const svg = await renderSvg(
        pictureOf({ series: all, hasOthers: false, withoutPosition: 0, footprintRows: 0 }, "auto", { title: "Some" }),
      );
      return new RegExp(`points-${at}".*?fill="(#[^"]*)"`).exec(svg)?.[1];
    };
    expect(await colorOf(["ned"], 0)).toBe(await colorOf(["mast", "heasarc", "irsa", "ned"], 3));
  });

  test("those that are left out", async () => {
    const { texts } = await draw([{ ...series(around(10, 10, 1, 5)), count: 1234567 }]);
    expect(texts).toEqual(
      expect.arrayContaining([
        "5 of 1,234,567 drawn",
        "Those drawn are chosen at random.",
        expect.stringContaining("1,234,567 positions"),
      ]),
    );
  });

  test("lines of the graticule, with labels where they leave the frame", async () => {
    const { texts } = await draw([series(around(10.68, 41.27, 5 / 60, 200))]);
    expect(texts).toEqual(expect.arrayContaining(["+41°16′", "0ʰ42ᵐ40ˢ"]));
    const pole = await draw([series(around(0, 90, 1, 200))]);
    expect(pole.texts).toEqual(expect.arrayContaining(["0ʰ", "6ʰ", "12ʰ", "18ʰ", "+89°30′"]));
  });

  test("text of others is text", async () => {
    const { texts } = await draw([series([{ raDeg: 1, decDeg: 1 }], "<script>&")], "auto", { title: 'A "b" <c>' });
    expect(texts).toEqual(expect.arrayContaining(['A "b" &lt;c&gt;', "&lt;script&gt;&amp;"]));
  });
});
