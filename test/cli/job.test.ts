import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type TestTapService, tapService } from "../support/tap-service/index.ts";
import { namesIn } from "./command.ts";
import { type Home, newHome } from "./home.ts";

const QUERY = "SELECT TOP 3 source_id, kind FROM survey.stars WHERE kind = 1 ORDER BY source_id";

/** A job that waits at a service, and the journal that has it. */
async function heldJob(): Promise<
  Home & { readonly service: TestTapService; readonly url: string; readonly job: TestTapService["jobs"][number] }
> {
  const service = await tapService({ pace: "held" });
  const home = await newHome();
  const { stdout } = await home.run(["query", service.url, QUERY, "--no-wait"]);
  const [job] = service.jobs;
  if (job === undefined) throw new Error("the service has no job");
  return { ...home, service, url: stdout.trim(), job };
}

describe("job list", () => {
  test("has the jobs of the journal, the newest first, without asking anybody", async () => {
    const { run, service, url } = await heldJob();
    await run(["query", service.url, "SELECT TOP 1 ra FROM survey.stars", "--no-wait"]);
    await service.close();
    const { status, stdout } = await run(["job", "list"]);
    expect(status).toBe(0);
    const lines = stdout.trim().split("\n");
    expect(lines[0]).toMatch(/^PHASE +CREATED \(UTC\) +URL +QUERY$/);
    expect(lines.slice(1).map((line) => line.includes(`${service.url}/async/job2`))).toEqual([true, false]);
    expect(lines[2]).toContain(url);
    expect(lines[2]).toContain("SELECT TOP 3 source_id");
    const { jobs } = JSON.parse((await run(["job", "list", "--json"])).stdout);
    expect(jobs).toMatchObject([{ known: true }, { url, phase: "QUEUED", query: QUERY, service: service.url }]);
  });

  test("--service adds those that the service shows, and its word for their phases", async () => {
    const { run, service, url, job } = await heldJob();
    const elsewhere = await newHome();
    await elsewhere.run(["query", service.url, "SELECT TOP 1 ra FROM survey.stars", "--no-wait"]);
    await service.advance(job, "COMPLETED");
    const { jobs } = JSON.parse((await run(["job", "list", "--service", service.url, "--json"])).stdout);
    const byUrl = Object.fromEntries(jobs.map((each: { url: string }) => [each.url, each]));
    expect(byUrl).toMatchObject({
      [url]: { phase: "COMPLETED", known: true, query: QUERY },
      [`${service.url}/async/job2`]: { phase: "QUEUED", known: false },
    });
    const other = await tapService();
    expect(await run(["job", "list", "--service", other.url])).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("passes damaged files over, and names them", async () => {
    const { run, journal, url } = await heldJob();
    await writeFile(join(journal.folder, "bad.json"), '{"version":1,"url":');
    const { status, stdout, stderr } = await run(["job", "list"]);
    expect(stderr).toMatch(/^warning: .*bad\.json is damaged/);
    expect(stdout).toContain(url);
    expect(status).toBe(0);
  });

  test("is empty in a new home", async () => {
    const { run } = await newHome();
    expect(await run(["job", "list"])).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(JSON.parse((await run(["job", "list", "--json"])).stdout)).toEqual({ jobs: [] });
  });
});

describe("job status", () => {
  test("is what the service says, by URL, by id, or of the newest", async () => {
    const { run, service, url, job } = await heldJob();
    await service.advance(job, "EXECUTING");
    for (const named of [[url], ["job1"], []]) {
      const { status, stdout } = await run(["job", "status", ...named]);
      expect(stdout).toMatch(/^phase: +EXECUTING\n/);
      expect(stdout).toContain(QUERY);
      expect(status).toBe(0);
    }
    expect(JSON.parse((await run(["job", "status", "--json"])).stdout)).toMatchObject({
      url,
      phase: "EXECUTING",
      query: QUERY,
    });
    expect(JSON.parse((await run(["job", "list", "--json"])).stdout).jobs).toMatchObject([{ phase: "EXECUTING" }]);
  });

  test("of a job that was made elsewhere", async () => {
    const { url } = await heldJob();
    const { run } = await newHome();
    expect(await run(["job", "status", url])).toMatchObject({ status: 0, stdout: expect.stringContaining(QUERY) });
  });

  test.each([
    [[], /^error: No job is known here\. \(JOB_UNKNOWN\)/, 1],
    [["job77"], /No job that is known here is called job77\./, 1],
    [["https://ada:s3cret@example.org/tap/async/1"], /must not hold a password/, 2],
  ] as const)("%j is refused", async (named, words, exit) => {
    const { run } = await newHome();
    const { status, stderr } = await run(["job", "status", ...named]);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain("s3cret");
    expect(status).toBe(exit);
  });

  test("of a job that is gone", async () => {
    const { run, service, url } = await heldJob();
    (service.jobs as unknown[]).splice(0);
    expect(await run(["job", "status", url])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("(UWS_JOB_GONE)"),
    });
  });
});

describe("job wait", () => {
  test("ends with the job, well or not", async () => {
    const { run, service, url, job } = await heldJob();
    const waiting = run(["job", "wait", url]);
    await service.advance(job, "COMPLETED");
    expect(await waiting).toEqual({ status: 0, stdout: "COMPLETED\n", stderr: "" });
    const failed = await heldJob();
    await failed.service.advance(failed.job, "ERROR", "out of disk");
    const { status, stderr } = await failed.run(["job", "wait", "--json"]);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: "UWS_JOB_ERROR", job: failed.url, serviceMessage: expect.stringContaining("out of disk") },
    });
    expect(status).toBe(1);
    expect((await failed.journal.list()).jobs).toMatchObject([{ phase: "ERROR" }]);
  });

  test("--timeout ends the waiting, not the job", async () => {
    const { run, job } = await heldJob();
    expect(await run(["job", "wait", "--timeout", "1s"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("(DAL_TIMEOUT)"),
    });
    expect(job.phase).toBe("QUEUED");
  });

  test("asks for more time before the service deletes the job", async () => {
    const { run, service, url, job, journal } = await heldJob();
    const due = Date.now() + 60_000;
    job.destruction = new Date(due).toISOString();
    Object.assign(job, { created: new Date(due - 7_200_000).toISOString() });
    const waiting = run(["job", "wait", url]);
    while (Date.parse(job.destruction) === due) await new Promise((resolve) => setTimeout(resolve, 10));
    await service.advance(job, "COMPLETED");
    expect(await waiting).toMatchObject({ status: 0 });
    expect(Date.parse(job.destruction)).toBeGreaterThan(due);
    expect((await journal.get(url))?.destructionEpochMs).toBe(Date.parse(job.destruction));
  });
});

describe("job results", () => {
  test("are written as a query's are", async () => {
    const { run, service, url, job, folder, journal } = await heldJob();
    const out = join(folder, "out.ndjson");
    const waiting = run(["job", "results", url, "-o", out]);
    await service.advance(job, "COMPLETED");
    expect(await waiting).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await namesIn(folder)).toContain("out.ndjson");
    expect(await journal.get(url)).toMatchObject({ phase: "COMPLETED", resultFile: out });
    expect((await run(["job", "results"])).stdout).toMatch(/^source_id,kind\n/);
    expect((await run(["job", "results", "--to", "votable", "--serialization", "binary2"])).stdout).toContain(
      "<BINARY2>",
    );
    expect((await run(["job", "status"])).stdout).toContain(`result file: ${out}`);
  });

  test("of a job that failed are its failure, and no file", async () => {
    const { run, service, job, folder } = await heldJob();
    await service.advance(job, "ERROR", "division by zero");
    const { status, stderr } = await run(["job", "results", "-o", join(folder, "out.csv")]);
    expect(stderr).toMatch(/division by zero.*\(UWS_JOB_ERROR\)/);
    expect(status).toBe(1);
    expect(await namesIn(folder)).not.toContain("out.csv");
  });
});

test("job abort and job delete", async () => {
  const { run, url, job, service, journal } = await heldJob();
  expect(await run(["job", "abort", url])).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(job.phase).toBe("ABORTED");
  expect((await journal.list()).jobs).toMatchObject([{ phase: "ABORTED" }]);
  expect(await run(["job", "delete", "job1"])).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(service.jobs).toEqual([]);
  expect((await journal.list()).jobs).toEqual([]);
  // What is to end must be named.
  expect(await run(["job", "abort"])).toMatchObject({ status: 2 });
  expect(await run(["job", "delete"])).toMatchObject({ status: 2 });
});

test("--user is for the origin of the job", async () => {
  const service = await tapService({ quirks: { login: { user: "ada", password: "s3cret" } } });
  const { run } = await newHome();
  await run(["query", service.url, QUERY, "--no-wait", "--user", "ada:s3cret"]);
  expect(await run(["job", "status"])).toMatchObject({ status: 1, stderr: expect.stringContaining("(DAL_AUTH)") });
  expect(await run(["job", "status", "--user", "ada:s3cret"])).toMatchObject({ status: 0 });
});
