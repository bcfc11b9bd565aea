import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalog } from "@armillary/adql";
import type { CellValue } from "@armillary/columns";
import { completeQuery } from "@armillary/tap";
import { KeptParts } from "@armillary/tap/node";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
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

afterEach(() => void vi.useRealTimers());

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "armillary-parts-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What is kept of a query, looked at and left. */
async function look(folder: string, of: Partial<typeof identity> & { readonly maxrec?: number } = {}) {
  await using kept = await KeptParts.open(folder, { ...identity, ...of });
  return kept;
}

/** Asks for all rows with what is kept in a folder; `here` says where the service fails. */
async function ask(folder: string, here: HereOptions = {}, query = QUERY) {
  await using kept = await KeptParts.open(folder, identity);
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
    const { rows } = outcome?.kept ?? (await look(folder));
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
  expect((await look(folder)).rows).toBe(120);
  expect((await look(folder, { query: "select  *\nfrom survey.stars -- the same" })).rows).toBe(120);
  for (const other of [
    { query: "SELECT id FROM survey.stars" },
    { service: "https://other.example/tap" },
    { maxrec: 5 },
  ]) {
    expect((await look(folder, other)).plan).toBeUndefined();
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

describe("a part is asked for again", () => {
  test.each<[string, (path: string) => Promise<unknown>]>([
    ["whose file is gone", (path) => rm(path)],
    ["that is no table", (path) => writeFile(path, "ARROW1")],
    ["that is empty", (path) => writeFile(path, "")],
    ["that is cut", async (path) => writeFile(path, (await readFile(path)).subarray(0, -100))],
    ["with another bit in a cell", (path) => flipBit(path)],
  ])("%s", async (_name, damage) => {
    const folder = await newFolder();
    const whole = await ask(folder);
    const [file = ""] = (await readdir(whole.kept.folder)).filter((name) => name.endsWith(".arrow"));
    await damage(join(whole.kept.folder, file));
    const again = await ask(folder);
    expect(again.kept.damagedParts).toBe(1);
    expect(again.before).toBeLessThan(120);
    expect(again.before).toBeGreaterThan(0);
    expect(again.asked).toBeLessThan(whole.asked);
    expect(again.asked).toBeGreaterThan(0);
    expect(multiset(again.rows)).toEqual(multiset(whole.rows));
    expect(again.proof.isComplete).toBe(true);
    expect(await look(folder)).toMatchObject({ rows: 120, damagedParts: 0 });
  });
});

async function flipBit(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.indexOf("ärenstern");
  expect(at).toBeGreaterThan(0);
  bytes[at + 3] = (bytes[at + 3] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

describe("of two processes that ask the same", () => {
  test("the second is refused until the first is done, and goes on where that left", async () => {
    const folder = await newFolder();
    const first = await KeptParts.open(folder, identity);
    await expect(KeptParts.open(folder, identity)).rejects.toMatchObject({
      name: "CompletenessError",
      code: "TAP_LOCKED",
      message: expect.stringContaining(join(first.folder, "lock")),
    });
    // Another query has a folder of its own.
    await look(folder, { query: "SELECT id FROM survey.stars" });
    await first.close();
    await first.close();
    expect((await ask(folder)).rows).toHaveLength(120);
    expect((await look(folder)).rows).toBe(120);
  });

  test("one that was killed stands in nobody's way", async () => {
    const folder = await newFolder();
    const { kept } = await ask(folder);
    const lock = { host: hostname(), pid: await pidOfNobody(), id: "x" };
    await writeFile(join(kept.folder, "lock"), JSON.stringify(lock));
    expect((await look(folder)).rows).toBe(120);
  });

  test("one whose folder another took over writes nothing more there", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const folder = await newFolder();
    await using kept = await KeptParts.open(folder, identity);
    await writeFile(join(kept.folder, "lock"), "another's");
    vi.advanceTimersByTime(5000);
    const plan = { version: 1, query: QUERY, counted: 0, parts: [] } as const;
    const write = async () => kept.settings().onPart?.({ ranges: [], counted: 0 }, plan);
    const failure = () => write().catch((error: unknown) => error);
    await expect.poll(failure).toMatchObject({ code: "TAP_LOCKED" });
    await kept.remove();
    expect(await readFile(join(kept.folder, "lock"), "utf8")).toBe("another's");
  });
});

async function pidOfNobody(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

test("what nobody came back to for two weeks is deleted", async () => {
  const folder = await newFolder();
  const { kept } = await ask(folder);
  const old = new Date(Date.now() - 15 * 86_400_000);
  await utimes(kept.folder, old, old);
  await look(folder, { query: "SELECT 1 FROM survey.stars" });
  expect((await readdir(folder)).map((name) => join(folder, name))).not.toContain(kept.folder);
});
