import { parseRewrites } from "@armillary/dali";
import { expect, test } from "vitest";
import { restoreUrl, rewriteUrl } from "../../../packages/dali/src/transport/rewrite.ts";

const TEXT =
  "https://mast.stsci.edu=http://127.0.0.1:9001, https://mast.stsci.edu/vo-tap/api=http://127.0.0.1:9002/tap,https://irsa.ipac.caltech.edu/=http://127.0.0.1:9003";

test.each<[url: string, leads: string]>([
  ["https://mast.stsci.edu/", "http://127.0.0.1:9001/"],
  ["https://mast.stsci.edu/api/v0/invoke?x=1", "http://127.0.0.1:9001/api/v0/invoke?x=1"],
  ["https://mast.stsci.edu/vo-tap/api/v0.1/caom/sync", "http://127.0.0.1:9002/tap/v0.1/caom/sync"],
  ["https://mast.stsci.edu/vo-tap/api?q", "http://127.0.0.1:9002/tap?q"],
  ["https://mast.stsci.edu/vo-tap/apis", "http://127.0.0.1:9001/vo-tap/apis"],
  ["https://irsa.ipac.caltech.edu/TAP", "http://127.0.0.1:9003/TAP"],
  ["http://mast.stsci.edu/", "http://mast.stsci.edu/"],
  ["https://mast.stsci.edu.evil.example/", "https://mast.stsci.edu.evil.example/"],
  ["https://mast.stsci.edu:8443/", "https://mast.stsci.edu:8443/"],
  ["https://example.org/?u=https://mast.stsci.edu/", "https://example.org/?u=https://mast.stsci.edu/"],
])("%s leads to %s", (url, leads) => {
  expect(rewriteUrl(url, parseRewrites(TEXT)).url).toBe(leads);
});

test("the longest prefix counts, whatever the order, and once", () => {
  const chained = parseRewrites("http://a=http://b,http://b=http://c,http://a/x=http://d");
  expect(rewriteUrl("http://a/y", chained).url).toBe("http://b/y");
  expect(rewriteUrl("http://a/x/y", [...chained].reverse()).url).toBe("http://d/y");
});

test("spelling does not count: case, default ports, a slash", () => {
  const rewrites = parseRewrites("HTTPS://Example.ORG:443=http://127.0.0.1:1/base/");
  expect(rewriteUrl("https://example.org/x", rewrites).url).toBe("http://127.0.0.1:1/base/x");
});

test("what a service calls itself behind a rewriting becomes what it stands for", () => {
  const [rewrite = { from: "", to: "" }] = parseRewrites("https://mast.stsci.edu=http://127.0.0.1:9001");
  expect(restoreUrl("http://127.0.0.1:9001/async/1", rewrite)).toBe("https://mast.stsci.edu/async/1");
  expect(restoreUrl("http://127.0.0.1:90011/async/1", rewrite)).toBeUndefined();
});

test.each([
  "nonsense",
  "https://a",
  "=https://a",
  "https://a=",
  "https://a=b",
  "https://a=ftp://b",
  "https://u:pw@a=http://b",
  "https://a=http://u:pw@b",
])("%s is refused, without its password", (text) => {
  expect(() => parseRewrites(text)).toThrow(
    expect.objectContaining({ code: "DAL_USAGE", message: expect.not.stringContaining("pw") }),
  );
});

test("nothing is no rewriting", () => {
  expect(parseRewrites("")).toEqual([]);
  expect(parseRewrites(" , ")).toEqual([]);
});
