import { describe, expect, test } from "vitest";
import { type Completion, complete, createCatalog, type ServiceMetadata } from "../../../packages/adql/src/index.ts";
import { leastCpuTimeMs } from "../../support/cpu-time.ts";
import { SERVICE } from "./service.ts";

// The bar is the cursor.

function at(marked: string, service: ServiceMetadata | undefined = SERVICE): readonly Completion[] {
  const offset = marked.indexOf("|");
  return complete(marked.slice(0, offset) + marked.slice(offset + 1), offset, service);
}

/** What the text becomes with the first completion. */
function applied(marked: string): string {
  const text = marked.replace("|", "");
  const [first] = at(marked);
  return first === undefined ? text : text.slice(0, first.span.start) + first.insertText + text.slice(first.span.end);
}

const inserted = (marked: string, kind?: Completion["kind"]): readonly string[] =>
  at(marked)
    .filter((completion) => kind === undefined || completion.kind === kind)
    .map(({ insertText }) => insertText);

describe("the first completions", () => {
  test.each<readonly [marked: string, first: readonly string[]]>([
    // keywords
    ["|", ["SELECT", "WITH"]],
    ["SELECT ra FROM sky.source |", ["AS", "JOIN", "LEFT JOIN"]],
    ["SELECT ra FROM sky.source WH|", ["WHERE"]],
    ["SELECT ra FROM sky.source WHERE ra |", ["BETWEEN", "IN", "IS NULL"]],
    ["SELECT ra FROM sky.source WHERE ra IS |", ["NULL", "NOT NULL"]],
    ["SELECT ra FROM sky.source WHERE ra BETWEEN 1 |", ["AND"]],
    ["SELECT ra FROM sky.source WHERE ra = 1 |", ["AND", "OR", "GROUP BY"]],
    ["SELECT ra FROM sky.source ORDER BY ra |", ["ASC", "DESC", "OFFSET"]],
    ["SELECT ra FROM sky.source JOIN sky.spectra |", ["AS", "ON", "USING"]],
    ["SELECT ra FROM sky.source LEFT |", ["JOIN", "OUTER JOIN"]],
    ["SELECT ra FROM sky.source UNION |", ["SELECT", "ALL"]],
    ["SELECT ra FROM sky.source GROUP |", ["BY"]],
    ["SELECT ra FROM sky.source GR| BY ra", ["GROUP"]],
    ["SELECT CASE ra WHEN 1 |", ["THEN"]],
    // tables
    ["SELECT * FROM |", ["sky.source", "sky.spectra", "ivoa.ObsCore", '"J/A+A/1/stars"', "tap_schema.tables"]],
    ["SELECT * FROM sp|", ["sky.spectra"]],
    ["SELECT * FROM sky.|", ["source", "spectra"]],
    ["SELECT * FROM SKY.s|", ["source", "spectra"]],
    ["SELECT * FROM ivo|", ["ivoa.ObsCore", "ivoa"]],
    ["SELECT * FROM J/A+|", ['"J/A+A/1/stars"']],
    ['SELECT * FROM "J/|', ['"J/A+A/1/stars"']],
    ["SELECT * FROM sky.source AS s JOIN |", ["sky.spectra"]],
    ["SELECT * FROM sky.spectra AS s JOIN |", ["sky.source"]],
    ["WITH near AS (SELECT ra FROM sky.source) SELECT * FROM |", ["near", "sky.source"]],
    ["WITH a AS (SELECT ra FROM sky.source), b AS (SELECT * FROM |), c AS (SELECT 1 FROM a) SELECT * FROM b", ["a"]],
    // columns
    ["SELECT | FROM sky.source", ["source_id", "ra", "dec", "solution_id", "parallax"]],
    ["SELECT par| FROM sky.source", ["parallax", "phot_parallax"]],
    ["SELECT PAR| FROM sky.source", ["parallax", "phot_parallax"]],
    ["SELECT da| FROM sky.source", ['"date"']],
    ['SELECT "[F| FROM "J/A+A/1/stars"', ['"[Fe/H]"']],
    ["SELECT s.| FROM sky.source AS s, sky.spectra AS t", ["source_id", "ra", "dec"]],
    ["SELECT t.s| FROM sky.source AS s, sky.spectra AS t", ["spectrum_id", "source_id"]],
    ["SELECT source_i| FROM sky.source AS s, sky.spectra AS t", ["s.source_id", "t.source_id"]],
    ["SELECT source_i| FROM sky.source JOIN sky.spectra USING (source_id)", ["source_id"]],
    ["SELECT x.| FROM (SELECT ra AS lon, dec AS lat FROM sky.source) AS x", ["lon", "lat"]],
    ["SELECT l| FROM (SELECT ra AS lon, dec AS lat FROM sky.source) AS x", ["lon", "lat"]],
    ["WITH near AS (SELECT ra AS lon FROM sky.source) SELECT | FROM near", ["lon"]],
    ["SELECT sky.source.| ", ["source_id", "ra"]],
    ["SELECT ra FROM sky.source WHERE EXISTS (SELECT 1 FROM sky.spectra AS t WHERE t.source_id = te|)", ["teff"]],
    ["SELECT ra FROM sky.source AS o WHERE EXISTS (SELECT 1 FROM sky.spectra WHERE teff > par|)", ["parallax"]],
    [
      "SELECT ra FROM sky.source AS o WHERE EXISTS (SELECT 1 FROM sky.spectra AS i WHERE source_id > o.s|)",
      ["source_id"],
    ],
    // the other side has the same UCD
    ["SELECT * FROM sky.source AS a, ivoa.ObsCore AS b WHERE a.ra = |", ["s_ra"]],
    ["SELECT * FROM sky.source AS a, ivoa.ObsCore AS b WHERE s_dec > |", ["dec"]],
    // arguments are what their parameters are named for
    ["SELECT POINT(|) FROM sky.source", ["ra"]],
    ["SELECT POINT(ra, |) FROM sky.source", ["dec"]],
    ["SELECT POINT('ICRS', ra, |) FROM sky.source", ["dec"]],
    ["SELECT ivo_healpix_index(8, |) FROM sky.source", ["ra"]],
    ["SELECT * FROM sky.source WHERE 1 = CONTAINS(|", ["POINT(", "CIRCLE("]],
    ["SELECT * FROM ivoa.ObsCore WHERE 1 = INTERSECTS(|", ["s_region", "POINT("]],
    // joins
    ["SELECT * FROM sky.source AS s JOIN sky.spectra AS t ON |", ["s.source_id = t.source_id"]],
    ["SELECT * FROM sky.source JOIN sky.spectra ON |", ["source.source_id = spectra.source_id"]],
    ["SELECT * FROM sky.spectra AS a LEFT JOIN sky.spectra AS b ON |", ["a.spectrum_id = b.spectrum_id"]],
    ["SELECT * FROM sky.source AS s JOIN sky.spectra AS t ON | WHERE ra > 1", ["s.source_id = t.source_id"]],
    ["SELECT * FROM sky.source AS s JOIN sky.spectra AS t USING (|)", ["source_id"]],
    // names of the SELECT list
    ["SELECT ra AS lon, COUNT(*) AS n FROM sky.source GROUP BY |", ["ra", "source_id"]],
    ["SELECT s.ra, COUNT(*) AS n FROM sky.source AS s GROUP BY |", ["s.ra"]],
    ["SELECT ra AS lon, COUNT(*) AS n FROM sky.source ORDER BY |", ["lon", "n", "source_id"]],
    ["SELECT ra FROM sky.source UNION SELECT teff FROM sky.spectra ORDER BY |", ["ra"]],
    // literals and types
    ["SELECT IN_UNIT(parallax, |) FROM sky.source", ["'deg'", "'arcmin'", "'arcsec'", "'mas'"]],
    ["SELECT IN_UNIT(pmra, '|') FROM sky.source", ["mas/yr", "arcsec/yr", "deg/yr"]],
    ["SELECT IN_UNIT(pmra, 'de|) FROM sky.source WHERE \"date\" > '2020'", ["deg/yr"]],
    ["SELECT POINT('|', ra, dec) FROM sky.source", ["ICRS", "FK5", "FK4", "GALACTIC"]],
    ["SELECT CAST(ra AS |) FROM sky.source", ["INTEGER", "BIGINT"]],
    ["SELECT CAST(ra AS DO|) FROM sky.source", ["DOUBLE PRECISION"]],
    // functions
    ["SELECT COU| FROM sky.source", ["COUNT("]],
    ["SELECT COU|(*) FROM sky.source", ["COUNT"]],
    ["SELECT healp| FROM sky.source", ["ivo_healpix_index("]],
    // several queries in one text
    ["SELECT ra FROM sky.source; SEL|", ["SELECT"]],
    ["SELECT ra FROM ivoa.ObsCore; SELECT par| FROM sky.source; SELECT 1 FROM", ["parallax"]],
  ])("%s", (marked, first) => {
    expect(inserted(marked).slice(0, first.length)).toEqual(first);
  });
});

describe("nothing where nothing can be known", () => {
  test.each([
    "SELECT 12| FROM sky.source",
    "SELECT 'ab|c' FROM sky.source",
    "SELECT 'abc'| FROM sky.source",
    "SELECT ra -- r|\nFROM sky.source",
    "SELECT ra /* r| */ FROM sky.source",
    "SELECT ra AS | FROM sky.source",
    "SELECT TOP | ra FROM sky.source",
    "SELECT ra FROM sky.source OFFSET |",
    "SELECT ra FROM sky.source AS |",
    "SELECT t.| FROM sky.source AS s",
    "SELECT ra FROM nowhere.|",
  ])("%s", (marked) => {
    expect(at(marked)).toEqual([]);
  });
});

describe("what is replaced", () => {
  test.each([
    ["SELECT pa|r FROM sky.source", "SELECT parallax FROM sky.source"],
    ["SELECT |par FROM sky.source", "SELECT source_idpar FROM sky.source"],
    ["SELECT s.pa|ra FROM sky.source AS s", "SELECT s.parallax FROM sky.source AS s"],
    ['SELECT "da|te" FROM sky.source', 'SELECT "date" FROM sky.source'],
    ['SELECT "da| FROM "J/A+A/1/stars", sky.source', 'SELECT "date" FROM "J/A+A/1/stars", sky.source'],
    ["SELECT * FROM sky.sp|urious WHERE 1=1", "SELECT * FROM sky.spectra WHERE 1=1"],
    ["SELECT IN_UNIT(pmra, 'm|as') FROM sky.source", "SELECT IN_UNIT(pmra, 'mas/yr') FROM sky.source"],
    ["SELECT * FROM J/A|+A/2", 'SELECT * FROM "J/A+A/1/stars"'],
  ])("%s", (marked, becomes) => {
    expect(applied(marked)).toBe(becomes);
  });
});

describe("the rest of the query may be broken", () => {
  test.each([
    "SELECT par| FROM sky.source WHERE (ra > AND ORDER",
    "SELECT (par| FROM sky.source",
    "SELECT FROM sky.source WHERE par|",
    "SELECT ra, FROM sky.source WHERE ABS(ra AND par|",
    "SELECT ra FROM sky.source WHERE par| ORDER BY GROUP ,",
    "SELECT ra FROM sky.source WHERE ra IN (1, 2 AND par|",
    "SELECT ra FROM sky.source AS s JOIN WHERE par|",
    'SELECT ra FROM sky.source WHERE "date" > \'never closed\nAND par|',
    'SELECT ra AS "never closed\n, par| FROM sky.source',
  ])("%s", (marked) => {
    expect(inserted(marked, "column")).toContain("parallax");
  });
});

test("aggregates stand where rows have been grouped", () => {
  expect(inserted("SELECT AV|")).toEqual(["AVG("]);
  expect(inserted("SELECT ra FROM sky.source GROUP BY ra HAVING AV|")).toEqual(["AVG("]);
  expect(inserted("SELECT ra FROM sky.source WHERE AV|")).toEqual([]);
});

test("ON has the tables before it, not those behind", () => {
  const marked = "SELECT * FROM sky.source AS a JOIN ivoa.ObsCore AS b ON te| JOIN sky.spectra AS c ON 1 = 1";
  expect(inserted(marked, "column")).toEqual([]);
});

test("a service of ADQL 2.0 has neither WITH, set operations nor functions of 2.1, and wants a coordinate system", () => {
  const old = { ...SERVICE, versions: ["2.0"] };
  expect(at("|", old).map(({ label }) => label)).toEqual(["SELECT"]);
  const after = at("SELECT ra FROM sky.source |", old).map(({ label }) => label);
  expect(after).toContain("WHERE");
  expect(after).not.toContain("UNION");
  expect(at("SELECT COAL|", old)).toEqual([]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets
  expect(at("SELECT POIN|", old)[0]?.snippet).toBe("POINT('${1:ICRS}', ${2:lon}, ${3:lat})");
  expect(at("SELECT POINT(|", old)[0]).toMatchObject({ kind: "frame", insertText: "'ICRS'" });
  expect(complete("SELECT COAL", 11, SERVICE, { version: "2.0" })).toEqual([]);
});

test("geometry that the service does not declare comes last", () => {
  const features = [{ type: "ivo://ivoa.net/std/TAPRegExt#features-adqlgeo", form: "POINT" }];
  const labels = at("SELECT PO|", { ...SERVICE, features }).map(({ filterText }) => filterText);
  expect(labels).toEqual(["POWER", "POINT", "POLYGON"]);
});

test("without a service there are keywords and the functions of the standard", () => {
  const found = complete("SELECT a. FROM x AS a WHERE ", 28);
  expect(found.map(({ label }) => label)).toEqual(expect.arrayContaining(["NOT", "EXISTS", "SQRT(x)", "a"]));
  expect(complete("SELECT a. FROM x AS a", 9)).toEqual([]);
});

test("what a completion tells", () => {
  expect(at("SELECT parall| FROM sky.source")[0]).toEqual({
    label: "parallax",
    kind: "column",
    insertText: "parallax",
    filterText: "parallax",
    span: { start: 7, end: 13 },
    rank: 0,
    detail: "DOUBLE PRECISION · mas · pos.parallax.trig · sky.source",
    documentation:
      "Absolute parallax\n\n- Type: `DOUBLE PRECISION`\n- Unit: `mas`\n- UCD: `pos.parallax.trig`\n- Table: `sky.source`",
  });
  expect(at("SELECT * FROM sou|")[0]).toMatchObject({
    label: "sky.source",
    filterText: "source",
    detail: "1\u202f811\u202f709\u202f771 rows · All sources",
    documentation: expect.stringContaining("One row a \\*source\\*."),
  });
  expect(at("SELECT CIRC|")[0]).toMatchObject({
    label: "CIRCLE(lon, lat, radius)",
    insertText: "CIRCLE(",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets
    snippet: "CIRCLE(${1:lon}, ${2:lat}, ${3:radius})",
    documentation: expect.stringContaining("ADQL 2.1, section 4.2.11"),
  });
});

test("an offset beyond the text is its end; one before it, its start", () => {
  expect(complete("SEL", 99)).toEqual(complete("SEL", 3));
  expect(complete("SEL", -5)).toEqual(complete("SEL", 0));
});

describe("a schema of 50 000 columns", () => {
  const tables = Array.from({ length: 500 }, (_, table) => ({
    name: `big.table_${table}`,
    schema: "big",
    columns: Array.from({ length: 100 }, (_, index) => ({
      name: `flux_${index}_of_${table}`,
      datatype: "double",
      unit: "mJy",
      ucd: `phot.flux;em.opt.${"UBVRI"[index % 5]}`,
    })),
  }));
  const wide = { name: "big.wide", schema: "big", columns: tables.flatMap(({ columns }) => columns) };
  const catalog = createCatalog({ tables: [...tables, wide] });

  test.each([
    ["SELECT fl| FROM big.table_7 AS a JOIN big.table_8 AS b ON a.flux_1_of_7 = b.flux_1_of_8", 200],
    ["SELECT * FROM tab|", 200],
    ["SELECT flux_77_| FROM big.wide", 200],
    ["SELECT | FROM big.wide", 200],
    ["SELECT of_499| FROM big.wide", 100],
  ])("%s", (marked, columns) => {
    const offset = marked.indexOf("|");
    const text = marked.replace("|", "");
    const found = complete(text, offset, catalog).filter(({ kind }) => kind === "column" || kind === "table");
    expect(found).toHaveLength(columns);
    // 5 ms is what is promised on a quiet machine; `npm run bench` measures it.
    expect(leastCpuTimeMs(() => complete(text, offset, catalog))).toBeLessThan(100);
  });
});
