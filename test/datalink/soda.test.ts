import { findDescriptors, type SodaQuery, SodaService, sodaCombinations } from "@armillary/datalink";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as faults from "../support/faults.ts";
import { type Answer, faultyService } from "../support/faulty-service.ts";
import { descriptorsOf, descriptorXml, linksDocument, openTransport, readDocument } from "./documents.ts";

// SODA: the typed question, the descriptor's word on it, errors in every shape, jobs.

const circle = { shape: "CIRCLE", longitudeDeg: 10, latitudeDeg: 20, radiusDeg: 0.1 } as const;
const range = { shape: "RANGE", longitudeDeg: { lower: 9, upper: 11 }, latitudeDeg: { lower: 19, upper: 21 } } as const;
const polygon = {
  shape: "POLYGON",
  vertices: [
    { longitudeDeg: 9, latitudeDeg: 19 },
    { longitudeDeg: 11, latitudeDeg: 19 },
    { longitudeDeg: 10, latitudeDeg: 21 },
  ],
} as const;

const ID = '<PARAM name="ID" datatype="char" arraysize="*" value="ivo://a/1"/>';
const POS = '<PARAM name="POS" datatype="char" arraysize="*" value=""/>';
const CIRCLE = '<PARAM name="CIRCLE" datatype="double" arraysize="3" unit="deg" value=""/>';
const POLYGON = '<PARAM name="POLYGON" datatype="double" arraysize="*" unit="deg" value=""/>';
const band = (unit = "m"): string =>
  `<PARAM name="BAND" datatype="double" arraysize="2" xtype="interval" unit="${unit}" value=""><VALUES><MIN value="3e-7"/><MAX value="8e-7"/></VALUES></PARAM>`;
const TIME = '<PARAM name="TIME" datatype="double" arraysize="2" xtype="interval" value=""/>';
const POL =
  '<PARAM name="POL" datatype="char" arraysize="*" value=""><VALUES><OPTION value="I"/><OPTION value="Q"/></VALUES></PARAM>';
const OWN = '<PARAM name="SCALE" datatype="int" value=""><VALUES><MIN value="2"/><MAX value="32"/></VALUES></PARAM>';
const ALL = ID + POS + CIRCLE + POLYGON + band() + TIME + POL + OWN;

async function sodaOf(
  inputs: string,
  options: { readonly sync?: string; readonly async?: string } = {},
): Promise<SodaService> {
  const { sync = "https://a.test/sync", async } = options;
  const services =
    descriptorXml({ id: "s", standardId: "ivo://ivoa.net/std/SODA#sync-1.0", accessUrl: sync, inputs }) +
    (async === undefined
      ? ""
      : descriptorXml({ id: "a", standardId: "ivo://ivoa.net/std/soda#async-1.0", accessUrl: async, inputs }));
  const soda = SodaService.fromDescriptors(await descriptorsOf(linksDocument({ services })), {
    transport: openTransport(),
  });
  if (soda === undefined) throw new Error("no SODA service was found");
  return soda;
}

describe("a question", () => {
  test.each<[what: string, inputs: string, query: SodaQuery, expected: readonly (readonly [string, string])[]]>([
    ["nothing", ALL, {}, []],
    ["a circle", ALL, { region: circle }, [["CIRCLE", "10 20 0.1"]]],
    ["a circle where there is POS alone", ID + POS, { region: circle }, [["POS", "CIRCLE 10 20 0.1"]]],
    ["a polygon", ALL, { region: polygon }, [["POLYGON", "9 19 11 19 10 21"]]],
    ["a polygon by POS", ID + POS, { region: polygon }, [["POS", "POLYGON 9 19 11 19 10 21"]]],
    ["a range", ALL, { region: range }, [["POS", "RANGE 9 11 19 21"]]],
    [
      "several regions",
      ALL,
      { region: [circle, range] },
      [
        ["POS", "RANGE 9 11 19 21"],
        ["CIRCLE", "10 20 0.1"],
      ],
    ],
    [
      "several regions by POS",
      ID + POS,
      { region: [circle, range] },
      [
        ["POS", "CIRCLE 10 20 0.1"],
        ["POS", "RANGE 9 11 19 21"],
      ],
    ],
    ["wavelengths", ALL, { bandM: { lower: 4e-7, upper: 5e-7 } }, [["BAND", "4e-7 5e-7"]]],
    ["open wavelengths", ALL, { bandM: { lower: 4e-7, upper: Number.POSITIVE_INFINITY } }, [["BAND", "4e-7 +Inf"]]],
    [
      "several bands",
      ALL,
      {
        bandM: [
          { lower: 4e-7, upper: 5e-7 },
          { lower: 6e-7, upper: 7e-7 },
        ],
      },
      [
        ["BAND", "4e-7 5e-7"],
        ["BAND", "6e-7 7e-7"],
      ],
    ],
    ["times", ALL, { timeMjd: { lower: 55_100, upper: 55_100.5 } }, [["TIME", "55100 55100.5"]]],
    [
      "polarizations",
      ALL,
      { pol: ["I", "Q"] },
      [
        ["POL", "I"],
        ["POL", "Q"],
      ],
    ],
    ["one polarization", ALL, { pol: "I" }, [["POL", "I"]]],
    ["a parameter of its own", ALL, { parameters: { SCALE: 4 } }, [["SCALE", "4"]]],
    ["a band in nanometres", ALL, { parameters: { BAND: { value: [400, 500], unit: "nm" } } }, [["BAND", "4e-7 5e-7"]]],
    [
      "an ID",
      `${POS}<PARAM name="ID" datatype="char" arraysize="*" value=""/>`,
      { ids: ["x", "y"] },
      [
        ["ID", "x"],
        ["ID", "y"],
      ],
    ],
  ])("of %s", async (_, inputs, query, expected) => {
    const { parameters } = (await sodaOf(inputs)).prepare(query);
    expect(parameters.filter(([name, value]) => !(name === "ID" && value === "ivo://a/1"))).toEqual(expected);
    expect(parameters.some(([name]) => name === "ID")).toBe(true);
  });

  test.each<[what: string, inputs: string, query: SodaQuery, message: RegExp]>([
    [
      "a circle where there is none",
      ID + band(),
      { region: circle },
      /cannot cut out a CIRCLE: it has no CIRCLE, and no POS\. It takes ID, BAND/,
    ],
    ["a range without POS", ID + CIRCLE, { region: range }, /cannot cut out a RANGE: it has no POS/],
    [
      "a band in another unit",
      ID + band("nm"),
      { bandM: { lower: 4e-7, upper: 5e-7 } },
      /BAND of the service s is in "nm", not in "m" as SODA has it/,
    ],
    [
      "a band outside",
      ALL,
      { bandM: { lower: 1, upper: 2 } },
      /lies outside of what there is\. It takes from 3e-7 to 8e-7 m/,
    ],
    ["a band upside down", ALL, { bandM: { lower: 2, upper: 1 } }, /lower bound is above/],
    ["no polarization", ALL, { pol: "Z" }, /"Z" is no polarization state/],
    ["a polarization that there is not", ALL, { pol: "V" }, /none of the options\. It takes one of "I", "Q"/],
    ["a parameter that there is not", ALL, { parameters: { ZOOM: 1 } }, /has no parameter ZOOM/],
    ["a time that there is not", ID + POS, { timeMjd: { lower: 1, upper: 2 } }, /has no parameter TIME/],
    ["another ID", ALL, { ids: "ivo://a/2" }, /the service fixes it to "ivo:\/\/a\/1"/],
    ["a bad circle", ALL, { region: { ...circle, latitudeDeg: 100 } }, /declination 100/],
  ])("is refused for %s, before it is sent", async (_, inputs, query, message) => {
    const soda = await sodaOf(inputs, { sync: "https://never.test/soda" });
    await expect(soda.cutout(query)).rejects.toMatchObject({
      code: "DAL_USAGE",
      message: expect.stringMatching(message),
    });
  });

  test("to a service of which nothing is known has the standard's parameters", () => {
    const soda = new SodaService("https://a.test/sync", { transport: openTransport() });
    const query: SodaQuery = {
      ids: "x",
      region: [circle, polygon],
      bandM: { lower: 1, upper: 2 },
      pol: "V",
      parameters: { NEW: 1 },
    };
    expect(soda.prepare(query).parameters).toEqual([
      ["ID", "x"],
      ["POS", "CIRCLE 10 20 0.1"],
      ["POS", "POLYGON 9 19 11 19 10 21"],
      ["BAND", "1 2"],
      ["POL", "V"],
      ["NEW", "1"],
    ]);
  });
});

describe("several values", () => {
  test("are asked one by one, in every combination", () => {
    const bandM = [
      { lower: 1, upper: 2 },
      { lower: 3, upper: 4 },
    ];
    const asked = sodaCombinations({ ids: ["x", "y"], region: [circle], bandM, pol: ["I", "Q"], parameters: { S: 1 } });
    expect(asked).toEqual(
      ["x", "y"].flatMap((ids) =>
        bandM.map((band) => ({ ids, region: circle, bandM: band, pol: ["I", "Q"], parameters: { S: 1 } })),
      ),
    );
    expect(sodaCombinations({})).toEqual([{}]);
    expect(sodaCombinations({ ids: "x", region: [] })).toEqual([{ ids: "x" }]);
  });

  test("are as many as their product, each once", () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(numbers, numbers, numbers, (ids, regions, times) => {
        const questions = sodaCombinations({
          ids: ids.map(String),
          region: regions.map((radiusDeg) => ({ ...circle, radiusDeg })),
          timeMjd: times.map((lower) => ({ lower, upper: 10 })),
        });
        expect(new Set(questions.map((question) => JSON.stringify(question))).size).toBe(
          ids.length * regions.length * times.length,
        );
        for (const question of questions) expect(Object.values(question).some(Array.isArray)).toBe(false);
      }),
    );
  });
});

describe("a service", () => {
  test("is found by its standardID, in any case; another is none", async () => {
    const soda = await sodaOf(ALL, { async: "https://a.test/async" });
    expect([soda.url, soda.asyncUrl]).toEqual(["https://a.test/sync", "https://a.test/async"]);
    const other = await descriptorsOf(
      linksDocument({ services: descriptorXml({ standardId: "ivo://ivoa.net/std/SIA#query-2.0" }) }),
    );
    expect(SodaService.fromDescriptors(other, { transport: openTransport() })).toBeUndefined();
  });

  test("of jobs alone is held against its own descriptor", async () => {
    const services = descriptorXml({ standardId: "ivo://ivoa.net/std/SODA#async-1.0", inputs: ALL });
    const soda = SodaService.fromDescriptors(await descriptorsOf(linksDocument({ services })), {
      transport: openTransport(),
    });
    expect(soda?.url).toBeUndefined();
    expect(soda?.prepare({ region: circle }).parameters).toContainEqual(["CIRCLE", "10 20 0.1"]);
    expect(() => soda?.prepare({ parameters: { ZOOM: 1 } })).toThrow(/no parameter ZOOM/);
  });

  test("ALMA: described without parameters, is asked by those of the standard", async () => {
    const soda = await sodaOf("", { sync: "https://a.test/sync?ID=cube.fits" });
    expect(soda.prepare({ region: circle, bandM: { lower: 1, upper: 2 } })).toEqual({
      url: "https://a.test/sync?ID=cube.fits",
      parameters: [
        ["POS", "CIRCLE 10 20 0.1"],
        ["BAND", "1 2"],
      ],
    });
  });

  test("of an outside document is not on this machine", async () => {
    const document = await readDocument(
      linksDocument({
        services: descriptorXml({ standardId: "ivo://ivoa.net/std/SODA#sync-1.0", accessUrl: "http://localhost/x" }),
      }),
    );
    const documentUrl = "https://archive.test/links";
    expect(() =>
      SodaService.fromDescriptors(findDescriptors(document, documentUrl), { transport: openTransport() }),
    ).toThrow(expect.objectContaining({ code: "DAL_REDIRECT" }));
  });

  test("that has one of the two says so", async () => {
    const sync = new SodaService("https://a.test/sync", { transport: openTransport() });
    await expect(sync.submit({})).rejects.toMatchObject({ code: "DAL_USAGE" });
    const async = new SodaService(undefined, { transport: openTransport(), asyncUrl: "https://a.test/async" });
    await expect(async.cutout({})).rejects.toMatchObject({ code: "DAL_USAGE" });
  });
});

describe("a cutout", () => {
  const FITS = Buffer.alloc(2880, "SIMPLE  =                    T".padEnd(80));
  const text = (status: number, words: string): Answer =>
    faults.answer(status, words, { "Content-Type": "text/plain" });

  async function cutout(answer: Answer): Promise<{ readonly bytes: Promise<Uint8Array>; readonly url: string }> {
    const server = await faultyService();
    const soda = new SodaService(server.on("/sync", answer), { transport: openTransport() });
    const response = await soda.cutout({ ids: "x", region: circle });
    return { bytes: response.bytes(), url: response.url };
  }

  test("is the bytes that came", async () => {
    const { bytes, url } = await cutout(({ response }) =>
      response.writeHead(200, { "Content-Type": "image/fits" }).end(FITS),
    );
    expect(Buffer.from(await bytes).equals(FITS)).toBe(true);
    expect(new URL(url).searchParams.get("POS")).toBe("CIRCLE 10 20 0.1");
  });

  test("may be a text that is no error", async () => {
    const { bytes } = await cutout(text(200, "wavelength,flux\n1,2\n"));
    expect(Buffer.from(await bytes).toString()).toBe("wavelength,flux\n1,2\n");
  });

  test.each<[what: string, answer: Answer, code: string, message: RegExp]>([
    [
      "DaCHS: 422 and text",
      text(422, "UsageError: Field CIRCLE: 'bad' is not a valid literal"),
      "DAL_QUERY_ERROR",
      /Field CIRCLE: 'bad'/,
    ],
    [
      "DaCHS: 204 outside of the image",
      faults.answer(204),
      "DAL_QUERY_ERROR",
      /no data in what was asked for \(HTTP 204/,
    ],
    [
      "DaCHS: 404 and a page for an ID",
      faults.answer(404, "<html><body>none.fits could not be located</body></html>"),
      "DAL_NOT_FOUND",
      /could not be located/,
    ],
    ["200 and nothing", faults.answer(200), "DAL_QUERY_ERROR", /no data/],
    [
      "200 and an error in text",
      text(200, "MultiValuedParamNotSupported: CIRCLE\n"),
      "DAL_QUERY_ERROR",
      /refused: "MultiValuedParamNotSupported: CIRCLE"/,
    ],
    ["200 and an error of DataLink", text(200, "NotFoundFault: x"), "DAL_QUERY_ERROR", /NotFoundFault/],
    ["200 and an error document", faults.errorIn200, "DAL_QUERY_ERROR", /does not exist/],
    ["200 and a web page", faults.htmlIn200, "DAL_FORMAT", /web page/],
    ["401", faults.unauthorized, "DAL_AUTH", /401/],
    ["503", text(503, "ServiceUnavailable: later"), "DAL_HTTP", /later/],
  ])("fails with %s", async (_, answer, code, message) => {
    await expect(cutout(answer)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("that is too long for a URL goes by POST", async () => {
    const server = await faultyService();
    const soda = new SodaService(
      server.on("/sync", ({ response }) => response.writeHead(200).end(FITS)),
      { transport: openTransport() },
    );
    const vertices = Array.from({ length: 300 }, (_, index) => ({ longitudeDeg: index, latitudeDeg: index % 2 }));
    await (await soda.cutout({ ids: "x", region: { shape: "POLYGON", vertices } })).close();
    expect(server.received).toMatchObject([
      { method: "POST", url: "/sync", body: expect.stringContaining("POS=POLYGON") },
    ]);
  });
});

describe("a job", () => {
  const job = (phase: string, results = ""): string =>
    `<uws:job xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink"><uws:jobId>1</uws:jobId>` +
    `<uws:phase>${phase}</uws:phase><uws:results>${results}</uws:results>` +
    `${phase === "ERROR" ? "<uws:errorSummary><uws:message>UsageError: no such ID</uws:message></uws:errorSummary>" : ""}</uws:job>`;
  const result = (id: string): string => `<uws:result id="${id}" xlink:href="/async/1/results/${id}"/>`;

  async function jobs(last: string): Promise<{ readonly soda: SodaService; readonly requests: () => string[] }> {
    const server = await faultyService();
    const list = server.on("/async", ({ response }) => response.writeHead(303, { Location: "/async/1" }).end());
    const answer = (xml: string): Answer => faults.answer(200, xml, { "Content-Type": "text/xml" });
    server.on("/async/1", ({ request, response }) => {
      if (request.method === "DELETE") return response.writeHead(303, { Location: "/async" }).end();
      return response.writeHead(200, { "Content-Type": "text/xml" }).end(last);
    });
    server.on("/async/1/phase", answer("<ok/>"));
    server.on("/async/1/results/one", faults.answer(200, "SIMPLE  =                    T"));
    server.on("/async/1/results/two", faults.answer(200, "Error: no overlap", { "Content-Type": "text/plain" }));
    const soda = new SodaService(undefined, { transport: openTransport(), asyncUrl: list });
    return { soda, requests: () => server.received.map(({ method, url, body }) => `${method} ${url} ${body}`.trim()) };
  }

  test("of several IDs has a result for each, or its reason", async () => {
    const { soda, requests } = await jobs(job("COMPLETED", result("one") + result("two")));
    const made = await soda.submit({ ids: ["x", "y"], region: circle });
    expect(requests().slice(0, 2)).toEqual([
      "POST /async ID=x&ID=y&POS=CIRCLE+10+20+0.1",
      "POST /async/1/phase PHASE=RUN",
    ]);
    const [one, two] = await made.results();
    expect(await (await one?.open())?.text()).toContain("SIMPLE");
    await expect(two?.open()).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      message: expect.stringContaining("no overlap"),
    });
    await made.delete();
    expect(requests().at(-1)).toMatch(/^(DELETE|GET) \/async/);
  });

  test("that ends in an error says so in the service's words", async () => {
    const { soda } = await jobs(job("ERROR"));
    const made = await soda.submit({ ids: "x" });
    await expect(made.results()).rejects.toMatchObject({
      code: "UWS_JOB_ERROR",
      message: expect.stringContaining("no such ID"),
    });
    expect(made.last?.phase).toBe("ERROR");
  });

  test("is told of before it runs, and need not be started", async () => {
    const { soda, requests } = await jobs(job("PENDING"));
    const seen: string[] = [];
    const made = await soda.submit({ ids: "x" }, { start: false, onJob: ({ url }) => void seen.push(url) });
    expect(seen).toEqual([made.url]);
    expect(requests()).toHaveLength(1);
    await expect(soda.submit({ ids: "x" }, { onJob: () => Promise.reject(new Error("no room")) })).rejects.toThrow(
      "no room",
    );
    expect(requests().some((request) => request.startsWith("DELETE"))).toBe(true);
  });
});
