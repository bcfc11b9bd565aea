import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { asciiFile, binaryFile, header, joined, PRIMARY, padded, put } from "../fits/fits-file.ts";
import { newFolder, run, votable } from "./command.ts";

const IMAGE = joined(
  PRIMARY,
  header([
    ["XTENSION", "IMAGE"],
    ["BITPIX", -32],
    ["NAXIS", 2],
    ["NAXIS1", 3],
    ["NAXIS2", 2],
    ["EXTNAME", "SCI"],
    ["EXTVER", 2],
    ["BUNIT", "electron/s"],
  ]),
  padded(put.f32(1, 2, 3, 4, 5, 6)),
);
const TABLES = joined(
  binaryFile(
    [
      ["TFORM1", "I"],
      ["TTYPE1", "n"],
      ["EXTNAME", "numbers"],
    ],
    [put.i16(1), put.i16(2)],
  ),
  IMAGE.subarray(2880),
  asciiFile(
    [
      ["TFORM1", "I4"],
      ["TBCOL1", 1],
      ["TTYPE1", "m"],
    ],
    ["  12"],
  ).subarray(2880),
);

async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(await newFolder(), name);
  await writeFile(path, bytes);
  return path;
}

describe("info of a FITS file", () => {
  test.each([
    ["as it is", "image.fits", IMAGE],
    ["inside gzip", "image.fits.gz", gzipSync(IMAGE)],
  ])("of an image alone lists its HDUs, %s", async (_name, name, bytes) => {
    const path = await fileOf(name, bytes);
    const { status, stdout } = await run(["info", path]);
    expect(status).toBe(0);
    expect(stdout.split("\n").slice(1, 4)).toEqual([
      "HDU 0  image         no data",
      "HDU 1  image  SCI,2  3 x 2    BITPIX -32  electron/s",
      "No table.",
    ]);
    const json = JSON.parse((await run(["info", path, "--json"])).stdout);
    expect(json).toEqual({
      format: "fits",
      status: "OK",
      tables: [],
      hdus: [
        { index: 0, kind: "image", bitpix: 8, axes: [] },
        { index: 1, kind: "image", name: "SCI", version: 2, bitpix: -32, axes: [3, 2], unit: "electron/s" },
      ],
      params: [],
      infos: [],
      diagnostics: [],
    });
  });

  test("of several tables describes each, and tells which --table it is", async () => {
    const path = await fileOf("tables.fits", TABLES);
    const { stdout } = await run(["info", path]);
    expect(stdout).toMatch(/HDU 1 {2}binary table 0 {2}numbers/);
    expect(stdout).toMatch(/HDU 3 {2}ASCII table 1/);
    const json = JSON.parse((await run(["info", path, "--json"])).stdout);
    expect(json.tables).toEqual([
      { name: "numbers", rows: 2, fields: [{ name: "n", datatype: "short" }], params: [], infos: [] },
      { rows: 1, fields: [{ name: "m", datatype: "short" }], params: [], infos: [] },
    ]);
    expect((await run(["convert", path, "--table", "1"])).stdout).toBe("m\n12\n");
  });
});

describe("convert to FITS", () => {
  const document = votable("<TR><TD>1</TD><TD>2.5</TD><TD>α</TD></TR><TR><TD/><TD/><TD/></TR>", {
    fields:
      '<FIELD name="id" datatype="int" ucd="meta.id"/><FIELD name="x" datatype="float"/>' +
      '<FIELD name="s" datatype="unicodeChar" arraysize="*"/>',
  });

  test("keeps the table, and warns of what FITS cannot carry", async () => {
    const path = join(await newFolder(), "out.fits");
    const written = await run(["convert", "-", path], { stdin: document });
    expect(written.status).toBe(0);
    expect(written.stderr).toContain("nulls of x are written as NaN (W-FITS-NULL-NAN)");
    expect(written.stderr).toContain("(W-FITS-NON-ASCII)");
    expect((await readFile(path)).subarray(0, 10).toString()).toBe("SIMPLE  = ");
    expect((await run(["convert", path])).stdout).toBe("id,x,s\n1,2.5,α\n,NaN,\n");
    const json = JSON.parse((await run(["info", path, "--json"])).stdout);
    expect(json.tables[0].fields).toEqual([
      { name: "id", datatype: "int", ucd: "meta.id", null: "-2147483648" },
      { name: "x", datatype: "float" },
      { name: "s", datatype: "unicodeChar", arraysize: "*" },
    ]);
  });
});
