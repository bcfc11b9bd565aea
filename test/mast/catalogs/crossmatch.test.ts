import type { TableStream } from "@armillary/formats";
import { openTable } from "@armillary/formats";
import {
  type CrossmatchOptions,
  type CrossmatchQuery,
  crossmatchCatalog,
  type MastSession,
  searchCatalog,
} from "@armillary/mast";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answer } from "../../support/faults.ts";
import { mast } from "../../support/mast/open-mast.ts";
import { openSession } from "../open-session.ts";

type Row = Readonly<Record<string, unknown>>;
const M101 = { raDeg: 210.80227, decDeg: 54.34895 };

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

function table(lines: readonly string[]): Promise<TableStream> {
  return openTable(bytesOf(["name,ra,dec", ...lines, ""].join("\n")), { format: "csv" });
}

/** Places of the catalogue itself, every third slightly beside them, every tenth of none, and empty sky. */
async function lines(session: MastSession, count = 120): Promise<string[]> {
  const result = await searchCatalog<Row>(session, { catalog: "tic", position: M101, radiusDeg: 1 });
  const found: string[] = [];
  for await (const row of result.rows()) {
    const index = found.length;
    if (index >= count) break;
    const beside = index % 3 === 0 ? 0.0002 : 0;
    found.push(
      index % 10 === 9
        ? `s${index},,`
        : index % 10 === 4
          ? `s${index},10,${index / 10}`
          : `s${index},${Number(row["ra"]) + beside},${row["dec"]}`,
    );
  }
  return found;
}

async function match(
  session: MastSession,
  query: Omit<CrossmatchQuery, "table">,
  given: readonly string[],
  options: CrossmatchOptions = {},
) {
  const result = await crossmatchCatalog<Row>(session, { ...query, table: await table(given) }, options);
  const rows: Row[] = [];
  for await (const row of result.rows()) rows.push(row);
  return { rows, summary: await result.summary, fields: result.fields.map(({ name }) => name) };
}

describe("a cross-match", () => {
  test("keeps every row in its order, with its matches, the nearest first, or nulls", async () => {
    const session = openSession(await mast());
    const given = await lines(session);
    const { rows, summary, fields } = await match(session, { catalog: "tic", radiusDeg: 0.01 }, given);
    expect(fields).toStrictEqual([
      "name",
      "ra",
      "dec",
      "MatchID",
      "MatchRA",
      "MatchDEC",
      "version",
      "HIP",
      "objType",
      "Tmag",
      "Teff",
      "objID",
      "separation_arcsec",
    ]);
    const order = rows.map((row) => Number(String(row["name"]).slice(1)));
    expect(order).toStrictEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(given.length);
    let before: Row | undefined;
    for (const row of rows) {
      if (before?.["name"] === row["name"])
        expect(Number(row["separation_arcsec"])).toBeGreaterThanOrEqual(Number(before?.["separation_arcsec"]));
      if (row["MatchID"] === null) expect(row["separation_arcsec"]).toBeNull();
      else expect(Number(row["separation_arcsec"])).toBeLessThanOrEqual(36.001);
      before = row;
    }
    const pairs = rows.filter((row) => row["MatchID"] !== null).length;
    expect(summary).toMatchObject({
      rows: rows.length,
      inputRows: 120,
      withoutPosition: 12,
      pairs,
      unassigned: 0,
      complete: true,
    });
    expect(summary.matchedRows + rows.filter((row) => row["MatchID"] === null).length).toBe(120);
  });

  test.each(["tic", "gaia"])("of %s is the same in chunks of any size", async (catalog) => {
    const session = openSession(await mast());
    const given = await lines(session, 60);
    const whole = await match(session, { catalog, radiusDeg: 0.008 }, given, { chunkRows: 1000 });
    expect(whole.summary.pairs).toBeGreaterThan(40);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 3, max: 100 }),
        async (chunkRows, pageSize) => {
          const parts = await match(session, { catalog, radiusDeg: 0.008 }, given, { chunkRows, pageSize });
          expect(parts.rows).toStrictEqual(whole.rows);
          expect({ ...parts.summary, elapsedMs: 0, bytesRead: 0 }).toStrictEqual({
            ...whole.summary,
            elapsedMs: 0,
            bytesRead: 0,
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  test("with a service that does not say of which row a match is finds that out by place", async () => {
    const session = openSession(await mast());
    const gaia = await searchCatalog<Row>(session, { catalog: "gaia", position: M101, radiusDeg: 1 });
    const all: Row[] = [];
    for await (const row of gaia.rows()) all.push(row);
    // Two rows at one place, and one between two stars: all must have all of their matches.
    const [a, b] = all as [Row, Row];
    const given = [
      `x,${a["ra"]},${a["dec"]}`,
      `y,${a["ra"]},${a["dec"]}`,
      `z,${b["ra"]},${Number(b["dec"]) + 0.001}`,
      "far,1,1",
    ];
    const { rows, summary } = await match(session, { catalog: "gaia", radiusDeg: 0.002, find: "best" }, given);
    expect(rows.map((row) => [row["name"], row["MatchID"]])).toStrictEqual([
      ["x", String(a["source_id"])],
      ["y", String(a["source_id"])],
      ["z", String(b["source_id"])],
      ["far", null],
    ]);
    expect(summary).toMatchObject({ matchedRows: 3, unassigned: 0 });
  });

  test("matches that are of no row are given all the same, and counted", async () => {
    const service = await mast();
    const data = [
      { MatchID: 1, MatchRA: 200.5, MatchDEC: 1 },
      { MatchID: 2, MatchRA: 10, MatchDEC: 1 },
    ];
    const fields = [
      { name: "MatchID", type: "string" },
      { name: "MatchRA", type: "float" },
      { name: "MatchDEC", type: "float" },
    ];
    service.on("/api/v0/invoke", answer(200, JSON.stringify({ status: "COMPLETE", msg: "", data, fields })));
    const { rows, summary } = await match(openSession(service), { catalog: "gaia" }, ["a,10,1"]);
    expect(rows).toMatchObject([
      { name: "a", MatchID: "2" },
      { name: null, MatchID: "1", separation_arcsec: null },
    ]);
    expect(summary).toMatchObject({ unassigned: 1, pairs: 1, rows: 2 });
  });

  test("of an empty table has columns, and no rows", async () => {
    const numbers = await table(["a,1,1"]);
    const empty: TableStream = { ...numbers, async *batches() {} };
    const result = await crossmatchCatalog<Row>(openSession(await mast()), { catalog: "tic", table: empty });
    const rows: Row[] = [];
    for await (const row of result.rows()) rows.push(row);
    const [fields, summary] = [result.fields.map(({ name }) => name), await result.summary];
    expect(rows).toStrictEqual([]);
    expect(fields).toContain("Tmag");
    expect(summary).toMatchObject({ inputRows: 0, rows: 0 });
  });

  test("of a failing service fails, with what it says", async () => {
    const service = await mast();
    service.settings.failing.set("Mast.Tic.Crossmatch", "Timeout expired.");
    await expect(match(openSession(service), { catalog: "tic" }, ["a,1,1"])).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
    });
  });

  test.each<[string, Omit<CrossmatchQuery, "table">, CrossmatchOptions, RegExp]>([
    ["a catalogue that is not matched", { catalog: "plato" }, {}, /no service for cross-matches/],
    ["a radius that is none", { catalog: "tic", radiusDeg: 2 }, {}, /1 degree at most/],
    ["a chunk that is none", { catalog: "tic" }, { chunkRows: 0 }, /whole number of rows/],
    ["a column that is none", { catalog: "tic", position: { ra: "x", dec: "y" } }, {}, /"x"/],
  ])("with %s is refused", async (_what, query, options, words) => {
    await expect(match(openSession(await mast()), query, ["a,1,1"], options)).rejects.toThrow(words);
  });
});
