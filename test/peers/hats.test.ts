import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeHealpixCounts } from "@armillary/fits/write";
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

describe.skipIf(!hasHealpy)("healpy and the map of the sky", () => {
  test("of a catalogue: as many rows in each cell as there are", async () => {
    const { out } = await catalogue();
    const { stdout } = await run(["convert", out, "--columns", "_healpix_29"]);
    const program = `
import sys, csv, healpy, numpy as np
cells = [int(r["_healpix_29"]) >> 38 for r in csv.DictReader(sys.stdin)]
due = np.bincount(cells, minlength=12 * 4**10)
found, header = healpy.read_map("${join(out, "skymap.fits")}", nest=True, dtype=np.float64, h=True)
found[found == healpy.UNSEEN] = 0
header = dict(header)
print(len(cells), int((due != found).sum()), int(found.sum()), header["ORDERING"], header["INDXSCHM"], header["NSIDE"])
`;
    expect(python(program, stdout).trim()).toBe("3000 0 3000 NESTED EXPLICIT 1024");
  });

  test.each([
    ["few cells", 1, "EXPLICIT"],
    ["half of the cells", 2, "IMPLICIT"],
    ["more rows than 31 bits count", 2 ** 31, "IMPLICIT"],
  ])("of %s", async (_, factor, scheme) => {
    const order = 5;
    const counts = Float64Array.from({ length: 12 * 4 ** order }, (_value, cell) =>
      factor === 1 ? (cell % 7 === 3 ? cell : 0) : (cell % 2) * factor * (cell + 1),
    );
    const path = join(await newFolder(), "map.fits");
    await writeFile(path, Buffer.concat([...writeHealpixCounts({ order, counts })]));
    const program = `
import sys, healpy, numpy as np
found, header = healpy.read_map("${path}", nest=True, dtype=np.float64, h=True)
found[found == healpy.UNSEEN] = 0
print(dict(header)["INDXSCHM"], int((found != np.array([float(n) for n in sys.stdin.read().split()])).sum()))
`;
    expect(python(program, counts.join(" ")).trim()).toBe(`${scheme} 0`);
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
