import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, run } from "../cli/command.ts";
import { hasHealpy, hasPyarrow, python } from "../support/peers.ts";
import { generator } from "../support/skies.ts";

// HATS catalogues, by those whom they are for: healpy for the numbers, pyarrow for the dataset, as LSDB opens it.

async function catalogue(): Promise<{ readonly folder: string; readonly out: string }> {
  const folder = await newFolder();
  const next = generator(5);
  const rows = Array.from({ length: 3000 }, (_, id) => `${id},${next() * 360},${(id % 2 === 0 ? 89 : -90) + next()}`);
  await writeFile(join(folder, "in.csv"), `id,ra,dec\n${rows.join("\n")}\n`);
  const out = join(folder, "out");
  expect(
    (await run(["convert", join(folder, "in.csv"), out, "--to", "hats", "--rows-per-partition", "300"])).status,
  ).toBe(0);
  return { folder, out };
}

describe.skipIf(!hasHealpy)("healpy", () => {
  test("has the same indices of order 29, next to both poles", async () => {
    const { out } = await catalogue();
    const { stdout } = await run(["convert", out, "--columns", "_healpix_29,ra,dec"]);
    const program = `
import sys, csv, healpy
rows = list(csv.DictReader(sys.stdin))
theirs = healpy.ang2pix(2**29, [float(r["ra"]) for r in rows], [float(r["dec"]) for r in rows], nest=True, lonlat=True)
print(len(rows), sum(int(r["_healpix_29"]) != int(t) for r, t in zip(rows, theirs)))
`;
    const [rows, others] = python(program, stdout).trim().split(" ").map(Number);
    expect([rows, others]).toEqual([3000, 0]);
  });
});

describe.skipIf(!hasPyarrow)("pyarrow", () => {
  test("opens it by _metadata, and finds the same files and rows", async () => {
    const { out } = await catalogue();
    const program = `
import pyarrow.dataset as pds, sys
by_metadata = pds.parquet_dataset(sys.stdin.read().strip() + "/dataset/_metadata")
print(len(by_metadata.files), by_metadata.count_rows(), by_metadata.to_table().num_rows)
`;
    const [files, counted, read] = python(program, out).trim().split(" ").map(Number);
    expect(files).toBeGreaterThan(5);
    expect([counted, read]).toEqual([3000, 3000]);
  });
});
