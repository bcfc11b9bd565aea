import { Deadline } from "@armillary/dali";
import { TapJob } from "@armillary/tap";
import { expect, test } from "vitest";
import { atAnyScale } from "../support/at-any-scale.ts";
import type { Answer } from "../support/faulty-service.ts";
import { starTable } from "../support/tap-service/index.ts";
import { failureOf, openService, rowsOf } from "./open-service.ts";

const QUERY = "SELECT source_id FROM stars";
const stars = (rows: number) => ({ tables: [starTable(rows)] });

test("a job is told of before it runs, and is another process' by its URL", async () => {
  const { service, server } = await openService({ ...stars(12), pace: "held" });
  let told: { readonly url: string; readonly phase: string | undefined } | undefined;
  const job = await service.submit(QUERY, {
    maxrec: 5,
    onJob: ({ url }) => {
      told = { url, phase: server.jobs[0]?.phase };
    },
  });
  expect(told).toEqual({ url: job.url, phase: "PENDING" });
  const [running] = server.jobs;
  expect(running?.phase).toBe("QUEUED");

  const again = service.job(job.url);
  const waiting = again.result();
  if (running !== undefined) await server.advance(running, "EXECUTING");
  if (running !== undefined) await server.advance(running, "COMPLETED");
  const result = await waiting;
  expect(await rowsOf(result)).toHaveLength(5);
  const summary = await result.summary;
  expect(summary).toMatchObject({
    mode: "async",
    job: job.url,
    query: QUERY,
    limit: { source: "MAXREC", rows: 5 },
    status: "OVERFLOW",
  });
  // It is the caller's: nothing deletes it.
  expect(server.jobs).toHaveLength(1);
  await again.delete();
  expect(server.jobs).toHaveLength(0);
});

test("a job that is not started waits for that", async () => {
  const { service, server } = await openService(stars(2));
  const job = await service.submit(QUERY, { start: false });
  expect((await job.refresh()).phase).toBe("PENDING");
  await job.start();
  await job.start();
  expect(await rowsOf(await job.result())).toHaveLength(2);
  expect(server.received.filter(({ body }) => body === "PHASE=RUN")).toHaveLength(1);
});

test("a job that cannot be told of does not run, and is gone", async () => {
  const { service, server } = await openService(stars(2));
  const failure = await failureOf(
    service.query(QUERY, {
      mode: "async",
      onJob: () => {
        throw new Error("the disk is full");
      },
    }),
  );
  expect(failure).toMatchObject({ message: "the disk is full" });
  expect(server.queries).toEqual([]);
  expect(server.jobs).toEqual([]);
});

test.each([
  ["deleted", false, 0],
  ["kept where that is wanted", true, 1],
])("a signal ends the waiting; the job is %s", async (_, keepJob, left) => {
  const { service, server } = await openService({ ...stars(2), pace: "held" });
  const controller = new AbortController();
  const asking = service.query(QUERY, {
    mode: "async",
    keepJob,
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase === "QUEUED") controller.abort(new Error("enough"));
    },
  });
  expect(await failureOf(asking)).toMatchObject({ code: "DAL_ABORTED" });
  expect(server.jobs).toHaveLength(left);
});

test("a deadline ends the waiting; the job goes on, and the error says where", async () => {
  await atAnyScale(async (scale) => {
    const { service, server } = await openService({ ...stars(2), pace: "held" });
    const failure = await failureOf(service.query(QUERY, { mode: "async", deadline: new Deadline(700 * scale) }));
    expect(failure).toMatchObject({ code: "DAL_TIMEOUT", failure: { job: `${server.url}/async/job1` } });
    const [job] = server.jobs;
    if (job !== undefined) await server.advance(job, "COMPLETED");
    expect(await rowsOf(await service.job(`${server.url}/async/job1`).result())).toHaveLength(2);
  });
});

test.each([
  ["read", false, 0],
  ["left", true, 0],
])("the job of a query is deleted when its result was %s", async (_, leaves, left) => {
  const { service, server } = await openService(stars(3));
  const result = await service.query(QUERY, { mode: "async" });
  expect(server.jobs).toHaveLength(1);
  for await (const _batch of result.batches()) if (leaves) break;
  expect(server.jobs).toHaveLength(left);
  expect((await result.summary).complete).toBe(!leaves);
});

test("closing a result that nobody read deletes its job, once", async () => {
  const { service, server } = await openService(stars(3));
  const result = await service.query(QUERY, { mode: "async" });
  await result.close();
  await result.close();
  expect(server.jobs).toEqual([]);
  expect(server.received.filter(({ method }) => method === "DELETE")).toHaveLength(1);
  expect(await result.summary).toMatchObject({ complete: false, rows: 0 });
});

test("a job that ended in an error says which, in full", async () => {
  const { service, server } = await openService({ ...stars(3), pace: "held" });
  const job = await service.submit(QUERY);
  const [running] = server.jobs;
  const words = `division by zero while computing ${"x".repeat(80)}`;
  if (running !== undefined) await server.advance(running, "ERROR", words);
  expect(await failureOf(job.result())).toMatchObject({
    code: "UWS_JOB_ERROR",
    failure: { serviceMessage: words, job: job.url },
  });
  expect(await job.failure()).toMatchObject({ code: "UWS_JOB_ERROR" });
});

test.each([
  ["ABORTED", "UWS_JOB_ABORTED"],
  ["HELD", "UWS_JOB_ERROR"],
])("a job that is %s has no result", async (phase, code) => {
  const { service, server } = await openService({ ...stars(3), pace: "held" });
  const job = await service.submit(QUERY);
  const [running] = server.jobs;
  if (running !== undefined) await server.advance(running, phase);
  expect(await failureOf(job.result())).toMatchObject({ code, failure: { job: job.url } });
});

test("abort, destruction, duration, lists", async () => {
  const { service, server } = await openService({ ...stars(3), pace: "held" });
  const job = await service.submit(QUERY);
  const due = Date.UTC(2030, 0, 2, 3, 4, 5);
  expect((await job.setDestruction(due)).destruction?.epochMs).toBe(due);
  expect((await job.setExecutionDuration(99)).executionDurationSeconds).toBe(99);
  expect(await service.jobs()).toMatchObject([{ jobId: "job1", phase: "QUEUED" }]);
  expect(await service.jobs({ phases: ["COMPLETED"] })).toEqual([]);
  await job.abort();
  expect(server.jobs[0]?.phase).toBe("ABORTED");
  expect((await job.wait()).phase).toBe("ABORTED");
  expect(job.last?.phase).toBe("ABORTED");
});

test("a job of nobody's service is attached by its URL alone", async () => {
  const { service, server } = await openService(stars(4));
  const { url } = await service.submit("SELECT TOP 4 source_id FROM stars");
  const { createNodeTransport } = await import("@armillary/dali/node");
  const transport = createNodeTransport();
  const result = await TapJob.attach(`${url}/`, { transport }).result();
  expect(await rowsOf(result)).toHaveLength(4);
  expect(await result.summary).toMatchObject({ limit: { source: "TOP", rows: 4 }, suspect: false });
  await transport.close();
  expect(server.jobs).toHaveLength(1);
});

test("looks that fail are repeated, and said", async () => {
  const { service, server } = await openService({ ...stars(2), pace: "held" });
  const notes: string[] = [];
  const asking = service.query(QUERY, {
    mode: "async",
    onJob: ({ url }) => {
      // One of several machines behind one name does not know the job yet.
      const { pathname } = new URL(url);
      const unknown: Answer = ({ response }) => response.writeHead(404).end();
      const ended: Answer = ({ response }) =>
        response
          .writeHead(200, { "Content-Type": "text/xml" })
          .end("<job><phase>ERROR</phase><errorSummary><message>in the end</message></errorSummary></job>");
      server.on(pathname, unknown, ended);
    },
    onProgress: ({ note }) => {
      if (note !== undefined) notes.push(note);
    },
  });
  expect(await failureOf(asking)).toMatchObject({ code: "UWS_JOB_ERROR", failure: { serviceMessage: "in the end" } });
  expect(notes).toEqual([expect.stringContaining("Asking for the job failed, and is tried again")]);
});
