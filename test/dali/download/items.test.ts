import {
  findItemColumns,
  itemsOfTable,
  itemsOfUrlList,
  looksLikeUrlList,
  parseChecksum,
  printChecksum,
} from "@armillary/dali/download";
import { openVotable } from "@armillary/votable";
import { describe, expect, test } from "vitest";

interface Column {
  readonly name: string;
  readonly more?: string;
  readonly type?: string;
}

async function open(columns: readonly Column[], rows: readonly (readonly string[])[]) {
  const fields = columns.map(
    ({ name, more = "", type = 'datatype="char" arraysize="*"' }) => `<FIELD name="${name}" ${type} ${more}/>`,
  );
  const cells = rows.map((row) => `<TR>${row.map((cell) => `<TD>${cell}</TD>`).join("")}</TR>`);
  const text = `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>${fields.join("")}<DATA><TABLEDATA>${cells.join("")}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
  const { table } = await openVotable(new TextEncoder().encode(text));
  if (table === undefined) throw new Error("no table");
  return table;
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const LONG = 'datatype="long"';
const URL_A = "https://example.org/a.fits";

describe("what a table says is to be fetched", () => {
  test.each([
    [
      "ObsCore: estimates in kilobytes",
      [
        { name: "access_url", more: 'utype="obscore:Access.Reference" ucd="meta.ref.url"' },
        { name: "access_format", more: 'utype="obscore:Access.Format"' },
        { name: "access_estsize", more: 'utype="obscore:Access.Size" unit="kbyte"', type: LONG },
      ],
      [URL_A, "image/fits", "12"],
      { url: URL_A, contentType: "image/fits", estimatedBytes: 12_000 },
    ],
    [
      "SIA 1: estimates in bytes",
      [
        { name: "size", more: 'ucd="VOX:Image_FileSize"', type: LONG },
        { name: "u", more: 'ucd="VOX:Image_AccessReference"' },
        { name: "thumbnail", more: 'ucd="meta.ref.url"' },
      ],
      ["4711", URL_A, "https://example.org/thumb.png"],
      { url: URL_A, estimatedBytes: 4711 },
    ],
    [
      "SSA: by utype, in kilobytes without a unit",
      [
        { name: "acref", more: 'utype="ssa:Access.Reference"' },
        { name: "s", more: 'utype="ssa:Access.Size"', type: LONG },
      ],
      [URL_A, "3"],
      { url: URL_A, estimatedBytes: 3000 },
    ],
    [
      "DataLink: lengths to the byte",
      [
        { name: "ID" },
        { name: "access_url" },
        { name: "content_type" },
        { name: "content_length", more: 'unit="byte"', type: LONG },
      ],
      ["ivo://x", URL_A, "application/fits", "17"],
      { url: URL_A, contentType: "application/fits", bytes: 17 },
    ],
    [
      "one column of URLs by its UCD alone",
      [{ name: "link", more: 'ucd="meta.ref.url;meta.main"' }],
      [URL_A],
      { url: URL_A },
    ],
    [
      "sums, and sizes that are not known",
      [{ name: "url" }, { name: "md5" }, { name: "content_length", type: LONG }],
      [URL_A, "d41d8cd98f00b204e9800998ecf8427e", "0"],
      { url: URL_A, checksum: { algorithm: "md5", hex: "d41d8cd98f00b204e9800998ecf8427e" } },
    ],
  ] as const)("%s", async (_name, columns, row, item) => {
    const table = await open(columns, [row]);
    const found = findItemColumns(table.fields);
    if (found === undefined) throw new Error("no column of URLs");
    expect(await allOf(itemsOfTable(table.batches(), found))).toEqual([item]);
  });

  test("columns by name go before what the table tells; a null URL is an item without", async () => {
    const columns = [{ name: "access_url" }, { name: "Mine" }, { name: "called" }, { name: "n", type: LONG }];
    const table = await open(columns, [
      ["x", URL_A, "a/b.fits", "5"],
      ["x", "", "c", "6"],
    ]);
    const found = findItemColumns(table.fields, { url: "mine", path: "called", size: "n" });
    if (found === undefined) throw new Error("no column of URLs");
    expect(await allOf(itemsOfTable(table.batches(), found))).toEqual([
      { url: URL_A, path: "a/b.fits", bytes: 5 },
      { url: "", path: "c", bytes: 6 },
    ]);
  });

  test("two columns with the UCD of any link, and none by name: nobody guesses", async () => {
    const ucd = 'ucd="meta.ref.url"';
    const table = await open(
      [
        { name: "a", more: ucd },
        { name: "b", more: ucd },
      ],
      [],
    );
    expect(findItemColumns(table.fields)).toBeUndefined();
    expect(() => findItemColumns(table.fields, { url: "c" })).toThrow(/no column "c"; there are a, b/);
  });
});

describe("lists of URLs", () => {
  test.each([
    ["https://example.org/a\n", true],
    ["\ufeff# mine\r\n\r\n  http://example.org/a b/c.fits\nrest", true],
    ["https://example.org/a", true],
    ["url,size\nhttps://example.org/a,3\n", false],
    ["<VOTABLE/>", false],
    ["", false],
  ])("%j: %s", (text, isList) => expect(looksLikeUrlList(text)).toBe(isList));

  test("a URL a line, a path behind it, comments", async () => {
    const lines = ["\ufeffhttps://a/1", "", "# no", "  https://a/2\tx/y z.fits  ", "nonsense"];
    expect(await allOf(itemsOfUrlList(lines))).toEqual([
      { url: "https://a/1" },
      { url: "https://a/2", path: "x/y z.fits" },
      { url: "nonsense" },
    ]);
  });
});

describe("checksums", () => {
  const md5 = "d41d8cd98f00b204e9800998ecf8427e";
  test.each([
    [`md5:${md5}`, `md5:${md5}`],
    [`MD5=${md5.toUpperCase()}`, `md5:${md5}`],
    [md5, `md5:${md5}`],
    [`sha-256:${"a".repeat(64)}`, `sha256:${"a".repeat(64)}`],
    ["b".repeat(40), `sha1:${"b".repeat(40)}`],
    [`sha256:${md5}`, undefined],
    ["crc32:12345678", undefined],
    ["", undefined],
  ])("%s", (text, printed) => {
    const checksum = parseChecksum(text);
    expect(checksum === undefined ? undefined : printChecksum(checksum)).toBe(printed);
  });
});
