import { createFunctionCatalog, parseSignature } from "@armillary/adql";
import { describe, expect, test } from "vitest";

describe("declared signatures", () => {
  // TAPRegExt 1.0, section 2.3, and what services make of it.
  test.each([
    [
      "ivo_healpix_index(order INTEGER, ra DOUBLE PRECISION, dec DOUBLE PRECISION) -> BIGINT",
      "ivo_healpix_index",
      ["order numeric", "ra numeric", "dec numeric"],
      "BIGINT",
    ],
    [
      "ivo_hasword(haystack TEXT, needle TEXT) -> INTEGER",
      "ivo_hasword",
      ["haystack character", "needle character"],
      "INTEGER",
    ],
    [
      "match(pattern VARCHAR(10), string VARCHAR) -> INTEGER",
      "match",
      ["pattern character", "string character"],
      "INTEGER",
    ],
    ["random() -> DOUBLE", "random", [], "DOUBLE PRECISION"],
    ["epoch_prop_pos(ra DOUBLE) ->", "epoch_prop_pos", ["ra numeric"], "UNKNOWN"],
    ["dbo.fGet(DOUBLE, DOUBLE)", "dbo.fGet", ["DOUBLE numeric", "DOUBLE numeric"], "UNKNOWN"],
    ["arr_in(element any, arr1 any[]) -> boolean", "arr_in", ["element any", "arr1 any"], "BOOLEAN"],
    ["gavo_mocunion(moc1 MOC, moc2 MOC) -> MOC", "gavo_mocunion", ["moc1 moc", "moc2 moc"], "MOC"],
    ["f(pmde DOUBLE PRECISON) -> POINT", "f", ["pmde any"], "POINT"],
    ["f(p POINT) -> INTEGER[]", "f", ["p point"], "ARRAY"],
    ["esdc_nullif(value1 VARCHAR, value2 VARCHAR) -> VARCHAR", "esdc_nullif", ["value1 any", "value2 any"], "VARCHAR"],
  ])("%s", (signature, name, parameters, result) => {
    const definition = parseSignature({ signature });
    expect(definition?.name).toBe(name);
    const [form] = definition?.forms ?? [];
    expect(form?.parameters.map((parameter) => `${parameter.name} ${parameter.type}`)).toEqual(parameters);
    expect(form?.result.type).toMatchObject({ name: result });
  });

  test.each([
    ["a comma is missing", "gavo_specconv(expr NUMERIC, expr_unit TEXT dest_unit TEXT) -> NUMERIC"],
    ["there are dots", "f(a INTEGER, ...) -> INTEGER"],
    ["there are no parentheses", "some_function"],
    ["it is of those that take several", "esdc_coalesce(n VARCHAR) -> VARCHAR"],
  ])("any number of arguments is taken where %s", (_, signature) => {
    expect(parseSignature({ signature })?.forms[0]?.repeats).toBeDefined();
  });

  test.each(["", "   ", "(a INTEGER)", "1st(a INTEGER) -> INTEGER", "f g(a INTEGER)"])("%j is none", (signature) => {
    expect(parseSignature({ signature })).toBeUndefined();
  });
});

describe("the catalogue", () => {
  const catalog = createFunctionCatalog([
    { signature: "gavo_match(pattern TEXT, string TEXT) -> INTEGER" },
    { signature: "LOG(b DOUBLE, x DOUBLE) -> DOUBLE" },
    { signature: "ivo_string_agg(a TEXT, b TEXT) -> TEXT" },
    { signature: "over(a TEXT) -> TEXT" },
    { signature: "over(a TEXT, b TEXT) -> TEXT" },
  ]);

  test.each([
    ["POINT", "standard", 2],
    ["point", "standard", 2],
    ["Gavo_Match", "declared", 1],
    ["log", "standard", 2],
    ["over", "declared", 2],
    ["ivo_healpix_index", "ivoa", 2],
  ])("%s is %s", (name, origin, forms) => {
    const known = catalog.find(name);
    expect(known?.origin).toBe(origin);
    expect(known?.definition.forms).toHaveLength(forms);
  });

  test("the IVOA's words are there where the service has none", () => {
    expect(catalog.find("ivo_string_agg")?.definition).toMatchObject({
      aggregate: true,
      description: expect.stringContaining("delimiter"),
    });
  });

  test("nothing is found that is not there", () => {
    expect(catalog.find("constructor")).toBeUndefined();
    expect(catalog.suggest("gavo_mtach")).toContain("gavo_match");
    expect(createFunctionCatalog(undefined).declares).toBe(false);
    expect(createFunctionCatalog([]).declares).toBe(false);
  });
});
