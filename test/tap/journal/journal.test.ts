import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { JobJournal, type JournalOptions, type NewJob } from "../../../packages/tap/src/node/journal/journal.ts";

const HOUR_MS = 3_600_000;

async function newJournal(options: JournalOptions = {}): Promise<JobJournal> {
  const folder = await mkdtemp(join(tmpdir(), "armillary-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return new JobJournal(join(folder, "jobs"), options);
}

const JOB: NewJob = {
  url: "https://tap.example/tap/async/17",
  service: "https://tap.example/tap",
  query: "SELECT TOP 5 * FROM t",
};

describe("a job that was recorded", () => {
  test("is found by its URL, and in the list, with all that was said of it", async () => {
    const journal = await newJournal();
    const said = { ...JOB, maxrec: 7, uploads: [{ name: "mine", sha256: "ab" }], parameters: { RUNID: "r" } };
    const destructionEpochMs = Date.now() + HOUR_MS;
    await journal.record({ ...said, destructionEpochMs });
    expect(await journal.get(`${JOB.url}/`)).toMatchObject({ ...said, destructionEpochMs, phase: "PENDING" });
    expect((await journal.list()).jobs).toEqual([await journal.get(JOB.url)]);
    expect((await stat(journal.folder)).mode & 0o777).toBe(0o700);
    const [name = ""] = await readdir(journal.folder);
    expect((await stat(join(journal.folder, name))).mode & 0o777).toBe(0o600);
  });

  test("takes news, and is forgotten", async () => {
    const journal = await newJournal();
    await journal.record(JOB);
    await journal.update(JOB.url, { phase: "EXECUTING" });
    await journal.update(JOB.url, { resultFile: "/data/out.csv" });
    expect(await journal.get(JOB.url)).toMatchObject({ phase: "EXECUTING", resultFile: "/data/out.csv" });
    await journal.remove(JOB.url);
    await journal.update(JOB.url, { phase: "COMPLETED" });
    expect(await journal.get(JOB.url)).toBeUndefined();
    expect(await readdir(journal.folder)).toEqual([]);
  });

  test("holds no credentials", async () => {
    const journal = await newJournal();
    const { url } = await journal.record({
      ...JOB,
      url: "https://ada:s3cret@tap.example/tap/async/17?token=t0p",
      service: "https://ada:s3cret@tap.example/tap",
      uploads: [{ name: "mine", url: "https://ada:s3cret@data.example/x.vot?sig=t0p" }],
    });
    expect(url).toBe("https://tap.example/tap/async/17?token=REDACTED");
    for (const name of await readdir(journal.folder)) {
      expect(await readFile(join(journal.folder, name), "utf8")).not.toMatch(/s3cret|t0p/);
    }
  });
});

describe("the same query", () => {
  const SAME: readonly (readonly [what: string, change: Partial<NewJob>])[] = [
    ["in another layout", { query: "select top 5\n  *\nfrom t" }],
    ["with a comment", { query: "SELECT TOP 5 * -- all\nFROM t" }],
    ["at the service's URL with a slash", { service: "https://TAP.example/tap/" }],
  ];
  test.each(SAME)("%s has its job", async (_what, change) => {
    const journal = await newJournal();
    await journal.record(JOB);
    expect(await journal.find({ ...JOB, ...change })).toMatchObject({ url: JOB.url });
  });

  const OTHER: readonly (readonly [what: string, change: Partial<NewJob>])[] = [
    ["of another table", { query: "SELECT TOP 5 * FROM u" }],
    ["with another text in quotes", { query: "SELECT TOP 5 * FROM t WHERE a = 'x  y'" }],
    ["with MAXREC", { maxrec: 5 }],
    ["with an upload", { uploads: [{ name: "mine", sha256: "ab" }] }],
    ["at another service", { service: "https://tap.example/other" }],
  ];
  test.each(OTHER)("%s is another", async (_what, change) => {
    const journal = await newJournal();
    await journal.record(JOB);
    expect(await journal.find({ ...JOB, ...change })).toBeUndefined();
  });

  test("that is no ADQL that can be read is compared as it is", async () => {
    const journal = await newJournal();
    await journal.record({ ...JOB, query: "SELECT a FORM 'x  y'" });
    expect(await journal.find({ ...JOB, query: " SELECT a FORM 'x  y'\n" })).toBeDefined();
    expect(await journal.find({ ...JOB, query: "SELECT a FORM 'x y'" })).toBeUndefined();
  });

  test("has its newest job that may have a result", async () => {
    const journal = await newJournal();
    const at = (id: number): NewJob => ({ ...JOB, url: `${JOB.service}/async/${id}` });
    for (const [id, phase] of ["COMPLETED", "ERROR", "ABORTED"].entries()) await journal.record({ ...at(id), phase });
    await journal.record({ ...at(9), destructionEpochMs: Date.now() - 1000 });
    expect(await journal.find(JOB)).toMatchObject({ url: `${JOB.service}/async/0` });
  });
});

test("damaged files are named, and the others read", async () => {
  const journal = await newJournal();
  await journal.record(JOB);
  const [name = ""] = await readdir(journal.folder);
  const text = await readFile(join(journal.folder, name), "utf8");
  const damaged: Readonly<Record<string, string>> = {
    "a.json": text.slice(0, 60),
    "b.json": "[]",
    "c.json": text.replace('"version": 1', '"version": 99'),
    "d.json": text.replace(/"created": ".*"/, '"created": "soon"'),
    "e.json": text.replace(/"url": ".*"/, '"url": "nowhere"'),
  };
  for (const [file, content] of Object.entries(damaged)) await writeFile(join(journal.folder, file), content);
  await mkdir(join(journal.folder, "f.json"));
  const listing = await journal.list();
  expect(listing.jobs.map(({ url }) => url)).toEqual([JOB.url]);
  expect(listing.damaged.map(({ path }) => path.slice(-6))).toEqual([
    "a.json",
    "b.json",
    "c.json",
    "d.json",
    "e.json",
    "f.json",
  ]);
  for (const { reason } of listing.damaged) expect(reason).toMatch(/^.{10,}/);
});

test("old jobs are forgotten after their destruction and some grace, and what killed processes left is cleared", async () => {
  const journal = await newJournal({ graceMs: HOUR_MS });
  const due = { long: -2 * HOUR_MS, just: -HOUR_MS / 2, later: HOUR_MS };
  for (const [id, inMs] of Object.entries(due)) {
    await journal.record({ ...JOB, url: `${JOB.service}/async/${id}`, destructionEpochMs: Date.now() + inMs });
  }
  const left = join(journal.folder, "x.json.1-1.part");
  await writeFile(left, "half");
  await writeFile(join(journal.folder, "y.json.2-1.part"), "at work");
  await utimes(left, new Date(), new Date(Date.now() - 2 * HOUR_MS));
  expect(await journal.prune()).toBe(1);
  expect((await journal.list()).jobs.map(({ url }) => url.slice(-4)).sort()).toEqual(["ater", "just"]);
  expect((await readdir(journal.folder)).filter((name) => name.endsWith(".part"))).toEqual(["y.json.2-1.part"]);
  expect(await (await newJournal({ keepMs: -1 })).prune()).toBe(0);
});

test("a job of which no destruction is known is forgotten some time after it was seen", async () => {
  const journal = await newJournal({ keepMs: -1 });
  await journal.record(JOB);
  expect(await journal.prune()).toBe(1);
});

test("two processes write the same job at once, and nothing of either is lost or torn", async () => {
  const journal = await newJournal();
  await journal.record(JOB);
  const script = fileURLToPath(new URL("./update-often.js", import.meta.url));
  const [phases, results] = ["phase", "resultFile"].map((key) =>
    fork(script, [journal.folder, JOB.url, key, "40"], { execArgv: [] }),
  );
  let torn = 0;
  const watching = { isOver: false };
  const watch = (async () => {
    while (!watching.isOver) torn += (await journal.list()).damaged.length;
  })();
  const ends = await Promise.all([phases, results].map((child) => once(child ?? process, "exit")));
  watching.isOver = true;
  await watch;
  expect(ends.map(([code]) => code)).toEqual([0, 0]);
  expect(torn).toBe(0);
  expect(await journal.get(JOB.url)).toMatchObject({ phase: "value 39", resultFile: "value 39" });
  expect(await readdir(journal.folder)).toHaveLength(1);
});
