import { Deadline } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import {
  archive,
  author,
  keywords,
  protocol,
  RegistryClient,
  type RegistryClientOptions,
  spatial,
  ucd,
  waveband,
} from "@armillary/registry";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { atAnyScale } from "../support/at-any-scale.ts";
import { answer } from "../support/faults.ts";
import { type Answer, faultyService } from "../support/faulty-service.ts";
import { regtapService, TEST_RESOURCES } from "../support/regtap-service.ts";

const NOBODY = "http://127.0.0.1:1/tap";

function client(options: Omit<RegistryClientOptions, "transport">): RegistryClient {
  const transport = createNodeTransport({ retry: { baseMs: 1 } });
  onTestFinished(() => transport.close());
  return new RegistryClient({ transport, ...options });
}

function memory(): NonNullable<RegistryClientOptions["cache"]> & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: async (key) => kept.get(key),
    put: async (key, text) => {
      kept.set(key, text);
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
});

/** Only what Date says is moved: sockets have timers of their own. */
function later(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
}

describe("registries that fail", () => {
  const hang: Answer = () => undefined;

  test.each<[string, Answer]>([
    ["says no", answer(503, "down for maintenance\n")],
    ["sends a page", answer(200, "<!DOCTYPE html><html><body>Welcome</body></html>", { "Content-Type": "text/html" })],
    ["refuses the query", answer(400, "no such table\n", { "Content-Type": "text/plain" })],
    ["breaks off", ({ socket }) => socket.destroy()],
    ["hangs", hang],
  ])("are passed over: one that %s", async (what, fault) => {
    const bad = await faultyService({ otherwise: fault });
    const good = await regtapService({ resources: TEST_RESOURCES });
    const at = client({ registries: [`${bad.origin}/tap`, good.url], patienceMs: fault === hang ? 3000 : 20_000 });
    const { records, registry, origin, notes } = await at.search(protocol("ssa"));
    expect({ registry, origin, found: records.length }).toEqual({ registry: good.url, origin: "registry", found: 1 });
    expect(notes.at(-1)).toContain(`${bad.origin}/tap was passed over: `);
    // A query that it refuses may be to blame itself.
    const isItsFault = what !== "refuses the query";
    expect(await at.troubles()).toMatchObject(
      isItsFault ? [{ url: `${bad.origin}/tap`, reason: expect.any(String) }] : [],
    );
  });

  test("are asked after the others for a while, by other processes, too", async () => {
    const first = await regtapService({ resources: TEST_RESOURCES });
    const second = await regtapService({ resources: TEST_RESOURCES });
    const cache = memory();
    const registries = [first.url, second.url];
    first.on("/tap/sync", answer(503), answer(503), answer(503), answer(503));
    expect((await client({ registries, cache }).search(protocol("ssa"), { maxAgeMs: 0 })).registry).toBe(second.url);
    const again = await client({ registries, cache }).search(protocol("ssa"), { maxAgeMs: 0 });
    expect(again).toMatchObject({
      registry: second.url,
      notes: [expect.stringMatching(/is asked after the others: it failed less than a minute ago/)],
    });
    const asked = first.received.length;
    later(20 * 60_000);
    const at = client({ registries, cache });
    expect((await at.search(protocol("ssa"), { maxAgeMs: 0 })).registry).toBe(second.url);
    expect(first.received.length).toBeGreaterThan(asked);
  });

  test("are forgiven when they answer", async () => {
    const first = await regtapService({ resources: TEST_RESOURCES });
    const at = client({ registries: [first.url], patienceMs: 20_000 });
    first.on("/tap/capabilities", answer(503), answer(503), answer(503), answer(404));
    await at.search(keywords("nothing"), { maxAgeMs: 0 }).catch(() => undefined);
    await at.search(protocol("ssa"), { maxAgeMs: 0 });
    expect(await at.troubles()).toEqual([]);
  });

  test("all of them are an error that names each, where nothing at hand would do", async () => {
    const at = client({ registries: [NOBODY, "http://127.0.0.1:2/tap"] });
    const failure = at.search(ucd("phot.mag"));
    await expect(failure).rejects.toMatchObject({ code: "REG_UNREACHABLE", failures: [{ registry: NOBODY }, {}] });
    await expect(failure).rejects.toThrow(
      /No registry answered:\n {2}http:\/\/127\.0\.0\.1:1\/tap: .*\n {2}http:\/\/127\.0\.0\.1:2\/tap: /,
    );
  });

  test("do not use up the time of the others", async () => {
    await atAnyScale(async (scale) => {
      const bad = await faultyService({ otherwise: hang });
      const good = await regtapService({ resources: TEST_RESOURCES });
      const at = client({ registries: [`${bad.origin}/tap`, good.url] });
      const { registry } = await at.search(protocol("ssa"), { deadline: new Deadline(3000 * scale) });
      expect(registry).toBe(good.url);
    });
  });

  test("are not blamed for a caller in a hurry, nor waited for by another question", async () => {
    const service = await regtapService({ resources: TEST_RESOURCES });
    const at = client({ registries: [service.url] });
    const hurried = at.search(protocol("ssa"), { signal: AbortSignal.abort() });
    const other = at.search(protocol("ssa"));
    await expect(hurried).rejects.toMatchObject({ code: "DAL_ABORTED" });
    expect(await other).toMatchObject({ origin: "registry", notes: [] });
    const bad = await faultyService({ otherwise: hang });
    const late = client({ registries: [`${bad.origin}/tap`] });
    await expect(late.search(ucd("x"), { deadline: new Deadline(100) })).rejects.toMatchObject({
      code: "REG_UNREACHABLE",
    });
    expect(await late.troubles()).toEqual([]);
  });

  test("the caller's signal ends it all", async () => {
    const bad = await faultyService({ otherwise: hang });
    const good = await regtapService({ resources: TEST_RESOURCES });
    const at = client({ registries: [`${bad.origin}/tap`, good.url] });
    const failure = at.search(protocol("ssa"), { signal: AbortSignal.timeout(150) });
    await expect(failure).rejects.toMatchObject({ code: "DAL_ABORTED" });
    expect(good.received).toEqual([]);
  });
});

describe("answers that are kept", () => {
  test("are taken while they are fresh, and told as such", async () => {
    const service = await regtapService({ resources: TEST_RESOURCES });
    const cache = memory();
    const first = await client({ registries: [service.url], cache }).search([protocol("ssa"), waveband("infrared")]);
    const asked = service.received.length;
    const at = client({ registries: [service.url], cache });
    const second = await at.search([waveband("IR"), protocol("spectra")]);
    expect(second).toEqual({ ...first, origin: "cache" });
    expect(service.received).toHaveLength(asked);
    expect((await at.search([waveband("IR"), protocol("ssa")], { maxAgeMs: 0 })).origin).toBe("registry");
    later(25 * 3_600_000);
    expect((await at.search([waveband("IR"), protocol("ssa")])).origin).toBe("registry");
  });

  test("are better than none when they are old, and told as such", async () => {
    const service = await regtapService({ resources: TEST_RESOURCES });
    const cache = memory();
    const at = client({ registries: [service.url], cache });
    const { records } = await at.search(ucd("pos.eq"));
    await at.describe("ivo://irsa.ipac/spectra");
    await service.close();
    later(3 * 86_400_000);
    const old = await at.search(ucd("pos.eq"));
    expect(old).toMatchObject({ records, origin: "stale cache", registry: service.url });
    expect(old.notes.at(-1)).toBe(`This is what ${service.url} said 3 days ago.`);
    expect(old.notes[0]).toMatch(/was passed over/);
    expect(await at.describe("ivo://irsa.ipac/spectra")).toMatchObject({
      origin: "stale cache",
      record: { title: "IRSA spectra" },
    });
  });

  test("do not say how they came about, but what is missing of them", async () => {
    const service = await regtapService({ resources: TEST_RESOURCES });
    const cache = memory();
    const registries = [NOBODY, service.url];
    const first = await client({ registries, cache }).search([], { maxRows: 2 });
    const second = await client({ registries, cache }).search([], { maxRows: 2 });
    expect([first.notes.length, first.gaps.length]).toEqual([1, 1]);
    expect([second.origin, second.notes, second.gaps]).toEqual(["cache", [], first.gaps]);
  });

  test("are told apart by all that was asked", async () => {
    const service = await regtapService({ resources: TEST_RESOURCES });
    const at = client({ registries: [service.url], cache: memory() });
    for (const words of [["a, b"], ["a", "b"], ["a; b"], ["a or b"], ['"a", "b"']]) {
      expect((await at.search(keywords(...words))).origin).toBe("registry");
    }
    expect((await at.search(author("a or b"))).origin).toBe("registry");
    expect((await at.search(author("a", "b"))).origin).toBe("registry");
  });

  test("that are very long are asked for again", async () => {
    const description = "x".repeat(33_000_000);
    const service = await regtapService({ resources: [{ ivoid: "ivo://a.org/long", description }] });
    const cache = memory();
    const at = client({ registries: [service.url], cache });
    expect((await at.search([])).records[0]?.description).toHaveLength(description.length);
    expect([...cache.kept.keys()].filter((key) => key.startsWith("search"))).toEqual([]);
  });

  test("are better than none when there is no time left", async () => {
    const service = await regtapService({ resources: TEST_RESOURCES });
    const at = client({ registries: [service.url], cache: memory() });
    await at.search(ucd("pos.eq"));
    const options = { maxAgeMs: 0, deadline: new Deadline(0) };
    expect(await at.search(ucd("pos.eq"), options)).toMatchObject({ origin: "stale cache", records: [{}] });
    await expect(at.search(ucd("phot"), options)).rejects.toThrow(/no time left/);
  });

  test.each([
    ["not JSON", "{"],
    ["of another kind", "[]"],
    ["of an older version", '{"format":"armillary registry 0"}'],
  ])("that are %s are none", async (_what, text) => {
    const service = await regtapService({ resources: TEST_RESOURCES });
    const at = client({
      registries: [service.url],
      cache: { get: async () => text, put: () => Promise.reject(new Error("disk full")) },
    });
    expect(await at.search(protocol("ssa"))).toMatchObject({ origin: "registry", isComplete: true });
  });

  test("of one registry are not given for another's", async () => {
    const [one, other] = [await regtapService({ resources: TEST_RESOURCES }), await regtapService({ resources: [] })];
    const cache = memory();
    expect((await client({ registries: [one.url], cache }).search(protocol("ssa"))).records).toHaveLength(1);
    expect((await client({ registries: [other.url], cache }).search(protocol("ssa"))).records).toEqual([]);
  });
});

describe("without any registry", () => {
  test("the bundled services of the four archives are searched, where they tell", async () => {
    const at = client({ registries: [NOBODY] });
    const answered = await at.search([archive("irsa"), protocol("sia2")]);
    expect(answered).toMatchObject({ origin: "snapshot", isComplete: false });
    expect(
      answered.records.flatMap(({ capabilities }) =>
        capabilities.flatMap(({ interfaces }) => interfaces.map(({ url }) => url)),
      ),
    ).toEqual(["https://irsa.ipac.caltech.edu/SIA", "https://irsa.ipac.caltech.edu/simulated/SIA"]);
    expect(answered.notes).toEqual([
      expect.stringMatching(/was passed over: .*refused/),
      expect.stringMatching(/list bundled with this program, .* as of \d{4}-\d\d-\d\d/),
    ]);
  });

  test("nobody is asked when that is wanted", async () => {
    const service = await regtapService({ resources: TEST_RESOURCES });
    const cache = memory();
    const at = client({ registries: [service.url], cache });
    const offline = { offline: true };
    expect((await at.search(archive(), offline)).origin).toBe("snapshot");
    await expect(at.search(spatial("CIRCLE 1 2 3"), offline)).rejects.toMatchObject({ code: "REG_FEATURE" });
    await expect(at.tables("ivo://irsa.ipac/tap", offline)).rejects.toMatchObject({ code: "REG_UNREACHABLE" });
    expect(service.received).toEqual([]);
  });

  test("what a registry said of all four archives takes the place of what is bundled", async () => {
    const service = await regtapService({ resources: TEST_RESOURCES });
    const at = client({ registries: [service.url], cache: memory() });
    await at.search(archive());
    const asked = service.received.length;
    const renewed = await at.search([archive("heasarc"), waveband("x-ray")], { offline: true });
    expect(renewed).toMatchObject({ origin: "stale cache", records: [{ ivoid: "ivo://nasa.heasarc/rosmaster" }] });
    expect(await at.getService("ivo://irsa.ipac/spectra", { offline: true })).toMatchObject({
      url: "https://example.org/ssa",
    });
    expect(service.received).toHaveLength(asked);
  });

  test.each([
    ["ivo://irsa.ipac/tap", {}, "https://irsa.ipac.caltech.edu/TAP"],
    ["ivo://nasa.heasarc/services/xamin", {}, "https://heasarc.gsfc.nasa.gov/xamin/vo/tap"],
    [
      "ivo://NED.ipac/Basic_Data_Near_Position",
      {},
      "https://ned.ipac.caltech.edu/cgi-bin/NEDobjsearch?search_type=Near+Position+Search&of=xml_main&",
    ],
    [
      "ivo://nasa.heasarc/numaster",
      { protocol: "scs" },
      "https://heasarc.gsfc.nasa.gov/xamin/vo/cone?showoffsets&table=numaster&",
    ],
    [
      "ivo://nasa.heasarc/skyview/rass",
      { protocol: "sia" },
      "https://skyview.gsfc.nasa.gov/cgi-bin/vo/sia.pl?survey=rass&",
    ],
  ])("%s is known where it is", async (id, options, url) => {
    expect(await client({ registries: [NOBODY] }).getService(id, options)).toMatchObject({ url, origin: "snapshot" });
  });

  test("that a service is known by a pattern alone is said", async () => {
    const { notes } = await client({}).describe("ivo://nasa.heasarc/chanmaster", { offline: true });
    expect(notes.at(-1)).toMatch(/By the pattern of its archive's addresses/);
  });

  test("another identifier is not known", async () => {
    const failure = client({}).getService("ivo://org.gavo.dc/tap", { offline: true });
    await expect(failure).rejects.toMatchObject({
      code: "REG_NOT_FOUND",
      message: expect.stringContaining("bundled here"),
    });
    await expect(client({ registries: [NOBODY] }).getService("ivo://org.gavo.dc/tap")).rejects.toMatchObject({
      code: "REG_UNREACHABLE",
    });
  });
});
