import {
  childOf,
  jobUrlOf,
  PHASES,
  parseJob,
  parseJobList,
  parsePhase,
  resultUrls,
  stageOf,
  textOf,
  type UwsJob,
} from "@armillary/dali";
import { describe, expect, test } from "vitest";
import { hrefUrls } from "../../../packages/dali/src/uws/job-url.ts";

const NAMESPACES =
  'xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

describe("the description of a job", () => {
  test("of UWS 1.1, in full", () => {
    const job = parseJob(`<?xml version="1.0"?><uws:job version="1.1" ${NAMESPACES}>
      <uws:jobId>a/b 1</uws:jobId><uws:runId>mine</uws:runId><uws:ownerId xsi:nil="true"/><uws:phase> executing </uws:phase>
      <uws:quote>2026-11-22T12:00:00Z</uws:quote><uws:creationTime>2026-11-22T10:00:00.5Z</uws:creationTime>
      <uws:startTime>2026-11-22T10:00:01Z</uws:startTime><uws:endTime xsi:nil="true">2000-01-01T00:00:00Z</uws:endTime>
      <uws:executionDuration>0</uws:executionDuration><uws:destruction>2026-11-25T10:00:00</uws:destruction>
      <uws:parameters>
        <uws:parameter id="QUERY"><![CDATA[SELECT * FROM t WHERE a < 'b & c']]></uws:parameter>
        <uws:parameter id="UPLOAD" byReference="true" isPost="1"> http://vo.test/up/1 </uws:parameter><uws:parameter id="MAXREC"/>
      </uws:parameters>
      <uws:results>
        <uws:result id="result" xlink:href="http://vo.test/async/1/results/result" size="3000960" mime-type="image/fits"/>
        <uws:result id="log" xlink:href="results/log" size="-1"/><uws:result/>
      </uws:results>
      <uws:errorSummary type="transient" hasDetail="true"><uws:message>try
again</uws:message></uws:errorSummary>
      <uws:jobInfo><progress xmlns="urn:x">60</progress></uws:jobInfo>
    </uws:job>`);
    const { jobInfo, ...rest } = job;
    const expected: UwsJob = {
      version: "1.1",
      jobId: "a/b 1",
      runId: "mine",
      phase: "EXECUTING",
      quote: { text: "2026-11-22T12:00:00Z", epochMs: Date.UTC(2026, 10, 22, 12) },
      creationTime: { text: "2026-11-22T10:00:00.5Z", epochMs: Date.UTC(2026, 10, 22, 10, 0, 0, 500) },
      startTime: { text: "2026-11-22T10:00:01Z", epochMs: Date.UTC(2026, 10, 22, 10, 0, 1) },
      executionDurationSeconds: 0,
      destruction: { text: "2026-11-25T10:00:00", epochMs: Date.UTC(2026, 10, 25, 10) },
      parameters: [
        { id: "QUERY", value: "SELECT * FROM t WHERE a < 'b & c'", byReference: false, isPost: false },
        { id: "UPLOAD", value: "http://vo.test/up/1", byReference: true, isPost: true },
        { id: "MAXREC", value: "", byReference: false, isPost: false },
      ],
      results: [
        { id: "result", href: "http://vo.test/async/1/results/result", sizeBytes: 3_000_960, mimeType: "image/fits" },
        { id: "log", href: "results/log" },
        {},
      ],
      errorSummary: { type: "transient", message: "try\nagain", hasDetail: true },
    };
    expect(rest).toEqual(expected);
    expect(jobInfo === undefined ? undefined : textOf(childOf(jobInfo, "progress"))).toBe("60");
  });

  test.each<[what: string, document: string, job: Partial<UwsJob>]>([
    ["with nothing in it", "<job/>", { phase: "UNKNOWN", parameters: [], results: [] }],
    [
      "ESA: a quote of -1, times with offsets",
      "<job><phase>ERROR</phase><quote>-1</quote><endTime>2016-11-17T13:33:50.786+0100</endTime></job>",
      {
        phase: "ERROR",
        quote: { text: "-1" },
        endTime: { text: "2016-11-17T13:33:50.786+0100", epochMs: Date.UTC(2016, 10, 17, 12, 33, 50, 786) },
      },
    ],
    [
      "elements twice: the first that says something",
      "<job><phase/><phase>QUEUED</phase><phase>ERROR</phase></job>",
      { phase: "QUEUED" },
    ],
    [
      "an execution duration that is none",
      "<job><executionDuration>forever</executionDuration></job>",
      { phase: "UNKNOWN" },
    ],
    [
      "IRSA: an error summary without attributes",
      "<job><phase>ERROR</phase><errorSummary>Exceeded execution duration</errorSummary></job>",
      { errorSummary: { message: "Exceeded execution duration" } },
    ],
    [
      "CASDA: an error summary that is nil",
      `<uws:job ${NAMESPACES}><uws:errorSummary xsi:nil="true"/></uws:job>`,
      { phase: "UNKNOWN" },
    ],
  ])("%s", (_what, document, job) => {
    const read = parseJob(document);
    expect(read).toMatchObject(job);
    for (const name of ["executionDurationSeconds", "errorSummary"] as const)
      if (!(name in job)) expect(read).not.toHaveProperty(name);
  });

  test.each(["<jobs/>", "<html/>", "<VOTABLE/>"])("%s is none", (document) => {
    expect(() => parseJob(document)).toThrow(expect.objectContaining({ code: "DAL_FORMAT" }));
  });
});

describe("phases", () => {
  test("have stages", () => {
    expect(PHASES.map((phase) => `${phase} ${stageOf(phase)}`)).toEqual([
      "PENDING unstarted",
      "QUEUED active",
      "EXECUTING active",
      "COMPLETED finished",
      "ERROR finished",
      "ABORTED finished",
      "UNKNOWN unclear",
      "HELD unstarted",
      "SUSPENDED active",
      "ARCHIVED finished",
    ]);
    expect(stageOf("RUMMAGING")).toBe("unclear");
  });
  test.each([
    ["COMPLETED\n", "COMPLETED"],
    [" completed", "COMPLETED"],
    ["Rummaging", "RUMMAGING"],
    ["", "UNKNOWN"],
  ])("%j is %s", (text, phase) => expect(parsePhase(text)).toBe(phase));
});

describe("lists of jobs", () => {
  test("of references and of whole jobs, with what names nothing left out", () => {
    const jobs = parseJobList(`<uws:jobs ${NAMESPACES} version="1.1">
      <uws:jobref id="1" xlink:href="http://vo.test/async/1"><uws:phase>COMPLETED</uws:phase><uws:runId>r</uws:runId>
        <uws:ownerId>me</uws:ownerId><uws:creationTime>2026-11-22T10:00:00Z</uws:creationTime></uws:jobref>
      <uws:jobref xlink:href="http://vo.test/async/2/"/><uws:jobref/><uws:other/>
      <uws:job><uws:jobId>3</uws:jobId><uws:phase>QUEUED</uws:phase></uws:job><uws:job/>
    </uws:jobs>`);
    expect(jobs).toMatchObject([
      {
        jobId: "1",
        href: "http://vo.test/async/1",
        phase: "COMPLETED",
        runId: "r",
        ownerId: "me",
        creationTime: { epochMs: Date.UTC(2026, 10, 22, 10) },
      },
      { jobId: "2", phase: "UNKNOWN" },
      { jobId: "3", phase: "QUEUED", job: { jobId: "3" } },
    ]);
    expect(jobs.length).toBe(3);
    expect(jobs.map((job) => jobUrlOf("http://vo.test/async", job))).toEqual([
      "http://vo.test/async/1",
      "http://vo.test/async/2",
      "http://vo.test/async/3",
    ]);
    expect(jobUrlOf("http://vo.test/async?x=1", { jobId: "a/b 1" })).toBe("http://vo.test/async/a%2Fb%201?x=1");
  });
  test("another document is none", () => expect(() => parseJobList("<job/>")).toThrow(/is no list of jobs/));
});

describe("addresses in the description of a job", () => {
  const JOB = "https://vo.test/tap/async/17";
  test.each<[what: string, href: string, urls: string[], job?: string]>([
    ["as it is", "https://vo.test/x", ["https://vo.test/x"]],
    ["another host", "http://data.test/x?y=1&z", ["http://data.test/x?y=1&z"]],
    [
      "http on the job's host, which was reached with https",
      "http://vo.test/tap/async/17/results/result",
      ["https://vo.test/tap/async/17/results/result"],
    ],
    ["IRSA: http and port 443", "http://vo.test:443/x", ["https://vo.test/x"]],
    ["https and port 443", "https://vo.test:443/x", ["https://vo.test/x"]],
    ["http on another port: another service", "http://vo.test:8080/x", ["http://vo.test:8080/x"]],
    ["localhost, of a service behind a proxy", "http://localhost:8080/tap/x", ["https://vo.test/tap/x"]],
    ["127.0.0.1", "http://127.0.0.1/tap/x", ["https://vo.test/tap/x"]],
    [
      "localhost, of a service on localhost",
      "http://localhost:8080/x",
      ["http://localhost:8080/x"],
      "http://localhost:8080/async/1",
    ],
    ["a scheme left out", "//vo.test/x", ["https://vo.test/x"]],
    ["a path", "/x/y", ["https://vo.test/x/y"]],
    ["HEASARC: relative to the job", "results/result", ["https://vo.test/tap/async/17/results/result"]],
    [
      "relative to the list",
      "17/results/result",
      ["https://vo.test/tap/async/17/results/result", "https://vo.test/tap/async/17/17/results/result"],
    ],
    [
      "relative to the service",
      "async/17/x",
      ["https://vo.test/tap/async/17/x", "https://vo.test/tap/async/17/async/17/x"],
    ],
    ["with a dot", "./results/x", ["https://vo.test/tap/async/17/results/x"]],
    ["the network of whoever asks", "http://10.0.0.1/admin", []],
    ["a file", "file:///etc/passwd", []],
    ["a script", "javascript:alert(1)", []],
    ["no address", "http://", []],
  ])("%s: %s", (_what, href, urls, job = JOB) => expect(hrefUrls(href, job)).toEqual(urls));

  test("results are looked for where the standard has them, too, each place once", () => {
    const job = (results: UwsJob["results"]): UwsJob => ({ phase: "COMPLETED", parameters: [], results });
    expect(resultUrls(job([]), `${JOB}/`)).toEqual([`${JOB}/results/result`]);
    expect(resultUrls(job([{ id: "result", href: `${JOB}/results/result` }]), JOB)).toEqual([`${JOB}/results/result`]);
    expect(resultUrls(job([{ id: "a b", href: "file:///x" }]), JOB)).toEqual([
      `${JOB}/results/a%20b`,
      `${JOB}/results/result`,
    ]);
    expect(resultUrls(job([{ id: "x", href: "http://data.test/x" }]), JOB, "missing")).toEqual([
      `${JOB}/results/missing`,
    ]);
    expect(
      resultUrls(
        job([
          { id: "x", href: "http://data.test/x" },
          { id: "RESULT", href: "http://data.test/r" },
        ]),
        JOB,
      )[0],
    ).toBe("http://data.test/r");
  });
});
