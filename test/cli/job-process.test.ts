import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { tapService } from "../support/tap-service/index.ts";
import { ARMILLARY } from "./command.ts";
import { newHome } from "./home.ts";

// What only processes of their own show. They run what `npm run build` made.

const QUERY = "SELECT TOP 3 source_id, kind FROM survey.stars WHERE kind = 1 ORDER BY source_id";

/** The command in a process, and what it has written so far. */
function start(args: readonly string[], home: string) {
  const child = spawn(process.execPath, [ARMILLARY, ...args], {
    env: { PATH: process.env["PATH"] ?? "", HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    written.stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    written.stderr += String(chunk);
  });
  return { child, written, ended: once(child, "close") as Promise<[number | null, NodeJS.Signals | null]> };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("a job is taken up by another process after kill -9", async () => {
  const service = await tapService({ pace: "held" });
  const { folder, journal } = await newHome();
  const first = start(["query", service.url, QUERY, "--async", "-o", `${folder}/out.csv`], folder);
  await until(() => service.jobs[0]?.phase === "QUEUED");
  // It was in the journal before it ran.
  expect((await journal.list()).jobs).toMatchObject([{ url: `${service.url}/async/job1`, query: QUERY }]);
  first.child.kill("SIGKILL");
  expect(await first.ended).toEqual([null, "SIGKILL"]);
  const [job] = service.jobs;
  expect(job?.phase).toBe("QUEUED");
  const second = start(["query", service.url, QUERY, "--async", "--resume", "-o", `${folder}/out.csv`], folder);
  await until(() => (job?.looks ?? 0) > 1);
  if (job !== undefined) await service.advance(job, "COMPLETED");
  expect(await second.ended).toEqual([0, null]);
  expect(service.jobs).toHaveLength(1);
  const third = start(["job", "results", "--to", "csv"], folder);
  expect(await third.ended).toEqual([0, null]);
  expect(third.written.stdout).toMatch(/^source_id,kind\n(?:\d+,1\n){3}$/);
});

describe("interrupted while a job runs", () => {
  test.each([
    ["the job is aborted", [], "ABORTED", /was aborted/],
    ["--keep leaves it, and says where it is", ["--keep"], "QUEUED", /armillary job results http/],
  ] as const)("%s", async (_name, options, phase, words) => {
    const service = await tapService({ pace: "held" });
    const { folder, journal } = await newHome();
    const { child, ended, written } = start(["query", service.url, QUERY, "--async", ...options], folder);
    await until(async () => (await journal.list()).jobs[0]?.phase === "QUEUED");
    child.kill("SIGINT");
    expect(await ended).toEqual([null, "SIGINT"]);
    expect(service.jobs.map((job) => job.phase)).toEqual([phase]);
    expect((await journal.list()).jobs.map((job) => job.phase)).toEqual([phase]);
    expect(written.stderr).toMatch(words);
    expect(written.stderr).not.toContain("error:");
  });

  test("a job that the command made by its own choice is deleted", async () => {
    const service = await tapService({ pace: "held", quirks: { noSync: true } });
    const { folder, journal } = await newHome();
    const { child, ended } = start(["query", service.url, QUERY], folder);
    await until(async () => (await journal.list()).jobs[0]?.phase === "QUEUED");
    child.kill("SIGINT");
    expect(await ended).toEqual([null, "SIGINT"]);
    expect(service.jobs).toEqual([]);
    expect((await journal.list()).jobs).toEqual([]);
  });
});

test("a closed pipe ends a query quietly", async () => {
  const service = await tapService();
  const { folder } = await newHome();
  const { child, ended, written } = start(["query", service.url, "SELECT * FROM survey.stars"], folder);
  child.stdout.destroy();
  expect(await ended).toEqual([0, null]);
  expect(written.stderr).toBe("");
});
