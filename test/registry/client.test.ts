import { createNodeTransport } from "@armillary/dali/node";
import {
  archive,
  author,
  type Constraint,
  columnWords,
  dataModel,
  ivoid,
  keywords,
  protocol,
  RegistryClient,
  type RegistryClientOptions,
  searchLocally,
  spatial,
  spectral,
  subject,
  tableWords,
  temporal,
  ucd,
  waveband,
} from "@armillary/registry";
import { describe, expect, onTestFinished, test } from "vitest";
import { answer } from "../support/faults.ts";
import { faultyService } from "../support/faulty-service.ts";
import { type RegtapOptions, regtapService, TEST_RESOURCES } from "../support/regtap-service.ts";

function client(options: Omit<RegistryClientOptions, "transport">): RegistryClient {
  const transport = createNodeTransport({ retry: { baseMs: 1 } });
  onTestFinished(() => transport.close());
  return new RegistryClient({ transport, ...options });
}

async function registry(options: Partial<RegtapOptions> = {}) {
  const service = await regtapService({ resources: TEST_RESOURCES, ...options });
  return { service, registry: client({ registries: [service.url] }) };
}

const QUESTIONS: readonly (readonly [Constraint, readonly string[]])[] = [
  [keywords("hubble"), ["ivo://archive.stsci.edu/caomtap"]],
  [keywords("caom"), ["ivo://archive.stsci.edu/caomtap"]],
  [keywords("observations", "x-ray"), ["ivo://nasa.heasarc/rosmaster"]],
  [keywords("spectroscopy"), ["ivo://irsa.ipac/spectra"]],
  [author("müller"), ["ivo://mast.stsci/hst/sia"]],
  [author("O'N%"), ["ivo://mast.stsci/hst/sia"]],
  [protocol("scs"), ["ivo://nasa.heasarc/rosmaster", "ivo://org.example/odd"]],
  [protocol("sia1"), ["ivo://mast.stsci/hst/sia"]],
  [protocol("sia2"), ["ivo://mast.stsci/hst/sia"]],
  [protocol("sia2", { version: "2.1" }), []],
  [protocol("ssa"), ["ivo://irsa.ipac/spectra"]],
  [protocol("tap"), ["ivo://archive.stsci.edu/caomtap", "ivo://org.example/regtap"]],
  [
    protocol("tap", { auxiliary: true }),
    ["ivo://archive.stsci.edu/caomtap", "ivo://nasa.heasarc/rosmaster", "ivo://org.example/regtap"],
  ],
  [protocol("tap", { version: "1.0" }), ["ivo://org.example/regtap"]],
  [waveband("infrared"), ["ivo://archive.stsci.edu/caomtap", "ivo://irsa.ipac/spectra"]],
  [
    waveband("X-ray", "uv"),
    ["ivo://archive.stsci.edu/caomtap", "ivo://mast.stsci/hst/sia", "ivo://nasa.heasarc/rosmaster"],
  ],
  [dataModel("obscore"), ["ivo://archive.stsci.edu/caomtap"]],
  [dataModel("regtap"), ["ivo://org.example/regtap"]],
  [dataModel("epntap"), ["ivo://org.example/regtap"]],
  [ivoid("ivo://Org.Example/DATA"), ["ivo://org.example/data"]],
  [ucd("pos.eq"), ["ivo://nasa.heasarc/rosmaster"]],
  [ucd("time.duration"), ["ivo://nasa.heasarc/rosmaster"]],
  [ucd("phot.flux.density"), ["ivo://irsa.ipac/spectra"]],
  [ucd("phot.mag"), []],
  [subject("X-ray astronomy"), ["ivo://nasa.heasarc/rosmaster"]],
  [archive("mast"), ["ivo://archive.stsci.edu/caomtap", "ivo://mast.stsci/hst/sia"]],
  [
    archive(),
    [
      "ivo://archive.stsci.edu/caomtap",
      "ivo://irsa.ipac/spectra",
      "ivo://mast.stsci/hst/sia",
      "ivo://nasa.heasarc/rosmaster",
    ],
  ],
  [tableWords("pointing"), ["ivo://nasa.heasarc/rosmaster"]],
  [columnWords("exposure"), ["ivo://nasa.heasarc/rosmaster"]],
  [spectral("500 nm"), ["ivo://archive.stsci.edu/caomtap"]],
  [temporal("1995-01-01"), ["ivo://archive.stsci.edu/caomtap"]],
];

describe("a search", () => {
  test.each([
    ["of RegTAP 1.2", {}],
    ["of RegTAP 1.1, without what came later", { version: "1.1" }],
    ["that declares none of its functions and features", { hasFeatures: false }],
  ] as const)("finds what fits each constraint, in a registry %s", async (_what, options) => {
    const { registry: at } = await registry(options);
    for (const [constraint, ids] of QUESTIONS) {
      const isLate = /^(energies|times)/.test(constraint.text);
      if (isLate && "version" in options) continue;
      const { records } = await at.search(constraint);
      expect([constraint.text, records.map((record) => record.ivoid)]).toEqual([constraint.text, ids]);
    }
  });

  test("finds the same in records at hand, where they tell", async () => {
    const { registry: at } = await registry();
    const all = (await at.search([])).records;
    expect(all).toHaveLength(TEST_RESOURCES.length);
    // Subjects are no part of records: what is found by them alone is found by registries alone.
    const judged = QUESTIONS.filter(([{ judge, text }]) => judge !== undefined && text !== "keywords: spectroscopy");
    expect(judged.length).toBeGreaterThan(12);
    for (const [constraint, ids] of judged) {
      const found = searchLocally(all, [constraint]).records.map((record) => record.ivoid);
      expect([constraint.text, found]).toEqual([constraint.text, ids]);
    }
  });

  test("joins constraints, and has all interfaces of what fits", async () => {
    const { registry: at } = await registry();
    const { records, origin, isComplete, queries } = await at.search([archive("heasarc"), protocol("scs")]);
    expect({ origin, isComplete }).toEqual({ origin: "registry", isComplete: true });
    expect(queries.at(-1)).toContain("ivo://nasa.heasarc/%");
    expect(records).toMatchObject([
      {
        ivoid: "ivo://nasa.heasarc/rosmaster",
        archive: "heasarc",
        type: "catalogservice",
        wavebands: ["x-ray"],
        contentTypes: ["catalog", "archive"],
        capabilities: [
          {
            standardId: "ivo://ivoa.net/std/conesearch",
            interfaces: [
              {
                type: "paramhttp",
                role: "std",
                version: "1.03",
                mirrors: ["https://mirror.org/cone?table=rosmaster&", "http://Other.org/Cone?"],
                queryTypes: ["get", "post"],
                authenticatedOnly: false,
              },
            ],
          },
          { standardId: "ivo://ivoa.net/std/tap#aux" },
          { interfaces: [{ type: "webbrowser" }] },
        ],
      },
    ]);
  });

  test("says that it does not know who may enter where the registry does not", async () => {
    const { registry: at } = await registry({ version: "1.1" });
    const { records } = await at.search(protocol("ssa"));
    expect(records[0]?.capabilities[0]?.interfaces[0]).not.toHaveProperty("authenticatedOnly");
  });

  test("of what no registry can judge is an error that says so", async () => {
    const { registry: at } = await registry({ version: "1.1" });
    await expect(at.search(spatial("CIRCLE 1 2 3"))).rejects.toMatchObject({
      code: "REG_FEATURE",
      message: expect.stringMatching(/No registry can judge this:\n {2}http.*: It has no table rr\.stc_spatial/),
    });
  });

  test("asks the next registry for what the first cannot judge", async () => {
    const old = await regtapService({ resources: TEST_RESOURCES, version: "1.1" });
    const late = await regtapService({ resources: TEST_RESOURCES });
    const at = client({ registries: [old.url, late.url] });
    const answered = await at.search(temporal(50_000));
    expect(answered).toMatchObject({
      registry: late.url,
      notes: [expect.stringContaining(`${old.url} was passed over`)],
    });
    // It is sound, though: the next question goes to it again.
    expect((await at.search(protocol("ssa"))).registry).toBe(old.url);
  });

  test("does without TAP_SCHEMA, and says so", async () => {
    const { registry: at } = await registry({ version: "1.1", tap: { quirks: { tapSchema: "missing" } } });
    const { records, notes } = await at.search(protocol("ssa"));
    expect(records).toHaveLength(1);
    expect(notes).toEqual([expect.stringMatching(/does not tell its columns/)]);
  });
});

describe("an answer that is cut", () => {
  test("is asked for in parts", async () => {
    const { registry: at, service } = await registry({ tap: { limits: { sync: { default: 5, hard: 5 } } } });
    const { records, isComplete, notes, gaps } = await at.search([]);
    expect([isComplete, gaps]).toEqual([true, []]);
    expect(records).toHaveLength(TEST_RESOURCES.length);
    expect(notes).toEqual([expect.stringMatching(/stopped after 5 rows: asked again in parts/)]);
    expect(service.queries.length).toBeGreaterThan(5);
  });

  test("says what is missing where parts cannot be had", async () => {
    const { registry: at } = await registry({ tap: { limits: { sync: { default: 2, hard: 2 } } } });
    const { isComplete, gaps } = await at.search(archive("heasarc"));
    expect(isComplete).toBe(false);
    expect(gaps).toEqual([expect.stringMatching(/stopped after 2 rows, and the rest could not be had/)]);
  });

  test("is asked for in parts up to what the caller wants", async () => {
    const { registry: at } = await registry({ tap: { limits: { sync: { default: 5, hard: 5 } } } });
    const { isComplete, gaps } = await at.search([], { maxRows: 7 });
    expect([isComplete, gaps]).toEqual([false, [expect.stringMatching(/more than 7 interfaces/)]]);
  });

  test("is as long as the caller wants", async () => {
    const { registry: at } = await registry();
    const { isComplete, gaps, records } = await at.search([], { maxRows: 3 });
    expect(isComplete).toBe(false);
    expect(records.length).toBeLessThan(TEST_RESOURCES.length);
    expect(gaps).toEqual([expect.stringMatching(/more than 3 interfaces/)]);
  });
});

describe("one resource", () => {
  test("is told with all that belongs to it", async () => {
    const { registry: at } = await registry();
    const { record } = await at.describe("ivo://NASA.heasarc/rosmaster");
    expect(record).toMatchObject({
      title: "ROSAT observations",
      subjects: ["x-ray-astronomy", "surveys"],
      contacts: [{ name: "Help desk", email: "help@example.org" }],
      relationships: [{ type: "isservedby", ivoid: "ivo://nasa.heasarc/services/xamin" }],
      alternateIdentifiers: ["doi:10.1000/1"],
      dates: [{ date: "2015-02-03", role: "created" }],
      coverage: { timesMjd: [], energiesJ: [] },
    });
    expect((await at.describe("ivo://archive.stsci.edu/caomtap")).record).toMatchObject({
      validations: [{ level: 2, by: "ivo://test/registry" }],
      coverage: { timesMjd: [[48000, 60000]], energiesJ: [[3e-20, 1e-18]] },
      details: [{ path: "/capability/dataModel/@ivo-id", value: "ivo://ivoa.net/std/ObsCore#core-1.1" }],
    });
  });

  test("is told by a registry of RegTAP 1.1", async () => {
    const { registry: at } = await registry({ version: "1.1" });
    expect((await at.describe("ivo://archive.stsci.edu/caomtap")).record.coverage).toEqual({
      timesMjd: [],
      energiesJ: [],
    });
  });

  test("has its tables when they are asked for", async () => {
    const { registry: at, service } = await registry();
    const { record } = await at.describe("ivo://nasa.heasarc/rosmaster");
    expect(record).not.toHaveProperty("tables");
    expect(service.queries.filter(({ query }) => query.includes("res_table"))).toEqual([]);
    expect(await at.tables("ivo://nasa.heasarc/rosmaster")).toEqual([
      {
        name: "public.rosmaster",
        schema: "main",
        description: "One pointing a row",
        columns: [
          {
            name: "ra",
            ucd: "pos.eq.ra;meta.main",
            description: "Right ascension",
            datatype: "double",
            indexed: true,
            std: false,
          },
          {
            name: "exposure",
            ucd: "time.duration;obs.exposure",
            description: "Exposure time",
            datatype: "double",
            indexed: true,
            std: false,
          },
        ],
      },
    ]);
  });

  test("that is not there is an error that says where it was looked for", async () => {
    const { registry: at, service } = await registry();
    const missing = { code: "REG_NOT_FOUND", message: expect.stringContaining(service.url) };
    await expect(at.describe("ivo://no.such/thing")).rejects.toMatchObject(missing);
    await expect(at.getService("ivo://no.such/thing")).rejects.toMatchObject(missing);
    await expect(at.describe("no.such/thing")).rejects.toMatchObject({ code: "REG_USAGE" });
  });
});

describe("a service of a resource", () => {
  test.each([
    [
      "ivo://archive.stsci.edu/caomtap",
      {},
      { protocol: "tap", version: "1.1", url: "https://example.org/caom", needsLogin: false },
    ],
    ["ivo://mast.stsci/hst/sia", { protocol: "sia1" }, { protocol: "sia1", url: "http://example.org/sia?id=HST&x=1&" }],
    ["ivo://mast.stsci/hst/sia", { protocol: "sia", version: "2" }, { protocol: "sia2", version: "2.0" }],
    ["ivo://nasa.heasarc/rosmaster", { protocol: "tap" }, { url: "https://example.org/xamin", isAuxiliary: true }],
    ["ivo://org.example/regtap", {}, { url: "https://example.net/tap", version: "1.1" }],
    ["ivo://org.example/odd", {}, { url: "https://example.net/cone" }],
  ])("%s %j", async (id, options, access) => {
    const { registry: at } = await registry();
    expect(await at.getService(id, options)).toMatchObject({ ivoid: id, ...access });
  });

  test.each([
    ["ivo://mast.stsci/hst/sia", {}, "REG_AMBIGUOUS"],
    ["ivo://nasa.heasarc/rosmaster", {}, "REG_AMBIGUOUS"],
    ["ivo://nasa.heasarc/rosmaster", { protocol: "ssa" }, "REG_NO_SERVICE"],
    ["ivo://org.example/data", {}, "REG_NO_SERVICE"],
  ])("%s %j is not guessed", async (id, options, code) => {
    const { registry: at } = await registry();
    await expect(at.getService(id, options)).rejects.toMatchObject({ code });
  });

  test("of TAP is one to ask", async () => {
    const { url } = (await registry()).service;
    const own = await regtapService({
      resources: [
        {
          ivoid: "ivo://a.org/tap",
          capabilities: [{ standardId: "ivo://ivoa.net/std/tap", interfaces: [{ url: `${url}/sync` }] }],
        },
      ],
    });
    const tap = await client({ registries: [own.url] }).getTapService("ivo://a.org/tap");
    expect(tap.url).toBe(url);
    const { summary } = await tap.query("SELECT ivoid FROM rr.resource");
    expect((await summary).rows).toBe(TEST_RESOURCES.length);
  });
});

describe("a vocabulary", () => {
  test("is fetched once, and kept", async () => {
    const service = await faultyService();
    const desise =
      '{"uri":"http://www.ivoa.net/rdf/uat","terms":{"a":{"label":"A","narrower":["b"]},"b":{"label":"B"}}}';
    service.on("/rdf/uat", answer(200, desise, { "Content-Type": "application/x-desise+json" }), answer(404));
    const kept = new Map<string, string>();
    const cache = {
      get: async (key: string) => kept.get(key),
      put: async (key: string, text: string) => void kept.set(key, text),
    };
    const transport = createNodeTransport({ rewrites: [{ from: "https://www.ivoa.net", to: service.origin }] });
    onTestFinished(() => transport.close());
    for (let time = 0; time < 2; time++) {
      const uat = await new RegistryClient({ transport, cache }).vocabulary("uat");
      expect([...uat.terms.keys()]).toEqual(["a", "b"]);
    }
    expect(service.received.map(({ headers }) => headers.accept)).toEqual(["application/x-desise+json"]);
    // Older than wanted, and not to be had: better than none.
    expect((await new RegistryClient({ transport, cache }).vocabulary("uat", { maxAgeMs: 0 })).terms.size).toBe(2);
    await expect(new RegistryClient({ transport }).vocabulary("uat")).rejects.toMatchObject({ code: "DAL_NOT_FOUND" });
  });
});
