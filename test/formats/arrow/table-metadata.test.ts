import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeArrowFile, encodeArrowStream } from "../../../packages/formats/src/arrow/encode.ts";
import { openArrow } from "../../../packages/formats/src/arrow/open.ts";
import { tableFromMetadata, tableToMetadata } from "../../../packages/formats/src/arrow/table-metadata.ts";
import { encodeParquet } from "../../../packages/formats/src/parquet/encode.ts";
import { openParquet } from "../../../packages/formats/src/parquet/open.ts";
import type { TableStream } from "../../../packages/formats/src/table-stream.ts";
import { bytesFrom, gather, rowsIn, streamOf, tables } from "../../support/column-arbitraries.ts";
import { tableMetadata } from "../../support/metadata-arbitraries.ts";

async function fromArrow(bytes: Uint8Array): Promise<TableStream> {
  return openArrow(
    (async function* () {
      yield bytes;
    })(),
  );
}

function fromParquet(bytes: Uint8Array<ArrayBuffer>): Promise<TableStream> {
  const slice = async (start: number, end?: number) => bytes.slice(start, end).buffer;
  return openParquet({ byteLength: bytes.length, slice, close: async () => undefined });
}

describe("a table comes back whole: its fields, its rows, all that it says of itself", () => {
  test.each([
    ["an Arrow file", encodeArrowFile, fromArrow],
    ["an Arrow stream", encodeArrowStream, fromArrow],
    ["Parquet", encodeParquet, fromParquet],
  ] as const)("from %s", async (_form, encode, open) => {
    await fc.assert(
      fc.asyncProperty(tables, tableMetadata, async (sample, metadata) => {
        const table = await open(await bytesFrom(encode(streamOf(sample, { metadata }))));
        expect(table.fields).toStrictEqual(sample.fields);
        expect(table.metadata).toStrictEqual(metadata);
        expect(rowsIn(await gather(table.batches()))).toStrictEqual(rowsIn(sample.batches));
      }),
      { numRuns: 60 },
    );
  });
});

describe("what other software has written there is taken as far as it can be", () => {
  test.each<[string, string, object]>([
    ["no JSON", "{", { params: [], infos: [] }],
    ["no object", "7", { params: [], infos: [] }],
    [
      "lists of other things",
      '{"params":[1,{"name":"a"}],"infos":[null,{"name":"i","value":"v"}],"coosys":7}',
      { params: [], infos: [{ name: "i", value: "v" }] },
    ],
    [
      "a group without its lists",
      '{"params":[],"infos":[],"groups":[{"name":"g","fieldRefs":[{"ref":"a"},{}],"groups":[{"name":"h"}]}]}',
      {
        params: [],
        infos: [],
        groups: [
          {
            name: "g",
            fieldRefs: [{ ref: "a" }],
            paramRefs: [],
            params: [],
            links: [],
            groups: [{ name: "h", fieldRefs: [], paramRefs: [], params: [], groups: [], links: [] }],
          },
        ],
      },
    ],
  ])("%s", async (_what, json, wanted) => {
    const { metadata } = await tableFromMetadata(new Map([["vo:table", json]]));
    expect(metadata).toEqual(wanted);
  });

  test("the VOTable has what vo:table lacks", async () => {
    const pairs = tableToMetadata({
      fields: [],
      metadata: { description: "of the document", params: [], infos: [], coosys: [{ ID: "c", system: "ICRS" }] },
    });
    pairs.set("vo:table", '{"name":"exact"}');
    expect((await tableFromMetadata(pairs)).metadata).toEqual({
      name: "exact",
      description: "of the document",
      params: [],
      infos: [],
      coosys: [{ ID: "c", system: "ICRS" }],
    });
  });
});
