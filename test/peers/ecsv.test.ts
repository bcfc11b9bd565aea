import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { hasAstropy, hasStilts, python, stilts } from "../support/peers.ts";
import { converted, peerDocuments } from "./documents.ts";
import { ARRAY_ROWS, ARRAYS, common, readTable, SCALAR_ROWS, SCALARS, scratchFile, writeTable } from "./text-tables.ts";

// astropy and STILTS read our ECSV, and we theirs.

const FIELDS = [...SCALARS, ...ARRAYS];
const ROWS = SCALAR_ROWS.map((row, index) => [...row, ...(ARRAY_ROWS[index % ARRAY_ROWS.length] ?? [])]);

/** The values of an ECSV file as astropy has them, in JSON: masked as null, what JSON has no number for as text. */
const VALUES = `
import json, sys, warnings
import numpy as np
from astropy.table import Table
warnings.simplefilter("error")
table = Table.read(sys.stdin.read().strip(), format="ascii.ecsv")
def plain(value):
    if value is np.ma.masked: return None
    if isinstance(value, np.ma.MaskedArray): return [None if m else plain(v) for v, m in zip(value.ravel(), np.ma.getmaskarray(value).ravel())]
    if isinstance(value, np.ndarray): return [plain(v) for v in value.ravel()]
    if isinstance(value, (bool, np.bool_)): return bool(value)
    if isinstance(value, np.integer): return str(int(value))
    if isinstance(value, np.floating): return None if np.isnan(value) else repr(float(value))
    return str(value) or None
columns = [[str(c.dtype), str(c.unit or ""), c.description or "", dict(c.meta)] for c in table.itercols()]
print(json.dumps({"columns": columns, "rows": [[plain(table[n][i]) for n in table.colnames] for i in range(len(table))], "meta": dict(table.meta)}))
`;

describe.skipIf(!hasAstropy)(`astropy${hasAstropy ? "" : " (skipped: no astropy)"}`, () => {
  test("reads our table of types, nulls and shapes", async () => {
    const path = await writeTable(FIELDS, ROWS, "ecsv");
    const { columns, rows } = JSON.parse(python(VALUES, path)) as { columns: unknown[]; rows: unknown[][] };
    expect(columns.slice(0, 9)).toEqual([
      ["bool", "", "", {}],
      ["int8", "", "", {}],
      ["uint8", "", "", { ucd: "meta.code" }],
      ["int16", "", "", {}],
      ["int32", "ct", 'counts, of "all": kinds', {}],
      ["int64", "", "", {}],
      ["float32", "", "", {}],
      ["float64", "deg", "", { ucd: "pos.eq.ra;meta.main", utype: "a:b.c" }],
      ["<U14", "", "", {}],
    ]);
    expect(rows.map((row) => row.map(byNumber))).toEqual(
      ROWS.map((row) => row.map((value) => byNumber(common(value)))),
    );
  });

  const documents = peerDocuments();
  const comparisons = new Map<string, { readonly unreadable?: string; readonly differences?: readonly string[] }>();

  beforeAll(async () => {
    const program = readFileSync(fileURLToPath(new URL("compare-tables.py", import.meta.url)), "utf8");
    const pairs: [string, string, string][] = [];
    for (const document of documents) pairs.push([document.path, (await converted(document, "ecsv")).output, "ecsv"]);
    const results = JSON.parse(python(program, JSON.stringify(pairs))) as [];
    for (const [index, result] of results.entries()) comparisons.set(documents[index]?.path ?? "", result);
  });

  test.for(documents)("reads our ECSV of $name", ({ path }, { skip }) => {
    const { unreadable, differences } = comparisons.get(path) ?? {};
    if (unreadable !== undefined) skip(`astropy cannot read it: ${unreadable}`);
    expect(differences).toEqual([]);
  });

  test.each([" ", ","])("writes with %j what we read", async (delimiter) => {
    const path = scratchFile("ecsv");
    python(WRITE, `${path}\n${delimiter}`);
    const { fields, rows } = await readTable(path, "ecsv");
    expect(fields.map(({ datatype, arraysize = "" }) => datatype + arraysize)).toEqual(
      "boolean,short,unsignedByte,int,long,long,float,float,double,floatComplex,doubleComplex,char*,float2,int3x2,long*,char*x2,char*".split(
        ",",
      ),
    );
    const nulls = [null, null];
    expect(rows).toEqual([
      [
        true,
        -128,
        0,
        65535,
        2n ** 63n - 1n,
        2n ** 64n - 1n,
        1.099609375,
        Math.fround(1.1),
        0.1,
        [1, 2],
        [0.1, -0],
        "a b",
        [1, null],
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
        [1n, 2n],
        ["a", "b,"],
        '{"k":[1]}',
      ],
      [
        null,
        1,
        255,
        1,
        -(2n ** 63n),
        0n,
        Number.POSITIVE_INFINITY,
        Number.NaN,
        null,
        [3, Number.POSITIVE_INFINITY],
        null,
        null,
        nulls,
        [
          [6, 7, 8],
          [9, 10, 11],
        ],
        [],
        ["", '"q"'],
        null,
      ],
    ]);
  });
});

/** All of what astropy has a dtype for. */
const WRITE = `
import sys
import numpy as np
from astropy.table import MaskedColumn, Table
path, delimiter = sys.stdin.read().split("\\n")
t = Table()
t["b"] = MaskedColumn([True, False], mask=[0, 1])
t["i8"] = np.array([-128, 1], "i1")
t["u8"] = np.array([0, 255], "u1")
t["u16"] = np.array([65535, 1], "u2")
t["i64"] = np.array([2**63 - 1, -2**63], "i8")
t["u64"] = np.array([2**64 - 1, 0], "u8")
t["f16"] = np.array([1.1, np.inf], "f2")
t["f32"] = np.array([1.1, np.nan], "f4")
t["f64"] = MaskedColumn([0.1, 1], mask=[0, 1])
t["c64"] = np.array([1 + 2j, complex(3, np.inf)], "c8")
t["c128"] = MaskedColumn(np.array([complex(0.1, -0.0), 0]), mask=[0, 1])
t["s"] = MaskedColumn(["a b", "x"], mask=[0, 1])
t["pair"] = MaskedColumn(np.ones((2, 2), "f4"), mask=[[0, 1], [1, 1]])
t["grid"] = np.arange(12, dtype="i4").reshape(2, 2, 3)
t["open"] = np.array([None, None], object); t["open"][0] = np.array([1, 2]); t["open"][1] = np.array([], int)
t["strs"] = np.array([["a", "b,"], ["", '"q"']])
t["obj"] = np.array([{"k": [1]}, None], object)
t.write(path, format="ascii.ecsv", delimiter=delimiter)
`;

/** Python and JavaScript spell some numbers each in their own way. */
function byNumber(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(byNumber);
  // Integers of 64 bits stay as they are.
  if (typeof value !== "string" || /^-?\d{16,}$/.test(value)) return value;
  const number = Number(value.replace(/^(-?)inf$/, "$1Infinity"));
  return Number.isNaN(number) ? value : number;
}

describe.skipIf(!hasStilts)(`STILTS${hasStilts ? "" : " (skipped: no STILTS)"}`, () => {
  test("reads our table of types, nulls and shapes", async () => {
    const output = scratchFile("vot");
    stilts(
      "tpipe",
      `in=${await writeTable(FIELDS, ROWS, "ecsv")}`,
      "ifmt=ecsv",
      `out=${output}`,
      "ofmt=votable(format=BINARY2)",
    );
    const { fields, rows } = await readTable(output, "votable");
    expect(rows.map((row) => row.map(common))).toEqual(ROWS.map((row) => row.map(common)));
    expect(fields[7]).toMatchObject({ unit: "deg", ucd: "pos.eq.ra;meta.main", utype: "a:b.c" });
    expect(fields[4]).toMatchObject({ unit: "ct", description: 'counts, of "all": kinds' });
  });

  test("writes what we read", async () => {
    const [source, output] = [await writeTable(FIELDS, ROWS, "ecsv"), scratchFile("ecsv")];
    stilts("tpipe", `in=${source}`, "ifmt=ecsv", `out=${output}`, "ofmt=ecsv");
    const { fields, rows } = await readTable(output, "ecsv");
    expect(rows.map((row) => row.map(common))).toEqual(ROWS.map((row) => row.map(common)));
    expect(fields[7]).toMatchObject({ unit: "deg", ucd: "pos.eq.ra;meta.main", datatype: "double" });
  });
});
