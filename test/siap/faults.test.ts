import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { awake } from "../support/awake.ts";
import type { Answer } from "../support/faulty-service.ts";
import { openSia, recordsOf, results, SIA1_COLUMNS, tableOf, votable } from "./open-service.ts";

const region = { raDeg: 10, decDeg: 20, sizeDeg: 1 } as const;

const refusal = (words: string): string =>
  votable(`<RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">${words}</INFO></RESOURCE>`);

const saying =
  (status: number, body: string, type = "text/xml"): Answer =>
  ({ response }) =>
    response.writeHead(status, { "content-type": type }).end(body);

describe("a search fails", () => {
  test.each<[string, Answer, string, string | undefined]>([
    ["by an error document", saying(200, refusal("UsageFault: no POS")), "DAL_QUERY_ERROR", "UsageFault: no POS"],
    ["by one with 400", saying(400, refusal("UsageFault: no POS")), "DAL_QUERY_ERROR", "UsageFault: no POS"],
    ["by one without words", saying(200, refusal("")), "DAL_QUERY_ERROR", undefined],
    ["by text", saying(400, "no POS\n", "text/plain"), "DAL_QUERY_ERROR", "no POS"],
    ["by JSON", saying(400, '{"error":"no POS"}', "application/json"), "DAL_QUERY_ERROR", "no POS"],
    [
      "by a web page",
      saying(200, "<html><title>Sorry</title><body>Down</body></html>", "text/html"),
      "DAL_FORMAT",
      undefined,
    ],
    ["by a web page with 500", saying(500, "<html><body>Down</body></html>", "text/html"), "DAL_HTTP", undefined],
    ["since it is not there", saying(404, "gone", "text/plain"), "DAL_NOT_FOUND", undefined],
    ["since it is not for everybody", saying(401, "who are you?", "text/plain"), "DAL_AUTH", undefined],
    ["by nothing", saying(200, ""), "DAL_FORMAT", undefined],
    ["by a document without a table", saying(200, votable('<RESOURCE type="results"/>')), "DAL_FORMAT", undefined],
    ["by an image", saying(200, "\u0089PNG\r\n\u001a\n", "image/png"), "DAL_FORMAT", undefined],
  ])("%s", async (_, answer, code, serviceMessage) => {
    for (const version of [1, 2] as const) {
      const { sia } = await openSia(answer, { version });
      await expect(sia.search({ region })).rejects.toMatchObject({
        code,
        failure: { url: expect.stringContaining("/sia?"), ...(serviceMessage === undefined ? {} : { serviceMessage }) },
      });
    }
  });

  test("behind its rows, with the records that came before", async () => {
    const inside = `<RESOURCE type="results">${tableOf(SIA1_COLUMNS)}<INFO name="QUERY_STATUS" value="ERROR">disk full</INFO></RESOURCE>`;
    const { sia } = await openSia(votable(inside), { version: 1 });
    const result = await sia.search({ region, format: "image/fits" });
    await expect(recordsOf(result)).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: "disk full" },
    });
  });

  test("where it breaks off among rows, judged or not", async () => {
    const [whole = ""] = results(SIA1_COLUMNS).split("<TD>C</TD>");
    for (const query of [{ region }, { region, target: "M 31" }]) {
      const columns = [
        ...SIA1_COLUMNS,
        ['name="object" datatype="char" arraysize="*"', "M 31", "M 31", "M 31"],
      ] as const;
      const start = results(columns).slice(0, whole.length + 60);
      const { sia } = await openSia(
        ({ response }) => {
          response.writeHead(200, { "content-length": "100000" }).write(start);
          void awake(50).then(() => response.destroy());
        },
        { version: 1 },
      );
      const failed = sia.search(query).then(recordsOf);
      await expect(failed).rejects.toMatchObject({ code: "DAL_NETWORK" });
    }
  });

  test("when it is given up", async () => {
    const { sia } = await openSia(() => undefined, { version: 2 });
    await expect(sia.search({ region }, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: "DAL_ABORTED",
    });
    await expect(sia.search({ region }, { timeoutMs: 50 })).rejects.toMatchObject({ code: "DAL_TIMEOUT" });
  });
});

test("an answer that is gzipped without a word is read", async () => {
  const { sia } = await openSia(({ response }) => response.end(gzipSync(results(SIA1_COLUMNS))), { version: 1 });
  expect(await recordsOf(await sia.search({ region }))).toHaveLength(3);
});

test("no rows are no failure", async () => {
  const { sia } = await openSia(results(SIA1_COLUMNS.map(([field]) => [field])), { version: 1 });
  const result = await sia.search({ region, format: ["image/fits"] });
  expect(await recordsOf(result)).toEqual([]);
  expect(await result.summary).toMatchObject({ status: "OK", rows: 0, suspect: false });
});

test("a question that is too long for a URL is posted, in version 2", async () => {
  const publisherDid = Array.from({ length: 300 }, (_, index) => `ivo://example.org/collection?dataset-${index}`);
  const { sia, received } = await openSia(results([['name="access_url" datatype="char" arraysize="*"']]), {
    version: 2,
    query: "?fixed=1",
  });
  await (await sia.search({ publisherDid })).summary;
  expect(received[0]).toMatchObject({ method: "POST", url: "/sia?fixed=1" });
  expect(new URLSearchParams(received[0]?.body).getAll("ID")).toEqual(publisherDid);
  await (await sia.search({ publisherDid: publisherDid.slice(0, 3) })).summary;
  expect(received[1]).toMatchObject({ method: "GET" });
  expect(await sia.curl({ publisherDid })).toContain("--data-urlencode");
});
