import type { CellValue, Field, Layout } from "@armillary/columns";
import type { TableMetadata } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../bench/random.js";
import { encodeEcsv } from "../../../packages/formats/src/ecsv/encode.ts";
import { openEcsv } from "../../../packages/formats/src/ecsv/open.ts";
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

async function written(sample: SampleTable, metadata?: TableMetadata, kernel: "auto" | "off" = "auto") {
  const diagnostics: Diagnostic[] = [];
  const bytes = await bytesFrom(
    encodeEcsv(streamOf(sample, metadata === undefined ? {} : { metadata }), {
      kernel,
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    }),
  );
  return { bytes, diagnostics };
}

async function opened(bytes: Uint8Array, lengths: () => number = () => bytes.length, rowsPerBatch = 65_536) {
  const table = await openEcsv(chunksOf(bytes, lengths), { rowsPerBatch });
  const rows = rowsIn(await gather(table.batches()));
  const { diagnostics, status } = await table.summary;
  return { fields: table.fields, metadata: table.metadata, rows, diagnostics, status };
}

/** What ECSV gives back of a value: an empty string is a null, a null list of fixed length inside a list a list of nulls. */
function carried(value: CellValue, layout: Layout): CellValue {
  if (layout.kind === "utf8") return value === "" ? null : value;
  if (layout.kind !== "list" && layout.kind !== "fixed") return value;
  return value === null || hasOpenAxis(layout.item)
    ? value
    : (value as CellValue[]).map((item) => full(item, layout.item));
}

function full(value: CellValue, layout: Layout): CellValue {
  if (layout.kind !== "fixed") return value;
  const items = value === null ? Array<CellValue>(layout.size).fill(null) : (value as CellValue[]);
  return items.map((item) => full(item, layout.item));
}

function hasOpenAxis(layout: Layout): boolean {
  return layout.kind === "list" || (layout.kind === "fixed" && hasOpenAxis(layout.item));
}

function carriedRows(sample: SampleTable): CellValue[][] {
  return rowsIn(sample.batches).map((row) =>
    row.map((value, index) => carried(value, (sample.fields[index] as Field).layout)),
  );
}

describe("what was written comes back", () => {
  test.each(["auto", "off"] as const)("with the kernel %s", async (kernel) => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 20 }), async (sample, rowsPerBatch) => {
        const { bytes } = await written(sample, undefined, kernel);
        const { fields, rows, diagnostics } = await opened(bytes, undefined, rowsPerBatch);
        expect(fields).toStrictEqual(sample.fields);
        expect(rows).toStrictEqual(carriedRows(sample));
        expect(diagnostics).toStrictEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("whatever the chunks that it comes in", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.nat(), async (sample, seed) => {
        const { bytes } = await written(sample);
        const whole = await opened(bytes);
        for (const lengths of [() => 1, randomLengths(new Random(seed), 200)]) {
          expect(await opened(bytes, lengths)).toStrictEqual(whole);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const texts: Field = { name: "s", datatype: "char", arraysize: "*", layout: { kind: "utf8" } };
const ints: Field = { name: "i", datatype: "int", layout: { kind: "int", bits: 32, signed: true } };

test("rows that begin with a hash are no comments, before and behind others", async () => {
  const fields = [texts, ints];
  const batches = [
    [["a", 1]],
    [
      ["# b", 2],
      ["#", 3],
      ["c", 4],
    ],
    [["d", 5]],
    [["#e", 6]],
  ].map((rows) => batchOf(fields, rows as CellValue[][]));
  const { rows } = await opened((await written({ fields, batches })).bytes);
  expect(rows).toStrictEqual(rowsIn(batches));
});

test.each([
  "# a",
  "a",
  " a ",
  "y",
  "null",
  "1.0",
  "x,y",
  'q"uote',
  "line\nfeed",
  "é\u0085\u2028😀",
  "a: b",
  "-",
  "__proto__",
])("a column may be called %j", async (name) => {
  const fields = [
    { ...ints, name },
    { ...texts, name, description: name, unit: name, extra: { [name]: name } },
  ];
  const { fields: read } = await opened((await written({ fields, batches: [] })).bytes);
  expect(read).toStrictEqual(fields);
});

test("empty strings and null lists inside of lists are reported, each column once", async () => {
  const points: Field = {
    name: "p",
    datatype: "double",
    arraysize: "2x*",
    layout: { kind: "list", item: { kind: "fixed", size: 2, item: { kind: "float", bits: 64 } } },
  };
  const fields = [texts, points];
  const batches = [
    batchOf(fields, [
      ["", [[1, 2], null]],
      ["x", [null]],
      ["", []],
    ]),
  ];
  const { bytes, diagnostics } = await written({ fields, batches });
  expect(diagnostics.map(({ code, count }) => [code, count])).toStrictEqual([
    ["W-ECSV-EMPTY", 2],
    ["W-ECSV-NULL-LIST", 2],
  ]);
  expect((await opened(bytes)).rows).toStrictEqual([
    [
      null,
      [
        [1, 2],
        [null, null],
      ],
    ],
    ["x", [[null, null]]],
    [null, []],
  ]);
});

describe("a table's metadata comes back", () => {
  const description = "Stars: bright ones\nof the north";
  const epoch = { name: "epoch", datatype: "double", value: "2016.0", typed: 2016 } as const;
  const cases: readonly (readonly [what: string, metadata: TableMetadata])[] = [
    ["nothing", { params: [], infos: [] }],
    ["attributes", { name: "yes", ID: "t1", ucd: "meta.table", utype: "a:b", description, params: [], infos: [] }],
    [
      "plain params",
      {
        params: [
          epoch,
          { name: "n", datatype: "long", value: "9007199254740993", typed: 9007199254740993n },
          { name: "ok", datatype: "boolean", value: "true", typed: true },
          { name: "5", datatype: "char", arraysize: "*", value: "2016.0", typed: "2016.0" },
          { name: "no", datatype: "char", arraysize: "*", value: "", typed: null },
        ],
        infos: [],
      },
    ],
    [
      "params that are more",
      {
        params: [
          { ...epoch, unit: "yr", ucd: "time.epoch", ID: "e", values: [{ min: { value: "2000", inclusive: false } }] },
          { name: "pos", datatype: "float", arraysize: "2", value: "1.5 NaN", typed: [1.5, Number.NaN] },
          epoch,
        ],
        infos: [],
      },
    ],
    ["two params of one name", { params: [epoch, epoch], infos: [] }],
    [
      "everything",
      {
        params: [],
        infos: [
          { name: "QUERY_STATUS", value: "OVERFLOW", text: "5 of 9" },
          { name: "null", value: "" },
        ],
        groups: [
          {
            name: "g",
            description,
            fieldRefs: [{ ref: "ra", ucd: "pos" }],
            paramRefs: [],
            params: [epoch],
            groups: [{ ID: "inner", fieldRefs: [], paramRefs: [{ ref: "e" }], params: [], groups: [], links: [] }],
            links: [{ href: "http://example.org/?a=1&b=2", text: "x" }],
          },
        ],
        links: [{ href: "http://example.org/" }],
        coosys: [{ ID: "sys", system: "ICRS", epoch: "J2000.0" }],
        timesys: [{ ID: "t", timescale: "TCB", refposition: "BARYCENTER", timeorigin: "2455197.5" }],
      },
    ],
  ];
  test.each(cases)("%s", async (_, metadata) => {
    const { bytes } = await written({ fields: [ints], batches: [] }, metadata);
    const read = await opened(bytes);
    expect(read.metadata).toStrictEqual(metadata);
    expect(read.status).toBe(metadata.infos.length > 0 ? "OVERFLOW" : "OK");
    expect(read.diagnostics).toStrictEqual([]);
  });
});

test("complex numbers and arrays of them", async () => {
  const pair: Layout = { kind: "fixed", size: 2, item: { kind: "float", bits: 64 } };
  const fields: Field[] = [
    { name: "c", datatype: "doubleComplex", layout: pair },
    { name: "f", datatype: "doubleComplex", arraysize: "2", layout: { kind: "fixed", size: 2, item: pair } },
    { name: "v", datatype: "doubleComplex", arraysize: "*", layout: { kind: "list", item: pair } },
    { name: "pair", datatype: "double", arraysize: "2", layout: pair },
  ];
  const z: CellValue = [1.5, -0];
  const w: CellValue = [Number.NaN, Number.NEGATIVE_INFINITY];
  const batches = [
    batchOf(fields, [
      [z, [z, w], [w], z],
      [w, [w, w], [], w],
      [null, null, null, null],
    ]),
  ];
  const { bytes } = await written({ fields, batches });
  expect(new TextDecoder().decode(bytes)).toContain("\n(1.5-0j),");
  const read = await opened(bytes);
  expect(read.fields).toStrictEqual(fields);
  expect(read.rows).toStrictEqual(rowsIn(batches));
});

test("leaving early cancels the source", async () => {
  const sample = { fields: [ints], batches: [batchOf([ints], [[1]]), batchOf([ints], [[2]])] };
  let left = false;
  const stream = {
    ...streamOf(sample),
    async *batches() {
      try {
        yield* sample.batches;
      } finally {
        left = true;
      }
    },
  };
  let chunks = 0;
  for await (const _chunk of encodeEcsv(stream)) if (++chunks === 2) break;
  expect(left).toBe(true);
});
