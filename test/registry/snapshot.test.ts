import { ARCHIVES, accessPoints, protocolOf, REGISTRIES, snapshotRecord, snapshotRecords } from "@armillary/registry";
import { describe, expect, test } from "vitest";

describe("the bundled services", () => {
  const records = snapshotRecords();

  test.each(ARCHIVES.map(({ name }) => name))("are some of %s, TAP among them", (name) => {
    const protocols = records
      .filter(({ archive }) => archive === name)
      .flatMap((record) => accessPoints(record).map(({ protocol }) => protocol));
    expect(protocols).toContain("tap");
    expect(protocols.length).toBeGreaterThan(1 - Number(name === "heasarc"));
  });

  test("each have an address that a client can use, and a source", () => {
    for (const record of records) {
      const points = accessPoints(record);
      expect([record.title, points.length]).toEqual([record.title, record.capabilities.length]);
      for (const { url, repairs } of points) {
        expect(url).toMatch(/^https:\/\/[^{}]+$/);
        expect(repairs).toEqual([]);
      }
      for (const { standardId } of record.capabilities) expect(protocolOf(standardId)).toBeDefined();
      expect(record.evidence?.sources).not.toEqual([]);
    }
  });

  test("have each identifier once, in lower case, of their archive's authorities", () => {
    const ids = records.flatMap(({ ivoid }) => ivoid ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { ivoid, archive } of records) {
      if (ivoid === undefined) continue;
      expect(ivoid).toBe(ivoid.toLowerCase());
      const { authorities = [] } = ARCHIVES.find(({ name }) => name === archive) ?? {};
      expect(
        authorities.some((authority) => ivoid.startsWith(`ivo://${authority}/`)),
        ivoid,
      ).toBe(true);
    }
  });

  test("families are filled in, one name each, and no path", () => {
    expect(snapshotRecord("ivo://nasa.heasarc/rosmaster")).toMatchObject({
      isByPattern: true,
      record: { ivoid: "ivo://nasa.heasarc/rosmaster" },
    });
    expect(snapshotRecord("ivo://nasa.heasarc/a/b/c")).toBeUndefined();
    expect(snapshotRecord("ivo://nasa.heasarc/")).toBeUndefined();
    const [access] = accessPoints(
      snapshotRecord("ivo://nasa.heasarc/a&b=c")?.record ??
        ({ ...records[0], capabilities: [] } as (typeof records)[number]),
    );
    expect(access?.url).toContain("a%26b%3Dc");
  });
});

test("the registries of the VO are given by their base URLs", () => {
  expect(REGISTRIES.length).toBeGreaterThan(3);
  for (const { url } of REGISTRIES) expect(url).toMatch(/^https?:\/\/[^?#]*[^/]$/);
});
