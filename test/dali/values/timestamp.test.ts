import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  epochMsOfMjd,
  jdOfMjd,
  mjdOfEpochMs,
  mjdOfJd,
  parseDaliTimestamp,
  printTimestamp,
  readServiceTime,
} from "../../../packages/dali/src/values/timestamp.ts";

test.each<[text: string, mjd: number, civil: boolean]>([
  ["2000-01-01T12:00:00", 51_544.5, false],
  ["2000-01-01", 51_544, false],
  ["1858-11-17T00:00:00", 0, false],
  ["2026-11-22T06:00:00.000Z", 61_366.25, true],
  ["2016-12-31T23:59:60", 57_754, false],
])("%s is MJD %f", (text, mjd, civil) => {
  const timestamp = parseDaliTimestamp(text);
  expect(timestamp.mjd).toBeCloseTo(mjd, 9);
  expect(timestamp.civil).toBe(civil);
  expect(mjdOfEpochMs(timestamp.epochMs)).toBeCloseTo(mjd, 9);
});

test.each(["", "yesterday", "2000-02-30", "2000-01-01T25:00:00", "2000-01-01T12:00:00+01:00", "2000-1-1"])(
  "%j is refused",
  (text) => expect(() => parseDaliTimestamp(text)).toThrow(expect.objectContaining({ code: "DAL_USAGE" })),
);

describe("printing", () => {
  test.each<[epochMs: number, text: string]>([
    [0, "1970-01-01T00:00:00"],
    [500, "1970-01-01T00:00:00.5"],
    [50, "1970-01-01T00:00:00.05"],
    [1, "1970-01-01T00:00:00.001"],
    [-1, "1969-12-31T23:59:59.999"],
    [Date.UTC(2026, 10, 22, 10, 20, 30), "2026-11-22T10:20:30"],
    [Date.UTC(2026, 10, 22, 10, 20, 0), "2026-11-22T10:20:00"],
  ])("%f", (epochMs, text) => {
    expect(printTimestamp(epochMs)).toBe(text);
    expect(printTimestamp(epochMs, { civil: true })).toBe(`${text}Z`);
  });

  test("of what has no date is refused", () => {
    expect(() => printTimestamp(Number.NaN)).toThrow(/years 0 to 9999/);
    expect(() => printTimestamp(1e18)).toThrow(/years 0 to 9999/);
    expect(() => printTimestamp(Date.UTC(10_000, 0, 1))).toThrow(/years 0 to 9999/);
  });

  test("reads back to the millisecond, and so does MJD", () => {
    const years = fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(3000, 0, 1) });
    fc.assert(
      fc.property(years, (epochMs) => {
        expect(parseDaliTimestamp(printTimestamp(epochMs)).epochMs).toBe(epochMs);
        expect(epochMsOfMjd(mjdOfEpochMs(epochMs))).toBe(epochMs);
      }),
    );
  });
});

test("Julian Dates", () => {
  expect(jdOfMjd(51_544.5)).toBe(2_451_545);
  expect(mjdOfJd(2_451_545)).toBe(51_544.5);
});

describe("times of services", () => {
  test.each<[text: string, iso: string | undefined]>([
    ["2018-01-01T02:00:00Z", "2018-01-01T02:00:00Z"],
    ["1977-11-25T08:30:00", "1977-11-25T08:30:00Z"],
    ["2020-04-17T08:10:22.793+0800", "2020-04-17T00:10:22.793Z"], // CASDA
    ["2016-11-17T13:33:50.755+0100", "2016-11-17T12:33:50.755Z"], // ESA
    ["2016-11-17T13:33:50-05:30", "2016-11-17T19:03:50Z"],
    ["2022-04-07", "2022-04-07T00:00:00Z"],
    ["2000-00-00T00:00:00Z", undefined],
    ["2666-23-23T13:37:00Z", undefined],
    ["-1", undefined], // ESA's quote
    ["soon", undefined],
  ])("%s", (text, iso) => {
    expect(readServiceTime(text)).toEqual(iso === undefined ? { text } : { text, epochMs: Date.parse(iso) });
  });
});
