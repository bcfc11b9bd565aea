import { JobHandle, type Transport } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Answer } from "../../support/faulty-service.ts";
import { uwsService } from "../../support/uws-service.ts";

function open(): Transport {
  const transport = createNodeTransport({ retry: { retries: 0 } });
  onTestFinished(() => transport.close());
  return transport;
}

const text = { "content-type": "text/plain" };
const refuse: Answer = ({ response }) => response.writeHead(500, text).end("the disk is full");

describe("a job by its URL", () => {
  test("is followed from before its start to its end, and remembers what it was last", async () => {
    const service = await uwsService({
      course: [
        ["EXECUTING", 20],
        ["ERROR", 0],
      ],
      errorSummary: '<uws:errorSummary type="fatal"><uws:message>division by zero</uws:message></uws:errorSummary>',
    });
    const job = new JobHandle(`${service.jobUrl}/`, { transport: open() });
    expect([job.url, job.last]).toEqual([service.jobUrl, undefined]);
    expect((await job.refresh()).phase).toBe("PENDING");
    expect(await job.failure()).toBeUndefined();
    await job.start();
    const seen: string[] = [];
    const ended = await job.wait({ pollMs: 1, onJob: ({ phase }) => seen.push(phase) });
    expect(seen.at(-1)).toBe("ERROR");
    expect(job.last).toBe(ended);
    expect(await job.failure()).toMatchObject({
      code: "UWS_JOB_ERROR",
      failure: { serviceMessage: "division by zero", job: job.url },
    });
  });

  test("takes other limits, and says which it has then", async () => {
    const service = await uwsService();
    const job = new JobHandle(service.jobUrl, { transport: open() });
    expect((await job.setExecutionDuration(60)).executionDurationSeconds).toBe(60);
    const changed = await job.setDestruction(Date.UTC(2027, 0, 1));
    expect(changed.destruction?.epochMs).toBe(Date.UTC(2027, 0, 1));
    expect(job.last).toBe(changed);
  });

  test.each<[string, Answer | undefined, string]>([
    ["is deleted", undefined, "PENDING"],
    ["is aborted where it cannot be deleted", refuse, "ABORTED"],
  ])("given up it %s", async (_what, onDelete, phase) => {
    const service = await uwsService(onDelete === undefined ? {} : { onDelete });
    const job = new JobHandle(service.jobUrl, { transport: open() });
    await job.giveUp();
    expect(service.phase()).toBe(phase);
    const isThere = await job.refresh().then(
      () => true,
      () => false,
    );
    expect(isThere).toBe(onDelete !== undefined);
  });

  test("given up where nobody answers it is left alone, without an error", async () => {
    const service = await uwsService({ onDelete: refuse });
    service.on("/tap/async/17/phase", refuse);
    const job = new JobHandle(service.jobUrl, { transport: open() });
    await expect(job.giveUp()).resolves.toBeUndefined();
    expect(service.phase()).toBe("PENDING");
  });
});
