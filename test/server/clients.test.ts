import type { Transport } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { DatalinkService } from "@armillary/datalink";
import { ScsService } from "@armillary/scs";
import { SiaService } from "@armillary/siap";
import { SsaService } from "@armillary/ssap";
import { TapService } from "@armillary/tap";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gather } from "../support/column-arbitraries.ts";
import { type Published, publish } from "./published.ts";

let published: Published;
let transport: Transport;
beforeAll(async () => {
  published = await publish();
  transport = createNodeTransport();
});
afterAll(async () => {
  await transport.close();
  await published.close();
});

describe("our own clients use the services over our own engine", () => {
  const tap = (): TapService => new TapService(`${published.server.url}/tap`, { transport });

  test.each(["sync", "async"] as const)("TAP, %s", async (mode) => {
    const result = await tap().query("SELECT source_id, ra, label FROM stars WHERE kind = 2 ORDER BY source_id", {
      mode,
    });
    const rows = await gather(result.rows());
    expect(rows.length).toBe(400);
    expect(rows[0]).toMatchObject({ source_id: 9_007_199_254_741_007n, label: "Star 2 γ <&>" });
    expect((await result.summary).status).toBe("OK");
  });

  test("TAP, with a table sent along, by both modes", async () => {
    for (const mode of ["sync", "async"] as const) {
      const result = await tap().query(
        "SELECT s.source_id, m.word FROM stars AS s JOIN TAP_UPLOAD.mine AS m ON s.kind = m.kind WHERE s.mag < 8.2",
        {
          mode,
          uploads: {
            mine: {
              rows: [
                { kind: 0, word: "none" },
                { kind: 2, word: "zwei" },
              ],
            },
          },
        },
      );
      const rows = await gather(result.rows());
      expect(rows.length).toBeGreaterThan(3);
    }
  });

  test("TAP's tables and examples", async () => {
    const description = await tap().describe();
    await description.tables.loadAll();
    const names = description.tables.tables.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["stars", "messier", "ivoa.obscore", "TAP_SCHEMA.columns"]));
    const stars = description.tables.tables.find(({ name }) => name === "stars");
    expect(stars?.columns[1]).toMatchObject({ name: "ra", unit: "deg", ucd: "pos.eq.ra;meta.main" });
    expect(description.problems).toEqual([]);
  });

  test("what the service says of its ADQL lets our checker find what it would refuse", async () => {
    const failure = await tap()
      .query("SELECT nothing FROM stars", { mode: "sync" })
      .catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "DAL_QUERY_ERROR", message: expect.stringContaining("nothing") });
  });

  test("cone search", async () => {
    const service = new ScsService(`${published.server.url}/scs/stars`, { transport });
    const result = await service.search({ raDeg: 100, decDeg: 10, radiusDeg: 5 });
    const rows = await gather(result.rows());
    const { rows: expected } = await (
      await tap().query("SELECT source_id FROM stars WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(100, 10, 5))")
    ).summary;
    expect(rows.length).toBe(expected);
    expect(rows.length).toBeGreaterThan(0);
  });

  test("images, which are told from what the service says to be SIA 2", async () => {
    const service = new SiaService(`${published.server.url}/sia2/ivoa.obscore`, { transport });
    expect((await service.version()).version).toBe(2);
    const result = await service.search({ region: { raDeg: 10, decDeg: 20, radiusDeg: 0.1 }, bandM: 5e-7 });
    const records = await gather(result.records());
    expect(records.map(({ accessUrl, publisherDid }) => [accessUrl, publisherDid])).toEqual([
      ["https://data.example/img1", "ivo://test/obs?img1"],
    ]);
  });

  test("spectra", async () => {
    const service = new SsaService(`${published.server.url}/ssa/ivoa.obscore`, { transport });
    const result = await service.search({ raDeg: 10, decDeg: 20, diameterDeg: 0.5 });
    const records = await gather(result.records());
    expect(records).toMatchObject([{ accessUrl: "https://data.example/spec1", bandMinM: 4e-7, raDeg: 10, decDeg: 20 }]);
  });

  test("links", async () => {
    const service = new DatalinkService(`${published.server.url}/datalink/ivoa.obscore/links`, { transport });
    const result = await service.links(["ivo://test/obs?img1", "ivo://test/obs?none"]);
    const records = await gather(result.records());
    expect(records).toMatchObject([
      { kind: "access", accessUrl: "https://data.example/img1", semantics: "#this", contentLengthBytes: 20_000 },
      { kind: "error", id: "ivo://test/obs?none", fault: "NotFoundFault" },
    ]);
    const { outcomes } = await result.summary;
    expect(outcomes.length).toBe(2);
  });
});

/** What somebody may try who has nothing but ADQL. */
const HOSTILE: readonly string[] = [
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM '/etc/passwd'",
  'SELECT * FROM "/etc/passwd"',
  "SELECT * FROM read_parquet('http://169.254.169.254/x')",
  "SELECT * FROM glob('/*')",
  "SELECT getenv('HOME') FROM stars",
  "SELECT current_setting('temp_directory') FROM stars",
  "SELECT * FROM duckdb_settings()",
  "SELECT * FROM information_schema.tables",
  "SELECT * FROM sqlite_master",
  "COPY stars TO '/tmp/stolen.csv'",
  "ATTACH '/tmp/other.db' AS other",
  "SET enable_external_access = true",
  "SELECT ra FROM stars; DROP TABLE stars",
  "SELECT ra FROM stars; SET memory_limit = '100GB'",
  "INSTALL httpfs",
  "PRAGMA database_list",
  "SELECT label FROM stars WHERE label = '' UNION SELECT content FROM read_blob('/etc/shadow')",
  'SELECT "ra"" FROM stars; --" FROM stars',
];

describe("ADQL reaches nothing but the tables", () => {
  test.each(HOSTILE)("%s", async (query) => {
    const { server } = published;
    for (const RESPONSEFORMAT of ["votable", "csv"]) {
      const body = new URLSearchParams({ LANG: "ADQL", QUERY: query, RESPONSEFORMAT });
      const answer = await fetch(`${server.url}/tap/sync`, { method: "POST", body });
      expect(answer.status).toBe(400);
      const text = await answer.text();
      expect(text).toContain('value="ERROR"');
      expect(text).not.toMatch(/root:|armillary-/);
    }
    const after = await fetch(`${server.url}/tap/sync?QUERY=SELECT+COUNT(*)+AS+n+FROM+stars&RESPONSEFORMAT=csv`);
    expect(await after.text()).toBe("n\n2000\n");
  });

  test("nor do the parameters of the other services", async () => {
    const { server } = published;
    const tries = [
      "/sia2/ivoa.obscore/query?COLLECTION=x') UNION SELECT * FROM read_text('/etc/passwd') --",
      "/ssa/ivoa.obscore?TARGETNAME=x'; DROP TABLE stars; --",
      "/datalink/ivoa.obscore/links?ID=x' OR '1'='1",
      "/scs/stars?RA=1)&DEC=1&SR=1",
      "/scs/stars; DROP TABLE stars?RA=1&DEC=1&SR=1",
    ];
    for (const path of tries) {
      const text = await (await fetch(server.url + encodeURI(path))).text();
      expect(text).not.toMatch(/root:|img1/);
    }
    const after = await fetch(`${server.url}/tap/sync?QUERY=SELECT+COUNT(*)+AS+n+FROM+stars&RESPONSEFORMAT=csv`);
    expect(await after.text()).toBe("n\n2000\n");
  });
});
