import { gzipSync } from "node:zlib";
import { type CellValue, type ColumnBatch, rowsOf } from "@armillary/columns";
import { type ByteSource, type OpenOptions, openVotable, type Summary } from "@armillary/votable";
import { describe, expect, test, vi } from "vitest";
import { header, joined, PRIMARY, tableHdu } from "../../fits/fits-file.ts";
import { bytesOf, CountedSource, gather } from "../byte-sources.ts";
import { INT, int32, integers, stream, table, votable } from "../documents.ts";

const KERNELS = ["auto", "off"] as const;
const VALUES = [1, -2, 300_000];
const ROWS = VALUES.map((value) => [value]);

async function read(source: ByteSource, options: OpenOptions = {}): Promise<{ rows: CellValue[][]; summary: Summary }> {
  const reader = await openVotable(source, options);
  const rows: CellValue[][] = [];
  for await (const batch of reader.table?.batches() ?? []) rows.push(...rowsOf(batch));
  return { rows, summary: await reader.summary };
}

const binary = (attributes: string, content: string) =>
  bytesOf(votable(table({ fields: INT, data: `<BINARY><STREAM${attributes}>${content}</STREAM></BINARY>` })));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const plain = base64(int32(VALUES));

describe.each(KERNELS)("a STREAM in the document, kernel %s", (kernel) => {
  test.each<[string, Uint8Array, string[]]>([
    ["base64", binary(' encoding="base64"', plain), []],
    ["gzip, which is base64 of gzip", binary(' encoding="gzip"', base64(gzipSync(int32(VALUES)))), []],
    ["no encoding", binary("", plain), ["W-STREAM-ENCODING"]],
    ["encoding none", binary(' encoding="none"', plain), ["W-STREAM-ENCODING"]],
    ["white space, comments, instructions and CDATA", binary(' encoding="base64"', ` <!-- a --> ${plain.slice(0, 5)}<![CDATA[${plain.slice(5, 9)}\n]]>\t<?pi x?>${plain.slice(9)}\r\n`), []],
    ["references", binary(' encoding="base64"', `&#${plain.charCodeAt(0)};${plain.slice(1, -1)}&#x${plain.charCodeAt(15).toString(16)};`), []],
    ["padding left out", binary(' encoding="base64"', base64(Uint8Array.of(...int32(VALUES))).replace(/=+$/, "")), []],
  ])("%s", async (_name, bytes, codes) => {
    for (const source of [bytes, gather(bytes, 1)]) {
      const { rows, summary } = await read(source, { kernel });
      expect(rows).toEqual(ROWS);
      expect(summary.diagnostics.map(({ code }) => code)).toEqual(codes);
    }
  }); // biome-ignore format: a table

  test("padding that is missing is reported", async () => {
    const fields = '<FIELD name="b" datatype="unsignedByte"/>';
    const xml = votable(table({ fields, data: stream("BINARY", Uint8Array.of(7)).replace("==", "") }));
    const { rows, summary } = await read(bytesOf(xml), { kernel });
    expect(rows).toEqual([[7]]);
    expect(summary.diagnostics).toMatchObject([{ code: "W-BASE64-PADDING", count: 1 }]);
  });

  test.each<[string, Uint8Array, object]>([
    ["an unknown encoding", binary(' encoding="zstd"', plain), { code: "VOT_BINARY", message: expect.stringContaining("zstd") }],
    ["a character that is not base64", binary(' encoding="base64"', `\n${plain.slice(0, 4)}\n !`), { code: "VOT_BINARY", place: { line: 3, column: 2 } }],
    ["data behind the padding", binary(' encoding="base64"', "AAAAAA==AAAA"), { code: "VOT_BINARY" }],
    ["an element inside", binary(' encoding="base64"', `${plain}<x/>`), { code: "VOT_STRUCTURE" }],
    ["gzip that is none", binary(' encoding="gzip"', plain), { code: "VOT_BINARY" }],
    ["gzip that is cut off", binary(' encoding="gzip"', base64(gzipSync(int32(VALUES)).subarray(0, 18))), { code: "VOT_BINARY" }],
    ["the end of the document", bytesOf(Buffer.from(binary(' encoding="base64"', plain)).toString().replace(/.{3}<\/STREAM>.*/s, "")), { code: "VOT_TRUNCATED" }],
    ["no STREAM", bytesOf(votable(table({ fields: INT, data: "<BINARY/>" }))), { code: "VOT_STRUCTURE" }],
    ["text in its place", bytesOf(votable(table({ fields: INT, data: "<BINARY>AAAA</BINARY>" }))), { code: "VOT_STRUCTURE" }],
    ["another element in its place", bytesOf(votable(table({ fields: INT, data: "<BINARY2><TR/></BINARY2>" }))), { code: "VOT_STRUCTURE" }],
  ])("%s is an error", async (_name, bytes, expected) => {
    for (const source of [bytes, gather(bytes, 1)]) await expect(read(source, { kernel })).rejects.toMatchObject(expected);
  }); // biome-ignore format: a table

  test("a fault of a value has the place of its STREAM, and its row", async () => {
    const fields = '<FIELD name="b" datatype="boolean"/>';
    const xml = votable(`\n${table({ fields: `${fields}\n`, data: stream("BINARY", Buffer.from("TF!")) })}`);
    const expected = { code: "VOT_CELL", place: { line: 3, column: 15, row: 2, field: "b", text: "0x21" } };
    for (const source of [bytesOf(xml), gather(bytesOf(xml), 1)]) {
      await expect(read(source, { kernel })).rejects.toMatchObject(expected);
    }
  });

  test("what follows a STREAM belongs to the document", async () => {
    const info = '<INFO name="QUERY_STATUS" value="OVERFLOW">more</INFO>';
    const data = `${stream("BINARY", int32(VALUES)).replace("</BINARY>", "<!-- x --> </BINARY>")}<INFO name="n" value="in DATA"/>`;
    const reader = await openVotable(bytesOf(votable(table({ fields: INT, data }) + info)), { kernel });
    expect(await reader.summary).toMatchObject({ status: "OVERFLOW", message: "more", rows: 3 });
    expect(reader.table?.meta).toMatchObject({ rows: 3, serialization: "BINARY", infos: [{ value: "in DATA" }] });
  });
});

describe("a STREAM with href", () => {
  const far = (attributes = "", element = "BINARY") =>
    bytesOf(
      votable(
        `${table({ fields: INT, data: `<${element}><STREAM href="http://x/rows?a=1&amp;b=2"${attributes}/></${element}>` })}${integers([7])}`,
      ),
    );
  const noise = Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 7919) & 255));

  test("is told of before anything is fetched, and refused when its rows are asked for", async () => {
    const reader = await openVotable(far());
    expect(reader.table?.fields).toMatchObject([{ name: "x" }]);
    await expect(reader.table?.batches()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "VOT_EXTERNAL",
      message: expect.stringContaining("http://x/rows?a=1&b=2"),
      place: { line: 1, column: 147 },
    });
    await expect(reader.summary).rejects.toMatchObject({ code: "VOT_EXTERNAL" });
  });

  test("is skipped without being fetched", async () => {
    const resolveHref = vi.fn();
    const reader = await openVotable(far(' encoding="gzip"'), { resolveHref });
    const tables = [];
    for await (const one of reader.tables()) tables.push(one);
    expect(await reader.summary).toMatchObject({ rows: 1, complete: true, diagnostics: [] });
    expect(tables.map((one) => one.meta.rows)).toEqual([undefined, 1]);
    expect(resolveHref).not.toHaveBeenCalled();
  });

  test("claims of nrows are not judged where nothing was counted", async () => {
    const xml = Buffer.from(far()).toString().replace("<TABLE>", '<TABLE nrows="12">');
    expect(await (await openVotable(bytesOf(xml))).summary).toMatchObject({ diagnostics: [] });
  });

  test.each<[string, string, Uint8Array]>([
    ["as it is", "", int32(VALUES)],
    ["in gzip", ' encoding="gzip"', gzipSync(int32(VALUES))],
    ["in gzip, unlabelled", "", gzipSync(int32(VALUES))],
    ["in base64", ' encoding="base64"', bytesOf(`${plain.slice(0, 7)}\n${plain.slice(7)}\n`)],
  ])("is read through the resolver, %s", async (_name, attributes, bytes) => {
    for (const source of [bytes, gather(bytes, 1), new Blob([bytes as Uint8Array<ArrayBuffer>])]) {
      const resolveHref = vi.fn(async () => source);
      const { rows, summary } = await read(far(attributes), { resolveHref });
      expect(rows).toEqual(ROWS);
      expect(summary).toMatchObject({ rows: 4, complete: true });
      expect(resolveHref).toHaveBeenCalledExactlyOnceWith("http://x/rows?a=1&b=2");
    }
  });

  test.each<[string, () => Promise<ByteSource>, object]>([
    [
      "a resolver that fails",
      () => Promise.reject(new Error("404")),
      { code: "VOT_EXTERNAL", cause: { message: "404" } },
    ],
    ["rows that are cut off", async () => int32(VALUES).subarray(0, 10), { code: "VOT_BINARY", place: { row: 2 } }],
    ["gzip that is damaged", async () => gzipSync(noise).subarray(0, 100), { code: "VOT_BINARY" }],
  ])("%s is an error", async (_name, resolve, expected) => {
    await expect(read(far(), { resolveHref: resolve })).rejects.toMatchObject(expected);
  });

  test("base64 that is none is an error", async () => {
    const resolveHref = async () => bytesOf("AAAA<html>");
    await expect(read(far(' encoding="base64"'), { resolveHref })).rejects.toMatchObject({ code: "VOT_BINARY" });
  });

  test("its source is cancelled with the document's", async () => {
    const source = new CountedSource(() => int32(VALUES));
    const reader = await openVotable(far(), { resolveHref: async () => source, rowsPerBatch: 1 });
    for await (const _ of reader.table?.batches() ?? []) break;
    expect(source.cancelled).toBe(1);
    expect(source.pulled).toBeLessThan(4);
  });

  test("an abort ends the wait for it, with the caller's reason", async () => {
    const abort = new AbortController();
    const source = new CountedSource(() => new Promise(() => undefined));
    const reading = read(far(), { resolveHref: async () => source, signal: abort.signal });
    setTimeout(() => abort.abort(new Error("enough")), 5);
    await expect(reading).rejects.toThrow("enough");
    expect(source.cancelled).toBe(1);
  });

  test("a table that is left for the next one leaves its source", async () => {
    const source = new CountedSource((index) => (index < 10 ? int32(VALUES) : undefined));
    const reader = await openVotable(far(), { resolveHref: async () => source, rowsPerBatch: 1 });
    await reader.table?.batches()[Symbol.asyncIterator]().next();
    expect(await reader.summary).toMatchObject({ complete: true, rows: 1 });
    expect(source.cancelled).toBe(1);
  });
});

describe("FITS", () => {
  const hdu = (values: readonly number[]) =>
    tableHdu({
      rowBytes: 4,
      rows: values.length,
      fields: 1,
      cards: [
        ["TTYPE1", "x"],
        ["TFORM1", "J"],
      ],
      data: int32(values),
    });
  const fits = joined(PRIMARY, hdu([5]), hdu(VALUES));
  const document = (fields: string, attributes: string) =>
    bytesOf(votable(table({ fields, data: stream("FITS", fits).replace("<FITS>", `<FITS${attributes}>`) })));

  test.each<[string, string, CellValue[][]]>([
    ["the first table by default", "", [[5]]],
    ["the table that extnum names", ' extnum="2"', ROWS],
  ])("%s", async (_name, attributes, rows) => {
    for (const fields of [INT, ""]) {
      const bytes = document(fields, attributes);
      for (const source of [bytes, gather(bytes, 1000)]) {
        const found = await read(source);
        expect(found.rows).toEqual(rows);
        expect(found.summary).toMatchObject({ complete: true, rows: rows.length });
      }
    }
  });

  test.each([
    ["an extnum that is no number", document(INT, ' extnum="two"')],
    ["an extension that is not there", document(INT, ' extnum="9"')],
    ["what is no FITS", bytesOf(votable(table({ fields: INT, data: stream("FITS", header(["no FITS"])) })))],
  ])("%s is VOT_FITS", async (_name, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: "VOT_FITS" });
  });

  test("behind an href, described by the document, it is only asked for with its rows", async () => {
    const bytes = bytesOf(votable(table({ fields: INT, data: '<FITS extnum="2"><STREAM href="x.fits"/></FITS>' })));
    const resolveHref = vi.fn(async () => fits);
    const reader = await openVotable(bytes, { resolveHref });
    expect(resolveHref).not.toHaveBeenCalled();
    const rows: CellValue[][] = [];
    for await (const batch of reader.table?.batches() ?? []) rows.push(...rowsOf(batch));
    expect(rows).toEqual(ROWS);
  });

  test("behind an href and undescribed, it is asked for its columns", async () => {
    const bytes = bytesOf(votable(table({ fields: "", data: '<FITS><STREAM href="x.fits"/></FITS>' })));
    const reader = await openVotable(bytes, { resolveHref: async () => fits });
    expect(reader.table?.fields).toMatchObject([{ name: "x", datatype: "int" }]);
    await expect((await openVotable(bytes)).table?.batches()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "VOT_EXTERNAL",
    });
  });
});

describe("PARQUET", () => {
  const two = `${INT}<FIELD name="y" datatype="int"/>`;
  const document = bytesOf(
    votable(`${table({ fields: two, data: stream("PARQUET", bytesOf("PAR1 and so on")) })}${integers([7])}`),
  );
  const column = (values: readonly number[]) => ({
    kind: "int" as const,
    length: values.length,
    nulls: 0,
    values: Int32Array.from(values),
  });
  const batch: ColumnBatch = { rows: 2, columns: [column([1, 2]), column([3, 4])] };

  test("is read by what the caller gives, columns chosen here", async () => {
    let seen = "";
    const readParquet: OpenOptions["readParquet"] = async function* (source, fields) {
      expect(fields.map(({ name }) => name)).toEqual(["x", "y"]);
      seen = await new Response(source as ReadableStream<Uint8Array>).text();
      yield batch;
    };
    expect((await read(gather(document, 7), { readParquet, columns: [1, 0, 1] })).rows).toEqual([
      [3, 1, 3],
      [4, 2, 4],
    ]);
    expect(seen).toBe("PAR1 and so on");
    expect((await read(gather(document, 7), { readParquet })).rows).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  test("a reader that leaves the rest of the stream leaves the document whole", async () => {
    const readParquet: OpenOptions["readParquet"] = async function* () {
      yield batch;
    };
    expect((await read(document, { readParquet })).summary).toMatchObject({ complete: true, rows: 3 });
  });

  test("without a reader it can be skipped, not read", async () => {
    const reader = await openVotable(document);
    expect(await reader.summary).toMatchObject({ complete: true, rows: 1 });
    expect(reader.table?.meta.rows).toBeUndefined();
    await expect(read(document)).rejects.toMatchObject({
      code: "VOT_PARQUET",
      message: expect.stringContaining("readParquet"),
    });
  });

  test("what the reader throws is the cause", async () => {
    const failure = new Error("bad footer");
    const readParquet: OpenOptions["readParquet"] = async function* () {
      yield batch;
      throw failure;
    };
    await expect(read(document, { readParquet })).rejects.toMatchObject({ code: "VOT_PARQUET", cause: failure });
  });
});
