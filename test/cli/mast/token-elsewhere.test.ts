import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MAST_TOKEN_ORIGINS } from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { type Answer, type FaultyService, faultyService } from "../../support/faulty-service.ts";
import { openRefusingProxy } from "../../support/refusing-proxy.ts";
import { namesIn, newFolder, type Outcome, type World } from "../command.ts";
import { newHome } from "../home.ts";
import { memoryKeyring } from "./world.ts";

// MAST's token in the verbs that are for all services. `mast` is https://mast.stsci.edu, `elsewhere` all other hosts.

const TOKEN = "s3cret-t0ken-of-the-pi";
const MAST = "https://mast.stsci.edu";
const OTHERS = [
  "https://example.org",
  "https://catalogs.mast.stsci.edu",
  "https://archive.stsci.edu",
  "https://mast.stsci.edu.example.org",
  "https://mast.stsci.edu:8443",
  "http://mast.stsci.edu:8080",
];

const sendFits: Answer = ({ response }) =>
  void response.writeHead(200, { "Content-Type": "application/fits" }).end("SIMPLE");
const redirect =
  (location: string, status = 302): Answer =>
  ({ response }) =>
    void response.writeHead(status, { Location: location }).end();
/** For whoever is known alone. */
const sendToKnown: Answer = (call) => {
  if (call.request.headers.authorization === `token ${TOKEN}`) return sendFits(call);
  return call.response.writeHead(401, { "Content-Type": "text/plain" }).end("Who are you?\n");
};

interface Bench {
  readonly mast: FaultyService;
  readonly elsewhere: FaultyService;
  readonly folder: string;
  run(args: readonly string[], world?: World): Promise<Outcome>;
}

/** The command of somebody who logged in, with the token in the keyring or in the file. */
async function openBench(
  store: "keyring" | "file" | "nowhere" = "file",
): Promise<Bench & { readonly opened: string[] }> {
  const [mast, elsewhere] = [
    await faultyService({ otherwise: sendFits }),
    await faultyService({ otherwise: sendFits }),
  ];
  const [home, folder] = [await newHome(), await newFolder()];
  const state = join(home.folder, ".local/state/armillary");
  if (store !== "nowhere") {
    await mkdir(state, { recursive: true });
    const note = store === "keyring" ? { store } : { store, token: TOKEN };
    await writeFile(join(state, "mast-login.json"), JSON.stringify(note), { mode: 0o600 });
  }
  const kept = memoryKeyring();
  const opened: string[] = [];
  kept.kept.set("armillary:mast.stsci.edu/token", TOKEN);
  const keyring = {
    ...kept,
    get(entry: Parameters<typeof kept.get>[0]) {
      opened.push(entry.service);
      return kept.get(entry);
    },
  };
  const rewrites = [
    `${MAST}/=${mast.origin}/`,
    `https://auth.mast.stsci.edu/=${mast.origin}/`,
    ...OTHERS.map((from) => `${from}/=${elsewhere.origin}/`),
  ];
  return {
    mast,
    elsewhere,
    folder,
    opened,
    run: (args, world = {}) =>
      home.run(args, { keyring, ...world, env: { ARMILLARY_REWRITE: rewrites.join(","), ...world.env } }),
  };
}

const said = ({ received }: FaultyService): unknown[] => received.map(({ headers }) => headers.authorization);

function download({ run, folder }: Bench, url: string, world?: World): Promise<Outcome> {
  return run(["download", url, "--dir", folder, "--retries", "0"], world);
}

test.each(["keyring", "file"] as const)(
  "a login whose token is in the %s is that of download and query, too",
  async (store) => {
    const bench = await openBench(store);
    bench.mast.on("/x.fits", sendToKnown);
    expect(await download(bench, `${MAST}/x.fits`)).toMatchObject({ status: 0 });
    expect(await namesIn(bench.folder)).toContain("x.fits");
    await bench.run(["query", "mast", "SELECT a FROM b", "--sync", "--retries", "0"]);
    expect(bench.mast.received.length).toBeGreaterThan(1);
    expect(new Set(said(bench.mast))).toEqual(new Set([`token ${TOKEN}`]));
    expect(bench.mast.received.map(({ url }) => url)).not.toContain("/whoami");
  },
);

test("MAST_API_TOKEN comes before the one that is kept", async () => {
  const bench = await openBench("keyring");
  await download(bench, `${MAST}/x.fits`, { env: { MAST_API_TOKEN: "another" } });
  expect(said(bench.mast)).toEqual(["token another"]);
  expect(bench.opened).toEqual([]);
});

test("one rule says where it goes: that of the package", async () => {
  expect(MAST_TOKEN_ORIGINS).toEqual([MAST, "https://auth.mast.stsci.edu"]);
  const bench = await openBench();
  for (const origin of [...MAST_TOKEN_ORIGINS, ...OTHERS]) {
    const [before, elsewhere] = [bench.mast.received.length, bench.elsewhere.received.length];
    expect(await download(bench, `${origin}/${new URL(origin).host.replace(":", "-")}.fits`)).toMatchObject({
      status: 0,
    });
    const isMast = MAST_TOKEN_ORIGINS.includes(origin);
    expect([bench.mast.received.length - before, bench.elsewhere.received.length - elsewhere]).toEqual(
      isMast ? [1, 0] : [0, 1],
    );
  }
  expect(said(bench.mast)).toEqual([`token ${TOKEN}`, `token ${TOKEN}`]);
  expect(JSON.stringify(bench.elsewhere.received)).not.toContain(TOKEN);
});

describe("a redirect", () => {
  test.each(OTHERS.flatMap((origin) => [302, 307].map((status) => [status, `${origin}/there.fits`] as const)))(
    "away from MAST (%i to %s) leaves the token behind",
    async (status, location) => {
      const bench = await openBench();
      bench.mast.on("/x.fits", redirect(location, status));
      expect(await download(bench, `${MAST}/x.fits`)).toMatchObject({ status: 0 });
      expect(said(bench.mast)).toEqual([`token ${TOKEN}`]);
      expect(bench.elsewhere.received.map(({ url }) => url)).toEqual(["/there.fits"]);
      expect(JSON.stringify(bench.elsewhere.received)).not.toContain(TOKEN);
    },
  );

  test("from elsewhere to MAST has the token where MAST wants one, and opens no keyring where it does not", async () => {
    const bench = await openBench("keyring");
    bench.elsewhere.on("/public", redirect(`${MAST}/public.fits`));
    expect(await download(bench, "https://example.org/public")).toMatchObject({ status: 0 });
    expect([said(bench.mast), bench.opened]).toEqual([[undefined], []]);
    bench.elsewhere.on("/ours", redirect(`${MAST}/ours.fits`));
    bench.mast.on("/ours.fits", sendToKnown);
    expect(await download(bench, "https://example.org/ours")).toMatchObject({ status: 0 });
    expect(said(bench.mast).slice(1)).toEqual([undefined, `token ${TOKEN}`]);
    expect(bench.opened).toHaveLength(1);
    expect(JSON.stringify(bench.elsewhere.received)).not.toContain(TOKEN);
  });
});

test("a keyring that is locked fails what goes to MAST, and is no matter for others", async () => {
  const bench = await openBench("keyring");
  const keyring = { ...memoryKeyring(), get: () => Promise.reject(new Error("It is locked.")) };
  expect(await download(bench, "https://example.org/x.fits", { keyring })).toMatchObject({ status: 0 });
  const { status, stderr } = await download(bench, `${MAST}/y.fits`, { keyring });
  expect(stderr).toContain("The keyring of this machine cannot be used: It is locked.");
  expect(status).toBe(1);
  expect(bench.mast.received).toEqual([]);
});

test("whoever says --user is that, at MAST as well", async () => {
  const bench = await openBench("keyring");
  expect(await bench.run(["download", `${MAST}/x.fits`, "--dir", bench.folder, "--user", "me:pw"])).toMatchObject({
    status: 0,
  });
  expect(said(bench.mast)).toEqual([`Basic ${Buffer.from("me:pw").toString("base64")}`]);
  expect(bench.opened).toEqual([]);
});

test("nobody who did not log in is anybody", async () => {
  const bench = await openBench("nowhere");
  expect(await download(bench, `${MAST}/x.fits`)).toMatchObject({ status: 0 });
  expect([said(bench.mast), bench.opened]).toEqual([[undefined], []]);
});

test.each([[["cone", "10 20", "--archive", "mast"]], [["images", "10 20", "--archive", "mast"]], [["name", "M31"]]])(
  "%j asks for what is public, as nobody",
  async (args) => {
    const bench = await openBench("keyring");
    const proxy = await openRefusingProxy();
    try {
      await bench.run([...args, "--retries", "0"], { env: { ...proxy.env, ARMILLARY_REWRITE: "" } });
      expect(proxy.asked.length).toBeGreaterThan(0);
      expect(bench.opened).toEqual([]);
    } finally {
      await proxy.close();
    }
  },
);
