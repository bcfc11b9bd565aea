import { createNodeTransport } from "@armillary/dali/node";
import { TapService } from "@armillary/tap";
import { expect, onTestFinished, test } from "vitest";
import * as faults from "../support/faults.ts";
import { type Answer, faultyService } from "../support/faulty-service.ts";
import { failureOf, rowsOf } from "./open-service.ts";

// What a service does wrong with the answer to a query: its two rows, or the right error, and no connection left open.

type Expected = "rows" | { readonly code: string; readonly message?: RegExp };

const network = { code: "DAL_NETWORK" };
const timeout = { code: "DAL_TIMEOUT" };
const format = { code: "DAL_FORMAT" };

const ROWS: readonly (readonly [name: string, answers: readonly [Answer, ...Answer[]], expected: Expected])[] = [
  ["nothing", [faults.ok], "rows"],
  ["headers that come late", [faults.lateHeaders(60)], "rows"],
  ["slow bytes", [faults.slowBytes(1)], "rows"],
  ["silence", [faults.silence], timeout],
  ["silence within the body", [faults.silenceInBody], timeout],
  ["a reset before the headers, once", [faults.resetBeforeHeaders, faults.ok], "rows"],
  ["a reset before the headers, always", [faults.resetBeforeHeaders], network],
  ["a reset in mid-row", [faults.resetInBody], network],
  ["a Content-Length that is too long", [faults.lengthTooLong], network],
  ["a Content-Length that is too short", [faults.lengthTooShort], { code: "DAL_FORMAT", message: /cannot be read/ }],
  ["no Content-Length", [faults.noLength], "rows"],
  ["gzip", [faults.gzipped], "rows"],
  ["gzip, twice", [faults.gzippedTwice], "rows"],
  ["gzip that is cut off", [faults.gzipTruncated], network],
  ["gzip that is none", [faults.gzipThatIsNone], network],
  ["a gzip file without Content-Encoding", [faults.gzipUndeclared], "rows"],
  ["ERROR inside 200", [faults.errorIn200], { code: "DAL_QUERY_ERROR", message: /relation "foo" does not exist/ }],
  ["a web page with 200", [faults.htmlIn200], { code: "DAL_FORMAT", message: /web page.*Our archive has moved/ }],
  ["a web page with 500", [faults.html500], { code: "DAL_HTTP", message: /HTTP 500.*NullPointerException/ }],
  ["a second XML declaration", [faults.doubleDeclaration], "rows"],
  ["blank lines before the document", [faults.blankStart], "rows"],
  ["a byte order mark", [faults.byteOrderMark], "rows"],
  ["401", [faults.unauthorized], { code: "DAL_AUTH" }],
  ["404", [faults.answer(404)], { code: "DAL_NOT_FOUND" }],
  ["429 with Retry-After, then rows", [faults.answer(429, "", { "Retry-After": "0" }), faults.ok], "rows"],
  ["503, then rows", [faults.answer(503), faults.ok], "rows"],
  ["503 for good", [faults.answer(503, "maintenance")], { code: "DAL_HTTP", message: /maintenance/ }],
  [
    "JSON with 400",
    [faults.answer(400, '{"error": "no such table"}', { "Content-Type": "application/json" })],
    { code: "DAL_QUERY_ERROR", message: /no such table/ },
  ],
  ["nothing at all with 200", [faults.answer(200)], format],
  ["an empty document", [faults.answer(200, '<VOTABLE version="1.4"><RESOURCE type="results"/></VOTABLE>')], format],
  [
    "text where a table was due",
    [faults.answer(200, "Service is being restarted\n", { "Content-Type": "text/plain" })],
    { code: "DAL_FORMAT", message: /being restarted/ },
  ],
  ["a redirect without Location", [faults.redirectWithoutLocation], { code: "DAL_REDIRECT" }],
  ["endless redirects", [faults.endlessRedirect], { code: "DAL_REDIRECT" }],
  ["chunked garbage, of which five letters came", [faults.chunkedGarbage], format],
  ["chunks that are cut off after five letters", [faults.chunkedCut], format],
  ["another protocol", [faults.noHttp], network],
  ["a flood of headers", [faults.headerFlood], network],
  ["headers that never end", [faults.endlessHeaders], timeout],
  [
    "a cell that is no number",
    [faults.answer(200, faults.VOTABLE.replace("<TD>2</TD>", "<TD>two</TD>"))],
    { code: "DAL_FORMAT", message: /two/ },
  ],
  [
    "a row with a cell too many",
    [faults.answer(200, faults.VOTABLE.replace("<TD>2</TD>", "<TD>2</TD><TD>3</TD>"))],
    format,
  ],
  [
    "a document that ends in the middle",
    [faults.answer(200, faults.VOTABLE.slice(0, faults.VOTABLE.indexOf("<TD>2")))],
    format,
  ],
  [
    "an entity of the author's own",
    [
      faults.answer(
        200,
        faults.VOTABLE.replace("<VOTABLE", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><VOTABLE').replace(
          "<TD>2",
          "<TD>&e;",
        ),
      ),
    ],
    format,
  ],
];

test.each(ROWS)("%s", async (_, answers, expected) => {
  const server = await faultyService();
  server.on("/tap/sync", ...answers);
  const patience = expected === timeout ? { timeoutMs: 400 } : {};
  const transport = createNodeTransport({ ...patience, retry: { baseMs: 1, retries: 2 } });
  onTestFinished(() => transport.close());
  const service = new TapService(`${server.origin}/tap`, { transport });
  const asking = service.query("SELECT id FROM t", { mode: "sync" }).then(rowsOf);
  if (expected === "rows") {
    expect(await asking).toEqual([{ id: 1 }, { id: 2 }]);
  } else {
    const failure = await failureOf(asking);
    expect(failure).toMatchObject({
      name: "DalError",
      ...expected,
      ...(expected.message === undefined ? {} : { message: expect.stringMatching(expected.message) }),
    });
    expect(failure).toMatchObject({ failure: { url: expect.stringContaining("/tap/sync") } });
  }
  await transport.close();
  await server.idle();
});

test("credentials stay at home when sync redirects elsewhere", async () => {
  const [home, away] = [await faultyService(), await faultyService({ host: "127.0.0.2" })];
  home.on("/tap/sync", faults.redirect(307, away.on("/tap/sync", faults.ok)));
  const credentials = [{ kind: "token" as const, origin: home.origin, token: "s3cret" }];
  const transport = createNodeTransport({ credentials, retry: { retries: 0 } });
  onTestFinished(() => transport.close());
  const result = await new TapService(`${home.origin}/tap`, { transport }).query("SELECT id FROM t", { mode: "sync" });
  expect(await rowsOf(result)).toHaveLength(2);
  expect(home.received.map(({ headers }) => headers.authorization)).toContain("token s3cret");
  expect(away.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test("a result that is left gives its connection up at once", async () => {
  const server = await faultyService();
  const head = faults.VOTABLE.slice(0, faults.VOTABLE.indexOf("<TR>"));
  const row = "<TR><TD>1</TD></TR>\n".repeat(1000);
  server.on("/tap/sync", async ({ response }) => {
    response.writeHead(200, { "Content-Type": "application/x-votable+xml" });
    response.write(head);
    while (!response.destroyed) {
      if (!response.write(row))
        await Promise.race([
          new Promise((resolve) => response.once("drain", resolve)),
          new Promise((resolve) => response.once("close", resolve)),
        ]);
    }
  });
  const transport = createNodeTransport();
  onTestFinished(() => transport.close());
  const service = new TapService(`${server.origin}/tap`, { transport });
  const result = await service.query("SELECT id FROM t", { mode: "sync" });
  for await (const { rows } of result.batches()) {
    expect(rows).toBeGreaterThan(0);
    break;
  }
  expect((await result.summary).complete).toBe(false);
  const controller = new AbortController();
  const second = await service.query("SELECT id FROM t", { mode: "sync", signal: controller.signal });
  const failure = await failureOf(
    (async () => {
      for await (const _batch of second.batches()) controller.abort();
    })(),
  );
  expect(failure).toMatchObject({ code: "DAL_ABORTED" });
  await transport.close();
  await server.idle();
});
