import { type ColumnBatch, type Field, rowsOf } from "@armillary/columns";
import { openVotable } from "@armillary/votable";
import { encodeData, type VotableVersion, WriteDiagnostics } from "@armillary/votable/write";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseArraysize, SCALAR } from "../../../packages/votable/src/cells/arraysize.ts";
import { layoutOf } from "../../../packages/votable/src/cells/layout.ts";
import { batchOf, bytesFrom } from "../../support/column-arbitraries.ts";
import { nestedRows, type RandomField, type RandomTable, randomTables, type Storage } from "../rows/random-table.ts";
import { fieldElement } from "../rows/write-table.ts";

function fieldsOf(table: RandomTable): Field[] {
  return table.fields.map(({ name, datatype, arraysize, nullValue }: RandomField) => {
    const parsed = parseArraysize(arraysize);
    return {
      name,
      datatype,
      ...(arraysize === undefined ? {} : { arraysize }),
      ...(nullValue === undefined ? {} : { values: [{ null: String(nullValue) }] }),
      layout: layoutOf(datatype, parsed.ok ? parsed.arraysize : SCALAR),
    };
  });
}

async function* inBatches(fields: readonly Field[], table: RandomTable, cut: number): AsyncGenerator<ColumnBatch> {
  const rows = nestedRows(table);
  const at = Math.min(cut, rows.length);
  for (const part of [rows.slice(0, at), rows.slice(at)]) yield batchOf(fields, part);
}

const SERIALIZATIONS = { TABLEDATA: "tabledata", BINARY: "binary", BINARY2: "binary2" } as const;

interface Writing {
  readonly storage: Storage;
  readonly version?: VotableVersion;
  readonly cut?: number;
  readonly kernel?: "auto" | "off";
}

async function documentOf(table: RandomTable, { storage, version = "1.4", cut = 0, kernel = "auto" }: Writing) {
  const fields = fieldsOf(table);
  const diagnostics = new WriteDiagnostics();
  const serialization = SERIALIZATIONS[storage];
  const options = { serialization, version, diagnostics, kernel } as const;
  const data = await bytesFrom(encodeData(fields, inBatches(fields, table, cut), options));
  const head = table.fields.map((field) => fieldElement(field, "")).join("");
  const text = new TextDecoder().decode(data);
  return {
    diagnostics: diagnostics.list(),
    xml: `<VOTABLE version="${version}" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>${head}${text}</TABLE></RESOURCE></VOTABLE>`,
  };
}

async function valuesIn(xml: string) {
  const reader = await openVotable(new TextEncoder().encode(xml));
  const rows: unknown[] = [];
  for await (const batch of reader.table?.batches() ?? []) rows.push(...rowsOf(batch));
  const { diagnostics } = await reader.summary;
  return { rows, diagnostics };
}

/** `char` beyond ASCII is told of, and so is what BINARY has no null for: the rest is silent. */
const TOLD = ["W-WRITE-UNICODE", "W-WRITE-NULL-IN-ARRAY"];

describe.each(["TABLEDATA", "BINARY", "BINARY2"] as const)("%s", (storage) => {
  test("what is written reads back as it was, without a word of loss", async () => {
    await fc.assert(
      fc.asyncProperty(randomTables(storage), async (table) => {
        const { xml, diagnostics } = await documentOf(table, { storage });
        const read = await valuesIn(xml);
        expect(read.rows).toEqual(nestedRows(table));
        expect(read.diagnostics.filter(({ code }) => code !== "W-CHAR-NOT-ASCII")).toEqual([]);
        expect(diagnostics.filter(({ code }) => !TOLD.includes(code))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("neither the cut into batches nor the kernel leaves a trace", async () => {
    await fc.assert(
      fc.asyncProperty(randomTables(storage), fc.nat({ max: 12 }), async (table, cut) => {
        const whole = await documentOf(table, { storage, kernel: "off" });
        expect(await documentOf(table, { storage, cut })).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });
});

test("before 1.3 a null integer has its VALUES null in TABLEDATA, too", async () => {
  const table: RandomTable = {
    fields: [
      { name: "n", datatype: "short", fixed: [], variable: false, nullValue: -1 },
      { name: "f", datatype: "float", fixed: [], variable: false },
    ],
    rows: [
      [null, null],
      [7, 1.5],
    ],
  };
  for (const kernel of ["auto", "off"] as const) {
    const { xml } = await documentOf(table, { storage: "TABLEDATA", version: "1.2", kernel });
    expect(xml).toContain("<TR><TD>-1</TD><TD></TD></TR>\n<TR><TD>7</TD><TD>1.5</TD></TR>\n");
  }
  const { xml } = await documentOf(table, { storage: "TABLEDATA", version: "1.3" });
  expect(xml).toContain("<TR><TD></TD><TD></TD></TR>\n");
});

test("long rows, and rows of many blocks, come in lines of base64 that read back", async () => {
  const text = "x".repeat(700_000);
  const table: RandomTable = {
    fields: [{ name: "t", datatype: "char", arraysize: "*", fixed: [], variable: true }],
    rows: [[text], ["short"], [text], ["end"]],
  };
  const { xml } = await documentOf(table, { storage: "BINARY2" });
  expect(
    xml
      .match(/^[A-Za-z0-9+/=]+$/gm)
      ?.map(({ length }) => length)
      .slice(0, 2),
  ).toEqual([262_144, 262_144]);
  expect((await valuesIn(xml)).rows).toEqual(table.rows);
});
