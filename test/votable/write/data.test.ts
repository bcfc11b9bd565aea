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

async function documentOf(table: RandomTable, storage: Storage, version: VotableVersion, cut: number) {
  const fields = fieldsOf(table);
  const diagnostics = new WriteDiagnostics();
  const data = await bytesFrom(
    encodeData(fields, inBatches(fields, table, cut), {
      serialization: SERIALIZATIONS[storage],
      version,
      diagnostics,
      kernel: "off",
    }),
  );
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
  return rows;
}

describe.each(["TABLEDATA", "BINARY", "BINARY2"] as const)("%s", (storage) => {
  test("what is written reads back, and a cut between batches leaves no trace", async () => {
    await fc.assert(
      fc.asyncProperty(randomTables(storage), fc.nat({ max: 12 }), async (table, cut) => {
        const { xml } = await documentOf(table, storage, "1.4", cut);
        expect(await valuesIn(xml)).toEqual(nestedRows(table));
        expect((await documentOf(table, storage, "1.4", 0)).xml).toBe(xml);
      }),
      { numRuns: 200 },
    );
  });
});
