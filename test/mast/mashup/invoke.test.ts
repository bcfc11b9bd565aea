import { Deadline } from "@armillary/dali";
import {
  invokeMashup,
  invokeMashupJson,
  invokeMashupText,
  invokeService,
  type MashupProgress,
  type MastSession,
} from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { answer } from "../../support/faults.ts";
import type { Answer } from "../../support/faulty-service.ts";
import { mast, type SimulatedMast } from "../../support/mast/open-mast.ts";
import { openSession } from "../open-session.ts";

const CONE = { service: "Mast.Caom.Cone", params: { ra: 210.80227, dec: 54.34895, radius: 0.3 } } as const;
const INVOKE = "/api/v0/invoke";

async function rowsOf(
  session: MastSession,
  request: Parameters<typeof invokeMashup>[1],
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const row of (await invokeMashup(session, request)).rows()) rows.push(row);
  return rows;
}

function pagesAsked({ received }: SimulatedMast): (string | undefined)[] {
  return received.map(({ body }) =>
    new URLSearchParams(body).get("request")?.replace(/.*"pagesize":(\d+),"page":(\d+).*/, "$2/$1"),
  );
}

describe("rows of a service", () => {
  test("columns have their types, whatever is declared, and what the portal knows of them", async () => {
    const result = await invokeMashup(openSession(await mast()), { ...CONE, columnsConfig: "Mast.Caom.Cone" });
    const about = new Map(result.fields.map((field) => [field.name, field]));
    expect(about.get("obsid")).toMatchObject({ datatype: "char", arraysize: "*" });
    expect(about.get("s_ra")).toMatchObject({ datatype: "double", unit: "deg", ucd: "pos.eq.ra;meta.main" });
    expect(about.get("t_min")).toMatchObject({ datatype: "double", unit: "d" });
    expect(about.get("calib_level")).toMatchObject({ datatype: "int" });
    expect(about.get("mtFlag")).toMatchObject({ datatype: "boolean" });
    expect(about.has("_selected_")).toBe(false);
    const summary = await result.summary;
    expect(summary).toMatchObject({ status: "OK", complete: true, suspect: false, pages: 1, notes: [] });
    expect(summary.rows).toBe(summary.rowsTotal);
    expect(summary.rows).toBeGreaterThan(100);
  });

  test("identifiers come as text with all their digits", async () => {
    const rows = await rowsOf(openSession(await mast()), CONE);
    expect(rows[0]).toMatchObject({ obsid: expect.stringMatching(/^20\d{8}$/), calib_level: expect.any(Number) });
  });

  test.each([1, 7, 50, 189, 190, 191, 1000])("any page size gives the same rows: %i", async (pageSize) => {
    const service = await mast();
    const session = openSession(service);
    const whole = await rowsOf(session, CONE);
    expect(whole.length).toBeGreaterThan(150);
    const before = service.received.length;
    expect(await rowsOf(session, { ...CONE, pageSize })).toStrictEqual(whole);
    expect(service.received.length - before).toBe(Math.ceil(whole.length / pageSize));
  });

  test("maxrec ends the rows, and says so; no more is asked for than that", async () => {
    const service = await mast();
    const session = openSession(service);
    const result = await invokeMashup(session, { ...CONE, maxrec: 10 });
    expect(await result.summary).toMatchObject({ status: "OVERFLOW", rows: 10, complete: true, suspect: false });
    expect(pagesAsked(service)).toStrictEqual(["1/10"]);
    const cut = await invokeMashup(session, { ...CONE, maxrec: 10, pageSize: 7 });
    expect(await cut.summary).toMatchObject({ status: "OVERFLOW", rows: 10, pages: 2 });
    const all = await invokeMashup(session, { ...CONE, maxrec: 100_000 });
    expect(await all.summary).toMatchObject({ status: "OK" });
  });

  test("while it is EXECUTING the same is asked again, for every page", async () => {
    const service = await mast({ polls: 2 });
    const told: string[] = [];
    const onProgress = ({ phase, page, percent }: MashupProgress): number =>
      told.push(`${phase} ${page} ${percent ?? ""}`);
    const rows = await rowsOf(openSession(service), { ...CONE, pageSize: 150, onProgress });
    expect(rows.length).toBeGreaterThan(150);
    expect(new Set(service.received.map(({ body }) => body)).size).toBe(2);
    expect(service.received).toHaveLength(6);
    expect(told).toStrictEqual([
      "ASKING 1 ",
      "WAITING 1 0.5",
      "WAITING 1 0.5",
      "RECEIVING 1 ",
      "ASKING 2 ",
      "WAITING 2 0.5",
      "WAITING 2 0.5",
      "RECEIVING 2 ",
      "DONE 2 ",
    ]);
  });

  test("a page that takes too long ends with what to do; the next has time of its own", async () => {
    const service = await mast({ polls: 1000 });
    await expect(invokeMashup(openSession(service), { ...CONE, pageTimeoutMs: 400 })).rejects.toMatchObject({
      code: "DAL_TIMEOUT",
      message: expect.stringContaining("Mast.Caom.Cone did not give page 1 (of 50000 rows each) within 0.4 s"),
    });
  });

  test("the deadline is of all pages, and the signal ends the waiting", async () => {
    const service = await mast({ polls: 1000 });
    const session = openSession(service);
    await expect(invokeMashup(session, { ...CONE, deadline: new Deadline(300) })).rejects.toMatchObject({
      code: "DAL_TIMEOUT",
      message: expect.stringContaining("whole operation"),
    });
    const controller = new AbortController();
    const asked = invokeMashup(session, { ...CONE, signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(asked).rejects.toMatchObject({ code: "DAL_ABORTED" });
  });

  test("leaving the rows asks for no further page", async () => {
    const service = await mast();
    const result = await invokeMashup(openSession(service), { ...CONE, pageSize: 50 });
    for await (const row of result.rows()) {
      expect(row).toHaveProperty("obsid");
      break;
    }
    expect(await result.summary).toMatchObject({ complete: false });
    expect(service.received).toHaveLength(1);
  });

  test("a page has a limit", async () => {
    await expect(invokeMashup(openSession(await mast()), { ...CONE, maxPageBytes: 10_000 })).rejects.toMatchObject({
      code: "DAL_LIMIT",
      message: expect.stringContaining("pageSize"),
    });
  });

  test("busy moments are waited for", async () => {
    const service = await mast({ throttleEvery: 2 });
    const session = openSession(service, {}, { retry: { retries: 2, baseMs: 1 } });
    expect((await rowsOf(session, { ...CONE, pageSize: 60 })).length).toBeGreaterThan(150);
  });
});

const text = (body: string, status = 200): Answer => answer(status, body, { "Content-Type": "text/plain" });
const rows = (data: string, more = ""): string =>
  `{"status":"COMPLETE","msg":"","data":[${data}],"fields":[{"name":"id","type":"int"},{"name":"x","type":"float"},{"name":"id","type":"string"}]${more}}`;

describe("answers that are none", () => {
  test.each<[what: string, given: Answer, code: string, words: string]>([
    [
      "ERROR",
      text(`{"status":"ERROR","msg":"Incorrect syntax near '*'.","data":[]}`),
      "DAL_QUERY_ERROR",
      "Incorrect syntax near '*'",
    ],
    ["ERROR without a word", text(`{"status":"ERROR","msg":""}`), "DAL_QUERY_ERROR", "does not say which"],
    ["another status", text(`{"status":"CANCELLED"}`), "DAL_FORMAT", 'the status "CANCELLED"'],
    ["a name lookup", text(`{"resolvedCoordinate":[],"status":""}`), "DAL_FORMAT", "invokeMashupJson"],
    ["extjs", text(`{"status":"COMPLETE","data":{"Tables":[]}}`), "DAL_FORMAT", "object"],
    ["nothing", text(""), "DAL_FORMAT", "nothing"],
    [
      "a web page",
      answer(200, "<!DOCTYPE html><html><body><h1>Maintenance</h1></body></html>"),
      "DAL_FORMAT",
      "Maintenance",
    ],
    ["plain words", text("Server is too busy"), "DAL_FORMAT", "Server is too busy"],
    ["half of it", text(rows(`{"id":1}`).slice(0, 60)), "DAL_FORMAT", "ends in the middle"],
    ["HTTP 500", text("Timeout expired", 500), "DAL_HTTP", "Timeout expired"],
    ["HTTP 401", text("", 401), "MAST_TOKEN_MISSING", "token"],
  ])("%s", async (_what, given, code, words) => {
    const service = await mast();
    service.on(INVOKE, given);
    await expect(invokeMashup(openSession(service), { service: "Mast.Any" })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  test("an answer without a status, or with one in small letters, is taken by its rows", async () => {
    const service = await mast();
    const bare = rows(`{"id":1}`).replace('"status":"COMPLETE",', "");
    service.on(INVOKE, text(bare), text(rows(`{"id":1}`).replace("COMPLETE", "Complete")));
    for (let round = 0; round < 2; round++) {
      expect(await rowsOf(openSession(service), { service: "Mast.Any" })).toStrictEqual([{ id: 1n, x: null }]);
    }
  });

  test("the error keeps MAST's words, and where they came from", async () => {
    const service = await mast();
    service.settings.failing.set("Mast.Caom.Cone", "Out of memory.");
    await expect(invokeMashup(openSession(service), CONE)).rejects.toMatchObject({
      failure: { serviceMessage: "Out of memory.", url: `https://mast.stsci.edu${INVOKE}` },
    });
  });

  test.each<[what: string, question: Parameters<typeof invokeMashup>[1], words: string]>([
    ["a name with a blank", { service: "Mast Caom" }, "not the name of a Mashup service"],
    ["no rows a page", { service: "Mast.Any", pageSize: 0.5 }, "whole number of rows"],
    ["a number that JSON has not", { service: "Mast.Any", params: { ra: Number.NaN } }, "no such number"],
  ])("%s is not sent", async (_what, question, words) => {
    const service = await mast();
    await expect(invokeMashup(openSession(service), question)).rejects.toMatchObject({
      code: "DAL_USAGE",
      message: expect.stringContaining(words),
    });
    expect(service.received).toStrictEqual([]);
  });
});

describe("pages that contradict the first", () => {
  const paging = (page: number, total: number, pages = 2): string =>
    `,"paging":{"page":${page},"pageSize":2,"pagesFiltered":${pages},"rows":2,"rowsFiltered":${total},"rowsTotal":${total}}`;
  const open = async (second: string, total = 4): Promise<MastSession> => {
    const service = await mast();
    service.on(INVOKE, text(rows(`{"id":1,"x":0.5},{"id":2}`, paging(1, total))), text(second));
    return openSession(service);
  };

  test("a cell of another kind is told of, with its place", async () => {
    const session = await open(rows(`{"id":3},{"id":"x4"}`, paging(2, 4)));
    await expect(rowsOf(session, { service: "Mast.Any", pageSize: 2 })).rejects.toMatchObject({
      code: "DAL_FORMAT",
      message: expect.stringContaining(`"x4" in row 3 of column "id"`),
    });
  });

  test("lenient makes it null, and counts", async () => {
    const session = await open(rows(`{"id":3},{"id":"x4"}`, paging(2, 4)));
    const result = await invokeMashup(session, { service: "Mast.Any", pageSize: 2, lenient: true });
    const ids: unknown[] = [];
    for await (const { id } of result.rows()) ids.push(id);
    expect(ids).toStrictEqual([1n, 2n, 3n, null]);
    expect((await result.summary).diagnostics).toMatchObject([{ code: "E-MAST-CELL", count: 1 }]);
  });

  test("a column that nobody announced is noted", async () => {
    const session = await open(rows(`{"id":3,"late":7,"_selected_":true},{"id":4}`, paging(2, 4)));
    const { summary } = await invokeMashup(session, { service: "Mast.Any", pageSize: 2 });
    expect((await summary).notes).toStrictEqual([expect.stringContaining("late")]);
  });

  test("fewer rows than were counted make the answer suspect; an empty page ends it", async () => {
    const session = await open(rows("", paging(2, 4, 9)));
    const { summary } = await invokeMashup(session, { service: "Mast.Any", pageSize: 2 });
    expect(await summary).toMatchObject({
      rows: 2,
      rowsTotal: 4,
      suspect: true,
      notes: [expect.stringContaining("counted 4")],
    });
  });

  test("a token that expired between two pages is told of as such", async () => {
    const service = await mast();
    service.on(INVOKE, text(rows(`{"id":1,"x":0.5},{"id":2}`, paging(1, 4))), text("Token expired", 401));
    const session = openSession(service, { token: "token-of-the-pi" });
    await expect(rowsOf(session, { service: "Mast.Any", pageSize: 2 })).rejects.toMatchObject({
      code: "MAST_TOKEN_EXPIRED",
    });
  });

  test("a page that breaks off is an error", async () => {
    const session = await open(rows(`{"id":3},{"id":4}`, paging(2, 4)).slice(0, 50));
    await expect(rowsOf(session, { service: "Mast.Any", pageSize: 2 })).rejects.toMatchObject({ code: "DAL_FORMAT" });
  });
});

describe("documented services", () => {
  test("have parameters that are checked as they are written", async () => {
    const session = openSession(await mast());
    const result = await invokeService(session, "Mast.Caom.Filtered", {
      columns: "COUNT_BIG(*)",
      filters: [{ paramName: "obs_collection", values: ["HST"] }],
    });
    const counts: unknown[] = [];
    for await (const row of result.rows()) counts.push(row);
    expect(counts).toStrictEqual([{ Column1: "120" }]);
    // @ts-expect-error: a cone has a declination
    const wrong = invokeService(session, "Mast.Caom.Cone", { ra: 1 });
    await expect(wrong).rejects.toMatchObject({ code: "DAL_QUERY_ERROR" });
  });
});

describe("documents of other forms", () => {
  test("are given as they are", async () => {
    const session = openSession(await mast());
    const found = await invokeMashupJson(session, {
      service: "Mast.Name.Lookup",
      params: { input: "M101", format: "json" },
    });
    expect(found).toMatchObject({ status: "", resolvedCoordinate: [{ canonicalName: "MESSIER 101" }] });
    const all = await invokeMashupJson(session, { service: "Mast.Caom.All" }, { format: "extjs" });
    expect(all).toMatchObject({ status: "COMPLETE", data: { Tables: [{ Columns: expect.any(Array) }] } });
  });

  test("or to the last byte, with integers that no double holds", async () => {
    const sent = '{"status" : "COMPLETE", "msg":"", "data":[{"source_id":3774902350511581697}]}\n';
    const service = await mast();
    service.on(INVOKE, text(sent));
    expect(await invokeMashupText(openSession(service), { service: "Mast.Any" })).toBe(sent);
  });

  test.each<[given: Answer, code: string]>([
    [text("[1]"), "DAL_FORMAT"],
    [text("oops"), "DAL_FORMAT"],
    [text(`{"status":"ERROR","msg":"no"}`), "DAL_QUERY_ERROR"],
  ])("errors are told of: %#", async (given, code) => {
    const service = await mast();
    service.on(INVOKE, given);
    await expect(invokeMashupJson(openSession(service), { service: "Mast.Any" })).rejects.toMatchObject({ code });
    await expect(invokeMashupText(openSession(service), { service: "Mast.Any" })).rejects.toMatchObject({ code });
  });
});
