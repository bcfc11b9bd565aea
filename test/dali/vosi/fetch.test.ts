import { gzipSync } from "node:zlib";
import {
  type DalError,
  fetchAvailability,
  fetchCapabilities,
  fetchTable,
  fetchTables,
  streamTables,
  type Transport,
} from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Answer, faultyService } from "../../support/faulty-service.ts";

function open(): Transport {
  const transport = createNodeTransport({ retry: { retries: 1, baseMs: 0 } });
  onTestFinished(() => transport.close());
  return transport;
}

const sends =
  (body: string | Uint8Array, status = 200, type = "text/xml"): Answer =>
  ({ response }) =>
    response.writeHead(status, { "content-type": type }).end(body);

const CAPABILITIES = '<capabilities><capability standardID="ivo://ivoa.net/std/TAP"/></capabilities>';
const TABLES = "<tableset><schema><name>s</name><table><name>s.t</name></table></schema></tableset>";

describe("capabilities", () => {
  test("below the base URL, or beside its last part", async () => {
    const service = await faultyService();
    service.on("/tap/capabilities", sends(CAPABILITIES));
    expect((await fetchCapabilities(open(), `${service.origin}/tap/`)).length).toBe(1);
    // GAVO: beside scs.xml.
    expect((await fetchCapabilities(open(), `${service.origin}/tap/scs.xml?`)).length).toBe(1);
    expect(service.received.map(({ url }) => url)).toEqual([
      "/tap/capabilities",
      "/tap/scs.xml/capabilities",
      "/tap/capabilities",
    ]);
  });

  test.each<[what: string, answer: Answer]>([
    ["compressed, and not labelled", sends(gzipSync(CAPABILITIES))],
    ["with a wrong media type", sends(CAPABILITIES, 200, "text/html")],
    ["with an XML declaration twice", sends(`<?xml version="1.0"?><?xml version="1.0"?>${CAPABILITIES}`)],
  ])("%s", async (_what, answer) => {
    const service = await faultyService();
    service.on("/capabilities", answer);
    expect((await fetchCapabilities(open(), service.origin)).length).toBe(1);
  });

  test.each<[what: string, answer: Answer, code: string, words: RegExp]>([
    [
      "a web page",
      sends("<html><title>Maintenance</title></html>", 200, "text/html"),
      "DAL_FORMAT",
      /web page where VOSI capabilities was due.*Maintenance|Maintenance/,
    ],
    [
      "an error document",
      sends(
        '<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such service</INFO></RESOURCE></VOTABLE>',
      ),
      "DAL_QUERY_ERROR",
      /no such service/,
    ],
    ["nothing at all", sends("", 404), "DAL_NOT_FOUND", /404/],
    ["another document", sends("<jobs/>"), "DAL_FORMAT", /<jobs> is no list of capabilities/],
    ["a refusal", sends("", 401), "DAL_AUTH", /credentials/],
  ])("%s is an error in the service's words", async (_what, answer, code, words) => {
    const service = await faultyService();
    service.on("/tap/capabilities", answer);
    service.on("/capabilities", answer);
    const failure = (await fetchCapabilities(open(), `${service.origin}/tap`).catch(
      (thrown: unknown) => thrown,
    )) as DalError;
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(words);
    expect(failure.failure.url).toBe(`${service.origin}/tap/capabilities`);
  });
});

test("availability, after a 503 that asks for patience", async () => {
  const service = await faultyService();
  const busy: Answer = ({ response }) => response.writeHead(503, { "retry-after": "0" }).end();
  service.on("/tap/availability", busy, sends("<availability><available>true</available></availability>"));
  expect(await fetchAvailability(open(), `${service.origin}/tap`)).toEqual({ available: true, notes: [] });
});

describe("tables", () => {
  test("whole, in brief, and as they come", async () => {
    const service = await faultyService();
    service.on("/tap/tables", sends(TABLES));
    const base = `${service.origin}/tap`;
    expect((await fetchTables(open(), base)).tables.map(({ name }) => name)).toEqual(["s.t"]);
    expect((await fetchTables(open(), base, { detail: "min" })).tables.length).toBe(1);
    const reader = await streamTables(open(), base, { maxBytes: 1000 });
    for await (const { name } of reader.tables()) expect(name).toBe("s.t");
    expect(service.received.map(({ url }) => url)).toEqual(["/tap/tables", "/tap/tables?detail=min", "/tap/tables"]);
  });

  test("compressed, and not labelled", async () => {
    const service = await faultyService();
    service.on("/tap/tables", sends(gzipSync(TABLES)));
    expect((await fetchTables(open(), `${service.origin}/tap`)).tables.length).toBe(1);
  });

  test("one by its name, whatever is in that", async () => {
    const service = await faultyService();
    const name = '"J/A+A/1"."t 2"';
    service.on(
      `/tap/tables/${encodeURIComponent(name)}`,
      sends('<?xml version="1.0"?><table><name>other</name></table>'),
    );
    expect((await fetchTable(open(), `${service.origin}/tap`, name))?.name).toBe("other");
    service.on(
      `/tap/tables/${encodeURIComponent(name)}`,
      sends(`<tableset>${TABLES}<table><name>${name}</name></table></tableset>`),
    );
    expect((await fetchTable(open(), `${service.origin}/tap`, name))?.name).toBe(name);
    service.on(`/tap/tables/${encodeURIComponent(name)}`, sends("<tableset/>"));
    expect(await fetchTable(open(), `${service.origin}/tap`, name)).toBeUndefined();
    await expect(fetchTable(open(), `${service.origin}/tap`, "none")).rejects.toMatchObject({ code: "DAL_NOT_FOUND" });
  });

  test("of a web page are an error in its words", async () => {
    const service = await faultyService();
    service.on("/tap/tables", sends("<html><title>Not here</title><table></table></html>", 200, "text/html"));
    await expect(fetchTables(open(), `${service.origin}/tap`)).rejects.toMatchObject({
      code: "DAL_FORMAT",
      failure: { serviceMessage: "Not here" },
    });
  });
});
