import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { readManifest, sumsIn } from "../../dali/download/running.ts";
import { contentOf, sha256Of } from "../../support/file-server.ts";
import { type HeldFile, placeInBundle } from "../../support/mast/downloads.ts";
import { zipOf } from "../../support/mast/zip.ts";
import { namesIn, newFolder } from "../command.ts";
import { type MastWorld, newMastWorld } from "./world.ts";

const PI = { env: { MAST_API_TOKEN: "token-of-the-pi" } };

/** Files of the simulation, and the list of them as CSV. */
function hold({ archive }: MastWorld, files: Readonly<Record<string, HeldFile>>): string {
  const rows = Object.entries(files).map(([name, held]) => {
    const uri = `mast:JWST/product/${name}`;
    archive.settings.downloads.files.set(uri, held);
    const { bytes, exclusiveTo } = held;
    return [
      "JWST",
      "jw1",
      uri,
      name,
      bytes,
      exclusiveTo ?? "1000",
      exclusiveTo === undefined ? "PUBLIC" : "EXCLUSIVE_ACCESS",
    ];
  });
  return `obs_collection,obs_id,dataURI,productFilename,size,proposal_id,dataRights\n${rows.map((row) => `${row.join(",")}\n`).join("")}`;
}

const FILES: Readonly<Record<string, HeldFile>> = {
  "a.fits": { bytes: 1000 },
  "b.fits": { bytes: 2000, cloud: "same" },
  "ours.fits": { bytes: 30, exclusiveTo: "1345" },
  "x1.fits": { bytes: 40, exclusiveTo: "2731" },
  "x2.fits": { bytes: 50, exclusiveTo: "2731" },
};

function sumsOf(names: readonly string[], folder = "mastDownload/JWST/jw1/"): Record<string, string> {
  const sums = names.map((name) => [
    `${folder}${name}`,
    sha256Of(contentOf(`mast:JWST/product/${name}`, FILES[name]?.bytes ?? 0)),
  ]);
  return Object.fromEntries(sums.sort()) as Record<string, string>;
}

describe("a list with exclusive files", () => {
  test("says before the start what will not come, fetches the rest, and goes on when the right is there", async () => {
    const world = await newMastWorld();
    const folder = await newFolder();
    const list = join(folder, "products.csv");
    await writeFile(list, hold(world, FILES));
    const dir = join(folder, "data");

    const planned = await world.run(["download", list, "--dir", dir, "--dry-run"], PI);
    expect(planned.stdout.replace(/free in .*/, "free")).toBe(
      "5 products\n3 files\n  to fetch: 3 files, 3.0 kB\n  free\n  exclusive: 1 file of programme 1345, 30 B: open to you\n  exclusive: 2 files of programme 2731, 90 B: not for you (MAST_NO_ACCESS)\n",
    );
    const asNobody = await world.run(["download", list, "--dir", dir]);
    expect(asNobody.status).toBe(3);
    expect(asNobody.stderr).toContain(
      "warning: 3 files under exclusive access are not for you, and left alone; the manifest lists them. You ask as nobody: armillary mast login, or MAST_API_TOKEN, says who you are.\n",
    );
    expect(asNobody.stderr).toContain("note: 2 files of programme 2731, 90 B: not for you (MAST_TOKEN_MISSING)\n");
    expect(await sumsIn(dir)).toEqual(sumsOf(["a.fits", "b.fits"]));

    const asPi = await world.run(["download", list, "--dir", dir, "--json"], PI);
    expect(asPi.stderr).toContain("the manifest lists them. The account of your token has no right to them.\n");
    expect([asPi.status, JSON.parse(asPi.stdout)]).toMatchObject([
      3,
      {
        files: 5,
        completeFiles: 3,
        presentFiles: 2,
        failedFiles: 0,
        skippedFiles: 2,
        products: 5,
        duplicates: 0,
        failures: [],
      },
    ]);
    const last = new Map((await readManifest(dir)).map((line) => [line.url.split("/").at(-1), line]));
    expect(last.get("x1.fits")).toMatchObject({
      status: "skipped",
      about: { dataRights: "EXCLUSIVE_ACCESS" },
      error: { code: "MAST_NO_ACCESS" },
    });
    expect(last.get("ours.fits")).toMatchObject({ status: "complete", about: { dataRights: "EXCLUSIVE_ACCESS" } });

    // The programme is released.
    for (const name of ["x1.fits", "x2.fits"])
      world.archive.settings.downloads.files.set(`mast:JWST/product/${name}`, { bytes: FILES[name]?.bytes ?? 0 });
    expect(await world.run(["download", list, "--dir", dir], PI)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await sumsIn(dir)).toEqual(sumsOf(Object.keys(FILES)));
  });

  test("of a token that expired fetches nothing", async () => {
    const world = await newMastWorld();
    const folder = await newFolder();
    const list = hold(world, FILES);
    const { status, stderr } = await world.run(["download", "-", "--dir", folder], {
      stdin: list,
      env: { MAST_API_TOKEN: "token-that-expired" },
    });
    expect(status).toBe(1);
    expect(stderr).toContain("--anonymous asks as nobody");
    expect(world.archive.settings.downloads.hits.size).toBe(0);
    expect(
      (
        await world.run(["download", "-", "--dir", folder, "--anonymous"], {
          stdin: list,
          env: { MAST_API_TOKEN: "token-that-expired" },
        })
      ).status,
    ).toBe(3);
  });
});

describe("ways to say what is wanted", () => {
  test.each([
    ["URIs", ["mast:JWST/product/a.fits", "mast:JWST/product/b.fits"], "", "mastDownload/JWST/"],
    [
      "a list of URIs on standard input",
      ["-"],
      "# two\nmast:JWST/product/a.fits\n\nmast:JWST/product/b.fits\n",
      "mastDownload/JWST/",
    ],
    [
      "a table, flat",
      ["-", "--flat"],
      "dataURI,size\nmast:JWST/product/a.fits,1000\nmast:JWST/product/b.fits,2000\n",
      "",
    ],
    [
      "a table, with copies of the cloud",
      ["-", "--cloud", "--flat"],
      "dataURI,size\nmast:JWST/product/a.fits,1000\nmast:JWST/product/b.fits,2000\n",
      "",
    ],
  ] as [string, string[], string, string][])("%s", async (_name, args, stdin, place) => {
    const world = await newMastWorld();
    hold(world, FILES);
    const folder = await newFolder();
    const { status, stdout, stderr } = await world.run(["download", ...args, "--dir", folder], { stdin });
    expect([status, stdout, stderr]).toEqual([0, "", ""]);
    expect(await sumsIn(folder)).toEqual(sumsOf(["a.fits", "b.fits"], place));
  });

  test("by a mission's own list, whose URIs have no scheme", async () => {
    const world = await newMastWorld();
    world.archive.settings.downloads.files.set("Z1/z1_shf.fits", { bytes: 70 });
    const folder = await newFolder();
    const stdin = "product_key,access,dataset,filename,uri,size\nZ1_z1,PUBLIC,Z1,z1_shf.fits,Z1/z1_shf.fits,70\n";
    expect((await world.run(["download", "-", "--dir", folder], { stdin })).status).toBe(1);
    expect(await world.run(["download", "-", "--dir", folder, "--mission", "hst"], { stdin })).toMatchObject({
      status: 0,
    });
    expect(Object.keys(await sumsIn(folder))).toEqual(["mastDownload/Z1/z1_shf.fits"]);
  });

  test.each([
    [["x.csv"], "a,b\n1,2\n", "is no list of products: it has no column dataURI, or uri; there are a, b."],
    [["x.csv"], "dataURI,size\n", "There is nothing to fetch"],
    [["-", "-"], "", "Standard input can be read once."],
    [["x.csv", "--bundle", "x.rar"], "dataURI\nmast:a/b\n", "does not tell what MAST is to pack"],
    [["x.csv", "--cloud", "--token-file", "t", "--anonymous"], "", "cannot be used with"],
  ])("%j is misused", async (args, text, words) => {
    const world = await newMastWorld();
    const folder = await newFolder();
    await writeFile(join(folder, "x.csv"), text);
    const placed = args.map((arg) => (arg === "x.csv" ? join(folder, arg) : arg));
    const { status, stderr } = await world.run(["download", ...placed, "--dir", join(folder, "d")]);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe("instead of files", () => {
  test("a script that fetches the same to the same places, with the token of the environment", async () => {
    const world = await newMastWorld();
    const folder = await newFolder();
    const list = hold(world, { "a.fits": { bytes: 1000 }, "ours.fits": { bytes: 30, exclusiveTo: "1345" } });
    const { status, stdout } = await world.run(["download", "-", "--script", "-"], { stdin: list, ...PI });
    expect([status, stdout.includes("token-of-the-pi")]).toEqual([0, false]);
    const { origin } = world.archive;
    const env = { PATH: process.env["PATH"], MAST_API_TOKEN: "token-of-the-pi" };
    await promisify(execFile)("sh", ["-c", stdout.replaceAll("https://mast.stsci.edu", origin)], { cwd: folder, env });
    expect(await sumsIn(folder)).toEqual(sumsOf(["a.fits", "ours.fits"]));
  });

  test("a bundle", async () => {
    const world = await newMastWorld();
    const folder = await newFolder();
    const list = hold(world, { "a.fits": { bytes: 1000 } });
    const out = join(folder, "all.tar.gz");
    expect(await world.run(["download", "-", "--bundle", out], { stdin: list })).toMatchObject({
      status: 0,
      stderr: "",
    });
    expect([...(await readFile(out)).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
    const refused = await world.run(["download", "mast:JWST/product/none.fits", "--bundle", join(folder, "none.zip")]);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("404") });
    expect(await namesIn(folder)).toEqual(["all.tar.gz"]);
  });

  test("a ZIP, byte by byte as MAST packs it", async () => {
    const world = await newMastWorld();
    const folder = await newFolder();
    const held = { "a.fits": { bytes: 300_000 }, "ours.fits": { bytes: 30, exclusiveTo: "1345" } };
    const list = hold(world, held);
    const out = join(folder, "all.zip");
    const anonymous = await world.run(["download", "-", "--bundle", out], { stdin: list });
    expect(anonymous).toMatchObject({ status: 1, stderr: expect.stringContaining("MAST_TOKEN_MISSING") });
    expect(await namesIn(folder)).toEqual([]);
    expect(await world.run(["download", "-", "--bundle", out], { stdin: list, ...PI })).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    });
    const uris = Object.keys(held).map((name) => `mast:JWST/product/${name}`);
    const bytes = Object.values(held).map((each) => each.bytes);
    const files = uris.map((uri, at) => ({ name: placeInBundle(uri), content: contentOf(uri, bytes[at] ?? 0) }));
    expect((await readFile(out)).equals(zipOf(files))).toBe(true);
    const asked = world.archive.received.findLast(({ url }) => url.includes("bundle.zip"));
    expect(new URLSearchParams(asked?.body).getAll("uri")).toEqual(uris);
  });

  test("a bundle that breaks off leaves nothing behind", async () => {
    const world = await newMastWorld();
    const folder = await newFolder();
    const list = hold(world, { "a.fits": { bytes: 1000 } });
    world.archive.on("/api/v0.1/Download/bundle.zip", ({ response, socket }) => {
      response.writeHead(200, { "Content-Type": "application/zip", "Content-Length": 1000 });
      response.write("PK\u0003\u0004 and no more", () => socket.destroy());
    });
    const out = join(folder, "all.zip");
    expect((await world.run(["download", "-", "--bundle", out, "--retries", "0"], { stdin: list })).status).toBe(1);
    expect(await namesIn(folder)).toEqual([]);
  });

  test.each([
    ["with a token all of it", { MAST_API_TOKEN: "token-of-the-pi" }, ["MAST/JWST/a.fits", "MAST/JWST/ours.fits"]],
    ["without one what is public", {}, ["MAST/JWST/a.fits"]],
  ] as const)("a script of MAST's own, which fetches %s", async (_name, token, places) => {
    const world = await newMastWorld();
    const folder = await newFolder();
    const list = hold(world, { "a.fits": { bytes: 1000 }, "ours.fits": { bytes: 30, exclusiveTo: "1345" } });
    const out = join(folder, "all.sh");
    expect(await world.run(["download", "-", "--bundle", out], { stdin: list, ...PI })).toMatchObject({ status: 0 });
    expect(await readFile(out, "utf8")).not.toContain("token-of-the-pi");
    const env = { PATH: process.env["PATH"], ...token };
    // curl's status for what is refused is that of the script's last line.
    await promisify(execFile)("sh", [out], { cwd: folder, env }).catch(() => undefined);
    const { "all.sh": _script, ...sums } = await sumsIn(folder);
    const wanted = places.map((place) => {
      const name = place.replace(/.*\//, "");
      return [place, sha256Of(contentOf(`mast:JWST/product/${name}`, name === "a.fits" ? 1000 : 30))];
    });
    expect(sums).toEqual(Object.fromEntries(wanted));
  });
});
