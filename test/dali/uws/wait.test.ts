import { gzipSync } from "node:zlib";
import { type DalError, Deadline, getJob, startJob, type Transport, type UwsJob, waitForJob } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { atAnyScale } from "../../support/at-any-scale.ts";
import { faultyService } from "../../support/faulty-service.ts";
import { type UwsQuirks, type UwsService, uwsService } from "../../support/uws-service.ts";

function open(): Transport {
  const transport = createNodeTransport({ retry: { retries: 0 } });
  onTestFinished(() => transport.close());
  return transport;
}

async function started(quirks: UwsQuirks = {}): Promise<{ service: UwsService; transport: Transport; url: string }> {
  const service = await uwsService(quirks);
  const transport = open();
  await startJob(transport, service.jobUrl, { phase: "PENDING" });
  return { service, transport, url: service.jobUrl };
}

const COURSE = [
  ["QUEUED", 700],
  ["EXECUTING", 700],
  ["COMPLETED", 0],
] as const;
const xml = { "content-type": "text/xml" };

describe("waiting", () => {
  test("asks a service that holds answers back once a phase, naming the phase", async () => {
    const { service, transport, url } = await started({ course: COURSE });
    const phases: string[] = [];
    const job = await waitForJob(transport, url, {
      pollMs: 1,
      longPollMs: 5000,
      onJob: ({ phase }) => phases.push(phase),
    });
    expect(job.phase).toBe("COMPLETED");
    expect(phases).toEqual(["QUEUED", "EXECUTING", "COMPLETED"]);
    expect(service.polls).toEqual(["", "?WAIT=5&PHASE=QUEUED", "?WAIT=5&PHASE=EXECUTING"]);
  });

  test("asks a service that ignores WAIT with growing pauses", async () => {
    const { service, transport, url } = await started({
      course: [["EXECUTING", 0]],
      waits: false,
      sendJob: ({ response }, document, asked) =>
        response.writeHead(200, xml).end(asked < 8 ? document : document.replace("EXECUTING", "COMPLETED")),
    });
    const startMs = performance.now();
    const job = await waitForJob(transport, url, { pollMs: 20, longPollMs: 5000 });
    expect(job.phase).toBe("COMPLETED");
    expect(service.polls).toHaveLength(8);
    // 20 + 30 + 45 + 68 + 101 + 152 + 228 ms, from question to question.
    expect(performance.now() - startMs).toBeGreaterThan(600);
  });

  test("holds two connections of a host at most, however many jobs are waited for", async () => {
    const service = await faultyService();
    let held = 0;
    let mostHeld = 0;
    // Until the jobs that are not held have been asked for some more times.
    const isOver = (): boolean => service.received.length >= 24 || held > 2;
    for (let id = 0; id < 6; id++) {
      service.on(`/async/${id}`, async ({ url, response }) => {
        const isHeld = url.searchParams.has("WAIT");
        if (isHeld) mostHeld = Math.max(mostHeld, ++held);
        while (isHeld && !isOver()) await new Promise((resolve) => setTimeout(resolve, 5));
        if (isHeld) held--;
        const phase = isOver() ? "COMPLETED" : "EXECUTING";
        response.writeHead(200, xml).end(`<job><phase>${phase}</phase></job>`);
      });
    }
    const transport = open();
    const jobs = Array.from({ length: 6 }, (_, id) =>
      waitForJob(transport, `${service.origin}/async/${id}`, { pollMs: 20, maxPollMs: 50 }),
    );
    expect((await Promise.all(jobs)).map(({ phase }) => phase)).toEqual(Array(6).fill("COMPLETED"));
    expect(mostHeld).toBe(2);
  });

  test("asks a service of UWS 1.0 that refuses WAIT without it", async () => {
    const { service, transport, url } = await started({
      course: [
        ["EXECUTING", 100],
        ["COMPLETED", 0],
      ],
      waits: false,
      version: "",
      sendJob: ({ response, url: { search } }, document) =>
        search === ""
          ? response.writeHead(200, xml).end(document)
          : response.writeHead(400, { "content-type": "text/plain" }).end("unknown parameter WAIT"),
    });
    const job = await waitForJob(transport, url, { pollMs: 10 });
    expect(job.phase).toBe("COMPLETED");
    expect(service.polls.filter((query) => query !== "")).toEqual(["?WAIT=30&PHASE=EXECUTING"]);
  });

  test("gives a job back that is held: it will not go on by itself", async () => {
    const { transport, url } = await started({ course: [["HELD", 0]] });
    expect((await waitForJob(transport, url, { pollMs: 1 })).phase).toBe("HELD");
  });

  test.each(["ERROR", "ABORTED", "ARCHIVED"])("gives a job back that is %s", async (phase) => {
    const { transport, url } = await started({ course: [[phase, 0]] });
    expect((await waitForJob(transport, url, { pollMs: 1 })).phase).toBe(phase);
  });

  test("goes on through SUSPENDED, UNKNOWN and words of no standard", async () => {
    const { transport, url } = await started({
      course: [
        ["SUSPENDED", 30],
        ["UNKNOWN", 30],
        ["Rummaging", 30],
        ["completed", 0],
      ],
    });
    const phases: string[] = [];
    await waitForJob(transport, url, { pollMs: 2, maxPollMs: 2, onJob: ({ phase }) => phases.push(phase) });
    expect([...new Set(phases)]).toEqual(["SUSPENDED", "UNKNOWN", "RUMMAGING", "COMPLETED"]);
  });

  test("ends at its deadline, says how the job stood, and leaves it alone", async () => {
    await atAnyScale(async (scale) => {
      const { service, transport, url } = await started({ course: [["EXECUTING", 60_000]], waits: false });
      const deadline = new Deadline(150 * scale);
      const failure = await failureOf(waitForJob(transport, url, { pollMs: 10, deadline }));
      expect(failure.code).toBe("DAL_TIMEOUT");
      expect(failure.message).toMatch(
        /async\/17 is EXECUTING still after (150 ms|1\.2 s|6 s)\. It goes on at the service/,
      );
      expect(failure.failure.job).toBe(url);
      expect(service.phase()).toBe("EXECUTING");
    });
  });

  test("ends at its deadline in the middle of a question that is held back", async () => {
    const { transport, url } = await started({ course: [["EXECUTING", 60_000]] });
    const before = performance.now();
    const failure = await failureOf(waitForJob(transport, url, { pollMs: 1, deadline: new Deadline(1400) }));
    expect(failure.code).toBe("DAL_TIMEOUT");
    // A question is held back for up to 30 s.
    expect(performance.now() - before).toBeLessThan(20_000);
  });

  test.each<[when: string, delayMs: number]>([
    ["before it begins", 0],
    ["while it waits", 80],
  ])("ends with the signal's reason, %s", async (_when, delayMs) => {
    const { transport, url } = await started({ course: [["EXECUTING", 60_000]], waits: false });
    const abort = new AbortController();
    const reason = new Error("enough");
    if (delayMs === 0) abort.abort(reason);
    else setTimeout(() => abort.abort(reason), delayMs);
    const failure = await failureOf(waitForJob(transport, url, { signal: abort.signal, pollMs: 1000 }));
    expect([failure.code, failure.cause]).toEqual(["DAL_ABORTED", reason]);
    expect(failure.message).toMatch(/async\/17.* was given up by the caller/);
  });
});

describe("questions that fail are asked again", () => {
  const BROKEN: readonly (readonly [what: string, sendJob: NonNullable<UwsQuirks["sendJob"]>])[] = [
    ["a connection that breaks", ({ socket }) => socket.destroy()],
    ["a service that is restarted", ({ response }) => response.writeHead(503).end()],
    ["an answer that is cut", ({ response }, document) => response.writeHead(200, xml).end(document.slice(0, 120))],
    [
      "a page of its front end",
      ({ response }) =>
        response.writeHead(200, { "content-type": "text/html" }).end("<html><title>Proxy</title></html>"),
    ],
    ["nothing", ({ response }) => response.writeHead(200).end()],
    ["a machine that does not know the job yet", ({ response }) => response.writeHead(404).end("no such job")],
  ];
  test.each(BROKEN)("%s", async (_what, sendJob) => {
    const { transport, url } = await started({
      course: [
        ["EXECUTING", 60],
        ["COMPLETED", 0],
      ],
      waits: false,
      // Every second one.
      sendJob: (call, document, asked) =>
        asked % 2 === 1 ? sendJob(call, document, asked) : call.response.writeHead(200, xml).end(document),
    });
    const failures: string[] = [];
    const job = await waitForJob(transport, url, { pollMs: 5, onFailure: ({ code }) => failures.push(code) });
    expect(job.phase).toBe("COMPLETED");
  });

  test("until patience is over", async () => {
    const { transport, url } = await started({ sendJob: ({ socket }) => socket.destroy() });
    const failure = await failureOf(waitForJob(transport, url, { pollMs: 5, patienceMs: 60 }));
    expect(failure.code).toBe("DAL_NETWORK");
  });

  test("but not a refusal", async () => {
    const { service, transport, url } = await started({ sendJob: ({ response }) => response.writeHead(401).end() });
    const failure = await failureOf(waitForJob(transport, url, { pollMs: 5 }));
    expect(failure.code).toBe("DAL_AUTH");
    expect(service.polls.length).toBe(1);
  });

  test("and a job that vanishes is gone when it was looked for twice", async () => {
    const { service, transport, url } = await started({ course: [["EXECUTING", 60_000]], waits: false });
    setTimeout(() => service.vanish(), 50);
    const failure = await failureOf(waitForJob(transport, url, { pollMs: 10 }));
    expect(failure.code).toBe("UWS_JOB_GONE");
    expect(failure.message).toMatch(/is not there any more/);
    expect(failure.failure.job).toBe(url);
  });

  test("or at once, when the service says that it is gone for good (410)", async () => {
    const { service, transport, url } = await started({ sendJob: ({ response }) => response.writeHead(410).end() });
    expect((await failureOf(waitForJob(transport, url, { pollMs: 10 }))).code).toBe("UWS_JOB_GONE");
    expect(service.polls.length).toBe(1);
  });
});

describe("descriptions that services send", () => {
  const SENT: readonly (readonly [what: string, sendJob: NonNullable<UwsQuirks["sendJob"]>])[] = [
    [
      "VizieR: compressed, and labelled so",
      ({ response }, document) =>
        response.writeHead(200, { ...xml, "content-encoding": "gzip" }).end(gzipSync(document)),
    ],
    [
      "VizieR: compressed, and not labelled",
      ({ response }, document) => response.writeHead(200, xml).end(gzipSync(document)),
    ],
    [
      "TAPLib: an XML declaration twice",
      ({ response }, document) => response.writeHead(200, xml).end(`<?xml version="1.0"?>\n${document}`),
    ],
    [
      "blank lines before the declaration",
      ({ response }, document) => response.writeHead(200, xml).end(`\n\n${document}`),
    ],
    [
      "NExScI: prefixes that nothing declares",
      ({ response }, document) => response.writeHead(200, xml).end(document.replace(/ xmlns:\w+="[^"]*"/g, "")),
    ],
    ["no prefix at all", ({ response }, document) => response.writeHead(200, xml).end(document.replace(/uws:/g, ""))],
    [
      "OpenCADC: the namespace of a draft",
      ({ response }, document) => response.writeHead(200, xml).end(document.replace("UWS/v1.0", "UWS/v1.0rc3")),
    ],
    [
      "GAVO: a stylesheet before the root",
      ({ response }, document) =>
        response
          .writeHead(200, xml)
          .end(document.replace("?>", "?><?xml-stylesheet href='/static/xsl/x.xsl' type='text/xsl'?>")),
    ],
    [
      "a wrong media type",
      ({ response }, document) => response.writeHead(200, { "content-type": "text/html" }).end(document),
    ],
  ];
  test.each(SENT)("%s", async (_what, sendJob) => {
    const { transport, url } = await started({ sendJob });
    const job = await getJob(transport, url);
    expect([job.jobId, job.phase, job.executionDurationSeconds]).toEqual(["17", "COMPLETED", 600]);
  });

  test("that cannot be read: the phase alone is asked for", async () => {
    const { transport, url } = await started({
      course: [
        ["EXECUTING", 50],
        ["COMPLETED", 0],
      ],
      sendJob: ({ response }) => response.writeHead(200, xml).end("<uws:job><uws:phase>EXEC"),
    });
    const job: UwsJob = await waitForJob(transport, url, { pollMs: 5 });
    expect(job).toEqual({ phase: "COMPLETED", parameters: [], results: [] });
  });
});

async function failureOf(promise: Promise<unknown>): Promise<DalError> {
  try {
    await promise;
  } catch (failure) {
    return failure as DalError;
  }
  throw new Error("it did not fail");
}
