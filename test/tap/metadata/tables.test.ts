import { check, createCatalog, parse } from "@armillary/adql";
import { serviceMetadata } from "@armillary/tap";
import { describe, expect, test } from "vitest";
import { answer } from "../../support/faults.ts";
import type { Quirks } from "../../support/tap-service/quirks.ts";
import { type ServiceTable, serviceTable, starTable } from "../../support/tap-service/tables.ts";
import { openService } from "../open-service.ts";

const STARS = starTable(5);
const SPECTRA = serviceTable('"J/A+A/1"."table-2"', { id: "long", '"obs-id"': "char*" }, [], {
  description: "Spectra",
  foreignKeys: [{ to: "survey.stars", columns: [["id", "source_id"]] }],
});
const FEW = [STARS, SPECTRA];
/** More than are asked for in one go. */
const MANY = [...FEW, ...Array.from({ length: 80 }, (_, index) => starTable(1, `many.t${index}`))];

/** What the columns of a table are, in either way of saying it. */
function said(table: { readonly columns: readonly object[] } | undefined): readonly object[] {
  return (table?.columns ?? []).map((column) => {
    const { typeSystem: _, flags: __, principal: ___, std: ____, indexed, ...rest } = column as Record<string, unknown>;
    return { ...rest, ...(indexed === true ? { indexed } : {}) };
  });
}

function requestsFor(server: { readonly received: readonly { readonly url: string }[] }): readonly string[] {
  return server.received.map(({ url }) => decodeURIComponent(url)).filter((url) => !url.includes("capabilities"));
}

describe("where tables are from", () => {
  test.each<[what: string, quirks: Quirks, tables: readonly ServiceTable[], asked: readonly RegExp[]]>([
    ["a few tables: names, then all at once", {}, FEW, [/tables\?detail=min$/, /tables$/]],
    ["many tables: names, then the one", {}, MANY, [/tables\?detail=min$/, /tables\/survey\.stars$/]],
    ["VOSI 1.0: all at once, whatever is asked", { tables: "no-detail" }, MANY, [/tables\?detail=min$/]],
    [
      "no single tables: TAP_SCHEMA for the one",
      { tables: "no-single" },
      MANY,
      [/detail=min$/, /tables\/survey\.stars$/, /sync/, /sync/, /sync/, /sync/],
    ],
    [
      "neither single tables nor TAP_SCHEMA: all",
      { tables: "no-single", tapSchema: "missing" },
      MANY,
      [/detail=min$/, /tables\/survey\.stars$/, /sync/, /sync/, /tables$/],
    ],
  ])("%s", async (_, quirks, tables, asked) => {
    const { server, service } = await openService({ tables, quirks });
    const list = await service.tables();
    expect(list.tables.map(({ name }) => name)).toEqual(expect.arrayContaining(tables.map(({ name }) => name)));
    const table = await list.table("survey.stars");
    const mag = { name: "mag", datatype: "float", unit: "mag", ucd: "phot.mag" };
    expect(said(table)).toHaveLength(STARS.fields.length);
    expect(said(table)).toContainEqual(mag);
    expect(said(table)[0]).toMatchObject({ name: "source_id", indexed: true, ucd: "meta.id;meta.main" });
    const urls = requestsFor(server);
    expect(urls).toHaveLength(asked.length);
    for (const [index, pattern] of asked.entries()) expect(urls[index]).toMatch(pattern);
    // Once is enough.
    await list.table("SURVEY.Stars");
    expect(requestsFor(server)).toHaveLength(asked.length);
  });

  test.each<[what: string, quirks: Quirks]>([
    ["no /tables at all", { tables: "missing" }],
    ["HEASARC: no joins in TAP_SCHEMA", { tables: "missing", tapSchema: "no-joins" }],
    [
      "WFAU: /tables fails, and answers stop at 200 rows without a word",
      { tables: "missing", cap: { rows: 200, silent: true } },
    ],
    ["MAXREC bites", { tables: "missing", cap: { rows: 50 } }],
  ])("TAP_SCHEMA: %s", async (_, quirks) => {
    const { server, service } = await openService({ tables: MANY, quirks });
    const list = await service.tables();
    expect(list.source).toBe("tap_schema");
    expect(list.tables.map(({ name }) => name)).toEqual(MANY.map(({ name }) => name));
    expect(list.loaded).toBe("all");
    const before = server.received.length;
    expect(said(await list.table("survey.stars"))).toHaveLength(STARS.fields.length);
    expect(await list.table('"J/A+A/1"."table-2"')).toMatchObject({
      schema: '"J/A+A/1"',
      description: "Spectra",
      columns: [{ name: "id" }, { name: '"obs-id"', datatype: "char", arraysize: "*" }],
      foreignKeys: [{ targetTable: "survey.stars", columns: [{ from: "id", target: "source_id" }] }],
    });
    expect(server.received).toHaveLength(before);
    expect(server.queries.every(({ query }) => !/\bjoin\b/i.test(query))).toBe(true);
    expect(list.problems).toEqual([expect.stringContaining("no list of tables")]);
  });

  test("both ways say the same of columns", async () => {
    const [vosi, schema] = await Promise.all(
      [{}, { tables: "missing" } as const].map(async (quirks) => {
        const { service } = await openService({ tables: FEW, quirks });
        return (await service.tables()).table("survey.stars");
      }),
    );
    expect(said(vosi)).toEqual(said(schema));
  });

  test("neither: what /tables said, or TAP_SCHEMA where there is none", async () => {
    const { service } = await openService({ quirks: { tables: "missing", tapSchema: "missing" } });
    await expect(service.tables()).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      message: expect.stringContaining("TAP_SCHEMA.tables"),
    });
    const { server, service: broken } = await openService({ quirks: { tapSchema: "missing" } });
    server.on("/tap/tables", answer(500, "<html><title>Oops</title></html>", { "Content-Type": "text/html" }));
    await expect(broken.tables()).rejects.toMatchObject({ code: "DAL_HTTP", message: expect.stringContaining("500") });
  });

  test("a failure is not kept: the next call asks again", async () => {
    const { server, service } = await openService({ quirks: { tapSchema: "missing" } });
    server.on(
      "/tap/tables",
      answer(401, "who are you"),
      answer(200, "<tableset><schema><name>s</name><table><name>s.t</name></table></schema></tableset>", {
        "Content-Type": "text/xml",
      }),
    );
    await expect(service.tables()).rejects.toMatchObject({ code: "DAL_AUTH" });
    expect((await service.tables()).tables).toMatchObject([{ name: "s.t" }]);
  });
});

describe("serviceMetadata", () => {
  test("is what the check of ADQL takes, with the tables that a query names", async () => {
    const { server, service } = await openService({
      tables: MANY,
      declared: { functions: ["ivo_hasword(haystack TEXT, needle TEXT) -> INTEGER"] },
    });
    const adql = "SELECT ra, magn FROM survey.stars JOIN many.t3 USING (source_id)";
    const metadata = await serviceMetadata(service, { adql });
    const { problems } = check(parse(adql), metadata);
    expect(problems.map(({ code }) => code)).toContain("ADQL_UNKNOWN_COLUMN");
    expect(metadata.versions).toEqual(["2.0", "2.1"]);
    expect(metadata.functions).toMatchObject([{ signature: expect.stringContaining("ivo_hasword") }]);
    expect(metadata.features).toContainEqual({ type: expect.stringContaining("adqlgeo"), form: "POINT" });
    expect(requestsFor(server)).toHaveLength(3);
    const catalog = createCatalog(metadata);
    expect(catalog.tables.length).toBeGreaterThan(MANY.length);
    expect(catalog.tables.filter(({ columns }) => columns.length > 0)).toHaveLength(2);
  });

  test("without a query, has all columns", async () => {
    const { service } = await openService({ tables: MANY });
    const { tables = [] } = await serviceMetadata(service);
    expect(tables.every(({ columns }) => columns.length > 0)).toBe(true);
  });

  test("of a service without capabilities has tables alone", async () => {
    const { service } = await openService({ tables: FEW, quirks: { capabilities: "missing" } });
    const metadata = await serviceMetadata(service);
    expect(metadata.tables?.length).toBeGreaterThan(1);
    expect(metadata).not.toHaveProperty("versions");
  });
});
