import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, run } from "../cli/command.ts";
import { hasAstropy, python } from "../support/peers.ts";
import { generator } from "../support/skies.ts";
import { readSkyPicture } from "../support/sky-picture.ts";

// Places in pictures, held against astropy's WCS: TAN and MOL.

const PROGRAM = `
import json, sys
from astropy.wcs import WCS
question = json.load(sys.stdin)
wcs = WCS(naxis=2)
wcs.wcs.ctype = ["RA---" + question["projection"], "DEC--" + question["projection"]]
wcs.wcs.crval = question["centre"]
wcs.wcs.crpix = [question["x"], question["y"]]
# Rows of pixels are counted from below there, from above in SVG.
wcs.wcs.cdelt = [-1 / question["scale"], -1 / question["scale"]]
print(json.dumps(wcs.wcs_world2pix(question["positions"], 1).tolist()))
`;

describe.skipIf(!hasAstropy)("astropy's WCS", () => {
  test.each([
    ["around a place", 10.68, 41.27, 0.3],
    ["across right ascension 0", 0.01, -20, 1],
    ["at the north pole", 100, 90, 2],
    ["next to the south pole", 250, -89.7, 1],
    ["a wide field", 120, 50, 35],
    ["all over the sky", 0, 0, 178],
  ])("%s", async (_, raDeg, decDeg, radiusDeg) => {
    const { offsetPosition } = await import("@armillary/sky");
    const next = generator(3);
    const positions = Array.from({ length: 300 }, () => {
      const { raDeg: ra, decDeg: dec } = offsetPosition(raDeg, decDeg, radiusDeg * next(), 360 * next());
      return [ra, dec] as const;
    });
    const folder = await newFolder();
    await writeFile(join(folder, "in.csv"), `ra,dec\n${positions.map((position) => position.join()).join("\n")}\n`);
    expect((await run(["plot", join(folder, "in.csv"), join(folder, "out.svg")])).status).toBe(0);
    const picture = readSkyPicture(await readFile(join(folder, "out.svg"), "utf8"));
    const { projection, centre, middle, pixelsPerDeg: scale } = picture;
    expect(projection).toBe(radiusDeg > 40 ? "MOL" : "TAN");
    const theirs = JSON.parse(python(PROGRAM, JSON.stringify({ projection, centre, ...middle, scale, positions })));
    const [points = []] = picture.points;
    expect(points).toHaveLength(positions.length);
    for (const [at, { x, y }] of points.entries()) {
      expect(Math.hypot(x - theirs[at][0], y - theirs[at][1]), String(positions[at])).toBeLessThan(0.002);
    }
  });
});
