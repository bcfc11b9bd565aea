import type { ColumnBatch } from "@armillary/columns";
import type { SearchResult } from "@armillary/dali/table";
import { regionShape } from "@armillary/navo";
import { describe, expect, test } from "vitest";
import { insideRegion } from "../../../packages/cli/src/targets/inside-region.ts";
import { looksLikeRegion, parseSkyRegion, printSkyRegion } from "../../../packages/cli/src/targets/region.ts";

test.each([
  ["CIRCLE 10 41 0.1", { shape: "CIRCLE", longitudeDeg: 10, latitudeDeg: 41, radiusDeg: 0.1 }],
  ["circle icrs 10 -41 0.1", { shape: "CIRCLE", longitudeDeg: 10, latitudeDeg: -41, radiusDeg: 0.1 }],
  ["BOX 10 41 1 0.5", { raDeg: 10, decDeg: 41, sizeDeg: [1, 0.5] }],
  ["Box ICRS 10 41 1", { raDeg: 10, decDeg: 41, sizeDeg: [1, 1] }],
  ["RANGE -Inf Inf 80 90", { shape: "RANGE", latitudeDeg: { lower: 80, upper: 90 } }],
  ["RANGE 359 1 -1 1", { shape: "RANGE", longitudeDeg: { lower: 359, upper: 1 } }],
  ["POLYGON 1 2 3 4 5 9", { shape: "POLYGON", vertices: [{}, {}, { longitudeDeg: 5, latitudeDeg: 9 }] }],
])("%s", (text, expected) => {
  const region = parseSkyRegion(text);
  expect(region).toMatchObject(expected);
  expect(parseSkyRegion(printSkyRegion(region))).toEqual(region);
  expect(looksLikeRegion(text)).toBe(true);
});

test.each([
  "CIRCLE",
  "CIRCLE 1 2",
  "BOX 1 2",
  "BOX 1 2 3 4 5",
  "BOX 1 99 1 1",
  "BOX FK5 1 2 3 4",
  "RANGE 1 2 x 4",
  "ELLIPSE 1 2 3",
])("%s is no region", (text) => {
  expect(() => parseSkyRegion(text)).toThrow();
});

test.each(["M31", "Circlet nebula", "10.68 41.27", "box", "polygon nebula"])("%s is none, but a target", (text) => {
  expect(looksLikeRegion(text)).toBe(text === "polygon nebula");
});

describe("rows of an answer that lie in a region", () => {
  test("are kept over all of its batches", async () => {
    const batch = (...decs: readonly number[]): ColumnBatch => ({
      rows: decs.length,
      columns: [{ kind: "float", length: decs.length, nulls: 0, values: Float64Array.from(decs) }],
    });
    const given = [batch(0, 5), batch(5, 0, Number.NaN), batch(9)];
    const summary = { status: "OK", rows: 6, bytesRead: 0, diagnostics: [], notes: ["before"], complete: true };
    const result = {
      fields: [],
      metadata: { params: [], infos: [] },
      url: "https://example.org/scs",
      async *batches() {
        yield* given;
      },
      summary: Promise.resolve(summary),
      close: async () => undefined,
    } as unknown as SearchResult;
    const shape = regionShape({ raDeg: 0, decDeg: 0, sizeDeg: 2 });
    const kept = insideRegion(result, shape, ({ rows, columns: [column] }) => ({
      raDeg: new Float64Array(rows),
      decDeg: (column as { readonly values: Float64Array }).values,
    }));
    const decs: number[] = [];
    for await (const { columns } of kept.batches()) decs.push(...(columns[0] as { values: Float64Array }).values);
    expect(decs).toEqual([0, 0, Number.NaN]);
    expect((await kept.summary).notes).toEqual([
      "before",
      "The circle around the region was asked for: of 6 rows that came, 3 lay outside of the region and were left out.",
    ]);
  });
});
