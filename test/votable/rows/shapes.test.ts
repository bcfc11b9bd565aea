import { type CellValue, rowsOf } from "@armillary/columns";
import { type ByteSource, type OpenOptions, openVotable } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { bytesOf, gather } from "../byte-sources.ts";
import { INT, int32, integers, stream, table, votable } from "../documents.ts";

const KERNELS = ["auto", "off"] as const;

interface Read {
  readonly batches: { rows: number; columns: number }[];
  readonly rows: CellValue[][];
  readonly error?: unknown;
}

async function read(source: ByteSource, options: OpenOptions = {}): Promise<Read> {
  const reader = await openVotable(source, options);
  const batches: { rows: number; columns: number }[] = [];
  const rows: CellValue[][] = [];
  try {
    for await (const batch of reader.table?.batches() ?? []) {
      batches.push({ rows: batch.rows, columns: batch.columns.length });
      rows.push(...rowsOf(batch));
    }
    await reader.summary;
    return { batches, rows };
  } catch (error) {
    return { batches, rows, error };
  }
}

describe.each(KERNELS)("kernel %s", (kernel) => {
  const serial = Array.from({ length: 3000 }, (_, row) => row);
  const documents: [string, string][] = [
    ["TABLEDATA", votable(integers(serial))],
    ["BINARY", votable(table({ fields: INT, data: stream("BINARY", int32(serial)) }))],
    [
      "BINARY2",
      votable(
        table({ fields: INT, data: stream("BINARY2", Uint8Array.from(serial.flatMap((x) => [0, ...int32([x])]))) }),
      ),
    ],
  ];

  test.each(documents)("%s: batches are bounded by rows", async (_name, xml) => {
    const { batches, rows } = await read(bytesOf(xml), { kernel, rowsPerBatch: 700 });
    expect(rows).toEqual(serial.map((x) => [x]));
    expect(Math.max(...batches.map((batch) => batch.rows))).toBe(700);
  });

  test.each(documents)("%s: batches are bounded by bytes", async (_name, xml) => {
    const { batches, rows } = await read(bytesOf(xml), { kernel, bytesPerBatch: 1000 });
    expect(rows).toEqual(serial.map((x) => [x]));
    // A row is 4 or 5 bytes, or 20 characters and more.
    const most = xml.includes("<TABLEDATA>") ? 51 : 251;
    for (const batch of batches) expect(batch.rows).toBeLessThanOrEqual(most);
  });

  test.each(documents)("%s: a row that is longer than a batch is a batch", async (_name, xml) => {
    const { batches, rows } = await read(gather(bytesOf(xml), 333), { kernel, bytesPerBatch: 1 });
    expect(rows.length).toBe(3000);
    expect(batches.every((batch) => batch.rows === 1)).toBe(true);
  });

  test.each(documents)("%s: the first batch comes from little input", async (_name, xml) => {
    const long = xml.replace(/(<TR>.*<\/TR>)|(<STREAM[^>]*>)(.*)(<\/STREAM>)/s, (all, rows, open, data, close) =>
      rows === undefined
        ? `${open}${data.slice(0, data.length - (data.length % 20)).repeat(300)}${close}`
        : all.repeat(100),
    );
    let given = 0;
    async function* counted() {
      for (let start = 0; start < long.length; start += 10_000) {
        given += 10_000;
        yield bytesOf(long.slice(start, start + 10_000));
      }
    }
    const reader = await openVotable(counted(), { kernel });
    await reader.table?.batches()[Symbol.asyncIterator]().next();
    expect(long.length).toBeGreaterThan(1_000_000);
    expect(given).toBeLessThan(150_000);
    await reader.close();
  });

  test("much that is no row, before the first one and between them", async () => {
    const filler = `${" ".repeat(100_000)}<!--${"-.".repeat(50_000)}-->${"\n".repeat(70_000)}`;
    const rows = [1, 2, 3].map((x) => `${filler}<TR><TD>${x}</TD></TR>`).join("");
    const xml = votable(table({ fields: INT, data: `<TABLEDATA>${rows}${filler}</TABLEDATA>` }));
    for (const source of [bytesOf(xml), gather(bytesOf(xml), 5000)]) {
      expect((await read(source, { kernel, bytesPerBatch: 4000 })).rows).toEqual([[1], [2], [3]]);
    }
  });

  test("2000 columns", async () => {
    const columns = Array.from({ length: 2000 }, (_, index) => index);
    const fields = columns.map((index) => `<FIELD name="c${index}" datatype="${index % 2 === 0 ? "int" : "double"}"/>`);
    const row = (first: number) => `<TR>${columns.map((index) => `<TD>${first + index}</TD>`).join("")}</TR>`;
    const xml = votable(
      table({ fields: fields.join(""), data: `<TABLEDATA>${[0, 5, 9].map(row).join("\n")}</TABLEDATA>` }),
    );
    const expected = [0, 5, 9].map((first) => columns.map((index) => first + index));
    expect((await read(gather(bytesOf(xml), 10_000), { kernel })).rows).toEqual(expected);
    const some = await read(bytesOf(xml), { kernel, columns: ["c1999", 0, "c7", "c7"] });
    expect(some.rows).toEqual([[1999, 0, 7, 7], [2004, 5, 12, 12], [2008, 9, 16, 16]]); // biome-ignore format: three rows
  });

  test("2000 columns of BINARY2, with 250 bytes of flags", async () => {
    const fields = Array.from({ length: 2000 }, (_, index) => `<FIELD name="c${index}" datatype="unsignedByte"/>`).join(
      "",
    );
    const row = (value: number) => [...Array<number>(250).fill(0b01010101), ...Array<number>(2000).fill(value)];
    const xml = votable(table({ fields, data: stream("BINARY2", Uint8Array.from([...row(7), ...row(8)])) }));
    const { rows } = await read(gather(bytesOf(xml), 1000), { kernel });
    expect(rows).toEqual(
      [7, 8].map((value) => Array.from({ length: 2000 }, (_, index) => (index % 2 === 0 ? value : null))),
    );
  });

  test.each([
    [
      "TABLEDATA",
      (text: string) => `<TABLEDATA><TR><TD>a</TD></TR><TR><TD>${text}</TD></TR><TR><TD>b</TD></TR></TABLEDATA>`,
    ],
    [
      "BINARY",
      (text: string) =>
        stream("BINARY", Buffer.concat(["a", text, "b"].flatMap((one) => [int32([one.length]), Buffer.from(one)]))),
    ],
  ])("%s: a cell of 20 MB", async (_name, data) => {
    const text = "0123456789".repeat(2_000_000);
    const xml = votable(table({ fields: '<FIELD name="s" datatype="char" arraysize="*"/>', data: data(text) }));
    const { rows } = await read(gather(bytesOf(xml), 65_536), { kernel });
    expect(rows.map(([cell]) => String(cell).length)).toEqual([1, text.length, 1]);
    expect(rows[1]?.[0] === text).toBe(true);
  });

  test.each([
    ["TABLEDATA", "<TABLEDATA/>"],
    ["TABLEDATA in two tags", "<TABLEDATA>\n</TABLEDATA>"],
    ["BINARY", '<BINARY><STREAM encoding="base64"/></BINARY>'],
    ["BINARY2", '<BINARY2>\n<STREAM encoding="base64"> \n</STREAM>\n</BINARY2>'],
  ])("%s without a row has no batch", async (_name, data) => {
    expect(await read(bytesOf(votable(table({ fields: INT, data }))), { kernel })).toEqual({ batches: [], rows: [] });
  });

  test("rows behind a TABLEDATA that has ended are none of its", async () => {
    const xml = votable(table({ fields: INT, data: "<TABLEDATA/><TR><TD>1</TD></TR>" }));
    expect(await read(bytesOf(xml), { kernel })).toMatchObject({ batches: [], rows: [] });
  });

  test("rows of a TABLEDATA without a FIELD are counted", async () => {
    const xml = votable(table({ fields: "", data: "<TABLEDATA><TR/><TR></TR>\n<TR> </TR></TABLEDATA>" }));
    expect(await read(bytesOf(xml), { kernel })).toMatchObject({ rows: [[], [], []], batches: [{ columns: 0 }] });
  });

  test.each(["BINARY", "BINARY2"])("%s without a FIELD has no rows, and no bytes", async (name) => {
    expect(
      await read(bytesOf(votable(table({ fields: "", data: stream(name, new Uint8Array(0)) }))), { kernel }),
    ).toEqual({
      batches: [],
      rows: [],
    });
    const { error } = await read(bytesOf(votable(table({ fields: "", data: stream(name, Uint8Array.of(1)) }))), {
      kernel,
    });
    expect(error).toMatchObject({ code: "VOT_BINARY" });
  });

  test("rows of arrays of no length have no bytes either", async () => {
    const fields = '<FIELD name="x" datatype="int" arraysize="0"/>';
    const outcome = await openVotable(
      bytesOf(votable(table({ fields, data: stream("BINARY", Uint8Array.of(1, 2)) }))),
      { kernel },
    )
      .then((reader) => reader.summary)
      .catch((failure: unknown) => failure);
    expect(outcome).toMatchObject({ code: expect.stringMatching(/VOT_(BINARY|FIELD)/) });
  });

  test("nulls of fixed arrays do not take more room than a batch has", async () => {
    const fields = Array.from(
      { length: 4 },
      (_, index) => `<FIELD name="c${index}" datatype="double" arraysize="1000"/>`,
    );
    const rows = `<TR>${"<TD/>".repeat(4)}</TR>`.repeat(20_000);
    const xml = bytesOf(votable(table({ fields: fields.join(""), data: `<TABLEDATA>${rows}</TABLEDATA>` })));
    const reader = await openVotable(xml, { kernel });
    let count = 0;
    for await (const batch of reader.table?.batches() ?? []) {
      expect(batch.rows * 4 * 8000).toBeLessThan(64 * 1024 ** 2);
      count += batch.rows;
      if (count > 3000) break;
    }
  });

  describe("rows before a fault are given, whatever the batches", () => {
    const good = [...Array(40).keys()];
    const strings =
      '<FIELD name="s" datatype="char" arraysize="*"/><FIELD name="i" datatype="int"/><FIELD name="d" datatype="double" arraysize="*"/>';
    const row = (s: string, i: string, d: string) => `<TR><TD>${s}</TD><TD>${i}</TD><TD>${d}</TD></TR>\n`;
    const rows = good.map((x) => row(`s${x}`, `${x}`, "1 2"));
    const inTable = (last: string) =>
      votable(table({ fields: strings, data: `<TABLEDATA>${rows.join("")}${last}</TABLEDATA>` }));
    test.each<[string, string, object]>([
      ["a cell of the first column", inTable(row("&foo;", "1", "1")), { code: "VOT_SYNTAX" }],
      ["a cell of the second column", inTable(row("ok", "one", "1")), { code: "VOT_CELL", place: { row: 40, field: "i" } }],
      ["a cell of the last column", inTable(row("ok", "1", "1 one")), { code: "VOT_CELL", place: { row: 40, field: "d" } }],
      ["two cells: the first counts", inTable(row("ok", "one", "one")), { code: "VOT_CELL", place: { field: "i" } }],
      ["two rows: the first counts", inTable(row("ok", "1", "one") + row("&foo;", "one", "1")), { code: "VOT_CELL", place: { row: 40, field: "d" } }],
      ["a row too short", inTable("<TR><TD>x</TD></TR>"), { code: "VOT_STRUCTURE", place: { row: 40 } }],
      ["bad UTF-8", inTable(row("\u{1}", "1", "1")), { code: "VOT_SYNTAX" }],
      ["another element", inTable("<XX/>"), { code: "VOT_STRUCTURE" }],
      ["the end of the document", inTable(row("ok", "1", "1")).replace(/1<\/TD><\/TR>\n<\/TABLEDATA>.*/s, ""), { code: "VOT_TRUNCATED" }],
      ["a bad character of base64", votable(table({ fields: INT, data: stream("BINARY", int32(good)) })).replace("</STREAM>", "*</STREAM>"), { code: "VOT_BINARY" }],
      ["an unfinished row", votable(table({ fields: INT, data: stream("BINARY", Uint8Array.of(...int32(good), 1, 2)) })), { code: "VOT_BINARY", place: { row: 40 } }],
    ])("%s", async (_name, xml, expected) => {
      for (const options of [{}, { rowsPerBatch: 7 }, { bytesPerBatch: 50 }, { rowsPerBatch: 1 }]) {
        for (const source of [bytesOf(xml), gather(bytesOf(xml), 11)]) {
          const { rows: given, error } = await read(source, { kernel, ...options });
          expect(error).toMatchObject(expected);
          expect(given.length).toBe(40);
        }
      }
    }); // biome-ignore format: a table
  });

  test("of two numbers the one in the earlier row counts, whatever its column", async () => {
    const fields = '<FIELD name="a" datatype="int"/><FIELD name="b" datatype="double"/>';
    const cells = [..."0123456"].map(
      (x) => `<TR><TD>${x === "5" ? "five" : x}</TD><TD>${x === "3" ? "three" : x}</TD></TR>`,
    );
    const xml = votable(table({ fields, data: `<TABLEDATA>${cells.join("")}</TABLEDATA>` }));
    const { rows, error } = await read(bytesOf(xml), { kernel });
    expect(rows).toEqual([0, 1, 2].map((x) => [x, x]));
    expect(error).toMatchObject({ place: { row: 3, field: "b", text: "three" } });
  });

  test("bits behind the last row of a batch are 0", async () => {
    const fields =
      '<FIELD name="a" datatype="boolean"/><FIELD name="b" datatype="int"/><FIELD name="c" datatype="char"/>';
    const row = (a: string, b: string) => `<TR><TD>${a}</TD><TD>${b}</TD><TD>c</TD></TR>`;
    const cells = `${row("T", "")}${row("?", "1").repeat(2)}${row("T", "x")}${row("T", "1").repeat(9)}`;
    const xml = votable(table({ fields, data: `<TABLEDATA>${cells}</TABLEDATA>` }));
    const reader = await openVotable(bytesOf(xml), { kernel });
    const batches = reader.table?.batches()[Symbol.asyncIterator]();
    const { value: batch } = (await batches?.next()) ?? {};
    expect(batch).toMatchObject({
      rows: 3,
      columns: [
        { kind: "bool", nulls: 2, bits: Uint8Array.of(0b001), validity: Uint8Array.of(0b001) },
        { kind: "int", nulls: 1, validity: Uint8Array.of(0b110) },
        { kind: "utf8", nulls: 0 },
      ],
    });
    await expect(batches?.next()).rejects.toMatchObject({ code: "VOT_CELL" });
  });

  test("columns count characters, however long the line and wherever it is cut", async () => {
    const fields = '<FIELD name="s" datatype="unicodeChar" arraysize="*"/><FIELD name="i" datatype="int"/>';
    const good = [..."0123456789"].map((x) => `<TR><TD>é鏡🔭${x}</TD><TD>${x}</TD></TR>`).join("");
    for (const between of ["", "\n", "<!-- 🔭 -->"]) {
      const bad = `${good.repeat(3)}${between}${good.repeat(2)}<TR><TD>鏡</TD><TD>x`;
      const xml = votable(table({ fields, data: `<TABLEDATA>${bad}</TD></TR></TABLEDATA>` }));
      const before = xml.slice(0, xml.indexOf("<TD>x<") + 4).split("\n");
      const place = { line: before.length, column: [...(before.at(-1) ?? "")].length + 1, row: 50 };
      for (const options of [{}, { bytesPerBatch: 100 }, { rowsPerBatch: 1 }]) {
        for (const source of [bytesOf(xml), gather(bytesOf(xml), 7)]) {
          expect((await read(source, { kernel, ...options })).error).toMatchObject({ code: "VOT_CELL", place });
        }
      }
    }
  });

  test("text where only rows belong is ignored, and reported from its first letter", async () => {
    const xml = votable(
      table({
        fields: INT,
        data: "<TABLEDATA>\n  <TR><TD>1</TD></TR>\r\n\r\n  stray<TR> &amp; <TD>2</TD></TR></TABLEDATA>",
      }),
    );
    for (const source of [bytesOf(xml), gather(bytesOf(xml), 3)]) {
      const reader = await openVotable(source, { kernel });
      expect(await reader.summary).toMatchObject({
        rows: 2,
        diagnostics: [
          { code: "W-TEXT", line: 4, column: 3 },
          { code: "W-TEXT", line: 4, column: 13 },
        ],
      });
    }
  });

  describe("maxRowBytes", () => {
    const text = '<FIELD name="s" datatype="char" arraysize="*"/>';
    const inText = (length: number, between = "") =>
      votable(
        table({
          fields: text,
          data: `<TABLEDATA><TR><TD>a</TD></TR>${between}<TR><TD>${"x".repeat(length - 18)}</TD></TR></TABLEDATA>`,
        }),
      );
    const inBinary = (length: number) =>
      votable(
        table({
          fields: text,
          data: stream(
            "BINARY",
            Uint8Array.of(...int32([1]), 97, ...int32([length - 4]), ...Array<number>(length - 4).fill(98)),
          ),
        }),
      );
    const fixed = (length: number) =>
      votable(
        table({
          fields: `<FIELD name="a" datatype="char" arraysize="${length}"/>`,
          data: stream("BINARY", new Uint8Array(3 * length)),
        }),
      );
    test.each<[string, string, boolean]>([
      ["a row of just so many bytes", inText(1000), true],
      ["a row of one more", inText(1001), false],
      ["a row with blanks before it", inText(1000, " ".repeat(5000)), true],
      ["a row with a comment inside", inText(1000).replace("</TD></TR></TABLEDATA>", "<!-- --></TD></TR></TABLEDATA>"), false],
      ["a row far beyond", inText(100_000), false],
      ["a BINARY row of just so many bytes", inBinary(1000), true],
      ["a BINARY row of as many and its count", inBinary(1003), false],
      ["a BINARY row of fixed size", fixed(1000), true],
      ["a BINARY row of fixed size, one more", fixed(1001), false],
    ])("%s", async (_name, xml, allowed) => {
      for (const source of [bytesOf(xml), gather(bytesOf(xml), 7)]) {
        const { rows, error } = await read(source, { kernel, limits: { maxRowBytes: 1000 } });
        if (allowed) expect({ error, rows: rows.length }).toEqual({ error: undefined, rows: rows.length });
        else expect(error).toMatchObject({ code: "VOT_LIMIT", message: expect.stringContaining("maxRowBytes") });
      }
    }); // biome-ignore format: a table

    test("a count beyond it is no row", async () => {
      const { error } = await read(bytesOf(inBinary(2000)), { kernel, limits: { maxRowBytes: 1000 } });
      expect(error).toMatchObject({
        code: "VOT_BINARY",
        place: { row: 1 },
        message: expect.stringContaining("maxRowBytes"),
      });
      const negative = votable(table({ fields: text, data: stream("BINARY", int32([-1])) }));
      expect((await read(bytesOf(negative), { kernel })).error).toMatchObject({
        code: "VOT_BINARY",
        place: { row: 0 },
      });
    });

    test("a cell without an end is given up", async () => {
      for (const begin of ["<TR><TD>", "<TR><!-- --><TD>", "<TR><TD><![CDATA[]]>"]) {
        let given = 0;
        async function* endless() {
          yield bytesOf(votable(table({ fields: text, data: `<TABLEDATA>${begin}` })).replace(/<\/DATA>.*/s, ""));
          for (;;) {
            given += 50_000;
            yield bytesOf("x".repeat(50_000));
          }
        }
        const { error } = await read(endless(), { kernel, limits: { maxRowBytes: 1_000_000 } });
        expect(error).toMatchObject({ code: "VOT_LIMIT" });
        expect(given).toBeLessThan(1_200_000);
      }
    });

    test("infinity is as much as can be", async () => {
      expect(
        (await read(bytesOf(inBinary(5000)), { kernel, limits: { maxRowBytes: Number.POSITIVE_INFINITY } })).rows
          .length,
      ).toBe(2);
    });
  });
});
