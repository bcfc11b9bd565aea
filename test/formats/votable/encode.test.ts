import type { CellValue, Field } from "@armillary/columns";
import type { TableMetadata, TableStream } from "@armillary/formats";
import { openTable } from "@armillary/formats";
import { type Diagnostic, VotableError } from "@armillary/votable";
import { VOTABLE_VERSIONS, type VotableVersion, WRITTEN_SERIALIZATIONS } from "@armillary/votable/versions";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeVotable, type VotableEncodeOptions } from "../../../packages/formats/src/votable/encode.ts";
import {
  batchOf,
  bytesFrom,
  NO_METADATA,
  rowsIn,
  type SampleTable,
  streamOf,
  tables,
} from "../../support/column-arbitraries.ts";

async function written(table: TableStream, options: VotableEncodeOptions = {}) {
  const diagnostics: Diagnostic[] = [];
  const bytes = await bytesFrom(encodeVotable(table, { ...options, onDiagnostic: (one) => diagnostics.push(one) }));
  return { bytes, xml: new TextDecoder().decode(bytes), diagnostics, codes: diagnostics.map(({ code }) => code) };
}

async function read(bytes: Uint8Array) {
  const table = await openTable(bytes);
  const batches = [];
  for await (const batch of table.batches()) batches.push(batch);
  const summary = await table.summary;
  return { fields: table.fields, metadata: table.metadata, rows: rowsIn(batches), summary };
}

/** Integers that went to a wider datatype are the same integers. */
function plain(value: CellValue): unknown {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : `${value}`;
  return Array.isArray(value) ? value.map(plain) : value;
}

/** A table whose columns say nothing of themselves but what they hold. */
function bare({ fields, batches }: SampleTable): SampleTable {
  return {
    fields: fields.map(({ datatype, arraysize, layout }, index): Field => {
      return { name: `c${index}`, datatype, ...(arraysize === undefined ? {} : { arraysize }), layout };
    }),
    batches,
  };
}

describe.each(["tabledata", "binary", "binary2"] as const)("%s", (serialization) => {
  test.each(VOTABLE_VERSIONS.filter((version) => serialization !== "binary2" || version >= "1.3"))(
    "version %s: any table reads back as it was, or it is said why not",
    async (version) => {
      await fc.assert(
        fc.asyncProperty(tables, async (sample) => {
          const table = bare(sample);
          let result: Awaited<ReturnType<typeof written>>;
          try {
            result = await written(streamOf(table), { serialization, version });
          } catch (failure) {
            expect(failure).toBeInstanceOf(VotableError);
            expect((failure as VotableError).code).toBe("VOT_WRITE");
            return;
          }
          const again = await read(result.bytes);
          expect(
            again.summary.diagnostics.filter(({ code }) => /^[EW]/.test(code) && code !== "W-CHAR-NOT-ASCII"),
          ).toEqual([]);
          expect(again.rows.length).toBe(rowsIn(table.batches).length);
          if (result.codes.some((code) => code !== "W-WRITE-SHAPE" && code !== "W-WRITE-UNICODE")) return;
          expect(again.rows.map(plain)).toEqual(rowsIn(table.batches).map(plain));
        }),
        { numRuns: 60 },
      );
    },
  );
});

test("a table of numbers, text and truth goes through FITS as it is", async () => {
  const fields: Field[] = [
    { name: "n", datatype: "long", layout: { kind: "int", bits: 64, signed: true } },
    {
      name: "x",
      datatype: "double",
      arraysize: "2",
      layout: { kind: "fixed", size: 2, item: { kind: "float", bits: 64 } },
    },
    { name: "t", datatype: "char", arraysize: "*", layout: { kind: "utf8" } },
    { name: "b", datatype: "boolean", layout: { kind: "bool" } },
  ];
  const rows: CellValue[][] = [
    [2n ** 60n, [1.5, Number.NaN], "text", true],
    [null, [0, -1], null, null],
  ];
  const { bytes, xml } = await written(streamOf({ fields, batches: [batchOf(fields, rows)] }), {
    serialization: "fits",
  });
  expect(xml).toContain('<TABLE nrows="2">');
  expect(xml).toMatch(/<FITS extnum="1">\n\s*<STREAM encoding="base64">/);
  expect((await read(bytes)).rows).toEqual(rows);
});

test("what cannot be written is an error with its place", async () => {
  const field: Field = { name: "u", datatype: "long", layout: { kind: "int", bits: 64, signed: false } };
  const sample = { fields: [field], batches: [batchOf([field], [[1n]]), batchOf([field], [[2n ** 63n]])] };
  await expect(written(streamOf(sample))).rejects.toMatchObject({
    code: "VOT_WRITE",
    place: { row: 1, field: "u" },
    message: expect.stringContaining("9223372036854775808 is more than long can hold"),
  });
});

test.each(WRITTEN_SERIALIZATIONS)(
  "a value that VALUES null stands for is never made null (%s)",
  async (serialization) => {
    const field: Field = {
      name: "n",
      datatype: "short",
      values: [{ null: "7" }],
      layout: { kind: "int", bits: 16, signed: true },
    };
    const rows: CellValue[][] = [[7], [null], [8]];
    const sample = { fields: [field], batches: [batchOf([field], rows)] };
    // Of held columns another is chosen; of others the values come too late for that.
    if (serialization === "fits") {
      const { bytes } = await written(streamOf(sample), { serialization });
      expect((await read(bytes)).rows).toEqual(rows);
    } else {
      await expect(written(streamOf(sample), { serialization })).rejects.toThrow(
        /Row 0, column "n": 7 is a value here, and VALUES null/,
      );
    }
  },
);

const plainField: Field = {
  name: "id",
  ID: "c1",
  ref: "frame",
  datatype: "char",
  arraysize: "*",
  layout: { kind: "utf8" },
};
const sample: SampleTable = { fields: [plainField], batches: [batchOf([plainField], [["a"], ["b & <c>\r\n"]])] };
const rich: TableMetadata = {
  name: "stars",
  ID: "t",
  description: "all & sundry",
  params: [{ name: "epoch", datatype: "double", unit: "yr", xtype: "x", value: "2016.0", typed: 2016 }],
  infos: [
    { name: "QUERY_STATUS", value: "OK" },
    { name: "QUERY", value: "", ucd: "meta.query", text: "SELECT <all>" },
  ],
  groups: [{ name: "g", fieldRefs: [{ ref: "c1", ucd: "meta.id" }], paramRefs: [], params: [], groups: [], links: [] }],
  links: [{ href: "http://example.org/?a=b&c" }],
  coosys: [{ ID: "frame", system: "ICRS", epoch: "J2016.0" }],
  timesys: [{ ID: "time", timescale: "TCB", refposition: "BARYCENTER", timeorigin: "MJD-origin" }],
  raw: ['<VODML xmlns="http://www.ivoa.net/xml/mivot"><REPORT status="OK"/></VODML>'],
};

describe("char in binary data", () => {
  const field: Field = { name: "t", datatype: "char", arraysize: "4", layout: { kind: "utf8" } };
  const streamOfTexts = (texts: readonly string[]) =>
    streamOf({
      fields: [field],
      batches: [
        batchOf([field], [["abcd"]]),
        batchOf(
          [field],
          texts.map((text) => [text]),
        ),
      ],
    });

  test.each([
    ["ascii", "4", "char"],
    ["héé", "4", "unicodeChar"],
    ["too long", "*", "char"],
  ])("of a small table is what its values want: %s", async (text, arraysize, datatype) => {
    const { bytes } = await written(streamOfTexts([text === "ascii" ? "asci" : text]), { serialization: "binary2" });
    const { fields, rows } = await read(bytes);
    expect(fields[0]).toMatchObject({ datatype, arraysize });
    expect(rows).toEqual([["abcd"], [text === "ascii" ? "asci" : text]]);
  });

  test("of a large table is as declared: reported where it is not ASCII, an error where it is too long", async () => {
    const filler = Array.from({ length: 1_200_000 }, () => "abcd");
    const { codes } = await written(streamOfTexts([...filler, "hé"]), { serialization: "binary2" });
    expect(codes).toEqual(["W-WRITE-UNICODE"]);
    const long = written(streamOfTexts([...filler, "too long"]), { serialization: "binary2" });
    await expect(long).rejects.toThrow('Row 1200001, column "t": "too long" is longer than arraysize="4"');
  });
});

describe("the document", () => {
  test.each<[VotableVersion, string]>([
    ["1.1", "http://www.ivoa.net/xml/VOTable/v1.1"],
    ["1.2", "http://www.ivoa.net/xml/VOTable/v1.2"],
    ["1.3", "http://www.ivoa.net/xml/VOTable/v1.3"],
    ["1.4", "http://www.ivoa.net/xml/VOTable/v1.3"],
    ["1.5", "http://www.ivoa.net/xml/VOTable/v1.3"],
  ])("version %s has its namespace and is without fault", async (version, namespace) => {
    const { bytes, xml } = await written(streamOf(sample, { metadata: rich }), { version });
    expect(xml).toContain(`<VOTABLE version="${version}" xmlns="${namespace}"`);
    expect(xml).toContain(`xsi:schemaLocation="${namespace} ${namespace}"`);
    const { rows, summary } = await read(bytes);
    expect(rows).toEqual(rowsIn(sample.batches));
    expect(summary.diagnostics.filter(({ code }) => !code.startsWith("N-"))).toEqual([]);
  });

  test("keeps all that the table says of itself", async () => {
    const { bytes, diagnostics } = await written(streamOf(sample, { metadata: rich }));
    const { metadata, fields } = await read(bytes);
    expect(metadata).toEqual(rich);
    expect(fields).toEqual(sample.fields);
    expect(diagnostics).toEqual([]);
  });

  test("leaves out what an older version does not have, and says so", async () => {
    const { xml, codes, bytes } = await written(streamOf(sample, { metadata: rich }), { version: "1.1" });
    expect(xml).not.toMatch(/TIMESYS|xtype|ucd=/);
    expect(codes.sort()).toEqual(["W-WRITE-ATTRIBUTE", "W-WRITE-ATTRIBUTE", "W-WRITE-ATTRIBUTE", "W-WRITE-ELEMENT"]);
    expect((await read(bytes)).metadata).toMatchObject({ coosys: rich.coosys, raw: rich.raw });
  });

  test("is of 1.5 where a frame came with that, and has its older name where it must", async () => {
    const metadata: TableMetadata = { ...NO_METADATA, coosys: [{ ID: "frame", system: "FK5" }] };
    expect((await written(streamOf(sample, { metadata }))).xml).toContain('<VOTABLE version="1.5"');
    const old = await written(streamOf(sample, { metadata }), { version: "1.4" });
    expect(old.xml).toContain('<COOSYS ID="frame" system="eq_FK5"/>');
    expect(old.codes).toEqual(["W-WRITE-ATTRIBUTE"]);
  });

  test("has no BINARY2 before 1.3", async () => {
    await expect(written(streamOf(sample), { serialization: "binary2", version: "1.2" })).rejects.toThrow(
      /has no BINARY2/,
    );
  });

  test.each([
    ["OVERFLOW", '<INFO name="QUERY_STATUS" value="OVERFLOW">stopped at 2 &amp; more</INFO>'],
    ["ERROR", '<INFO name="QUERY_STATUS" value="ERROR">stopped at 2 &amp; more</INFO>'],
  ] as const)("says a status %s that is known last behind the rows", async (status, info) => {
    const { bytes, xml } = await written(streamOf(sample, { metadata: rich, status, message: "stopped at 2 & more" }));
    expect(xml.indexOf(info)).toBeGreaterThan(xml.indexOf("</TABLE>"));
    expect((await read(bytes)).summary).toMatchObject({ status, message: "stopped at 2 & more" });
  });

  test("keeps the order of INFOs before and behind the rows of a VOTable", async () => {
    const source = `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
      <INFO name="QUERY_STATUS" value="OK"/><TABLE><FIELD name="n" datatype="int"/><DATA><TABLEDATA>
      <TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE><INFO name="QUERY_STATUS" value="OVERFLOW"/></RESOURCE></VOTABLE>`;
    const { xml } = await written(await openTable(new TextEncoder().encode(source)));
    expect(xml.replace(/\s*\n\s*/g, "")).toMatch(
      /value="OK"\/><TABLE>.*<\/TABLE><INFO name="QUERY_STATUS" value="OVERFLOW"\/><\/RESOURCE>/,
    );
  });

  test("a table that is closed halfway is not left open", async () => {
    const table = streamOf({ fields: sample.fields, batches: [...sample.batches, ...sample.batches] });
    let ended = false;
    const watched: TableStream = {
      ...table,
      async *batches() {
        try {
          yield* table.batches();
        } finally {
          ended = true;
        }
      },
    };
    let chunks = 0;
    for await (const _chunk of encodeVotable(watched)) if (++chunks === 4) break;
    expect(ended).toBe(true);
  });
});
