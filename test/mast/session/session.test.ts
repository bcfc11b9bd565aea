import { parseRewrites } from "@armillary/dali";
import { whoAmI } from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { answer, redirect } from "../../support/faults.ts";
import { faultyService } from "../../support/faulty-service.ts";
import { mast } from "../../support/mast/open-mast.ts";
import { openSession } from "../open-session.ts";

describe("who am I", () => {
  test("nobody, without a token", async () => {
    const session = openSession(await mast());
    expect(await whoAmI(session)).toStrictEqual({ isAnonymous: true, attributes: {} });
    expect(session.hasToken).toBe(false);
  });

  test("the bearer of a token, which goes along as MAST wants it", async () => {
    const service = await mast();
    const identity = await whoAmI(openSession(service, { token: " token-of-the-pi\n" }));
    expect(identity).toMatchObject({ isAnonymous: false, displayName: "Principal Investigator" });
    expect(service.received.map(({ headers }) => headers.authorization)).toStrictEqual(["token token-of-the-pi"]);
  });

  test.each(["token-that-expired", "mistyped"])("%s is an error, and no one's", async (token) => {
    await expect(whoAmI(openSession(await mast(), { token }))).rejects.toMatchObject({
      name: "MastError",
      code: "MAST_TOKEN_REFUSED",
      message: expect.stringContaining("expired"),
    });
  });

  test.each<[body: string, message: string]>([
    ["<html>Down for maintenance</html>", "does not say who asks"],
    ["[]", "does not say who asks"],
    ["{}", "does not say who asks"],
    ['{"anon":"yes"}', "does not say who asks"],
  ])("an answer that says nothing of the kind: %s", async (body, message) => {
    const service = await mast();
    service.on("/whoami", answer(200, body));
    await expect(whoAmI(openSession(service))).rejects.toMatchObject({
      code: "DAL_FORMAT",
      message: expect.stringContaining(message),
    });
  });
});

describe("a token", () => {
  test("is shown to MAST once, before its first use, however many requests wait for it", async () => {
    const service = await mast();
    service.on("/data", answer(200, "x"));
    const session = openSession(service, { token: "token-of-the-pi" });
    await Promise.all([1, 2, 3].map(async () => (await session.request({ url: "/data" })).text()));
    const paths = service.received.map(({ url }) => url);
    expect(paths).toStrictEqual(["/whoami", "/data", "/data", "/data"]);
  });

  test("that is not taken ends the request before it is sent", async () => {
    const service = await mast();
    const session = openSession(service, { token: "token-that-expired" });
    await expect(session.request({ url: "/data" })).rejects.toMatchObject({ code: "MAST_TOKEN_REFUSED" });
    await expect(session.transport.request({ url: `${session.baseUrl}/data` })).rejects.toMatchObject({
      code: "MAST_TOKEN_REFUSED",
    });
    expect(service.received.every(({ url }) => url === "/whoami")).toBe(true);
  });

  test("need not be checked", async () => {
    const service = await mast();
    service.on("/data", answer(200, "x"));
    const session = openSession(service, { token: "any", checkToken: false });
    await (await session.request({ url: "/data" })).text();
    expect(service.received.map(({ url, headers }) => [url, headers.authorization])).toStrictEqual([
      ["/data", "token any"],
    ]);
  });

  test("whose check was given up by one request is there for the next", async () => {
    const service = await mast();
    service.on("/data", answer(200, "x"));
    const session = openSession(service, { token: "token-of-the-pi" });
    const controller = new AbortController();
    const given = session.request({ url: "/data", signal: controller.signal });
    const kept = session.request({ url: "/data" });
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: "DAL_ABORTED" });
    expect(await (await kept).text()).toBe("x");
  });

  test.each<[where: string, url: string, isSent: boolean]>([
    ["MAST", "https://mast.stsci.edu/data", true],
    ["its accounts", "https://auth.mast.stsci.edu/info", true],
    ["the catalogues", "https://catalogs.mast.stsci.edu/api", false],
    ["the resolver", "https://mastresolver.stsci.edu/Santa-war/query", false],
    ["the bucket", "https://stpubdata.s3.amazonaws.com/jwst/x.fits", false],
    ["MAST in clear text", "http://mast.stsci.edu/data", false],
    ["another port", "https://mast.stsci.edu:8443/data", false],
    ["a host that begins alike", "https://mast.stsci.edu.example.org/data", false],
    ["a host below it", "https://other.mast.stsci.edu/data", false],
    ["the institute", "https://archive.stsci.edu/data", false],
  ])("at %s", async (_where, url, isSent) => {
    const service = await mast();
    const elsewhere = await faultyService({ otherwise: answer(200, "x") });
    const { origin } = new URL(url);
    const rewrites = [
      { from: origin, to: elsewhere.origin },
      { from: "https://mast.stsci.edu/whoami", to: `${service.origin}/whoami` },
    ];
    const session = openSession(service, { token: "token-of-the-pi" }, { rewrites });
    await (await session.transport.request({ url })).text();
    expect(elsewhere.received.at(-1)?.headers.authorization).toBe(isSent ? "token token-of-the-pi" : undefined);
  });

  test.each<[hops: readonly string[], sent: readonly boolean[]]>([
    [
      ["https://mast.stsci.edu/a", "https://archive.stsci.edu/b"],
      [true, false],
    ],
    [
      ["https://mast.stsci.edu/a", "https://mast.stsci.edu/b"],
      [true, true],
    ],
    [
      ["https://mast.stsci.edu/a", "https://archive.stsci.edu/b", "https://mast.stsci.edu/c"],
      [true, false, true],
    ],
    [
      ["https://archive.stsci.edu/a", "https://mast.stsci.edu/b"],
      [false, true],
    ],
  ])("along redirects: %j", async (hops, sent) => {
    const service = await mast();
    const paths = hops.map((url) => new URL(url).pathname);
    const others = await faultyService();
    paths.forEach((path, index) => {
      const next = hops[index + 1];
      others.on(path, next === undefined ? answer(200, "x") : redirect(302, next));
    });
    const rewrites = [
      ...parseRewrites(`https://mast.stsci.edu=${others.origin},https://archive.stsci.edu=${others.origin}`),
      { from: "https://mast.stsci.edu/whoami", to: `${service.origin}/whoami` },
    ];
    const session = openSession(service, { token: "token-of-the-pi" }, { rewrites });
    await (await session.transport.request({ url: hops[0] as string })).text();
    expect(others.received.map(({ headers }) => headers.authorization !== undefined)).toStrictEqual(sent);
  });

  test("for a MAST elsewhere goes there alone, and never in clear text over a network", async () => {
    const service = await mast();
    const session = openSession(service, { token: "token-of-the-pi", baseUrl: `${service.origin}/` }, { rewrites: [] });
    expect((await whoAmI(session)).displayName).toBe("Principal Investigator");
    expect(() => openSession(service, { token: "t", baseUrl: "http://mast.example.org" })).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.stringContaining("clear text") }),
    );
  });

  test("that a header cannot hold is refused, and not shown", async () => {
    const service = await mast();
    expect(() => openSession(service, { token: "geheim\u2028x" })).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.not.stringContaining("geheim") }),
    );
  });

  test("is in no error, event or curl command", async () => {
    const service = await mast();
    service.on("/data", answer(401, "the token token-of-the-pi is no good"));
    const said: string[] = [];
    const session = openSession(
      service,
      { token: "token-of-the-pi" },
      {
        onEvent: (event) =>
          said.push(JSON.stringify(event, (_key, value) => (value instanceof Error ? value.message : value))),
      },
    );
    const failure = await session.request({ url: "/data" }).catch((thrown: unknown) => thrown as Error);
    expect(failure).toBeInstanceOf(Error);
    said.push(
      JSON.stringify(failure),
      (failure as Error).message,
      session.transport.curl({ url: `${session.baseUrl}/data` }),
    );
    expect(said.length).toBeGreaterThan(3);
    expect(said.join("\n")).not.toContain("token-of-the-pi");
  });
});

describe("a refusal", () => {
  test.each<[what: string, token: string | undefined, status: number, words: string, code: string]>([
    ["nobody's", undefined, 401, "Authentication required", "MAST_TOKEN_MISSING"],
    ["nobody's", undefined, 403, "", "MAST_TOKEN_MISSING"],
    ["of a bearer who is known", "token-of-the-pi", 403, "", "MAST_NO_ACCESS"],
    ["of a bearer who is known", "token-of-the-pi", 401, "", "MAST_NO_ACCESS"],
    ["of a token that MAST calls expired", "token-of-the-pi", 401, "Token expired", "MAST_TOKEN_EXPIRED"],
  ])("%s (%s): HTTP %i %s is %s", async (_what, token, status, words, code) => {
    const service = await mast();
    service.on("/data", answer(status, words));
    const session = openSession(service, token === undefined ? {} : { token });
    await expect(session.request({ url: "/data" })).rejects.toMatchObject({
      name: "MastError",
      code,
      failure: { httpStatus: status },
    });
  });

  test("after the token expired in the middle of a session", async () => {
    const service = await mast();
    service.on("/data", answer(200, "x"), answer(401, ""));
    const session = openSession(service, { token: "token-of-the-pi" });
    await (await session.request({ url: "/data" })).text();
    service.settings.tokens.clear();
    await expect(session.request({ url: "/data" })).rejects.toMatchObject({ code: "MAST_TOKEN_REFUSED" });
  });

  test("of another kind stays what it is", async () => {
    const service = await mast();
    const session = openSession(service);
    await expect(session.request({ url: "/nothing" })).rejects.toMatchObject({ code: "DAL_NOT_FOUND" });
  });
});
