import { createNodeTransport } from "@armillary/dali/node";
import { TapService, type TapSummary } from "@armillary/tap";
import { expect, onTestFinished, test } from "vitest";
import { starTable, type TapServiceOptions, tapService } from "../support/tap-service/index.ts";

async function open(options: TapServiceOptions = {}) {
  const server = await tapService(options);
  const transport = createNodeTransport({ retry: { baseMs: 1 } });
  onTestFinished(() => transport.close());
  return { server, transport, service: new TapService(server.url, { transport }) };
}

test("gives columns, rows and the verdict", async () => {
  const { service, server } = await open();
  const result = await service.query("SELECT TOP 3 source_id, ra, label FROM survey.stars ORDER BY source_id");
  expect(result.fields.map(({ name, datatype, ucd }) => [name, datatype, ucd])).toEqual([
    ["source_id", "long", "meta.id;meta.main"],
    ["ra", "double", "pos.eq.ra;meta.main"],
    ["label", "unicodeChar", undefined],
  ]);
  const rows = [];
  for await (const row of result.rows()) rows.push(row);
  expect(rows[0]).toEqual({ source_id: 9007199254740993n, ra: 0, label: "Star 0 α <&>" });
  expect(rows).toHaveLength(3);
  const summary: TapSummary = await result.summary;
  expect(summary).toMatchObject({ status: "OK", rows: 3, mode: "sync", complete: true, suspect: false, notes: [] });
  expect(server.queries.map(({ mode }) => mode)).toEqual(["sync"]);
  await server.idle().catch(() => undefined);
});

test("async", async () => {
  const { service, server } = await open({ tables: [starTable(20)] });
  const phases: string[] = [];
  const result = await service.query("SELECT * FROM stars", {
    mode: "async",
    onProgress: ({ phase }) => phases.push(phase),
  });
  const table = await result.toArrow();
  expect(table.numRows).toBe(20);
  expect(server.jobs).toEqual([]);
  expect(phases).toEqual(["ASKING", "COMPLETED", "RECEIVING", "DONE"]);
});
