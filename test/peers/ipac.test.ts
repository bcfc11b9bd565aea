import type { CellValue, Field } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { hasAstropy, hasStilts, python, stilts } from "../support/peers.ts";
import { common, readTable, SCALAR_ROWS, SCALARS, scratchFile, writeTable } from "./text-tables.ts";

// astropy and STILTS read our IPAC tables, and we theirs.

/** What an IPAC table has a type for: a truth value is text. */
const expected = SCALAR_ROWS.map((row) =>
  row.map((value) => common(typeof value === "boolean" ? String(value) : value)),
);

const COPY = `
import sys, warnings
from astropy.table import Table
warnings.simplefilter("ignore")
source, target = sys.stdin.read().split("\\n")
table = Table.read(source, format="ascii.ipac")
table.write(target, format="ascii.ipac" if target.endswith("ipac") else "ascii.ecsv")
`;

/** The numbers of single precision as doubles: neither peer keeps them apart. */
function asDouble(value: unknown, index: number): unknown {
  return SCALARS[index]?.name === "f32" && value !== null ? String(Math.fround(Number(value))) : value;
}

function commonRows(rows: readonly (readonly CellValue[])[]): unknown[][] {
  return rows.map((row) => row.map(common).map(asDouble));
}

describe.skipIf(!hasAstropy)(`astropy${hasAstropy ? "" : " (skipped: no astropy)"}`, () => {
  test("reads our table of types and nulls", async () => {
    const output = scratchFile("ecsv");
    python(COPY, `${await writeTable(SCALARS, SCALAR_ROWS, "ipac")}\n${output}`);
    const { fields, rows } = await readTable(output, "ecsv");
    expect(commonRows(rows)).toEqual(expected);
    expect(unitsOf(fields)).toEqual(unitsOf(SCALARS));
  });

  test("writes what we read", async () => {
    const output = scratchFile("ipac");
    python(COPY, `${await writeTable(SCALARS, SCALAR_ROWS, "ipac")}\n${output}`);
    const { fields, rows } = await readTable(output, "ipac");
    expect(commonRows(rows)).toEqual(expected);
    expect(unitsOf(fields)).toEqual(unitsOf(SCALARS));
  });
});

describe.skipIf(!hasStilts)(`STILTS${hasStilts ? "" : " (skipped: no STILTS)"}`, () => {
  test("reads our table of types and nulls", async () => {
    const output = scratchFile("vot");
    stilts(
      "tpipe",
      `in=${await writeTable(SCALARS, SCALAR_ROWS, "ipac")}`,
      "ifmt=ipac",
      `out=${output}`,
      "ofmt=votable(format=BINARY2)",
    );
    const { fields, rows } = await readTable(output, "votable");
    expect(commonRows(rows)).toEqual(expected);
    expect(unitsOf(fields)).toEqual(unitsOf(SCALARS));
  });

  test("writes what we read", async () => {
    const output = scratchFile("ipac");
    stilts("tpipe", `in=${await writeTable(SCALARS, SCALAR_ROWS, "ecsv")}`, "ifmt=ecsv", `out=${output}`, "ofmt=ipac");
    const { fields, rows } = await readTable(output, "ipac");
    expect(commonRows(rows)).toEqual(expected);
    expect(unitsOf(fields)).toEqual(unitsOf(SCALARS));
  });
});

function unitsOf(fields: readonly Field[]): string[] {
  return fields.map(({ name, unit = "" }) => `${name} ${unit}`);
}
