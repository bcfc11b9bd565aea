import { setTimeout as sleep } from "node:timers/promises";
import { parseJob, parseJobList, type UwsJob } from "@armillary/dali";
import { describe, expect, test } from "vitest";
import { BROKEN, ENDLESS, SLOW } from "./memory-engine.ts";
import { HERE, type OpenApp, openApp, readVotable } from "./open-app.ts";

const QUERY = "SELECT source_id, ra, dec FROM survey.stars WHERE kind = 2";

/** Makes a job; its path. */
async function makeJob({ ask }: OpenApp, parameters: Readonly<Record<string, string>>): Promise<string> {
  const answer = await ask("/tap/async", { LANG: "ADQL", ...parameters });
  expect(answer.status).toBe(303);
  return (answer.headers.get("location") ?? "").replace(HERE, "");
}

async function jobAt({ ask }: OpenApp, path: string): Promise<UwsJob> {
  const answer = await ask(path);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/xml"]);
  return parseJob(await answer.text());
}

async function textAt({ ask }: OpenApp, path: string): Promise<string> {
  return (await ask(path)).text();
}

describe("a job", () => {
  test("is made, told to run, waited for, and has a result", async () => {
    const open = await openApp();
    const job = await makeJob(open, { QUERY, RUNID: "mine & yours" });
    expect(await jobAt(open, job)).toMatchObject({
      version: "1.1",
      phase: "PENDING",
      runId: "mine & yours",
      executionDurationSeconds: 600,
      results: [],
    });
    const run = await open.ask(`${job}/phase`, { PHASE: "RUN" });
    expect([run.status, run.headers.get("location")]).toEqual([303, HERE + job]);
    const phases = [await jobAt(open, `${job}?WAIT=10&PHASE=QUEUED`), await jobAt(open, `${job}?WAIT=10`)];
    const done = await jobAt(open, `${job}?WAIT=10`);
    expect(phases.length).toBe(2);
    expect(done.phase).toBe("COMPLETED");
    const [result] = done.results;
    expect(result).toMatchObject({ id: "result", mimeType: "application/x-votable+xml" });
    const answer = await open.ask((result?.href ?? "").replace(HERE, ""));
    expect(Number(answer.headers.get("content-length"))).toBe(result?.sizeBytes);
    const { status, rows } = await readVotable(answer);
    expect([status, rows.length]).toEqual(["OK", 10]);
    expect(await textAt(open, `${job}/phase`)).toBe("COMPLETED");
    expect((await textAt(open, `${job}/quote`)) > "2026").toBe(true);
  });

  test("has its parameters, results and owner at addresses of their own", async () => {
    const open = await openApp();
    const job = await makeJob(open, { QUERY, MAXREC: "3" });
    const inner = (text: string, name: string) => new RegExp(`<uws:${name}[ >/][\\s\\S]*$`).exec(text)?.[0] ?? "";
    const whole = async () => textAt(open, job);
    const parameters = await textAt(open, `${job}/parameters`);
    const stated = /<uws:parameter id="[^"]+"[^>]*>[^<]*/g;
    expect(inner(parameters, "parameters").match(stated)).toEqual((await whole()).match(stated));
    expect(parameters.match(stated)).toContain('<uws:parameter id="MAXREC">3');
    expect(await textAt(open, `${job}/results`)).not.toContain("xlink:href");
    expect(await textAt(open, `${job}/owner`)).toBe("");
    await open.ask(`${job}/phase`, { PHASE: "RUN" });
    for (let waits = 0; waits < 3; waits++) await jobAt(open, `${job}?WAIT=60`);
    const [href] = /xlink:href="[^"]+"/.exec(await textAt(open, `${job}/results`)) ?? [];
    expect(href).toBe(`xlink:href="${HERE}${job}/results/result"`);
    expect(await whole()).toContain(href);
  });

  test("runs at once where it is made so", async () => {
    const open = await openApp();
    const job = await makeJob(open, { QUERY, PHASE: "RUN", RESPONSEFORMAT: "csv" });
    for (let waits = 0; waits < 3; waits++) await jobAt(open, `${job}?WAIT=60`);
    const answer = await open.ask(`${job}/results/result`);
    expect(answer.headers.get("content-type")).toContain("text/csv");
    expect((await answer.text()).split("\n").length).toBe(12);
  });

  test("takes parameters while it waits, and none later", async () => {
    const open = await openApp();
    const job = await makeJob(open, {});
    expect((await open.ask(`${job}/parameters`, { QUERY: "SELECT 1" })).status).toBe(303);
    expect((await open.ask(`${job}/parameters`, { query: QUERY, MAXREC: "3" })).status).toBe(303);
    expect((await jobAt(open, job)).parameters.map(({ id, value }) => [id, value])).toEqual([
      ["LANG", "ADQL"],
      ["QUERY", QUERY],
      ["MAXREC", "3"],
    ]);
    await open.ask(`${job}/phase`, { PHASE: "RUN" });
    expect((await open.ask(`${job}/parameters`, { MAXREC: "4" })).status).toBe(403);
    expect((await open.ask(`${job}/phase`, { PHASE: "RUN" })).status).toBe(403);
    for (let waits = 0; waits < 3; waits++) await jobAt(open, `${job}?WAIT=60`);
    const { rows, status } = await readVotable(await open.ask(`${job}/results/result`));
    expect([rows.length, status]).toEqual([3, "OVERFLOW"]);
  });

  test.each([
    ["a wrong query", "SELECT nothing FROM survey.stars", "ADQL_UNKNOWN_COLUMN"],
    ["rows that break off", `SELECT n FROM ${BROKEN}`, "1e999"],
  ])("with %s ends in ERROR, and tells why in both places", async (_, query, words) => {
    const open = await openApp();
    const job = await makeJob(open, { QUERY: query, PHASE: "RUN" });
    for (let waits = 0; waits < 3; waits++) await jobAt(open, `${job}?WAIT=60`);
    const { phase, errorSummary, results } = await jobAt(open, job);
    expect([phase, errorSummary?.type, results]).toEqual(["ERROR", "fatal", []]);
    expect(errorSummary?.message).toContain(words);
    const answer = await open.ask(`${job}/error`);
    expect(answer.status).toBe(200);
    expect(await readVotable(answer)).toMatchObject({ status: "ERROR", message: expect.stringContaining(words) });
    expect((await open.ask(`${job}/results/result`)).status).toBe(404);
  });

  test.each([
    ["PHASE=ABORT", (open: OpenApp, job: string) => open.ask(`${job}/phase`, { PHASE: "ABORT" })],
    ["DELETE", (open: OpenApp, job: string) => open.ask(job, undefined, { method: "DELETE" })],
    ["ACTION=DELETE", (open: OpenApp, job: string) => open.ask(job, { ACTION: "DELETE" })],
  ])("is ended by %s, and its query with it", async (how, end) => {
    const open = await openApp();
    const job = await makeJob(open, { QUERY: `SELECT n FROM ${ENDLESS}`, PHASE: "RUN" });
    await jobAt(open, `${job}?WAIT=60&PHASE=QUEUED`);
    await expect.poll(() => open.engine.open.size).toBe(1);
    const answer = await end(open, job);
    expect(answer.status).toBe(303);
    await expect.poll(() => open.engine.open.size).toBe(0);
    if (how === "PHASE=ABORT") expect((await jobAt(open, job)).phase).toBe("ABORTED");
    else expect((await open.ask(job)).status).toBe(404);
  });

  test("is ended when its time is over", async () => {
    const open = await openApp();
    const job = await makeJob(open, { QUERY: `SELECT n FROM ${ENDLESS}` });
    await open.ask(`${job}/executionduration`, { EXECUTIONDURATION: "1" });
    expect(await textAt(open, `${job}/executionduration`)).toBe("1");
    await open.ask(`${job}/phase`, { PHASE: "RUN" });
    for (let waits = 0; waits < 3; waits++) await jobAt(open, `${job}?WAIT=60`);
    const { phase, errorSummary } = await jobAt(open, job);
    expect([phase, errorSummary?.type]).toEqual(["ABORTED", "transient"]);
    expect(errorSummary?.message).toContain("1 s");
    expect(open.engine.open.size).toBe(0);
  });

  test("is destroyed when that time has come", async () => {
    const open = await openApp();
    const job = await makeJob(open, { QUERY });
    const destroyIn = async (ms: number): Promise<string> => {
      const asked = new Date(Date.now() + ms).toISOString();
      await open.ask(`${job}/destruction`, { DESTRUCTION: asked });
      return asked;
    };
    const later = await destroyIn(3_600_000);
    expect(Date.parse(await textAt(open, `${job}/destruction`))).toBe(Date.parse(later));
    await destroyIn(50);
    await expect.poll(async () => (await open.ask(job)).status).toBe(404);
    expect(parseJobList(await textAt(open, "/tap/async"))).toEqual([]);
  });

  test("gets no more time than there is", async () => {
    const open = await openApp({
      limits: { jobSeconds: { default: 5, hard: 10 }, retentionSeconds: { default: 60, hard: 120 } },
    });
    const job = await makeJob(open, { QUERY });
    await open.ask(`${job}/executionduration`, { EXECUTIONDURATION: "100" });
    await open.ask(`${job}/destruction`, { DESTRUCTION: "2100-01-01" });
    const { executionDurationSeconds, destruction, creationTime } = await jobAt(open, job);
    expect(executionDurationSeconds).toBe(10);
    expect((destruction?.epochMs ?? 0) - (creationTime?.epochMs ?? 0)).toBe(120_000);
  });

  test("is waited for no longer than until its phase changes", async () => {
    const open = await openApp();
    const job = await makeJob(open, { QUERY: `SELECT n FROM ${SLOW}` });
    const started = Date.now();
    // It is not of that phase: no wait.
    expect((await jobAt(open, `${job}?WAIT=60&PHASE=EXECUTING`)).phase).toBe("PENDING");
    const waiting = jobAt(open, `${job}?WAIT=60`);
    await open.ask(`${job}/phase`, { PHASE: "RUN" });
    expect(["QUEUED", "EXECUTING"]).toContain((await waiting).phase);
    expect(Date.now() - started).toBeLessThan(50_000);
  });

  test.each([
    ["phase", { PHASE: "WALK" }, 400],
    ["executionduration", { EXECUTIONDURATION: "long" }, 400],
    ["destruction", { DESTRUCTION: "soon" }, 400],
    ["owner", { OWNER: "me" }, 405],
    ["results", { X: "1" }, 405],
    ["", { PHASE: "RUN" }, 400],
    ["nothing", { X: "1" }, 404],
    ["constructor", { X: "1" }, 404],
  ])("refuses POST to %s of %j", async (resource, words, status) => {
    const open = await openApp();
    const job = await makeJob(open, { QUERY });
    const answer = await open.ask(`${job}${resource === "" ? "" : `/${resource}`}`, words as Record<string, string>);
    expect(answer.status).toBe(status);
    expect((await jobAt(open, job)).phase).toBe("PENDING");
  });
});

describe("the list of jobs", () => {
  test("is filtered by phase, time and number", async () => {
    const open = await openApp();
    const paths: string[] = [];
    for (const PHASE of ["", "RUN", ""]) {
      paths.push(await makeJob(open, { QUERY, ...(PHASE === "" ? {} : { PHASE }) }));
      await sleep(5);
    }
    for (let waits = 0; waits < 3; waits++) await jobAt(open, `${paths[1]}?WAIT=60`);
    const ids = paths.map((path) => path.split("/").at(-1));
    const list = async (filter: string): Promise<(string | undefined)[]> =>
      parseJobList(await textAt(open, `/tap/async?${filter}`)).map(({ jobId }) => jobId);
    expect(await list("")).toEqual(ids);
    expect(await list("PHASE=COMPLETED")).toEqual([ids[1]]);
    expect(await list("PHASE=COMPLETED&PHASE=PENDING")).toEqual(ids);
    expect(await list("LAST=2")).toEqual([ids[2], ids[1]]);
    const { creationTime } = await jobAt(open, paths[1] ?? "");
    expect(await list(`AFTER=${creationTime?.text}`)).toEqual([ids[2]]);
    expect((await open.ask("/tap/async?LAST=some")).status).toBe(400);
    expect((await open.ask("/tap/async?PHASE=DREAMING")).status).toBe(400);
  });

  test("has no job that was refused when it was made", async () => {
    const open = await openApp();
    expect((await open.ask("/tap/async", { QUERY, PHASE: "WALK" })).status).toBe(400);
    expect(parseJobList(await textAt(open, "/tap/async"))).toEqual([]);
  });

  test("is no longer than the server keeps", async () => {
    const open = await openApp({ limits: { maxJobs: 2 } });
    for (let made = 0; made < 2; made++) await makeJob(open, { QUERY });
    const answer = await open.ask("/tap/async", { QUERY });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "60"]);
  });

  test("keeps no more bytes than the server has for results", async () => {
    const open = await openApp({ limits: { maxResultBytes: 1000 } });
    const job = await makeJob(open, { QUERY, PHASE: "RUN" });
    for (let waits = 0; waits < 3; waits++) await jobAt(open, `${job}?WAIT=60`);
    const { phase, errorSummary } = await jobAt(open, job);
    expect([phase, errorSummary?.message]).toEqual(["ERROR", "The server has no room left for results."]);
  });
});
