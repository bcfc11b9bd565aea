import { chmod, link, lstat, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { namesIn, newFolder, ROWS, run, votable } from "./command.ts";

const CSV = "id,ra,note\n1,10.5,a\n2,11.25,b\n3,,c\n";

describe("formats", () => {
  test.each([
    ["votable to CSV", votable(ROWS), [], 'id,ra,note\n1,10.5,a\n9007199254740993,,"b,c"\n-3,NaN,\n'],
    ["CSV to CSV", CSV, [], CSV],
    ["gzip is seen through", gzipSync(CSV), [], CSV],
    ["gzip around a VOTable", gzipSync(votable(ROWS)), ["--limit", "1"], "id,ra,note\n1,10.5,a\n"],
    ["TSV out", CSV, ["--to", "tsv"], "id\tra\tnote\n1\t10.5\ta\n2\t11.25\tb\n3\t\tc\n"],
    ["NDJSON out", CSV, ["--to", "ndjson", "--limit", "1"], '{"id":1,"ra":10.5,"note":"a"}\n'],
    ["a chosen format in", "a\tb\n1\t2\n", ["--from", "tsv"], "a,b\n1,2\n"],
    ["types said", "a,b\n007,1\n", ["--types", "a=char,b=double", "--to", "ndjson"], '{"a":"007","b":1}\n'],
    ["columns in the order asked for", CSV, ["--columns", "note,id", "--limit", "2"], "note,id\na,1\nb,2\n"],
    ["columns by ID", votable(ROWS), ["--columns", "col_ra", "--limit", "1"], "ra\n10.5\n"],
    ["a column with a comma in its name", '"a,b",c\n1,2\n', ["--columns", '"a,b"'], '"a,b"\n1\n'],
    ["no rows", CSV, ["--limit", "0"], "id,ra,note\n"],
    ["more rows than there are", CSV, ["--limit", "9"], CSV],
    [
      "a cell that cannot be read, leniently",
      votable(ROWS.replace("10.5", "oops")),
      ["--lenient", "--limit", "1"],
      "id,ra,note\n1,,a\n",
    ],
  ])("%s", async (_name, stdin, options, expected) => {
    const { status, stdout } = await run(["convert", "-", "-", ...options], { stdin });
    expect(stdout).toBe(expected);
    expect(status).toBe(0);
  });

  test("a file by its name", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "a.csv"), CSV);
    const outcome = await run(["convert", join(folder, "a.csv"), join(folder, "b.tsv")]);
    expect(outcome).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await readFile(join(folder, "b.tsv"), "utf8")).toBe(CSV.replaceAll(",", "\t"));
    expect(await namesIn(folder)).toEqual(["a.csv", "b.tsv"]);
  });

  test("types of a file come from all its rows", async () => {
    const file = join(await newFolder(), "a.csv");
    await writeFile(file, `a\n${"1\n".repeat(20_000)}x\n`);
    const { status, stdout } = await run(["convert", file]);
    expect(stdout.endsWith("1\nx\n")).toBe(true);
    expect(status).toBe(0);
  });

  test("--table takes a later table", async () => {
    const second =
      '<TABLE name="more"><FIELD name="x" datatype="int"/><DATA><TABLEDATA><TR><TD>7</TD></TR></TABLEDATA></DATA></TABLE>';
    const stdin = votable(ROWS, { after: second });
    expect(await run(["convert", "-", "--table", "1"], { stdin })).toEqual({ status: 0, stdout: "x\n7\n", stderr: "" });
    const beyond = await run(["convert", "-", "--table", "2"], { stdin });
    expect(beyond.status).toBe(1);
    expect(beyond.stderr).toContain("2 tables, 0 to 1");
  });
});

describe("an output file appears whole or not at all", () => {
  const failing: readonly (readonly [string, string, string])[] = [
    ["a cell that cannot be read", votable(ROWS.replace("10.5", "oops")), "VOT_CELL"],
    ["a document cut off", votable(ROWS).slice(0, -40), "VOT_TRUNCATED"],
    [
      "an error behind the rows",
      votable(ROWS, { after: '<INFO name="QUERY_STATUS" value="ERROR">died</INFO>' }),
      "FORMAT_SERVICE_ERROR",
    ],
    ["a short row of CSV", "a,b\n1,2\n3,4\n5,6\n7,8\n9\n0,1\n", "CSV_ROW"],
  ];
  test.each(failing)("%s", async (_name, stdin, code) => {
    const from = code.startsWith("CSV") ? ["--from", "csv"] : [];
    const folder = await newFolder();
    const { status, stderr } = await run(["convert", "-", join(folder, "out.csv"), ...from], { stdin });
    expect(stderr).toContain(code);
    expect(status).toBe(1);
    expect(await namesIn(folder)).toEqual([]);
  });

  test.each(failing)("%s: what was there stays", async (_name, stdin) => {
    const folder = await newFolder();
    await writeFile(join(folder, "out.csv"), "old");
    expect((await run(["convert", "-", join(folder, "out.csv")], { stdin })).status).toBe(1);
    expect(await readFile(join(folder, "out.csv"), "utf8")).toBe("old");
    expect(await namesIn(folder)).toEqual(["out.csv"]);
  });

  test("a file may be converted onto itself", async () => {
    const file = join(await newFolder(), "a.csv");
    await writeFile(file, CSV);
    expect((await run(["convert", file, file, "--columns", "id"])).status).toBe(0);
    expect(await readFile(file, "utf8")).toBe("id\n1\n2\n3\n");
  });

  test("a file that is replaced keeps its permissions, a link stays a link", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "real.csv"), "old");
    await chmod(join(folder, "real.csv"), 0o640);
    await symlink("real.csv", join(folder, "link.csv"));
    expect((await run(["convert", "-", join(folder, "link.csv")], { stdin: CSV })).status).toBe(0);
    expect((await lstat(join(folder, "link.csv"))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, "real.csv"), "utf8")).toBe(CSV);
    expect((await stat(join(folder, "real.csv"))).mode & 0o777).toBe(0o640);
  });

  test("whoever holds the old file keeps it", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "a.csv"), "old");
    await link(join(folder, "a.csv"), join(folder, "held.csv"));
    expect((await run(["convert", "-", join(folder, "a.csv")], { stdin: CSV })).status).toBe(0);
    expect(await readFile(join(folder, "held.csv"), "utf8")).toBe("old");
  });
});

describe("places that cannot be read or written", () => {
  test.each([
    ["a missing file", ["gone.vot", "out.csv"], 1, "FILE_NOT_FOUND"],
    ["a folder to read", ["folder", "out.csv"], 1, "FILE_IS_FOLDER"],
    ["a folder to write", ["in.csv", "folder", "--to", "csv"], 1, "FILE_IS_FOLDER"],
    ["a missing folder to write to", ["in.csv", "nowhere/out.csv"], 1, "FILE_NO_FOLDER"],
    ["a file where a folder should be", ["in.csv", "in.csv/out.csv"], 1, "FILE_NOT_FOUND"],
    ["a name that tells no format", ["in.csv", "out.bin"], 2, "does not tell its format"],
    ["a name of compressed output", ["in.csv", "out.csv.gz"], 2, "gzip"],
    ["types of what has its own", ["in.vot", "out.csv", "--types", "a=char"], 2, "FORMAT_OPTION"],
    ["a compression of what has none", ["in.csv", "out.csv", "--compression", "zstd"], 2, "FORMAT_OPTION"],
    ["a column that is not there", ["in.csv", "out.csv", "--columns", "rra"], 1, "FORMAT_NO_COLUMN"],
    ["a column that is not there in a VOTable", ["in.vot", "out.csv", "--columns", "rra"], 1, "VOT_NO_COLUMN"],
    ["a table that is not there", ["in.csv", "out.csv", "--table", "1"], 1, "FORMAT_NO_TABLE"],
    ["what is no table", ["zip.dat", "out.csv"], 1, "FORMAT_UNKNOWN"],
    ["another scheme", ["ftp://localhost/x.vot", "out.csv"], 2, "ftp"],
  ])("%s", async (_name, args, expectedStatus, expectedWords) => {
    const folder = await newFolder();
    await mkdir(join(folder, "folder"));
    await writeFile(join(folder, "in.csv"), CSV);
    await writeFile(join(folder, "in.vot"), votable(ROWS));
    await writeFile(join(folder, "zip.dat"), "PK\u0003\u0004 and so on");
    const before = await namesIn(folder);
    const located = args.map((arg, index) => (index < 2 && !arg.includes("://") ? join(folder, arg) : arg));
    const { status, stdout, stderr } = await run(["convert", ...located]);
    expect(stderr).toContain(expectedWords);
    expect(stderr).toMatch(/^error: /);
    expect(stdout).toBe("");
    expect(status).toBe(expectedStatus);
    expect(await namesIn(folder)).toEqual(before);
  });
});

describe("what a terminal sees", () => {
  test.each(["arrow", "arrows", "parquet"])("%s is refused on a terminal", async (format) => {
    const { status, stdout, stderr } = await run(["convert", "-", "--to", format], {
      stdin: CSV,
      terminal: ["stdout"],
    });
    expect(stderr).toContain("is binary");
    expect([status, stdout]).toEqual([2, ""]);
  });

  test("a closing line on a terminal, or when asked for; nothing for scripts", async () => {
    const quiet = await run(["convert", "-"], { stdin: CSV });
    expect(quiet.stderr).toBe("");
    for (const world of [{ terminal: ["stderr"] as const }, {}]) {
      const args = "terminal" in world ? ["convert", "-"] : ["convert", "-", "-v"];
      expect((await run(args, { stdin: CSV, ...world })).stderr).toMatch(/3 rows · 35 B · \d\.\d s\n$/);
    }
  });

  test("control characters of a service do not reach it", async () => {
    const words = "bad\u009b31m red\u202e &#10; second line";
    const stdin = votable(ROWS, {
      after: `<INFO name="QUERY_STATUS" value="ERROR">${words}</INFO>`,
    });
    const { stderr } = await run(["convert", "-"], { stdin, terminal: ["stderr"], env: { NO_COLOR: "1" } });
    expect(stderr).toContain("\\x9b31m");
    expect(stderr).toContain("\\u202e");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stderr.replaceAll("\r\u001b[K", "")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test("colour only on a terminal, and not with NO_COLOR", async () => {
    const args = ["convert", "/nowhere/at/all.vot"];
    expect((await run(args, { terminal: ["stderr"] })).stderr).toContain("\u001b[1;31m");
    expect((await run(args, { terminal: ["stderr"], env: { NO_COLOR: "1" } })).stderr).not.toContain("\u001b");
    expect((await run(args)).stderr).not.toContain("\u001b");
  });
});

describe("status", () => {
  test.each([
    ["before the rows", { before: '<INFO name="QUERY_STATUS" value="OVERFLOW"/>' }],
    ["behind them", { after: '<INFO name="QUERY_STATUS" value="OVERFLOW"/>' }],
  ])("OVERFLOW %s is a warning", async (_name, around) => {
    const folder = await newFolder();
    const { status, stderr } = await run(["convert", "-", join(folder, "out.csv")], { stdin: votable(ROWS, around) });
    expect(stderr).toMatch(/^warning: Incomplete: the service stopped at its limit after 3 rows/);
    expect(status).toBe(0);
    expect(await namesIn(folder)).toEqual(["out.csv"]);
  });

  test("values that were lost are told, departures that cost nothing are not", async () => {
    const { stderr } = await run(["convert", "-", "--lenient"], { stdin: votable(ROWS.replace("10.5", "oops")) });
    expect(stderr).toMatch(/^warning: .*"oops".*E-CELL\)\n$/);
    const harmless = votable(ROWS).replace('version="1.4"', "");
    expect((await run(["convert", "-"], { stdin: harmless })).stderr).toBe("");
  });

  test("an error document without a table", async () => {
    const stdin =
      '<VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such table: foo</INFO></RESOURCE></VOTABLE>';
    const { status, stderr, stdout } = await run(["convert", "-"], { stdin });
    expect(stderr).toContain('"no such table: foo"');
    expect([status, stdout]).toEqual([1, ""]);
  });
});

test("--limit stops the transfer", async () => {
  let taken = 0;
  async function* endless(): AsyncGenerator<string> {
    try {
      yield "a,b\n";
      for (;;) {
        taken++;
        yield "1,2\n".repeat(10_000);
      }
    } finally {
      taken = -taken;
    }
  }
  const { status, stdout } = await run(["convert", "-", "--limit", "2"], { stdin: endless() });
  expect(stdout).toBe("a,b\n1,2\n1,2\n");
  expect(status).toBe(0);
  expect(taken).toBeLessThan(0);
  expect(taken).toBeGreaterThan(-300);
});

describe("Arrow types", () => {
  async function plainArrow(): Promise<Uint8Array> {
    const arrow = await import("apache-arrow");
    const column = arrow.makeVector(
      arrow.makeData({ type: new arrow.TimestampMillisecond("UTC"), data: BigInt64Array.of(1000n, -1n) }),
    );
    return arrow.tableToIPC(
      new arrow.Table({ t: column, n: arrow.vectorFromArray([1, 2], new arrow.Uint16()) }),
      "stream",
    );
  }

  test.each<[string, string[], string[]]>([
    ["come back", [], ["Timestamp<MILLISECOND, UTC>", "Uint16"]],
    ["stay as a VOTable has them", ["--arrow-types", "votable"], ["Utf8", "Uint16"]],
  ])("%s", async (_what, options, wanted) => {
    const arrow = await import("apache-arrow");
    const out = join(await newFolder(), "out.arrow");
    expect(await run(["convert", "-", out, ...options], { stdin: await plainArrow() })).toMatchObject({ status: 0 });
    const { schema } = arrow.tableFromIPC(await readFile(out));
    expect(schema.fields.map(({ type }) => String(type))).toEqual(wanted);
  });

  test.each(["tabledata", "binary", "binary2"])("survive a VOTable in %s", async (serialization) => {
    const arrow = await import("apache-arrow");
    const at = join(await newFolder(), "there.vot");
    const out = join(await newFolder(), "back.arrow");
    const given = new arrow.Table({
      t: arrow.makeVector(arrow.makeData({ type: new arrow.TimestampNanosecond(), data: BigInt64Array.of(1n, -1n) })),
      u: arrow.vectorFromArray([2n ** 63n - 1n, 0n], new arrow.Uint64()),
      d: arrow.makeVector(
        arrow.makeData({ type: new arrow.Decimal(1, 9, 128), data: Uint32Array.of(15, 0, 0, 0, 20, 0, 0, 0) }),
      ),
      b: arrow.vectorFromArray([Uint8Array.of(0, 255), Uint8Array.of(7)], new arrow.Binary()),
    });
    const args = ["convert", "-", at, "--serialization", serialization];
    expect(await run(args, { stdin: arrow.tableToIPC(given, "stream") })).toMatchObject({ status: 0 });
    expect((await run(["convert", at, out])).status).toBe(0);
    const back = arrow.tableFromIPC(await readFile(out));
    expect(back.schema.fields.map(({ type }) => String(type))).toEqual(
      given.schema.fields.map(({ type }) => String(type)),
    );
    expect(back.toString()).toBe(given.toString());
  });

  test("times are ISO 8601 in text formats", async () => {
    const { stdout } = await run(["convert", "-"], { stdin: await plainArrow() });
    expect(stdout).toBe("t,n\n1970-01-01T00:00:01.000Z,1\n1969-12-31T23:59:59.999Z,2\n");
  });

  test("are chosen for Arrow and Parquet", async () => {
    const { status, stderr } = await run(["convert", "-", "--arrow-types", "votable"], { stdin: CSV });
    expect([status, stderr]).toEqual([2, expect.stringContaining("FORMAT_OPTION")]);
  });
});
