import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder } from "../cli/command.ts";
import { newMastWorld } from "../cli/mast/world.ts";
import { contentOf } from "../support/file-server.ts";
import { placeInBundle } from "../support/mast/downloads.ts";
import { hasPython, python } from "../support/peers.ts";

// What `armillary mast download --bundle` wrote, as Python's zipfile and tarfile read it.

const READ = {
  zip: `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.stdin.read()) as packed:
    assert packed.testzip() is None
    print(json.dumps({one: hashlib.sha256(packed.read(one)).hexdigest() for one in packed.namelist()}))`,
  "tar.gz": `
import hashlib, json, sys, tarfile
with tarfile.open(sys.stdin.read()) as packed:
    print(json.dumps({one.name: hashlib.sha256(packed.extractfile(one).read()).hexdigest() for one in packed}))`,
} as const;

describe.skipIf(!hasPython)("a bundle, as Python reads it", () => {
  test.each(["zip", "tar.gz"] as const)("%s", async (format) => {
    const world = await newMastWorld();
    const sizes = { "mast:JWST/product/a.fits": 300_000, "mast:HST/product/b.fits": 0, "mast:TESS/product/c.fits": 17 };
    for (const [uri, bytes] of Object.entries(sizes)) world.archive.settings.downloads.files.set(uri, { bytes });
    const out = join(await newFolder(), `all.${format}`);
    const outcome = await world.run(["download", ...Object.keys(sizes), "--bundle", out]);
    expect(outcome).toEqual({ status: 0, stdout: "", stderr: "" });
    const sums = Object.entries(sizes).map(([uri, bytes]) => {
      return [placeInBundle(uri), createHash("sha256").update(contentOf(uri, bytes)).digest("hex")];
    });
    expect(JSON.parse(python(READ[format], out))).toEqual(Object.fromEntries(sums));
  });
});
