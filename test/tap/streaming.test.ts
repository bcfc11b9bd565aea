import { getEventListeners } from "node:events";
import { createNodeTransport } from "@armillary/dali/node";
import { TapService } from "@armillary/tap";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { serveRows } from "../../bench/row-server.js";
import { starTable, tapService } from "../support/tap-service/index.ts";

// Results that are longer than anybody wants to hold. How fast is for bench/tap.js; here, that they stream.

let server: Awaited<ReturnType<typeof serveRows>>;
beforeAll(async () => {
  server = await serveRows();
});
afterAll(() => server.close());

function open() {
  const transport = createNodeTransport();
  onTestFinished(() => transport.close());
  return new TapService(server.url, { transport });
}

test.each(["TABLEDATA", "BINARY2"])(
  "300 000 rows of %s come in batches, the first before the last was sent",
  async (serialization) => {
    const result = await open().query(`SELECT ${serialization}`, { maxrec: 300_000 });
    let rows = 0;
    let checksum = 0n;
    let mostBytes = 0;
    for await (const batch of result.batches()) {
      rows += batch.rows;
      const [ids] = batch.columns;
      if (ids?.kind === "int") {
        checksum += ids.values[0] as bigint;
        mostBytes = Math.max(mostBytes, ids.values.byteLength);
      }
    }
    expect(rows).toBe(300_000);
    expect(checksum).toBeGreaterThan(0n);
    // No batch has more than a fraction of the rows.
    expect(mostBytes).toBeLessThan(8 * 70_000);
    expect(await result.summary).toMatchObject({ status: "OK", rows: 300_000, complete: true });
  },
);

test("a reader that stops holds the service up, and gets no more than it asked for", async () => {
  const result = await open().query("SELECT TABLEDATA", { maxrec: 30_000_000 });
  let rows = 0;
  for await (const batch of result.batches()) {
    rows += batch.rows;
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (rows > 20_000) break;
  }
  expect(rows).toBeLessThan(500_000);
  expect((await result.summary).complete).toBe(false);
});

test("200 queries, 50 at a time, leave nothing behind", async () => {
  const transport = createNodeTransport({ connectionsPerHost: 8 });
  const service = new TapService(server.url, { transport });
  const { signal } = new AbortController();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next++ < 200) {
      const result = await service.query("SELECT TOP 2 * FROM t", { signal });
      expect((await result.summary).rows).toBe(2);
    }
  };
  await Promise.all(Array.from({ length: 50 }, worker));
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  await transport.close();
});

test("one signal for many queries, jobs and complete queries at a time has few listeners, and ends them all", async () => {
  const tables = [starTable(3)];
  const jobs = await tapService({ tables, pace: "held" });
  const silent = await tapService({ tables, quirks: { syncHangs: true } });
  const transport = createNodeTransport({ connectionsPerHost: 30 });
  onTestFinished(() => transport.close());
  const controller = new AbortController();
  const { signal } = controller;
  const asked = Array.from({ length: 60 }, (_, index) => {
    const kind = index % 3;
    const service = new TapService(kind === 0 ? jobs.url : silent.url, { transport });
    const how = kind === 0 ? { mode: "async" as const } : kind === 1 ? { mode: "sync" as const } : { complete: true };
    return service.query("SELECT source_id FROM stars", { signal, ...how }).then(
      () => "an answer",
      (failure: unknown) => (failure as { readonly code?: string }).code,
    );
  });
  while (jobs.jobs.length < 20) await new Promise((resolve) => setTimeout(resolve, 10));
  // Node warns of a leak from the eleventh on.
  expect(getEventListeners(signal, "abort").length).toBeLessThan(5);
  controller.abort();
  expect(new Set(await Promise.all(asked))).toEqual(new Set(["DAL_ABORTED"]));
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
