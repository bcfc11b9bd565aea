import { type CellValue, type Field, type Layout, rowsOf } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeCsv, encodeTsv } from "../../../packages/formats/src/csv/encode.ts";
import { type CsvSource, type OpenCsvOptions, openCsv } from "../../../packages/formats/src/csv/open.ts";
import { batchOf, gather, streamOf } from "../../support/column-arbitraries.ts";

const utf8 = new TextEncoder();

/** Text or bytes in chunks of `size`. */
async function* chunksOf(input: string | Uint8Array, size = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  const bytes = typeof input === "string" ? utf8.encode(input) : input;
  if (size >= bytes.length) yield bytes;
  else for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

interface ReadTable {
  readonly columns: string[];
  readonly rows: CellValue[][];
  readonly diagnostics: readonly unknown[];
}

async function read(source: CsvSource, options: OpenCsvOptions = {}): Promise<ReadTable> {
  const table = await openCsv(source, options);
  const batches = await gather(table.batches());
  const { rows, diagnostics, status } = await table.summary;
  expect(status).toBe("OK");
  expect(rows).toBe(batches.reduce((sum, batch) => sum + batch.rows, 0));
  const columns = table.fields.map(({ name, datatype, xtype }) => `${name} ${datatype}${xtype ? ` ${xtype}` : ""}`);
  return { columns, rows: batches.flatMap((batch) => [...rowsOf(batch)]), diagnostics };
}

/** What a source gives: a table, or the error's code and place. */
async function outcome(source: CsvSource, options: OpenCsvOptions = {}): Promise<unknown> {
  return read(source, options).catch(({ code, place }) => ({ code, place }));
}

const forms: [what: string, text: string, columns: string[], rows: CellValue[][]][] = [
  [
    "plain",
    "a,b\n1,x\n2,y\n",
    ["a int", "b char"],
    [
      [1, "x"],
      [2, "y"],
    ],
  ],
  ["no line end at the end", "a,b\n1,x", ["a int", "b char"], [[1, "x"]]],
  ["CRLF", "a,b\r\n1,x\r\n", ["a int", "b char"], [[1, "x"]]],
  ["CRLF, last cell quoted", 'a,b\r\n1,"x"\r\n', ["a int", "b char"], [[1, "x"]]],
  ["CR", "a,b\r1,x\r", ["a int", "b char"], [[1, "x"]]],
  [
    "LF after a header with CRLF",
    "a,b\r\n1,x\n2,y\n",
    ["a int", "b char"],
    [
      [1, "x"],
      [2, "y"],
    ],
  ],
  ["quoted cells", 'a,b\n"1","x ""y"", z"\n', ["a int", "b char"], [[1, 'x "y", z']]],
  ["a cell of two lines", 'a,b\n1,"x\ny"\n', ["a int", "b char"], [[1, "x\ny"]]],
  ["a quote inside a bare cell", 'a,b\n1,5" x\n', ["a int", "b char"], [[1, '5" x']]],
  ["a byte order mark", "\ufeffa,b\n1,x\n", ["a int", "b char"], [[1, "x"]]],
  [
    "empty cells",
    'a,b\n,\n1,""\n',
    ["a int", "b char"],
    [
      [null, null],
      [1, null],
    ],
  ],
  ["blank lines", "\na,b\n\n1,x\n\n", ["a int", "b char"], [[1, "x"]]],
  ["one column, where a blank line is a null", "a\n1\n\n2\n", ["a int"], [[1], [null], [2]]],
  ["blanks around numbers and names", " a , b\n 1 , x \n", ["a int", "b char"], [[1, " x "]]],
  ["repeated and missing names", "a,a,\n1,2,3\n", ["a int", "a int", "col3 int"], [[1, 2, 3]]],
  ["no rows", "a,b\n", ["a char", "b char"], []],
];

describe("forms of CSV", () => {
  test.each(forms)("%s", async (_what, text, columns, rows) => {
    expect(await read(chunksOf(text))).toEqual({ columns, rows, diagnostics: [] });
  });

  test("tabs", async () => {
    const text = 'a\tb\n1,5\t"x\ty"\n';
    expect((await read(chunksOf(text), { delimiter: "\t" })).rows).toEqual([["1,5", "x\ty"]]);
  });

  const encodings: [encoding: string | undefined, bytes: number[]][] = [
    [undefined, [0xff, 0xfe, 0x61, 0, 0x0a, 0, 0xe5, 0, 0x0a, 0]],
    [undefined, [0xfe, 0xff, 0, 0x61, 0, 0x0a, 0, 0xe5, 0, 0x0a]],
    [undefined, [0x61, 0x0a, 0xc3, 0xa5, 0x0a]],
    ["iso-8859-1", [0x61, 0x0a, 0xe5, 0x0a]],
  ];
  test.each(encodings)("encoding %s, bytes %j", async (encoding, bytes) => {
    for (const size of [1, 3, 100]) {
      const options = encoding === undefined ? {} : { encoding };
      expect((await read(chunksOf(Uint8Array.from(bytes), size), options)).rows).toEqual([["å"]]);
    }
  });
});

const inferences: [cells: string[], column: string, values: CellValue[]][] = [
  [["1", "-2", "+3"], "int", [1, -2, 3]],
  [["-2147483648", "2147483647"], "int", [-2_147_483_648, 2_147_483_647]],
  [["1", "2147483648"], "long", [1n, 2_147_483_648n]],
  [["9223372036854775807", "-9223372036854775808"], "long", [2n ** 63n - 1n, -(2n ** 63n)]],
  [["4295806720123456789", ""], "long", [4_295_806_720_123_456_789n, null]],
  [["9223372036854775808"], "char", ["9223372036854775808"]],
  [["18446744073709551615", "1.5"], "double", [18_446_744_073_709_552_000, 1.5]],
  [["1", "2.5"], "double", [1, 2.5]],
  [[".5", "5.", "1e3", "-1E-3", "+0.0"], "double", [0.5, 5, 1000, -0.001, 0]],
  [["NaN", "Infinity", "-inf", "+Inf", "nan"], "double", [Number.NaN, Infinity, -Infinity, Infinity, Number.NaN]],
  [["1", "NaN"], "double", [1, Number.NaN]],
  [["1e400"], "char", ["1e400"]],
  [["0x10"], "char", ["0x10"]],
  [["1_000"], "char", ["1_000"]],
  [["00037258001", "1"], "char", ["00037258001", "1"]],
  [["0", "-0"], "int", [0, 0]],
  [["true", "FALSE", "True"], "boolean", [true, false, true]],
  [["T", "F"], "char", ["T", "F"]],
  [["true", "1"], "char", ["true", "1"]],
  [
    ["2016-01-01", "2016-01-01T00:00:00.123", "2016-12-31T23:59:60Z"],
    "char timestamp",
    ["2016-01-01", "2016-01-01T00:00:00.123", "2016-12-31T23:59:60Z"],
  ],
  [["2016-01-01 00:00:00"], "char", ["2016-01-01 00:00:00"]],
  [["2016-13-01"], "char", ["2016-13-01"]],
  [["", ""], "char", [null, null]],
  [["", "  "], "char", [null, "  "]],
  [["1", "  "], "int", [1, null]],
  [["null"], "char", ["null"]],
  [["[1,2]"], "char", ["[1,2]"]],
];

describe("types", () => {
  test.each(inferences)("%j are %s", async (cells, column, values) => {
    const text = `x,n\n${cells.map((cell) => `"${cell}",0`).join("\n")}\n`;
    const { columns, rows } = await read(chunksOf(text));
    expect(columns).toEqual([`x ${column}`, "n int"]);
    expect(rows.map(([value]) => value)).toEqual(values);
  });

  const given: [type: string, cells: string[], values: CellValue[]][] = [
    ["boolean", ["T", "f", "1", "0", "TRUE"], [true, false, true, false, true]],
    ["unsignedByte", ["0", "255"], [0, 255]],
    ["short", ["-32768", "007"], [-32_768, 7]],
    ["long", ["1", "-9223372036854775808"], [1n, -(2n ** 63n)]],
    ["float", ["0.1", "NaN"], [Math.fround(0.1), Number.NaN]],
    ["double", ["1", "18446744073709551615"], [1, 18_446_744_073_709_552_000]],
    ["char", ["1", ""], ["1", null]],
  ];
  test.each(given)("%s is taken where it is given", async (type, cells, values) => {
    const text = `x,n\n${cells.map((cell) => `${cell},0`).join("\n")}\n`;
    const { columns, rows } = await read(chunksOf(text), { types: { x: type } as OpenCsvOptions["types"] & object });
    expect(columns).toEqual([`x ${type}`, "n int"]);
    expect(rows.map(([value]) => value)).toEqual(values);
  });

  test("everything is text where that is wanted", async () => {
    const { columns, rows } = await read(chunksOf("a,b\n1,true\n"), { types: "char" });
    expect([columns, rows]).toEqual([["a char", "b char"], [["1", "true"]]]);
  });

  // Decimals beside the middle between two floats: rounding to a double first would lose the side.
  const floats: [text: string, value: number][] = [
    ["1.00000005960464477539062500000000001", 1 + 2 ** -23],
    ["1.000000059604644775390625", 1],
    ["1.00000005960464477539062499999999999", 1],
    ["-1.00000017881393432617187500000000001", -(1 + 2 ** -22)],
    ["-1.00000017881393432617187499999999999", -(1 + 2 ** -23)],
    [
      "7.00649232162408535461864791644958065640130970938257885878534141944895541342930300743319094181060791015625e-46",
      0,
    ],
    [
      "7.00649232162408535461864791644958065640130970938257885878534141944895541342930300743319094181060791015626e-46",
      2 ** -149,
    ],
    ["340282356779733661637539395458142568447", 3.4028234663852886e38],
  ];
  test.each(floats)("%s as float is %d", async (text, value) => {
    expect((await read(chunksOf(`x\n${text}\n`), { types: { x: "float" } })).rows).toEqual([[value]]);
  });
});

describe("a sample and all rows", () => {
  const text = `x,y\n${"1,a\n".repeat(30)}2.5,b\n`;

  test("a source read once is typed by its first rows; a later cell of another type is an error", async () => {
    const reading = read(chunksOf(text, 16), { sampleRows: 10 });
    await expect(reading).rejects.toMatchObject({ code: "CSV_CELL", place: { line: 32, column: "x", text: "2.5" } });
  });

  test("it may be given the type", async () => {
    const { rows } = await read(chunksOf(text, 16), { sampleRows: 10, types: { x: "double" } });
    expect(rows.at(-1)).toEqual([2.5, "b"]);
  });

  test("a source that can begin again is typed by all rows", async () => {
    const { columns, rows } = await read(() => chunksOf(text, 16), { sampleRows: 10 });
    expect(columns).toEqual(["x double", "y char"]);
    expect([rows.length, rows.at(-1)]).toEqual([31, [2.5, "b"]]);
  });
});

const faults: [what: string, text: string | Uint8Array, options: OpenCsvOptions, error: unknown][] = [
  ["nothing", "", {}, { code: "CSV_EMPTY" }],
  ["blank lines alone", "\n\n", {}, { code: "CSV_EMPTY" }],
  ["a short row", 'a,b\n1,"x\ny"\n2\n', {}, { code: "CSV_ROW", place: { line: 4 } }],
  ["a long row", "a,b\n1,2,3\n", {}, { code: "CSV_ROW", place: { line: 2 } }],
  ["a quote left open", 'a,b\n1,2\n3,"4\n5,6\n', {}, { code: "CSV_QUOTES", place: { line: 3 } }],
  ["a quote closed in the middle", 'a,b\n1,"x"y\n2,z\n', {}, { code: "CSV_QUOTES", place: { line: 2 } }],
  [
    "a cell of another type",
    'a,b\n1,"p\nq"\nx,2\n',
    { types: { a: "int" } },
    { code: "CSV_CELL", place: { line: 4, column: "a", text: "x" } },
  ],
  ["an integer too large", "a\n256\n", { types: { a: "unsignedByte" } }, { code: "CSV_CELL" }],
  ["a double too large", "a\n1e309\n", { types: { a: "double" } }, { code: "CSV_CELL" }],
  ["a float too large", "a\n3.5e38\n", { types: { a: "float" } }, { code: "CSV_CELL" }],
  ["a type for no column", "a\n1\n", { types: { b: "int" } }, { code: "CSV_NO_COLUMN", place: { column: "b" } }],
  [
    "bytes that are not UTF-8",
    Uint8Array.of(0x61, 0x0a, 0x0a, 0xe9, 0x0a),
    {},
    { code: "CSV_ENCODING", place: { line: 3 } },
  ],
  ["a character cut off at the end", Uint8Array.of(0x61, 0x0a, 0xc3), {}, { code: "CSV_ENCODING", place: { line: 2 } }],
];

describe("what cannot be read", () => {
  test.each(faults)("%s", async (_what, input, options, error) => {
    await expect(read(chunksOf(input), options)).rejects.toMatchObject({ name: "CsvError", ...(error as object) });
  });

  test("a quote left open over many megabytes", async () => {
    const open = new Uint8Array((1 << 26) + 100).fill(0x20);
    open.set(utf8.encode('a,b\n1,"'));
    await expect(read(chunksOf(open))).rejects.toMatchObject({ code: "CSV_LIMIT", place: { line: 2 } });
  });

  test("lenient reading makes nulls, and reports them", async () => {
    const { rows, diagnostics } = await read(chunksOf("a,b\n1\nx,2\ny,3\n4,5,6\n"), {
      lenient: true,
      types: { a: "int", b: "int" },
    });
    expect(rows).toEqual([
      [1, null],
      [null, 2],
      [null, 3],
      [4, 5],
    ]);
    expect(diagnostics).toMatchObject([
      { code: "E-ROW", line: 2, count: 2 },
      { code: "E-CELL", line: 3, count: 2 },
    ]);
  });

  test("an aborted signal ends reading with its reason", async () => {
    const stop = new AbortController();
    const table = await openCsv(chunksOf("a\n1\n2\n3\n4\n", 2), {
      signal: stop.signal,
      sampleRows: 1,
      rowsPerBatch: 1,
    });
    const reading = gather(table.batches());
    stop.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
  });

  test("an error of the source is passed on, and the source is released", async () => {
    let released = false;
    async function* breaking(): AsyncGenerator<Uint8Array> {
      try {
        yield utf8.encode("a\n1\n");
        throw new Error("connection reset");
      } finally {
        released = true;
      }
    }
    await expect(read(breaking())).rejects.toThrow("connection reset");
    expect(released).toBe(true);
  });
});

describe("streaming", () => {
  /** An endless table that counts what is taken of it. */
  function endless(): {
    readonly source: AsyncGenerator<Uint8Array>;
    readonly taken: () => number;
    readonly ended: () => boolean;
  } {
    let taken = 0;
    let ended = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield utf8.encode("n,text\n");
        for (;;) {
          taken++;
          yield utf8.encode(`${taken},some text\n`.repeat(1000));
        }
      } finally {
        ended = true;
      }
    }
    return { source: source(), taken: () => taken, ended: () => ended };
  }

  test("no more is read than is asked for, and leaving ends the source", async () => {
    const { source, taken, ended } = endless();
    const table = await openCsv(source, { sampleRows: 100, rowsPerBatch: 1000 });
    expect(taken()).toBeLessThan(5);
    let batches = 0;
    for await (const batch of table.batches()) {
      expect(batch.rows).toBe(1000);
      if (++batches === 10) break;
    }
    expect(taken()).toBeLessThan(20);
    expect(ended()).toBe(true);
  });

  test("closing ends the source", async () => {
    const { source, ended } = endless();
    const table = await openCsv(source);
    await table.close();
    await table.close();
    expect(ended()).toBe(true);
  });

  test("the summary reads on to the end", async () => {
    const table = await openCsv(chunksOf("a\n1\n2\n"));
    expect(await table.summary).toMatchObject({ status: "OK", rows: 2, bytesRead: 6 });
  });

  test("a long quoted cell in small chunks is read in time that grows with its length alone", async () => {
    const cell = "x\n".repeat(500_000);
    const { rows } = await read(chunksOf(`a,b\n1,"${cell}"\n`, 1024));
    expect(rows[0]?.[1] === cell).toBe(true);
  });
});

test("any cut into chunks gives the same", async () => {
  const alphabet = fc.constantFrom("a", "1", ".5", ",", ",", '"', '""', "\n", "\n", "\r\n", "é", " ", "true");
  const text = fc.array(alphabet, { maxLength: 30 }).map((parts) => `a,b\n${parts.join("")}`);
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (csv, size) => {
      expect(await outcome(chunksOf(csv, size))).toEqual(await outcome(chunksOf(csv)));
    }),
    { numRuns: 500 },
  );
});

describe("what we write we read", () => {
  const types: [name: string, layout: Layout, values: fc.Arbitrary<CellValue>][] = [
    ["boolean", { kind: "bool" }, fc.boolean()],
    ["unsignedByte", { kind: "int", bits: 8, signed: false }, fc.integer({ min: 0, max: 255 })],
    ["short", { kind: "int", bits: 16, signed: true }, fc.integer({ min: -32_768, max: 32_767 })],
    ["int", { kind: "int", bits: 32, signed: true }, fc.integer()],
    ["long", { kind: "int", bits: 64, signed: true }, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    ["float", { kind: "float", bits: 32 }, fc.float()],
    ["double", { kind: "float", bits: 64 }, fc.double()],
    // Null and the empty string are one to a reader of CSV; what a carriage return before a line end was is lost.
    ["char", { kind: "utf8" }, fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\r"))],
  ];
  const fields = types.map(([name, layout]): Field => ({ name, datatype: name as Field["datatype"], layout }));
  const rows = fc.array(fc.tuple(...types.map(([, , values]) => fc.option(values))), { minLength: 1, maxLength: 20 });

  test.each([
    [",", encodeCsv],
    ["\t", encodeTsv],
  ] as const)("with %j", async (delimiter, encode) => {
    await fc.assert(
      fc.asyncProperty(rows, async (values) => {
        const written = encode(streamOf({ fields, batches: [batchOf(fields, values)] }));
        const types = Object.fromEntries(fields.map(({ name }) => [name, name])) as OpenCsvOptions["types"] & object;
        const back = await read(written, { delimiter, types });
        expect(back.rows).toEqual(values);
      }),
      { numRuns: 200 },
    );
  });
});
