import { describe, expect, test } from "vitest";
import { readMastLookup } from "../../../packages/navo/src/names/mast-lookup.ts";
import { readNedLookup } from "../../../packages/navo/src/names/ned-lookup.ts";
import { parseSesame } from "../../../packages/navo/src/names/sesame.ts";
import { mastAnswer, nedAnswer, sesameAnswer } from "./answers.ts";

const URL = "https://resolver.example/";

describe("Sesame", () => {
  test("position, source, name, class and redshift of the first database that has a position", () => {
    const text = sesameAnswer(
      ["Si=Simbad", undefined],
      ["Ne=NED", { ra: 270.92194, dec: -24.38017, name: "MESSIER 008", type: "Neb", z: 1.5e-5 }],
    );
    expect(parseSesame(text, "m8", URL)).toEqual({
      name: "m8",
      resolver: "sesame",
      source: "NED",
      raDeg: 270.92194,
      decDeg: -24.38017,
      canonicalName: "MESSIER 008",
      objectType: "Neb",
      redshift: 1.5e-5,
    });
  });

  test("a position alone, of VizieR, which is rounded", () => {
    const text = sesameAnswer(["VizieR=VizieR", { ra: 170.56, dec: 59.08 }]);
    expect(parseSesame(text, "x", URL)).toEqual({
      name: "x",
      resolver: "sesame",
      source: "VizieR",
      raDeg: 170.56,
      decDeg: 59.08,
    });
  });

  test("no position is no object", () =>
    expect(parseSesame(sesameAnswer(["Si=Simbad", undefined]), "x", URL)).toBeUndefined());

  test.each(["<html><body># Down</body></html>", "", "Internal error"])("%j is no answer", (text) => {
    expect(() => parseSesame(text, "x", URL)).toThrow(expect.objectContaining({ code: "DAL_FORMAT" }));
  });
});

describe("NED", () => {
  test("position, name, type and redshift", () => {
    expect(
      readNedLookup(nedAnswer({ ra: 10.68, dec: 41.27, name: "MESSIER 031", type: "G", z: -0.001 }), "M31", URL),
    ).toEqual({
      name: "M31",
      resolver: "ned",
      source: "NED",
      raDeg: 10.68,
      decDeg: 41.27,
      canonicalName: "MESSIER 031",
      objectType: "G",
      redshift: -0.001,
    });
  });

  test.each([nedAnswer(undefined), nedAnswer({ ra: null, dec: null })])("%s is no object", (text) => {
    expect(readNedLookup(text, "x", URL)).toBeUndefined();
  });

  test.each(["<html>", "[]", '{"a":1}', "null"])("%s is no answer", (text) => {
    expect(() => readNedLookup(text, "x", URL)).toThrow(expect.objectContaining({ code: "DAL_FORMAT" }));
  });
});

describe("MAST", () => {
  test("the declination is called decl, and a complete answer has an empty status", () => {
    expect(
      readMastLookup(mastAnswer({ ra: 66.5, dec: -27.1, name: "TIC 25155310", type: "STAR" }), "tic 25155310", URL),
    ).toEqual({
      name: "tic 25155310",
      resolver: "mast",
      source: "TIC",
      raDeg: 66.5,
      decDeg: -27.1,
      canonicalName: "TIC 25155310",
      objectType: "STAR",
    });
  });

  test.each([
    ["no match", mastAnswer(undefined), undefined],
    ["one that is still made", '{"status":"EXECUTING"}', "EXECUTING"],
  ])("%s", (_, text, expected) => expect(readMastLookup(text, "x", URL)).toBe(expected));

  test("an error is told in MAST's words", () => {
    expect(() => readMastLookup('{"status":"ERROR","msg":"resolver is down"}', "x", URL)).toThrow(
      expect.objectContaining({
        code: "DAL_QUERY_ERROR",
        failure: expect.objectContaining({ serviceMessage: "resolver is down" }),
      }),
    );
  });

  test.each(["<html>", "{}", '{"status":"","resolvedCoordinate":7}'])("%s is no answer", (text) => {
    expect(() => readMastLookup(text, "x", URL)).toThrow(expect.objectContaining({ code: "DAL_FORMAT" }));
  });
});
