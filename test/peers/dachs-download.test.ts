import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder } from "../cli/command.ts";
import { newHome } from "../cli/home.ts";
import { sumsIn } from "../dali/download/running.ts";
import { dachsLabel, dachsUrl, queryDachs } from "../support/dachs.ts";
import { hasAstropy, python } from "../support/peers.ts";

// Files of a real VO server, by the tables that lead to them.

const IMAGES = "FROM ivoa.obscore WHERE access_format = 'image/fits'";

describe.skipIf(dachsUrl === undefined)(`downloads from DaCHS${dachsLabel}`, () => {
  test("a table of ObsCore brings every image that it has, as fetch gets them", async () => {
    const { run, folder } = await newHome();
    const table = join(folder, "images.vot");
    const query = ["query", `${dachsUrl}/tap`, `SELECT access_url, access_format, access_estsize ${IMAGES}`];
    expect((await run([...query, "-o", table])).status).toBe(0);
    const data = await newFolder();
    const plan = JSON.parse((await run(["download", table, "--dir", data, "--dry-run", "--json"])).stdout);
    const { status, stdout } = await run(["download", table, "--dir", data, "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ files: plan.files, completeFiles: plan.files, failedFiles: 0 });
    expect(plan.files).toBeGreaterThan(200);

    const sums = await sumsIn(data);
    for (const [url = ""] of await queryDachs(`SELECT TOP 20 access_url ${IMAGES}`)) {
      const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
      expect(sums[url.split("/").at(-1) ?? ""], url).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
    const again = JSON.parse((await run(["download", table, "--dir", data, "--json"])).stdout);
    expect(again).toMatchObject({ presentFiles: plan.files, receivedBytes: 0 });

    if (!hasAstropy) return;
    const read = `
import glob, sys
from astropy.io import fits
print(sum(1 for path in glob.glob(sys.stdin.read() + "/*.fits") if fits.open(path)[0].data is not None))`;
    expect(Number(python(read, data))).toBe(plan.files);
  });

  test("a part is gone on with by its date", async () => {
    const [[url = ""] = []] = await queryDachs(`SELECT TOP 1 access_url ${IMAGES}`);
    const response = await fetch(url);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const [data, name] = [await newFolder(), url.split("/").at(-1) ?? ""];
    const lastModified = response.headers.get("last-modified");
    const line = {
      url,
      path: name,
      status: "started",
      bytes: bytes.length,
      lastModified,
      time: "2026-11-22T00:00:00Z",
    };
    await writeFile(join(data, `${name}.part`), bytes.subarray(0, 1000));
    await writeFile(join(data, "armillary-manifest.jsonl"), `${JSON.stringify(line)}\n`);
    const { status, stdout } = await (await newHome()).run(["download", url, "--dir", data, "--json"]);
    expect([status, JSON.parse(stdout).receivedBytes]).toEqual([0, bytes.length - 1000]);
    expect(await sumsIn(data)).toEqual({ [name]: createHash("sha256").update(bytes).digest("hex") });
  });

  test("what the server refuses is told", async () => {
    const { run } = await newHome();
    const url = `${dachsUrl}/getproduct/images/data/none.fits`;
    const { status, stderr } = await run(["download", url, "--dir", await newFolder()]);
    expect(stderr).toMatch(/getproduct.*\(DAL_NOT_FOUND\)/s);
    expect(status).toBe(1);
  });
});
