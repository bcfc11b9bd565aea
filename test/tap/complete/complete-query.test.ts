import { type Catalog, createCatalog } from "@armillary/adql";
import type { CellValue } from "@armillary/columns";
import { DalError } from "@armillary/dali";
import { type CompletenessError, type CompleteOptions, type CompletePlan, completeQuery } from "@armillary/tap";
import { describe, expect, test } from "vitest";
import { batchOf, gather, rowsIn, streamOf } from "../../support/column-arbitraries.ts";
import { runQuery } from "../../support/tap-service/engine.ts";
import { type ServiceTable, serviceTable } from "../../support/tap-service/tables.ts";
import { type Here, type HereOptions, multiset, runHere, textOfRow } from "./run-here.ts";

const STARS = serviceTable(
  "survey.stars",
  { id: "long", ra: "double", dec: "double", mag: "float", kind: "int", name: "char*" },
  Array.from({ length: 97 }, (_, row): readonly CellValue[] => [
    9_007_199_254_740_993n + BigInt(row) * 2n,
    (row * 137.508) % 360,
    row - 48,
    row % 7 === 3 ? null : Math.fround(10 + (row % 5) / 10),
    row % 3,
    row % 11 === 0 ? null : `star ${row % 20}`,
  ]),
);
const KINDS = serviceTable("survey.kinds", { kind: "int", label: "char*" }, [
  [0, "star"],
  [1, "galaxy"],
  [2, "quasar"],
]);
const TABLES = [STARS, KINDS];

const catalog: Catalog = catalogOf(TABLES);

function catalogOf(tables: readonly ServiceTable[]): Catalog {
  return createCatalog({
    tables: tables.map(({ name, fields }) => ({
      name,
      columns: fields.map(({ name: column, datatype, arraysize }) => ({
        name: column,
        datatype: datatype ?? "double",
        ...(arraysize === undefined ? {} : { arraysize }),
      })),
    })),
  });
}

async function completed(
  adql: string,
  here: HereOptions = {},
  options: Partial<CompleteOptions> = {},
  tables: readonly ServiceTable[] = TABLES,
) {
  const service: Here = runHere(tables, here);
  const result = await completeQuery(adql, {
    run: service.run,
    catalog: tables === TABLES ? catalog : catalogOf(tables),
    retryDelayMs: 0,
    ...options,
  });
  const rows = rowsIn(await gather(result.batches()));
  return { rows, proof: (await result.summary).proof, summary: await result.summary, service, result };
}

function rowsOfAll(adql: string, tables: readonly ServiceTable[] = TABLES): readonly (readonly CellValue[])[] {
  return runQuery(adql, tables).rows;
}

describe("what can be divided", () => {
  test.each([
    ["a table", "SELECT * FROM survey.stars"],
    ["a condition with OR", "SELECT id, ra FROM survey.stars WHERE dec > 0 OR mag IS NULL"],
    ["columns that are not those of the ranges", "SELECT kind, name FROM survey.stars"],
    ["expressions", "SELECT ra + dec AS s, name FROM survey.stars"],
    ["a join", "SELECT s.id, k.label FROM survey.stars AS s JOIN survey.kinds AS k ON s.kind = k.kind"],
    ["an outer join", "SELECT s.id, k.label FROM survey.stars AS s LEFT JOIN survey.kinds AS k ON s.id = k.kind"],
    ["DISTINCT", "SELECT DISTINCT name, kind FROM survey.stars"],
    ["GROUP BY", "SELECT name, COUNT(*) AS n, MAX(ra) AS most FROM survey.stars GROUP BY name"],
    ["UNION ALL", "SELECT id, ra FROM survey.stars WHERE kind = 0 UNION ALL SELECT id, dec FROM survey.stars"],
    ["UNION", "SELECT kind, name FROM survey.stars UNION SELECT kind, label FROM survey.kinds"],
    ["a derived table", "SELECT q.id FROM (SELECT id, ra FROM survey.stars WHERE ra > 5) AS q"],
  ])("%s", async (_, adql) => {
    const { rows, proof } = await completed(adql, { limit: 13 });
    expect(multiset(rows)).toEqual(multiset(rowsOfAll(adql)));
    expect(proof).toMatchObject({ isComplete: true, received: rows.length, recounted: rows.length });
    expect(proof.parts.length).toBeGreaterThan(1);
  });

  test.each([
    ["aggregates of everything", "SELECT COUNT(*) AS n, MAX(ra) AS m FROM survey.stars"],
    ["OFFSET", "SELECT id FROM survey.stars ORDER BY id OFFSET 90"],
    ["nothing", "SELECT id FROM survey.stars WHERE ra < 0"],
    ["TOP below the limit", "SELECT TOP 5 id FROM survey.stars ORDER BY ra"],
  ])("what fits is sent as it is: %s", async (_, adql) => {
    const { rows, proof, service } = await completed(adql, { limit: 13 });
    expect(rows.map(textOfRow)).toEqual(rowsOfAll(adql).map(textOfRow));
    expect(proof).toMatchObject({ isComplete: true, requests: 2 });
    expect(service.queries[1]).toBe(adql);
  });
});

describe("what cannot be divided is refused, with the reason", () => {
  test.each([
    ["OFFSET", "SELECT id FROM survey.stars OFFSET 3", /OFFSET/],
    [
      "TOP within",
      "SELECT id FROM survey.stars WHERE kind IN (SELECT TOP 2 kind FROM survey.kinds)",
      /TOP in a query within it may give other rows each time/,
    ],
    [
      "TOP in an order of no column",
      "SELECT TOP 50 id FROM survey.stars ORDER BY ra + dec",
      /TOP takes the first rows/,
    ],
    [
      "TOP of UNION",
      "SELECT TOP 90 id FROM survey.stars UNION ALL SELECT id FROM survey.stars",
      /TOP in a query within/,
    ],
  ])("%s", async (_, adql, words) => {
    await expect(completed(adql, { limit: 13 })).rejects.toMatchObject({
      name: "CompletenessError",
      code: "TAP_INDIVISIBLE",
      message: expect.stringMatching(words),
    });
  });

  test("a query that names no column of tables that are not known", async () => {
    await expect(
      completed("SELECT * FROM survey.stars", { limit: 13 }, { catalog: createCatalog({}) }),
    ).rejects.toThrow(/no column of its tables is known/);
  });

  test("one value with too many rows is named, with their number", async () => {
    const alike = serviceTable("t", { ra: "double" }, [[1], ...Array.from({ length: 30 }, () => [10.5]), [20]]);
    await expect(completed("SELECT ra FROM t", { limit: 10 }, {}, [alike])).rejects.toMatchObject({
      code: "TAP_INDIVISIBLE",
      message: expect.stringMatching(/ra >= 10\.5.* 30 rows cannot be divided/),
    });
  });

  test("more parts than allowed", async () => {
    await expect(
      completed("SELECT * FROM survey.stars", { limit: 3 }, { limit: 3, maxParts: 20 }),
    ).rejects.toMatchObject({
      code: "TAP_TOO_MANY_PARTS",
    });
  });

  test("an error of the service is its own", async () => {
    await expect(completed("SELECT nothing FROM survey.stars")).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      message: expect.stringContaining("nothing"),
    });
  });
});

describe("ORDER BY", () => {
  test.each([
    ["id"],
    ["ra DESC"],
    ["mag, id"],
    ["mag DESC, id"],
    ["kind DESC, mag, ra"],
    ["name, id DESC"],
    ["2"],
    ["height"],
    ["survey.stars.dec"],
  ])("%s is kept from part to part", async (order) => {
    const adql = `SELECT id, ra, mag, dec AS height, kind, name FROM survey.stars ORDER BY ${order}`;
    const { rows, proof } = await completed(adql, { limit: 9 });
    expect(rows.map(textOfRow)).toEqual(rowsOfAll(adql).map(textOfRow));
    expect(proof).toMatchObject({ isComplete: true, order: "kept" });
    expect(proof.parts.length).toBeGreaterThan(10);
  });

  test("of an expression is lost, and that is said", async () => {
    const adql = "SELECT id, ra FROM survey.stars ORDER BY ra + dec";
    const { rows, proof, service } = await completed(adql, { limit: 13 });
    expect(multiset(rows)).toEqual(multiset(rowsOfAll(adql)));
    expect(proof).toMatchObject({ isComplete: true, order: "lost" });
    expect(service.queries.filter((query) => query.includes("ORDER BY"))).toEqual([adql]);
  });

  test("rows with equal values, in an order that goes on behind them with no column, are refused", async () => {
    const adql = "SELECT id FROM survey.stars ORDER BY kind, ra + dec";
    await expect(completed(adql, { limit: 13 })).rejects.toMatchObject({
      code: "TAP_INDIVISIBLE",
      message: expect.stringContaining("Without ORDER BY"),
    });
  });
});

describe("TOP", () => {
  test.each([
    ["SELECT TOP 50 * FROM survey.stars ORDER BY ra"],
    ["SELECT TOP 50 * FROM survey.stars ORDER BY mag DESC, id"],
    ["SELECT TOP 500 * FROM survey.stars ORDER BY id"],
  ])("%s: the first rows", async (adql) => {
    const { rows, proof } = await completed(adql, { limit: 13 });
    expect(rows.map(textOfRow)).toEqual(rowsOfAll(adql).map(textOfRow));
    expect(proof.isComplete).toBe(true);
  });

  test("without an order: as many as are asked for, each one of the table, none twice", async () => {
    const { rows, proof } = await completed("SELECT TOP 50 * FROM survey.stars", { limit: 13 });
    const all = new Set(STARS.rows.map(textOfRow));
    expect(new Set(rows.map(textOfRow)).size).toBe(50);
    expect(rows.every((row) => all.has(textOfRow(row)))).toBe(true);
    expect(proof).toMatchObject({ isComplete: true, counted: 97, received: 50 });
  });
});

describe("limits that are not known", () => {
  test.each([
    ["said by OVERFLOW", false],
    ["never said (MAST)", true],
  ])("%s are found out", async (_, silent) => {
    const { rows, proof } = await completed("SELECT * FROM survey.stars", { limit: 20, silent });
    expect(multiset(rows)).toEqual(multiset(STARS.rows));
    expect(proof).toMatchObject({ isComplete: true, limit: 20 });
    expect(proof.remarks).toEqual(silent ? ["the service stops at 20 rows without saying so"] : []);
  });

  test("OVERFLOW beside all rows is no overflow (MAST)", async () => {
    const { rows, proof } = await completed("SELECT * FROM survey.stars", { limit: 97 }, { limit: 97 });
    expect(rows).toHaveLength(97);
    expect(proof.requests).toBe(2);
  });

  test("rows that take too much memory are divided", async () => {
    const here = runHere(TABLES, { batchRows: 10 });
    const heldBytes = 2000;
    const result = await completeQuery("SELECT * FROM survey.stars", { run: here.run, catalog, heldBytes });
    expect(multiset(rowsIn(await gather(result.batches())))).toEqual(multiset(STARS.rows));
    const { proof } = await result.summary;
    expect(proof.isComplete).toBe(true);
    expect(proof.parts.length).toBeGreaterThan(2);
    expect(proof.parts.length).toBeLessThan(40);
  });

  test("parts have no more rows than they may, whatever the service gives", async () => {
    const { rows, proof } = await completed("SELECT * FROM survey.stars", {}, { partRows: 10 });
    expect(multiset(rows)).toEqual(multiset(STARS.rows));
    expect(proof.parts.every(({ counted }) => counted <= 10)).toBe(true);
  });
});

describe("values that are in no range", () => {
  const rows = Array.from({ length: 60 }, (_, row): readonly CellValue[] => [
    BigInt(row),
    row % 4 === 1 ? Number.NaN : row % 5 === 0 ? Number.POSITIVE_INFINITY : row,
  ]);
  const table = serviceTable("t", { id: "long", z: "double" }, rows, { indexed: ["z"] });

  test("are noticed by their number, and another column is taken", async () => {
    const { rows: got, proof } = await completed("SELECT * FROM t", { limit: 10 }, { catalog: indexedBy("z") }, [
      table,
    ]);
    expect(multiset(got)).toEqual(multiset(rows));
    expect(proof).toMatchObject({ isComplete: true, columns: ["id"] });
    expect(proof.remarks).toEqual(["not divided by z: 15 of its values are in no range (NaN?)"]);
  });

  test("are the reason where there is no other column", async () => {
    const alone = serviceTable(
      "t",
      { z: "double" },
      rows.map(([, z = null]) => [z]),
    );
    await expect(completed("SELECT z FROM t", { limit: 10 }, {}, [alone])).rejects.toMatchObject({
      code: "TAP_INDIVISIBLE",
      message: expect.stringContaining("z: 15 of its values are in no range (NaN?)"),
    });
  });

  function indexedBy(name: string): Catalog {
    const columns = table.fields.map((field) => ({
      name: field.name,
      datatype: field.datatype ?? "double",
      indexed: field.name === name,
    }));
    return createCatalog({ tables: [{ name: "t", columns }] });
  }
});

describe("failures", () => {
  const network = (): DalError => new DalError("DAL_NETWORK", "the connection broke");

  test("that pass are asked again, alone", async () => {
    const failed = new Set<string>();
    const { rows, proof, service } = await completed("SELECT * FROM survey.stars", {
      limit: 13,
      before(adql) {
        if (failed.has(adql) || failed.size > 4) return;
        failed.add(adql);
        throw network();
      },
    });
    expect(multiset(rows)).toEqual(multiset(STARS.rows));
    expect(proof.isComplete).toBe(true);
    expect(failed.size).toBe(5);
    expect(service.queries).toHaveLength(proof.requests);
  });

  test("that do not pass end the stream, with the plan; with that it goes on", async () => {
    let isDown = false;
    const here: HereOptions = {
      limit: 13,
      before() {
        if (isDown) throw network();
      },
    };
    const service = runHere(TABLES, here);
    const options = { run: service.run, catalog, limit: 13, retryDelayMs: 0 };
    const result = await completeQuery("SELECT * FROM survey.stars", options);
    const got: CellValue[][] = [];
    const failure = await (async () => {
      for await (const batch of result.batches()) {
        got.push(...rowsIn([batch]));
        if (got.length > 30) isDown = true;
      }
      return undefined;
    })().catch((error: unknown) => error as CompletenessError);
    expect(failure).toMatchObject({ code: "TAP_PART", message: expect.stringMatching(/After \d+ of 97 rows/) });
    await expect(result.summary).rejects.toBe(failure);

    isDown = false;
    const before = service.queries.length;
    const plan = JSON.parse(JSON.stringify(failure?.plan)) as CompletePlan;
    const rest = await completeQuery("SELECT * FROM survey.stars", { ...options, resume: { plan } });
    const later = rowsIn(await gather(rest.batches()));
    expect(multiset([...got, ...later])).toEqual(multiset(STARS.rows));
    const { proof, rows } = await rest.summary;
    expect(proof).toMatchObject({ isComplete: true, counted: 97, received: 97 });
    expect(rows).toBe(97);
    // No part that was done is asked for again: the others, and the count of all.
    expect(service.queries.length - before).toBeLessThan(proof.parts.length);
  });

  test("a plan that is done gives its rows again from where they are kept", async () => {
    const service = runHere(TABLES, { limit: 13 });
    const options = { run: service.run, catalog, limit: 13 };
    const kept = new Map<string, CellValue[][]>();
    const first = await completeQuery("SELECT * FROM survey.stars", {
      ...options,
      onPart: ({ ranges, received = 0 }, plan) => {
        kept.set(JSON.stringify(ranges), all.splice(0, received));
        expect(plan.parts.filter((part) => part.received !== undefined)).toHaveLength(kept.size);
      },
    });
    const all: CellValue[][] = [];
    for await (const batch of first.batches()) all.push(...rowsIn([batch]));
    const again = await completeQuery("SELECT * FROM survey.stars", {
      ...options,
      resume: {
        plan: first.plan,
        rows: async ({ ranges }) =>
          streamOf({ fields: STARS.fields, batches: [batchOf(STARS.fields, kept.get(JSON.stringify(ranges)) ?? [])] }),
      },
    });
    expect(multiset(rowsIn(await gather(again.batches())))).toEqual(multiset(STARS.rows));
    expect((await again.summary).proof).toMatchObject({ isComplete: true, requests: 1 });
  });

  test("a plan of another query is refused", async () => {
    const { result } = await completed("SELECT * FROM survey.stars", { limit: 13 });
    const resume = { plan: result.plan };
    await expect(completed("SELECT id FROM survey.stars", {}, { resume })).rejects.toMatchObject({ code: "TAP_PLAN" });
    const odd = { ...result.plan, parts: [{ ranges: [{ column: "id; DROP" }], counted: 1 }] };
    await expect(completed("SELECT * FROM survey.stars", {}, { resume: { plan: odd } })).rejects.toMatchObject({
      code: "TAP_PLAN",
    });
    const odder = { ...result.plan, parts: [{ ranges: [{ column: "id", from: "0 OR 1=1" }], counted: 1 }] };
    await expect(completed("SELECT * FROM survey.stars", {}, { resume: { plan: odder } })).rejects.toThrow(
      /no literal/,
    );
  });

  test("a service that does not count is believed where it says that the result is whole", async () => {
    const before = (adql: string): void => {
      if (adql.includes("COUNT")) throw new DalError("DAL_QUERY_ERROR", "no functions here");
    };
    const { rows, proof } = await completed("SELECT * FROM survey.stars", { before });
    expect(rows).toHaveLength(97);
    expect(proof).toMatchObject({ isComplete: false, remarks: [expect.stringContaining("no functions here")] });
    expect(proof).not.toHaveProperty("counted");
    await expect(completed("SELECT * FROM survey.stars", { limit: 13, before })).rejects.toMatchObject({
      code: "TAP_INDIVISIBLE",
      message: expect.stringContaining("refuses to count"),
    });
  });
});

describe("a table that changes meanwhile", () => {
  test.each([
    ["grows", 120],
    ["shrinks", 70],
  ])("and %s is noticed, and said", async (_, later) => {
    const stars = (count: number): ServiceTable =>
      serviceTable(
        "t",
        { id: "long" },
        Array.from({ length: count }, (__, row) => [BigInt((row * 37) % 997)]),
      );
    const tables = [stars(97)];
    const before = (adql: string, number: number): void => {
      if (number === 12 || (number > 5 && adql.startsWith("SELECT *"))) tables[0] = stars(later);
    };
    const { rows, proof, summary } = await completed("SELECT * FROM t", { limit: 13, before }, { limit: 13 }, tables);
    expect(proof.isComplete).toBe(false);
    expect(proof.recounted).toBe(later);
    expect(rows.length).toBe(proof.received);
    expect(summary.message).toMatch(/the table changes: .* had \d+ rows, and has \d+ now/);
    // Parts are disjoint whatever the table does: no row comes twice.
    expect(new Set(rows.map(textOfRow)).size).toBe(rows.length);
  });
});

describe("leaving", () => {
  test("the loop gives up what is under way", async () => {
    const signals = new Set<AbortSignal>();
    const here = runHere(TABLES, { limit: 13 });
    const result = await completeQuery("SELECT * FROM survey.stars", {
      run: (adql, options) => {
        signals.add(options.signal);
        return here.run(adql, options);
      },
      catalog,
      limit: 13,
    });
    for await (const _batch of result.batches()) break;
    expect([...signals].every(({ aborted }) => aborted)).toBe(true);
    const asked = here.queries.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(here.queries.length).toBe(asked);
    expect((await result.summary).proof.isComplete).toBe(false);
  });

  test("the caller's signal stops it, with the caller's reason as cause", async () => {
    const left = new AbortController();
    const here = runHere(TABLES, {
      limit: 13,
      before: (_, number) => void (number === 9 && left.abort(new Error("enough"))),
    });
    const options = { run: here.run, catalog, limit: 13, signal: left.signal };
    const failure = await completeQuery("SELECT * FROM survey.stars", options)
      .then(({ summary }) => summary)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "DAL_ABORTED", cause: { message: "enough" } });
  });

  test("closing without reading ends it", async () => {
    const here = runHere(TABLES, { limit: 13 });
    const result = await completeQuery("SELECT * FROM survey.stars", { run: here.run, catalog, limit: 13 });
    await result.close();
    expect((await result.summary).rows).toBe(0);
    await expect(gather(result.batches())).rejects.toThrow("read once");
  });
});

test("a few queries at a time, and no more parts in memory", async () => {
  let most = 0;
  let open = 0;
  const here = runHere(TABLES, { limit: 5, before: () => new Promise((resolve) => setTimeout(resolve, 1)) });
  const result = await completeQuery("SELECT * FROM survey.stars", {
    run: async (adql, options) => {
      if (options.purpose === "rows") most = Math.max(most, ++open);
      return here.run(adql, options);
    },
    catalog,
    limit: 5,
    concurrency: 3,
    onPart: () => void open--,
  });
  const rows = rowsIn(await gather(result.batches()));
  expect(multiset(rows)).toEqual(multiset(STARS.rows));
  expect(here.most()).toBe(3);
  expect(most).toBeLessThanOrEqual(5);
});
