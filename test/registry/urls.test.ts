import { cleanAccessUrl } from "@armillary/registry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("an access URL", () => {
  test.each([
    ["as it should be", "scs", "https://a.org/cone?", "https://a.org/cone?", 0],
    ["with blanks around it", "scs", "  https://a.org/cone?x=1& \n", "https://a.org/cone?x=1&", 0],
    ["with &amp;", "sia1", "http://a.org/sia?id=HST&amp;x=1&amp;", "http://a.org/sia?id=HST&x=1&", 1],
    ["twice", "scs", "https://a.org/cone?https://a.org/cone?", "https://a.org/cone?", 1],
    ["with another in its query", "scs", "https://a.org/p?u=https://a.org/p", "https://a.org/p?u=https://a.org/p", 0],
    [
      "with a parameter without a value",
      "scs",
      "https://a.org/c?showoffsets&table=x&",
      "https://a.org/c?showoffsets&table=x&",
      0,
    ],
    ["of TAP, with /sync", "tap", "https://a.org/tap/sync", "https://a.org/tap", 1],
    ["of TAP, with /sync and a port", "tap", "http://a.org:8080/tap/sync/", "http://a.org:8080/tap", 1],
    ["of TAP, with a slash", "tap", "https://a.org/tap/", "https://a.org/tap", 0],
    ["of TAP, with a query", "tap", "https://a.org/tap/sync?x=1", "https://a.org/tap?x=1", 1],
    ["of another protocol, with /sync", "soda", "https://a.org/datalink/sync", "https://a.org/datalink/sync", 0],
  ] as const)("%s", (_what, protocol, text, url, repairs) => {
    const clean = cleanAccessUrl(text, protocol);
    expect(clean).toMatchObject({ url });
    expect("repairs" in clean && clean.repairs).toHaveLength(repairs);
  });

  test.each(["/relative/cone?", "cone?", "", "ftp://a.org/x", "https://", "www.a.org/tap"])("%j is none", (text) => {
    expect(cleanAccessUrl(text)).toEqual({ problem: expect.stringMatching(/no (whole )?URL/) });
  });

  test("is put right once: again changes nothing", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.constantFrom("tap", "scs"), (url, protocol) => {
        const once = cleanAccessUrl(url, protocol);
        expect("url" in once && cleanAccessUrl(once.url, protocol)).toEqual(
          "url" in once && { url: once.url, repairs: [] },
        );
      }),
    );
  });
});
