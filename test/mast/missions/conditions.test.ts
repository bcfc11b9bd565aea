import { type MissionColumn, parseFilter } from "@armillary/mast";
import { expect, test } from "vitest";
import { toMissionConditions } from "../../../packages/mast/src/missions/mission-conditions.ts";

const KNOWN: readonly MissionColumn[] = [
  { name: "when", label: "", description: "", type: "date", isQueryable: true, isDefault: true, isIndexed: false },
];

test.each([
  ["instrume=NIRCAM", "NIRCAM"],
  ["instrume=NIRCAM,MIRI", "NIRCAM,MIRI"],
  ["instrume!=NIRCAM,MIRI", "!NIRCAM,!MIRI"],
  ["instrume=N*,!NIRISS", "N*,!NIRISS"],
  ["targprop=*GAL*", "*GAL*"],
  ["targprop~GAL", "*GAL*"],
  ["duration=100..200", "100..200"],
  ["duration=100..", ">=100"],
  ["duration<=5.5", "<=5.5"],
  ["duration>1e3", ">1e3"],
  ["when=2022-07-12", "2022-07-12..2022-07-12T23:59:59.999999"],
  ["when=2022-07-12..2022-08-01", "2022-07-12..2022-08-01T23:59:59.999999"],
  ["when>2022-07-12", ">2022-07-12T23:59:59.999999"],
  ["when<2022-07-12", "<2022-07-12"],
  ["when=..2022-07-12T10:00:00", "<=2022-07-12T10:00:00"],
])("%s is %s to the service", (text, expression) => {
  const filter = parseFilter(text);
  expect(toMissionConditions([filter], KNOWN)).toStrictEqual({
    conditions: [{ column: filter.column, expression }],
    residual: [],
  });
});

test.each([
  ["a comma in a value", 'targprop="A,B"'],
  ["a star in a value", 'targprop="A*"'],
  ["a mark in front", 'targprop=">5"'],
  ["what looks like a range", 'targprop="1..2"'],
  ["the empty text", 'targprop=""'],
  ["no range", "duration!=1..2"],
  ["no pattern", "targprop!=A*"],
  ["not on a day", "when!=2022-07-12"],
])("%s is left to be done here", (_what, text) => {
  const filter = parseFilter(text);
  expect(toMissionConditions([filter], KNOWN)).toStrictEqual({ conditions: [], residual: [filter] });
});
