import type { SiaQuery } from "@armillary/siap";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Column, openSia, real, recordsOf, results, SIA1_COLUMNS, text } from "./open-service.ts";

// What version 1 has no parameter for is judged by the rows that come.

const region = { raDeg: 10, decDeg: 20, sizeDeg: 1 } as const;

const COLUMNS: readonly Column[] = [
  ...SIA1_COLUMNS,
  [real("lo", 'ucd="VOX:BandPass_LoLimit" unit="nm"'), "400", "600", ""],
  [real("hi", 'ucd="VOX:BandPass_HiLimit" unit="nm"'), "550", "700", ""],
  [real("mjd", 'ucd="VOX:Image_MJDateObs"'), "55000", "56000", "57000"],
  [text("instrument", 'ucd="INST_ID"'), "WFC3", "ACS", "wfc3"],
  [real("exptime", 'unit="s"'), "10", "100", "1000"],
  [text("object"), "M 31", "M 33", ""],
];

async function found(query: SiaQuery, columns = COLUMNS) {
  const { sia, received } = await openSia(results(columns), { version: 1 });
  const result = await sia.search({ region, ...query });
  const titles = (await recordsOf(result)).map(({ title }) => title);
  return { titles, summary: await result.summary, received };
}

describe("rows are judged by", () => {
  test.each<[string, SiaQuery, readonly string[]]>([
    ["band", { bandM: { lower: 5.4e-7, upper: 5.9e-7 } }, ["A"]],
    ["band, one of two", { bandM: [5e-7, 6.5e-7] }, ["A", "B"]],
    ["time", { timeMjd: { lower: 55_500, upper: Number.POSITIVE_INFINITY } }, ["B", "C"]],
    ["instrument, in any case", { instrument: "WFC3" }, ["A", "C"]],
    ["exposure", { exposureS: { lower: 50, upper: 100 } }, ["B"]],
    ["target", { target: ["M 31", "M 33"] }, ["A", "B"]],
    ["two of these", { instrument: "wfc3", timeMjd: { lower: 56_500, upper: 58_000 } }, ["C"]],
  ])("%s", async (_, query, titles) => expect((await found(query)).titles).toEqual(titles));

  test("which the notes tell, with those that do not say", async () => {
    const { summary } = await found({ bandM: 5e-7 });
    expect(summary).toMatchObject({ rows: 1, status: "OK" });
    expect(summary.notes).toEqual([
      expect.stringMatching(
        /^bandM was not sent .*of 3 rows that came, 1 were left out by it, and 1 that do not say it/,
      ),
    ]);
  });

  test("the middle of a band where its limits are not told", async () => {
    const columns: Column[] = [...SIA1_COLUMNS, [real("ref", 'ucd="VOX:BandPass_RefValue"'), "5e-7", "6e-7", "7e-7"]];
    expect((await found({ bandM: { lower: 4e-7, upper: 6e-7 } }, columns)).titles).toEqual(["A", "B"]);
  });

  test("the size of their pixels for the field of view", async () => {
    const columns: Column[] = [
      ...SIA1_COLUMNS,
      ['name="n" datatype="int" arraysize="2" ucd="VOX:Image_Naxis"', "3 4", "30 40", "300 400"],
      [real("p", 'arraysize="2" ucd="VOX:Image_Scale"'), "0.001 0.001", "0.001 0.001", "0.001 0.001"],
    ];
    expect((await found({ fovDeg: { lower: 0.04, upper: 0.1 } }, columns)).titles).toEqual(["B"]);
  });
});

test("what no column tells is an error, and the answer is given up", async () => {
  // An answer that goes on for ever: only giving it up ends the connection.
  const [start = "", rows = ""] = results(SIA1_COLUMNS).split(/(?<=<TABLEDATA>)|<\/TABLEDATA>/);
  const { sia, service } = await openSia(({ response }) => response.write(start + rows.repeat(2000)), { version: 1 });
  await expect(sia.search({ region, bandM: 5e-7 })).rejects.toMatchObject({
    code: "DAL_USAGE",
    message: expect.stringMatching(/bandM cannot be sought here.*BAND.*no column/),
  });
  await service.idle();
});

test("nothing is judged that was sent", async () => {
  const { summary, received } = await found({ format: "image/fits" });
  expect(received[0]?.url).toContain("FORMAT=image%2Ffits");
  expect(summary.rows).toBe(3);
});

test("rows that came decide whether the answer is suspect, not those that are left", async () => {
  const { summary } = await found({ instrument: "ACS", maxrec: 3 });
  expect(summary).toMatchObject({ rows: 1, suspect: true });
});

test("any times and any interval: what is left is what overlaps", async () => {
  const moment = fc.integer({ min: 50_000, max: 60_000 });
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 20 }), moment, moment, async (times, a, b) => {
      const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
      const columns: Column[] = [
        [text("title", 'ucd="VOX:Image_Title"'), ...times.map((_, index) => String(index))],
        [real("mjd", 'ucd="VOX:Image_MJDateObs"'), ...times.map(String)],
      ];
      const { titles } = await found({ timeMjd: { lower, upper } }, columns);
      const expected = times.flatMap((time, index) => (time >= lower && time <= upper ? [String(index)] : []));
      expect(titles).toEqual(expected);
    }),
    { numRuns: 15 },
  );
});
