import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type HatsPartition,
  PartitionCounter,
  PartitionFinder,
  partitionPath,
  printPartitionInfo,
  skyFraction,
} from "../../../packages/formats/src/hats/partitions.ts";
import { printProperties } from "../../../packages/formats/src/hats/properties.ts";

/** The cell of an order that an index of order 29 is in. */
const cellOf = (index: bigint, order: number): number => Number(index >> BigInt(2 * (29 - order)));

/** Indices in crowds of all sizes. */
const indexes = fc
  .array(
    fc.record({
      base: fc.bigInt({ min: 0n, max: 12n * 4n ** 29n - 1n }),
      size: fc.integer({ min: 1, max: 40 }),
      bits: fc.integer({ min: 0, max: 58 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((crowds) =>
    crowds.flatMap(({ base, size, bits }) =>
      Array.from({ length: size }, (_, at) => {
        const spread = base + ((BigInt(at) * 2654435761n) % 2n ** BigInt(bits));
        return spread < 12n * 4n ** 29n ? spread : base;
      }),
    ),
  );

describe("partitions", () => {
  test("every row is in one, the one that the finder says; none is larger than need be, or than allowed", () => {
    fc.assert(
      fc.property(indexes, fc.integer({ min: 1, max: 30 }), (all, most) => {
        const counter = new PartitionCounter();
        for (const index of all) counter.add(index);
        const partitions = counter.partitions(most);
        const finder = new PartitionFinder(partitions);
        const found = partitions.map(() => 0);
        for (const index of all) {
          const place = finder.find(index);
          const { order, pixel } = partitions[place] as HatsPartition;
          expect(cellOf(index, order)).toBe(pixel);
          found[place] = (found[place] ?? 0) + 1;
        }
        expect(found).toEqual(partitions.map(({ rows }) => rows));
        for (const { order, pixel, rows } of partitions) {
          if (order < 10) expect(rows).toBeLessThanOrEqual(most);
          const parent = all.filter((index) => order > 0 && cellOf(index, order - 1) === pixel >> 2).length;
          if (order > 0) expect(parent).toBeGreaterThan(most);
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  test.each([
    [{ order: 0, pixel: 11, rows: 1 }, "Norder=0/Dir=0/Npix=11.parquet"],
    [{ order: 6, pixel: 9999, rows: 1 }, "Norder=6/Dir=0/Npix=9999.parquet"],
    [{ order: 6, pixel: 12345, rows: 1 }, "Norder=6/Dir=10000/Npix=12345.parquet"],
  ])("%j is at %s", (partition, path) => {
    expect(partitionPath(partition)).toBe(path);
  });

  test("are listed, and cover their share of the sky", () => {
    const partitions = [
      { order: 0, pixel: 4, rows: 3 },
      { order: 2, pixel: 176, rows: 5 },
    ];
    expect(printPartitionInfo(partitions)).toBe("Norder,Npix\n0,4\n2,176\n");
    expect(skyFraction(partitions)).toBeCloseTo(1 / 12 + 1 / 192, 12);
  });
});

test("hats.properties", () => {
  const text = printProperties({
    name: "étoiles",
    raColumn: "ra",
    decColumn: "dec\\2",
    indexColumn: "_healpix_29",
    partitions: [
      { order: 1, pixel: 44, rows: 42 },
      { order: 1, pixel: 45, rows: 29 },
    ],
    skymapOrder: undefined,
    mostRows: 1000,
    bytes: 2049,
    builder: "armillary v0",
    created: new Date("2026-01-02T03:04:05Z"),
  });
  expect(text.split("\n")).toEqual([
    "#HATS catalog",
    "obs_collection=\\u00e9toiles",
    "dataproduct_type=object",
    "hats_nrows=71",
    "hats_col_ra=ra",
    "hats_col_dec=dec\\\\2",
    "hats_col_healpix=_healpix_29",
    "hats_col_healpix_order=29",
    "hats_npix_suffix=.parquet",
    "hats_max_rows=1000",
    "hats_order=1",
    "hats_estsize=3",
    "moc_sky_fraction=0.041667",
    "hats_builder=armillary v0",
    "hats_creation_date=2026-01-02T03:04UTC",
    "hats_release_date=2025-08-22",
    "hats_version=v1.0",
    "",
  ]);
});
