import { getEventListeners } from "node:events";
import { createNodeTransport } from "@armillary/dali/node";
import { TapService } from "@armillary/tap";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { serveRows } from "../../bench/row-server.js";

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
  // One signal for a few: more than ten listeners at a time are a warning in Node.
  const signals = Array.from({ length: 50 }, () => new AbortController().signal);
  let next = 0;
  const worker = async (signal: AbortSignal): Promise<void> => {
    while (next++ < 200) {
      const result = await service.query("SELECT TOP 2 * FROM t", { signal });
      expect((await result.summary).rows).toBe(2);
    }
  };
  await Promise.all(signals.map(worker));
  expect(signals.map((signal) => getEventListeners(signal, "abort").length)).toEqual(signals.map(() => 0));
  await transport.close();
});
