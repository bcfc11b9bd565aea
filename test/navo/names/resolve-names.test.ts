import { isNameError, type ResolvedName, resolveNames } from "@armillary/navo";
import { describe, expect, test } from "vitest";
import { type ArchivesOptions, FIELDS, world } from "../../support/archives/index.ts";

const positionsOf = (found: ReadonlyMap<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    [...found].map(([name, each]) => {
      if (isNameError(each)) return [name, each.code];
      const { raDeg, decDeg } = each as ResolvedName;
      return [name, `${raDeg.toFixed(3)} ${decDeg.toFixed(3)}`];
    }),
  );

async function resolving(options: ArchivesOptions = {}) {
  const opened = await world(options);
  const asked = (path: string) => opened.received.mast.filter(({ url }) => url.includes(path)).length;
  return { ...opened, bulk: () => asked("Santa-war"), single: () => asked("invoke") };
}

const M31 = "10.685 41.269";
const M87 = "187.706 12.391";

describe("many names", () => {
  test("in one question; twice the same is once, bodies of the solar system are not asked for", async () => {
    const { transport, bulk, received } = await resolving();
    const found = await resolveNames(["M31", "M87", "M31", " m  31 ", "Mars", ""], { transport, resolvers: ["mast"] });
    expect(positionsOf(found)).toEqual({
      M31,
      M87,
      " m  31 ": M31,
      Mars: "NAME_MOVING",
      "": "NAME_UNKNOWN",
    });
    expect(bulk()).toBe(1);
    expect(received.mast.map(({ url }) => url).join()).not.toContain("Mars");
  });

  test("thirty in a question at most", async () => {
    const { transport, bulk, single, catalogue } = await resolving();
    const names = catalogue.objects.flatMap(({ sightings }) => sightings.mast?.name ?? []).slice(0, 65);
    const found = await resolveNames(names, { transport, resolvers: ["mast"] });
    expect([bulk(), single(), found.size]).toEqual([3, 0, 65]);
    for (const each of found.values()) expect(isNameError(each)).toBe(false);
  });

  test("those that it does not know are asked for one by one, of all", async () => {
    const { transport } = await resolving();
    const found = await resolveNames(["M31", "nonesuch"], { transport, resolvers: ["mast", "ned"] });
    expect(positionsOf(found)).toEqual({ M31, nonesuch: "NAME_UNKNOWN" });
  });

  test("where it does not answer, all are asked for one by one", async () => {
    const { transport, received } = await resolving({ faults: { mast: { kind: "down" } } });
    const found = await resolveNames(["M31", "M87"], { transport, resolvers: ["ned", "mast"] });
    expect(positionsOf(found)).toEqual({ M31, M87 });
    expect(received.ned.length).toBe(2);
  });

  test("what is kept is not asked for again, and what is found is kept", async () => {
    const { transport, received } = await resolving();
    const kept = new Map<string, string>();
    const cache = {
      get: async (key: string) => kept.get(key),
      put: async (key: string, text: string) => void kept.set(key, text),
    };
    await resolveNames(["M31", "M87"], { transport, cache });
    const before = received.mast.length;
    const found = await resolveNames(["M31", "M87"], { transport, cache });
    expect([positionsOf(found), received.mast.length]).toEqual([{ M31, M87 }, before]);
  });

  test("one is asked for as single names are", async () => {
    const { transport, bulk, single } = await resolving();
    await resolveNames([FIELDS[0]?.names.mast ?? ""], { transport, resolvers: ["mast"] });
    expect([bulk(), single()]).toEqual([0, 1]);
  });

  test("an abort ends it", async () => {
    const { transport } = await resolving({ faults: { mast: { kind: "slow", delayMs: 5000 } } });
    const asked = resolveNames(["M31", "M87"], { transport, signal: AbortSignal.timeout(100) });
    await expect(asked).rejects.toMatchObject({ code: "DAL_ABORTED" });
  });
});
