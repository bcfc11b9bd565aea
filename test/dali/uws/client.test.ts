import {
  abortJob,
  createJob,
  type DalError,
  deleteJob,
  failureOfJob,
  getJob,
  getPhase,
  getQuote,
  listJobs,
  openResult,
  setDestruction,
  setExecutionDuration,
  setParameters,
  startJob,
  type Transport,
} from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Answer } from "../../support/faulty-service.ts";
import { uwsService } from "../../support/uws-service.ts";

function open(): Transport {
  const transport = createNodeTransport({ retry: { retries: 0 } });
  onTestFinished(() => transport.close());
  return transport;
}

const xml = { "content-type": "text/xml" };
const text = { "content-type": "text/plain" };

describe("creating a job", () => {
  const ANSWERS: readonly (readonly [what: string, onCreate: Answer])[] = [
    [
      "303 with an absolute Location",
      ({ response, url }) => response.writeHead(303, { location: `${url.origin}/tap/async/17` }).end(),
    ],
    ["303 with a relative Location", ({ response }) => response.writeHead(303, { location: "async/17" }).end()],
    ["303 with a path", ({ response }) => response.writeHead(303, { location: "/tap/async/17/" }).end()],
    ["302", ({ response }) => response.writeHead(302, { location: "/tap/async/17" }).end()],
    ["201 with a Location", ({ response }) => response.writeHead(201, { location: "/tap/async/17" }).end()],
    ["200 with a Location", ({ response }) => response.writeHead(200, { location: "/tap/async/17" }).end("created")],
    [
      "200 with the job",
      ({ response }) => response.writeHead(200, xml).end("<job><jobId>17</jobId><phase>PENDING</phase></job>"),
    ],
  ];
  test.each(ANSWERS)("%s", async (_what, onCreate) => {
    const service = await uwsService({ onCreate });
    const url = await createJob(open(), service.listUrl, { parameters: [["QUERY", "SELECT 1"]] });
    expect(url).toBe(service.jobUrl);
    expect(service.received).toMatchObject([{ method: "POST", url: "/tap/async", body: "QUERY=SELECT+1" }]);
  });

  const REFUSALS: readonly (readonly [what: string, onCreate: Answer, code: string, words: RegExp])[] = [
    [
      "200 with a web page",
      ({ response }) =>
        response.writeHead(200, { "content-type": "text/html" }).end("<html><title>Log in</title></html>"),
      "DAL_FORMAT",
      /Log in/,
    ],
    ["200 with nothing", ({ response }) => response.writeHead(200).end(), "DAL_FORMAT", /./],
    [
      "200 with a job without an id",
      ({ response }) => response.writeHead(200, xml).end("<job><phase>PENDING</phase></job>"),
      "DAL_FORMAT",
      /does not say where it is/,
    ],
    [
      "303 without a Location",
      ({ response }) => response.writeHead(303).end(),
      "DAL_FORMAT",
      /does not say where it is/,
    ],
    [
      "MAST: 400 with JSON",
      ({ response }) =>
        response.writeHead(400, { "content-type": "application/json" }).end('{"error":"Incorrect syntax"}'),
      "DAL_QUERY_ERROR",
      /Incorrect syntax/,
    ],
    [
      "STScI's old host, which has no async any more: 404",
      ({ response }) => response.writeHead(404).end(),
      "DAL_NOT_FOUND",
      /404/,
    ],
    [
      "IRSA: an error VOTable for a RUNID",
      ({ response }) =>
        response
          .writeHead(400, xml)
          .end(
            '<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">BAD_REQUEST: RUNID</INFO></RESOURCE></VOTABLE>',
          ),
      "DAL_QUERY_ERROR",
      /BAD_REQUEST: RUNID/,
    ],
  ];
  test.each(REFUSALS)("is refused: %s", async (_what, onCreate, code, words) => {
    const service = await uwsService({ onCreate });
    const failure = await failureOf(createJob(open(), service.listUrl));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(words);
  });
});

describe("starting a job", () => {
  test("GAVO: PHASE=RUN sent along when creating is ignored, so it is posted", async () => {
    const service = await uwsService({ course: [["EXECUTING", 60_000]] });
    const transport = open();
    const url = await createJob(transport, service.listUrl, { parameters: [["PHASE", "RUN"]] });
    expect(service.phase()).toBe("PENDING");
    await startJob(transport, url);
    expect(service.phase()).toBe("EXECUTING");
  });

  test("DaCHS: twice does no harm, for one that runs is not told to run again", async () => {
    const service = await uwsService({ course: [["EXECUTING", 60_000]] });
    const transport = open();
    await startJob(transport, service.jobUrl, { phase: "PENDING" });
    await startJob(transport, service.jobUrl);
    const told = service.received.filter(({ method }) => method === "POST").map(({ url, body }) => `${url} ${body}`);
    expect(told).toEqual(["/tap/async/17/phase PHASE=RUN"]);
    // Told to run by somebody else in between: refused, and running.
    await startJob(transport, service.jobUrl, { phase: "PENDING" });
  });

  test("whose answer was lost: it runs", async () => {
    const service = await uwsService();
    service.on("/tap/async/17/phase", ({ socket }) => socket.destroy());
    service.on("/tap/async/17", ({ response }) => response.writeHead(200, xml).end("<job><phase>QUEUED</phase></job>"));
    await expect(startJob(open(), service.jobUrl, { phase: "PENDING" })).resolves.toBeUndefined();
    service.on("/tap/async/17", ({ response }) =>
      response.writeHead(200, xml).end("<job><phase>PENDING</phase></job>"),
    );
    expect((await failureOf(startJob(open(), service.jobUrl))).code).toBe("DAL_NETWORK");
  });

  test("that is not there says so", async () => {
    const service = await uwsService();
    service.vanish();
    expect((await failureOf(startJob(open(), service.jobUrl))).code).toBe("UWS_JOB_GONE");
  });
});

describe("aborting a job", () => {
  test("that runs, and one that has ended", async () => {
    const service = await uwsService({ course: [["EXECUTING", 60_000]] });
    const transport = open();
    await startJob(transport, service.jobUrl);
    await abortJob(transport, service.jobUrl);
    expect(service.phase()).toBe("ABORTED");
    service.on("/tap/async/17/phase", ({ response }) => response.writeHead(400, text).end("it has ended"));
    await expect(abortJob(transport, service.jobUrl)).resolves.toBeUndefined();
    service.on("/tap/async/17", ({ response }) =>
      response.writeHead(200, xml).end("<job><phase>EXECUTING</phase></job>"),
    );
    expect((await failureOf(abortJob(transport, service.jobUrl))).message).toMatch(/it has ended/);
  });
});

describe("deleting a job", () => {
  const ANSWERS: readonly (readonly [what: string, onDelete: Answer])[] = [
    ["ESA: 303 to the list of all jobs", ({ response }) => response.writeHead(303, { location: "/tap/async" }).end()],
    ["302", ({ response }) => response.writeHead(302, { location: "/tap/async" }).end()],
    ["303 without a Location", ({ response }) => response.writeHead(303).end()],
    ["200 with something", ({ response }) => response.writeHead(200).end("deleted")],
    ["204", ({ response }) => response.writeHead(204).end()],
    ["404: it was gone", ({ response }) => response.writeHead(404).end()],
    ["410: it was gone", ({ response }) => response.writeHead(410).end()],
  ];
  test.each(ANSWERS)("%s: done, and nothing else is asked for", async (_what, onDelete) => {
    const service = await uwsService({ onDelete });
    await deleteJob(open(), service.jobUrl);
    expect(service.received.map(({ method, url }) => `${method} ${url}`)).toEqual(["DELETE /tap/async/17"]);
  });

  test.each([405, 501, 400, 403])("%d: ACTION=DELETE is posted", async (status) => {
    const service = await uwsService({ onDelete: ({ response }) => response.writeHead(status).end() });
    await deleteJob(open(), service.jobUrl);
    expect(service.received.map(({ method, body }) => `${method} ${body}`)).toEqual(["DELETE ", "POST ACTION=DELETE"]);
    expect((await failureOf(getJob(open(), service.jobUrl))).code).toBe("UWS_JOB_GONE");
  });

  test("that is not allowed in either way is refused in the words of the first", async () => {
    const service = await uwsService();
    service.on("/tap/async/17", ({ response, request }) => response.writeHead(403, text).end(`no ${request.method}`));
    expect((await failureOf(deleteJob(open(), service.jobUrl))).message).toMatch(/no DELETE/);
    service.on("/tap/async/17", ({ response }) => response.writeHead(500).end());
    expect((await failureOf(deleteJob(open(), service.jobUrl))).code).toBe("DAL_HTTP");
  });
});

describe("changing a job", () => {
  test("gives what the service made of it", async () => {
    const service = await uwsService();
    const transport = open();
    const later = await setDestruction(transport, service.jobUrl, Date.UTC(2026, 11, 24, 18));
    expect(later.destruction).toEqual({ text: "2026-12-24T18:00:00Z", epochMs: Date.UTC(2026, 11, 24, 18) });
    expect((await setExecutionDuration(transport, service.jobUrl, 7200)).executionDurationSeconds).toBe(7200);
    await setParameters(transport, service.jobUrl, [
      ["QUERY", "SELECT 2"],
      ["MAXREC", "5"],
    ]);
    expect((await getJob(transport, service.jobUrl)).parameters.map(({ id, value }) => `${id}=${value}`)).toEqual([
      "QUERY=SELECT 2",
      "MAXREC=5",
    ]);
  });

  test("to what is no number or time is refused before it is sent", async () => {
    const service = await uwsService();
    for (const seconds of [-1, 1.5, Number.NaN]) {
      expect((await failureOf(setExecutionDuration(open(), service.jobUrl, seconds))).code).toBe("DAL_USAGE");
    }
    expect((await failureOf(setDestruction(open(), service.jobUrl, Number.NaN))).code).toBe("DAL_USAGE");
    expect(service.received).toEqual([]);
  });

  test("phase and quote are text", async () => {
    const service = await uwsService();
    service.on("/tap/async/17/quote", ({ response }) => response.writeHead(200, text).end("2026-11-22T12:00:00Z\n"));
    expect(await getPhase(open(), service.jobUrl)).toBe("PENDING");
    expect((await getQuote(open(), `${service.jobUrl}/`))?.epochMs).toBe(Date.UTC(2026, 10, 22, 12));
    service.on("/tap/async/17/quote", ({ response }) => response.writeHead(200, text).end(""));
    expect(await getQuote(open(), service.jobUrl)).toBeUndefined();
  });
});

describe("lists of jobs", () => {
  test("ask with PHASE, AFTER and LAST", async () => {
    const service = await uwsService();
    await listJobs(open(), `${service.listUrl}`, { phases: ["EXECUTING", "QUEUED"], afterEpochMs: 0, last: 10 });
    expect(service.received[0]?.url).toBe(
      "/tap/async?PHASE=EXECUTING&PHASE=QUEUED&AFTER=1970-01-01T00%3A00%3A00Z&LAST=10",
    );
  });

  test("of services that do not filter are filtered here", async () => {
    const service = await uwsService();
    service.on("/tap/async", ({ response }) =>
      response
        .writeHead(200, xml)
        .end('<jobs><jobref id="1"><phase>ERROR</phase></jobref><jobref id="2"><phase>QUEUED</phase></jobref></jobs>'),
    );
    expect((await listJobs(open(), service.listUrl, { phases: ["QUEUED"] })).map(({ jobId }) => jobId)).toEqual(["2"]);
    expect((await listJobs(open(), service.listUrl)).length).toBe(2);
  });
});

describe("the result of a job", () => {
  async function resultOf(results: string, paths: Readonly<Record<string, Answer>>, id?: string): Promise<string> {
    const service = await uwsService({ results: results.replaceAll("ORIGIN", "http://127.0.0.1:PORT") });
    for (const [path, answer] of Object.entries(paths)) service.on(path, answer);
    const transport = open();
    const job = await getJob(transport, service.jobUrl);
    const patched = {
      ...job,
      results: job.results.map((result) => ({
        ...result,
        href: (result.href ?? "").replace("127.0.0.1:PORT", new URL(service.origin).host),
      })),
    };
    const response = await openResult(transport, service.jobUrl, patched, id === undefined ? {} : { id });
    return response.text();
  }
  const rows: Answer = ({ response }) => response.writeHead(200, text).end("rows");
  const WAYS: readonly (readonly [what: string, results: string, path: string])[] = [
    [
      "an absolute address",
      '<result id="result" xlink:href="ORIGIN/tap/async/17/results/result"/>',
      "/tap/async/17/results/result",
    ],
    [
      "HEASARC: relative to the job",
      '<result id="result" xlink:href="results/result"/>',
      "/tap/async/17/results/result",
    ],
    [
      "relative to the service",
      '<result id="result" xlink:href="async/17/results/result"/>',
      "/tap/async/17/results/result",
    ],
    ["relative to the list", '<result id="result" xlink:href="17/results/result"/>', "/tap/async/17/results/result"],
    ["a path", '<result id="result" xlink:href="/elsewhere/r.vot"/>', "/elsewhere/r.vot"],
    ["UWS 1.0: an id of its own", '<result id="resultsTable" xlink:href="ORIGIN/out/17.xml"/>', "/out/17.xml"],
    ["no address, but an id", '<result id="main"/>', "/tap/async/17/results/main"],
    ["no result listed", "", "/tap/async/17/results/result"],
    [
      "an address that is not there",
      '<result id="result" xlink:href="ORIGIN/internal/17"/>',
      "/tap/async/17/results/result",
    ],
    [
      "one of several, by its address",
      '<result id="log" xlink:href="ORIGIN/log"/><result id="x" xlink:href="ORIGIN/tap/async/17/results/result"/>',
      "/tap/async/17/results/result",
    ],
    [
      "one of several, by its id",
      '<result id="log" xlink:href="ORIGIN/log"/><result id="result" xlink:href="ORIGIN/out"/>',
      "/out",
    ],
    ["the first of several", '<result id="a" xlink:href="ORIGIN/a"/><result id="b" xlink:href="ORIGIN/b"/>', "/a"],
  ];
  test.each(WAYS)("%s", async (_what, results, path) => {
    expect(await resultOf(results, { [path]: rows })).toBe("rows");
  });

  test("by a name that is asked for", async () => {
    const results = '<result id="log" xlink:href="ORIGIN/log"/><result id="result" xlink:href="ORIGIN/out"/>';
    expect(await resultOf(results, { "/log": rows }, "log")).toBe("rows");
  });

  test("redirected, as OpenCADC and IRSA do", async () => {
    const elsewhere: Answer = ({ response }) => response.writeHead(303, { location: "/store/17" }).end();
    expect(await resultOf("", { "/tap/async/17/results/result": elsewhere, "/store/17": rows })).toBe("rows");
  });

  test("DaCHS: forbidden where it is listed, and there where the standard has it", async () => {
    const forbidden: Answer = ({ response }) => response.writeHead(403, text).end("not a renderer of this service");
    const listed = '<result id="result" xlink:href="ORIGIN/datalinkuws/17/results/result"/>';
    const there = { "/datalinkuws/17/results/result": forbidden, "/tap/async/17/results/result": rows };
    expect(await resultOf(listed, there)).toBe("rows");
    const nowhere = { ...there, "/tap/async/17/results/result": forbidden };
    expect(await failureOf(resultOf(listed, nowhere))).toMatchObject({ code: "DAL_AUTH" });
  });

  test("that is nowhere fails with what the first address said", async () => {
    const gone: Answer = ({ response }) => response.writeHead(404, text).end("deleted yesterday");
    const failure = await failureOf(resultOf('<result id="result" xlink:href="/gone"/>', { "/gone": gone }));
    expect([failure.code, failure.failure.serviceMessage]).toEqual(["DAL_NOT_FOUND", "deleted yesterday"]);
  });
});

describe("the error of a job", () => {
  const votable =
    '<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">column "x" does not exist in any table</INFO></RESOURCE></VOTABLE>';
  const ERRORS: readonly (readonly [
    what: string,
    summary: string,
    error: Answer | undefined,
    words: string | undefined,
  ])[] = [
    [
      "in its summary",
      '<errorSummary type="fatal" hasDetail="false"><message>no such table</message></errorSummary>',
      undefined,
      "no such table",
    ],
    [
      "in its summary, whose detail is nowhere",
      '<errorSummary type="fatal" hasDetail="true"><message>no such table</message></errorSummary>',
      undefined,
      "no such table",
    ],
    [
      "in a VOTable at /error",
      '<errorSummary type="fatal" hasDetail="true"><message>column "x"...</message></errorSummary>',
      ({ response }) => response.writeHead(200, xml).end(votable),
      'column "x" does not exist in any table',
    ],
    [
      "in text at /error, with no summary",
      "",
      ({ response }) => response.writeHead(200, text).end("out of disk"),
      "out of disk",
    ],
    [
      "at /error with the status of the error",
      "",
      ({ response }) => response.writeHead(500, text).end("out of disk"),
      "out of disk",
    ],
    [
      "in both, each saying something else",
      '<errorSummary hasDetail="true"><message>failed</message></errorSummary>',
      ({ response }) => response.writeHead(200, text).end("out of disk"),
      "failed\nout of disk",
    ],
    ["GAVO: nowhere, /error being empty", "", ({ response }) => response.writeHead(200).end(), undefined],
    [
      "IRSA: a limit, as text of the summary",
      "<errorSummary><message> Exceeded execution duration </message></errorSummary>",
      undefined,
      "Exceeded execution duration",
    ],
  ];
  test.each(ERRORS)("%s", async (_what, errorSummary, error, words) => {
    const service = await uwsService({ course: [["ERROR", 0]], errorSummary });
    if (error !== undefined) service.on("/tap/async/17/error", error);
    const transport = open();
    await startJob(transport, service.jobUrl);
    const failure = await failureOfJob(transport, service.jobUrl, await getJob(transport, service.jobUrl));
    expect(failure?.code).toBe("UWS_JOB_ERROR");
    expect(failure?.failure.serviceMessage).toBe(words);
    expect(failure?.message).toContain(words ?? "does not say which");
    expect(failure?.failure.job).toBe(service.jobUrl);
  });

  test("that may pass says so; other phases have their own", async () => {
    const transport = open();
    const job = {
      phase: "ERROR",
      parameters: [],
      results: [],
      errorSummary: { type: "transient", message: "busy", hasDetail: false },
    } as const;
    expect((await failureOfJob(transport, "http://127.0.0.1:9/1", job))?.message).toMatch(/may do better later/);
    expect((await failureOfJob(transport, "http://127.0.0.1:9/1", { ...job, phase: "ABORTED" }))?.code).toBe(
      "UWS_JOB_ABORTED",
    );
    expect((await failureOfJob(transport, "http://127.0.0.1:9/1", { ...job, phase: "ARCHIVED" }))?.code).toBe(
      "UWS_JOB_GONE",
    );
    expect(await failureOfJob(transport, "http://127.0.0.1:9/1", { ...job, phase: "COMPLETED" })).toBeUndefined();
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
