import { type CellValue, createColumnWriter, type Datatype, type Field, layoutOfDatatype } from "@armillary/columns";
import { parseFilter, rowTest, toMashupFilters } from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { type ColumnsConfig, parseColumnsConfig } from "../../../packages/mast/src/mashup/columns-config.ts";

function matches(filter: string, datatype: Datatype, cell: CellValue, separator?: string): boolean {
  const layout = layoutOfDatatype(datatype);
  const field: Field = { name: "c", datatype, layout };
  const writer = createColumnWriter(layout);
  writer.append(cell);
  const options = separator === undefined ? {} : { separators: { c: separator } };
  return rowTest([parseFilter(filter)], [field], options)({ rows: 1, columns: [writer.take()] }, 0);
}

describe("rows by filters", () => {
  test.each<[filter: string, datatype: Datatype, cell: CellValue, isMatch: boolean, separator?: string]>([
    ["c=science", "char", "SCIENCE", true],
    ["c=science", "char", "SCIENCES", false],
    ["c=sci*", "char", "SCIENCE", true],
    ["c=*ence*ence", "char", "science", false],
    ["c=a*a", "char", "a", false],
    ["c=*_x1d.fits", "char", "jw_X1D.fits", true],
    ["c!=science", "char", "preview", true],
    ["c!=science", "char", null, true],
    ["c=science", "char", null, false],
    ["c=*", "char", null, false],
    ["c=a*,!ab", "char", "ab", false],
    ["c=a*,!ab", "char", "ac", true],
    ["c=F606W", "char", "F606W;F814W", true, ";"],
    ["c=F606W", "char", "F606W;F814W", false],
    ["c!=F606W", "char", "F606W; F814W", false, ";"],
    ["c=F606W;F814W", "char", "F606W;F814W", true, ";"],
    ["c=3", "int", 3, true],
    ["c=2..3", "int", 4, false],
    ["c=>3", "int", 3, false],
    ["c=!3,2..4", "int", 3, false],
    ["c=9007199254740993", "long", 9007199254740993n, true],
    ["c>=100", "double", 100, true],
    ["c>100", "double", 100, false],
    ["c=100..", "double", Number.NaN, false],
    ["c=2022-07-12", "double", 59772.9, true],
    ["c=2022-07-12", "double", 59773, false],
    ["c>2022-07-12", "double", 59773, true],
    ["c>2022-07-12", "double", 59772.9, false],
    ["c<2022-07-12", "double", 59772, false],
    ["c<=2022-07-12", "double", 59772.5, true],
    ["c=2022-07-11..2022-07-12T12:00", "double", 59772.6, false],
    ["c=1300..1400", "char", "01345", true],
    ["c=1300..1400", "char", "x", false],
    ["c=2022-07-12..2022-07-13", "char", "2022-07-13T11:00:00", true],
    ["c=true", "boolean", true, true],
  ])("%s, %s %s: %s", (filter, datatype, cell, isMatch, separator) => {
    expect(matches(filter, datatype, cell, separator)).toBe(isMatch);
  });

  test.each<[filter: string, datatype: Datatype, words: string]>([
    ["d=1", "int", 'no column "d"'],
    ["C=x", "int", "holds numbers"],
    ["c=1*", "int", "holds numbers"],
    ["c=5..1", "int", "backwards"],
    ["c=2022-13-40", "double", "no day"],
  ])("%s of %s is refused", (filter, datatype, words) => {
    expect(() => matches(filter, datatype, 1)).toThrow(
      expect.objectContaining({ code: "MAST_FILTER", message: expect.stringContaining(words) }),
    );
  });
});

const CONFIG: ColumnsConfig = parseColumnsConfig(
  JSON.stringify({
    instrument_name: { "vot.datatype": "char" },
    filters: { "vot.datatype": "char", separator: ";" },
    t_exptime: { "vot.datatype": "double" },
    t_min: { "vot.datatype": "double", isMjd: true },
    calib_level: { "vot.datatype": "int" },
    proposal_id: { "vot.datatype": "char" },
  }),
  "https://mast.stsci.edu",
);

describe("filters in Mashup's terms", () => {
  test.each<[filter: string, asked: unknown, residual: boolean]>([
    ["instrument_name=NIRCAM/IMAGE", { paramName: "instrument_name", values: ["NIRCAM/IMAGE"] }, false],
    ["Filters=F070W,F090W", { paramName: "filters", separator: ";", values: ["F070W", "F090W"] }, false],
    ["instrument_name=NIRCAM/*", { paramName: "instrument_name", values: [], freeText: "NIRCAM/%" }, true],
    ["instrument_name=NIRCAM/*,MIRI", undefined, true],
    ["filters!=F070W", undefined, true],
    ["filters=F070W,F090W,!F*", { paramName: "filters", separator: ";", values: ["F070W", "F090W"] }, true],
    ["t_exptime=100..200", { paramName: "t_exptime", values: [{ min: 100, max: 200 }] }, false],
    ["t_exptime=100..", { paramName: "t_exptime", values: [{ min: 100, max: 1e18 }] }, false],
    ["t_exptime<100", { paramName: "t_exptime", values: [{ min: -1e18, max: 100 }] }, true],
    ["t_exptime=7", { paramName: "t_exptime", values: [{ min: 7, max: 7 }] }, false],
    ["t_min=2022-07-12..2022-07-12T12:00", { paramName: "t_min", values: [{ min: 59772, max: 59772.5 }] }, false],
    ["t_min=2022-07-12", { paramName: "t_min", values: [{ min: 59772, max: 59773 }] }, true],
    ["calib_level=3", { paramName: "calib_level", values: ["3"] }, false],
    ["calib_level=2..4", { paramName: "calib_level", values: ["2", "3", "4"] }, false],
    ["calib_level=2..", { paramName: "calib_level", values: [{ min: 2, max: 1e18 }] }, false],
    ["proposal_id=1345", { paramName: "proposal_id", values: ["1345"] }, false],
    ["proposal_id=1300..1400", undefined, true],
  ])("%s", (text, asked, hasResidual) => {
    const { filters, residual } = toMashupFilters([parseFilter(text)], CONFIG);
    expect(filters).toStrictEqual(asked === undefined ? [] : [asked]);
    expect(residual).toHaveLength(hasResidual ? 1 : 0);
  });

  test.each<[filter: string, words: string]>([
    ["instrumentname=x", "Is instrument_name meant?"],
    ["nothing_alike=x", "There are instrument_name, filters"],
    ["t_exptime=long", "holds numbers"],
    ["t_exptime!=long", "holds numbers"],
    ["t_exptime=1*", "holds numbers"],
  ])("%s is refused", (text, words) => {
    expect(() => toMashupFilters([parseFilter(text)], CONFIG)).toThrow(
      expect.objectContaining({ code: "MAST_FILTER", message: expect.stringContaining(words) }),
    );
  });
});
