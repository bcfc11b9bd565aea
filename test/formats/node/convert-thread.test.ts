import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Field } from "@armillary/columns";
import { type Diagnostic, openVotable } from "@armillary/votable";
import { encodeData, WriteDiagnostics } from "@armillary/votable/write";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ConvertOptions, convert } from "../../../packages/formats/src/convert.ts";
import type { FormatName } from "../../../packages/formats/src/format.ts";
import {
  convertInThread,
  encodeDataInThread,
  startEncodingThread,
} from "../../../packages/formats/src/node/convert-thread.ts";
import { openTable } from "../../../packages/formats/src/open.ts";
import type { TableStream } from "../../../packages/formats/src/table-stream.ts";
import { batchOf, gather, rowsIn, streamOf, tables } from "../../support/column-arbitraries.ts";

/** Threads run what is built, and bundled: vitest does not translate for them. */
const SCRIPT = new URL("../../../packages/cli/dist/bundle/convert-worker.js", import.meta.url);

/** Chunks that may be lent, joined. */
async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const kept: Uint8Array[] = [];
  for await (const chunk of chunks) kept.push(chunk.slice());
  return new Uint8Array(Buffer.concat(kept));
}

const fields: Field[] = [
  { name: "x", datatype: "double", layout: { kind: "float", bits: 64 } },
  { name: "s", datatype: "char", arraysize: "*", layout: { kind: "utf8" } },
];
const batch = batchOf(
  fields,
  Array.from({ length: 5000 }, (_, row) => [Math.sqrt(row), row % 7 === 0 ? null : `row <${row}>`]),
);
const many = { fields, batches: Array.from({ length: 100 }, () => batch) };

describe.skipIf(!existsSync(fileURLToPath(SCRIPT)))("a thread of its own (after npm run build)", () => {
  test.each<[FormatName, ConvertOptions]>([
    ["csv", {}],
    ["tsv", {}],
    ["ndjson", {}],
    ["ecsv", {}],
    ["ipac", {}],
    ["arrow", {}],
    ["fits", {}],
    ["votable", { serialization: "tabledata" }],
    ["votable", { serialization: "binary" }],
    ["votable", { serialization: "binary2" }],
  ])("the same bytes: %s %o", async (format, options) => {
    const here = await joined(convert(streamOf(many), format, options));
    expect(
      Buffer.compare(
        await joined(convertInThread(streamOf(many), format, options, startEncodingThread(undefined, SCRIPT))),
        here,
      ),
    ).toBe(0);
  });

  test("with the services of the document, which come behind the rows", async () => {
    const service = (id: string, ref: string) =>
      `<RESOURCE type="meta" utype="adhoc:service" ID="${id}"><GROUP name="inputParams"><PARAM name="ID" datatype="int" ref="${ref}" value=""/></GROUP></RESOURCE>`;
    const xml =
      '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><TABLE><FIELD ID="a" name="a" datatype="int"/>' +
      `<DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>${service("whole", "a")}${service("lost", "x")}</VOTABLE>`;
    const told: string[] = [];
    const onDiagnostic = ({ message }: Diagnostic): void => void told.push(message);
    const bytes = await joined(
      convertInThread(
        await openTable(new TextEncoder().encode(xml)),
        "votable",
        { onDiagnostic },
        startEncodingThread(undefined, SCRIPT),
      ),
    );
    const reader = await openVotable(bytes);
    await reader.summary;
    expect(reader.document.resources.map(({ ID }) => ID)).toEqual([undefined, "whole"]);
    expect(told).toEqual([expect.stringContaining('"lost" is left out')]);
  });

  test("whatever the table, down to what is said of losses", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom("binary2", "tabledata"), async (sample, serialization) => {
        const said: [Diagnostic[], Diagnostic[]] = [[], []];
        const run = (list: Diagnostic[]): ConvertOptions => ({
          serialization,
          onDiagnostic: (diagnostic) => list.push(diagnostic),
        });
        const outcome = (chunks: AsyncIterable<Uint8Array>): Promise<unknown> =>
          joined(chunks).catch(({ name, code, message, place }) => ({ name, code, message, place }));
        const here = await outcome(convert(streamOf(sample), "votable", run(said[0])));
        expect(
          await outcome(
            convertInThread(streamOf(sample), "votable", run(said[1]), startEncodingThread(undefined, SCRIPT)),
          ),
        ).toEqual(here);
        expect(said[1]).toEqual(said[0]);
      }),
      { numRuns: 10 },
    );
  });

  test("Parquet, read back", async () => {
    // Not byte for byte: the encoder's map of keys has an order of its own each time.
    const there = await joined(convertInThread(streamOf(many), "parquet", {}, startEncodingThread(undefined, SCRIPT)));
    const table = await openTable(there, { format: "parquet" });
    expect(table.fields).toStrictEqual(fields);
    expect(rowsIn(await gather(table.batches()))).toStrictEqual(rowsIn(many.batches));
  });

  test("INFOs and a status that come behind the rows", async () => {
    const rows = "<TR><TD>1</TD></TR>".repeat(10);
    const xml = `<VOTABLE version="1.4"><RESOURCE><INFO name="a" value="1"/><TABLE><FIELD name="x" datatype="int"/>
      <DATA><TABLEDATA>${rows}</TABLEDATA></DATA></TABLE><INFO name="QUERY_STATUS" value="OVERFLOW">cut</INFO></RESOURCE></VOTABLE>`;
    const open = (): Promise<TableStream> => openTable(new TextEncoder().encode(xml));
    const here = new TextDecoder().decode(await joined(convert(await open(), "votable")));
    const there = new TextDecoder().decode(
      await joined(convertInThread(await open(), "votable", {}, startEncodingThread(undefined, SCRIPT))),
    );
    expect(there).toBe(here);
    expect((await (await openVotable(new TextEncoder().encode(there))).summary).status).toBe("OVERFLOW");
  });

  test("rows of a VOTable that is edited", async () => {
    const options = { serialization: "tabledata", version: "1.4" } as const;
    const batches = (): AsyncIterable<typeof batch> => streamOf(many).batches();
    const here = await joined(encodeData(fields, batches(), options));
    const diagnostics = new WriteDiagnostics();
    const there = encodeDataInThread(
      fields,
      batches(),
      { ...options, diagnostics },
      startEncodingThread(undefined, SCRIPT),
    );
    expect(Buffer.compare(await joined(there), here)).toBe(0);
  });

  test("a slow reader gets all of it", async () => {
    const here = await joined(convert(streamOf(many), "csv"));
    const kept: Uint8Array[] = [];
    for await (const chunk of convertInThread(streamOf(many), "csv", {}, startEncodingThread(undefined, SCRIPT))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      kept.push(chunk.slice());
    }
    expect(Buffer.compare(Buffer.concat(kept), here)).toBe(0);
  });

  test("a failure of the table is its own", async () => {
    const failure = new Error("connection reset");
    const failing: TableStream = {
      ...streamOf(many),
      async *batches() {
        yield* many.batches;
        throw failure;
      },
    };
    await expect(joined(convertInThread(failing, "csv", {}, startEncodingThread(undefined, SCRIPT)))).rejects.toBe(
      failure,
    );
  });

  test("a failure of the encoder keeps its name, code and place", async () => {
    const wide: Field[] = [{ name: "u", datatype: "long", layout: { kind: "int", bits: 64, signed: false } }];
    const table = streamOf({ fields: wide, batches: [batchOf(wide, [[1n], [2n ** 64n - 1n]])] });
    await expect(
      joined(convertInThread(table, "votable", {}, startEncodingThread(undefined, SCRIPT))),
    ).rejects.toMatchObject({
      name: "VotableError",
      code: "VOT_WRITE",
      message: expect.stringContaining("u"),
    });
  });

  test("leaving early closes the table", async () => {
    const table = streamOf(many);
    for await (const _chunk of convertInThread(table, "csv", {}, startEncodingThread(undefined, SCRIPT))) break;
    expect(table.closed()).toBe(true);
  });
});

test.skipIf(!existsSync(fileURLToPath(SCRIPT)))(
  "a thread that was started early and got no job ends when closed",
  async () => {
    for (const format of ["parquet", "csv", "votable", "text"] as const) {
      const thread = startEncodingThread(format, SCRIPT);
      expect(thread).toBeDefined();
      await thread?.close();
    }
  },
);

test("without its script all is done in this thread", async () => {
  const nowhere = new URL("./no-such-script.js", import.meta.url);
  const here = await joined(convert(streamOf(many), "csv"));
  expect(startEncodingThread("csv", nowhere)).toBeUndefined();
  // The sources have none either.
  expect(Buffer.compare(await joined(convertInThread(streamOf(many), "csv")), here)).toBe(0);
});
