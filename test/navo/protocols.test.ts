import { ARCHIVE_PROFILES, type ArchiveQuestion, profileOf, SEARCH_KINDS } from "@armillary/navo";
import { describe, expect, test } from "vitest";
import { datasetsOf, FIELDS, sightingsOf, type World, world } from "../support/archives/index.ts";

const M31 = FIELDS[0] as (typeof FIELDS)[number];
const region = { raDeg: M31.raDeg, decDeg: M31.decDeg, radiusDeg: 0.3 };

const lineOf = (ledger: readonly { readonly archive: string }[], archive: string) =>
  ledger.filter((entry) => entry.archive === archive);

describe("profiles", () => {
  test.each(ARCHIVE_PROFILES.flatMap((profile) => SEARCH_KINDS.map((kind) => [profile.name, kind, profile] as const)))(
    "%s has one usual service for %s, with its reason, and every service its source",
    (_, kind, profile) => {
      const services = profile.services.filter((service) => service.kind === kind);
      expect(services.filter(({ byDefault }) => byDefault !== undefined)).toHaveLength(1);
      for (const { byDefault, source } of services) {
        expect(source.length).toBeGreaterThan(10);
        if (byDefault !== undefined) expect(byDefault.length).toBeGreaterThan(10);
      }
    },
  );
});

describe("sources by TAP", () => {
  test.each([
    ["mast", "hsc", /FROM dbo\.summagaper2catview .*CONTAINS\(POINT\('ICRS', matchra, matchdec\)/],
    ["heasarc", "zcat", /FROM zcat .*POINT\('ICRS', ra, dec\)/],
    ["irsa", "fp_psc", /FROM fp_psc .*POINT\('ICRS', ra, dec\)/],
    ["ned", "objdir", /FROM NEDTAP\.objdir .*POINT\('ICRS', ra, dec\)/],
  ] as const)("%s: %s, with the same common columns as a cone search has", async (archive, collection, query) => {
    const { ask, catalogue } = await world();
    const question: ArchiveQuestion = { kind: "cone", region, collections: [{ archive, name: collection }] };
    const { rows, summary } = await ask({ ...question, protocols: ["tap"] });
    const [entry] = lineOf(summary.ledger, archive);
    expect(entry).toMatchObject({ protocol: "tap", collection, status: "OK", query: expect.stringMatching(query) });
    const inside = sightingsOf(catalogue, archive).filter(
      (each) => Math.hypot((each.raDeg - region.raDeg) * Math.cos(0.72), each.decDeg - region.decDeg) < 0.29,
    );
    expect(inside.length).toBeGreaterThan(3);
    for (const { name, raDeg, decDeg } of inside) {
      const row = rows.find(({ ra, dec }) => Math.abs(Number(ra) - raDeg) + Math.abs(Number(dec) - decDeg) < 1e-9);
      expect(row, name).toBeDefined();
      expect([row?.["id"], row?.["name"]], name).toContain(name);
      expect(row).toMatchObject({ archive, collection });
    }
  });

  test("a collection without a cone search is asked for by TAP, and others as usual", async () => {
    const { ask } = await world();
    const { summary } = await ask({
      kind: "cone",
      region,
      collections: [
        { archive: "mast", name: "HSC" },
        { archive: "mast", name: "hst" },
        { archive: "ned", name: "NEDTAP.objdir" },
      ],
    });
    expect(lineOf(summary.ledger, "mast").map((entry) => Reflect.get(entry, "protocol"))).toEqual(["tap", "scs"]);
    expect(lineOf(summary.ledger, "ned")).toMatchObject([{ protocol: "tap", status: "OK" }]);
  });

  test("columns that are not known are found in what the service says of the table", async () => {
    const { ask, received } = await world();
    const irsa = profileOf("irsa");
    const services = irsa.services.map(({ tables: _, ...service }) => service);
    const question: ArchiveQuestion = { kind: "cone", region, protocols: ["tap"] };
    const { rows, summary } = await ask(question, { archives: [{ ...irsa, services }] });
    expect(summary.ledger).toMatchObject([{ status: "OK", query: expect.stringContaining("POINT('ICRS', ra, dec)") }]);
    expect(rows.length).toBeGreaterThan(3);
    expect(received.irsa.some(({ url }) => url.includes("/TAP/tables"))).toBe(true);
  });

  test.each([
    ["no such table", "nonesuch", /has no table nonesuch/],
    ["a table without positions", "caom.plane", /No columns of caom\.plane are marked as positions/],
  ])("%s is told in the ledger", async (_, name, words) => {
    const { ask } = await world();
    const question: ArchiveQuestion = {
      kind: "cone",
      region,
      protocols: ["tap"],
      collections: [{ archive: "irsa", name }],
    };
    await expect(ask(question, { archives: [profileOf("irsa")] })).rejects.toMatchObject({
      ledger: [expect.objectContaining({ status: "ERROR", message: expect.stringMatching(words) })],
    });
  });

  test("archives without a protocol are not asked, which is said", async () => {
    const { ask } = await world();
    const { summary } = await ask({ kind: "images", region, protocols: ["sia2"] });
    expect(summary.ledger.map(({ archive, status }) => `${archive} ${status}`)).toEqual([
      "irsa OK",
      "mast NOT_ASKED",
      "heasarc NOT_ASKED",
      "ned NOT_ASKED",
    ]);
    expect(lineOf(summary.ledger, "ned")).toMatchObject([{ message: expect.stringContaining("sia1 alone") }]);
  });
});

describe.each(["images", "spectra"] as const)("%s by ObsTAP", (kind) => {
  const type = kind === "images" ? "image" : "spectrum";
  const mast = { archives: [profileOf("mast")] };

  test("the same common columns as the other protocols have, all missions, one CONTAINS first", async () => {
    const { ask, catalogue } = await world();
    const { rows, summary } = await ask({ kind, region, protocols: ["obscore"] }, mast);
    const [entry] = summary.ledger;
    expect(entry).toMatchObject({ protocol: "obscore", status: "OK" });
    expect(entry?.query).toMatch(/WHERE 1 = CONTAINS\(POINT\('ICRS', s_ra, s_dec\)/);
    expect(entry?.notes.join()).toContain("by their centres");
    const expected = datasetsOf(catalogue, "mast", type).filter(({ id }) => id.includes("_m31_"));
    expect(
      rows
        .map(({ title, id }) =>
          String(id ?? title)
            .split("/")
            .at(-1),
        )
        .sort(),
    ).toEqual(expected.map(({ id }) => id).sort());
    for (const row of rows) {
      const dataset = expected.find(({ id }) => String(row["id"]).endsWith(id));
      expect(row).toMatchObject({
        facility: dataset?.facility,
        instrument: dataset?.instrument,
        product_type: type,
        access_format: dataset?.format,
      });
      expect(Number(row["em_min"]) / (dataset?.bandMinM ?? 0)).toBeCloseTo(1, 9);
      expect(Number(row["t_min"])).toBeCloseTo(dataset?.startMjd ?? 0, 6);
    }
  });

  test("collection, band and time are asked of the service", async () => {
    const { ask } = await world();
    const question: ArchiveQuestion = {
      kind,
      region,
      protocols: ["obscore"],
      collections: [{ archive: "mast", name: "HST" }],
      timeMjd: { lower: 52_090, upper: 52_110 },
      bandM: { lower: 1e-7, upper: 1e-6 },
    };
    const { rows, summary } = await ask(question, mast);
    expect(rows.map(({ collection }) => collection)).toEqual(["HST"]);
    expect(summary.ledger).toMatchObject([{ rows: 1, received: 1, query: expect.stringContaining("obs_collection") }]);
  });
});

describe("words", () => {
  /** Rows by archive. */
  const countsOf = (rows: readonly Record<string, unknown>[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { archive } of rows) counts[String(archive)] = (counts[String(archive)] ?? 0) + 1;
    return counts;
  };

  test("services that have no parameter for them are judged by their rows, and the ledger says so", async () => {
    const { ask } = await world();
    const all = await ask({ kind: "images", region });
    const { rows, summary } = await ask({ kind: "images", region, keyword: "WISE" });
    expect(countsOf(rows)).toEqual({ irsa: 3, ned: 3 });
    expect(countsOf(all.rows)["irsa"]).toBe(6);
    const [irsa] = lineOf(summary.ledger, "irsa");
    expect(irsa).toMatchObject({ rows: 3, received: 6, status: "OK" });
    expect(Reflect.get(irsa ?? {}, "notes").join()).toContain('of 6 rows that came, 3 without "wise" were left out');
    expect(lineOf(summary.ledger, "mast")).toMatchObject([{ rows: 0, received: 3 }]);
  });

  test("ObsTAP is asked for them, and gives what the rows of others are judged to have", async () => {
    const { ask } = await world();
    const question: ArchiveQuestion = { kind: "images", region, protocols: ["obscore"], keyword: ["galex", "M31"] };
    const { rows, summary } = await ask(question, { archives: [profileOf("mast")] });
    expect(rows.map(({ facility, name }) => [facility, name])).toEqual([
      ["GALEX", "M31"],
      ["GALEX", "M31"],
      ["GALEX", "M31"],
    ]);
    expect(summary.ledger).toMatchObject([
      { received: 3, query: expect.stringContaining("LOWER(target_name) LIKE '%galex%'") },
    ]);
  });

  test("all words must be there; of sources their names are searched", async () => {
    const { ask, catalogue } = await world();
    const { rows } = await ask({ kind: "cone", region, keyword: ["wisea", "j0042"] });
    const expected = sightingsOf(catalogue, "ned").filter(
      ({ name, raDeg, decDeg }) =>
        /WISEA J0042/.test(name) &&
        Math.hypot((raDeg - region.raDeg) * Math.cos((decDeg * Math.PI) / 180), decDeg - region.decDeg) < 0.3,
    );
    expect(rows.map(({ id }) => id).sort()).toEqual(expected.map(({ name }) => name).sort());
    expect(rows.length).toBeGreaterThan(1);
  });

  test("a limit of rows that is reached before the words are looked for is told", async () => {
    const { ask } = await world();
    const { summary } = await ask({ kind: "images", region, keyword: "wise", maxrec: 2 });
    expect(lineOf(summary.ledger, "irsa")).toMatchObject([{ status: "OVERFLOW", received: 2 }]);
  });

  test("no words, or blank ones, are none", async () => {
    const { ask } = await world();
    const question: ArchiveQuestion = { kind: "images", region, protocols: ["obscore"], keyword: ["", " "] };
    const { summary } = await ask(question, { archives: [profileOf("mast")] });
    expect(summary.ledger[0]?.query).not.toContain("LIKE");
    const { rows } = await ask({ kind: "images", region, keyword: ["", " "] });
    expect(countsOf(rows)["irsa"]).toBe(6);
  });
});

/** Requests to a path, whatever was asked there. */
const asked = ({ received }: World, archive: keyof World["received"], path: string): number =>
  received[archive].filter(({ url }) => url.includes(path)).length;

test("the service that is asked by default is asked alone", async () => {
  const opened = await world();
  await opened.ask({ kind: "images", region });
  expect(asked(opened, "mast", "SiaV1")).toBe(1);
  expect(asked(opened, "mast", "vo-tap")).toBe(0);
});
