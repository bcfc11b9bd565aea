import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CutoutAnswer,
  type CutoutQuery,
  type CutoutTarget,
  cutoutRequest,
  findTessSectors,
  findZcutSurveys,
  openCutouts,
  planTessCutouts,
} from "@armillary/mast";
import { saveCutouts } from "@armillary/mast/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { answer } from "../../support/faults.ts";
import { mast } from "../../support/mast/open-mast.ts";
import { zipOf } from "../../support/mast/zip.ts";
import { openSession } from "../open-session.ts";

const STAR = { raDeg: 107.18696, decDeg: -70.50919 };
const DEEP = { raDeg: 189.49206, decDeg: 62.20615 };
const GAP = { raDeg: 107, decDeg: 1 };
const BASE = { baseUrl: "https://mast.stsci.edu" };

describe("requests", () => {
  test.each<[string, CutoutQuery, string]>([
    [
      "TESS, all sectors",
      { service: "tesscut", target: STAR },
      "tesscut/api/v0.1/astrocut?ra=107.18696&dec=-70.50919&y=5&x=5&units=px",
    ],
    [
      "TESS, one sector, in degrees",
      { service: "tesscut", target: STAR, sector: 9, size: { width: 0.1, height: 0.2, unit: "deg" } },
      "tesscut/api/v0.1/astrocut?ra=107.18696&dec=-70.50919&y=0.2&x=0.1&units=d&sector=9",
    ],
    [
      "a moving target",
      { service: "tesscut", target: { movingTarget: " Ceres ", bodyType: "smallbody" }, sector: 29 },
      "tesscut/api/v0.1/moving_target/astrocut?obj_id=Ceres&obj_type=smallbody&y=5&x=5&units=px&sector=29",
    ],
    [
      "a picture of one survey",
      {
        service: "zcut",
        target: DEEP,
        survey: "goods_north",
        format: "png",
        stretch: "asinh",
        minmaxPercent: [1, 99.5],
        invert: true,
      },
      "zcut/api/v0.1/astrocut?ra=189.49206&dec=62.20615&y=5&x=5&units=px&survey=goods_north&cutout_format=png&stretch=asinh&minmax_percent=1,99.5&invert=true",
    ],
    [
      "Hubble's advanced products",
      { service: "hapcut", target: DEEP },
      "hapcut/api/v0.1/astrocut?ra=189.49206&dec=62.20615&y=5&x=5&units=px",
    ],
  ])("%s", (_what, query, url) => {
    const request = cutoutRequest(BASE, query);
    const text = request.parameters.map(([name, value]) => `${name}=${value}`).join("&");
    expect(`${request.url}?${text}`).toBe(`https://mast.stsci.edu/${url}`);
  });

  test.each<[string, CutoutQuery, RegExp]>([
    ["a place that is none", { service: "tesscut", target: { raDeg: 10, decDeg: 91 } }, /no place/],
    ["half a pixel", { service: "hapcut", target: STAR, size: { width: 5.5, height: 5, unit: "px" } }, /whole pixels/],
    ["no size", { service: "hapcut", target: STAR, size: { width: 0, height: 5, unit: "deg" } }, /cannot be 0 × 5 deg/],
    ["sector 0", { service: "tesscut", target: STAR, sector: 0 }, /no sector 0/],
    ["a nameless body", { service: "tesscut", target: { movingTarget: " " } }, /name or a number/],
    ["a stretch of FITS", { service: "zcut", target: DEEP, stretch: "log" }, /for jpg and png/],
  ])("%s is refused before anything is sent", (_what, query, words) => {
    expect(() => cutoutRequest(BASE, query)).toThrow(words);
    expect(() => cutoutRequest(BASE, query)).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
  });
});

describe("what there is", () => {
  test("sectors of a place, whose numbers come as text", async () => {
    const sectors = await findTessSectors(openSession(await mast()), STAR, { radiusDeg: 0.1 });
    expect(sectors).toHaveLength(4);
    expect(sectors[0]).toStrictEqual({ sectorName: "tess-s0007-4-2", sector: 7, camera: 4, ccd: 2 });
  });

  test.each<[string, CutoutTarget, number]>([
    ["of a body", { movingTarget: "Ceres" }, 4],
    ["of a body that was in none", { movingTarget: "Mars" }, 0],
    ["of a place that was in none", GAP, 0],
  ])("sectors %s", async (_what, target, count) => {
    expect(await findTessSectors(openSession(await mast()), target)).toHaveLength(count);
  });

  test("a body that nobody knows is an error, in the service's words", async () => {
    const asked = findTessSectors(openSession(await mast()), { movingTarget: "Vulcan" });
    await expect(asked).rejects.toMatchObject({ name: "DalError", message: expect.stringContaining("unknown to JPL") });
  });

  test.each([
    ["there", DEEP, ["candels_gn_60mas", "candels_gn_30mas", "goods_north"]],
    ["elsewhere", STAR, []],
  ])("surveys %s", async (_where, target, surveys) => {
    expect(await findZcutSurveys(openSession(await mast()), target)).toStrictEqual(surveys);
  });

  test("one request a sector", async () => {
    const session = openSession(await mast());
    const all = await planTessCutouts(session, { movingTarget: "Ceres" });
    expect(all.map(({ sector }) => sector)).toStrictEqual([29, 43, 44, 92]);
    const some = await planTessCutouts(session, { movingTarget: "Ceres" }, { sectors: [92, 29] });
    expect(some.map(({ sector }) => sector)).toStrictEqual([29, 92]);
    await expect(planTessCutouts(session, STAR, { sectors: [3] })).rejects.toThrow(
      /Sector 3 does not have .* have it: 7,/,
    );
    await expect(planTessCutouts(session, GAP, { sectors: [3] })).rejects.toThrow(/no sector has it/);
  });
});

async function contentOf({ files }: CutoutAnswer, index: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of files[index]?.open() ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("cutouts in memory", () => {
  test("are the files of the ZIP, readable more than once", async () => {
    await using opened = await openCutouts(openSession(await mast()), { service: "tesscut", target: STAR });
    expect(opened.files.map(({ name }) => name)[0]).toBe("tess-s0007-4-2_107.186960_-70.509190_5x5_astrocut.fits");
    expect(opened.files).toHaveLength(4);
    for (let round = 0; round < 2; round++) {
      const content = await contentOf(opened, 1);
      expect(content.toString("latin1", 0, 30)).toBe("SIMPLE  =                    T");
      expect(content.length).toBe(opened.files[1]?.bytes);
    }
  });

  test.each<[string, CutoutQuery, RegExp]>([
    ["TESS", { service: "tesscut", target: GAP }, /No TESS sectors/],
    ["zcut", { service: "zcut", target: STAR }, /not in the footprint/],
  ])("%s: nothing there is no failure, but is said", async (_what, query, words) => {
    await using opened = await openCutouts(openSession(await mast()), query);
    expect(opened.files).toStrictEqual([]);
    expect(opened.message).toMatch(words);
  });

  test("of one plain FITS file", async () => {
    const service = await mast();
    const fits = `SIMPLE  =                    T${" ".repeat(2850)}`;
    service.on(
      "/hapcut/api/v0.1/astrocut",
      answer(200, fits, { "Content-Disposition": 'attachment; filename="hap.fits"' }),
    );
    await using opened = await openCutouts(openSession(service), { service: "hapcut", target: DEEP });
    expect(opened.files.map(({ name, bytes }) => [name, bytes])).toStrictEqual([["hap.fits", 2880]]);
    expect((await contentOf(opened, 0)).toString()).toBe(fits);
  });

  test.each<[string, string, string, RegExp]>([
    ["an error in JSON", '{"error":"out of memory"}', "DAL_QUERY_ERROR", /"out of memory"/],
    ["a status of its own", '{"status":"ERROR","msg":"no"}', "DAL_QUERY_ERROR", /"no"/],
    ["JSON that says nothing", "{}", "DAL_QUERY_ERROR", /does not say why/],
    ["a web page", "<html>Down</html>", "DAL_FORMAT", /"<html>Down/],
    ["nothing", "", "DAL_FORMAT", /answered nothing/],
    [
      "a ZIP that is cut",
      zipOf([{ name: "a", content: Buffer.alloc(99) }])
        .toString("latin1")
        .slice(0, 60),
      "DAL_FORMAT",
      /no directory/,
    ],
  ])("%s in place of a ZIP is told apart", async (_what, body, code, words) => {
    const service = await mast();
    service.on("/hapcut/api/v0.1/astrocut", answer(200, Buffer.from(body, "latin1")));
    const asked = openCutouts(openSession(service), { service: "hapcut", target: DEEP });
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  });

  test.each([
    ["what comes", [{ name: "a", content: Buffer.alloc(5000), isStored: true }]],
    ["what it unpacks to", [{ name: "a", content: Buffer.alloc(100_000) }]],
  ])("%s has a bound", async (_what, files) => {
    const service = await mast();
    service.on("/hapcut/api/v0.1/astrocut", answer(200, zipOf(files)));
    const asked = openCutouts(openSession(service), { service: "hapcut", target: DEEP }, { maxBytes: 4000 });
    await expect(asked).rejects.toMatchObject({ code: "DAL_LIMIT" });
  });
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "cutouts-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe("cutouts on disk", () => {
  test("all sectors of a body, in the order asked, and what failed or found nothing beside them", async () => {
    const session = openSession(await mast());
    const place = await folder();
    const queries: CutoutQuery[] = [
      ...(await planTessCutouts(session, { movingTarget: "Ceres" })),
      { service: "tesscut", target: GAP },
      { service: "tesscut", target: { raDeg: 0, decDeg: 99 } },
    ];
    const outcomes = await saveCutouts(session, queries, { folder: place });
    expect(outcomes.map(({ status }) => status)).toStrictEqual([
      "SAVED",
      "SAVED",
      "SAVED",
      "SAVED",
      "NOTHING",
      "FAILED",
    ]);
    expect(outcomes.map(({ query }) => query)).toStrictEqual(queries);
    expect(outcomes[5]?.message).toMatch(/no place/);
    const names = outcomes.flatMap(({ files }) => files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)));
    expect((await readdir(place)).sort()).toStrictEqual(names.sort());
    for (const { path, bytes } of outcomes.flatMap(({ files }) => files))
      expect((await readFile(path)).length).toBe(bytes);
  });

  test("never more than ten requests at a time, whatever is asked for", async () => {
    const session = openSession(await mast());
    const queries = Array.from(
      { length: 30 },
      (_, index): CutoutQuery => ({
        service: "tesscut",
        target: { raDeg: index, decDeg: 40 },
        sector: 1 + ((index * 7) % 96),
      }),
    );
    const outcomes = await saveCutouts(session, queries, { folder: await folder(), parallel: 64 });
    expect(outcomes.filter(({ status }) => status === "SAVED")).toHaveLength(30);
  });

  test.each([
    ["a path that leads out", "../../outside.fits", "outside.fits"],
    ["an absolute path", "/etc/cron.d/outside.fits", "outside.fits"],
    ["Windows' own", "C:\\temp\\..\\outside.fits", "outside.fits"],
    ["a hidden name", ".bashrc", "_bashrc"],
    ["a name of control characters", "a\u0007\n.fits", "a__.fits"],
    ["no name", "..", "_"],
  ])("%s is a name in the folder", async (_what, sent, name) => {
    const service = await mast();
    service.on("/hapcut/api/v0.1/astrocut", answer(200, zipOf([{ name: sent, content: Buffer.from("x") }])));
    const place = await folder();
    await saveCutouts(openSession(service), [{ service: "hapcut", target: DEEP }], { folder: place });
    expect(await readdir(place)).toStrictEqual([name]);
  });

  test("equal names are told apart, also where file systems do not", async () => {
    const service = await mast();
    const files = ["a/x.fits", "b/x.fits", "X.FITS"].map((name) => ({ name, content: Buffer.from(name) }));
    service.on("/hapcut/api/v0.1/astrocut", answer(200, zipOf(files)));
    const place = await folder();
    const [outcome] = await saveCutouts(openSession(service), [{ service: "hapcut", target: DEEP }], { folder: place });
    expect((await readdir(place)).sort()).toStrictEqual(["X-3.FITS", "x-2.fits", "x.fits"]);
    expect(
      await Promise.all((outcome?.files ?? []).map(async ({ path }) => (await readFile(path)).toString())),
    ).toStrictEqual(["a/x.fits", "b/x.fits", "X.FITS"]);
  });

  test("a file of an earlier run is replaced, a link in its place is not followed, a damaged answer leaves nothing", async () => {
    const service = await mast();
    const good = zipOf([{ name: "a.fits", content: Buffer.from("new") }]);
    const bad = zipOf([{ name: "b.fits", content: Buffer.alloc(9999, "b") }], { wrongSum: true });
    service.on("/hapcut/api/v0.1/astrocut", answer(200, good), answer(200, bad), answer(200, good));
    const place = await folder();
    const session = openSession(service);
    const save = () => saveCutouts(session, [{ service: "hapcut", target: DEEP }], { folder: place });
    await writeFile(join(place, "a.fits"), "old");
    expect((await save())[0]?.status).toBe("SAVED");
    expect((await readFile(join(place, "a.fits"))).toString()).toBe("new");
    expect((await save())[0]).toMatchObject({ status: "FAILED", message: expect.stringContaining("checksum") });
    expect(await readdir(place)).toStrictEqual(["a.fits"]);
    await rm(join(place, "a.fits"));
    await symlink("/etc/hostname", join(place, "a.fits"));
    expect((await save())[0]).toMatchObject({ status: "FAILED", message: expect.stringContaining("symbolic link") });
  });

  test("the caller ends it", async () => {
    const asked = saveCutouts(openSession(await mast()), [{ service: "tesscut", target: STAR }], {
      folder: await folder(),
      signal: AbortSignal.abort(),
    });
    await expect(asked).rejects.toMatchObject({ code: "DAL_ABORTED" });
  });
});
