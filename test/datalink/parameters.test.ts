import { createTransport } from "@armillary/dali";
import { DatalinkService, findLinksFacts } from "@armillary/datalink";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

// What a question for links is sent as.

const transport = createTransport();
const service = (url: string): DatalinkService => new DatalinkService(url, { transport });

describe("the URL", () => {
  test.each<[base: string, ids: string | string[], options: object, expected: string]>([
    ["https://a.test/links", "x", {}, "https://a.test/links?ID=x"],
    ["https://a.test/links?", ["x", "y"], {}, "https://a.test/links?ID=x&ID=y"],
    ["https://a.test/links?table=t&", "x", {}, "https://a.test/links?table=t&ID=x"],
    // The base of HEASARC's nested links has an id of its own.
    ["https://a.test/links?id=old&mode=1", "new", {}, "https://a.test/links?mode=1&ID=new"],
    ["https://a.test/links", "ivo://a/~?b/c d&e", {}, "https://a.test/links?ID=ivo%3A%2F%2Fa%2F~%3Fb%2Fc%20d%26e"],
    ["https://a.test/links", "x", { responseFormat: "votable" }, "https://a.test/links?ID=x&RESPONSEFORMAT=votable"],
    [
      "https://a.test/links",
      "x",
      { parameters: { size: "1", tag: ["a", "b"] } },
      "https://a.test/links?ID=x&size=1&tag=a&tag=b",
    ],
  ])("of %s for %s", (base, ids, options, expected) => expect(service(base).url(ids, options)).toBe(expected));

  test("HEASARC: sizes of files are not asked for, unless they are wanted", () => {
    const base = "https://heasarc.gsfc.nasa.gov/xamin/vo/datalink/swiftmastr";
    expect(service(base).url("17")).toBe(`${base}?ID=17&sizefiles=false`);
    expect(service(`${base}?sizefiles=false&`).url("17")).toBe(`${base}?sizefiles=false&ID=17`);
    expect(service(`${base}?sizefiles=true&`).url("17")).toBe(`${base}?sizefiles=true&ID=17`);
    expect(service(base).url("17", { parameters: { SizeFiles: "true" } })).toBe(`${base}?ID=17&SizeFiles=true`);
    expect(service("https://heasarc.gsfc.nasa.gov/xamin/vo/datalinkother").url("17")).not.toContain("sizefiles");
  });

  test("keeps every ID as it is", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ minLength: 1 }).filter((id) => id.trim() !== ""),
          { minLength: 1 },
        ),
        (ids) => {
          const url = new URL(service("https://a.test/links?table=t").url(ids));
          expect(url.searchParams.getAll("ID")).toEqual(ids.map((id) => id.toWellFormed()));
        },
      ),
    );
  });

  test("is not made of empty IDs", () => {
    expect(() => service("https://a.test/links").url(["x", " "])).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.stringContaining("identifier is empty") }),
    );
    expect(() => service("ftp://a.test/links")).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
  });
});

describe("the method", () => {
  test("is GET while the question fits into a URL", () => {
    const ids = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => `ivo://a.test/~?data/${index}`);
    expect(service("https://a.test/links").curl(ids(3))).not.toContain("--data");
    expect(service("https://a.test/links").curl(ids(100))).toContain("--data");
  });

  test("HEASARC: POST for many IDs, since GET met 414", () => {
    const ids = Array.from({ length: 40 }, (_, index) => `ivo://nasa.heasarc/table?${index}`);
    expect(service("https://a.test/links").curl(ids)).not.toContain("--data");
    expect(service("https://heasarc.gsfc.nasa.gov/xamin/vo/datalink/t").curl(ids)).toContain("--data");
  });
});

describe("facts", () => {
  test.each([
    ["https://heasarc.gsfc.nasa.gov/xamin/vo/datalink?id=ivo://nasa.heasarc/t", "heasarc"],
    ["https://ws.cadc-ccda.hia-iha.nrc-cnrc.gc.ca/caom2ops/datalink", "cadc"],
    ["https://heasarc.gsfc.nasa.gov/xamin/vo/tap", undefined],
    ["https://a.test/", undefined],
  ])("of %s", (url, id) => expect(findLinksFacts(url)?.id).toBe(id));
});
