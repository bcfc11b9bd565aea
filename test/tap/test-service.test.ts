import { expect, test } from "vitest";
import { starTable, type TapServiceOptions, tapService } from "../support/tap-service/index.ts";

// The service that the tests of this folder ask: that it runs queries rightly, and is as wrong as it is told to be.

async function csv(query: string, options: TapServiceOptions = {}, more: Record<string, string> = {}): Promise<string> {
  const service = await tapService(options);
  const body = new URLSearchParams({ REQUEST: "doQuery", LANG: "ADQL", QUERY: query, RESPONSEFORMAT: "csv", ...more });
  const response = await fetch(`${service.url}/sync`, { method: "POST", body });
  return response.text();
}

test.each([
  ["SELECT COUNT(*) AS n FROM survey.stars", "n\n50\n"],
  [
    "SELECT TOP 2 source_id, kind FROM stars ORDER BY source_id DESC",
    "source_id,kind\n9007199254741336,4\n9007199254741329,3\n",
  ],
  [
    "SELECT kind, COUNT(*) AS n, MIN(ra) AS low FROM stars WHERE mag IS NULL GROUP BY kind HAVING COUNT(*) > 1 ORDER BY 1",
    "kind,n,low\n4,2,190.03200000000004\n",
  ],
  [
    "SELECT source_id FROM stars WHERE source_id >= 9007199254740993 AND source_id < 9007199254741000",
    "source_id\n9007199254740993\n",
  ],
  [
    "SELECT a.kind FROM stars AS a JOIN stars AS b ON a.source_id = b.source_id WHERE b.kind IN (3) AND NOT a.ra < 300",
    "kind\n3\n3\n",
  ],
  [
    "SELECT COUNT(*) AS n FROM stars WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 0, -78.52, 1))",
    "n\n1\n",
  ],
  ["SELECT DISTINCT kind FROM stars WHERE label LIKE 'Star 1%' AND kind BETWEEN 1 AND 2", "kind\n1\n2\n"],
  ["SELECT table_name FROM TAP_SCHEMA.tables", "table_name\nsurvey.stars\n"],
  [
    "SELECT kind FROM stars WHERE kind = 1 UNION SELECT kind FROM stars WHERE kind = 2 ORDER BY kind DESC",
    "kind\n2\n1\n",
  ],
])("%s", async (query, answer) => {
  expect(await csv(query)).toBe(answer);
});

test.each([
  ["MAXREC", { limits: { sync: { hard: 10 } } }, { MAXREC: "3" }, 3],
  ["a hard limit", { limits: { sync: { hard: 10 } } }, { MAXREC: "30" }, 10],
  ["a default limit", { limits: { sync: { default: 7, hard: 10 } } }, {}, 7],
  ["MAST's cap", { quirks: { cap: { rows: 20, silent: true } } }, { MAXREC: "30" }, 20],
] as const)("%s cuts", async (_, options, more, rows) => {
  const lines = (await csv("SELECT * FROM stars", options, more)).trimEnd().split("\n");
  expect(lines).toHaveLength(rows + 1);
});

test("jobs go through UWS, held as the test says", async () => {
  const service = await tapService({ tables: [starTable(3)], pace: "held" });
  const body = new URLSearchParams({ LANG: "ADQL", QUERY: "SELECT kind FROM stars", FORMAT: "csv" });
  const created = await fetch(`${service.url}/async`, { method: "POST", body, redirect: "manual" });
  const url = created.headers.get("location") ?? "";
  await fetch(`${url}/phase`, { method: "POST", body: new URLSearchParams({ PHASE: "RUN" }), redirect: "manual" });
  const [job] = service.jobs;
  expect(job?.phase).toBe("QUEUED");
  const waiting = fetch(`${url}?WAIT=30&PHASE=QUEUED`).then((response) => response.text());
  if (job !== undefined) await service.advance(job, "COMPLETED");
  expect(await waiting).toContain("<uws:phase>COMPLETED");
  expect(await (await fetch(`${url}/results/result`)).text()).toBe("kind\n0\n1\n2\n");
});
