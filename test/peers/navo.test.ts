import type { SkyRegion } from "@armillary/dali/dataset";
import { createNodeTransport } from "@armillary/dali/node";
import {
  type ArchiveProfile,
  type ArchiveProtocol,
  type ArchiveService,
  type SearchKind,
  searchArchives,
  searchArchivesMany,
} from "@armillary/navo";
import { afterAll, describe, expect, test } from "vitest";
import { dachsLabel, dachsUrl, queryDachs } from "../support/dachs.ts";
import { isWithin } from "../support/tap-service/geometry.ts";

const base = dachsUrl ?? "";

const service = (kind: SearchKind, protocol: ArchiveProtocol, url: string): ArchiveService => ({
  kind,
  protocol,
  url,
  collections: [],
  source: "the peer's own pages",
});

/** A real server as an archive: one catalogue, images and spectra, each by several protocols. */
const PEER: ArchiveProfile = {
  name: "peer",
  title: "DaCHS",
  patienceMs: 60_000,
  services: [
    service("cone", "scs", `${base}/stars/q/cone/scs.xml?`),
    {
      ...service("cone", "tap", `${base}/tap`),
      collections: ["stars"],
      tables: [{ collection: "stars", table: "stars.main" }],
    },
    service("images", "sia1", `${base}/images/q/sia1/siap.xml?`),
    service("images", "sia2", `${base}/__system__/siap2/sitewide/siap2.xml`),
    service("images", "obscore", `${base}/tap`),
    service("spectra", "ssa", `${base}/spectra/q/ssa/ssap.xml?`),
    service("spectra", "obscore", `${base}/tap`),
  ],
};

const polygon = (...numbers: readonly (readonly [number, number])[]): SkyRegion => ({
  shape: "POLYGON",
  vertices: numbers.map(([longitudeDeg, latitudeDeg]) => ({ longitudeDeg, latitudeDeg })),
});

const SOURCES: Readonly<Record<string, SkyRegion>> = {
  circle: { raDeg: 83.82, decDeg: -5.39, radiusDeg: 0.05 },
  box: { raDeg: 83.82, decDeg: -5.39, sizeDeg: [0.1, 0.04] },
  range: { shape: "RANGE", longitudeDeg: { lower: 83.78, upper: 83.86 }, latitudeDeg: { lower: -5.42, upper: -5.38 } },
  polygon: polygon([83.78, -5.42], [83.87, -5.4], [83.82, -5.34]),
};

describe.skipIf(dachsUrl === undefined)(`searches of archives at DaCHS${dachsLabel}`, () => {
  const transport = createNodeTransport();
  afterAll(() => transport.close());

  const ask = async (kind: SearchKind, protocol: ArchiveProtocol, region: SkyRegion, keyword?: string) => {
    const question = { kind, region, protocols: [protocol], ...(keyword === undefined ? {} : { keyword }) };
    const result = await searchArchives(question, { transport, archives: [PEER] });
    const rows: Record<string, unknown>[] = [];
    for await (const row of result.rows()) rows.push(row);
    const { ledger } = await result.summary;
    return { rows, entry: ledger[0] };
  };
  const placesOf = (rows: readonly Record<string, unknown>[]): string[] =>
    rows.map(({ ra, dec }) => `${Number(ra).toFixed(7)} ${Number(dec).toFixed(7)}`).sort();

  test.each(Object.entries(SOURCES))(
    "sources in a %s: a cone search that is cut here, and TAP, agree",
    async (name, region) => {
      const [cone, tap] = [await ask("cone", "scs", region), await ask("cone", "tap", region)];
      expect(cone.rows.length).toBeGreaterThan(3);
      expect(placesOf(cone.rows)).toEqual(placesOf(tap.rows));
      expect(tap.entry).toMatchObject({ status: "OK", received: tap.rows.length });
      if (name !== "circle") expect(cone.entry?.received).toBeGreaterThan(cone.rows.length);
    },
  );

  test.each<readonly [string, SkyRegion]>([
    ["circle", { raDeg: 10, decDeg: 20, radiusDeg: 3 }],
    ["polygon", polygon([9, 19], [11.5, 19], [10, 21])],
    ["range", { shape: "RANGE", longitudeDeg: { lower: 9, upper: 11 }, latitudeDeg: { lower: 19, upper: 21 } }],
  ])("images in a %s: SIA 2 and ObsTAP agree, in all common columns", async (_, region) => {
    const [sia, obscore] = [await ask("images", "sia2", region), await ask("images", "obscore", region)];
    const said = ({ rows }: typeof sia): string[] =>
      rows
        .map(({ id, ra, dec, access_url, em_min, t_min, product_type, facility }) =>
          JSON.stringify([id, ra, dec, access_url, em_min, t_min, product_type, facility]),
        )
        .sort();
    expect(sia.rows.length).toBeGreaterThan(1);
    expect(said(sia)).toEqual(said(obscore));
  });

  test("spectra in a polygon: SSA that is cut here finds those that the table has in it", async () => {
    const corners = [
      { raDeg: 1, decDeg: -31 },
      { raDeg: 61, decDeg: -31 },
      { raDeg: 61, decDeg: 31 },
      { raDeg: 1, decDeg: 31 },
    ];
    const region = polygon(...corners.map(({ raDeg, decDeg }) => [raDeg, decDeg] as const));
    const { rows, entry } = await ask("spectra", "ssa", region);
    // DaCHS takes no polygons of this size: which are in it is judged by the tests' own geometry.
    const all = await queryDachs("SELECT s_ra, s_dec FROM ivoa.obscore WHERE dataproduct_type = 'spectrum'");
    const expected = all.filter(([ra, dec]) =>
      isWithin({ raDeg: Number(ra), decDeg: Number(dec) }, { vertices: corners }),
    );
    expect(expected.length).toBeGreaterThan(2);
    expect(new Set(rows.map(({ ra }) => Number(ra).toFixed(5)))).toEqual(
      new Set(expected.map(([ra]) => Number(ra).toFixed(5))),
    );
    expect(entry?.received).toBeGreaterThan(rows.length);
  });

  test("words: ObsTAP is asked for what SIA 2's rows are judged by", async () => {
    const region: SkyRegion = { raDeg: 10, decDeg: 20, radiusDeg: 3 };
    const all = await ask("images", "sia2", region);
    const [sia, obscore] = [
      await ask("images", "sia2", region, "peer-img"),
      await ask("images", "obscore", region, "peer-img"),
    ];
    expect(sia.rows.length).toBeGreaterThan(0);
    expect(placesOf(sia.rows)).toEqual(placesOf(obscore.rows));
    expect(sia.entry?.received).toBe(all.rows.length);
    expect((await ask("images", "obscore", region, "nonesuch")).rows).toEqual([]);
  });

  test("many targets: the same as one after the other", async () => {
    const targets = [
      { raDeg: 83.82, decDeg: -5.39 },
      { raDeg: 10, decDeg: 20 },
      { raDeg: 83.8, decDeg: -5.4, radiusDeg: 0.02 },
    ];
    const result = await searchArchivesMany(
      targets,
      { kind: "cone", radiusDeg: 0.05 },
      { transport, archives: [PEER] },
    );
    const rows: Record<string, unknown>[] = [];
    for await (const row of result.rows()) rows.push(row);
    for (const [index, { raDeg, decDeg, radiusDeg = 0.05 }] of targets.entries()) {
      const single = await ask("cone", "scs", { raDeg, decDeg, radiusDeg });
      expect(placesOf(rows.filter((row) => row["target_index"] === BigInt(index)))).toEqual(placesOf(single.rows));
    }
    expect((await result.summary).failed).toBe(0);
  });
});
