import type { CellValue } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { gather, rowsIn } from "../../support/column-arbitraries.ts";
import type { TapServiceOptions } from "../../support/tap-service/index.ts";
import { ARCHIVES, type Quirks } from "../../support/tap-service/quirks.ts";
import { starTable } from "../../support/tap-service/tables.ts";
import { openService } from "../open-service.ts";
import { multiset } from "./run-here.ts";

// `complete: true` against services with limits, each as an archive has them.

const STARS = starTable(100);
const QUERY = "SELECT * FROM survey.stars";

async function allOf(options: TapServiceOptions, as?: string) {
  const { server, service } = await openService({ tables: [STARS], ...options }, as === undefined ? {} : { as });
  const result = await service.query(QUERY, { complete: { retryDelayMs: 1 } });
  const rows = withoutNaN(rowsIn(await gather(result.batches())));
  return { rows, summary: await result.summary, server };
}

/** BINARY has no null for floats but NaN. */
function withoutNaN(rows: readonly (readonly CellValue[])[]): CellValue[][] {
  return rows.map((row) => row.map((value) => (Number.isNaN(value) ? null : value)));
}

test("jobs of parts are told of, each with its query, before they run, and deleted when they were read", async () => {
  const { server, service } = await openService({
    tables: [STARS],
    quirks: { noSync: true },
    limits: { async: { hard: 30 } },
  });
  const told: [query: string | undefined, phase: string | undefined][] = [];
  const result = await service.query(QUERY, {
    mode: "async",
    complete: true,
    onJob: (job) => void told.push([job.query, server.jobs.find(({ id }) => job.url.endsWith(`/${id}`))?.phase]),
  });
  expect(rowsIn(await gather(result.batches()))).toHaveLength(100);
  expect(told.length).toBeGreaterThan(5);
  expect(told.map(([query]) => query)).toEqual(server.queries.map(({ query }) => query));
  expect(new Set(told.map(([, phase]) => phase))).toEqual(new Set(["PENDING"]));
  expect(server.jobs).toHaveLength(0);
});

describe("complete", () => {
  test.each<[archive: string, options: TapServiceOptions]>([
    ["a good service", { limits: { sync: { default: 10, hard: 30 }, async: { default: 10, hard: 30 } } }],
    ["a service that says nothing of its limits", { quirks: { cap: { rows: 25 } } }],
    ["MAST: stops without a word, errors in JSON", { quirks: ARCHIVES.mast }],
    ["HEASARC: jobs whose results cannot be fetched, BINARY whatever is asked", { quirks: ARCHIVES.heasarc }],
    [
      "IRSA: every second synchronous query fails, limits in bytes",
      { quirks: { ...ARCHIVES.irsa, cap: { rows: 30 } } },
    ],
    ["NED: FORMAT alone, no uploads", { quirks: { ...ARCHIVES.ned, cap: { rows: 30 } } }],
    [
      "Gaia: gzip without a word, less at once than by a job",
      { quirks: ARCHIVES.gaia, limits: { sync: { hard: 20 }, async: { hard: 45 } } },
    ],
    ["Data Lab: errors with 200, TABLEDATA", { quirks: { ...ARCHIVES.datalab, cap: { rows: 30, silent: true } } }],
    ["WFAU: no list of tables", { quirks: { tables: "missing", cap: { rows: 30 } } }],
    ["flags whole results as cut", { quirks: { falseOverflow: true, cap: { rows: 30 } } }],
  ])("%s", async (_, options) => {
    const { rows, summary } = await allOf(options);
    expect(multiset(rows)).toEqual(multiset(STARS.rows));
    expect(summary).toMatchObject({ status: "OK", rows: 100, complete: true, suspect: false });
    expect(summary.proof).toMatchObject({ isComplete: true, counted: 100, recounted: 100, received: 100 });
    expect(summary.proof?.parts.length).toBeGreaterThan(1);
  });

  test("by what is known of an archive, without trying (MAST)", async () => {
    const { rows, summary } = await allOf(
      { quirks: { cap: { rows: 30 } } },
      "https://mast.stsci.edu/vo-tap/api/v0.1/hsc",
    );
    expect(multiset(rows)).toEqual(multiset(STARS.rows));
    // Its limit of 100 000 rows is not what bites here: that is found out.
    expect(summary.proof?.limit).toBe(30);
  });

  test("what fits costs a count and no more", async () => {
    const { server } = await allOf({});
    expect(server.queries.map(({ query }) => query.includes("COUNT"))).toEqual([true, false]);
  });

  test("a service that describes no tables: only columns that the query names", async () => {
    const quirks: Quirks = { tables: "missing", tapSchema: "missing", cap: { rows: 30 } };
    const { service } = await openService({ tables: [STARS], quirks });
    await expect(service.query(QUERY, { complete: true })).rejects.toMatchObject({ code: "TAP_INDIVISIBLE" });
    const result = await service.query("SELECT source_id, ra FROM survey.stars", { complete: true });
    expect(rowsIn(await gather(result.batches()))).toHaveLength(100);
    const { notes, proof } = await result.summary;
    expect(proof?.columns).toEqual(["source_id"]);
    expect(notes).toEqual([expect.stringContaining("does not describe its tables")]);
  });

  test("with an upload, which goes along with every part", async () => {
    const { service, server } = await openService({ tables: [STARS], quirks: { cap: { rows: 30 } } });
    const uploads = { mine: { rows: [{ kind: 1 }, { kind: 2 }, { kind: 3 }] } };
    const adql = "SELECT s.source_id, s.kind FROM survey.stars AS s JOIN TAP_UPLOAD.mine AS m ON s.kind = m.kind";
    const result = await service.query(adql, { uploads, complete: true });
    const rows = rowsIn(await gather(result.batches()));
    expect(rows).toHaveLength(60);
    expect((await result.summary).proof?.isComplete).toBe(true);
    expect(server.queries.length).toBeGreaterThan(4);
  });

  test.each([
    ["maxrec", { maxrec: 5 }, /leave maxrec out/],
    ["an upload that goes once", { uploads: { mine: { bytes: (async function* () {})() } } }, /can be sent once/],
  ])("contradicts %s", async (_, options, words) => {
    const { service } = await openService({});
    await expect(service.query(QUERY, { ...options, complete: true })).rejects.toMatchObject({
      code: "DAL_USAGE",
      message: expect.stringMatching(words),
    });
  });

  test("an error of the service is its own, and one in the middle has the plan", async () => {
    const { service } = await openService({ tables: [STARS] });
    await expect(service.query("SELECT nope FROM survey.stars", { complete: true })).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: expect.stringContaining("nope") },
    });
    let asked = 0;
    const quirks: Quirks = { cap: { rows: 30 }, noAsync: true, syncFails: () => ++asked > 11 };
    const { service: broken } = await openService({ tables: [STARS], quirks });
    const result = await broken.query(QUERY, { complete: { retryDelayMs: 1 } });
    await expect(gather(result.batches())).rejects.toMatchObject({
      code: "TAP_PART",
      plan: {
        version: 1,
        counted: 100,
        parts: expect.arrayContaining([expect.objectContaining({ counted: expect.any(Number) })]),
      },
    });
  });

  test("rows as objects, progress, and the proof beside the rest of the summary", async () => {
    const { service } = await openService({ tables: [STARS], limits: { sync: { hard: 30 }, async: { hard: 30 } } });
    const seen: number[] = [];
    const result = await service.query("SELECT source_id, mag FROM survey.stars ORDER BY mag DESC, source_id", {
      complete: true,
      onProgress: ({ rows }) => seen.push(rows),
    });
    const mags: unknown[] = [];
    for await (const { mag } of result.rows()) mags.push(mag);
    const numbers = mags.filter((mag) => mag !== null) as number[];
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(mags).toHaveLength(100);
    expect(seen.at(-1)).toBe(100);
    expect((await result.summary).proof).toMatchObject({ order: "kept", columns: expect.arrayContaining(["mag"]) });
  });
});
