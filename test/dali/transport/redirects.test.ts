import { createTransport, type DalRequest, parseRewrites, type TransportOptions } from "@armillary/dali";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { isPrivateHost } from "../../../packages/dali/src/transport/private-host.ts";
import { echo, ok, redirect, VOTABLE } from "../../support/faults.ts";
import { faultyService } from "../../support/faulty-service.ts";

function open(options: NodeTransportOptions = {}): ReturnType<typeof createNodeTransport> {
  const transport = createNodeTransport({ retry: { baseMs: 0 }, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: readonly (readonly [string, string])[];
}

describe("what is sent after a redirect", () => {
  const form = [
    ["QUERY", "SELECT 1"],
    ["LANG", "ADQL"],
  ] as const;

  test.each<[status: number, method: NonNullable<DalRequest["method"]>, then: string, keepsForm: boolean]>([
    [301, "GET", "GET", false],
    [302, "GET", "GET", false],
    [303, "GET", "GET", false],
    [307, "GET", "GET", false],
    [308, "GET", "GET", false],
    [301, "POST", "GET", false],
    [302, "POST", "GET", false],
    [303, "POST", "GET", false],
    [307, "POST", "POST", true],
    [308, "POST", "POST", true],
    [303, "HEAD", "HEAD", false],
    [302, "DELETE", "GET", false],
    [303, "DELETE", "GET", false],
    [307, "DELETE", "DELETE", false],
  ])("%i after %s: %s", async (status, method, then, keepsForm) => {
    const service = await faultyService();
    service.on("/there", echo);
    const url = service.on("/here", redirect(status, "there?x=1#part"));
    const response = await open().request({ url, method, ...(method === "POST" ? { parameters: form } : {}) });
    expect(response.url).toBe(`${service.origin}/there?x=1`);
    expect(response.attempts).toBe(2);
    await response.close();
    const { method: sent, body } = service.received[1] ?? {};
    expect(sent).toBe(then);
    expect([...new URLSearchParams(body)]).toEqual(keepsForm ? form : []);
  });

  test("307 after a body that streams once is an error, and the body is sent once", async () => {
    const service = await faultyService();
    service.on("/there", echo);
    const url = service.on("/here", redirect(307, "/there"));
    const body = (async function* () {
      yield new TextEncoder().encode("rows");
    })();
    await expect(open().request({ url, method: "POST", multipart: [{ name: "t", body }] })).rejects.toMatchObject({
      code: "DAL_REDIRECT",
      message: expect.stringMatching(/streams once/),
    });
    expect(service.received).toHaveLength(1);
  });

  test("307 after a body that can be opened again sends it again", async () => {
    const service = await faultyService();
    service.on("/there", ok);
    const url = service.on("/here", redirect(307, "/there"));
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode("rows");
    };
    await (await open().request({ url, method: "POST", multipart: [{ name: "t", body }] })).close();
    const [first, second] = service.received;
    expect(first?.body).toContain("rows");
    expect(second?.body).toBe(first?.body);
  });

  test("a GET that a 303 made of a POST may be repeated, the POST not", async () => {
    const service = await faultyService();
    const job = service.on("/async/1", ({ response }) => response.writeHead(503).end(), ok);
    const url = service.on("/async", redirect(303, job));
    const response = await open().request({ url, method: "POST" });
    expect(await response.text()).toBe(VOTABLE);
    expect(service.received.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
      "POST /async",
      "GET /async/1",
      "GET /async/1",
    ]);
  });
});

describe("a redirect that is handed over", () => {
  test.each<[location: string, resolved: string]>([
    ["async/17", "/tap/async/17"],
    ["/async/17#x", "/async/17"],
    ["//user:secret@{host}/async/17", "/async/17"],
  ])("%s", async (location, resolved) => {
    const service = await faultyService();
    const { host } = new URL(service.origin);
    const url = service.on("/tap/async", redirect(303, location.replace("{host}", host)));
    const response = await open().request({ url, method: "POST", redirect: "manual" });
    expect({ status: response.status, url: response.url, location: response.location }).toEqual({
      status: 303,
      url,
      location: `${service.origin}${resolved}`,
    });
    expect(await response.text()).toBe("See there.\n");
    expect(service.received).toHaveLength(1);
  });

  test("without a Location it is an error all the same", async () => {
    const service = await faultyService();
    const url = service.on("/async", ({ response }) => response.writeHead(303).end("moved"));
    const transport = open();
    await expect(transport.request({ url, method: "POST", redirect: "manual" })).rejects.toMatchObject({
      code: "DAL_REDIRECT",
    });
    await service.idle();
  });
});

describe("the way down", () => {
  /** A transport over made-up answers: nothing leaves the test. */
  function scripted(
    answers: Readonly<Record<string, string>>,
    options: TransportOptions = {},
  ): [ReturnType<typeof createTransport>, string[]] {
    const asked: string[] = [];
    const fetch = ((url: string) => {
      asked.push(url);
      const location = answers[url];
      return Promise.resolve(
        location === undefined
          ? new Response("here")
          : new Response(null, { status: 302, headers: { Location: location } }),
      );
    }) as unknown as typeof globalThis.fetch;
    return [createTransport({ fetch, ...options }), asked];
  }

  test("from https to http on another host is refused, unless it is allowed", async () => {
    const answers = { "https://a.example/x": "http://b.example/y" };
    const [strict, asked] = scripted(answers);
    await expect(strict.request({ url: "https://a.example/x" })).rejects.toMatchObject({
      code: "DAL_REDIRECT",
      message: expect.stringMatching(/http:\/\/b\.example\/y, from https to http.*allowDowngrade/),
    });
    expect(asked).toEqual(["https://a.example/x"]);
    const [lax, also] = scripted(answers, { allowDowngrade: true });
    expect(await (await lax.request({ url: "https://a.example/x" })).text()).toBe("here");
    expect(also).toEqual(["https://a.example/x", "http://b.example/y"]);
  });

  test("from https to http on the same host goes by https, as behind a proxy that speaks TLS for its service", async () => {
    const [transport, asked] = scripted({ "https://a.example:8443/async": "http://a.example/async/1" });
    const response = await transport.request({ url: "https://a.example:8443/async" });
    expect(response.url).toBe("https://a.example:8443/async/1");
    expect(asked).toEqual(["https://a.example:8443/async", "https://a.example:8443/async/1"]);
  });

  test.each([
    "http://127.0.0.1/",
    "http://localhost:8080/",
    "http://10.1.2.3/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://[::ffff:192.168.0.1]/",
    "http://0x7f.1/",
    "http://localhost./",
  ])("from a public host to %s is refused, unless it is allowed", async (inner) => {
    const answers = { "http://a.example/x": inner };
    const [strict, asked] = scripted(answers);
    await expect(strict.request({ url: "http://a.example/x" })).rejects.toMatchObject({
      code: "DAL_REDIRECT",
      message: expect.stringMatching(/network of this machine/),
    });
    expect(asked).toHaveLength(1);
    const [lax] = scripted(answers, { allowPrivateTargets: true });
    expect((await lax.request({ url: "http://a.example/x" })).status).toBe(200);
  });

  test("what is private", () => {
    for (const host of [
      "172.16.0.1",
      "172.31.9.9",
      "100.64.0.1",
      "192.168.1.1",
      "0.0.0.0",
      "[fe80::1]",
      "[fd00::1]",
      "[::]",
      "a.localhost",
    ]) {
      expect(isPrivateHost(host), host).toBe(true);
    }
    for (const host of [
      "172.32.0.1",
      "100.128.0.1",
      "8.8.8.8",
      "10.example.org",
      "[2001:db8::1]",
      "[::ffff:808:808]",
      "localhost.example.org",
    ]) {
      expect(isPrivateHost(host), host).toBe(false);
    }
  });
});

describe("rewriting", () => {
  test("reaches every request and every redirect target; the URL stays the one before", async () => {
    const [mast, irsa] = [await faultyService(), await faultyService()];
    mast.on("/tap/sync", redirect(302, "https://irsa.ipac.caltech.edu/TAP/x"));
    irsa.on("/TAP/x", redirect(302, "y"));
    irsa.on("/TAP/y", echo);
    const rewrites = parseRewrites(
      `https://mast.stsci.edu=${mast.origin},https://irsa.ipac.caltech.edu=${irsa.origin}`,
    );
    const response = await open({ rewrites }).request({ url: "https://mast.stsci.edu/tap/sync" });
    expect(response.url).toBe("https://irsa.ipac.caltech.edu/TAP/y");
    expect((JSON.parse(await response.text()) as Echo).url).toBe("/TAP/y");
  });

  test("may lead from a public host into this machine, as the user wants it", async () => {
    const asked: string[] = [];
    const fetch = ((url: string) => {
      asked.push(url);
      const isFirst = asked.length === 1;
      return Promise.resolve(
        new Response(null, isFirst ? { status: 302, headers: { Location: "https://b.example/y" } } : {}),
      );
    }) as unknown as typeof globalThis.fetch;
    const transport = createTransport({ fetch, rewrites: parseRewrites("https://b.example=http://127.0.0.1:9001") });
    expect((await transport.request({ url: "https://a.example/x" })).url).toBe("https://b.example/y");
    expect(asked).toEqual(["https://a.example/x", "http://127.0.0.1:9001/y"]);
  });

  test("a service that names its own address there is still the service it stands for", async () => {
    const mast = await faultyService();
    mast.on(
      "/async",
      redirect(303, ({ url }) => `${url.origin}/async/7`),
    );
    mast.on("/async/7", ok);
    const transport = open({
      rewrites: parseRewrites(`https://mast.stsci.edu=${mast.origin}`),
      credentials: [{ kind: "token", origin: "https://mast.stsci.edu", token: "t0ken" }],
    });
    const response = await transport.request({ url: "https://mast.stsci.edu/async", method: "POST" });
    expect(response.url).toBe("https://mast.stsci.edu/async/7");
    expect(mast.received.map(({ headers }) => headers.authorization)).toEqual(["token t0ken", "token t0ken"]);
    await response.close();
  });
});
