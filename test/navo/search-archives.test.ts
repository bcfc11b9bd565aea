import { type ArchiveQuestion, profileOf, type SearchKind, searchArchives } from "@armillary/navo";
import { separationDeg } from "@armillary/sky";
import { describe, expect, test } from "vitest";
import { ARCHIVE_NAMES, datasetsOf, FIELDS, sightingsOf, world } from "../support/archives/index.ts";
import { atAnyScale } from "../support/at-any-scale.ts";

const [M31] = FIELDS;
const around = (kind: SearchKind, field = M31, radiusDeg = 0.3): ArchiveQuestion => {
  if (field === undefined) throw new Error("there is no field");
  return { kind, region: { raDeg: field.raDeg, decDeg: field.decDeg, radiusDeg } };
};
const statuses = (ledger: readonly { readonly archive: string; readonly status: string }[]) =>
  Object.fromEntries(ledger.map(({ archive, status }) => [archive, status]));

describe("sources around a place", () => {
  test.each(FIELDS.map((field) => [field.key, field] as const))(
    "%s: the rows of all four, and whose they are",
    async (_, field) => {
      const { ask, catalogue } = await world();
      const { rows, summary } = await ask(around("cone", field));
      expect(statuses(summary.ledger)).toEqual({ mast: "OK", heasarc: "OK", irsa: "OK", ned: "OK" });
      for (const archive of ARCHIVE_NAMES) {
        const expected = sightingsOf(catalogue, archive)
          .map(({ raDeg, decDeg }) => [raDeg, decDeg, separationDeg(field.raDeg, field.decDeg, raDeg, decDeg) * 3600])
          .filter(([, , apart = 0]) => apart <= 0.3 * 3600);
        const found = rows.filter((row) => row["archive"] === archive);
        expect(found).toHaveLength(expected.length);
        found.forEach((row, index) => {
          const [ra = 0, dec = 0, apart = 0] = expected[index] ?? [];
          expect(row["ra"]).toBeCloseTo(ra, 8);
          expect(row["dec"]).toBeCloseTo(dec, 8);
          expect(row["distance_arcsec"]).toBeCloseTo(apart, 3);
        });
      }
      expect(summary).toMatchObject({ status: "OK", rows: rows.length, complete: true, failed: 0 });
    },
  );

  test("the same object at several archives is marked, at the pole and across RA 0, too", async () => {
    const { ask, catalogue } = await world();
    for (const field of FIELDS) {
      const { rows } = await ask(around("cone", field));
      const shared = catalogue.objects.filter(({ raDeg, decDeg, sightings }) => {
        const isThere = separationDeg(field.raDeg, field.decDeg, raDeg, decDeg) < 0.299;
        return isThere && Object.keys(sightings).length > 1;
      });
      const repeats = shared.reduce((sum, { sightings }) => sum + Object.keys(sightings).length - 1, 0);
      const marked = rows.filter((row) => row["same_as"] !== null);
      expect(repeats).toBeGreaterThan(3);
      expect(marked).toHaveLength(repeats);
      for (const row of marked) {
        const first = rows[Number(row["same_as"])];
        expect(first?.["archive"]).not.toBe(row["archive"]);
        const [ra1, dec1, ra2, dec2] = [first?.["ra"], first?.["dec"], row["ra"], row["dec"]].map(Number);
        expect(separationDeg(ra1 ?? 0, dec1 ?? 0, ra2 ?? 0, dec2 ?? 0) * 3600).toBeLessThan(1);
      }
    }
  });

  test("every archive's own columns are there, and nobody else's values in them", async () => {
    const { ask, transport } = await world();
    const { fields, rows } = await ask(around("cone"));
    const names = fields.map(({ name }) => name);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const archive of ARCHIVE_NAMES) {
      const alone = await searchArchives(around("cone"), { transport, archives: [profileOf(archive)] });
      const own: Record<string, unknown>[] = [];
      for await (const row of alone.rows()) own.push(row);
      const values = (row: Record<string, unknown>): string[] =>
        Object.entries(row)
          .filter(([name, value]) => value !== null && name !== "same_as")
          .map(([, value]) => String(value))
          .sort();
      const found = rows.filter((row) => row["archive"] === archive);
      expect(found.map(values)).toEqual(own.map(values));
    }
  });

  test("common columns alone, when they are wanted", async () => {
    const { ask } = await world();
    const { fields } = await ask(around("cone"), { commonOnly: true });
    expect(fields.map(({ name, unit }) => (unit === undefined ? name : `${name} [${unit}]`))).toEqual([
      "archive",
      "service",
      "collection",
      "id",
      "name",
      "ra [deg]",
      "dec [deg]",
      "distance_arcsec [arcsec]",
      "same_as",
    ]);
  });
});

describe.each(["images", "spectra"] as const)("%s of a place", (kind) => {
  test("from all archives, as one table with units of one kind, and what is the same file marked", async () => {
    const { ask, catalogue } = await world();
    const { rows, summary } = await ask(around(kind, M31, 0.05));
    expect(statuses(summary.ledger)).toEqual({ mast: "OK", heasarc: "OK", irsa: "OK", ned: "OK" });
    let inMetres = 0;
    for (const archive of ARCHIVE_NAMES) {
      const known = new Map(
        datasetsOf(catalogue, archive, kind === "images" ? "image" : "spectrum").map((each) => [each.accessUrl, each]),
      );
      const found = rows.filter((row) => row["archive"] === archive);
      expect(found.length, archive).toBeGreaterThan(0);
      for (const row of found) {
        expect(String(row["access_url"]), archive).toMatch(/^https?:\/\//);
        // IRSA lists a spectrum once for each of its formats.
        const dataset = known.get(
          String(row["access_url"]).replace(
            /\.(?:tbl|fits)$/,
            archive === "irsa" && kind === "spectra" ? ".xml" : "$&",
          ),
        );
        expect(dataset, String(row["access_url"])).toBeDefined();
        if (row["em_min"] === null) continue;
        expect(Number(row["em_min"]) / (dataset?.bandMinM ?? 0)).toBeCloseTo(1, 6);
        inMetres++;
      }
    }
    expect(inMetres).toBeGreaterThan(0);
    const marked = rows.filter((row) => row["same_as"] !== null);
    for (const row of marked) expect(rows[Number(row["same_as"])]?.["access_url"]).toBe(row["access_url"]);
    // NED lists images of IRSA.
    if (kind === "images") expect(marked.length).toBeGreaterThan(0);
  });
});

describe("an archive that fails spoils none of the others", () => {
  test("one is down, one slow, one overflows, one sends a page: the ledger names each truly", async () => {
    await atAnyScale(async (scale) => {
      const { ask } = await world({
        faults: {
          mast: { kind: "down" },
          heasarc: { kind: "slow", delayMs: 600_000 },
          irsa: { kind: "overflow", rows: 3 },
          ned: { kind: "html" },
        },
      });
      const { rows, summary } = await ask(around("cone"), { patienceMs: 1500 * scale });
      expect(statuses(summary.ledger)).toEqual({ mast: "ERROR", heasarc: "TIMEOUT", irsa: "OVERFLOW", ned: "ERROR" });
      expect(rows.map((row) => row["archive"])).toEqual(["irsa", "irsa", "irsa"]);
      expect(summary).toMatchObject({ status: "OVERFLOW", rows: 3, failed: 3 });
      const by = Object.fromEntries(summary.ledger.map((entry) => [entry.archive, entry]));
      expect(by["irsa"]).toMatchObject({
        rows: 3,
        protocol: "scs",
        collection: "fp_psc",
        advice: expect.stringContaining("MAXREC"),
      });
      expect(by["irsa"]?.url).toContain("https://irsa.ipac.caltech.edu/SCS?table=fp_psc&RA=");
      expect(by["ned"]?.message).toContain("web page");
      expect(by["heasarc"]?.elapsedMs).toBeGreaterThanOrEqual(1400 * scale);
      expect(by["mast"]?.rows).toBe(0);
    });
  });

  test("an answer that breaks off keeps the rows that came, and says that more are missing", async () => {
    const { ask } = await world({ faults: { ned: { kind: "breaks" } } });
    const { rows, summary } = await ask(around("cone"));
    const ned = summary.ledger.find(({ archive }) => archive === "ned");
    expect(ned).toMatchObject({ status: "ERROR", rows: rows.filter((row) => row["archive"] === "ned").length });
    expect(statuses(summary.ledger)).toMatchObject({ mast: "OK", heasarc: "OK", irsa: "OK" });
  });

  test("takes as long as the slowest, and no longer", async () => {
    await atAnyScale(async (scale) => {
      const { ask } = await world({ faults: { heasarc: { kind: "slow", delayMs: 700 * scale } } });
      await ask(around("cone")); // compiles
      const startMs = performance.now();
      const { summary } = await ask(around("cone"));
      expect(performance.now() - startMs).toBeLessThan((700 + 400) * scale);
      expect(statuses(summary.ledger)).toMatchObject({ heasarc: "OK" });
    });
  });

  test("all fail: an error with the ledger", async () => {
    const { ask } = await world({
      faults: { mast: { kind: "down" }, heasarc: { kind: "html" }, irsa: { kind: "down" }, ned: { kind: "down" } },
    });
    await expect(ask(around("cone"))).rejects.toMatchObject({
      code: "NAVO_NO_ANSWER",
      ledger: ARCHIVE_NAMES.map((archive) => expect.objectContaining({ archive, status: "ERROR" })),
    });
  });

  test("changes of the ledger are told as they happen", async () => {
    const { ask } = await world({ faults: { ned: { kind: "down" } } });
    const seen: string[] = [];
    await ask(around("cone"), { onLedger: ({ archive, status }) => seen.push(`${archive} ${status}`) });
    expect(seen).toContain("ned ERROR");
    expect(seen).toContain("irsa ASKED");
    expect(seen.indexOf("irsa OK")).toBeGreaterThan(seen.indexOf("irsa ASKED"));
  });
});

describe("who is asked what", () => {
  test("collections by archive; others are not asked, and that is said", async () => {
    const { ask, received } = await world();
    const { summary } = await ask({
      ...around("cone"),
      collections: [
        { archive: "irsa", name: "fp_psc" },
        { archive: "heasarc", name: "zcat" },
      ],
    });
    expect(statuses(summary.ledger)).toEqual({ irsa: "OK", heasarc: "OK", mast: "NOT_ASKED", ned: "NOT_ASKED" });
    expect([received.mast.length, received.ned.length]).toEqual([0, 0]);
    expect(summary.failed).toBe(0);
  });

  test("several collections of one archive are several services", async () => {
    const { ask } = await world();
    const question = {
      ...around("cone"),
      collections: [
        { archive: "irsa", name: "fp_psc" },
        { archive: "irsa", name: "nonesuch" },
      ] as const,
    };
    const { summary } = await ask(question, { archives: [profileOf("irsa")] });
    expect(summary.ledger.map(({ collection, status }) => [collection, status])).toEqual([
      ["fp_psc", "OK"],
      ["nonesuch", "ERROR"],
    ]);
    expect(summary.ledger[1]?.serviceMessage).toContain("nonesuch");
  });

  test("nobody who can be asked: an error", async () => {
    const { ask } = await world();
    const question = { ...around("cone"), collections: [{ archive: "ned", name: "objects" }] as const };
    await expect(ask(question)).rejects.toMatchObject({ code: "NAVO_NOBODY_ASKED" });
  });

  test("a limit of rows holds for each, and what is cut is said", async () => {
    const { ask } = await world();
    const { summary } = await ask({ ...around("images", M31, 0.05), maxrec: 1 });
    for (const entry of summary.ledger) expect(["OK", "OVERFLOW", "SUSPECT"]).toContain(entry.status);
    expect(summary.ledger.some(({ status }) => status !== "OK")).toBe(true);
  });
});

describe("giving up", () => {
  test("an abort ends all, and the ledger says so", async () => {
    const { transport } = await world({ faults: { mast: { kind: "slow", delayMs: 20_000 } } });
    const failing = searchArchives(around("cone"), {
      transport,
      signal: AbortSignal.timeout(300),
      archives: [profileOf("mast")],
    });
    await expect(failing).rejects.toMatchObject({ ledger: [expect.objectContaining({ status: "ABORTED" })] });
  });

  test("leaving the rows gives up all connections", async () => {
    const { transport } = await world();
    const result = await searchArchives(around("cone"), { transport });
    for await (const _ of result.batches()) break;
    expect((await result.summary).complete).toBe(false);
    expect(result.ledger.map(({ status }) => status)).not.toContain("ASKED");
  });
});
