import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type TestTable, tablesFile } from "../ssap/fits-spectra.ts";
import { faultyService } from "../support/faulty-service.ts";
import { newHome } from "./home.ts";

const SDSS: TestTable = {
  name: "COADD",
  columns: [
    { name: "flux", code: "D", rows: [1.5, 2.5] },
    { name: "loglam", code: "D", rows: [3.5, 4] },
    { name: "ivar", code: "D", rows: [4, 0] },
  ],
};
const STIS: TestTable = {
  columns: [
    { name: "SPORDER", code: "I", rows: [1, 2] },
    {
      name: "WAVELENGTH",
      code: "D",
      rows: [
        [1200, 1300],
        [1400, 1500],
      ],
      unit: "Angstrom",
    },
    {
      name: "FLUX",
      code: "D",
      rows: [
        [1, 2],
        [3, 4],
      ],
      unit: "Jy",
    },
  ],
};

async function withFile(tables: readonly TestTable[]) {
  const home = await newHome();
  const path = join(home.folder, "spectrum.fits");
  await writeFile(
    path,
    tablesFile(tables, [
      ["OBJECT", "Vega"],
      ["VACUUM", true],
    ]),
  );
  return { ...home, path };
}

describe("armillary spectrum", () => {
  test("writes the columns of the file", async () => {
    const { run, path } = await withFile([SDSS]);
    expect(await run(["spectrum", path])).toMatchObject({
      status: 0,
      stdout: "flux,loglam,ivar\n1.5,3.5,4\n2.5,4,0\n",
      stderr: "",
    });
  });

  test("or wavelengths in a unit, with what stands beside them", async () => {
    const { run, path, folder } = await withFile([SDSS]);
    const out = join(folder, "out.csv");
    const { status } = await run(["spectrum", path, "--wavelength", "Angstrom", "-o", out]);
    expect(status).toBe(0);
    const [head, first, second] = (await readFile(out, "utf8")).split("\n").map((line) => line.split(","));
    expect(head).toEqual(["wavelength", "flux", "ivar"]);
    expect(Number(first?.[0])).toBeCloseTo(10 ** 3.5, 9);
    expect(second).toEqual(["10000", "2.5", "0"]);
  });

  test("--medium turns vacuum into air", async () => {
    const { run, path } = await withFile([SDSS]);
    const { stdout } = await run(["spectrum", path, "--wavelength", "Angstrom", "--medium", "air"]);
    expect(Number(stdout.split("\n")[2]?.split(",")[0])).toBeCloseTo(9997.26, 2);
  });

  test("--info tells what it is", async () => {
    const { run, path } = await withFile([SDSS]);
    const { stdout } = await run(["spectrum", path, "--info"]);
    expect(stdout).toBe(
      [
        "fits, HDU 1 (COADD): 2 points",
        "spectral: loglam, wavelength, 3.5 to 4 log10 of Angstrom, in vacuum (VACUUM = T)",
        "flux: flux, without a unit",
        "error: ivar, inverse variance",
        "targetName: Vega",
        "",
      ].join("\n"),
    );
    const json = JSON.parse((await run(["spectrum", path, "--info", "--json"])).stdout);
    expect(json).toMatchObject({
      place: "HDU 1 (COADD)",
      points: 2,
      spectral: { name: "loglam", isLog10: true, medium: "vacuum", first: 3.5, last: 4 },
      error: { kind: "inverse variance" },
      targetName: "Vega",
    });
    expect(json.keywords).toContainEqual(expect.objectContaining({ name: "OBJECT", value: "Vega" }));
  });

  test("what is ambiguous is told with the option that chooses", async () => {
    const { run, path } = await withFile([STIS]);
    const { status, stderr, stdout } = await run(["spectrum", path]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("0 (SPORDER 1), 1 (SPORDER 2)");
    expect(stderr).toContain("--row");
    expect(await run(["spectrum", path, "--row", "1"])).toMatchObject({ stdout: "WAVELENGTH,FLUX\n1400,3\n1500,4\n" });
    expect((await run(["spectrum", path, "--row", "all"])).stdout).toContain("2,1500,4");
    expect(await run(["spectrum", path, "--row", "2"])).toMatchObject({ status: 2 });
    expect(await run(["spectrum", path, "--row", "first"])).toMatchObject({ status: 2 });
  });

  test("an HDU is chosen by name or number", async () => {
    const { run, path } = await withFile([SDSS, { ...SDSS, name: "B1" }]);
    for (const hdu of ["B1", "2"])
      expect((await run(["spectrum", path, "--hdu", hdu, "--info"])).stdout).toContain("HDU 2 (B1)");
    expect(await run(["spectrum", path, "--hdu", "7"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("HDU 1 (COADD)"),
    });
  });

  test("from an address, and from standard input with a unit", async () => {
    const service = await faultyService();
    const url = service.on("/s.csv", ({ response }) => response.end("wavelength,flux\n500,1\n"));
    const { run } = await newHome();
    const read = await run(["spectrum", url, "--spectral-unit", "nm", "--wavelength", "um"]);
    expect(read).toMatchObject({ status: 0, stdout: "wavelength,flux\n0.5,1\n" });
    const unsaid = await run(["spectrum", url, "--wavelength", "um"]);
    expect(unsaid).toMatchObject({ status: 1, stderr: expect.stringContaining("--spectral-unit") });
  });

  test("a failure leaves no OUT", async () => {
    const { run, path, folder } = await withFile([STIS]);
    const out = join(folder, "out.csv");
    expect(await run(["spectrum", path, "--row", "0", "--wavelength", "GHz", "-o", out])).toMatchObject({ status: 2 });
    await expect(readFile(out)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
