import { setTimeout as sleep } from "node:timers/promises";
import { type ColumnBatch, rowsOf } from "@armillary/columns";
import { type Engine, type EngineOptions, openEngine } from "@armillary/engine/node";
import { type FederatedQueryOptions, queryFederation, type StepOutcome } from "@armillary/federation";
import type { TableStream } from "@armillary/formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineMember, type RowsTable, sourceOf } from "../support/engine-members.ts";

/** Numbers from a seed, from 0 to 1. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Places around the pole and around RA 0, where joins go wrong that are not done on the sphere. */
function places(count: number, seed: number): readonly (readonly [ra: number, dec: number])[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? [next() * 360, 90 - next() * 0.02] : [(359.99 + next() * 0.02) % 360, next() * 0.02 - 0.01],
  );
}

const OBSERVATIONS: RowsTable = {
  name: "ivoa.obscore",
  columns: "obs_id:char s_ra s_dec t_exptime instrument:char",
  rows: places(60, 1).map(([ra, dec], index) => [
    `o${index}`,
    ra,
    dec,
    index % 7 === 0 ? null : index * 10,
    index % 3 === 0 ? "NIRCam" : index % 3 === 1 ? "MIRI" : null,
  ]),
};
const PLANES: RowsTable = {
  name: "caom.plane",
  columns: "obs_id:char calib:int",
  rows: Array.from({ length: 90 }, (_, index) => [`o${index % 70}`, index % 4]),
};
const SOURCES: RowsTable = {
  name: "wise",
  columns: "designation:char ra dec w1mpro obs_id:char",
  rows: places(400, 2).map(([ra, dec], index) => [`w${index}`, ra, dec, 8 + (index % 90) / 10, `o${index % 80}`]),
};
const MINE: RowsTable = {
  name: "mine",
  columns: "id:long ra dec name:char",
  rows: places(15, 3).map(([ra, dec], index) => [BigInt(index), ra, dec, index % 4 === 0 ? null : `o${index}`]),
};

/** Archives, tables that are here, and one database that has all: what it says is right. */
let mast: Awaited<ReturnType<typeof engineMember>>;
let irsa: Awaited<ReturnType<typeof engineMember>>;
let all: Engine;
const asked: string[] = [];
const engines: Engine[] = [];

beforeAll(async () => {
  mast = await engineMember("mast", [OBSERVATIONS, PLANES], { uploadRows: 7, asked });
  irsa = await engineMember("irsa", [SOURCES], { uploadRows: 1000, asked });
  all = await openEngine({ threads: 1 });
  const together = [
    { ...OBSERVATIONS, name: "mast_obscore" },
    { ...PLANES, name: "mast_plane" },
    { ...SOURCES, name: "irsa_wise" },
    MINE,
  ];
  for (const table of together) await all.addTable(table.name, sourceOf(table));
});
afterAll(async () => {
  for (const engine of [mast.engine, irsa.engine, all, ...engines]) await engine.close();
});

async function federate(adql: string, options: Partial<FederatedQueryOptions> = {}) {
  const engine = await openEngine({ threads: 1 });
  engines.push(engine);
  await engine.addTable(MINE.name, sourceOf(MINE));
  return queryFederation(adql, { members: [mast, irsa], engine, complete: false, ...options });
}

async function read(
  table: TableStream,
): Promise<{ readonly names: readonly string[]; readonly rows: readonly string[] }> {
  const batches: ColumnBatch[] = [];
  for await (const batch of table.batches()) batches.push(batch);
  const rows = batches.flatMap((batch) => [...rowsOf(batch)].map((row) => row.map(String).join(" | ")));
  return { names: table.fields.map(({ name }) => name), rows };
}

/** The same query for the database that has all tables. */
function here(adql: string): string {
  return adql
    .replaceAll("mast.ivoa.obscore", "mast_obscore")
    .replaceAll("mast.caom.plane", "mast_plane")
    .replaceAll("irsa.wise", "irsa_wise");
}

const NEAR = "1 = CONTAINS(POINT(w.ra, w.dec), CIRCLE(o.s_ra, o.s_dec, 0.003))";

const QUERIES: readonly string[] = [
  "SELECT o.obs_id, o.s_ra FROM mast.ivoa.obscore AS o WHERE o.t_exptime > 100 ORDER BY o.s_ra",
  `SELECT o.obs_id, w.designation FROM mast.ivoa.obscore AS o JOIN irsa.wise AS w ON ${NEAR}`,
  `SELECT o.obs_id, w.designation, w.w1mpro FROM mast.ivoa.obscore AS o LEFT JOIN irsa.wise AS w ON ${NEAR} AND w.w1mpro < 12`,
  `SELECT o.obs_id, w.designation FROM irsa.wise AS w RIGHT JOIN mast.ivoa.obscore AS o ON ${NEAR} WHERE o.t_exptime IS NOT NULL`,
  `SELECT o.obs_id, w.designation FROM mast.ivoa.obscore AS o FULL JOIN irsa.wise AS w ON o.obs_id = w.obs_id AND w.w1mpro < 9`,
  `SELECT o.obs_id, w.designation FROM mast.ivoa.obscore AS o, irsa.wise AS w WHERE ${NEAR} AND o.instrument = 'MIRI' AND w.w1mpro > 10`,
  "SELECT m.id, w.designation FROM mine AS m JOIN irsa.wise AS w ON DISTANCE(POINT(m.ra, m.dec), POINT(w.ra, w.dec)) < 0.005",
  "SELECT m.id, o.obs_id, w.designation FROM mine AS m JOIN mast.ivoa.obscore AS o ON m.name = o.obs_id JOIN irsa.wise AS w ON w.obs_id = o.obs_id",
  "SELECT o.instrument, COUNT(*) AS n, AVG(w.w1mpro) AS mean FROM mast.ivoa.obscore AS o JOIN irsa.wise AS w ON o.obs_id = w.obs_id GROUP BY o.instrument HAVING COUNT(*) > 5",
  "SELECT TOP 7 o.obs_id, w.w1mpro FROM mast.ivoa.obscore AS o JOIN irsa.wise AS w ON o.obs_id = w.obs_id ORDER BY w.w1mpro DESC, o.obs_id, w.designation",
  "SELECT DISTINCT o.instrument FROM mast.ivoa.obscore AS o JOIN irsa.wise AS w ON o.obs_id = w.obs_id",
  "SELECT obs_id, designation FROM mast.ivoa.obscore NATURAL JOIN irsa.wise",
  "SELECT obs_id, calib, w1mpro FROM mast.caom.plane JOIN irsa.wise USING (obs_id) WHERE calib > 1",
  "SELECT o.obs_id, p.calib, w.designation FROM mast.ivoa.obscore AS o JOIN mast.caom.plane AS p ON o.obs_id = p.obs_id JOIN irsa.wise AS w ON w.obs_id = p.obs_id WHERE p.calib = 2",
  "SELECT o.obs_id, p.calib, w.designation FROM mast.ivoa.obscore AS o LEFT JOIN mast.caom.plane AS p ON o.obs_id = p.obs_id AND p.calib > 1 JOIN irsa.wise AS w ON w.obs_id = o.obs_id WHERE p.calib IS NULL OR p.calib = 2",
  "SELECT w.designation, o.obs_id, p.calib FROM irsa.wise AS w LEFT JOIN (mast.ivoa.obscore AS o JOIN mast.caom.plane AS p ON o.obs_id = p.obs_id) ON w.obs_id = p.obs_id AND o.t_exptime > 100",
  "SELECT o.obs_id FROM mast.ivoa.obscore AS o WHERE o.obs_id IN (SELECT w.obs_id FROM irsa.wise AS w WHERE w.w1mpro < 9)",
  "SELECT o.obs_id FROM mast.ivoa.obscore AS o WHERE EXISTS (SELECT 1 FROM irsa.wise AS w WHERE w.obs_id = o.obs_id AND w.w1mpro > 15)",
  "SELECT w.designation FROM irsa.wise AS w WHERE NOT EXISTS (SELECT 1 FROM mast.ivoa.obscore AS o WHERE w.obs_id = o.obs_id)",
  "SELECT o.obs_id AS id FROM mast.ivoa.obscore AS o UNION SELECT w.obs_id FROM irsa.wise AS w",
  "SELECT COUNT(*) AS n FROM mast.ivoa.obscore UNION ALL SELECT COUNT(*) FROM irsa.wise",
  "SELECT w.obs_id FROM irsa.wise AS w EXCEPT SELECT o.obs_id FROM mast.ivoa.obscore AS o",
  "WITH bright AS (SELECT obs_id, MIN(w1mpro) AS w1 FROM irsa.wise GROUP BY obs_id) SELECT o.obs_id, bright.w1 FROM bright JOIN mast.ivoa.obscore AS o ON o.obs_id = bright.obs_id",
  "SELECT d.instrument, w.designation FROM (SELECT instrument, obs_id FROM mast.ivoa.obscore WHERE t_exptime > 300) AS d JOIN irsa.wise AS w ON w.obs_id = d.obs_id",
  "SELECT o.obs_id, w.designation FROM mast.ivoa.obscore AS o JOIN irsa.wise AS w ON o.obs_id = w.obs_id AND (o.t_exptime > 400 OR w.w1mpro < 9)",
  "SELECT COUNT(*) AS n FROM mast.ivoa.obscore AS o, irsa.wise AS w",
  "SELECT * FROM mine AS m LEFT JOIN irsa.wise AS w ON m.name = w.obs_id",
  "SELECT o.obs_id, m.id FROM mast.ivoa.obscore AS o JOIN mine AS m ON o.obs_id = m.name WHERE m.id > 3 AND o.instrument IS NULL",
];

describe("gives the rows that one database with all tables gives", () => {
  const strategies = ["fetch", "move", "auto"] as const;
  it.each(QUERIES.flatMap((adql) => strategies.map((strategy) => [strategy, adql] as const)))(
    "%s: %s",
    async (strategy, adql) => {
      const expected = await read(await all.query(here(adql)));
      const result = await federate(adql, { strategy });
      const found = await read(result);
      expect([...found.rows].sort()).toEqual([...expected.rows].sort());
      if (adql.includes("ORDER BY")) expect(found.rows).toEqual(expected.rows);
      expect(found.names).toEqual(expected.names);
      expect(expected.rows.length).toBeGreaterThan(0);
      const { status, steps } = await result.summary;
      expect(status).toBe("OK");
      expect(steps.map((step) => step.status).filter((each) => each !== "OK")).toEqual([]);
    },
  );

  it("moves rows in pieces as large as the archive takes", async () => {
    asked.length = 0;
    await read(
      await federate("SELECT m.id, o.obs_id FROM mine AS m JOIN mast.ivoa.obscore AS o ON m.name = o.obs_id", {
        strategy: "move",
      }),
    );
    const pieces = asked.filter((adql) => adql.includes("TAP_UPLOAD"));
    expect(pieces.length).toBe(3);
  });
});

describe("loses nothing in silence", () => {
  const NAMED = "SELECT m.id, w.designation FROM mine AS m JOIN irsa.wise AS w ON m.name = w.obs_id";

  it("asks again for half of what an archive cut, until it fits", async () => {
    const small = await engineMember("irsa", [SOURCES], { mostRows: 12 });
    engines.push(small.engine);
    const found = await read(await federate(NAMED, { members: [small], strategy: "move" }));
    expect([...found.rows].sort()).toEqual([...(await read(await all.query(here(NAMED)))).rows].sort());
  });

  it("says that one row has more matches than the archive gives", async () => {
    const small = await engineMember("irsa", [SOURCES], { mostRows: 3 });
    engines.push(small.engine);
    await expect(federate(NAMED, { members: [small], strategy: "move" })).rejects.toMatchObject({
      code: "FEDERATION_TOO_LARGE",
      member: "irsa",
    });
  });

  it("says which part was cut", async () => {
    const small = await engineMember("irsa", [SOURCES], { mostRows: 3 });
    engines.push(small.engine);
    const result = await federate(
      "SELECT m.id, w.designation FROM mine AS m JOIN irsa.wise AS w ON m.name = w.obs_id",
      {
        members: [small],
        strategy: "fetch",
      },
    );
    await read(result);
    expect(await result.summary).toMatchObject({ status: "OVERFLOW", message: expect.stringContaining("irsa") });
  });

  it("names the archive that failed, and ends the others", async () => {
    const steps: StepOutcome[] = [];
    const broken = {
      name: "irsa",
      service: { ...irsa.service, query: () => Promise.reject(new Error("out of order")) },
    };
    const failure = await federate(QUERIES[1] ?? "", {
      members: [mast, broken],
      strategy: "fetch",
      onStep: (step) => steps.push(step),
    }).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      code: "FEDERATION_PART",
      member: "irsa",
      message: expect.stringContaining("out of order"),
    });
    expect(steps.findLast(({ member }) => member === "irsa")).toMatchObject({ status: "ERROR" });
  });

  it("ends at the caller's signal", async () => {
    const abort = new AbortController();
    abort.abort(new Error("enough"));
    await expect(federate(QUERIES[1] ?? "", { signal: abort.signal })).rejects.toThrow("enough");
  });
});

describe("lets go of what the archives gave", () => {
  const JOIN = `SELECT o.obs_id, w.designation FROM mast.ivoa.obscore AS o JOIN irsa.wise AS w ON ${NEAR}`;

  async function engineWith(options: EngineOptions = {}): Promise<Engine> {
    const engine = await openEngine({ threads: 1, ...options });
    engines.push(engine);
    await engine.addTable(MINE.name, sourceOf(MINE));
    return engine;
  }
  const names = ({ tables }: Engine): readonly string[] => tables.map(({ name }) => name);

  it("when its rows can be read, which are all there", async () => {
    const engine = await engineWith();
    for (let round = 0; round < 2; round++) {
      const result = await federate(JOIN, { engine, strategy: "fetch" });
      expect(result.plan.steps.map(({ id }) => id)).toEqual(["p1", "p2"]);
      expect(names(engine)).toEqual(["mine"]);
      expect([...(await read(result)).rows].sort()).toEqual([...(await read(await all.query(here(JOIN)))).rows].sort());
    }
  });

  it("when a part fails", async () => {
    const engine = await engineWith();
    const broken = {
      name: "irsa",
      service: { ...irsa.service, query: () => sleep(50).then(() => Promise.reject(new Error("out of order"))) },
    };
    await expect(federate(JOIN, { engine, members: [mast, broken], strategy: "fetch" })).rejects.toThrow(
      "out of order",
    );
    expect(names(engine)).toEqual(["mine"]);
  });

  it("and of its memory, for as many queries as one likes", async () => {
    const engine = await engineWith({ memoryLimitBytes: 24 * 2 ** 20, spillLimitBytes: 2 ** 20 });
    const large: RowsTable = {
      name: "large",
      columns: "n:long a b c",
      rows: Array.from({ length: 150_000 }, (_, row) => [BigInt(row), Math.sin(row), Math.cos(row), row / 7]),
    };
    const far = await engineMember("far", [large]);
    engines.push(far.engine);
    const query = "SELECT COUNT(*) AS n, SUM(l.a + l.b + l.c) AS s FROM mine AS m JOIN far.large AS l ON m.id = l.n";
    for (let round = 0; round < 8; round++) {
      const { rows } = await read(await federate(query, { engine, members: [far], strategy: "fetch" }));
      expect(rows[0]).toMatch(/^15 \| /);
    }
  });
});
