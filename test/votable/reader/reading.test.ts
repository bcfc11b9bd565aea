import { type CellValue, rowsOf } from "@armillary/columns";
import { type OpenOptions, openVotable, type TableReader, type VotableReader } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { bytesOf, gather } from "../byte-sources.ts";
import { INT, integers, stream, table, votable } from "../documents.ts";

async function rowsIn(one: TableReader | undefined): Promise<CellValue[][]> {
  const rows: CellValue[][] = [];
  for await (const batch of one?.batches() ?? []) rows.push(...rowsOf(batch));
  return rows;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const head = "<VOTABLE><RESOURCE>";
const tail = "</RESOURCE></VOTABLE>";

describe("openVotable", () => {
  test("resolves before any row is read", async () => {
    const bad = bytesOf(votable(integers(["not a number"])));
    const reader = await openVotable(bad);
    expect(reader.table?.fields.map(({ name }) => name)).toEqual(["x"]);
    expect(reader.document.resources).toMatchObject([{ type: "results", tables: [{ index: 0 }] }]);
    await expect(rowsIn(reader.table)).rejects.toMatchObject({
      code: "VOT_CELL",
      place: { row: 0, text: "not a number" },
    });
  });

  test("resolves while the rows have yet to be sent", async () => {
    let send: (() => void) | undefined;
    const rest = new Promise<void>((resolve) => {
      send = resolve;
    });
    const begin = `<!--${" ".repeat(5000)}-->${votable(integers([]))}`.replace(/<\/TABLEDATA>.*/, "");
    async function* slow() {
      yield bytesOf(begin);
      await rest;
      yield bytesOf(`<TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE>${tail}`);
    }
    const reader = await openVotable(slow());
    expect(reader.table?.serialization).toBe("TABLEDATA");
    send?.();
    expect(await rowsIn(reader.table)).toEqual([[1]]);
  });

  test.each([
    ["no RESOURCE", "<VOTABLE/>"],
    ["no TABLE", "<VOTABLE><RESOURCE><INFO name='a' value='b'/></RESOURCE></VOTABLE>"],
  ])("a document with %s has no table, and an end", async (_name, xml) => {
    const reader = await openVotable(bytesOf(xml));
    expect(reader.table).toBeUndefined();
    expect(await all(reader.tables())).toEqual([]);
    expect(await reader.summary).toMatchObject({ complete: true, rows: 0 });
  });

  test.each<[string, OpenOptions]>([
    ["rowsPerBatch", { rowsPerBatch: 0 }],
    ["bytesPerBatch", { bytesPerBatch: Number.NaN }],
    ["maxDepth", { limits: { maxDepth: -1 } }],
    ["maxRowBytes", { limits: { maxRowBytes: 0.5 } }],
  ])("%s that bounds nothing is a RangeError", async (name, options) => {
    await expect(openVotable(bytesOf(votable("")), options)).rejects.toThrow(RangeError);
    await expect(openVotable(bytesOf(votable("")), options)).rejects.toThrow(name);
  });

  test("limits that are undefined are the defaults", async () => {
    const options = { limits: { maxDepth: undefined } } as unknown as OpenOptions;
    expect(await rowsIn((await openVotable(bytesOf(votable(integers([1]))), options)).table)).toEqual([[1]]);
  });
});

describe("tables", () => {
  const three = bytesOf(
    `${head}${integers([1, 2])}<RESOURCE>${table({ fields: INT, data: stream("BINARY", Uint8Array.of(0, 0, 0, 9)) })}</RESOURCE>` +
      `<TABLE name="none"><FIELD name="y" datatype="char"/></TABLE>${integers([5])}${tail}`,
  );

  test("come in document order, nested ones and those without DATA among them", async () => {
    const reader = await openVotable(gather(three, 10));
    const seen: unknown[] = [];
    for await (const one of reader.tables()) {
      seen.push([one.meta.index, one.serialization, one.resources.length, await rowsIn(one)]);
      expect(one.meta.rows).toBe(one.serialization === undefined ? undefined : (seen.at(-1) as unknown[][])[3]?.length);
    }
    expect(seen).toEqual([
      [0, "TABLEDATA", 1, [[1], [2]]],
      [1, "BINARY", 2, [[9]]],
      [2, undefined, 1, []],
      [3, "TABLEDATA", 1, [[5]]],
    ]);
    expect(await reader.summary).toMatchObject({ rows: 4, complete: true });
  });

  test("that nobody reads are counted", async () => {
    const reader = await openVotable(three);
    const tables = await all(reader.tables());
    expect(tables.map(({ meta }) => meta.rows)).toEqual([2, 1, undefined, 1]);
    expect(tables[0]).toBe(reader.table);
    expect(await reader.summary).toMatchObject({ rows: 4, complete: true });
  });

  test("leaving the loop ends the reading", async () => {
    const reader = await openVotable(three);
    for await (const one of reader.tables()) if (one.meta.index === 1) break;
    expect(await reader.summary).toMatchObject({ complete: false });
    expect((await reader.summary).rows).toBe(2);
  });

  test("a column that only one of them has is asked of that one", async () => {
    const xml = bytesOf(
      `${head}${integers([1])}${table({ fields: '<FIELD name="y" datatype="int"/>', data: "<TABLEDATA><TR><TD>7</TD></TR></TABLEDATA>" })}${tail}`,
    );
    const reader = await openVotable(xml, { columns: ["y"] });
    expect(() => reader.table?.fields).toThrow(expect.objectContaining({ code: "VOT_NO_COLUMN" }));
    const rows: CellValue[][] = [];
    for await (const one of reader.tables()) if (one.meta.index === 1) rows.push(...(await rowsIn(one)));
    expect(rows).toEqual([[7]]);
    expect(await reader.summary).toMatchObject({ rows: 2, complete: true });
    const refused = await openVotable(xml, { columns: ["y"] });
    await expect(rowsIn(refused.table)).rejects.toMatchObject({
      code: "VOT_NO_COLUMN",
      message: expect.stringContaining('"y"'),
    });
  });

  test("a reading that went on to the next table does not pass for the end of this one", async () => {
    const reader = await openVotable(three, { rowsPerBatch: 1 });
    const batches = reader.table?.batches()[Symbol.asyncIterator]();
    await batches?.next();
    expect(await reader.summary).toMatchObject({ complete: true });
    await expect(batches?.next()).rejects.toThrow(TypeError);
    const again = await openVotable(three);
    const tables = await all(again.tables());
    await expect(rowsIn(tables[1])).rejects.toThrow(/before tables\(\) or summary/);
  });

  test("batches are read once", async () => {
    const reader = await openVotable(three);
    await rowsIn(reader.table);
    await expect(rowsIn(reader.table)).rejects.toThrow(TypeError);
  });
});

describe("columns", () => {
  const fields =
    '<FIELD name="RA" ID="c1" datatype="int"/><FIELD name="c1" datatype="int"/><FIELD name="ra" datatype="int"/><FIELD name="Dec" datatype="int"/>';
  const xml = bytesOf(
    votable(table({ fields, data: "<TABLEDATA><TR><TD>1</TD><TD>2</TD><TD>3</TD><TD>4</TD></TR></TABLEDATA>" })),
  );
  test.each<[(string | number)[], number[]]>([
    [["RA"], [1]],
    [["ra"], [3]],
    [["c1"], [2]],
    [
      ["DEC", "dec"],
      [4, 4],
    ],
    [
      [3, 0, 3],
      [4, 1, 4],
    ],
    [[], []],
  ])("%j", async (columns, expected) => {
    const reader = await openVotable(xml, { columns });
    expect(reader.table?.meta.fields.length).toBe(4);
    expect(reader.table?.fields.length).toBe(expected.length);
    expect(await rowsIn(reader.table)).toEqual([expected]);
  });

  test("by ID where no name fits", async () => {
    const other = bytesOf(
      votable(table({ fields: '<FIELD name="a" ID="i"/>'.replace("/>", ' datatype="int"/>'), data: "<TABLEDATA/>" })),
    );
    expect((await openVotable(other, { columns: ["i"] })).table?.fields).toMatchObject([{ name: "a" }]);
  });

  test.each([[4], [-1], [1.5], ["nope"], [""]])("%j is none", async (column) => {
    const reader = await openVotable(xml, { columns: [column] });
    await expect(rowsIn(reader.table)).rejects.toMatchObject({
      code: "VOT_NO_COLUMN",
      message: expect.stringContaining("RA, c1, ra, Dec"),
    });
  });
});

describe("summary", () => {
  const xml = bytesOf(votable(`${integers([1, 2, 3])}<INFO name="QUERY_STATUS" value="OVERFLOW"/>`));

  test("is the same promise each time, and reads to the end", async () => {
    const reader = await openVotable(xml);
    expect(reader.summary).toBe(reader.summary);
    expect(await reader.summary).toEqual({
      status: "OVERFLOW",
      complete: true,
      rows: 3,
      bytesRead: xml.length,
      diagnostics: [],
    });
  });

  test("after the rows, after a break, after close", async () => {
    const whole = await openVotable(xml);
    await rowsIn(whole.table);
    expect(await whole.summary).toMatchObject({ status: "OVERFLOW", complete: true, rows: 3 });
    const left = await openVotable(xml, { rowsPerBatch: 2 });
    for await (const _ of left.table?.batches() ?? []) break;
    expect(await left.summary).toMatchObject({ status: "OK", complete: false, rows: 2 });
    const closed = await openVotable(xml);
    await closed.close();
    await closed.close();
    expect(await closed.summary).toMatchObject({ complete: false, rows: 0 });
  });

  test("rejects with the error that ended the reading, again and again", async () => {
    const reader = await openVotable(bytesOf(votable(integers([1, "x", 3]))));
    const failure = await rowsIn(reader.table).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "VOT_CELL" });
    expect(await reader.summary.catch((error: unknown) => error)).toBe(failure);
    expect(await all(reader.tables()).catch((error: unknown) => error)).toBe(failure);
  });

  test("an error behind the rows is met at the end", async () => {
    const reader = await openVotable(bytesOf(votable(`${integers([1])}<oops>`)));
    expect(await rowsIn(reader.table)).toEqual([[1]]);
    await expect(reader.summary).rejects.toMatchObject({ code: "VOT_SYNTAX" });
  });

  test("asked for in the middle of a table, it goes on from it, and the rows say so", async () => {
    const reader = await openVotable(gather(xml, 5), { rowsPerBatch: 1 });
    const batches = reader.table?.batches()[Symbol.asyncIterator]();
    const [first, second, summary] = await Promise.allSettled([batches?.next(), batches?.next(), reader.summary]);
    expect(first).toMatchObject({ value: { done: false } });
    expect(second).toMatchObject({ status: "rejected", reason: expect.any(TypeError) });
    expect(summary).toMatchObject({ value: { complete: true, rows: 3 } });
  });

  test("nrows that is wrong is reported where the TABLE stands, and an error with strict", async () => {
    const wrong = bytesOf(votable(`\n  ${integers([1]).replace("<TABLE>", '<TABLE nrows="2">')}`));
    const { diagnostics } = await (await openVotable(wrong)).summary;
    expect(diagnostics).toMatchObject([{ code: "W-NROWS", line: 2, column: 3, count: 1 }]);
    const strict = await openVotable(wrong, { strict: true });
    await expect(strict.summary).rejects.toMatchObject({
      code: "VOT_STRICT",
      place: { line: 2, column: 3, diagnostic: "W-NROWS" },
    });
    const right = bytesOf(votable(integers([1]).replace("<TABLE>", '<TABLE nrows=" 1 ">')));
    expect(await (await openVotable(right)).summary).toMatchObject({ rows: 1 });
  });
});

describe("modes", () => {
  const damaged = bytesOf(
    votable(
      `${table({ fields: `${INT}<FIELD name="y" datatype="float"/>`, data: "<TABLEDATA>\n<TR><TD>one</TD><TD>1.5</TD></TR>\n<TR><TD>2</TD></TR>\n<TR><TD>3</TD><TD>x</TD><TD>9</TD></TR>\n<TR><TD>two</TD><TD/></TR></TABLEDATA>" })}`,
    ),
  );

  test.each(["auto", "off"] as const)("lenient: nulls, and a report of each (kernel %s)", async (kernel) => {
    const reader = await openVotable(damaged, { lenient: true, kernel });
    expect(await rowsIn(reader.table)).toEqual([[null, 1.5], [2, null], [3, null], [null, null]]); // biome-ignore format: rows
    expect(reader.diagnostics.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))).toMatchObject([
      { code: "E-CELL", line: 2, column: 9, count: 2, message: expect.stringContaining('"one"') },
      { code: "E-ROW", line: 3, column: 1, count: 2 },
      { code: "E-CELL", line: 4, column: 19, count: 1 },
    ]);
  });

  test.each(["auto", "off"] as const)("else the first of them is an error (kernel %s)", async (kernel) => {
    const reader = await openVotable(damaged, { kernel });
    await expect(rowsIn(reader.table)).rejects.toMatchObject({
      code: "VOT_CELL",
      place: { line: 2, column: 9, row: 0, field: "x", text: "one" },
      message: expect.stringContaining("lenient"),
    });
  });

  test.each(["auto", "off"] as const)(
    "strict: what lenient or nobody would mind is an error too (kernel %s)",
    async (kernel) => {
      const odd = bytesOf(
        votable(integers([1, "+Inf", 2]))
          .replace("int", "float")
          .replace("+Inf", "inf"),
      );
      expect(await rowsIn((await openVotable(odd, { kernel })).table)).toEqual([[1], [Number.POSITIVE_INFINITY], [2]]);
      const reader = await openVotable(odd, { strict: true, kernel });
      await expect(rowsIn(reader.table)).rejects.toMatchObject({
        code: "VOT_STRICT",
        place: { line: 1, row: 1, field: "x", diagnostic: "W-FLOAT-SPELLING" },
      });
      await expect(openVotable(bytesOf("<VOTABLE/>"), { strict: true })).rejects.toMatchObject({ code: "VOT_STRICT" });
    },
  );

  test("a row spread over lines is placed where it begins", async () => {
    const xml = votable(table({ fields: INT, data: "<TABLEDATA>\n <TR>\n<TD>1</TD>\n<TD>2</TD>\n</TR></TABLEDATA>" }));
    for (const kernel of ["auto", "off"] as const) {
      for (const source of [bytesOf(xml), gather(bytesOf(xml), 3)]) {
        const reader = await openVotable(source, { kernel });
        await expect(rowsIn(reader.table)).rejects.toMatchObject({
          code: "VOT_STRUCTURE",
          place: { line: 2, column: 2, row: 0 },
        });
      }
    }
  });
});

test("await using closes", async () => {
  let reader: VotableReader | undefined;
  {
    await using opened = await openVotable(bytesOf(votable(integers([1, 2]))));
    reader = opened;
  }
  expect(await reader.summary).toMatchObject({ complete: false });
});
