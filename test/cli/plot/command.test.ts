import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { archives, FIELDS } from "../../support/archives/index.ts";
import { readSkyPicture } from "../../support/sky-picture.ts";
import { namesIn, newFolder, run } from "../command.ts";
import { newHome } from "../home.ts";

const messier = fileURLToPath(new URL("../../../fixtures/votable/messier.vot", import.meta.url));
const [M31] = FIELDS;
const place = `${M31?.raDeg} ${M31?.decDeg}`;

async function pictureIn(folder: string, name = "sky.svg") {
  return readSkyPicture(await readFile(join(folder, name), "utf8"));
}

describe("searches", () => {
  test.each([
    ["cone", "--radius", "10arcmin"],
    ["images", "--radius", "2arcmin"],
    ["spectra", "--diameter", "4arcmin"],
  ])("armillary %s draws what all archives have, beside the rows", async (verb, ...size) => {
    const { rewrites } = await archives({});
    const home = await newHome();
    const out = ["-o", join(home.folder, "rows.csv"), "--plot", join(home.folder, "sky.svg")];
    const { status, stderr } = await home.run([verb, place, ...size, ...out, "--retries", "0"], {
      env: { ARMILLARY_REWRITE: rewrites },
    });
    expect([status, stderr]).toEqual([0, ""]);
    const rows = (await readFile(join(home.folder, "rows.csv"), "utf8")).trim().split("\n").slice(1);
    const picture = await pictureIn(home.folder);
    expect(picture.centre[0]).toBeCloseTo(M31?.raDeg ?? 0, 6);
    expect(picture.points.flat().length).toBeGreaterThan(0);
    const archivesOf = new Set(rows.map((row) => row.split(",")[0] ?? ""));
    expect(picture.texts).toEqual(expect.arrayContaining([...archivesOf, "the region asked for"]));
    expect(picture.paths("region")).toHaveLength(1);
  });

  test("without an answer there is no picture", async () => {
    const down = { kind: "down" } as const;
    const { rewrites } = await archives({ faults: { mast: down, heasarc: down, irsa: down, ned: down } });
    const home = await newHome();
    const { status } = await home.run(["cone", place, "--plot", join(home.folder, "sky.svg"), "--retries", "0"], {
      env: { ARMILLARY_REWRITE: rewrites },
    });
    expect(status).toBe(1);
    expect(await namesIn(home.folder)).not.toContain("sky.svg");
  });
});

describe("armillary plot", () => {
  test("draws a table, and series by a column", async () => {
    const folder = await newFolder();
    const { status, stderr } = await run(["plot", messier, join(folder, "sky.svg"), "--by", "type", "-v"]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^56 rows .* → .*sky\.svg\n$/);
    const picture = await pictureIn(folder);
    expect(picture.projection).toBe("MOL");
    expect(picture.points.flat()).toHaveLength(56);
    expect(picture.texts).toEqual(expect.arrayContaining(["messier.vot", "GlC", "OpC", "others"]));
  });

  test("the picture of the README is what the command draws", async () => {
    const folder = await newFolder();
    await run(["plot", messier, join(folder, "sky.svg"), "--by", "type", "--title", "Messier's catalogue"]);
    const kept = fileURLToPath(new URL("../../../docs/messier.svg", import.meta.url));
    expect(await readFile(kept, "utf8"), "armillary plot … docs/messier.svg, as above").toBe(
      await readFile(join(folder, "sky.svg"), "utf8"),
    );
  });

  test("several tables in one picture", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "mine.csv"), "ra,dec\n83.6,22\n83.7,22.1\n");
    const { status } = await run(["plot", messier, join(folder, "mine.csv"), "-o", join(folder, "sky.svg")]);
    expect(status).toBe(0);
    const picture = await pictureIn(folder);
    expect(picture.points.map(({ length }) => length)).toEqual([56, 2]);
    expect(picture.texts).toEqual(expect.arrayContaining(["messier.vot", "mine.csv"]));
  });

  test("columns that are named, in their units", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "a.csv"), "x,y\n10,20\n11,21\n");
    await run(["plot", join(folder, "a.csv"), join(folder, "sky.svg"), "--ra", "x", "--dec", "y", "--title", "Mine"]);
    const { centre, texts } = await pictureIn(folder);
    expect(centre[0]).toBeCloseTo(10.5, 1);
    expect(centre[1]).toBeCloseTo(20.5, 1);
    expect(texts).toContain("Mine");
  });

  test("footprints of a table: of DALI, of STC-S, too many", async () => {
    const folder = await newFolder();
    const square = (ra: number) => `${ra} 0 ${ra + 1} 0 ${ra + 1} 1 ${ra} 1`;
    const rows = [
      `0,0,"POLYGON ${square(0)}"`,
      `1,0,"Polygon ICRS ${square(1)}"`,
      `2,0,"UNION J2000 (CIRCLE 2 0 0.1 Circle 2.5 0 0.1)"`,
      "3,0,CIRCLE GALACTIC 3 0 1",
      "4,0,",
    ];
    await writeFile(join(folder, "few.csv"), `s_ra,s_dec,s_region\n${rows.join("\n")}\n`);
    await run(["plot", join(folder, "few.csv"), join(folder, "few.svg")]);
    const few = await pictureIn(folder, "few.svg");
    expect(few.paths("footprints-0")).toHaveLength(4);
    expect(few.texts).toEqual(expect.arrayContaining(["footprints", "3"]));

    const many = Array.from({ length: 301 }, (_, at) => `${at / 10},0,"CIRCLE ${at / 10} 0 0.1"`);
    await writeFile(join(folder, "many.csv"), `s_ra,s_dec,s_region\n${many.join("\n")}\n`);
    await run(["plot", join(folder, "many.csv"), join(folder, "many.svg")]);
    const crowded = await pictureIn(folder, "many.svg");
    expect(crowded.paths("footprints-0")).toEqual([]);
    expect(crowded.texts).toContain("301 footprints, too many to draw.");
  });

  test("of very many rows some, by chance, the same in each run", async () => {
    const folder = await newFolder();
    const rows = Array.from({ length: 20_000 }, (_, at) => `${(at * 360) / 20_000},${((at * 7) % 120) - 60}`);
    await writeFile(join(folder, "many.csv"), `ra,dec\n${rows.join("\n")}\n`);
    for (const name of ["one.svg", "two.svg"]) await run(["plot", join(folder, "many.csv"), join(folder, name)]);
    const picture = await pictureIn(folder, "one.svg");
    expect(picture.points[0]).toHaveLength(5000);
    expect(picture.texts).toContain("5,000 of 20,000 drawn");
    // From all of the table: each quarter of the sky has its share.
    for (const quarter of [0, 220, 440, 660]) {
      const share = picture.points[0]?.filter(({ x }) => x >= quarter && x < quarter + 220).length ?? 0;
      expect(share).toBeGreaterThan(900);
      expect(share).toBeLessThan(1600);
    }
    expect(await readFile(join(folder, "one.svg"), "utf8")).toBe(await readFile(join(folder, "two.svg"), "utf8"));
  });

  test("a PNG is the same with and without colours in the terminal", async () => {
    const folder = await newFolder();
    await run(["plot", messier, join(folder, "one.png")]);
    await run(["plot", messier, join(folder, "two.png")], { env: { NO_COLOR: "1" } });
    const [one, two] = [await readFile(join(folder, "one.png")), await readFile(join(folder, "two.png"))];
    expect(one.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(one.readUInt32BE(16)).toBe(2 * 972);
    expect(one.equals(two)).toBe(true);
  });

  test("rows without a position are counted, an empty table is the empty sky", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "some.csv"), "ra,dec\n1,2\n,\n3,91\n");
    await run(["plot", join(folder, "some.csv"), join(folder, "some.svg")]);
    expect((await pictureIn(folder, "some.svg")).texts).toContain("2 rows without a position.");
    await writeFile(
      join(folder, "none.ecsv"),
      "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: ra, datatype: float64}\n# - {name: dec, datatype: float64}\nra dec\n",
    );
    const { status } = await run(["plot", join(folder, "none.ecsv"), join(folder, "none.svg")]);
    expect(status).toBe(0);
    expect((await pictureIn(folder, "none.svg")).texts).toContain("There is no position to draw.");
  });

  test.each([
    ["no positions", ["plot", "@a.csv", "@sky.svg"], 1, /SKY_POSITION.*Nothing can be drawn.*mag.*--ra and --dec/],
    ["a name that is no picture", ["plot", "@a.csv", "@sky.jpg"], 2, /sky\.jpg is no name of a picture/],
    ["no name at all", ["plot", "@a.csv"], 2, /Where the picture goes/],
    ["three names", ["plot", "@a.csv", "@a.csv", "@sky.svg"], 2, /Which of the names/],
    ["a column that there is not", ["plot", messier, "@sky.svg", "--by", "nothing"], 2, /no column \\"nothing\\"/],
    ["a place that is none", ["plot", messier, "@nowhere/sky.svg"], 1, /no folder/],
    [
      "rows and picture in one",
      ["match", messier, "--radius", "1deg", "-o", "@x.svg", "--to", "csv", "--plot", "@x.svg"],
      2,
      /cannot be both/,
    ],
  ])("%s: an error, and nothing is written", async (_, args, due, words) => {
    const folder = await newFolder();
    await writeFile(join(folder, "a.csv"), "mag,name\n1,x\n");
    const places = args.map((word) => word.replace(/^@/, `${folder}/`));
    const { status, stderr } = await run([...places, "--json"]);
    expect([status, stderr]).toEqual([due, expect.stringMatching(words)]);
    expect(await namesIn(folder)).toEqual(["a.csv"]);
  });

  test("a table that breaks off leaves the picture that was there", async () => {
    const folder = await newFolder();
    const whole = await readFile(messier, "utf8");
    await writeFile(join(folder, "cut.vot"), whole.slice(0, whole.length / 2));
    await writeFile(join(folder, "sky.svg"), "before");
    const { status } = await run(["plot", join(folder, "cut.vot"), join(folder, "sky.svg")]);
    expect(status).toBe(1);
    expect(await readFile(join(folder, "sky.svg"), "utf8")).toBe("before");
    expect(await namesIn(folder)).toHaveLength(2);
  });
});

describe("armillary match --plot", () => {
  test.each([
    ["1and2", 1],
    ["1or2", 4],
    ["2not1", 1],
    ["1not2", 2],
  ])("--join %s: rows are where either table has them", async (join_, due) => {
    const folder = await newFolder();
    await writeFile(join(folder, "a.csv"), "ra,dec\n10,20\n11,20\n12,20\n");
    await writeFile(join(folder, "b.csv"), "ra,dec\n10,20.0001\n15,20\n");
    const args = ["match", join(folder, "a.csv"), join(folder, "b.csv"), "--radius", "1arcsec", "--join", join_];
    const { status } = await run([...args, "-o", join(folder, "out.csv"), "--plot", join(folder, "sky.svg")]);
    expect(status).toBe(0);
    expect((await pictureIn(folder)).points.flat()).toHaveLength(due);
    expect((await stat(join(folder, "out.csv"))).size).toBeGreaterThan(0);
  });

  test("one table with its groups", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "a.csv"), "ra,dec\n10,20\n10,20\n12,20\n");
    const args = ["match", join(folder, "a.csv"), "--radius", "1arcsec", "--group", "keep1"];
    const { status } = await run([...args, "-o", join(folder, "out.csv"), "--plot", join(folder, "sky.png")]);
    expect(status).toBe(0);
    expect(await namesIn(folder)).toEqual(["a.csv", "out.csv", "sky.png"]);
  });
});
