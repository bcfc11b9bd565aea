import { protocolOf, protocolsNamed, RegistryError } from "@armillary/registry";
import { describe, expect, test } from "vitest";

describe("a protocol by its standard identifier", () => {
  test.each([
    ["ivo://ivoa.net/std/conesearch", "scs", false, undefined],
    ["ivo://ivoa.net/std/ConeSearch", "scs", false, undefined],
    ["ivo://ivoa.net/std/conesearch#aux", "scs", true, undefined],
    ["ivo://ivoa.net/std/sia", "sia1", false, undefined],
    ["ivo://ivoa.net/std/sia#aux", "sia1", true, undefined],
    ["ivo://ivoa.net/std/SIA#query-2.0", "sia2", false, "2.0"],
    ["ivo://ivoa.net/std/sia#query-2.1", "sia2", false, "2.1"],
    ["ivo://ivoa.net/std/sia#query-aux-2.0", "sia2", true, "2.0"],
    ["ivo://ivoa.net/std/ssa", "ssa", false, undefined],
    ["ivo://ivoa.net/std/tap", "tap", false, undefined],
    ["ivo://ivoa.net/std/TAP#aux", "tap", true, undefined],
    ["ivo://ivoa.net/std/DataLink#links-1.0", "datalink", false, "1.0"],
    ["ivo://ivoa.net/std/SODA#sync-1.0", "soda", false, "1.0"],
    ["ivo://ivoa.net/std/hips#hips-1.0", "hips", false, "1.0"],
    ["ivo://ivoa.net/std/registry", "oai", false, undefined],
  ])("%s", (id, name, isAuxiliary, version) => {
    const use = protocolOf(id);
    expect([use?.protocol.name, use?.isAuxiliary, use?.version]).toEqual([name, isAuxiliary, version]);
  });

  test.each([
    undefined,
    "",
    "ivo://ivoa.net/std/vosi#tables",
    "ivo://ivoa.net/std/sia#query-3.0",
    "ivo://ivoa.net/std/sia#something",
    "ivo://ivoa.net/std/siamese",
    "ivo://org.example/tap",
  ])("%s is none that is known", (id) => {
    expect(protocolOf(id)).toBeUndefined();
  });
});

describe("a protocol by a name of people", () => {
  test.each([
    ["SCS", ["scs"]],
    ["conesearch", ["scs"]],
    [" sia ", ["sia1", "sia2"]],
    ["SIAP2", ["sia2"]],
    ["spectrum", ["ssa"]],
    ["ivo://ivoa.net/std/SIA#query-2.0", ["sia2"]],
    ["ivo://ivoa.net/std/sia", ["sia1"]],
  ])("%s", (text, names) => {
    expect(protocolsNamed(text).map(({ name }) => name)).toEqual(names);
  });

  test("that is none is refused with all names", () => {
    expect(() => protocolsNamed("slap2")).toThrow(RegistryError);
    expect(() => protocolsNamed("slap2")).toThrow(/"slap2" is no protocol .*scs.*tap/);
  });
});
