import { accessPoints, chooseAccess, type RegistryInterface, type RegistryRecord } from "@armillary/registry";
import { describe, expect, test } from "vitest";

const STD = "ivo://ivoa.net/std/";

function way(url: string, more: Partial<RegistryInterface> = {}): RegistryInterface {
  return { type: "paramhttp", role: "std", url, mirrors: [], queryTypes: [], ...more };
}

function record(...capabilities: readonly (readonly [id: string, ...ways: RegistryInterface[]])[]): RegistryRecord {
  return {
    ivoid: "ivo://a.org/x",
    title: "X",
    creators: [],
    wavebands: [],
    contentTypes: [],
    contentLevels: [],
    capabilities: capabilities.map(([id, ...interfaces]) => ({ standardId: STD + id, interfaces })),
  };
}

describe("the ways into a resource", () => {
  test.each([
    [
      "the standard's own interface first",
      record(["tap", way("https://a.org/other", { role: "other" }), way("https://a.org/std")]),
      ["https://a.org/std", "https://a.org/other"],
    ],
    [
      "open ones before those that ask who is there",
      record([
        "tap",
        way("https://a.org/login", { authenticatedOnly: true }),
        way("https://a.org/open", { authenticatedOnly: false }),
      ]),
      ["https://a.org/open", "https://a.org/login"],
    ],
    [
      "https before http",
      record(["scs", way("http://a.org/c")], ["conesearch", way("http://a.org/c"), way("https://a.org/c")]),
      ["https://a.org/c", "http://a.org/c"],
    ],
    [
      "its own before a shared one",
      record(["tap#aux", way("https://b.org/tap")], ["tap", way("https://a.org/tap")]),
      ["https://a.org/tap", "https://b.org/tap"],
    ],
    [
      "newer versions before older",
      record(["tap", way("https://a.org/1.0", { version: "1.0" }), way("https://a.org/1.1", { version: "1.1" })]),
      ["https://a.org/1.1", "https://a.org/1.0"],
    ],
    [
      "no pages, no VOSI, no paths",
      record(
        ["tap", way("https://a.org/p", { type: "webbrowser" }), way("/tap")],
        ["vosi#tables", way("https://a.org/t")],
      ),
      [],
    ],
    [
      "an address once",
      record(["tap", way("https://a.org/tap", { version: "1.0" }), way("https://a.org/tap/", { version: "1.1" })]),
      ["https://a.org/tap"],
    ],
  ] as const)("%s", (_what, given, urls) => {
    expect(accessPoints(given).map(({ url }) => url)).toEqual(urls);
  });

  test("are told with protocol, version, mirrors and what was wrong", () => {
    const given = record([
      "sia#query-2.0",
      way("https://a.org/s?a&amp;b", { mirrors: ["http://M.org/S", "nonsense"] }),
    ]);
    expect(accessPoints(given)).toEqual([
      {
        protocol: "sia2",
        version: "2.0",
        url: "https://a.org/s?a&b",
        ivoid: "ivo://a.org/x",
        title: "X",
        standardId: `${STD}sia#query-2.0`,
        isAuxiliary: false,
        needsLogin: false,
        mirrors: ["http://m.org/S"],
        repairs: [expect.stringContaining("&amp;")],
      },
    ]);
  });
});

describe("the one that is meant", () => {
  const sia = record(["sia", way("https://a.org/1", { version: "1.0" })], ["sia#query-2.0", way("https://a.org/2")]);

  test.each([
    ["the only one", record(["ssa", way("https://a.org/ssa")]), {}, "https://a.org/ssa"],
    [
      "the open one",
      record(["tap", way("https://a.org/l", { authenticatedOnly: true }), way("https://a.org/o")]),
      {},
      "https://a.org/o",
    ],
    ["https", record(["tap", way("http://a.org/tap"), way("https://a.org/tap")]), {}, "https://a.org/tap"],
    [
      "the newer one",
      record(["tap", way("https://a.org/1", { version: "1.0" }), way("https://a.org/2", { version: "1.1" })]),
      {},
      "https://a.org/2",
    ],
    ["by protocol", sia, { protocol: "sia1" }, "https://a.org/1"],
    ["by version", sia, { protocol: "sia", version: "2" }, "https://a.org/2"],
    [
      "by address",
      record(["scs", way("https://a.org/x")], ["conesearch", way("https://a.org/1"), way("https://a.org/2")]),
      { url: "https://a.org/2" },
      "https://a.org/2",
    ],
  ] as const)("is %s", (_what, given, options, url) => {
    expect(chooseAccess(given, options).url).toBe(url);
  });

  test.each([
    [
      "two protocols",
      sia,
      { protocol: "sia" },
      "ivo://a.org/x has 2 interfaces that could be meant:\n  sia2 2.0 at https://a.org/2\n  sia1 1.0 at https://a.org/1\nSay which protocol: sia2, sia1.",
    ],
    [
      "two addresses",
      record(["conesearch", way("https://a.org/1"), way("https://a.org/2")]),
      {},
      "ivo://a.org/x has 2 interfaces that could be meant:\n  scs at https://a.org/1\n  scs at https://a.org/2\nSay which version, or give the url of the one that is meant.",
    ],
  ] as const)("is not guessed of %s", (_what, given, options, message) => {
    expect(() => chooseAccess(given, options)).toThrow(expect.objectContaining({ code: "REG_AMBIGUOUS", message }));
  });

  test.each([
    ["another protocol", sia, { protocol: "tap" }, /no interface of tap\. It has sia\d .* at https/],
    ["another version", sia, { protocol: "sia", version: "3" }, /no interface of sia 3\./],
    ["addresses that are none", record(["tap", way("/tap")]), {}, /Its addresses are none: "\/tap" is no whole URL/],
    ["no service", { ...record(), referenceUrl: "https://a.org/page" }, {}, /its page is https:\/\/a\.org\/page/],
  ] as const)("is missed where there is %s, with what there is", (_what, given, options, message) => {
    expect(() => chooseAccess(given, options)).toThrow(expect.objectContaining({ code: "REG_NO_SERVICE" }));
    expect(() => chooseAccess(given, options)).toThrow(message);
  });
});
