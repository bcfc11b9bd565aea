import { callUrl, type ParameterValues, prepareCall, type ServiceDescriptor } from "@armillary/datalink";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { descriptorOf, descriptorsOf, descriptorXml, linksDocument } from "./documents.ts";

// Calls of services: what is sent, and what is refused before it is.

const INPUTS = `
  <PARAM name="ID" datatype="char" arraysize="*" value="ivo://a/1"/>
  <PARAM name="CIRCLE" datatype="double" arraysize="3" unit="deg" xtype="circle" value=""><VALUES><MAX value="10 20 0.4"/></VALUES></PARAM>
  <PARAM name="POLYGON" datatype="double" arraysize="*" unit="deg" xtype="polygon" value=""><VALUES><MAX value="9.7 19.7 9.7 20.3 10.3 20.3 10.3 19.7"/></VALUES></PARAM>
  <PARAM name="POS" datatype="char" arraysize="*" value=""/>
  <PARAM name="BAND" datatype="double" arraysize="2" unit="m" xtype="interval" value=""><VALUES><MIN value="3e-7"/><MAX value="8e-7"/></VALUES></PARAM>
  <PARAM name="SCALE" datatype="int" value=""><VALUES><MIN value="2"/><MAX value="32"/></VALUES></PARAM>
  <PARAM name="OPEN" datatype="double" value=""><VALUES><MIN value="0" inclusive="no"/></VALUES></PARAM>
  <PARAM name="BYTE" datatype="unsignedByte" value=""/>
  <PARAM name="PIXEL" datatype="int" arraysize="2" xtype="interval" value=""><VALUES><MIN value="1"/><MAX value="32"/></VALUES></PARAM>
  <PARAM name="KIND" datatype="char" arraysize="*" value=""><VALUES><OPTION value="HEADER"/><OPTION name="all"><OPTION value="DATA"/></OPTION></VALUES></PARAM>
  <PARAM name="BIN" datatype="int" value=""><VALUES><OPTION value="1"/><OPTION value="5"/></VALUES></PARAM>
  <PARAM name="SEEN" datatype="char" arraysize="*" value=""><VALUES type="actual"><OPTION value="a"/></VALUES></PARAM>
  <PARAM name="CODE" datatype="char" arraysize="3" value=""/>
  <PARAM name="FLAG" datatype="boolean" value=""/>
  <PARAM name="WHEN" datatype="char" arraysize="*" xtype="timestamp" value=""/>
  <PARAM name="THREE" datatype="double" arraysize="3" value=""/>
  <PARAM name="FORMAT" datatype="char" arraysize="*" value="fits"><VALUES><OPTION value="fits"/><OPTION value="png"/></VALUES></PARAM>`;

let descriptor: ServiceDescriptor;
beforeAll(async () => {
  descriptor = await descriptorOf({ id: "svc", accessUrl: "https://a.test/run?v=1", inputs: INPUTS });
});

const sent = (values: Record<string, ParameterValues | undefined>): Record<string, string> =>
  Object.fromEntries(
    prepareCall(descriptor, { values }).parameters.filter(([name]) => !["ID", "FORMAT"].includes(name)),
  );

const circle = { shape: "CIRCLE", longitudeDeg: 10, latitudeDeg: 20, radiusDeg: 0.1 } as const;
const square = {
  shape: "POLYGON",
  vertices: [9.9, 10.1, 10.1].map((ra, index) => ({ longitudeDeg: ra, latitudeDeg: index < 2 ? 19.9 : 20.1 })),
} as const;

describe("what is sent", () => {
  test.each<[name: string, value: ParameterValues, expected: string]>([
    ["CIRCLE", [10, 20, 0.1], "10 20 0.1"],
    ["CIRCLE", circle, "10 20 0.1"],
    ["CIRCLE", "10 20 0.1", "10 20 0.1"],
    ["circle", [10, 20, 0.1], "10 20 0.1"],
    ["POS", circle, "CIRCLE 10 20 0.1"],
    ["POS", "circle 10 20 0.1", "circle 10 20 0.1"],
    ["POLYGON", square, "9.9 19.9 10.1 19.9 10.1 20.1"],
    ["BAND", { lower: 4e-7, upper: 5e-7 }, "4e-7 5e-7"],
    ["BAND", { lower: Number.NEGATIVE_INFINITY, upper: 5e-7 }, "-Inf 5e-7"],
    ["BAND", [4e-7, Number.POSITIVE_INFINITY], "4e-7 +Inf"],
    ["BAND", { value: [400, 500], unit: "nm" }, "4e-7 5e-7"],
    ["BAND", { value: { lower: 4000, upper: 5000 }, unit: "Angstrom" }, "4e-7 5e-7"],
    ["BAND", { lower: 0, upper: 1 }, "0 1"],
    ["SCALE", 4, "4"],
    ["SCALE", 4n, "4"],
    ["SCALE", "32", "32"],
    ["OPEN", 1e-300, "1e-300"],
    ["BYTE", 255, "255"],
    ["PIXEL", [3, 7], "3 7"],
    ["PIXEL", { lower: 20, upper: Number.POSITIVE_INFINITY }, "20 +Inf"],
    ["KIND", "HEADER", "HEADER"],
    ["KIND", "DATA", "DATA"],
    ["BIN", 5, "5"],
    ["SEEN", "b", "b"],
    ["CODE", "abc", "abc"],
    ["FLAG", true, "true"],
    ["WHEN", "2026-11-22T10:00:00", "2026-11-22T10:00:00"],
    ["THREE", [1, 2, 3], "1 2 3"],
    ["MAXREC", 5, "5"],
  ])("%s %o", (name, value, expected) => {
    expect(sent({ [name]: value })).toEqual({ [name.toUpperCase()]: expected });
  });

  test("what is fixed, what the base URL has, and defaults", () => {
    expect(callUrl(prepareCall(descriptor))).toBe("https://a.test/run?v=1&ID=ivo%3A%2F%2Fa%2F1&FORMAT=fits");
    expect(callUrl(prepareCall(descriptor, { values: { FORMAT: "png", ID: "ivo://a/1" } }))).toContain("FORMAT=png");
    expect(callUrl(prepareCall(descriptor, { values: { FORMAT: undefined } }))).not.toContain("FORMAT");
  });

  test("several values", () => {
    const { parameters } = prepareCall(descriptor, { values: { CIRCLE: [circle, { ...circle, radiusDeg: 0.2 }] } });
    expect(parameters.filter(([name]) => name === "CIRCLE").map(([, value]) => value)).toEqual([
      "10 20 0.1",
      "10 20 0.2",
    ]);
  });

  test("anything at all, unchecked", () => {
    const { parameters } = prepareCall(descriptor, { values: { SCALE: 99, NEW: "x" }, check: false });
    expect(parameters).toContainEqual(["SCALE", "99"]);
    expect(parameters).toContainEqual(["NEW", "x"]);
  });
});

describe("what is refused", () => {
  test.each<[name: string, value: ParameterValues, message: RegExp]>([
    ["ID", "ivo://a/2", /"ivo:\/\/a\/2" cannot be ID of the service svc: the service fixes it to "ivo:\/\/a\/1"/],
    ["NEW", "x", /has no parameter NEW\. It takes ID, CIRCLE, POLYGON/],
    ["CIRCLE", [10, 20], /a circle: longitude, latitude and radius in degrees is due/],
    ["CIRCLE", [50, 20, 0.1], /lies outside of what the dataset covers \(circle 10 20 0\.4\)/],
    ["CIRCLE", [10, 200, 0.1], /declination 200 is outside/],
    ["CIRCLE", [10, 20, -1], /radius -1 is outside/],
    ["CIRCLE", "10 20 x", /"x" is no double/],
    ["POLYGON", [1, 2, 3, 4], /three or more pairs/],
    ["POLYGON", [50, 20, 51, 20, 51, 21], /lies outside/],
    ["POS", "CIRCLE 50 20 0.1", /lies outside of what the dataset covers/],
    ["POS", "BOX 1 2 3 4", /no shape "BOX"/],
    ["POS", { ...circle, latitudeDeg: -20 }, /lies outside/],
    ["BAND", { lower: 9e-7, upper: 1e-6 }, /lies outside of what there is\. It takes from 3e-7 to 8e-7 m/],
    ["BAND", [5e-7, 4e-7], /the lower bound is above the upper one/],
    ["BAND", { lower: 2, upper: 1 }, /lower bound is above/],
    ["BAND", 5e-7, /an interval of two numbers is due/],
    ["BAND", { value: [1, 2], unit: "GHz" }, /BAND has the unit "m", and "GHz" cannot be made that/],
    ["SCALE", { value: 1, unit: "m" }, /SCALE has no unit/],
    ["SCALE", 33, /"33" cannot be SCALE of the service svc: it is out of range\. It takes from 2 to 32\./],
    ["SCALE", 1, /out of range/],
    ["SCALE", 2.5, /"2\.5" is no int/],
    ["SCALE", Number.NaN, /NaN cannot be asked for/],
    ["OPEN", 0, /out of range/],
    ["BYTE", 256, /"256" is no unsignedByte/],
    ["PIXEL", [33, 40], /lies outside/],
    ["PIXEL", [1.5, 3], /"1\.5" is no int/],
    ["KIND", "header", /none of the options\. It takes one of "HEADER", "DATA"\./],
    ["BIN", 3, /none of the options\. It takes one of "1", "5"\./],
    ["CODE", "abcd", /3 characters at most/],
    ["FLAG", "maybe", /"maybe" is no boolean/],
    ["WHEN", "yesterday", /no timestamp of ISO 8601/],
    ["THREE", [1, 2], /3 numbers are due/],
  ])("%s %o", (name, value, message) => {
    expect(() => prepareCall(descriptor, { values: { [name]: value } })).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.stringMatching(message) }),
    );
  });

  test("a service on this machine, of a document from outside", async () => {
    const accessUrl = "http://localhost:8080/run";
    expect(() => prepareCall(descriptor)).not.toThrow();
    const inside = await descriptorOf({ accessUrl });
    expect(() => prepareCall(inside)).toThrow(expect.objectContaining({ code: "DAL_REDIRECT" }));
    const xml = linksDocument({ services: descriptorXml({ accessUrl }) });
    for (const documentUrl of ["http://127.0.0.1/links", "file:///tmp/links.vot"]) {
      const [own] = await descriptorsOf(xml, documentUrl);
      expect(own === undefined ? "" : callUrl(prepareCall(own))).toBe(accessUrl);
    }
  });

  test("a service without an address", async () => {
    const lost = await descriptorOf({ id: "lost", accessUrl: "" });
    expect(() => prepareCall(lost)).toThrow(
      expect.objectContaining({ code: "DAL_FORMAT", message: expect.stringContaining("lost cannot be called") }),
    );
  });
});

describe("a row", () => {
  const inputs = '<PARAM name="id" datatype="char" arraysize="*" ref="access_url" value=""/>';

  test("gives the values of columns", async () => {
    const service = await descriptorOf({ inputs });
    expect(prepareCall(service, { row: { access_url: "a b" } }).parameters).toEqual([["id", "a b"]]);
    expect(prepareCall(service, { row: { access_url: [1, 2] } }).parameters).toEqual([["id", "1 2"]]);
    expect(prepareCall(service, { values: { ID: "x" } }).parameters).toEqual([["id", "x"]]);
  });

  test.each([
    [undefined, /no row was given/],
    [{ other: 1 }, /which the row does not have \(other\)/],
    [{ access_url: null }, /which is empty in this row/],
  ])("%j is missed", async (row, message) => {
    const service = await descriptorOf({ inputs });
    expect(() => prepareCall(service, row === undefined ? {} : { row })).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.stringMatching(message) }),
    );
  });
});

test("CASDA: POS three times, for circles, ranges and polygons", async () => {
  const inputs = ["circle", "range", "polygon"]
    .map((xtype) => `<PARAM name="POS" datatype="char" arraysize="*" xtype="${xtype}"/>`)
    .join("");
  const service = await descriptorOf({ inputs });
  expect(prepareCall(service, { values: { POS: "RANGE 1 2 3 4" } }).parameters).toEqual([["POS", "RANGE 1 2 3 4"]]);
  expect(prepareCall(service, { values: { POS: circle } }).parameters).toEqual([["POS", "CIRCLE 10 20 0.1"]]);
});

describe("laws", () => {
  const coordinate = fc.double({ min: -80, max: 80, noNaN: true });
  const radius = fc.double({ min: 0, max: 5, noNaN: true });

  test("a circle around a point that is covered is never refused", async () => {
    await fc.assert(
      fc.asyncProperty(coordinate, coordinate, radius, radius, async (ra, dec, covered, asked) => {
        const service = await descriptorOf({
          inputs: `<PARAM name="CIRCLE" datatype="double" arraysize="3" value=""><VALUES><MAX value="${ra} ${dec} ${covered}"/></VALUES></PARAM>`,
        });
        const given = [ra, dec, asked];
        expect(
          prepareCall(service, { values: { CIRCLE: given } })
            .parameters[0]?.[1].split(" ")
            .map(Number),
        ).toEqual(given.map((value) => value + 0));
      }),
      { numRuns: 30 },
    );
  });

  test("an interval is refused exactly when it shares nothing with the declared one", () => {
    const bound = fc.double({ min: 0, max: 1e-6, noNaN: true });
    fc.assert(
      fc.property(bound, bound, (a, b) => {
        const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
        let isRefused = false;
        try {
          prepareCall(descriptor, { values: { BAND: { lower, upper } } });
        } catch {
          isRefused = true;
        }
        expect(isRefused).toBe(upper < 3e-7 || lower > 8e-7);
      }),
    );
  });
});
