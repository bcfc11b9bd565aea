import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { atAnyScale } from "../support/at-any-scale.ts";
import { answer, errorVotable } from "../support/faults.ts";
import { faultyService } from "../support/faulty-service.ts";
import { starTable, tapService } from "../support/tap-service/index.ts";
import { namesIn } from "./command.ts";
import { newHome } from "./home.ts";

const QUERY = "SELECT TOP 3 source_id, kind FROM survey.stars WHERE kind = 1 ORDER BY source_id";
const ALL = "SELECT source_id FROM survey.stars";

/** Rows of CSV. */
function rowsOf(stdout: string): number {
  return stdout.trim().split("\n").length - 1;
}

describe("a query's result", () => {
  test("is CSV in a pipe, a table on a terminal, what the name of OUT says in a file", async () => {
    const { url } = await tapService();
    const { run, folder } = await newHome();
    const piped = await run(["query", url, QUERY]);
    expect(piped).toMatchObject({ status: 0, stderr: "" });
    expect(piped.stdout).toMatch(/^source_id,kind\n\d+,1\n\d+,1\n\d+,1\n$/);
    expect((await run(["query", url, QUERY], { terminal: ["stdout"] })).stdout).toMatch(/source_id +kind/);
    const out = join(folder, "out.ndjson");
    expect(await run(["query", url, QUERY, "-o", out])).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await readFile(out, "utf8")).toMatch(/^\{"source_id":\d+,"kind":1\}\n/);
    expect((await run(["query", url, QUERY, "--to", "tsv"])).stdout).toMatch(/^source_id\tkind\n/);
  });

  test.each(["votable", "fits", "csv", "tsv", "ndjson", "arrow", "arrows", "parquet", "ecsv", "ipac", "text"])(
    "is written as %s",
    async (format) => {
      const { url } = await tapService();
      const { run, folder } = await newHome();
      const out = join(folder, "out");
      const outcome = await run(["query", url, QUERY, "-o", out, "--to", format]);
      expect(outcome).toMatchObject({ status: 0 });
      expect((await readFile(out)).length).toBeGreaterThan(20);
    },
  );

  test("is written as the options of its format say", async () => {
    const { url } = await tapService();
    const { run } = await newHome();
    const votable = ["query", url, QUERY, "--to", "votable"];
    expect((await run(votable)).stdout).toContain("<TABLEDATA>");
    expect((await run([...votable, "--serialization", "binary2"])).stdout).toContain("<BINARY2>");
    expect((await run([...votable, "--votable-version", "1.3"])).stdout).toContain('version="1.3"');
    const parquet = ["query", url, QUERY, "--to", "parquet", "--compression"];
    const [none, zstd] = [await run([...parquet, "none"]), await run([...parquet, "zstd"])];
    expect(none.stdout).not.toBe(zstd.stdout);
  });

  test("has the Arrow types that its table came with, or those of a VOTable", async () => {
    const arrow = await import("apache-arrow");
    const data = arrow.makeData({ type: new arrow.TimestampMillisecond("UTC"), data: BigInt64Array.of(1000n, -1n) });
    const given = new arrow.Table({ t: arrow.makeVector(data), n: arrow.vectorFromArray([1, 2], new arrow.Uint16()) });
    const { run, folder } = await newHome();
    const published = join(folder, "published.vot");
    expect(await run(["convert", "-", published], { stdin: arrow.tableToIPC(given, "stream") })).toMatchObject({
      status: 0,
    });
    const service = await faultyService();
    service.on("/tap/sync", answer(200, await readFile(published), { "Content-Type": "application/x-votable+xml" }));
    const typesOf = async (...options: string[]): Promise<string[]> => {
      const out = join(folder, "out.arrow");
      const query = ["query", `${service.origin}/tap`, "SELECT * FROM published", "--sync", "-o", out];
      expect(await run([...query, ...options])).toMatchObject({ status: 0 });
      return arrow.tableFromIPC(await readFile(out)).schema.fields.map(({ type }) => String(type));
    };
    expect(await typesOf()).toEqual(["Timestamp<MILLISECOND, UTC>", "Uint16"]);
    expect(await typesOf("--arrow-types", "original")).toEqual(["Timestamp<MILLISECOND, UTC>", "Uint16"]);
    expect(await typesOf("--arrow-types", "votable")).toEqual(["Utf8", "Int32"]);
    const csv = await run([
      "query",
      `${service.origin}/tap`,
      "SELECT * FROM t",
      "--to",
      "csv",
      "--arrow-types",
      "votable",
    ]);
    expect(csv).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("FORMAT_OPTION") });
  });

  test("that is complete goes on, with --resume, behind the parts that came before it broke off", async () => {
    let isDown = false;
    const tables = [starTable(60)];
    const limits = { sync: { hard: 13 }, async: { hard: 13 } };
    const service = await tapService({ tables, limits, quirks: { syncFails: (request) => isDown && request > 12 } });
    const { run, folder } = await newHome();
    const out = join(folder, "stars.csv");
    const parts = join(folder, ".local/state/armillary/parts");
    const command = ["query", service.url, ALL, "--complete", "--sync", "--retries", "0", "--no-check", "-o", out];
    isDown = true;
    const plain = await run(command);
    expect(plain).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("With --resume as well, parts are kept"),
    });
    expect(await namesIn(folder)).not.toContain(parts);

    const second = await tapService({ tables, limits, quirks: { syncFails: (request) => isDown && request > 12 } });
    const again = ["query", second.url, ...command.slice(2), "--resume"];
    const broken = await run(again);
    expect(broken).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("the same command goes on behind them"),
    });
    const asked = second.queries.map(({ query }) => query);
    isDown = false;
    const whole = await run(again);
    expect(whole).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/Going on .*: [1-9]\d* of 60 rows are kept/),
    });
    expect(rowsOf(await readFile(out, "utf8"))).toBe(60);
    expect(new Set((await readFile(out, "utf8")).split("\n")).size).toBe(62);
    // No part with rows is asked for twice.
    const rowQueries = (queries: readonly string[]) =>
      queries.filter((query) => /WHERE/.test(query) && !/COUNT|MIN\(/.test(query));
    const late = rowQueries(second.queries.map(({ query }) => query).slice(asked.length));
    expect(late.length).toBeGreaterThan(0);
    expect(late.filter((query) => rowQueries(asked).includes(query)).length).toBeLessThanOrEqual(1);
    expect(await readdir(parts)).toEqual([]);
  });

  test("appears whole or not at all", async () => {
    const { url } = await tapService({ quirks: { alwaysSends: "tabledata", breaks: { rows: 20, as: "info" } } });
    const { run, folder } = await newHome();
    const outcome = await run(["query", url, ALL, "-o", join(folder, "out.csv"), "--sync"]);
    expect(outcome).toMatchObject({ status: 1, stdout: "" });
    expect(outcome.stderr).toMatch(/^error: .*\(DAL_/);
    expect((await namesIn(folder)).filter((name) => name.includes("out") || name.includes(".part"))).toEqual([]);
  });
});

test("the query comes from the command line, a file, or standard input", async () => {
  const { url, queries } = await tapService();
  const { run, folder } = await newHome();
  await writeFile(join(folder, "q.adql"), QUERY);
  const [text, file, input] = [
    await run(["query", url, QUERY]),
    await run(["query", url, `@${join(folder, "q.adql")}`]),
    await run(["query", url, "-"], { stdin: QUERY }),
  ];
  expect([file, input]).toEqual([text, text]);
  expect(new Set(queries.map(({ query }) => query))).toEqual(new Set([QUERY]));
});

describe("how it is asked", () => {
  test("--sync, --async, or what works", async () => {
    const { url, queries } = await tapService();
    const { run } = await newHome();
    for (const how of [["--sync"], ["--async"], []])
      expect(await run(["query", url, QUERY, ...how])).toMatchObject({ status: 0 });
    expect(queries.map(({ mode }) => mode)).toEqual(["sync", "async", "sync"]);
    expect(await run(["query", url, QUERY, "--sync", "--async"])).toMatchObject({ status: 2 });
  });

  test("by a job where there is no other way, which is then not left behind", async () => {
    const { url, jobs } = await tapService({ quirks: { noSync: true } });
    const { run, journal } = await newHome();
    expect(await run(["query", url, QUERY])).toMatchObject({ status: 0, stderr: "" });
    expect(jobs).toEqual([]);
    expect((await journal.list()).jobs).toEqual([]);
    expect((await run(["query", url, QUERY, "--verbose"])).stderr).toMatch(/note: .*job/);
  });

  test("--keep leaves such a job at the service, and in the journal", async () => {
    const { url, jobs } = await tapService({ quirks: { noSync: true } });
    const { run, journal } = await newHome();
    expect(await run(["query", url, QUERY, "--keep"])).toMatchObject({ status: 0 });
    expect(jobs).toHaveLength(1);
    expect((await journal.list()).jobs).toMatchObject([{ phase: "COMPLETED", query: QUERY }]);
  });

  test("--maxrec, with a warning that says what was cut", async () => {
    const { url } = await tapService();
    const { run } = await newHome();
    const cut = await run(["query", url, ALL, "--maxrec", "7"]);
    expect(rowsOf(cut.stdout)).toBe(7);
    expect(cut).toMatchObject({ status: 0, stderr: expect.stringMatching(/^warning: Incomplete: .*7 rows.*--maxrec/) });
    expect(rowsOf((await run(["query", url, ALL])).stdout)).toBe(50);
    expect(await run(["query", url, ALL, "--maxrec", "many"])).toMatchObject({ status: 2 });
  });

  test("--strict-overflow makes a failure of that, and leaves no file", async () => {
    const { url } = await tapService({ limits: { sync: { hard: 10 }, async: { hard: 10 } } });
    const { run, folder } = await newHome();
    const args = ["query", url, ALL, "-o", join(folder, "out.csv")];
    expect(await run([...args, "--strict-overflow", "--json"])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^\{"error":\{"code":"TAP_OVERFLOW","message":"Incomplete: .*10 rows/),
    });
    expect(await namesIn(folder)).not.toContain("out.csv");
    expect(await run(args)).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("the most that the service gives"),
    });
    expect(await namesIn(folder)).toContain("out.csv");
  });

  test("--upload sends files in any format that is read", async () => {
    const { url } = await tapService();
    const { run, folder } = await newHome();
    await writeFile(join(folder, "mine.csv"), "n,word\n1,one\n2,two\n");
    const query = "SELECT n, word FROM TAP_UPLOAD.mine";
    const args = ["query", url, query, "--upload", `mine=${join(folder, "mine.csv")}`];
    expect(await run(args)).toMatchObject({ status: 0, stdout: "n,word\n1,one\n2,two\n", stderr: "" });
    expect(await run([...args, "--upload", `mine=${join(folder, "mine.csv")}`])).toMatchObject({ status: 2 });
    expect(await run(["query", url, query])).toMatchObject({ status: 1 });
    expect(await run(["query", url, query, "--upload", "mine"])).toMatchObject({ status: 2 });
    const missing = await run(["query", url, query, "--upload", `mine=${join(folder, "none.csv")}`]);
    expect(missing).toMatchObject({ status: 1, stderr: expect.stringMatching(/none\.csv.*\(FILE_NOT_FOUND\)/) });
  });

  test.each([["--sync"], ["--async"]])("--upload names a file that is no table, with %s", async (mode) => {
    const { url } = await tapService();
    const { run, folder } = await newHome();
    const [empty, ragged] = [join(folder, "empty.csv"), join(folder, "ragged.csv")];
    await writeFile(empty, "");
    await writeFile(ragged, "n,word\n1,one\n2\n");
    const query = "SELECT n, word FROM TAP_UPLOAD.mine";
    expect(await run(["query", url, query, mode, "--upload", `mine=${empty}`])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^error: .*empty\.csv: There is no header row.*\(CSV_EMPTY\)/),
    });
    const broken = await run(["query", url, query, mode, "--upload", `mine=${ragged}`]);
    expect(broken.stderr).toContain('The upload "mine" could not be read or written: The row of line 3');
  });

  test("--timeout is for the whole, and a job that goes on is named", async () => {
    const { url } = await tapService({ quirks: { syncHangs: true } });
    const { run } = await newHome();
    const late = await run(["query", url, QUERY, "--sync", "--timeout", "300ms"]);
    expect(late).toMatchObject({ status: 1, stderr: expect.stringContaining("(DAL_TIMEOUT)") });
    await atAnyScale(async (scale) => {
      const held = await tapService({ pace: "held" });
      const waiting = await run(["query", held.url, QUERY, "--async", "--timeout", `${scale}s`]);
      expect(waiting.stderr).toContain(`armillary job results ${held.url}/async/job1`);
      expect(held.jobs).toHaveLength(1);
    });
  });

  test("--retries", async () => {
    let asked = 0;
    const { url } = await tapService({ quirks: { syncFails: () => asked++ === 0, noAsync: true } });
    const { run } = await newHome();
    expect(await run(["query", url, QUERY, "--retries", "0", "--sync"])).toMatchObject({ status: 1 });
    asked = 0;
    expect(await run(["query", url, QUERY, "--retries", "1", "--sync"])).toMatchObject({ status: 0 });
  });

  test("--retries 0 sends a query once before a job is made of it", async () => {
    const { url, received } = await tapService({ quirks: { syncFails: () => true } });
    const { run } = await newHome();
    expect(await run(["query", url, QUERY, "--retries", "0"])).toMatchObject({ status: 0 });
    expect(received.filter((each) => each.url.endsWith("/sync"))).toHaveLength(1);
  });

  test("--retries 0 sends a part of a complete result once", async () => {
    const { url, received } = await tapService({ quirks: { syncFails: () => true, noAsync: true } });
    const { run } = await newHome();
    expect(await run(["query", url, ALL, "--complete", "--retries", "0"])).toMatchObject({ status: 1 });
    expect(received.filter((each) => each.url.endsWith("/sync"))).toHaveLength(1);
  });

  test("--user, right, wrong and missing", async () => {
    const { url, received } = await tapService({ quirks: { login: { user: "ada", password: "s3cret:x" } } });
    const { run } = await newHome();
    const ask = ["query", url, QUERY];
    expect(await run([...ask, "--user", "ada:s3cret:x"])).toMatchObject({ status: 0 });
    expect(await run([...ask, "--user", "ada"], { secret: "s3cret:x" })).toMatchObject({ status: 0 });
    const wrong = await run([...ask, "--user", "ada:wrong"]);
    expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining("(DAL_AUTH)") });
    expect(wrong.stderr).not.toContain("wrong");
    expect(await run(ask)).toMatchObject({ status: 1, stderr: expect.stringContaining("--user NAME") });
    expect(await run([...ask, "--user", "ada"])).toMatchObject({ status: 2 });
    expect(received.length).toBeGreaterThan(0);
    expect(await run(["query", url.replace("//", "//ada:s3cret@"), QUERY])).toMatchObject({
      status: 2,
      stderr: expect.not.stringContaining("s3cret"),
    });
  });

  test("--debug shows requests and curl lines", async () => {
    const { url } = await tapService();
    const { run } = await newHome();
    const { stderr } = await run(["query", url, QUERY, "--debug", "--user", "ada:s3cret"]);
    expect(stderr).toMatch(/\$ curl .*sync[\s\S]*> POST .*sync[\s\S]*< 200/);
    expect(stderr).not.toContain("s3cret");
  });
});

describe("an error in the query", () => {
  const WRONG = "SELECT source_id FORM survey.stars";

  test("is shown before anything is sent; --no-check sends it all the same", async () => {
    const { url, received } = await tapService();
    const { run } = await newHome();
    const told = await run(["query", url, WRONG]);
    expect(told.status).toBe(1);
    expect(told.stderr).toContain("    │                  ^^^^");
    expect(told.stderr).toContain("(ADQL_SYNTAX)");
    expect(received).toEqual([]);
    const json = await run(["query", url, WRONG, "--json"]);
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: "ADQL_SYNTAX", line: 1, column: 18 } });
    expect(await run(["query", url, WRONG, "--check"])).toMatchObject({ status: 1 });
    expect(received).toEqual([]);
    expect(await run(["query", url, WRONG, "--no-check"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("(DAL_QUERY_ERROR)"),
    });
    expect(received.length).toBeGreaterThan(0);
  });

  test("that the service finds is told in its words", async () => {
    const { url } = await tapService();
    const { run } = await newHome();
    const { status, stderr } = await run(["query", url, "SELECT x FROM survey.stars", "--json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: "DAL_QUERY_ERROR", httpStatus: 400, serviceMessage: expect.stringContaining("x") },
    });
  });

  test("that the service pictures keeps its lines, so that the caret points to the place", async () => {
    const words = "No column nam. (line 1)\n  1 | SELECT nam FROM t\n    |        ^^^";
    const service = await faultyService();
    service.on("/tap/sync", answer(400, errorVotable(words), { "Content-Type": "application/x-votable+xml" }));
    const { run } = await newHome();
    const { stderr } = await run(["query", `${service.origin}/tap`, "SELECT nam FROM t", "--sync"]);
    expect(stderr).toMatch(/^error: http.* answered HTTP 400 after .* ms\. \(DAL_QUERY_ERROR\)\n {2}"No column nam/);
    const [, query = "", caret = ""] = stderr.split("\n").slice(1);
    expect(query.indexOf("nam")).toBe(caret.indexOf("^"));
  });
});

test("--adapt writes the query as the service understands it, and says what it changed", async () => {
  const { url, queries } = await tapService();
  const { run } = await newHome();
  const query = ["query", url, "SELECT TOP 1 kind AS value FROM survey.stars"];
  const adapted = await run([...query, "--adapt"]);
  expect(adapted).toMatchObject({ status: 0, stdout: "value\n0\n" });
  expect(adapted.stderr).toMatch(/^note: The query was written as the service understands it: "value" → ""value"": /);
  // Its own parser refuses it, as any would.
  const plain = await run([...query, "--no-adapt", "--no-check"]);
  expect(plain).toMatchObject({ status: 1, stderr: expect.not.stringContaining("note:") });
  expect(queries.map((each) => each.query)).toEqual([
    'SELECT TOP 1 kind AS "value" FROM survey.stars',
    "SELECT TOP 1 kind AS value FROM survey.stars",
  ]);
  expect(await run(query)).toMatchObject({ status: 1, stderr: expect.stringContaining("(ADQL_RESERVED)") });
  expect(queries).toHaveLength(2);
});

describe("SERVICE", () => {
  test("is a short name, of ours or of the configuration, in any case", async () => {
    const { url, origin } = await tapService();
    const { run, configure } = await newHome();
    await configure({ presets: { mine: url, other: { url, title: "another" } } });
    expect(await run(["query", "mine", QUERY])).toMatchObject({ status: 0 });
    expect(await run(["query", "Other", QUERY])).toMatchObject({ status: 0 });
    const env = { ARMILLARY_REWRITE: `https://irsa.ipac.caltech.edu/TAP=${origin}/tap` };
    expect(await run(["query", "IRSA", QUERY], { env })).toMatchObject({ status: 0 });
  });

  test.each([
    ["nowhere", /Short names: .*\bmast, .*\bgaia,/],
    ["ivo:x", /no service that is known/],
    ["ftp://example.org/tap", /no service that is known/],
  ])("%s is refused", async (service, words) => {
    const { run } = await newHome();
    const { status, stderr } = await run(["query", service, QUERY]);
    expect(stderr).toMatch(words);
    expect(status).toBe(2);
  });

  test("that nobody answers for is a failure that names it", async () => {
    const { url, close } = await tapService();
    await close();
    const { run } = await newHome();
    const { status, stderr } = await run(["query", url, QUERY, "--retries", "0"]);
    expect(stderr).toMatch(/refused the connection.*\(DAL_NETWORK\)/);
    expect(status).toBe(1);
  });
});

describe("config.json", () => {
  test.each<[string, unknown, RegExp]>([
    ["is no JSON", "{", /config\.json: This is not JSON/],
    ["has an unknown member", { preset: {} }, /"preset" is not known; there are presets, rewrites, limits/],
    ["has a preset without a URL", { presets: { mine: "gaia" } }, /"presets\.mine" is no service/],
    ["has a password", { presets: { mine: "https://me:s3cret@example.org/tap" } }, /holds a password/],
    ["has a rewriting to nowhere", { rewrites: { "https://a.example": "b" } }, /a\.example/],
    ["has a limit that is none", { limits: { timeout: "soon" } }, /"limits\.timeout" is no duration/],
    ["has a count that is none", { limits: { retries: -1 } }, /"limits\.retries" is no whole number/],
    [
      "has a rate that is none",
      { limits: { requestsPerSecond: 0 } },
      /"limits\.requestsPerSecond" is no number above 0/,
    ],
    ["has a rate in words", { limits: { requestsPerSecond: "2" } }, /"limits\.requestsPerSecond" is no number above 0/],
  ])("%s: told, with the file", async (_name, config, words) => {
    const { run, configure } = await newHome();
    await configure(config);
    const { status, stderr } = await run(["query", "mast", QUERY]);
    expect(stderr).toMatch(words);
    expect(stderr).toContain("(CONFIG)");
    expect(stderr).not.toContain("s3cret");
    expect(status).toBe(1);
  });

  test("its rewritings and limits count", async () => {
    const { origin } = await tapService({ quirks: { syncHangs: true } });
    const { run, configure } = await newHome();
    await configure({ rewrites: { "https://archive.example": origin }, limits: { timeout: "400ms", retries: 0 } });
    const { stderr } = await run(["query", "https://archive.example/tap", QUERY, "--sync"]);
    expect(stderr).toContain("(DAL_TIMEOUT)");
    expect(stderr).toContain("400 ms");
  });

  test("its rate holds requests back", async () => {
    await atAnyScale(async (scale) => {
      const { url } = await tapService();
      const { run, configure } = await newHome();
      const waits = async (limits: object): Promise<number> => {
        await configure({ limits });
        const { status, stderr } = await run(["query", url, QUERY, "--async", "--debug"]);
        expect(status).toBe(0);
        return stderr.match(/waits/g)?.length ?? 0;
      };
      expect(await waits({})).toBe(0);
      expect(await waits({ requestsPerSecond: 2.5 / scale })).toBeGreaterThan(0);
    });
  });
});

test("configuration, journal and cache are where XDG says, and nowhere else", async () => {
  const { url } = await tapService();
  const { run, folder } = await newHome();
  const at = (name: string): string => join(folder, name);
  const env = { XDG_CONFIG_HOME: at("c"), XDG_STATE_HOME: at("s"), XDG_CACHE_HOME: at("k") };
  await mkdir(at("c/armillary"), { recursive: true });
  await writeFile(at("c/armillary/config.json"), JSON.stringify({ presets: { mine: url } }));
  expect(await run(["query", "mine", QUERY, "--async"], { env })).toMatchObject({ status: 0 });
  expect(await run(["tables", "mine"], { env })).toMatchObject({ status: 0 });
  expect(await namesIn(at("s/armillary/jobs"))).toHaveLength(1);
  expect(await namesIn(at("k/armillary/services"))).toHaveLength(1);
  expect((await namesIn(folder)).sort()).toEqual(["c", "k", "s"]);
  // A path that is not absolute does not count.
  await run(["query", url, QUERY, "--async"], { env: { ...env, XDG_STATE_HOME: "here" } });
  expect(await namesIn(folder)).toContain(".local");
});

test("MAST_API_TOKEN goes to MAST, and nowhere else", async () => {
  const { url, origin, received } = await tapService();
  const { run } = await newHome();
  const env = {
    MAST_API_TOKEN: "t0ken",
    ARMILLARY_REWRITE: `https://mast.stsci.edu/vo-tap/api/v0.1/caom=${origin}/tap`,
  };
  expect(await run(["query", url, QUERY], { env })).toMatchObject({ status: 0 });
  expect(received.map(({ headers }) => headers.authorization)).toEqual(received.map(() => undefined));
  const before = received.length;
  expect(await run(["query", "mast", QUERY], { env })).toMatchObject({ status: 0 });
  expect(new Set(received.slice(before).map(({ headers }) => headers.authorization))).toEqual(new Set(["token t0ken"]));
});

describe("a job for the query", () => {
  test("that ran before is pointed at, and resumed on demand", async () => {
    const { url, queries, jobs } = await tapService();
    const { run, journal } = await newHome();
    const first = await run(["query", url, QUERY, "--async"]);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    const [entry] = (await journal.list()).jobs;
    expect(entry).toMatchObject({ url: `${url}/async/job1`, phase: "COMPLETED", service: url });
    const again = await run(["query", url, QUERY.replace("SELECT", "select  -- again\n"), "--async"]);
    expect(again).toMatchObject({
      status: 0,
      stdout: first.stdout,
      stderr: expect.stringMatching(/^note: .*job1.*--resume/),
    });
    expect(queries).toHaveLength(2);
    expect(await run(["query", url, QUERY, "--resume"])).toMatchObject({ stdout: first.stdout, stderr: "" });
    expect(queries).toHaveLength(2);
    // Another MAXREC is another query.
    expect(await run(["query", url, QUERY, "--resume", "--maxrec", "2"])).toMatchObject({ status: 0 });
    expect(queries).toHaveLength(3);
    expect(jobs).toHaveLength(3);
  });

  test("that is gone is asked again", async () => {
    const { url, jobs, queries } = await tapService();
    const { run } = await newHome();
    await run(["query", url, QUERY, "--async"]);
    (jobs as unknown[]).splice(0);
    const again = await run(["query", url, QUERY, "--resume"]);
    expect(again).toMatchObject({ status: 0, stderr: expect.stringMatching(/^note: .*asked again/) });
    expect(queries).toHaveLength(2);
  });

  test("--no-wait prints its URL; its result is taken later", async () => {
    const service = await tapService({ pace: "held" });
    const { run, journal } = await newHome();
    const started = await run(["query", service.url, QUERY, "--no-wait"]);
    expect(started).toEqual({ status: 0, stdout: `${service.url}/async/job1\n`, stderr: "" });
    expect((await journal.list()).jobs).toMatchObject([{ phase: "QUEUED", query: QUERY }]);
    const [job] = service.jobs;
    if (job === undefined) throw new Error("no job");
    expect(job.phase).toBe("QUEUED");
    await service.advance(job, "COMPLETED");
    expect(rowsOf((await run(["job", "results", "job1"])).stdout)).toBe(3);
    for (const other of [["--sync"], ["-o", "x.csv"], ["--to", "csv"], ["--resume"]]) {
      expect(await run(["query", service.url, QUERY, "--no-wait", ...other])).toMatchObject({ status: 2 });
    }
  });

  test("is written down without credentials before it runs", async () => {
    const service = await tapService({ pace: "held", quirks: { login: { user: "ada", password: "s3cret" } } });
    const { run, folder } = await newHome();
    const url = `${service.url}?token=t0p`;
    expect(await run(["query", url, QUERY, "--no-wait", "--user", "ada:s3cret"])).toMatchObject({ status: 0 });
    const jobs = join(folder, ".local/state/armillary/jobs");
    const [name = ""] = await namesIn(jobs);
    const text = await readFile(join(jobs, name), "utf8");
    expect(text).toContain(QUERY);
    expect(text).not.toMatch(/s3cret|t0p|ada:/);
  });

  test.skipIf(process.getuid?.() === 0)("goes on, with a warning, where the journal cannot be written", async () => {
    const { url } = await tapService();
    const { run, folder } = await newHome();
    await chmod(folder, 0o500);
    const outcome = await run(["query", url, QUERY, "--async"]);
    await chmod(folder, 0o700);
    expect(outcome).toMatchObject({ status: 0, stderr: expect.stringMatching(/^warning: The journal of jobs/) });
    expect(rowsOf(outcome.stdout)).toBe(3);
  });

  test("goes on, with a warning, where there is a file in place of the journal", async () => {
    const { url } = await tapService();
    const { run, folder } = await newHome();
    await writeFile(join(folder, ".local"), "");
    const outcome = await run(["query", url, QUERY, "--async"]);
    expect(outcome).toMatchObject({ status: 0, stderr: expect.stringMatching(/^warning: The journal of jobs/) });
    expect(rowsOf(outcome.stdout)).toBe(3);
  });
});
