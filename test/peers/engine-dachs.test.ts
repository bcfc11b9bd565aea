import type { CellValue } from "@armillary/columns";
import { rowsOf } from "@armillary/columns";
import { createNodeTransport } from "@armillary/dali/node";
import { type Engine, openEngine } from "@armillary/engine/node";
import type { TableStream } from "@armillary/formats";
import { TapService } from "@armillary/tap";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dachsLabel, dachsUrl } from "../support/dachs.ts";
import { type EngineQuery, GEOMETRY_QUERIES, OTHER_QUERIES } from "./engine-queries.ts";

// The local engine beside PostgreSQL with pgsphere and q3c, as DaCHS drives it: the same rows for the same query.

const TABLES = ["stars.main", "stars.bright", "ivoa.obscore"];

describe.skipIf(dachsUrl === undefined)(`the engine and DaCHS${dachsLabel}`, { retry: 2 }, () => {
  const transport = createNodeTransport();
  const service = new TapService(`${dachsUrl ?? "http://127.0.0.1"}/tap`, { transport });
  let engine: Engine;

  beforeAll(async () => {
    engine = await openEngine({ threads: 2 });
    for (const table of TABLES) {
      const stream = await service.query(`SELECT * FROM ${table}`, { maxrec: 1_000_000 });
      await engine.addTable(table, { stream });
    }
  });

  afterAll(async () => {
    await engine?.close();
    await transport.close();
  });

  test.each(GEOMETRY_QUERIES)("geometry: $adql", (query) => compare(query));
  test.each(OTHER_QUERIES)("$adql", (query) => compare(query));

  async function compare({ adql, ordered }: EngineQuery): Promise<void> {
    const theirs = await rows(await service.query(adql, { maxrec: 1_000_000, mode: "sync" }));
    const ours = await rows(await engine.query(adql));
    if (ordered !== true) for (const side of [theirs, ours]) side.sort(byText);
    expect(ours.length).toBe(theirs.length);
    for (const [index, row] of theirs.entries()) expectAlike(ours[index] ?? [], row);
  }
});

async function rows(table: TableStream): Promise<(readonly CellValue[])[]> {
  const all: (readonly CellValue[])[] = [];
  const types = table.fields.map(({ xtype }) => xtype);
  for await (const batch of table.batches()) {
    for (const row of rowsOf(batch)) all.push(row.map((value, index) => normal(value, types[index])));
  }
  return all;
}

/** DaCHS gives whole numbers of some functions as long, ours as double; regions and timestamps in other spellings. */
function normal(value: CellValue, xtype: string | undefined): CellValue {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === "string" && xtype === "timestamp")
    return value.replace(/(\.\d*?)0*Z?$/, "$1").replace(/\.$/, "");
  return value;
}

/** Order by digits that rounding does not reach. */
function byText(a: readonly CellValue[], b: readonly CellValue[]): number {
  const [one, other] = [keyOf(a), keyOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function keyOf(row: readonly CellValue[]): string {
  return row.map((value) => (typeof value === "number" ? value.toPrecision(6) : String(value))).join("|");
}

function expectAlike(ours: readonly CellValue[], theirs: readonly CellValue[]): void {
  expect(ours.length).toBe(theirs.length);
  for (const [index, value] of theirs.entries()) {
    const own = ours[index] ?? null;
    if (Array.isArray(value) && Array.isArray(own)) expectAlike(own, value);
    else if (typeof value === "number" && typeof own === "number" && !Object.is(value, own)) {
      // Single precision comes in as it is; the libraries' sines differ in their last digits.
      expect(Math.abs(own - value)).toBeLessThanOrEqual(2e-9 * Math.max(1, Math.abs(value)));
    } else expect(own).toEqual(value);
  }
}
