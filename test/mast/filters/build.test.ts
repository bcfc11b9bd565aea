import {
  above,
  below,
  between,
  contains,
  equals,
  type Filter,
  like,
  not,
  parseFilter,
  printFilter,
  where,
} from "@armillary/mast";
import { describe, expect, test } from "vitest";

describe("filters that are built", () => {
  test.each<[built: Filter, text: string]>([
    [where("filters", equals("F070W", "F090W"), not(like("*N"))), "filters=F070W,F090W,!*N"],
    [where("instrument_name", like("NIRCAM/*")), "instrument_name=NIRCAM/*"],
    [where("instrument_name", like("MIRI")), "instrument_name=MIRI"],
    [where("t_exptime", between(100, undefined)), "t_exptime=100.."],
    [where("t_exptime", between(undefined, 1e-7)), "t_exptime=..1e-7"],
    [where("t_exptime", above(100), below(-5)), "t_exptime=>100,<-5"],
    [where("t_min", between(new Date("2022-07-12T10:00:00Z"), "2022-08-01")), "t_min=2022-07-12T10:00:00..2022-08-01"],
    [where("obs_title", contains("100% a, b*")), 'obs_title=*"100% a, b*"*'],
    [where("obsid", equals(9007199254740993n)), "obsid=9007199254740993"],
    [where("mtFlag", equals(true)), "mtFlag=true"],
    [where("filters", not(not(equals("x")))), "filters=x"],
  ])("are those of %s", (built, text) => {
    expect(printFilter(built)).toBe(text);
    expect(parseFilter(text)).toStrictEqual(built);
  });

  test.each<[what: string, build: () => unknown]>([
    ["no terms", () => where("filters")],
    ["no values", () => where("filters", equals())],
    ["no ends", () => between(undefined, undefined)],
    ["no number", () => above(Number.NaN)],
  ])("with %s are refused", (_what, build) => {
    expect(build).toThrow(expect.objectContaining({ code: "MAST_FILTER" }));
  });
});
