import { createCatalog, type Identifier, type ServiceMetadata } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { leastCpuTimeMs } from "../../support/cpu-time.ts";

const id = (text: string): Identifier =>
  text.startsWith('"')
    ? { kind: "Identifier", name: text.slice(1, -1), delimited: true }
    : { kind: "Identifier", name: text, delimited: false };

const column = (name: string, ucd?: string) => ({ name, datatype: "double", ...(ucd === undefined ? {} : { ucd }) });

const service: ServiceMetadata = {
  tables: [
    { name: "ivoa.ObsCore", schema: "ivoa", columns: [column("s_ra"), column("obs_id")] },
    { name: '"J/A+A/1"."table-2"', columns: [column("RAJ2000", "pos.eq.ra;meta.main"), column('"Vmag"')] },
    { name: "II/246/out", schema: "vizls", columns: [column("Jmag")] },
    { name: "gaia.source", schema: "gaia", columns: [column("ra"), column("parallax")] },
    {
      name: "gaia.edr3",
      columns: [column("ra")],
      foreignKeys: [{ targetTable: "gaia.source", columns: [{ from: "sid", target: "id" }] }],
    },
    { name: "public.stars", columns: [column("ra")] },
    { name: "other.stars", columns: [column("ra")] },
    { name: "a.twice", columns: [] },
    { name: "b.twice", columns: [] },
    { name: "bare", columns: [column('"Mag"'), column("mag")] },
  ],
};
const catalog = createCatalog(service);
const find = (...parts: string[]) =>
  catalog.findTables(parts.map(id)).map(({ table, fit }) => `${table.qualifiedName} ${fit}`);

describe("tables by name", () => {
  // ADQL 2.1, section 2.1, "Case sensitivity".
  test.each([
    [["ivoa", "obscore"], ["ivoa.ObsCore exact"]],
    [["IVOA", "OBSCORE"], ["ivoa.ObsCore exact"]],
    [["ObsCore"], ["ivoa.ObsCore exact"]],
    [["db", "ivoa", "obscore"], ["ivoa.ObsCore exact"]],
    [["ivoa", '"ObsCore"'], ["ivoa.ObsCore exact"]],
    [["ivoa", '"obscore"'], ["ivoa.ObsCore loose"]],
    [["other", "obscore"], []],
    [['"J/A+A/1"', '"table-2"'], ['"J/A+A/1"."table-2" exact']],
    [['"j/a+a/1"', '"table-2"'], ['"J/A+A/1"."table-2" loose']],
    [['"II/246/out"'], ['vizls."II/246/out" exact']],
    [["vizls", '"II/246/out"'], ['vizls."II/246/out" exact']],
    [["stars"], ['"public".stars exact']],
    [["other", "stars"], ["other.stars exact"]],
    [["twice"], ["a.twice exact", "b.twice exact"]],
    [["bare"], ["bare exact"]],
    [["noschema", "bare"], []],
    [["constructor"], []],
  ])("%j", (parts, found) => {
    expect(find(...parts)).toEqual(found);
  });
});

describe("columns by name", () => {
  const table = (...parts: string[]) => catalog.findTables(parts.map(id))[0]?.table;
  test.each([
    ["gaia.source", "RA", "ra exact"],
    ["gaia.source", '"ra"', "ra exact"],
    ["gaia.source", '"RA"', "ra loose"],
    ["gaia.source", "dec", undefined],
    ["bare", "mag", "mag exact"],
    ["bare", '"Mag"', "Mag exact"],
    ["bare", "MAG", "mag exact"],
  ])("%s: %s", (name, written, found) => {
    const matches = table(...name.split("."))?.findColumns(id(written));
    expect(matches && `${matches.items.map((item) => item.name.name)} ${matches.fit}`).toBe(found);
  });

  test("a name that only quotes reach, written without them", () => {
    expect(table('"J/A+A/1"', '"table-2"')?.findColumns(id("vmag"))?.fit).toBe("loose");
  });

  test("keys are seen from both sides", () => {
    const [from] = table("gaia", "edr3")?.keys ?? [];
    expect([from?.direction, from?.table.name, from?.columns]).toEqual([
      "to",
      "gaia.source",
      [{ here: "sid", there: "id" }],
    ]);
    const [to] = table("gaia", "source")?.keys ?? [];
    expect([to?.direction, to?.table.name, to?.columns]).toEqual(["from", "gaia.edr3", [{ here: "id", there: "sid" }]]);
  });
});

describe("did you mean", () => {
  test.each([
    [["gaia", "sorce"], "gaia.source"],
    [["obs_core"], "ivoa.ObsCore"],
    [["gaia", "gaia_source"], "gaia.source"],
    [["ivoa", "source"], "gaia.source"],
    [['"table2"'], '"J/A+A/1"."table-2"'],
  ])("%j", (parts, name) => {
    expect(catalog.suggestTables(parts.map(id)).map((table) => table.qualifiedName)).toContain(name);
  });

  test("a column by its UCD", () => {
    const [match] = catalog.findTables([id('"table-2"')]);
    expect(match?.table.suggestColumns("ra")[0]?.name.name).toBe("RAJ2000");
    expect(match?.table.suggestColumns("right_ascension")[0]?.name.name).toBe("RAJ2000");
  });

  test("tables that have a column", () => {
    expect(catalog.tablesWithColumn(id("PARALLAX")).map(({ name }) => name)).toEqual(["gaia.source"]);
    expect(catalog.tablesWithColumn(id("nothing"))).toEqual([]);
  });
});

test("a service that says nothing has no unknown tables", () => {
  expect(createCatalog({}).knowsTables).toBe(false);
  expect(createCatalog({ tables: [] }).knowsTables).toBe(true);
});

test("50 000 columns are indexed at once", () => {
  const tables = Array.from({ length: 2500 }, (_, index) => ({
    name: `schema${index % 50}.table_${index}`,
    columns: Array.from({ length: 20 }, (_, number) => ({ name: `column_${index}_${number}`, datatype: "double" })),
  }));
  const find = () =>
    createCatalog({ tables })
      .findTables([id("table_1234")])[0]
      ?.table.findColumns(id("column_1234_7"))?.items;
  expect(find()).toHaveLength(1);
  // Measured at 4 ms; a machine that is slow is not a failure.
  expect(leastCpuTimeMs(find)).toBeLessThan(200);
});
