import { rowsOf } from "@armillary/columns";
import { createNodeTransport } from "@armillary/dali/node";
import { openEngine } from "@armillary/engine/node";
import { queryFederation } from "@armillary/federation";
import type { TableStream } from "@armillary/formats";
import { TapService, tableOfRows } from "@armillary/tap";
import { describe, expect, onTestFinished, test } from "vitest";
import { dachsLabel, dachsUrl } from "../support/dachs.ts";

// One query over two archives, which are one server under two names: what that server says to the same query is right.

const NEAR = "1 = CONTAINS(POINT('ICRS', b.ra, b.dec), CIRCLE('ICRS', a.ra, a.dec, 0.5))";

/** Tables of the archives `one` and `two`; without the archives' names it is a query for the server. */
const QUERIES: readonly (readonly [what: string, adql: string])[] = [
  [
    "a join by key",
    "SELECT a.name, b.ra, b.phot_g_mean_mag FROM one.stars.bright AS a JOIN two.stars.main AS b ON a.source_id = b.source_id",
  ],
  [
    "a join by position, with conditions on both sides",
    `SELECT a.source_id AS left_id, b.source_id AS right_id FROM one.stars.main AS a JOIN two.stars.main AS b ON ${NEAR} WHERE a.n_obs < 20 AND b.phot_g_mean_mag < 18`,
  ],
  [
    "an outer join with conditions in ON",
    "SELECT b.source_id, a.name FROM two.stars.main AS b LEFT OUTER JOIN one.stars.bright AS a ON a.source_id = b.source_id AND a.name > 'C' WHERE b.n_obs < 60",
  ],
  [
    "NULLs, text beyond ASCII, truth values",
    "SELECT a.source_id, b.remark, b.quality, b.spt FROM one.stars.main AS a JOIN two.stars.main AS b ON a.source_id = b.source_id WHERE a.bp_rp IS NULL AND b.quality IS NULL",
  ],
  [
    "grouping after the join",
    "SELECT b.spt, COUNT(*) AS n FROM one.stars.bright AS a JOIN two.stars.main AS b ON a.source_id = b.source_id GROUP BY b.spt",
  ],
  [
    "a subquery of the other archive",
    "SELECT a.source_id FROM one.stars.main AS a WHERE a.n_obs < 100 AND a.source_id IN (SELECT b.source_id FROM two.stars.bright AS b)",
  ],
  [
    "a set operation",
    "SELECT a.source_id FROM one.stars.main AS a WHERE a.n_obs < 30 EXCEPT SELECT b.source_id FROM two.stars.bright AS b",
  ],
];

describe.skipIf(dachsUrl === undefined)(`one query over archives and DaCHS${dachsLabel}`, () => {
  const url = `${dachsUrl ?? ""}/tap`;
  const strategies = ["fetch", "move"] as const;

  async function open() {
    const transport = createNodeTransport();
    const engine = await openEngine({ threads: 1 });
    onTestFinished(async () => {
      await engine.close();
      await transport.close();
    });
    const service = new TapService(url, { transport });
    const members = [
      { name: "one", service },
      { name: "two", service: new TapService(url, { transport }) },
    ];
    return { service, members, engine };
  }

  test.each(QUERIES.flatMap(([what, adql]) => strategies.map((strategy) => [what, strategy, adql] as const)))(
    "%s: %s",
    async (_what, strategy, adql) => {
      const { service, members, engine } = await open();
      const expected = await sorted(await service.query(adql.replace(/\b(?:one|two)\.(?=stars\.)/g, "")));
      const result = await queryFederation(adql, { members, engine, strategy });
      expect(await sorted(result)).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
      expect((await result.summary).status).toBe("OK");
    },
  );

  test("a table of one's own, uploaded in pieces", async () => {
    const { service, members, engine } = await open();
    const ids: unknown[] = [];
    for await (const { source_id } of (await service.query("SELECT TOP 40 source_id FROM stars.main")).rows())
      ids.push(source_id);
    const rows = ids.map((id, index) => [index, id]);
    const fields = [
      { name: "n", datatype: "int" },
      { name: "id", datatype: "long" },
    ] as const;
    await engine.addTable("mine", { stream: tableOfRows({ rows, fields }) });
    const adql = "SELECT m.n, m.id, b.source_id FROM mine AS m JOIN two.stars.main AS b ON b.source_id = m.id";
    const found = await sorted(await queryFederation(adql, { members, engine, strategy: "move", uploadRows: 9 }));
    expect(found).toEqual(rows.map(([n, id]) => `${n} | ${id} | ${id}`).sort());
  });
});

async function sorted(table: TableStream): Promise<readonly string[]> {
  const rows: string[] = [];
  for await (const batch of table.batches()) {
    for (const row of rowsOf(batch)) rows.push(row.map((value) => String(value).trimEnd()).join(" | "));
  }
  return rows.sort();
}
