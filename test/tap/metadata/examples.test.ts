import { createNodeTransport } from "@armillary/dali/node";
import { parseExamples, TapService } from "@armillary/tap";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTimeMs } from "../../support/cpu-time.ts";
import { answer } from "../../support/faults.ts";
import { faultyService } from "../../support/faulty-service.ts";

const PAGE = { "Content-Type": "application/xhtml+xml" };

const ROWS: readonly [what: string, html: string, expected: ReturnType<typeof parseExamples>["examples"]][] = [
  [
    "as DALI and TAP have them",
    `<div vocab="http://www.ivoa.net/rdf/examples#"><div id="x" resource="#x" typeof="example">
       <h2 property="name">All of
         it</h2><p>Everything in <em property="table">a.b</em> &amp; more.</p>
       <pre property="query">
  SELECT *
    FROM a.b
   WHERE mag &lt; 5
       </pre>
       <p>With <span property="generic-parameter" typeof="keyval"><span property="key">MAXREC</span>=<span property="value">10</span></span></p>
       <span property="capability">ivo://ivoa.net/std/TAP</span></div></div>`,
    [
      {
        id: "x",
        name: "All of it",
        query: "SELECT *\n  FROM a.b\n WHERE mag < 5",
        description: "Everything in a.b & more. With ivo://ivoa.net/std/TAP",
        capability: "ivo://ivoa.net/std/TAP",
        tables: ["a.b"],
        parameters: [{ name: "MAXREC", value: "10" }],
      },
    ],
  ],
  [
    "HTML that is no XML: no end tags, bare attributes, a bare <",
    `<!DOCTYPE html><BODY><ul><li><div TYPEOF=example ID=one><p PROPERTY='name'>One<p>Text<br>more
     <pre property=query>SELECT a FROM b WHERE a < 5 AND b <= 3 &nosuch;</pre></div><li><script>if (a < b) "</script>
     <div typeof="example" resource="#two"><h3 property="name">Two</h3></div>`,
    [
      {
        id: "one",
        name: "One",
        query: "SELECT a FROM b WHERE a < 5 AND b <= 3 &nosuch;",
        description: "Text more",
        tables: [],
        parameters: [],
      },
      { id: "two", name: "Two", tables: [], parameters: [] },
    ],
  ],
  [
    "terms with a prefix or as URIs, and one example in another",
    `<div prefix="e: http://www.ivoa.net/rdf/examples#"><div typeof="e:example" id="a"><b property="e:name">Outer</b>
     <div typeof="http://www.ivoa.net/rdf/examples#example other" id="b"><b property="http://www.ivoa.net/rdf/examples#name">Inner</b>
     <pre property="e:query">SELECT 1</pre></div><pre property="e:query">SELECT 2</pre></div></div>`,
    [
      { id: "a", name: "Outer", query: "SELECT 2", tables: [], parameters: [] },
      { id: "b", name: "Inner", query: "SELECT 1", tables: [], parameters: [] },
    ],
  ],
  [
    "a query that is given as a parameter (DALI 1.1, section 2.3.3)",
    `<div typeof="example" id="p"><h2 property="name">P</h2><span property="generic-parameter" typeof="keyval">
     <span property="key">QUERY</span><span property="value">SELECT * from tap_schema.tables</span></span>
     <span property="generic-parameter" typeof="keyval"><span property="key">LANG</span><span property="value">ADQL</span></span></div>`,
    [
      {
        id: "p",
        name: "P",
        query: "SELECT * from tap_schema.tables",
        tables: [],
        parameters: [{ name: "LANG", value: "ADQL" }],
      },
    ],
  ],
  ["nothing", "", []],
  ["a page about something else", "<html><body><p>Welcome</p></body></html>", []],
];

describe("parseExamples", () => {
  test.each(ROWS)("%s", (_, html, expected) => {
    expect(parseExamples(html).examples).toEqual(expected);
  });

  test("continuations are resolved, each once", () => {
    const html = `<a property="continuation" resource="" href="more.html">x</a><a property="continuation" href="./more.html">y</a>
      <a property="continuation" href="http://[">z</a><a property="continuation">w</a><a href="other.html">v</a>`;
    expect(parseExamples(html, "https://a.example/tap/examples").continuations).toEqual([
      "https://a.example/tap/more.html",
    ]);
  });

  test("any text is read, in time in proportion to its length", () => {
    const pieces = fc.constantFrom(
      "<",
      ">",
      "<div typeof='example'",
      "</div>",
      "<!--",
      "-->",
      '"',
      "'",
      "<p>",
      "&#x",
      "&lt;",
      "a",
      "<![CDATA[",
      "/",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        expect(Array.isArray(parseExamples(parts.join("")).examples)).toBe(true);
      }),
    );
    const startMs = cpuTimeMs();
    for (const piece of ["<a ", '<a "', "<!", "<p>", "<div typeof=example>", "</x>", "<!-", "<![CDATA[", "&#"]) {
      parseExamples(piece.repeat(30_000));
    }
    expect(cpuTimeMs() - startMs).toBeLessThan(20_000);
  });
});

describe("TapService.examples", () => {
  test("goes on where a document says so, and not in circles", async () => {
    const service = await faultyService();
    const example = (id: string, next: string): string =>
      `<html><body><div typeof="example" id="${id}"><h2 property="name">${id}</h2></div><a property="continuation" href="${next}">more</a></body></html>`;
    service.on("/tap/examples", answer(200, example("a", "two.html"), PAGE));
    service.on("/tap/two.html", answer(200, example("b", "/tap/examples#top"), PAGE));
    await using transport = closing();
    const { examples, problems } = await new TapService(`${service.origin}/tap`, { transport }).examples();
    expect(examples.map(({ id, url }) => [id, url])).toEqual([
      ["a", `${service.origin}/tap/examples`],
      ["b", `${service.origin}/tap/two.html`],
    ]);
    expect(problems).toEqual([]);
    expect(service.received).toHaveLength(2);
  });

  test("a document that is missing is said, and the others are there", async () => {
    const service = await faultyService();
    service.on(
      "/tap/examples",
      answer(200, `<div typeof="example" id="a"></div><a property="continuation" href="gone.html">more</a>`, PAGE),
    );
    await using transport = closing();
    const { examples, problems } = await new TapService(`${service.origin}/tap`, { transport }).examples();
    expect(examples).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining("gone.html")]);
  });

  test("a service without examples has none; one that fails says so", async () => {
    const service = await faultyService();
    await using transport = closing();
    const tap = new TapService(`${service.origin}/tap`, { transport });
    expect(await tap.examples()).toEqual({ examples: [], problems: [] });
    service.on("/tap/examples", answer(200, '{"error":"no"}', { "Content-Type": "application/json" }));
    await expect(tap.examples()).rejects.toMatchObject({ code: "DAL_FORMAT" });
  });
});

function closing() {
  const transport = createNodeTransport();
  return Object.assign(transport, { [Symbol.asyncDispose]: () => transport.close() });
}
