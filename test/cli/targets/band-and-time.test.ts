import { expect, test } from "vitest";
import { parseBand } from "../../../packages/cli/src/targets/band.ts";
import { parseTimeRange } from "../../../packages/cli/src/targets/time-range.ts";

const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;

test.each([
  ["550nm", 5.5e-7, 5.5e-7],
  ["500nm..600nm", 5e-7, 6e-7],
  ["500..600nm", 5e-7, 6e-7],
  ["600nm..500nm", 5e-7, 6e-7],
  ["0.5um .. 1 um", 5e-7, 1e-6],
  ["5000Angstrom", 5e-7, 5e-7],
  ["..1um", NEGATIVE_INFINITY, 1e-6],
  ["21cm..", 0.21, POSITIVE_INFINITY],
  ["299.792458GHz", 1e-3, 1e-3],
  ["2keV..", NEGATIVE_INFINITY, 6.19921e-10],
  ["..2keV", 6.19921e-10, POSITIVE_INFINITY],
  ["V", 5.45e-7, 5.45e-7],
  ["W1", 3.35e-6, 3.35e-6],
])("the band %s", (text, lower, upper) => {
  const band = parseBand(text);
  for (const [found, expected] of [
    [band.lower, lower],
    [band.upper, upper],
  ] as const) {
    if (Number.isFinite(expected)) expect(Math.abs(found / expected - 1)).toBeLessThan(1e-5);
    else expect(found).toBe(expected);
  }
});

test.each(["", "..", "500", "nm", "-5nm", "5nm..6nm..7nm", "5parsec", "Q", "0nm", "5..6"])("%j is no band", (text) => {
  expect(() => parseBand(text)).toThrow(/no band/);
});

test.each([
  ["2010-01-01", 55_197, 55_198],
  ["2010-01-01..2011-01-01", 55_197, 55_562],
  ["2010-01-01T12:00:00", 55_197.5, 55_197.5],
  ["2010-01-01..", 55_197, POSITIVE_INFINITY],
  ["..2010-01-01", NEGATIVE_INFINITY, 55_197],
  ["55197..55562.5", 55_197, 55_562.5],
])("the time %s", (text, lower, upper) => expect(parseTimeRange(text)).toEqual({ lower, upper }));

test.each(["", "..", "2010", "2010-13-01", "2011-01-01..2010-01-01", "1..2..3"])("%j is no time", (text) => {
  expect(() => parseTimeRange(text)).toThrow(/no time|ends before/);
});
