import { parseRewrites } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { isMovingTarget, type NameCache, resolveName } from "@armillary/navo";
import { describe, expect, test } from "vitest";
import { type Answer, type FaultyService, faultyService } from "../../support/faulty-service.ts";
import { type Known, mastAnswer, nedAnswer, sesameAnswer } from "./answers.ts";

const M31: Known = { ra: 10.684708, dec: 41.26875, name: "M  31", type: "AGN" };

const text =
  (body: string): Answer =>
  ({ response }) =>
    response.end(body);
const down: Answer = ({ response }) => response.writeHead(500).end("down");
const never: Answer = () => undefined;

interface Scripts {
  readonly sesame?: Answer;
  readonly mirror?: Answer;
  readonly ned?: Answer;
  readonly mast?: Answer;
}

/** The resolvers, each at a path of one loopback service, and a transport that leads there. */
async function resolvers(scripts: Scripts) {
  const service = await faultyService();
  const unknown = text(sesameAnswer(["Si=Simbad", undefined]));
  const urls = {
    "https://cds.unistra.fr/cgi-bin/nph-sesame/SNV": service.on("/cds", scripts.sesame ?? unknown),
    "http://vizier.cfa.harvard.edu/viz-bin/nph-sesame/SNV": service.on("/cfa", scripts.mirror ?? down),
    "https://ned.ipac.caltech.edu/srs/ObjectLookup": service.on("/ned", scripts.ned ?? text(nedAnswer(undefined))),
    "https://mast.stsci.edu/api/v0/invoke": service.on("/mast", scripts.mast ?? text(mastAnswer(undefined))),
  };
  const rewrites = parseRewrites(
    Object.entries(urls)
      .map(([from, to]) => `${from}=${to}`)
      .join(","),
  );
  return { service, transport: createNodeTransport({ rewrites, retry: { retries: 0 } }) };
}

const asked = ({ received }: FaultyService): string[] => received.map(({ url }) => url.replace(/\?.*/, ""));

describe("resolveName", () => {
  test("asks Sesame first, and nobody else when it knows", async () => {
    const { service, transport } = await resolvers({ sesame: text(sesameAnswer(["Si=Simbad", M31])) });
    const found = await resolveName("  M31 ", { transport });
    expect(found).toMatchObject({
      name: "M31",
      resolver: "sesame",
      source: "SIMBAD",
      raDeg: 10.684708,
      decDeg: 41.26875,
    });
    expect(service.received.map(({ url }) => url)).toEqual(["/cds?M31"]);
  });

  test("names are encoded: blanks, plus signs, brackets, ampersands", async () => {
    const { service, transport } = await resolvers({ ned: text(nedAnswer(M31)) });
    await resolveName("[VV2006] J1+2 &c", { transport });
    expect(service.received[0]?.url).toBe("/cds?%5BVV2006%5D%20J1%2B2%20%26c");
    expect(new URL(service.received[1]?.url ?? "", service.origin).searchParams.get("name")).toBe("[VV2006] J1+2 &c");
  });

  test.each([
    [
      "the mirror, when CDS is down",
      { sesame: down, mirror: text(sesameAnswer(["Si=Simbad", M31])) },
      "sesame",
      ["/cds", "/cfa"],
    ],
    ["NED, when Sesame does not know it", { ned: text(nedAnswer(M31)) }, "ned", ["/cds", "/ned"]],
    ["NED, when Sesame is down", { sesame: down, ned: text(nedAnswer(M31)) }, "ned", ["/cds", "/cfa", "/ned"]],
    [
      "NED, when Sesame sends a page",
      { sesame: text("<html>moved</html>"), ned: text(nedAnswer(M31)) },
      "ned",
      ["/cds", "/cfa", "/ned"],
    ],
    ["MAST, when nobody else knows it", { mast: text(mastAnswer(M31)) }, "mast", ["/cds", "/ned", "/mast"]],
  ])("asks %s", async (_, scripts, resolver, paths) => {
    const { service, transport } = await resolvers(scripts);
    expect(await resolveName("M31", { transport })).toMatchObject({ resolver, raDeg: 10.684708 });
    expect(asked(service)).toEqual(paths);
  });

  test("in another order, and of some alone", async () => {
    const { service, transport } = await resolvers({ mast: text(mastAnswer(M31)) });
    await resolveName("M31", { transport, resolvers: ["mast", "ned"] });
    expect(asked(service)).toEqual(["/mast"]);
  });

  test("MAST is asked again while it is at work", async () => {
    const { service, transport } = await resolvers({});
    service.on("/mast", text('{"status":"EXECUTING"}'), text(mastAnswer(M31)));
    expect(await resolveName("M31", { transport, resolvers: ["mast"] })).toMatchObject({ resolver: "mast" });
    expect(service.received).toHaveLength(2);
  });

  test("a race is won by the first that knows it; who hangs does not matter", async () => {
    const { transport, service } = await resolvers({ sesame: never, mast: text(mastAnswer(M31)) });
    expect(await resolveName("M31", { transport, race: true })).toMatchObject({ resolver: "mast" });
    await transport.close();
    await service.idle();
  });

  test.each([false, true])("nobody knows it (race: %s)", async (race) => {
    const { transport } = await resolvers({ ned: down });
    await expect(resolveName("Nonesuch 1", { transport, race })).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
      message: expect.stringMatching(
        /"Nonesuch 1" is not known to (?:sesame, mast|mast, sesame)\..*Not heard: ned: .*HTTP 500/,
      ),
    });
  });

  test.each([false, true])("nobody answers (race: %s)", async (race) => {
    const { transport } = await resolvers({ sesame: down, ned: down, mast: down });
    await expect(resolveName("M31", { transport, race })).rejects.toMatchObject({
      code: "NAME_UNRESOLVED",
      message: expect.stringContaining("HTTP 500"),
    });
  });

  test.each([false, true])("an abort ends it, and nobody else is asked (race: %s)", async (race) => {
    const abort = new AbortController();
    const wanted = race ? 3 : 1;
    let count = 0;
    const hang: Answer = () => {
      count += 1;
      if (count === wanted) abort.abort();
    };
    const { service, transport } = await resolvers({ sesame: hang, ned: hang, mast: hang });
    const failing = resolveName("M31", { transport, race, signal: abort.signal });
    await expect(failing).rejects.toMatchObject({ code: "DAL_ABORTED" });
    expect(service.received).toHaveLength(wanted);
  });

  test("a position that is kept is not asked for again, whatever the case, until it is too old", async () => {
    const { service, transport } = await resolvers({ sesame: text(sesameAnswer(["Si=Simbad", M31])) });
    const kept = new Map<string, string>();
    const cache: NameCache = {
      get: async (key) => kept.get(key),
      put: async (key, value) => void kept.set(key, value),
    };
    const first = await resolveName("M31", { transport, cache });
    expect(await resolveName("m31", { transport, cache })).toEqual({ ...first, name: "m31" });
    expect(service.received).toHaveLength(1);
    await resolveName("M31", { transport, cache, maxAgeMs: 0 });
    expect(service.received).toHaveLength(2);
    await expect(resolveName("M31", { transport, cache, resolvers: ["ned"] })).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
    });
  });

  test.each(["not JSON", "{}", '{"format":"armillary name 1","fetchedEpochMs":1,"found":null}'])(
    "a broken cache (%s) is none",
    async (broken) => {
      const { transport } = await resolvers({ sesame: text(sesameAnswer(["Si=Simbad", M31])) });
      const cache: NameCache = { get: async () => broken, put: () => Promise.reject(new Error("disk full")) };
      expect(await resolveName("M31", { transport, cache })).toMatchObject({ resolver: "sesame" });
    },
  );

  test.each(["Mars", "C/2020 F3", "67P"])("%s moves: nobody is asked", async (name) => {
    const { service, transport } = await resolvers({});
    await expect(resolveName(name, { transport })).rejects.toMatchObject({ code: "NAME_MOVING" });
    expect(service.received).toEqual([]);
  });
});

describe("isMovingTarget", () => {
  test.each([
    "Moon",
    "jupiter",
    "1P/Halley",
    "2I/Borisov",
    "(101955) Bennu",
    "1998 QE2",
    "2003 UB313",
    "C/1995 O1",
    "P/2010 A2",
  ])("%s moves", (name) => expect(isMovingTarget(name)).toBe(true));
  test.each([
    "M31",
    "3C 273",
    "NGC 1068",
    "HD 189733",
    "2MASS J05352184-0546085",
    "TIC 25155310",
    "Mars 1",
    "IC 10",
    "1ES 1959+650",
    "PSR B1257+12",
  ])("%s stays", (name) => expect(isMovingTarget(name)).toBe(false));
});
