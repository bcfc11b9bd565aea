import { rowsOf } from "@armillary/columns";
import { classifyBody, DalError, Deadline, type Transport, type TransportOptions } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { openVotable } from "@armillary/votable";
import { describe, expect, onTestFinished, test } from "vitest";
import { atAnyScale } from "../../support/at-any-scale.ts";
import * as faults from "../../support/faults.ts";
import { type Answer, type FaultyService, faultyService } from "../../support/faulty-service.ts";

// Each fault ends in the right body or the right error, in bounded time, and no connection stays open.

/** Retries without delay, so that nothing here depends on chance. */
const EAGER: TransportOptions = { retry: { baseMs: 0 } };

function open(options: TransportOptions = {}): Transport {
  const transport = createNodeTransport({ ...EAGER, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

type Expected =
  | { readonly body: string; readonly attempts?: number }
  | { readonly code: string; readonly message: RegExp; readonly attempts?: number };

type Script = Answer | readonly [Answer, ...Answer[]];
/** Times in milliseconds, from when the test begins. */
interface Limits {
  readonly timeoutMs?: number;
  readonly deadlineMs?: number;
}

type Row = readonly [name: string, script: Script, expected: Expected, limits?: Limits];

/** Of a service that does not answer, or not in time. */
const IMPATIENT: Limits = { timeoutMs: 300 };

const whole = { body: faults.VOTABLE };
const again = { body: faults.VOTABLE, attempts: 2 };

const ROWS: readonly Row[] = [
  ["a good answer", faults.ok, whole],
  ["late headers", faults.lateHeaders(150), whole],
  [
    "headers that come too late",
    faults.lateHeaders(1000),
    { code: "DAL_TIMEOUT", message: /did not answer within 300 ms/, attempts: 1 },
    IMPATIENT,
  ],
  ["no headers at all", faults.silence, { code: "DAL_TIMEOUT", message: /did not answer/, attempts: 1 }, IMPATIENT],
  ["slow bytes", faults.slowBytes(1, "slow but sure"), { body: "slow but sure" }],
  [
    "slow bytes past the deadline",
    faults.slowBytes(20),
    { code: "DAL_TIMEOUT", message: /not done within 400 ms/ },
    { deadlineMs: 400 },
  ],
  [
    "a reset before the headers, each time",
    faults.resetBeforeHeaders,
    { code: "DAL_NETWORK", message: /broke the connection off, 4 times/, attempts: 4 },
  ],
  ["a reset before the headers, once", [faults.resetBeforeHeaders, faults.ok], again],
  ["a reset in the body", faults.resetInBody, { code: "DAL_NETWORK", message: /after 200 bytes/ }],
  ["a Content-Length that is too long", faults.lengthTooLong, { code: "DAL_NETWORK", message: /bytes/ }],
  ["a Content-Length that is too short: what it counts", faults.lengthTooShort, { body: faults.VOTABLE.slice(0, -10) }],
  ["no Content-Length, HTTP/1.0", faults.noLength, whole],
  ["gzip", faults.gzipped, whole],
  ["gzip twice", faults.gzippedTwice, whole],
  ["truncated gzip", faults.gzipTruncated, { code: "DAL_NETWORK", message: /in the middle of compressed data/ }],
  ["gzip that is none", faults.gzipThatIsNone, { code: "DAL_NETWORK", message: /does not decompress/ }],
  ["a gzip bomb", faults.gzipBomb, { code: "DAL_NETWORK", message: /expand more than 1000 times/ }],
  [
    "ERROR inside 200 is left to the reader",
    faults.errorIn200,
    { body: faults.errorVotable("relation &quot;foo&quot; does not exist") },
  ],
  ["a page with 500", faults.html500, { code: "DAL_HTTP", message: /HTTP 500.*NullPointerException/, attempts: 1 }],
  ["nothing with 200", faults.answer(200), { body: "" }],
  ["nothing with 500", faults.answer(500), { code: "DAL_HTTP", message: /answered HTTP 500 after/ }],
  ["204", faults.answer(204), { body: "" }],
  [
    "an error VOTable with 400",
    faults.answer(400, faults.errorVotable("bad ADQL near FORM")),
    { code: "DAL_QUERY_ERROR", message: /HTTP 400.*"bad ADQL near FORM"/ },
  ],
  [
    "an error VOTable with 500 (GAVO, when a query took too long)",
    faults.answer(500, `<?xml-stylesheet href="/x.xsl" type="text/xsl"?>${faults.errorVotable("timed out")}`),
    { code: "DAL_QUERY_ERROR", message: /"timed out"/, attempts: 1 },
  ],
  [
    "text with 422 (DaCHS' SODA)",
    faults.answer(422, "CIRCLE: out of range\n", { "Content-Type": "text/plain" }),
    { code: "DAL_QUERY_ERROR", message: /"CIRCLE: out of range"/ },
  ],
  [
    "JSON with 400 (MAST vo-tap)",
    faults.answer(400, '{"error": {"code": 400, "message": "missing QUERY"}}', { "Content-Type": "application/json" }),
    { code: "DAL_QUERY_ERROR", message: /"missing QUERY"/ },
  ],
  ["429 with Retry-After in seconds", [faults.answer(429, "", { "Retry-After": "0" }), faults.ok], again],
  [
    "429 with Retry-After as a date that is past",
    [faults.answer(429, "", { "Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT" }), faults.ok],
    again,
  ],
  [
    "429 with an absurd Retry-After",
    faults.answer(429, "", { "Retry-After": "31536000" }),
    { code: "DAL_HTTP", message: /come back in 365 days, which is more than we wait/, attempts: 1 },
  ],
  [
    "503 with a Retry-After that does not fit the deadline",
    faults.answer(503, "", { "Retry-After": "60" }),
    { code: "DAL_HTTP", message: /come back in 60 s, and only \d[\d.]* s are left/, attempts: 1 },
    { deadlineMs: 50_000 },
  ],
  [
    "429 with a Retry-After that nobody can read",
    [faults.answer(429, "", { "Retry-After": "soon" }), faults.ok],
    again,
  ],
  ["503, then fine", [faults.answer(503, "maintenance"), faults.ok], again],
  [
    "502 and 504, then fine",
    [faults.answer(502), faults.answer(504), faults.ok],
    { body: faults.VOTABLE, attempts: 3 },
  ],
  [
    "503 for good",
    faults.answer(503, "<html><title>Down for maintenance</title><body>Back at noon.</body></html>"),
    { code: "DAL_HTTP", message: /HTTP 503.*"Down for maintenance Back at noon"/, attempts: 4 },
  ],
  ["501, which does not pass", faults.answer(501), { code: "DAL_HTTP", message: /HTTP 501/, attempts: 1 }],
  [
    "401 with WWW-Authenticate",
    faults.unauthorized,
    { code: "DAL_AUTH", message: /"Who are you\?".*Give credentials.*Basic, ivoa_bearer, Bearer/, attempts: 1 },
  ],
  ["401 without", faults.answer(401), { code: "DAL_AUTH", message: /Give credentials for http:/ }],
  ["403", faults.answer(403, "not yours"), { code: "DAL_AUTH", message: /"not yours"/ }],
  ["404", faults.answer(404), { code: "DAL_NOT_FOUND", message: /Is the address right/ }],
  ["410", faults.answer(410), { code: "DAL_NOT_FOUND", message: /is no more/ }],
  [
    "a redirect without Location",
    faults.redirectWithoutLocation,
    { code: "DAL_REDIRECT", message: /does not say where to/ },
  ],
  [
    "an endless redirect",
    faults.endlessRedirect,
    { code: "DAL_REDIRECT", message: /after 10 redirects/, attempts: 11 },
  ],
  [
    "a redirect to itself",
    faults.redirect(301, ({ url }) => url.href),
    { code: "DAL_REDIRECT", message: /in a circle/ },
  ],
  [
    "a redirect to a file",
    faults.redirect(302, "file:///etc/passwd"),
    { code: "DAL_REDIRECT", message: /only https and http/ },
  ],
  ["a redirect to no URL", faults.redirect(302, "http://[::bad"), { code: "DAL_REDIRECT", message: /no URL/ }],
  [
    "chunked garbage",
    faults.chunkedGarbage,
    { code: "DAL_NETWORK", message: /does not answer in HTTP.*after 5 bytes/ },
  ],
  ["chunks that are cut off", faults.chunkedCut, { code: "DAL_NETWORK", message: /broke the connection off/ }],
  ["another protocol", faults.noHttp, { code: "DAL_NETWORK", message: /does not answer in HTTP/, attempts: 1 }],
  ["a flood of headers", faults.headerFlood, { code: "DAL_NETWORK", message: /more headers/, attempts: 1 }],
  ["headers that never end", faults.endlessHeaders, { code: "DAL_TIMEOUT", message: /did not answer/ }, IMPATIENT],
  ["a byte order mark", faults.byteOrderMark, { body: faults.VOTABLE }],
];

const tests = ROWS.map(([name, script, expected, limits = {}]) => ({ name, script, expected, limits }));

test.each(tests)("$name", async ({ script, expected, limits: { timeoutMs, deadlineMs } }) => {
  const service = await faultyService();
  const url = service.on("/sync", ...(typeof script === "function" ? ([script] as const) : script));
  const transport = open(timeoutMs === undefined ? {} : { timeoutMs });
  const deadline = deadlineMs === undefined ? {} : { deadline: new Deadline(deadlineMs) };
  const asking = transport
    .request({ url, ...deadline })
    .then(async (response) => ({ response, body: await response.text() }));
  if ("body" in expected) {
    const { response, body } = await asking;
    expect(body).toBe(expected.body);
    if (expected.attempts !== undefined) expect(response.attempts).toBe(expected.attempts);
  } else {
    const error: unknown = await asking.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DalError);
    const { code, message, failure } = error as DalError;
    expect({ code, message }).toEqual({ code: expected.code, message: expect.stringMatching(expected.message) });
    expect(message).toContain(`${service.origin}/`);
    expect(failure.url).toMatch(service.origin);
    expect(failure.elapsedMs).toBeGreaterThan(0);
    if (expected.attempts !== undefined) expect(failure.attempts).toBe(expected.attempts);
  }
  await transport.close();
  await service.idle();
});

test("silence in the body", async () => {
  await atAnyScale(async (scale) => {
    const service = await faultyService();
    const url = service.on("/", faults.silenceInBody);
    const response = await open({ timeoutMs: 300 * scale }).request({ url });
    await expect(response.text()).rejects.toMatchObject({
      code: "DAL_TIMEOUT",
      message: expect.stringMatching(/fell silent after 200 bytes/),
    });
    await service.idle();
  });
});

describe("what services send with 200 is told apart, and read where it can be", () => {
  test.each<[name: string, script: Answer, seen: object]>([
    ["ERROR", faults.errorIn200, { kind: "votable-error", words: 'relation "foo" does not exist' }],
    ["a page", faults.htmlIn200, { kind: "html", words: "Welcome: Our archive has moved." }],
    ["two XML declarations", faults.doubleDeclaration, { kind: "votable", junk: ["second-declaration"], ids: [1, 2] }],
    ["blank lines first", faults.blankStart, { kind: "votable", junk: ["blank-start"], ids: [1, 2] }],
    ["a byte order mark", faults.byteOrderMark, { kind: "votable", ids: [1, 2] }],
    ["a gzip file (ESA's Gaia archive)", faults.gzipUndeclared, { kind: "votable", compression: "gzip", ids: [1, 2] }],
    ["nothing", faults.answer(200), { kind: "empty" }],
  ])("%s", async (_name, script, seen) => {
    const service = await faultyService();
    const url = service.on("/", script);
    const response = await open().request({ url });
    const body = await classifyBody(response.body, response.headers.get("content-type"));
    expect(body).toMatchObject({
      kind: "kind" in seen ? seen.kind : "",
      ...("junk" in seen ? { junk: seen.junk } : {}),
    });
    if ("words" in seen) expect(await body.words()).toBe(seen.words);
    if ("compression" in seen) expect(body.compression).toBe(seen.compression);
    if ("ids" in seen) {
      const reader = await openVotable(body.body);
      const ids: unknown[] = [];
      for await (const batch of reader.table?.batches() ?? []) for (const row of rowsOf(batch)) ids.push(row[0]);
      expect(ids).toEqual(seen.ids);
    }
    await response.close();
  });
});

describe("an endless body", () => {
  async function start(): Promise<{ service: FaultyService; transport: Transport; url: string }> {
    const service = await faultyService();
    return { service, transport: open(), url: service.on("/", faults.endlessBody) };
  }

  test("ends at the limit", async () => {
    const { service, transport, url } = await start();
    const response = await transport.request({ url });
    await expect(response.bytes(1_000_000)).rejects.toMatchObject({ code: "DAL_LIMIT", message: /1000000 bytes/ });
    await service.idle();
  });

  test("ends where the loop is left", async () => {
    const { service, transport, url } = await start();
    for await (const chunk of (await transport.request({ url })).body) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await service.idle();
  });

  test("ends when it is closed unread", async () => {
    const { service, transport, url } = await start();
    const response = await transport.request({ url });
    await response.close();
    await response.close();
    expect(() => response.body[Symbol.asyncIterator]()).toThrow(/once/);
    await service.idle();
  });

  test("that is closed while someone reads is no end for the reader", async () => {
    const { service, transport, url } = await start();
    const response = await transport.request({ url });
    const reader = response.body[Symbol.asyncIterator]();
    expect((await reader.next()).done).toBe(false);
    const pending = reader.next();
    const next = reader.next().catch((thrown: unknown) => thrown);
    await response.close();
    await pending.catch(() => undefined);
    await next;
    await expect(reader.next()).rejects.toMatchObject({ code: "DAL_ABORTED", message: /was closed after \d+ bytes/ });
    await reader.return?.();
    expect((await reader.next()).done).toBe(true);
    await service.idle();
  });

  test("ends at the deadline, even if nobody reads", async () => {
    await atAnyScale(async (scale) => {
      const { service, transport, url } = await start();
      const response = await transport.request({ url, deadline: new Deadline(100 * scale) });
      await service.idle();
      await expect(response.bytes()).rejects.toMatchObject({ code: "DAL_TIMEOUT" });
    });
  });

  test("ends with the caller's signal", async () => {
    const { service, transport, url } = await start();
    const controller = new AbortController();
    const response = await transport.request({ url, signal: controller.signal });
    const reading = response.bytes();
    controller.abort(new Error("enough"));
    await expect(reading).rejects.toMatchObject({ code: "DAL_ABORTED", cause: new Error("enough") });
    await service.idle();
  });

  test("ends with the transport", async () => {
    const { service, transport, url } = await start();
    const response = await transport.request({ url });
    const reading = response.bytes();
    const failed = expect(reading).rejects.toMatchObject({ code: "DAL_ABORTED" });
    await transport.close();
    await failed;
    await service.idle();
  });
});

test("no host, no listener: the system's reason in words", async () => {
  const transport = open();
  const service = await faultyService();
  const { origin } = service;
  await service.close();
  await expect(transport.request({ url: origin })).rejects.toMatchObject({
    code: "DAL_NETWORK",
    message: /refused the connection: nothing listens there, 4 times/,
  });
});

test("a connection that the service closes as it is used again: asked once more on a new one", async () => {
  const service = await faultyService();
  const url = service.on("/", faults.resetOnReuse);
  const transport = open();
  const attempts: number[] = [];
  for (let round = 0; round < 6; round++) {
    const response = await transport.request({ url });
    attempts.push(response.attempts);
    expect(await response.text()).toBe(faults.VOTABLE);
  }
  expect(attempts[0]).toBe(1);
  expect(Math.max(...attempts)).toBeGreaterThan(1);
});

test("a request that must not go twice never meets a used connection, and is not repeated", async () => {
  const service = await faultyService();
  const url = service.on("/", faults.resetOnReuse);
  const transport = open();
  for (let round = 0; round < 3; round++) {
    await (await transport.request({ url })).text().catch(() => undefined);
    const response = await transport.request({ url, method: "POST", parameters: [["PHASE", "RUN"]] });
    expect(response.attempts).toBe(1);
    expect(await response.text()).toBe(faults.VOTABLE);
  }
  const failing = service.on("/create", faults.answer(503));
  await expect(transport.request({ url: failing, method: "POST" })).rejects.toMatchObject({ failure: { attempts: 1 } });
  await expect(transport.request({ url: failing, method: "POST", idempotent: true })).rejects.toMatchObject({
    failure: { attempts: 4 },
  });
});

test.each([
  ["127.0.0.1", "localhost"],
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "[::1]"],
])("a service at %s, asked as %s", async (host, name) => {
  const service = await faultyService({ host });
  const { port } = new URL(service.on("/", faults.ok));
  expect(await (await open().request({ url: `http://${name}:${port}/` })).text()).toBe(faults.VOTABLE);
});

test("words that trickle in are not waited for", async () => {
  await atAnyScale(async (scale) => {
    const service = await faultyService();
    const url = service.on("/", async ({ response }) => {
      response.writeHead(500);
      response.write("The reason");
    });
    const startMs = performance.now();
    await expect(open({ timeoutMs: 300 * scale }).request({ url })).rejects.toMatchObject({ code: "DAL_HTTP" });
    // Less than the ten seconds that words are given.
    expect(performance.now() - startMs).toBeLessThan(9000);
    await service.idle();
  });
});
