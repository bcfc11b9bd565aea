import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recordsOf } from "@armillary/dali/dataset";
import { openTable } from "@armillary/formats";
import { createSiaReader, type SiaRecord } from "@armillary/siap";
import { describe, expect, test } from "vitest";
import { corpusFolder, corpusLabel } from "../support/corpus.ts";

// Answers of image services as they were sent, read into records.

const ANSWERS: readonly (readonly [file: string, version: 1 | 2, count: number, first: Partial<SiaRecord>])[] = [
  [
    "jsvotable/sia-voparis.vot",
    1,
    3,
    {
      raDeg: 10.139354,
      decDeg: 39.078942,
      tMinMjd: 41_949.5,
      pixels: [9601, 9602],
      wcs: { referencePixel: [4800.5, 4801], referenceValueDeg: [10.139354, 39.078942] },
    },
  ],
  [
    "pyvo/sia_dataset.xml",
    1,
    2,
    { format: "image/fits", sizeBytes: 153_280, accessUrl: "http://example.com/querydata/image.fits" },
  ],
  ["pyvo/sia2_dataset.xml", 2, 1, { calibLevel: 1, productType: "image", exposureS: 20.295, pixels: [2048, 2048] }],
  ["cds-votable-rust/obscore.vot", 2, 1259, { productType: "cube", sizeBytes: 2_078_797_000, instrument: "Apertif" }],
];

describe.skipIf(corpusFolder === undefined)(`records${corpusLabel}`, () => {
  test.each(ANSWERS)("%s", async (file, version, count, first) => {
    const bytes = readFileSync(join(corpusFolder ?? "", "votable", file));
    const table = await openTable(new Uint8Array(bytes), { table: "results", lenient: true });
    const records: SiaRecord[] = [];
    for await (const record of recordsOf(table, createSiaReader(table.fields, version, "https://example.org/sia"))) {
      records.push(record);
    }
    expect(records).toHaveLength(count);
    expect(records[0]).toMatchObject(first);
    for (const { accessUrl, raDeg = 0, decDeg = 0, bandMinM = 0, bandMaxM = 0 } of records) {
      expect(accessUrl).toMatch(/^https?:\/\//);
      expect(Math.abs(decDeg)).toBeLessThanOrEqual(90);
      expect(raDeg).toBeLessThanOrEqual(360);
      expect(bandMinM).toBeLessThanOrEqual(bandMaxM);
    }
  });
});
