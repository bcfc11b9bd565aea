import type { Field } from "@armillary/columns";
import { findColumn } from "@armillary/dali/table";
import { expect, test } from "vitest";

const field = (name: string, ucd?: string, utype?: string): Field => ({
  name,
  datatype: "double",
  layout: { kind: "float", bits: 64 },
  ...(ucd === undefined ? {} : { ucd }),
  ...(utype === undefined ? {} : { utype }),
});

const FIELDS = [
  field("ra_err", "stat.error;pos.eq.ra"),
  field("ra_main", "pos.eq.ra;meta.main", "obscore:Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1"),
  field("RA", "POS_EQ_RA"),
  field("ra2", "pos.eq.ra"),
  field("title"),
];

test.each([
  ["the plainest of several UCDs", { ucds: ["pos.eq.ra"] }, "ra2"],
  ["all words of a UCD", { ucds: ["meta.main;pos.eq.ra"] }, "ra_main"],
  ["a UCD of the first kind", { ucds: ["POS_EQ_RA_MAIN", "POS_EQ_RA"] }, "RA"],
  [
    "a utype before any UCD",
    { utypes: ["Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1"], ucds: ["pos.eq.ra"] },
    "ra_main",
  ],
  [
    "a name without case, when all else fails",
    { utypes: ["no.such"], ucds: ["meta.title"], names: ["TITLE"] },
    "title",
  ],
  ["nothing", { names: ["dec"] }, undefined],
])("%s", (_, wanted, name) => {
  const found = findColumn(FIELDS, wanted);
  expect(found === undefined ? undefined : FIELDS[found]?.name).toBe(name);
});
