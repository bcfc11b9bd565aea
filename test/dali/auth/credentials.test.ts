import { type Credential, createTransport, isSameOrigin, mayUse } from "@armillary/dali";
import { describe, expect, test } from "vitest";
import { checkCredential, secretsOf, takeUserinfo } from "../../../packages/dali/src/auth/credentials.ts";

const BASIC = { kind: "basic", origin: "https://archive.example.org", user: "me", password: "s3cret" } as const;
const COOKIE = { kind: "cookie", origin: "https://archive.example.org", name: "sid", value: "s3cret" } as const;

describe("where a credential may be used", () => {
  test.each<[url: string, may: boolean]>([
    ["https://archive.example.org/", true],
    ["https://archive.example.org/tap/sync?x=1", true],
    ["HTTPS://ARCHIVE.example.ORG:443/tap", true],
    ["https://other:pw@archive.example.org/", true],
    ["http://archive.example.org/", false],
    ["https://archive.example.org:8443/", false],
    ["https://example.org/", false],
    ["https://tap.archive.example.org/", false],
    ["https://archive.example.org.evil.example/", false],
    ["https://archive.example.org@evil.example/", false],
    ["https://evil.example/https://archive.example.org/", false],
    ["https://archive.example.org./", false],
    ["https://аrchive.example.org/", false], // a Cyrillic first letter
  ])("%s: %s", (url, may) => {
    expect(mayUse(BASIC, url)).toBe(may);
  });

  test("a host beyond ASCII is the same in both spellings", () => {
    const origin = "https://sternwarte-münchen.example";
    expect(mayUse({ ...BASIC, origin }, `https://${new URL(origin).hostname}/x`)).toBe(true);
    expect(isSameOrigin("https://bücher.example/", "https://XN--BCHER-KVA.example:443")).toBe(true);
  });

  test.each<[path: string, url: string, may: boolean]>([
    ["/vault", "/vault", true],
    ["/vault", "/vault/q/cone", true],
    ["/vault/", "/vault/q", true],
    ["/vault", "/vaults", false],
    ["/vault", "/", false],
    ["/vault", "/vault/../open", false],
    ["/vault", "/vault/%2e%2e/open", false],
    ["/vault", "/vault/..%2fopen", false],
    ["/vault", "/vault\\..\\open", false],
    ["/", "/anything", true],
  ])("below %s: %s %s", (path, url, may) => {
    expect(mayUse({ ...BASIC, path }, `https://archive.example.org${url}`)).toBe(may);
  });

  test.each<[domain: string | undefined, url: string, may: boolean]>([
    [undefined, "https://archive.example.org/", true],
    [undefined, "https://tap.archive.example.org/", false],
    ["example.org", "https://example.org/", true],
    [".example.org", "https://tap.example.org/", true],
    ["example.org", "http://tap.example.org/", false],
    ["example.org", "https://tap.example.org:8443/", false],
    ["example.org", "https://badexample.org/", false],
    ["example.org", "https://example.org.evil.example/", false],
  ])("a cookie of domain %s: %s %s", (domain, url, may) => {
    expect(mayUse(domain === undefined ? COOKIE : { ...COOKIE, domain }, url)).toBe(may);
  });
});

describe("what cannot be a credential, told without the secret", () => {
  test.each<[name: string, credential: Credential]>([
    ["an origin with a path", { ...BASIC, origin: "https://archive.example.org/tap" }],
    ["an origin with a query", { ...BASIC, origin: "https://archive.example.org?x" }],
    ["an origin with userinfo", { ...BASIC, origin: "https://me:s3cret@archive.example.org" }],
    ["no URL", { ...BASIC, origin: "archive.example.org" }],
    ["clear text to another machine", { ...BASIC, origin: "http://archive.example.org" }],
    ["a user name with a colon", { ...BASIC, user: "a:b" }],
    ["a token with a line end", { kind: "bearer", origin: BASIC.origin, token: "s3cret\r\nX-Evil: 1" }],
    ["a cookie with a semicolon", { ...COOKIE, value: "s3cret; domain=x" }],
    ["a cookie's name with a blank", { ...COOKIE, name: "a b" }],
    ["a cookie for a top-level domain", { ...COOKIE, domain: "org" }],
    ["a cookie for another domain", { ...COOKIE, domain: "evil.example" }],
    ["a cookie for a domain below", { ...COOKIE, domain: "tap.archive.example.org" }],
    ["a cookie for a part of an address", { ...COOKIE, origin: "https://192.168.1.17", domain: "1.17" }],
  ])("%s", (_name, credential) => {
    const refused = expect.objectContaining({ code: "DAL_USAGE", message: expect.not.stringContaining("s3cret") });
    expect(() => checkCredential(credential)).toThrow(refused);
    expect(() => createTransport({ credentials: [credential] })).toThrow(refused);
  });

  test("clear text is for this machine, or by consent", () => {
    for (const origin of ["http://127.0.0.1:8090", "http://localhost", "http://[::1]:1"]) {
      expect(checkCredential({ ...BASIC, origin })).toMatchObject({ origin });
    }
    expect(checkCredential({ ...BASIC, origin: "HTTP://Archive.example.org:80", allowCleartext: true })).toMatchObject({
      origin: "http://archive.example.org",
    });
  });
});

test("userinfo of a URL becomes a credential for its origin", () => {
  expect(takeUserinfo("https://m%40e:s3%3Acret@archive.example.org/tap?x=1")).toEqual({
    url: "https://archive.example.org/tap?x=1",
    credential: { kind: "basic", origin: "https://archive.example.org", user: "m@e", password: "s3:cret" },
  });
  expect(takeUserinfo("https://archive.example.org/tap")).toEqual({ url: "https://archive.example.org/tap" });
  expect(() => takeUserinfo("http://me:s3cret@archive.example.org/")).toThrow(
    expect.objectContaining({ code: "DAL_USAGE", message: expect.not.stringContaining("s3cret") }),
  );
});

test("secrets are known in all their spellings", () => {
  expect(secretsOf([BASIC])).toEqual(expect.arrayContaining(["s3cret", btoa("me:s3cret"), btoa("s3cret")]));
  expect(secretsOf([{ ...BASIC, password: "" }])).not.toContain("");
  expect(
    secretsOf([{ kind: "certificate", origin: BASIC.origin, certificate: "public", key: "KEY!", passphrase: "p/w" }]),
  ).toEqual(expect.arrayContaining(["KEY!", "p/w", "p%2Fw"]));
});
