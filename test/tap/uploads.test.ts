import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ColumnBatch } from "@armillary/columns";
import { type CellValue, rowsOf as rowsOfBatch } from "@armillary/columns";

import { convert, openTable, type TableStream } from "@armillary/formats";
import { tableOfRows, type UploadSource } from "@armillary/tap";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { bytesFrom as bytesOf, type SampleTable, streamOf, tables } from "../support/column-arbitraries.ts";
import { starTable } from "../support/tap-service/index.ts";
import { failureOf, openService, rowsOf } from "./open-service.ts";

const SELECT = "SELECT * FROM TAP_UPLOAD.mine";
const ROWS = [
  { id: 1, name: "Ångström & <Co>", mag: 1.5, seen: true, when: new Date(0) },
  { id: 2, name: null, mag: null, seen: null, when: null },
  { id: 3, name: "ΔΩ]]>\"'", mag: Number.NaN, seen: false, when: new Date(86_400_000) },
];
const SEEN = [
  { id: 1, name: "Ångström & <Co>", mag: 1.5, seen: true, when: "1970-01-01T00:00:00.000" },
  { id: 2, name: null, mag: null, seen: null, when: null },
  { id: 3, name: "ΔΩ]]>\"'", mag: Number.NaN, seen: false, when: "1970-01-02T00:00:00.000" },
];

/** A null float is NaN in BINARY, which has nothing else for it. */
const SEEN_IN_BINARY = SEEN.map((row) => ({ ...row, mag: row.mag ?? Number.NaN }));

async function votable(): Promise<Uint8Array> {
  return bytesOf(convert(tableOfRows({ rows: ROWS }), "votable", { serialization: "binary2" }));
}

const SOURCES: readonly [name: string, source: () => UploadSource | Promise<UploadSource>][] = [
  ["rows", () => ({ rows: ROWS })],
  [
    "rows as lists, with fields",
    () => ({
      rows: ROWS.map((row) => Object.values(row)),
      fields: [
        { name: "id", datatype: "int", ucd: "meta.id" },
        { name: "name" },
        { name: "mag", unit: "mag" },
        { name: "seen" },
        { name: "when" },
      ],
    }),
  ],
  ["a TableStream", () => tableOfRows({ rows: ROWS })],
  ["a function that opens one", () => () => tableOfRows({ rows: ROWS })],
  ["a VOTable's bytes", async () => ({ bytes: await votable() })],
  ["an Arrow file", async () => ({ bytes: await bytesOf(convert(tableOfRows({ rows: ROWS }), "arrow")) })],
  [
    "an Arrow table",
    async () => {
      const { tableFromIPC } = await import("apache-arrow");
      return tableFromIPC(await bytesOf(convert(tableOfRows({ rows: ROWS }), "arrows")));
    },
  ],
  [
    "an answer of a service",
    async () => {
      const { service } = await openService();
      return service.query(SELECT, { uploads: { mine: { rows: ROWS } } });
    },
  ],
];

describe("a table is uploaded", () => {
  test.each(SOURCES)("as %s", async (_, source) => {
    const { service } = await openService();
    const result = await service.query(SELECT, { uploads: { mine: await source() } });
    expect(await rowsOf(result)).toEqual(SEEN);
  });

  test("without the services that its document describes", async () => {
    const { service, server } = await openService();
    const xml = `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><TABLE><FIELD name="id" ID="id" datatype="int"/><DATA><TABLEDATA><TR><TD>7</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE><RESOURCE type="meta" utype="adhoc:service"/></VOTABLE>`;
    const table = await openTable(new TextEncoder().encode(xml));
    expect(await rowsOf(await service.query(SELECT, { uploads: { mine: table } }))).toEqual([{ id: 7 }]);
    const sent = server.received.at(-1)?.body;
    expect(sent).toContain("<VOTABLE");
    expect(sent).not.toContain("adhoc:service");
  });

  test.each(["tabledata", "binary", "binary2"] as const)("in %s", async (uploadSerialization) => {
    const { service, server } = await openService();
    const result = await service.query(SELECT, { uploads: { mine: { rows: ROWS } }, uploadSerialization });
    expect(await rowsOf(result)).toEqual(uploadSerialization === "binary" ? SEEN_IN_BINARY : SEEN);
    expect(server.received.at(-1)?.body).toContain(uploadSerialization.toUpperCase());
  });

  test("by a job", async () => {
    const { service } = await openService();
    const result = await service.query(SELECT, { mode: "async", uploads: { mine: { rows: ROWS } } });
    expect(await rowsOf(result)).toEqual(SEEN);
  });

  test("two at once, joined with a table of the service", async () => {
    const { service, server } = await openService({ tables: [starTable(9)] });
    const result = await service.query(
      "SELECT s.kind, a.tag, b.note FROM stars AS s JOIN TAP_UPLOAD.one AS a ON s.source_id = a.id JOIN TAP_UPLOAD.two AS b ON a.tag = b.tag",
      {
        uploads: {
          one: {
            rows: [
              { id: 9007199254740993n, tag: "x" },
              { id: 9007199254741000n, tag: "y" },
            ],
          },
          two: { rows: [{ tag: "y", note: "here" }] },
        },
      },
    );
    expect(await rowsOf(result)).toEqual([{ kind: 1, tag: "y", note: "here" }]);
    const upload = server.queries[0]?.parameters.find(([name]) => name === "UPLOAD")?.[1];
    expect(upload).toBe("one,param:upload_one;two,param:upload_two");
  });

  test("by URL", async () => {
    const bytes = await votable();
    const files = createServer((_, response) => response.end(bytes)).listen(0, "127.0.0.1");
    onTestFinished(() => void files.close());
    await new Promise((resolve) => files.once("listening", resolve));
    const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/t.vot`;
    const { service, server } = await openService();
    const result = await service.query(SELECT, { uploads: { mine: { url } } });
    expect(await rowsOf(result)).toEqual(SEEN);
    expect(server.received.at(-1)?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  test("that streams, without being held", async () => {
    const { service } = await openService();
    const count = 60_000;
    let most = 0;
    let made = 0;
    const table: TableStream = {
      ...tableOfRows({ rows: [], fields: [{ name: "n", datatype: "int" }] }),
      async *batches() {
        for (; made < count; made += 1000) {
          const values = Int32Array.from({ length: 1000 }, (_, index) => made + index);
          most = Math.max(most, made);
          yield { rows: 1000, columns: [{ kind: "int", length: 1000, nulls: 0, values }] };
        }
      },
    };
    const result = await service.query("SELECT COUNT(*) AS n, MAX(n) AS highest FROM TAP_UPLOAD.mine", {
      uploads: { mine: table },
    });
    expect(await rowsOf(result)).toEqual([{ n: BigInt(count), highest: count - 1 }]);
  });
});

describe("serializations", () => {
  test.each([
    ["BINARY", SEEN_IN_BINARY],
    ["BINARY2", SEEN],
  ])("a service that reads %s alone, and says so, gets that", async (name, seen) => {
    const { service, server } = await openService({ quirks: { uploads: { accepts: [name.toLowerCase()] } } });
    const result = await service.query(SELECT, { uploads: { mine: { rows: ROWS } } });
    expect(await rowsOf(result)).toEqual(seen);
    expect((await result.summary).notes).toEqual([
      `The service could not read the upload as TABLEDATA: asking again with ${name}.`,
    ]);
    expect(server.queries).toHaveLength(2);
  });

  test("a stream that was sent cannot be sent again", async () => {
    const { service, server } = await openService({ quirks: { uploads: { accepts: ["binary"] } } });
    const failure = await failureOf(service.query(SELECT, { uploads: { mine: tableOfRows({ rows: ROWS }) } }));
    expect(failure).toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: "Cannot read the uploaded table: TABLEDATA is not supported, but BINARY" },
    });
    expect(server.queries).toHaveLength(1);
  });

  test("Rubin: BINARY2 would look empty, TABLEDATA does not", async () => {
    const { service } = await openService({
      quirks: { uploads: { accepts: ["tabledata", "binary"], otherwise: "empty" } },
    });
    expect(await rowsOf(await service.query(SELECT, { uploads: { mine: { rows: ROWS } } }))).toEqual(SEEN);
  });

  test("an unknown table among the uploads is not a matter of serialization", async () => {
    const { service, server } = await openService();
    await failureOf(service.query("SELECT * FROM TAP_UPLOAD.other", { uploads: { mine: { rows: ROWS } } }));
    expect(server.queries).toHaveLength(1);
  });
});

describe("nothing is sent", () => {
  const refused: readonly [
    name: string,
    uploads: Record<string, UploadSource>,
    declared: object,
    code: string,
    words: RegExp,
  ][] = [
    ["for a name that is none", { "my table": { rows: ROWS } }, {}, "DAL_USAGE", /my table/],
    [
      "for two names that differ by case",
      { T: { rows: ROWS }, t: { rows: ROWS } },
      {},
      "DAL_USAGE",
      /without regard to case/,
    ],
    [
      "for more rows than the service takes",
      { t: { rows: ROWS } },
      { uploadRows: 2 },
      "DAL_LIMIT",
      /"t" has 3 rows; the service takes 2 rows at most/,
    ],
    ["for a table without columns", { t: { rows: [] } }, {}, "DAL_USAGE", /no columns/],
    [
      "for a value that is not of its column",
      { t: { rows: [[1.5]], fields: [{ name: "n", datatype: "int" }] } },
      {},
      "DAL_USAGE",
      /Row 1 .* 1\.5 .*"n".* no int/,
    ],
    [
      "for an integer that does not fit",
      { t: { rows: [[70_000]], fields: [{ name: "n", datatype: "short" }] } },
      {},
      "DAL_USAGE",
      /no short/,
    ],
    ["for an object in a cell", { t: { rows: [{ a: {} }] } }, {}, "DAL_USAGE", /type object/],
    [
      "for a file that is no table",
      { t: { bytes: new TextEncoder().encode("<html></html>") } },
      {},
      "DAL_USAGE",
      /could not be read/,
    ],
  ];

  test.each(refused)("%s", async (_, uploads, declared, code, words) => {
    const { service, server } = await openService({ declared });
    const failure = await failureOf(service.query(SELECT, { mode: "sync", uploads }));
    expect(failure).toMatchObject({ name: "DalError", code, message: expect.stringMatching(words) });
    expect(server.queries).toEqual([]);
  });

  test.each([
    ["rows", { uploadRows: 2000 }, /more than 2,000 rows/],
    ["bytes", { uploadBytes: 5000 }, /more than 5,000 bytes/],
  ])("of a stream beyond the limit in %s", async (_, declared, words) => {
    const { service, server } = await openService({ declared });
    const rows = Array.from({ length: 3000 }, (_, index) => ({ index }));
    const failure = await failureOf(service.query(SELECT, { uploads: { mine: tableOfRows({ rows }) } }));
    expect(failure).toMatchObject({ code: "DAL_LIMIT", message: expect.stringMatching(words) });
    expect(server.queries).toEqual([]);
  });
});

test.each([
  ["small integers", [1, 2], "int"],
  ["an integer beyond 32 bits", [1, 2 ** 40], "long"],
  ["a fraction", [1, 1.5], "double"],
  ["a negative zero", [-0], "double"],
  ["a bigint", [1n], "long"],
  ["a bigint and a number", [1n, 2], "long"],
  ["truth values", [true, null], "boolean"],
  ["a text and a number", ["1", 2], "char"],
  ["nothing but nulls", [null, undefined], "char"],
])("a column of %s", (_, values, datatype) => {
  expect(tableOfRows({ rows: values.map((value) => [value]) }).fields).toMatchObject([{ name: "col1", datatype }]);
});

/** What a VOTable has a place for: names that a query can have, types that it has, no text that XML cannot hold. */
const uploadable = tables.filter(({ fields }) => new Set(fields.map(({ name }) => name)).size === fields.length);

/** The rows as they are after the ways there, in `serialization`, and back, in BINARY2; undefined where one cannot hold them. */
async function travelled(
  sample: SampleTable,
  serialization: "tabledata" | "binary2",
): Promise<CellValue[][] | undefined> {
  try {
    const there = await openTable(await bytesOf(convert(streamOf(sample), "votable", { serialization })));
    const back = await openTable(await bytesOf(convert(there, "votable", { serialization: "binary2" })));
    return await allRows(back);
  } catch {
    return undefined;
  }
}

async function allRows(table: { batches(): AsyncIterable<ColumnBatch> }): Promise<CellValue[][]> {
  const rows: CellValue[][] = [];
  for await (const batch of table.batches()) rows.push(...rowsOfBatch(batch));
  return rows;
}

test("any table that a VOTable can hold comes back as it went", async () => {
  const { service } = await openService();
  await fc.assert(
    fc.asyncProperty(
      uploadable,
      fc.constantFrom("tabledata" as const, "binary2" as const),
      async (sample, uploadSerialization) => {
        const expected = await travelled(sample, uploadSerialization);
        fc.pre(expected !== undefined);
        const asked = service.query(SELECT, {
          mode: "sync",
          uploads: { mine: () => streamOf(sample) },
          uploadSerialization,
        });
        expect(await allRows(await asked)).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
});
