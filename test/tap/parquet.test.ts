import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Spool } from "@armillary/formats";
import { spoolToFile } from "@armillary/formats/node";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { gatherBytes } from "../../packages/formats/src/random-access.ts";
import { starTable } from "../support/tap-service/index.ts";
import { failureOf, openService, rowsOf } from "./open-service.ts";

// Parquet is read from its end: an answer of it is kept first, in memory or in a file.

const QUERY = "SELECT * FROM stars ORDER BY source_id";
const tables = [starTable(3000)];

// Files of this test alone: others run beside it.
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "armillary-spools-"));
  vi.stubEnv("TMPDIR", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Spools made, by name, and what became of the bytes. */
function countedSpool(spool: Spool): { readonly spool: Spool; readonly sizes: number[]; open: number } {
  const counted = {
    sizes: [] as number[],
    open: 0,
    spool: (async (bytes, gzip) => {
      const access = await spool(bytes, gzip);
      counted.sizes.push(access.byteLength);
      counted.open++;
      return {
        byteLength: access.byteLength,
        slice: (start, end) => access.slice(start, end),
        async close() {
          counted.open--;
          await access.close();
        },
      };
    }) satisfies Spool as Spool,
  };
  return counted;
}

describe.each([
  ["in memory", gatherBytes as Spool],
  ["in a file", spoolToFile as Spool],
])("Parquet answers kept %s", (_, spool) => {
  test.each(["sync", "async", "auto"] as const)("%s: the rows are those of the VOTable", async (mode) => {
    const counted = countedSpool(spool);
    const before = await spoolFiles();
    const { service, server } = await openService({ tables }, { client: { spool: counted.spool } });
    const result = await service.query(QUERY, { mode, format: "parquet" });
    expect(result.fields.map(({ name }) => name)).toEqual(tables[0]?.fields.map(({ name }) => name));
    const rows = await rowsOf(result);
    expect(rows).toHaveLength(3000);
    expect(rows).toEqual(await rowsOf(await service.query(QUERY, { mode: "sync" })));
    expect(await result.summary).toMatchObject({ status: "OK", rows: 3000, complete: true });
    expect(server.queries[0]?.parameters).toContainEqual(["RESPONSEFORMAT", "parquet"]);
    expect(counted.sizes).toHaveLength(1);
    expect(counted.open).toBe(0);
    expect(await spoolFiles()).toEqual(before);
  });

  test("one that is left, or closed unread, keeps nothing", async () => {
    const counted = countedSpool(spool);
    const before = await spoolFiles();
    const { service } = await openService({ tables }, { client: { spool: counted.spool } });
    for await (const _batch of (await service.query(QUERY, { format: "parquet" })).batches()) break;
    await (await service.query(QUERY, { format: "parquet" })).close();
    expect(counted.sizes).toHaveLength(2);
    expect(counted.open).toBe(0);
    expect(await spoolFiles()).toEqual(before);
  });

  test("rows missing at MAXREC are found by their number, for Parquet has no place for OVERFLOW", async () => {
    const { service } = await openService({ tables }, { client: { spool } });
    const result = await service.query(QUERY, { mode: "sync", format: "parquet", maxrec: 100 });
    expect(await rowsOf(result)).toHaveLength(100);
    expect(await result.summary).toMatchObject({ rows: 100, limit: { source: "MAXREC", rows: 100 }, suspect: true });
  });

  test("a refusal is a VOTable, whatever was asked for", async () => {
    const { service } = await openService({ tables }, { client: { spool } });
    const failure = await failureOf(service.query("SELECT nothing FROM stars", { mode: "sync", format: "parquet" }));
    expect(failure).toMatchObject({ code: "DAL_QUERY_ERROR" });
  });
});

async function spoolFiles(): Promise<string[]> {
  return (await readdir(folder)).sort();
}
