import { Deadline } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { convert } from "@armillary/formats";
import { type TapProgress, TapService } from "@armillary/tap";
import { describe, expect, onTestFinished, test } from "vitest";
import { atAnyScale } from "../support/at-any-scale.ts";
import { bytesFrom } from "../support/column-arbitraries.ts";
import * as faults from "../support/faults.ts";
import { faultyService } from "../support/faulty-service.ts";
import { serviceTable, starTable } from "../support/tap-service/index.ts";
import { failureOf, openService, rowsOf } from "./open-service.ts";

describe("a result", () => {
  test("has columns, rows and a verdict", async () => {
    const { service, server } = await openService();
    const result = await service.query("SELECT TOP 3 source_id, ra, label FROM survey.stars ORDER BY source_id");
    expect(result.fields.map(({ name, datatype, ucd }) => [name, datatype, ucd])).toEqual([
      ["source_id", "long", "meta.id;meta.main"],
      ["ra", "double", "pos.eq.ra;meta.main"],
      ["label", "unicodeChar", undefined],
    ]);
    const rows = await rowsOf(result);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toEqual({ source_id: 9007199254740993n, ra: 0, label: "Star 0 α <&>" });
    expect(await result.summary).toMatchObject({
      status: "OK",
      rows: 3,
      mode: "sync",
      complete: true,
      suspect: false,
      notes: [],
      changes: [],
      bytesRead: expect.any(Number),
    });
    expect(server.queries.map(({ mode }) => mode)).toEqual(["sync"]);
  });

  test("is an Arrow table, with what is known of its columns", async () => {
    const { service } = await openService();
    const table = await (await service.query("SELECT TOP 2 ra, ra, mag FROM stars")).toArrow();
    expect(table.numRows).toBe(2);
    expect(table.schema.fields.map(({ name, metadata }) => [name, metadata.get("vo:unit")])).toEqual([
      ["ra", "deg"],
      ["ra_2", "deg"],
      ["mag", "mag"],
    ]);
  });

  test("whose batches are lent is no Arrow table", async () => {
    const { service } = await openService();
    const result = await service.query("SELECT TOP 2 ra FROM stars", { lend: true });
    await expect(result.toArrow()).rejects.toThrow("lend");
    await result.close();
  });

  test("goes wherever a table goes", async () => {
    const { service } = await openService();
    const result = await service.query("SELECT TOP 2 kind FROM stars");
    expect(new TextDecoder().decode(await bytesFrom(convert(result, "csv")))).toBe("kind\n0\n1\n");
  });

  test("is read once; its verdict may be asked for alone, and often", async () => {
    const { service } = await openService();
    const result = await service.query("SELECT kind FROM stars");
    expect((await result.summary).rows).toBe(50);
    expect((await result.summary).rows).toBe(50);
    await expect(rowsOf(result)).rejects.toThrow("read once");
  });

  test("tells how far it has come", async () => {
    const { service } = await openService({ tables: [starTable(20)] });
    const seen: TapProgress[] = [];
    const result = await service.query("SELECT * FROM stars", { mode: "async", onProgress: (one) => seen.push(one) });
    await result.summary;
    expect(seen.map(({ phase }) => phase)).toEqual(["ASKING", "COMPLETED", "RECEIVING", "DONE"]);
    expect(seen.at(-1)).toMatchObject({ mode: "async", rows: 20, job: result.job?.url });
    expect(seen.at(-1)?.bytes).toBeGreaterThan(100);
    expect(seen.every(({ elapsedMs }, index) => elapsedMs >= (seen[index - 1]?.elapsedMs ?? 0))).toBe(true);
  });

  test("without rows has columns", async () => {
    const { service } = await openService();
    const result = await service.query("SELECT ra, dec FROM stars", { maxrec: 0 });
    expect(result.fields.map(({ name }) => name)).toEqual(["ra", "dec"]);
    expect(await result.summary).toMatchObject({ rows: 0, limit: { source: "MAXREC", rows: 0 } });
  });
});

describe("text without a line of names", () => {
  const answers: readonly [name: string, body: string, type: string, names: readonly string[]][] = [
    ["CSV that begins with numbers", '5,"a, b"\n6,c\n', "text/csv", ["col1", "col2"]],
    ["CSV that says so", "x,y\nz,w\n", "text/csv; header=absent", ["col1", "col2"]],
    ["CSV with names", "id,name\n5,a\n6,c\n", "text/csv", ["id", "name"]],
  ];

  test.each(answers)("%s", async (_, body, type, names) => {
    const server = await faultyService();
    server.on("/tap/sync", faults.answer(200, body, { "Content-Type": type }));
    const transport = createNodeTransport();
    onTestFinished(() => transport.close());
    const service = new TapService(`${server.origin}/tap`, { transport });
    const result = await service.query("SELECT id, name FROM t", { mode: "sync", format: "csv" });
    expect(result.fields.map(({ name }) => name)).toEqual(names);
    expect(await rowsOf(result)).toHaveLength(2);
    const codes = (await result.summary).diagnostics.map(({ code }) => code);
    expect(codes).toEqual(names[0] === "id" ? [] : ["W-DAL-NO-HEADER"]);
  });
});

describe("capabilities", () => {
  test("are asked for once", async () => {
    const { service, server } = await openService();
    await Promise.all([1, 2, 3].map(() => service.query("SELECT kind FROM stars").then(rowsOf)));
    await service.capabilities();
    expect(server.received.filter(({ url }) => url === "/tap/capabilities")).toHaveLength(1);
    expect(await service.capabilities()).toMatchObject({ version: "1.1", modes: ["sync", "async"] });
  });

  test("that fail are not asked for again by queries, but by who wants them", async () => {
    const { service, server } = await openService({ quirks: { capabilities: "html" } });
    for (let turn = 0; turn < 3; turn++) await rowsOf(await service.query("SELECT kind FROM stars"));
    const count = (): number => server.received.filter(({ url }) => /capabilities/.test(url)).length;
    const asked = count();
    await failureOf(service.capabilities());
    expect(asked).toBeLessThan(3);
    expect(count()).toBeGreaterThan(asked);
  });

  test("that never come do not hold a query up for long", async () => {
    await atAnyScale(async (scale) => {
      const { service } = await openService({ quirks: { capabilities: "hang" } });
      const result = await service.query("SELECT kind FROM stars", { deadline: new Deadline(2000 * scale) });
      expect(await rowsOf(result)).toHaveLength(50);
    });
  });

  test("do not outlive a signal", async () => {
    const { service } = await openService({ quirks: { capabilities: "hang" } });
    const asking = service.query("SELECT kind FROM stars", { signal: AbortSignal.timeout(50) });
    expect(await failureOf(asking)).toMatchObject({ code: "DAL_ABORTED" });
  });
});

describe("a query", () => {
  test("is written as the service understands it, where that is known, unless it is not to be", async () => {
    const { service, server } = await openService({}, { as: "https://heasarc.gsfc.nasa.gov/xamin/vo/tap" });
    const query = "SELECT ra FROM stars";
    const maxrec = 200_000; // beyond its limit, which TOP lifts
    const adapted = await (await service.query(query, { maxrec, mode: "sync" })).summary;
    expect(adapted).toMatchObject({ query: "SELECT TOP 200000 ra FROM stars", changes: [{ rule: "rows" }] });
    const plain = await (await service.query(query, { maxrec, mode: "sync", adapt: false })).summary;
    expect(plain).toMatchObject({ query, changes: [] });
    expect(server.queries.map((each) => each.query)).toEqual(["SELECT TOP 200000 ra FROM stars", query]);
  });

  test("of a service that is not known is sent as it is, unless it is to be adapted", async () => {
    const { service, server } = await openService();
    const limited = "SELECT kind FROM stars LIMIT 5";
    await failureOf(service.query(limited));
    expect(server.received.some(({ body }) => body.includes("LIMIT+5"))).toBe(true);
  });

  test.each([
    ["a slash at the end", "/"],
    ["the address of sync", "/sync"],
    ["the address of async and a slash", "/async/"],
    ["a question mark", "?"],
  ])("reaches a service that is registered with %s", async (_, end) => {
    const { server } = await openService();
    const transport = createNodeTransport();
    onTestFinished(() => transport.close());
    const service = new TapService(`${server.url}${end}`, { transport });
    expect(service.url).toBe(server.url);
    expect(await rowsOf(await service.query("SELECT kind FROM stars"))).toHaveLength(50);
  });

  test("that took too long is asked again as a job; others are not", async () => {
    const { service, server } = await openService({ tables: [starTable(3)] });
    const words = "Query timed out (took too long). Unless you know why, your best bet is usually to go to async.";
    // DaCHS, with HTTP 500.
    server.on("/tap/sync", faults.answer(500, faults.errorVotable(words), { "Content-Type": "text/xml" }));
    const result = await service.query("SELECT kind FROM stars");
    expect(await rowsOf(result)).toHaveLength(3);
    expect((await result.summary).notes).toEqual(["The query took the service too long: asking again as a job."]);
    server.on("/tap/sync", faults.answer(500, faults.errorVotable("division by zero"), { "Content-Type": "text/xml" }));
    expect(await failureOf(service.query("SELECT kind FROM stars"))).toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: "division by zero" },
    });
    expect(server.queries.map(({ mode }) => mode)).toEqual(["async"]);
  });

  test("of which neither way works fails for the first reason", async () => {
    const { service } = await openService({ quirks: { noAsync: true, syncFails: () => true }, version: "1.0" });
    expect(await failureOf(service.query("SELECT kind FROM stars"))).toMatchObject({
      code: "DAL_HTTP",
      failure: { httpStatus: 502 },
    });
  });

  test("whose job fails gives the rows that came at once, and says so", async () => {
    const { service, server } = await openService({ limits: { sync: { hard: 20 }, async: { hard: 100 } } });
    server.on("/tap/async", faults.answer(503, "no more jobs today"));
    const result = await service.query("SELECT kind FROM stars");
    expect(await rowsOf(result)).toHaveLength(20);
    expect(await result.summary).toMatchObject({
      status: "OVERFLOW",
      mode: "sync",
      limit: { source: "hard limit", rows: 20 },
      notes: [expect.stringContaining("asking again as a job"), expect.stringContaining("no more jobs today")],
    });
  });

  test("is not asked again when its time is over", async () => {
    const { service, server } = await openService({ quirks: { syncHangs: true } });
    const asking = service.query("SELECT kind FROM stars", { deadline: new Deadline(300) });
    expect(await failureOf(asking)).toMatchObject({ code: "DAL_TIMEOUT" });
    expect(server.jobs).toEqual([]);
  });

  test("has values of every kind, nulls and all that text may hold", async () => {
    const cells = ["", " ", "\t", "ä\u{1f52d}", "]]>", "<&>\"'", null];
    const table = serviceTable(
      "t",
      { n: "long", t: "unicodeChar*", b: "boolean", d: "double" },
      cells.map((cell, index) => [
        index % 2 === 0 ? BigInt(index) - 2n ** 62n : null,
        cell,
        index % 3 === 0 ? null : index % 3 === 1,
        [Number.NaN, Infinity, -0, null, 1e-300][index % 5] ?? null,
      ]),
    );
    for (const format of ["votable", "fits", "csv"] as const) {
      const { service } = await openService({ tables: [table] });
      const rows = await rowsOf(await service.query("SELECT n FROM t", { format }));
      expect(rows.map(({ n }) => n)).toEqual(
        cells.map((_, index) => (index % 2 === 0 ? BigInt(index) - 2n ** 62n : null)),
      );
    }
    const { service } = await openService({ tables: [table] });
    const rows = await rowsOf(await service.query("SELECT * FROM t"));
    expect(rows.map((row) => Object.values(row))).toEqual(table.rows);
  });
});
