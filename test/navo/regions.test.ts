import type { SkyRegion } from "@armillary/dali/dataset";
import { type ArchiveProtocol, regionShape, type SearchKind } from "@armillary/navo";
import { describe, expect, test } from "vitest";
import { ARCHIVE_NAMES, datasetsOf, sightingsOf, world } from "../support/archives/index.ts";

const polygon = (...numbers: readonly (readonly [number, number])[]): SkyRegion => ({
  shape: "POLYGON",
  vertices: numbers.map(([longitudeDeg, latitudeDeg]) => ({ longitudeDeg, latitudeDeg })),
});

/** In the fields of the sky that is made up: plain, across RA 0, over the pole. */
const REGIONS: Readonly<Record<string, SkyRegion>> = {
  polygon: polygon([10.4, 41.1], [11.0, 41.15], [10.8, 41.5], [10.5, 41.4]),
  box: { raDeg: 10.7, decDeg: 41.25, sizeDeg: [0.5, 0.3] },
  range: { shape: "RANGE", longitudeDeg: { lower: 10.5, upper: 10.9 }, latitudeDeg: { lower: 41.1, upper: 41.4 } },
  "range across 0": {
    shape: "RANGE",
    longitudeDeg: { lower: 359.8, upper: 0.2 },
    latitudeDeg: { lower: -15.7, upper: -15.3 },
  },
  "box over the pole": { raDeg: 40, decDeg: 89.9, sizeDeg: 0.3 },
  "range up to the pole": {
    shape: "RANGE",
    longitudeDeg: { lower: 0, upper: 360 },
    latitudeDeg: { lower: 89.7, upper: 90 },
  },
  "polygon across 0": polygon([359.8, -15.7], [0.3, -15.6], [0, -15.2]),
};

const protocolsOf = (kind: SearchKind): readonly ArchiveProtocol[] =>
  kind === "cone" ? ["scs", "tap"] : kind === "images" ? ["sia1", "sia2", "obscore"] : ["ssa", "obscore"];

describe.each(Object.entries(REGIONS))("%s", (_, region) => {
  test.each<readonly ["scs" | "tap"]>([["scs"], ["tap"]])(
    "sources of all four by %s: those in it, and the ledger says how many came",
    async (protocol) => {
      const { ask, catalogue } = await world();
      const { rows, summary } = await ask({ kind: "cone", region, protocols: [protocol] });
      const shape = regionShape(region);
      for (const archive of ARCHIVE_NAMES) {
        const expected = sightingsOf(catalogue, archive).filter(({ raDeg, decDeg }) => shape.contains(raDeg, decDeg));
        const found = rows.filter((row) => row["archive"] === archive);
        expect(found.map(({ ra }) => Number(ra).toFixed(7)).sort(), archive).toEqual(
          expected.map(({ raDeg }) => raDeg.toFixed(7)).sort(),
        );
        const entry = summary.ledger.find((each) => each.archive === archive);
        expect(entry).toMatchObject({ status: "OK", protocol, rows: expected.length });
        if (protocol === "tap") {
          expect(entry?.received).toBe(expected.length);
          expect(entry?.query).toMatch(/^SELECT \* FROM /);
        } else {
          const around = sightingsOf(catalogue, archive).filter((each) =>
            regionShape(shape.enclosing).contains(each.raDeg, each.decDeg),
          );
          expect(entry?.received).toBe(around.length);
          const left = around.length - expected.length;
          expect(entry?.notes.join()).toContain(`${left} lay outside of the region and were left out`);
        }
      }
      expect(rows.length).toBeGreaterThan(8);
    },
  );

  test.each<readonly ["images" | "spectra"]>([["images"], ["spectra"]])("%s by every protocol", async (kind) => {
    const { ask, catalogue } = await world();
    const shape = regionShape(region);
    const type = kind === "images" ? "image" : "spectrum";
    for (const protocol of protocolsOf(kind)) {
      const { rows, summary } = await ask({ kind, region, protocols: [protocol] });
      const asked = summary.ledger.filter(({ status }) => status !== "NOT_ASKED");
      expect(asked.length, protocol).toBeGreaterThan(0);
      for (const { archive, status, message } of asked) {
        expect([status, message], `${archive} ${protocol}`).toEqual(["OK", undefined]);
        const found = rows.filter((row) => row["archive"] === archive);
        // All whose centres lie in it; of images, which have an extent, others may be there, too.
        const inside = datasetsOf(catalogue, archive as (typeof ARCHIVE_NAMES)[number], type).filter(
          ({ raDeg, decDeg, collection }) =>
            shape.contains(raDeg, decDeg) && (archive !== "mast" || protocol === "obscore" || collection === "HST"),
        );
        // NED has one SED for an object.
        const due = archive === "ned" && kind === "spectra" ? inside.slice(0, 1) : inside;
        for (const { raDeg, decDeg } of due) {
          const isThere = ({ ra, dec }: Record<string, unknown>): boolean =>
            Math.abs(Number(ra) - raDeg) < 1e-6 && Math.abs(Number(dec) - decDeg) < 1e-6;
          expect(found.some(isThere), `${archive} ${protocol} ${raDeg} ${decDeg}`).toBe(true);
        }
        if (kind === "images" && protocol !== "obscore") continue;
        for (const { ra, dec } of found) if (ra !== null) expect(shape.contains(Number(ra), Number(dec))).toBe(true);
      }
    }
  });
});

test("a region that is none is told before anybody is asked", async () => {
  const { ask, received } = await world();
  const region = { raDeg: 10, decDeg: 95, radiusDeg: 1 };
  await expect(ask({ kind: "cone", region })).rejects.toMatchObject({ code: "DAL_USAGE" });
  expect(ARCHIVE_NAMES.flatMap((archive) => received[archive])).toEqual([]);
});
