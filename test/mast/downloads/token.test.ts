import { createNodeTransport } from "@armillary/dali/node";
import { createMastSession, openBundle, type ProductFile, surveyProducts } from "@armillary/mast";
import { downloadProducts } from "@armillary/mast/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { newFolder } from "../../dali/download/running.ts";
import { type Answer, type FaultyService, faultyService } from "../../support/faulty-service.ts";

// The token is for MAST, whatever redirects and lists of products say. `home` is https://mast.stsci.edu, `elsewhere` all other hosts.

const TOKEN = "s3cret-t0ken-of-the-pi";
const MAST = "https://mast.stsci.edu";
const FILE = "/api/v0.1/Download/file";

/** Hosts that are not MAST, however they look; all lead to `elsewhere`. */
const OTHERS = [
  "https://evil.example",
  "https://mast.stsci.edu.evil.example",
  "https://notmast.stsci.edu",
  "https://sub.mast.stsci.edu",
  "https://archive.stsci.edu",
  "https://stsci.edu",
  "https://catalogs.mast.stsci.edu",
  "https://mast.stsci.edu:8443",
  "https://mast.stsci.edu.",
  "http://mast.stsci.edu:8080",
  "https://stpubdata.s3.amazonaws.com",
  "https://xn--mst-5cd.stsci.edu",
] as const;

interface Bench {
  readonly home: FaultyService;
  readonly elsewhere: FaultyService;
  /** Downloads one product; whether it came. */
  fetch(product: ProductFile, options?: { readonly cloud?: boolean }): Promise<boolean>;
  readonly session: ReturnType<typeof createMastSession>;
}

const sendFits: Answer = ({ response }) =>
  void response.writeHead(200, { "Content-Type": "application/fits" }).end("SIMPLE");

async function openBench(): Promise<Bench> {
  const home = await faultyService();
  const elsewhere = await faultyService({ otherwise: sendFits });
  home.on("/whoami", ({ response }) => void response.end('{"anon":false,"attrib":{"display_name":"PI"}}'));
  const rewrites = [
    { from: MAST, to: home.origin },
    ...OTHERS.map((from) => ({ from, to: elsewhere.origin })),
    { from: "https://auth.mast.stsci.edu", to: home.origin },
  ];
  const transport = createNodeTransport({ rewrites, retry: { retries: 0 }, timeoutMs: 3000 });
  onTestFinished(() => transport.close());
  const session = createMastSession({ transport, token: TOKEN });
  return {
    home,
    elsewhere,
    session,
    async fetch(product, { cloud = false } = {}) {
      const folder = await newFolder();
      const summary = await downloadProducts([product], { session, folder, cloud, retries: 0, outageMs: 1 });
      return summary.completeFiles === 1;
    },
  };
}

/** Nothing that `elsewhere` heard holds the token, in any spelling. */
function expectSecret({ elsewhere }: Bench): void {
  const heard = JSON.stringify(elsewhere.received);
  for (const spelling of [TOKEN, encodeURIComponent(TOKEN), Buffer.from(TOKEN).toString("base64")]) {
    expect(heard).not.toContain(spelling);
  }
  for (const { headers } of elsewhere.received) expect(headers.authorization ?? "").not.toMatch(/^(?:token|Bearer)/i);
}

function expectTokenAtHome({ home }: Bench): void {
  const asked = home.received.filter(({ url }) => url !== "/whoami");
  expect(asked.length).toBeGreaterThan(0);
  for (const { headers } of asked) expect(headers.authorization).toBe(`token ${TOKEN}`);
}

const redirect =
  (status: number, location: string): Answer =>
  ({ response }) =>
    void response.writeHead(status, { Location: location }).end();

const product: ProductFile = { uri: "mast:JWST/product/a.fits", rights: "PUBLIC" };

describe("a file at MAST that redirects", () => {
  const situations: (readonly [status: number, location: string])[] = [
    ...OTHERS.map((origin) => [302, `${origin}/x.fits`] as const),
    [301, "https://evil.example/x.fits"],
    [303, "https://evil.example/x.fits"],
    [307, "https://evil.example/x.fits"],
    [308, "https://evil.example/x.fits"],
    [302, "//evil.example/x.fits"],
    [302, "https://mast.stsci.edu@evil.example/x.fits"],
    [302, "https://PI:pw@evil.example/x.fits"],
    [302, "HTTPS://EVIL.EXAMPLE/x.fits"],
    [302, "https://evil.example/https://mast.stsci.edu/x.fits"],
    [302, "https:\\\\evil.example\\x.fits"],
    [302, "https://evil.example/x.fits?next=https://mast.stsci.edu"],
  ];
  test.each(situations)("%i to %s", async (status, location) => {
    const bench = await openBench();
    bench.home.on(FILE, redirect(status, location));
    expect(await bench.fetch(product)).toBe(true);
    expect(bench.elsewhere.received).toHaveLength(1);
    expectSecret(bench);
    expectTokenAtHome(bench);
  });

  test("to another, and back, and away again: the token is at home alone", async () => {
    const bench = await openBench();
    bench.home.on(FILE, redirect(302, "https://evil.example/there"));
    bench.elsewhere.on("/there", redirect(302, `${MAST}/back`));
    bench.home.on("/back", redirect(307, "https://archive.stsci.edu/x.fits"));
    expect(await bench.fetch(product)).toBe(true);
    expect(bench.elsewhere.received).toHaveLength(2);
    expectSecret(bench);
    expectTokenAtHome(bench);
  });

  test("within MAST takes the token along", async () => {
    const bench = await openBench();
    bench.home.on(FILE, redirect(302, "/stage/x.fits"));
    bench.home.on("/stage/x.fits", sendFits);
    expect(await bench.fetch(product)).toBe(true);
    expect(bench.elsewhere.received).toEqual([]);
    expectTokenAtHome(bench);
  });
});

describe("a list whose links lead elsewhere", () => {
  test.each([
    ["https://evil.example/x.fits", true],
    ["https://mast.stsci.edu.evil.example/x.fits", true],
    ["https://mast.stsci.edu@evil.example/x.fits", true],
    ["https://mast.stsci.edu:8443/x.fits", true],
    ["https://archive.stsci.edu/x.fits", true],
    ["http://mast.stsci.edu:8080/x.fits", true],
    ["s3://stpubdata/x.fits", true],
    [`https://evil.example/x.fits?uri=${MAST}`, true],
    ["javascript:alert(1)", false],
    ["file:///etc/passwd", false],
  ])("%s", async (uri, comes) => {
    const bench = await openBench();
    expect(await bench.fetch({ ...product, uri })).toBe(comes);
    expect(bench.elsewhere.received.length).toBe(comes ? 1 : 0);
    expectSecret(bench);
  });

  test("as an exclusive file is looked at there, and fetched, by nobody", async () => {
    const bench = await openBench();
    const row = { uri: "https://evil.example/x.fits", rights: "EXCLUSIVE_ACCESS", programme: "1" };
    await surveyProducts([row], bench.session);
    await bench.fetch(row);
    expect(bench.elsewhere.received.map(({ method }) => method)).toEqual(["HEAD", "GET"]);
    expectSecret(bench);
  });
});

describe("other questions that redirect", () => {
  test("whether one may have a file", async () => {
    const bench = await openBench();
    bench.home.on(FILE, redirect(307, "https://evil.example/x.fits"));
    await surveyProducts([{ ...product, rights: "EXCLUSIVE_ACCESS" }], bench.session);
    expect(bench.elsewhere.received).toHaveLength(1);
    expectSecret(bench);
  });

  test("where a copy is", async () => {
    const bench = await openBench();
    bench.home.on("/api/v0.1/path_lookup/", redirect(302, "https://evil.example/lookup"));
    bench.home.on(FILE, sendFits);
    const answer = JSON.stringify({ [product.uri]: { status_code: 200, path: "//evil.example/../x.fits" } });
    bench.elsewhere.on("/lookup", ({ response }) => void response.end(answer));
    expect(await bench.fetch(product, { cloud: true })).toBe(true);
    // A path leads nowhere but into the bucket.
    expect(bench.elsewhere.received.map(({ url }) => url.split("?")[0])).toEqual(["/lookup", "/x.fits"]);
    expectSecret(bench);
  });

  test("a copy in the bucket", async () => {
    const bench = await openBench();
    const answer = JSON.stringify({ [product.uri]: { status_code: 200, path: "/jwst/x.fits" } });
    bench.home.on("/api/v0.1/path_lookup/", ({ response }) => void response.end(answer));
    bench.elsewhere.on("/jwst/x.fits", redirect(301, "https://evil.example/x.fits"));
    expect(await bench.fetch(product, { cloud: true })).toBe(true);
    expect(bench.elsewhere.received).toHaveLength(2);
    expectSecret(bench);
  });

  test.each([302, 307])("a bundle, by HTTP %i", async (status) => {
    const bench = await openBench();
    bench.home.on("/api/v0.1/Download/bundle.zip", redirect(status, "https://evil.example/bundle"));
    bench.elsewhere.on("/bundle", ({ response }) => void response.end("PK\u0003\u0004"));
    for await (const _chunk of await openBundle(bench.session, [product.uri], { format: "zip" }));
    expect(bench.elsewhere.received).toHaveLength(1);
    expectSecret(bench);
    expectTokenAtHome(bench);
  });

  test("whose the token is", async () => {
    const bench = await openBench();
    bench.home.on("/whoami", redirect(302, "https://evil.example/whoami"));
    bench.elsewhere.on("/whoami", ({ response }) => void response.end('{"anon":true,"attrib":{}}'));
    await expect(bench.fetch(product)).rejects.toMatchObject({ code: "MAST_TOKEN_REFUSED" });
    expectSecret(bench);
  });
});
