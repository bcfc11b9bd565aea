import { isResolveError, type ReadyService, resolve, resolveOne, type ServiceWanted } from "@armillary/navo";
import { RegistryClient } from "@armillary/registry";
import { describe, expect, test } from "vitest";
import { type ArchivesOptions, FIELDS, world } from "../support/archives/index.ts";
import type { TestResource } from "../support/regtap-service.ts";

const M31 = FIELDS[0] as (typeof FIELDS)[number];
const circle = { raDeg: M31.raDeg, decDeg: M31.decDeg, radiusDeg: 0.3 };

const SCS = "ivo://ivoa.net/std/conesearch";
const service = (ivoid: string, title: string, capabilities: TestResource["capabilities"] = []): TestResource => ({
  ivoid,
  title,
  capabilities,
});
const std = (standardId: string, url: string) => ({
  standardId,
  interfaces: [{ url, type: "vs:paramhttp", role: "std" }],
});

/** What MAST's registry knows: services of the archives, so that they can be asked, and one of somebody else. */
const RESOURCES: readonly TestResource[] = [
  service("ivo://irsa.ipac/2mass/catalog/psc", "2MASS point sources", [
    std(SCS, "https://irsa.ipac.caltech.edu/SCS?table=fp_psc"),
    std("ivo://ivoa.net/std/tap#aux", "https://irsa.ipac.caltech.edu/TAP"),
  ]),
  service("ivo://example.org/one", "Galaxies of the north", [std(SCS, "https://example.org/one?")]),
  service("ivo://example.org/two", "Galaxies of the south", [
    std(SCS, "https://example.org/two?"),
    std("ivo://ivoa.net/std/ssa", "https://example.org/spectra?"),
  ]),
];

const REGISTRY = "https://mast.stsci.edu/vo-tap/api/v0.1/registry";

async function resolving(options: ArchivesOptions = {}) {
  const opened = await world({ resources: RESOURCES, ...options });
  const registry = new RegistryClient({ transport: opened.transport, registries: [REGISTRY] });
  return { ...opened, registry, options: { transport: opened.transport, registry } };
}

/** Rows that a service has around M31, asked as its client is asked. */
async function rowsOf(ready: ReadyService): Promise<number> {
  switch (ready.protocol) {
    case "scs":
      return (await (await ready.client.search(circle)).summary).rows;
    case "tap":
      return (await (await ready.client.query(`SELECT * FROM ${ready.table}`)).summary).rows;
    case "sia1":
    case "sia2":
      return (await (await ready.client.search({ region: circle })).summary).rows;
    case "ssa":
      return (await (await ready.client.search({ ...circle, diameterDeg: 0.6 })).summary).rows;
    case "obscore":
      return (await (await ready.client.search({ region: circle })).summary).rows;
  }
}

describe("out of the profiles", () => {
  test.each<readonly [ServiceWanted, readonly string[]]>([
    [{ archive: "mast" }, ["mast scs hst", "mast sia1 HST", "mast ssa HST"]],
    [{ archive: "mast", protocol: "tap" }, ["mast tap hsc"]],
    [{ archive: "mast", protocol: "tap", collection: "HSC" }, ["mast tap HSC"]],
    [{ archive: "mast", protocol: "obscore", kind: "images" }, ["mast obscore -"]],
    [{ archive: "irsa", protocol: "sia2", collection: "wise_allwise" }, ["irsa sia2 wise_allwise"]],
    [{ archive: "irsa", protocol: "ssa", collection: "iso_sws" }, ["irsa ssa iso_sws"]],
    [{ archive: "heasarc", kind: "cone", collection: "chanmaster" }, ["heasarc scs chanmaster"]],
    [{ archive: "ned", collection: "objdir" }, ["ned tap objdir"]],
    [{ kind: "spectra" }, ["mast ssa HST", "heasarc ssa chanmaster", "irsa ssa -", "ned ssa -"]],
    [{ protocol: "sia2" }, ["irsa sia2 -"]],
    [{ keyword: "hsc" }, ["mast tap hsc"]],
    [{ keyword: ["goddard"], kind: "images" }, ["heasarc sia1 chanmaster"]],
  ])("%j", async (wanted, expected) => {
    const { options, received } = await resolving();
    const found = await resolve(wanted, { transport: options.transport });
    expect(found.map(({ archive, protocol, collection = "-" }) => `${archive} ${protocol} ${collection}`)).toEqual(
      expected,
    );
    for (const each of found) {
      expect(each).toMatchObject({ origin: "profile", notes: [] });
      expect(await rowsOf(each), `${each.archive} ${each.protocol}`).toBeGreaterThan(0);
    }
    expect(received.mast.some(({ url }) => url.includes("registry"))).toBe(false);
  });

  test("a collection of SIA 2 is asked for by the client itself", async () => {
    const { options } = await resolving();
    const images = await resolveOne({ archive: "irsa", protocol: "sia2", collection: "spitzer_seip" }, options);
    const result = await images.client.search({ region: circle });
    const collections = new Set<unknown>();
    for await (const { collection } of result.records()) collections.add(collection);
    expect([...collections]).toEqual(["spitzer_seip"]);
  });
});

describe("out of the registry", () => {
  test("words that no profile has", async () => {
    const { options } = await resolving();
    const found = await resolve({ keyword: "galaxies", protocol: "scs" }, options);
    expect(found).toMatchObject([
      { protocol: "scs", archive: "example.org", ivoid: "ivo://example.org/one", url: "https://example.org/one?" },
      { protocol: "scs", archive: "example.org", ivoid: "ivo://example.org/two", origin: "registry" },
    ]);
  });

  test("an identifier: each of its protocols, or the one that is wanted", async () => {
    const { options } = await resolving();
    const collection = "ivo://IRSA.ipac/2mass/catalog/psc";
    const found = await resolve({ collection }, options);
    expect(found.map(({ protocol, archive, origin }) => [protocol, archive, origin])).toEqual([
      ["scs", "irsa", "registry"],
      ["tap", "irsa", "registry"],
    ]);
    const cone = await resolveOne({ collection, protocol: "scs" }, options);
    expect(await rowsOf(cone)).toBeGreaterThan(3);
  });

  test("an identifier that is not there is an error of the registry", async () => {
    const { options } = await resolving();
    await expect(resolve({ collection: "ivo://example.org/none" }, options)).rejects.toMatchObject({
      code: "REG_NOT_FOUND",
    });
  });

  test("what is bundled, where no registry answers", async () => {
    const { options } = await resolving({ faults: { mast: { registry: { kind: "down" } } } });
    const { client, origin, notes } = await resolveOne({ collection: "ivo://irsa.ipac/tap", protocol: "tap" }, options);
    expect([client.url, origin]).toEqual(["https://irsa.ipac.caltech.edu/TAP", "snapshot"]);
    expect(notes.join()).toContain("bundled");
  });

  test("nobody is asked offline", async () => {
    const { options, received } = await resolving();
    const wanted = { collection: "ivo://irsa.ipac/tap", protocol: "tap" } as const;
    expect(await resolveOne(wanted, { ...options, offline: true })).toMatchObject({ origin: "snapshot" });
    expect(received.mast).toEqual([]);
  });
});

describe("the one that is meant", () => {
  test.each<readonly [ServiceWanted, RegExp, number]>([
    [{ archive: "mast" }, /3 services are known for archive mast:[\s\S]*Say which protocol: scs, sia1, ssa\./, 3],
    [{ kind: "cone" }, /4 services[\s\S]*Say which archive: mast, heasarc, irsa, ned\./, 4],
    [{ keyword: "galaxies", protocol: "scs" }, /Give the identifier of the one that is meant/, 2],
  ])("%j is not one, and it is said how to choose", async (wanted, words, count) => {
    const { options } = await resolving();
    const failure = await resolveOne(wanted, options).catch((thrown: unknown) => thrown);
    expect(isResolveError(failure) && [failure.code, failure.choices.length]).toEqual(["NAVO_AMBIGUOUS", count]);
    expect((failure as Error).message).toMatch(words);
  });

  test("none at all", async () => {
    const { options, transport } = await resolving();
    await expect(resolveOne({ keyword: "nonesuch" }, options)).rejects.toMatchObject({ code: "NAVO_NO_SERVICE" });
    await expect(resolveOne({ collection: "ivo://irsa.ipac/tap" }, { transport })).rejects.toThrow(/pass `registry`/);
  });
});

describe("collections of a search that are identifiers", () => {
  const own = "ivo://irsa.ipac/2mass/catalog/psc";

  test("are asked with the others", async () => {
    const { ask, registry } = await resolving();
    const collections = [{ name: own }, { archive: "ned", name: "objdir" }] as const;
    const { rows, summary } = await ask({ kind: "cone", region: circle, collections }, { registry });
    const by = (archive: string) => summary.ledger.filter((entry) => entry.archive === archive);
    expect(by("irsa")).toMatchObject([
      { status: "OK", protocol: "scs", collection: own, url: expect.stringContaining("SCS?table=fp_psc") },
    ]);
    expect(rows.filter(({ collection }) => collection === own).length).toBeGreaterThan(3);
    expect(by("ned")).toMatchObject([{ status: "OK", protocol: "tap" }]);
  });

  test("of somebody else are called after their authority; what fails of them spoils nothing", async () => {
    const { ask, registry } = await resolving();
    const collections = [{ name: own }, { name: "ivo://example.org/none" }, { name: "ivo://example.org/two" }];
    const { summary } = await ask(
      { kind: "images", region: circle, collections: [...collections, { archive: "irsa", name: "spitzer_seip" }] },
      { registry },
    );
    expect(
      summary.ledger.filter(({ status }) => status === "ERROR").map(({ archive, message }) => [archive, message]),
    ).toEqual([
      ["irsa", `${own} has no service for images (sia2, sia1, obscore).`],
      ["example.org", expect.stringContaining("ivo://example.org/none")],
      ["example.org", expect.stringContaining("no service for images")],
    ]);
  });

  test("of TAP alone are asked by the one table that has positions", async () => {
    const column = (name: string, ucd: string) => ({ name, ucd });
    const placed = [column("ra", "pos.eq.ra;meta.main"), column("dec", "pos.eq.dec;meta.main")];
    const tap = [std("ivo://ivoa.net/std/tap", "https://irsa.ipac.caltech.edu/TAP")];
    const psc = { name: "fp_psc", columns: placed };
    const { ask, registry } = await resolving({
      resources: [
        { ...service("ivo://example.org/one", "One", tap), tables: [{ name: "notes", columns: [] }, psc] },
        { ...service("ivo://example.org/two", "Two", tap), tables: [psc, { ...psc, name: "fp_xsc" }] },
        { ...service("ivo://example.org/three", "None", tap), tables: [{ name: "notes", columns: [] }] },
      ],
    });
    const collections = ["one", "two", "three"].map((name) => ({ name: `ivo://example.org/${name}` }));
    const { rows, summary } = await ask({ kind: "cone", region: circle, collections }, { registry });
    const asked = summary.ledger.filter(({ archive }) => archive === "example.org");
    expect(asked).toMatchObject([
      { status: "OK", protocol: "tap", query: expect.stringContaining("FROM fp_psc") },
      { status: "ERROR", message: expect.stringContaining("2 tables with positions") },
      { status: "ERROR", message: expect.stringContaining("no table with positions") },
    ]);
    expect(rows.length).toBeGreaterThan(3);
  });

  test("without a registry are errors of theirs", async () => {
    const { ask } = await resolving();
    const asked = ask({ kind: "cone", region: circle, collections: [{ name: own }] });
    await expect(asked).rejects.toMatchObject({
      code: "NAVO_NO_ANSWER",
      ledger: expect.arrayContaining([
        expect.objectContaining({ message: expect.stringContaining("pass `registry`") }),
      ]),
    });
  });
});
