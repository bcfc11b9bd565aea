import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { TableStream } from "@armillary/formats";
import { convert, identify, openTable } from "@armillary/formats";
import {
  openFileAccess,
  openFileSource,
  openTableFile,
  openWholeFile,
  planWholeFile,
  spoolToFile,
} from "@armillary/formats/node";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { limitRows, selectColumns } from "../../packages/formats/src/narrow.ts";
import { rowsIn, streamOf, tables } from "../support/column-arbitraries.ts";

const VOTABLE =
  '<?xml version="1.0"?><VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OVERFLOW">cut</INFO>' +
  '<TABLE name="first"><FIELD name="a" datatype="int"/><FIELD name="b" datatype="double"/>' +
  "<DATA><TABLEDATA><TR><TD>1</TD><TD>0.5</TD></TR><TR><TD>2</TD><TD/></TR><TR><TD>3</TD><TD>1.5</TD></TR></TABLEDATA></DATA></TABLE>" +
  '<TABLE name="second"><PARAM name="p" datatype="int" value="4"/><FIELD name="c" datatype="int"/></TABLE></RESOURCE></VOTABLE>';
const CSV = "a,b\n1,0.5\n2,\n3,1.5\n";
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString("utf8");
}

async function rowsOfTable(table: TableStream): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of table.batches()) rows.push(...rowsIn([batch]));
  return rows;
}

/** Chunks whose memory is used again, as a file's are, and whether they were let go. */
function reusing(bytes: Uint8Array, size: number): AsyncIterableIterator<Uint8Array> & { closed: boolean } {
  const buffer = new Uint8Array(size);
  let at = 0;
  return {
    closed: false,
    async next() {
      buffer.fill(0x21);
      const chunk = bytes.subarray(at, at + size);
      at += chunk.length;
      if (chunk.length === 0) return this.return?.() ?? { value: undefined, done: true };
      buffer.set(chunk);
      return { value: buffer.subarray(0, chunk.length), done: false };
    },
    async return() {
      this.closed = true;
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

describe("identify", () => {
  test.each<[string, string | Uint8Array, string | undefined, string]>([
    ["a VOTable by content", VOTABLE, undefined, "votable"],
    ["a VOTable in spite of its name", VOTABLE, "x.csv", "votable"],
    ["CSV by its lines", CSV, undefined, "csv"],
    ["CSV by its name", "a;b\n1;2\n", "x.csv", "csv"],
    ["CSV inside gzip, by the inner name", gzipSync("a\n1\n"), "x.csv.gz", "csv"],
    [
      "a page that a service sends goes to the VOTable reader, who knows them",
      "<html><body>x</body></html>",
      "x.csv",
      "votable",
    ],
    ["JSON likewise", '{"error": 1}', undefined, "votable"],
    ["nothing, by its name", "", "x.csv", "csv"],
    ["nothing at all", "", undefined, "votable"],
  ])("%s", async (_name, content, name, format) => {
    const source = await identify(
      typeof content === "string" ? bytesOf(content) : content,
      name === undefined ? {} : { name },
    );
    expect(source.format).toBe(format);
  });

  test.each<[string, string | Uint8Array, { readonly name?: string; readonly format?: "ndjson" }, string]>([
    ["an archive", "PK\u0003\u0004", {}, "FORMAT_UNKNOWN"],
    ["an archive inside gzip", gzipSync("PK\u0003\u0004"), {}, "FORMAT_UNKNOWN"],
    ["bytes of no kind", Uint8Array.of(0, 1, 2, 3), {}, "FORMAT_UNKNOWN"],
    ["a format that is not read", "", { format: "ndjson" }, "FORMAT_NOT_READ"],
  ])("%s is refused, and its source closed", async (_name, content, options, code) => {
    const source = reusing(typeof content === "string" ? bytesOf(content) : content, 100);
    await expect(identify(source, options)).rejects.toMatchObject({ code });
    expect(source.closed).toBe(true);
  });

  test("looks without taking: any cut into chunks gives all bytes back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 1000 }), async (content, size) => {
        const source = await identify(reusing(content, size), { format: "csv" });
        const parts: Uint8Array[] = [];
        for await (const chunk of source.bytes) parts.push(chunk.slice());
        // gzip would be inflated; two bytes of it do not come up by chance often enough to matter here.
        fc.pre(!source.gzip);
        expect(Buffer.concat(parts).equals(content)).toBe(true);
        expect(source.bytesRead()).toBe(content.length);
      }),
    );
  });
});

describe("openTable", () => {
  const expected = [
    [1, 0.5],
    [2, null],
    [3, 1.5],
  ];

  test.each([
    ["VOTable", bytesOf(VOTABLE)],
    ["VOTable in gzip", new Uint8Array(gzipSync(VOTABLE))],
    ["CSV", bytesOf(CSV)],
    ["CSV in gzip", new Uint8Array(gzipSync(CSV))],
    ["TSV", bytesOf(CSV.replaceAll(",", "\t"))],
  ])("%s, in chunks of any size", async (_name, bytes) => {
    for (const size of [1, 7, 64, 100_000]) {
      const table = await openTable(reusing(bytes, size), {});
      expect(
        (await rowsOfTable(table)).map((row) =>
          row.map((value) => (typeof value === "bigint" ? Number(value) : value)),
        ),
      ).toEqual(expected);
      expect((await table.summary).rows).toBe(3);
    }
  });

  test.each(["arrow", "arrows", "parquet"] as const)("%s, as written here", async (format) => {
    const written = bytesOfChunks(convert(await openTable(bytesOf(VOTABLE)), format));
    const table = await openTable(reusing(await written, 1000));
    expect(table.fields.map(({ name, datatype }) => [name, datatype])).toEqual([
      ["a", "int"],
      ["b", "double"],
    ]);
    expect(await rowsOfTable(table)).toEqual(expected);
  });

  describe("a VOTable whose rows are Parquet (VOTable 1.5, section 5.5)", () => {
    const withParquet = async (fields: string): Promise<Uint8Array> => {
      const parquet = await bytesOfChunks(convert(await openTable(bytesOf(VOTABLE)), "parquet"));
      const stream = `<STREAM encoding="base64">${Buffer.from(parquet).toString("base64")}</STREAM>`;
      return bytesOf(
        `<VOTABLE version="1.5"><RESOURCE><TABLE>${fields}<DATA><PARQUET>${stream}</PARQUET></DATA></TABLE></RESOURCE></VOTABLE>`,
      );
    };

    test.each([
      ["by name, in the FIELDs' order", '<FIELD name="b" datatype="double"/><FIELD name="a" datatype="int"/>', [1, 0]],
      ["by place where no name fits", '<FIELD name="x" datatype="int"/><FIELD name="y" datatype="double"/>', [0, 1]],
    ])("%s", async (_name, fields, order) => {
      const table = await openTable(await withParquet(fields));
      expect(await rowsOfTable(table)).toEqual(expected.map((row) => order.map((index) => row[index])));
    });

    test.each([
      [
        "another type",
        '<FIELD name="a" datatype="long"/>',
        /Column "a" is long to the VOTable, int in the Parquet file/,
      ],
      [
        "a FIELD without a column",
        '<FIELD name="a" datatype="int"/><FIELD name="z" datatype="int"/>',
        /"z" has no column/,
      ],
    ])("%s is an error", async (_name, fields, words) => {
      const table = await openTable(await withParquet(fields));
      await expect(rowsOfTable(table)).rejects.toMatchObject({
        code: "VOT_PARQUET",
        message: expect.stringMatching(words),
      });
    });
  });

  test("a VOParquet file says of itself what the VOTable said", async () => {
    const written = await bytesOfChunks(convert(await openTable(bytesOf(VOTABLE), { table: 1 }), "parquet"));
    const { metadata } = await openTable(written);
    expect(metadata).toMatchObject({ name: "second", params: [{ name: "p", value: "4", typed: 4 }] });
  });

  test("status and metadata of a VOTable come along", async () => {
    const table = await openTable(bytesOf(VOTABLE));
    expect(table.metadata).toMatchObject({ name: "first", infos: [{ name: "QUERY_STATUS", value: "OVERFLOW" }] });
    expect(await table.summary).toMatchObject({ status: "OVERFLOW", message: "cut", rows: 3 });
  });

  test("a later table, and one without rows", async () => {
    const table = await openTable(bytesOf(VOTABLE), { table: 1 });
    expect(table.metadata).toMatchObject({ name: "second", params: [{ name: "p", value: "4" }] });
    expect(await rowsOfTable(table)).toEqual([]);
    await expect(openTable(bytesOf(VOTABLE), { table: 2 })).rejects.toMatchObject({ code: "FORMAT_NO_TABLE" });
  });

  test("a limit tells the status known so far", async () => {
    const source = reusing(bytesOf(VOTABLE), 64);
    const table = await openTable(source, { limit: 2 });
    expect(await rowsOfTable(table)).toEqual(expected.slice(0, 2));
    expect(await table.summary).toMatchObject({ status: "OVERFLOW", message: "cut", rows: 2 });
    expect(source.closed).toBe(true);
  });

  test("types of CSV come from all rows where it can be read again", async () => {
    const text = `a\n${"1\n".repeat(20_000)}x\n`;
    const reopen = (): AsyncIterable<Uint8Array> => reusing(bytesOf(text), 5000);
    const table = await openTable(reopen(), { format: "csv", reopen });
    expect(table.fields[0]?.datatype).toBe("char");
    await expect(openTable(reopen(), { format: "csv" }).then(rowsOfTable)).rejects.toMatchObject({ code: "CSV_CELL" });
    const gzip = new Uint8Array(gzipSync(text));
    const inflated = await openTable(reusing(gzip, 50), { format: "csv", reopen: () => reusing(gzip, 50) });
    expect((await rowsOfTable(inflated)).length).toBe(20_001);
  });

  test.each([
    ["types for what has its own", VOTABLE, { types: { a: "char" } }, "FORMAT_OPTION"],
    ["another table of what has one", CSV, { table: 1 }, "FORMAT_NO_TABLE"],
    ["a column that is not there", CSV, { columns: ["A"] }, "FORMAT_NO_COLUMN"],
  ] as const)("%s", async (_name, text, options, code) => {
    const source = reusing(bytesOf(text), 10);
    await expect(openTable(source, options)).rejects.toMatchObject({ code });
    expect(source.closed).toBe(true);
  });
});

async function bytesOfChunks(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

describe("convert", () => {
  test.each([
    ["csv", "a,b\n1,0.5\n2,\n3,1.5\n"],
    ["tsv", "a\tb\n1\t0.5\n2\t\n3\t1.5\n"],
    ["ndjson", '{"a":1,"b":0.5}\n{"a":2,"b":null}\n{"a":3,"b":1.5}\n'],
  ] as const)("%s", async (format, expected) => {
    expect(await textOf(convert(await openTable(bytesOf(VOTABLE)), format))).toBe(expected);
  });

  test("what is no format is not written", async () => {
    const format = "cvs" as "csv";
    await expect(textOf(convert(await openTable(bytesOf(CSV)), format))).rejects.toMatchObject({
      code: "FORMAT_NOT_WRITTEN",
    });
  });

  test("chunks may be kept: later ones do not change them", async () => {
    const table = await openTable(bytesOf(`a\n${"12345678\n".repeat(300_000)}`), { format: "csv" });
    const kept: { readonly chunk: Uint8Array; readonly copy: Uint8Array }[] = [];
    for await (const chunk of convert(table, "csv")) kept.push({ chunk, copy: chunk.slice() });
    expect(kept.length).toBeGreaterThan(2);
    for (const { chunk, copy } of kept) expect(Buffer.compare(chunk, copy)).toBe(0);
  });
});

describe("narrowing", () => {
  test("a limit over batches cuts at that row, and closes what it cut", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.nat({ max: 40 }), async (sample, limit) => {
        const whole = streamOf(sample);
        const all = rowsIn(sample.batches);
        const cut = limitRows(whole, limit, (rows) => ({ status: "OK", rows, bytesRead: 0, diagnostics: [] }));
        expect(await rowsOfTable(cut)).toEqual(all.slice(0, limit));
        expect((await cut.summary).rows).toBe(Math.min(limit, all.length));
        if (limit <= all.length) expect(whole.closed()).toBe(true);
      }),
    );
  });

  test("columns by name before ID, in the order asked for, repeats allowed", async () => {
    const table = await openTable(
      bytesOf(
        '<VOTABLE version="1.4"><RESOURCE><TABLE><FIELD name="x" ID="y" datatype="int"/><FIELD name="y" ID="z" datatype="int"/>' +
          "<DATA><TABLEDATA><TR><TD>1</TD><TD>2</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>",
      ),
    );
    const selected = selectColumns(table, ["y", "z", "x"]);
    expect(selected.fields.map(({ name }) => name)).toEqual(["y", "y", "x"]);
    expect(await rowsOfTable(selected)).toEqual([[2, 2, 1]]);
  });
});

describe("files", () => {
  const folders: string[] = [];
  const newFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), "armillary-test-"));
    folders.push(folder);
    return folder;
  };
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });

  test.each([0, 1, 65_536, 65_537, 1_114_112, 3_000_000])("%d bytes come back as they are", async (size) => {
    const path = join(await newFolder(), "x");
    const content = Buffer.from(Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 0xff));
    await writeFile(path, content);
    const { size: told, bytes } = await openFileSource(path);
    const parts: Uint8Array[] = [];
    for await (const chunk of bytes) parts.push(chunk.slice());
    expect(told).toBe(size);
    expect(Buffer.concat(parts).equals(content)).toBe(true);
  });

  test("openTableFile goes by name and content", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "x.csv"), "a\n1\n");
    expect(await rowsOfTable(await openTableFile(join(folder, "x.csv")))).toHaveLength(1);
    await mkdir(join(folder, "sub"));
    await expect(openTableFile(join(folder, "sub"))).rejects.toMatchObject({ code: "EISDIR" });
    await expect(openTableFile(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("random access, of a file and of a stream that is spooled", async () => {
    const path = join(await newFolder(), "x");
    const content = bytesOf("0123456789".repeat(1000));
    await writeFile(path, content);
    for (const access of [await openFileAccess(path), await spoolToFile(reusing(content, 333))]) {
      expect(access.byteLength).toBe(10_000);
      expect(Buffer.from(await access.slice(9_995)).toString()).toBe("56789");
      expect(Buffer.from(await access.slice(20, 23)).toString()).toBe("012");
      await expect(access.slice(9_999, 10_001)).rejects.toThrow(RangeError);
      await access.close();
      await access.close();
    }
  });

  test("a whole file appears at commit, not before, and not at all when discarded", async () => {
    const folder = await newFolder();
    const path = join(folder, "out");
    const discarded = await openWholeFile(await planWholeFile(path));
    await discarded.write(new Uint8Array(3_000_000));
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.armillary-.*\.part$/)]);
    await discarded.discard();
    await discarded.discard();
    expect(await readdir(folder)).toEqual([]);

    const file = await openWholeFile(await planWholeFile(path));
    const parts = Array.from({ length: 3000 }, (_, index) => new Uint8Array(index % 2000).fill(index));
    for (const part of parts) await file.write(part);
    await file.commit();
    await file.discard();
    expect(await readdir(folder)).toEqual(["out"]);
    expect((await readFile(path)).equals(Buffer.concat(parts))).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test("chunks that are lent are copied, those that are not are kept", async () => {
    const path = join(await newFolder(), "out");
    const file = await openWholeFile(await planWholeFile(path));
    const expected: Buffer[] = [];
    const memory = new Uint8Array(2_500_000);
    for (const [index, length] of [10, 2_500_000, 0, 700_000, 1_048_576, 1, 900_000, 2_000_000].entries()) {
      const chunk = memory.subarray(0, length).fill(index + 1);
      const lent = index % 3 !== 0;
      expected.push(Buffer.from(chunk));
      await file.write(lent ? chunk : chunk.slice(), lent);
      memory.fill(0xff);
    }
    await file.commit();
    expect((await readFile(path)).equals(Buffer.concat(expected))).toBe(true);
  });

  test.each([
    ["a folder", ".", "EISDIR"],
    ["a missing folder", "no/where", "ENOENT"],
    ["a file in the way", "file/x", "ENOTDIR"],
  ])("a place that cannot be written: %s", async (_name, place, code) => {
    const folder = await newFolder();
    await writeFile(join(folder, "file"), "");
    await expect(planWholeFile(join(folder, place))).rejects.toMatchObject({ code });
  });
});
