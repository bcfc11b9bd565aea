import { parseExamples } from "@armillary/tap";
import { describe, expect, test } from "vitest";
import { BROKEN, memoryEngine } from "./memory-engine.ts";
import { HERE, openApp, readRows, readVotable } from "./open-app.ts";

const QUERY = "SELECT source_id, ra, dec, mag, label FROM survey.stars";

describe("a query that is answered at once", () => {
  test.each([
    ["GET", undefined],
    ["POST", {}],
  ])("takes its parameters from %s, names in any case", async (method, body) => {
    const { ask } = await openApp();
    const words = { request: "doQuery", Lang: "ADQL", qUeRy: `${QUERY} WHERE kind = 2` };
    const answer =
      body === undefined ? await ask(`/tap/sync?${new URLSearchParams(words)}`) : await ask("/tap/sync", words);
    expect([method, answer.status, answer.headers.get("content-type")]).toEqual([
      method,
      200,
      "application/x-votable+xml",
    ]);
    const { status, rows } = await readVotable(answer);
    expect([status, rows.length]).toEqual(["OK", 10]);
  });

  test.each([
    ["votable", "application/x-votable+xml"],
    ["VOTable", "application/x-votable+xml"],
    ["text/xml", "text/xml"],
    ["votable/td", "application/x-votable+xml;serialization=TABLEDATA"],
    ["application/x-votable+xml; serialization=binary2", "application/x-votable+xml;serialization=BINARY2"],
    ["votable/b", "application/x-votable+xml;serialization=BINARY"],
    ["csv", "text/csv;header=present;charset=utf-8"],
    ["text/csv;charset=utf-8", "text/csv;header=present;charset=utf-8"],
    ["tsv", "text/tab-separated-values;charset=utf-8"],
    ["fits", "application/fits"],
    ["parquet", "application/vnd.apache.parquet"],
    ["arrow", "application/vnd.apache.arrow.file"],
    ["arrows", "application/vnd.apache.arrow.stream"],
    ["ecsv", "text/x-ecsv;charset=utf-8"],
    ["ipac", "text/x-ipac-table;charset=utf-8"],
  ])("is written as RESPONSEFORMAT %s", async (format, contentType) => {
    const { ask } = await openApp();
    const answer = await ask("/tap/sync", { LANG: "ADQL", QUERY, RESPONSEFORMAT: format });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, contentType]);
    const rows = await readRows(answer);
    const { rows: plain } = await readVotable(await ask("/tap/sync", { QUERY }));
    expect(rows.length).toBe(50);
    // Numbers are the same in every format; how text formats tell types is theirs.
    expect(rows.map(([, ra, dec]) => [ra, dec])).toEqual(plain.map(([, ra, dec]) => [ra, dec]));
  });

  test("takes FORMAT of TAP 1.0, and RESPONSEFORMAT before it", async () => {
    const { ask } = await openApp();
    const typeOf = async (words: Record<string, string>): Promise<string | null> =>
      (await ask("/tap/sync", { QUERY, ...words })).headers.get("content-type");
    expect(await typeOf({ FORMAT: "tsv" })).toContain("text/tab-separated-values");
    expect(await typeOf({ FORMAT: "tsv", RESPONSEFORMAT: "csv" })).toContain("text/csv");
  });

  test.each([
    ["10", 10, "OVERFLOW"],
    ["0", 0, "OVERFLOW"],
    ["50", 50, "OK"],
    ["100000", 50, "OK"],
  ])("has MAXREC=%s rows, and says whether there are more", async (maxrec, count, status) => {
    const { ask } = await openApp();
    const read = await readVotable(await ask("/tap/sync", { QUERY, MAXREC: maxrec }));
    expect([read.rows.length, read.status]).toEqual([count, status]);
  });

  test("has the rows of the limits where MAXREC says none, or more", async () => {
    const { ask } = await openApp({ limits: { defaultRows: 20, maxRows: 30 } });
    const counts = async (words: Record<string, string>): Promise<readonly [number, string]> => {
      const { rows, status } = await readVotable(await ask("/tap/sync", { QUERY, ...words }));
      return [rows.length, status];
    };
    expect(await counts({})).toEqual([20, "OVERFLOW"]);
    expect(await counts({ MAXREC: "40" })).toEqual([30, "OVERFLOW"]);
  });

  test.each([
    [{}, 400, "QUERY is missing"],
    [{ QUERY: "SELECT FROM" }, 400, "ADQL_SYNTAX at line 1, column 8"],
    [{ QUERY: "SELECT nothing FROM survey.stars" }, 400, "ADQL_UNKNOWN_COLUMN at line 1, column 8"],
    [{ QUERY: "SELECT * FROM nowhere" }, 400, "nowhere"],
    [{ QUERY, LANG: "SQL" }, 400, "Unknown query language SQL"],
    [{ QUERY, LANG: "ADQL-3.0" }, 400, "Unknown query language ADQL-3.0"],
    [{ QUERY, REQUEST: "getData" }, 400, "REQUEST getData"],
    [{ QUERY, MAXREC: "many" }, 400, "MAXREC"],
    [{ QUERY, MAXREC: "-1" }, 400, "MAXREC"],
    [{ QUERY, RESPONSEFORMAT: "application/pdf" }, 400, "application/pdf is not written here"],
    [{ QUERY, UPLOAD: "mine,http://169.254.169.254/latest" }, 400, "it is in the server's own network"],
    [{ QUERY, UPLOAD: "mine,file:///etc/passwd" }, 400, "only http, https and param"],
    [{ QUERY, UPLOAD: "mine,param:part" }, 400, 'no part "part"'],
    [{ QUERY, UPLOAD: "mine" }, 400, "no comma"],
  ])("refuses %j by an error document", async (parameters, httpStatus, words) => {
    const { ask } = await openApp();
    const answer = await ask("/tap/sync", parameters as Record<string, string>);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([httpStatus, "application/x-votable+xml"]);
    const { status, message } = await readVotable(answer);
    expect(status).toBe("ERROR");
    expect(message).toContain(words);
  });

  test("refuses two values of a parameter that has one, but not the same twice", async () => {
    const { ask } = await openApp();
    const base = `/tap/sync?LANG=ADQL&QUERY=${encodeURIComponent(QUERY)}`;
    expect((await ask(`${base}&MAXREC=1&maxrec=2`)).status).toBe(400);
    expect((await ask(`${base}&MAXREC=1&maxrec=1`)).status).toBe(200);
  });

  test("takes LANG with any version there is", async () => {
    const { ask } = await openApp();
    for (const LANG of ["ADQL", "adql", "ADQL-2.0", "ADQL-2.1"])
      expect((await ask("/tap/sync", { QUERY, LANG })).status).toBe(200);
  });

  test("says by the last words of a VOTable that it broke off", async () => {
    const { ask } = await openApp();
    const answer = await ask("/tap/sync", { QUERY: `SELECT n FROM ${BROKEN}` });
    expect(answer.status).toBe(200);
    const { status, message, rows } = await readVotable(answer);
    expect([status, message, rows.length]).toEqual(["ERROR", "The number 1e999 in row 4 is out of range.", 3]);
  });

  test("cuts the connection where the format has no such words", async () => {
    const { app } = await openApp();
    let isCut = false;
    const url = `http://data.example/tap/sync?RESPONSEFORMAT=csv&QUERY=SELECT+n+FROM+${BROKEN}`;
    const answer = await app.fetch(new Request(url), { outgoing: { destroy: () => (isCut = true) } });
    expect(await answer.text()).toBe("n\n1\n2\n3\n");
    expect(isCut).toBe(true);
  });

  test("fails before its first byte where all rows are needed for it", async () => {
    const { ask } = await openApp();
    const answer = await ask("/tap/sync", { QUERY: `SELECT n FROM ${BROKEN}`, RESPONSEFORMAT: "fits" });
    expect(answer.status).toBe(400);
    expect((await readVotable(answer)).message).toContain("1e999");
  });

  test("tells nothing of the server's own faults, but to the server", async () => {
    const faults: string[] = [];
    const engine = memoryEngine();
    const query = engine.query;
    const broken = {
      ...engine,
      query: async (...[adql, options]: Parameters<typeof query>) => {
        if (adql.includes("mag > 3")) throw new Error("cannot open /home/someone/secret.db");
        return query(adql, options);
      },
    };
    const { ask } = await openApp({ onFault: ({ message }) => faults.push(message) }, broken);
    const answer = await ask("/tap/sync", { QUERY: `${QUERY} WHERE mag > 3` });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("secret");
    expect(faults).toEqual(["cannot open /home/someone/secret.db"]);
  });

  test("echoes the query and the standard in INFOs", async () => {
    const { ask } = await openApp();
    const text = await (await ask("/tap/sync", { QUERY: `${QUERY} WHERE mag < 9` })).text();
    expect(text).toContain('<INFO name="QUERY_STATUS" value="OK"/>');
    expect(text).toContain('<INFO name="standardID" value="ivo://ivoa.net/std/TAP"/>');
    expect(text).toContain("WHERE mag &lt; 9");
  });
});

describe("HTTP", () => {
  test("HEAD is GET without its body, and leaves nothing running", async () => {
    const { ask, engine } = await openApp();
    const answer = await ask("/tap/sync?QUERY=SELECT+n+FROM+test.endless", undefined, { method: "HEAD" });
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      200,
      "application/x-votable+xml",
      "",
    ]);
    expect(engine.open.size).toBe(0);
  });

  test("answers may be read by any page", async () => {
    const { ask } = await openApp();
    const answer = await ask("/tap/capabilities", undefined, { headers: { Origin: "https://portal.example" } });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    const asked = await ask("/tap/async", undefined, {
      method: "OPTIONS",
      headers: { Origin: "https://portal.example", "Access-Control-Request-Method": "DELETE" },
    });
    expect(asked.headers.get("access-control-allow-methods")).toContain("DELETE");
  });

  test("answers may be kept from pages", async () => {
    const { ask } = await openApp({ cors: [] });
    const answer = await ask("/tap/capabilities", undefined, { headers: { Origin: "https://portal.example" } });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  test.each([
    ["/tap/nothing", 404],
    ["/nothing", 404],
    ["/tap/tables/nothing", 404],
    ["/tap/tables?detail=medium", 400],
    ["/tap/tables/%zz", 404],
    ["/scs/%e4?RA=1&DEC=2&SR=1", 404],
  ])("%s is %i", async (path, status) => {
    const faults: Error[] = [];
    const { ask } = await openApp({ onFault: (fault) => faults.push(fault) });
    expect((await ask(path)).status).toBe(status);
    expect(faults).toEqual([]);
  });

  test("a table is described at an address of its own, in any case, as among all others", async () => {
    const { ask } = await openApp();
    const all = await (await ask("/tap/tables")).text();
    const [own = ""] = /<table[ >](?:(?!<\/table>)[\s\S])*<name>survey\.stars<\/name>[\s\S]*?<\/table>/.exec(all) ?? [];
    for (const name of ["survey.stars", "SURVEY.Stars"]) {
      const answer = await ask(`/tap/tables/${name}`);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/xml"]);
      const columns = (text: string) => text.replace(/\n\s*/g, "").match(/<column[ >].*?<\/column>/g);
      const alone = await answer.text();
      expect(alone).toContain("<name>survey.stars</name>");
      expect(columns(alone)).toEqual(columns(own));
    }
  });

  test("a slash behind an address changes nothing", async () => {
    const { ask } = await openApp();
    expect((await readVotable(await ask("/tap/sync/", { QUERY: `${QUERY} WHERE mag < 9` }))).status).toBe("OK");
    for (const path of ["/tap", "/tap/"]) expect((await ask(path)).headers.get("location")).toBe(`${HERE}/`);
    expect((await ask("/tap/tables/")).status).toBe(200);
  });

  test.each([
    ["PUT", "/tap/sync", "GET, POST"],
    ["DELETE", "/scs/survey.stars", "GET, POST"],
    ["POST", "/tap/tables", "GET"],
    ["POST", "/tap", "GET"],
    ["PUT", "/", "GET"],
    ["PUT", "/tap/async", "GET, POST"],
  ])("%s is no method of %s, which says what is", async (method, path, allow) => {
    const { ask } = await openApp();
    const answer = await ask(path, undefined, { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, allow]);
  });

  test("parameters that are too long, or of another type, are refused", async () => {
    const { ask } = await openApp({ limits: { maxParameterBytes: 1000 } });
    expect((await ask("/tap/sync", { QUERY: `${QUERY} ${" ".repeat(2000)}` })).status).toBe(413);
    const json = { body: "{}", method: "POST", headers: { "Content-Type": "application/json" } };
    expect((await ask("/tap/sync", undefined, json)).status).toBe(400);
  });

  test("examples are those that our own client reads, and each gives rows", async () => {
    const { ask } = await openApp({
      examples: [
        { name: "Bright & blue", description: "a < b", query: `${QUERY} WHERE mag < 9`, tables: ["survey.stars"] },
      ],
    });
    const { examples } = parseExamples(await (await ask("/tap/examples")).text());
    expect(examples.map(({ name }) => name)).toEqual([
      "Bright & blue",
      "Some rows of survey.stars",
      "Around a place in survey.stars",
      "What there is",
    ]);
    for (const { query = "" } of examples) {
      const { status, rows } = await readVotable(await ask("/tap/sync", { QUERY: query }));
      expect([query, status, rows.length > 0]).toEqual([query, "OK", true]);
    }
  });
});
