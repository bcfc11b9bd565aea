import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalog } from "@armillary/adql";
import type { CellValue } from "@armillary/columns";
import { completeQuery } from "@armillary/tap";
import { KeptParts } from "@armillary/tap/node";
import { expect, onTestFinished, test } from "vitest";
import { gather, rowsIn } from "../../support/column-arbitraries.ts";
import { serviceTable } from "../../support/tap-service/tables.ts";
import { type HereOptions, multiset, runHere } from "./run-here.ts";

// Parts of a complete result on disk: who is interrupted goes on with the same rows, and asks for none of them again.

const STARS = serviceTable(
  "survey.stars",
  { id: "long", ra: "double", mag: "float", name: "char*", flags: "short" },
  Array.from({ length: 120 }, (_, row): readonly CellValue[] => [
    9_007_199_254_740_993n + BigInt(row) * 2n,
    (row * 137.508) % 360,
    row % 7 === 3 ? null : Math.fround(10 + (row % 5) / 10),
    row % 11 === 0 ? null : `Bärenstern ${row} ☄`,
    row % 5 === 0 ? null : row,
  ]),
);
const QUERY = "SELECT * FROM survey.stars";
const identity = { service: "https://tap.example/tap", query: QUERY, uploads: [] };
const catalog = createCatalog({
  tables: [
    {
      name: STARS.name,
      columns: STARS.fields.map(({ name, datatype = "double", arraysize }) => ({
        name,
        datatype,
        ...(arraysize === undefined ? {} : { arraysize }),
      })),
    },
  ],
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "armillary-parts-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Asks for all rows with what is kept in a folder; `here` says where the service fails. */
async function ask(folder: string, here: HereOptions = {}, query = QUERY) {
  const kept = await KeptParts.open(folder, identity);
  const service = runHere([STARS], { limit: 13, ...here });
  const before = kept.rows;
  const result = await completeQuery(query, {
    run: service.run,
    catalog,
    limit: 13,
    retryDelayMs: 0,
    retries: 0,
    concurrency: 1,
    ...kept.settings(),
  });
  const rows = rowsIn(await gather(result.batches()));
  return { kept, before, rows, proof: (await result.summary).proof, asked: service.queries.length };
}

test("a result that broke off goes on behind the parts that came, to the same rows", async () => {
  const whole = await ask(await newFolder());
  const folder = await newFolder();
  let before = 0;
  let failures = 0;
  let asked = 0;
  // Each run gets somewhat further.
  for (;;) {
    const breaks = (_: string, number: number): void => {
      asked++;
      if (number > 25) throw new Error("the service went down");
    };
    const outcome = await ask(folder, { before: breaks }).catch(() => undefined);
    const { rows } = await KeptParts.open(folder, identity);
    if (outcome !== undefined) {
      expect(outcome.before).toBe(before);
      expect(multiset(outcome.rows)).toEqual(multiset(whole.rows));
      expect(outcome.rows).toHaveLength(120);
      expect(outcome.proof).toMatchObject({ isComplete: true, counted: 120, received: 120 });
      await outcome.kept.remove();
      break;
    }
    expect(rows).toBeGreaterThan(before);
    before = rows;
    failures++;
    expect(failures).toBeLessThan(20);
  }
  expect(failures).toBeGreaterThan(0);
  expect(asked).toBeGreaterThan(whole.asked);
  expect(await readdir(folder)).toEqual([]);
});

test("what is kept of another query does not fit, and is not touched by it", async () => {
  const folder = await newFolder();
  await ask(folder);
  expect((await KeptParts.open(folder, identity)).rows).toBe(120);
  expect((await KeptParts.open(folder, { ...identity, query: "select  *\nfrom survey.stars -- the same" })).rows).toBe(
    120,
  );
  for (const other of [
    { query: "SELECT id FROM survey.stars" },
    { service: "https://other.example/tap" },
    { maxrec: 5 },
  ]) {
    expect((await KeptParts.open(folder, { ...identity, ...other })).plan).toBeUndefined();
  }
});

test("a plan that is damaged is none; the parts are asked for again", async () => {
  const folder = await newFolder();
  const { kept } = await ask(folder);
  for (const text of ["", "{", "null", '{"version":2}', '{"version":1,"query":1,"parts":[]}']) {
    await writeFile(join(kept.folder, "plan.json"), text);
    const again = await ask(folder);
    expect(again.before).toBe(0);
    expect(again.rows).toHaveLength(120);
  }
});

test("a part whose file is gone is asked for again; one that is cut is an error, never a row less", async () => {
  const folder = await newFolder();
  const { kept } = await ask(folder);
  const [file = ""] = (await readdir(kept.folder)).filter((name) => name.endsWith(".arrow"));
  await writeFile(join(kept.folder, file), "ARROW1");
  await expect(ask(folder)).rejects.toThrow();
  await rm(join(kept.folder, file));
  const again = await ask(folder);
  expect(again.before).toBeLessThan(120);
  expect(again.rows).toHaveLength(120);
  expect(again.proof.isComplete).toBe(true);
});

test("what nobody came back to for two weeks is deleted", async () => {
  const folder = await newFolder();
  const { kept } = await ask(folder);
  const old = new Date(Date.now() - 15 * 86_400_000);
  await utimes(kept.folder, old, old);
  await KeptParts.open(folder, { ...identity, query: "SELECT 1 FROM survey.stars" });
  expect((await readdir(folder)).map((name) => join(folder, name))).not.toContain(kept.folder);
});
