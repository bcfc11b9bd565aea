import { type CellValue, type Field, leafOf } from "@armillary/columns";
import type { TableMetadata } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../bench/random.js";
import { encodeIpac } from "../../../packages/formats/src/ipac/encode.ts";
import { openIpac } from "../../../packages/formats/src/ipac/open.ts";
import { chunksOf, randomLengths } from "../../support/chunks.ts";
import {
  batchOf,
  bytesFrom,
  gather,
  rowsIn,
  type SampleTable,
  streamOf,
  tables,
} from "../../support/column-arbitraries.ts";

async function written(sample: SampleTable, metadata?: TableMetadata) {
  const diagnostics: Diagnostic[] = [];
  const bytes = await bytesFrom(
    encodeIpac(streamOf(sample, metadata === undefined ? {} : { metadata }), {
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    }),
  );
  return { bytes, text: new TextDecoder().decode(bytes), diagnostics };
}

async function opened(bytes: Uint8Array, lengths: () => number = () => bytes.length, rowsPerBatch = 65_536) {
  const table = await openIpac(() => chunksOf(bytes, lengths), { rowsPerBatch });
  const rows = rowsIn(await gather(table.batches()));
  const { diagnostics, status } = await table.summary;
  return { fields: table.fields, metadata: table.metadata, rows, diagnostics, status };
}

/** What an IPAC table gives back of a value: text for what it has no type for, texts of one line without blanks around. */
function carried(value: CellValue, { layout, datatype }: Field): CellValue {
  if (value === null) return null;
  switch (layout.kind) {
    case "bool":
      return datatype === "bit" ? Number(value) : String(value);
    case "int":
      return layout.bits === 64 && !layout.signed ? String(value) : value;
    case "float":
      return value;
    case "utf8": {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: IPAC tables have none
      const text = (value as string).replace(/[\0-\x1f\x7f]/g, " ").replace(/^ +| +$/g, "");
      return text === "" ? null : text;
    }
    default:
      return json(value, leafOf(layout).leaf.kind === "float" && datatype.startsWith("float"), datatype === "bit");
  }
}

function json(value: CellValue, single: boolean, bit: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => json(item, single, bit)).join(",")}]`;
  if (typeof value === "number" && !Number.isFinite(value)) return `"${value}"`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "boolean" && bit) return value ? "1" : "0";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IPAC tables have none
  if (typeof value === "string") return JSON.stringify(value).replace(/[\0-\x1f\x7f]/g, " ");
  return single && value !== null ? shortest(value as number) : String(value);
}

/** The shortest decimal that reads back to the same float. */
function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** Floats in lists print as some shortest decimal: they are compared as numbers. */
function comparable(value: CellValue): CellValue {
  if (typeof value !== "string" || !value.startsWith("[")) return value;
  return value.replace(/-?\d[\d.]*(?:e[+-]?\d+)?/g, (number) =>
    /[.e]/.test(number) ? String(Math.fround(Number(number))) : number,
  );
}

test("what was written comes back, as far as IPAC tables carry it, whatever the chunks", async () => {
  await fc.assert(
    fc.asyncProperty(tables, fc.nat(), fc.integer({ min: 1, max: 20 }), async (sample, seed, rowsPerBatch) => {
      const { bytes, text } = await written(sample);
      const read = await opened(bytes, randomLengths(new Random(seed), 200), rowsPerBatch);
      const expected = rowsIn(sample.batches).map((row) =>
        row.map((value, index) => comparable(carried(value, sample.fields[index] as Field))),
      );
      expect(read.rows.map((row) => row.map(widened(sample.fields)))).toStrictEqual(expected);
      expect(read.diagnostics).toStrictEqual([]);
      // Every line of the table is as long as the others.
      const lines = text.split("\n").filter((line) => !line.startsWith("\\") && line !== "");
      expect(new Set(lines.map((line) => Array.from(line).length)).size).toBe(1);
    }),
    { numRuns: 150 },
  );
});

/** Integers come back with 32 or 64 bits: as the sample has them. */
function widened(fields: readonly Field[]): (value: CellValue, index: number) => CellValue {
  return (value, index) => {
    const layout = fields[index]?.layout;
    if (layout?.kind === "int" && typeof value === "bigint" && layout.bits < 64) return Number(value);
    if (layout?.kind === "int" && typeof value === "number" && layout.bits === 64) return BigInt(value);
    return comparable(value);
  };
}

const scalar = (name: string, datatype: "int" | "char" | "double", rest: Partial<Field> = {}): Field => ({
  name,
  datatype,
  ...(datatype === "char" ? { arraysize: "*" } : {}),
  ...rest,
  layout:
    datatype === "int"
      ? { kind: "int", bits: 32, signed: true }
      : datatype === "char"
        ? { kind: "utf8" }
        : { kind: "float", bits: 64 },
});

test("the whole of a small table", async () => {
  const fields = [
    scalar("ra", "double", { unit: "deg", ucd: "pos.eq.ra", description: "Right ascension, 'ICRS'" }),
    scalar("n", "int"),
    scalar("name", "char"),
  ];
  const batches = [
    batchOf(fields, [
      [10.5, 7, "M 31"],
      [null, null, "é😀"],
      [-0, -12345, null],
    ]),
  ];
  const metadata: TableMetadata = {
    name: "few",
    params: [
      { name: "epoch", datatype: "double", value: "2016.0", typed: 2016 },
      { name: "who", datatype: "char", arraysize: "*", value: 'say "it\'s"', typed: 'say "it\'s"' },
    ],
    infos: [
      { name: "QUERY_STATUS", value: "OVERFLOW" },
      { name: "comment", value: "made by hand" },
    ],
  };
  const { text, bytes, diagnostics } = await written({ fields, batches }, metadata);
  expect(text.split("\n")).toStrictEqual([
    "\\Table name = 'few'",
    "\\epoch = 2016.0",
    "\\who = 'say \"it's\"'",
    "\\QUERY_STATUS = 'OVERFLOW'",
    "\\ made by hand",
    "\\col.ra.desc = \"Right ascension, 'ICRS'\"",
    "\\col.ra.UCD = 'pos.eq.ra'",
    "|ra    |n     |name|",
    "|double|int   |char|",
    "|deg   |      |    |",
    "|null  |null  |null|",
    "   10.5      7 M 31 ",
    "   null   null é😀   ",
    "     -0 -12345 null ",
    "",
  ]);
  expect(diagnostics.map(({ code }) => code)).toStrictEqual(["W-IPAC-NOT-ASCII"]);
  const read = await opened(bytes);
  expect(read.fields).toStrictEqual(fields);
  expect(read.metadata).toStrictEqual(metadata);
  expect(read.rows).toStrictEqual(rowsIn(batches));
  expect(read.status).toBe("OVERFLOW");
});

test("a string that is null in letters stays a string", async () => {
  const fields = [scalar("s", "char")];
  const batches = [batchOf(fields, [["null"], [null], [" null1 "], ["NULL"]])];
  const { bytes, text } = await written({ fields, batches });
  expect(text).toContain("|null2|");
  expect((await opened(bytes)).rows).toStrictEqual([["null"], [null], ["null1"], ["NULL"]]);
});

describe("names", () => {
  test.each([
    ["a b", "a_b"],
    ["é", "col1"],
    ["", "col1"],
    ["x|y", "x_y"],
  ])("%j is written as %s and read as it was", async (name, header) => {
    const fields = [scalar(name, "int")];
    const { bytes, text, diagnostics } = await written({ fields, batches: [] });
    expect(text).toMatch(new RegExp(`^\\|${header} *\\|`, "m"));
    expect(diagnostics.map(({ code }) => code)).toStrictEqual(["W-IPAC-NAME"]);
    expect((await opened(bytes)).fields).toStrictEqual(fields);
  });

  test("names that differ in case alone are told apart", async () => {
    const fields = [scalar("a", "int"), scalar("A", "int"), scalar("a", "int")];
    const { text } = await written({ fields, batches: [] });
    expect(text).toMatch(/^\|a *\|A_2 *\|a_3 *\|$/m);
  });
});

test("what has no place is reported", async () => {
  const fields = [
    scalar("s", "char", { values: [{ null: "-" }] }),
    {
      name: "v",
      datatype: "int",
      arraysize: "2",
      layout: { kind: "fixed", size: 2, item: { kind: "int", bits: 32, signed: true } },
    },
  ] as Field[];
  const batches = [
    batchOf(fields, [
      ["a\nb", [1, null]],
      [" c", null],
      ["", null],
    ]),
  ];
  const metadata: TableMetadata = {
    params: [{ name: "e", datatype: "double", unit: "yr", value: "1.5", typed: 1.5 }],
    infos: [],
    coosys: [{ ID: "sys", system: "ICRS" }],
  };
  const { bytes, diagnostics } = await written({ fields, batches }, metadata);
  expect(diagnostics.map(({ code, count }) => `${code} ${count}`)).toStrictEqual([
    "W-IPAC-TYPE 1",
    "W-IPAC-TEXT 1",
    "W-IPAC-BLANKS 1",
    "W-IPAC-EMPTY 1",
    "W-IPAC-META 1",
    "W-IPAC-META 1",
    "W-IPAC-META 1",
  ]);
  expect((await opened(bytes)).rows).toStrictEqual([
    ["a b", "[1,null]"],
    ["c", null],
    [null, null],
  ]);
});

test("leaving early lets go of the rows that are held", async () => {
  const fields = [scalar("n", "int")];
  let chunks = 0;
  for await (const _chunk of encodeIpac(streamOf({ fields, batches: [batchOf(fields, [[1]])] })))
    if (++chunks === 1) break;
  expect(chunks).toBe(1);
});
