import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "@armillary/dali";
import {
  createMastSession,
  fetchPanstarrsColumns,
  findTessSectors,
  listMissionProducts,
  type MastSession,
  searchMission,
} from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { corpusFolder, corpusLabel } from "../support/corpus.ts";

// Answers of MAST's other APIs that astroquery's authors recorded, through the clients that ask for them.

type Row = Readonly<Record<string, unknown>>;

function recorded(name: string): { readonly session: MastSession; readonly json: unknown } {
  const text = readFileSync(join(corpusFolder ?? "", "dal/mashup/astroquery", name), "utf8");
  const headers = { "Content-Type": "application/json" };
  const fetch = async (): Promise<Response> => new Response(text, { headers });
  return { session: createMastSession({ transport: createTransport({ fetch }) }), json: JSON.parse(text) };
}

async function rowsOf(result: { rows(): AsyncIterable<Row> }): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of result.rows()) rows.push(row);
  return rows;
}

/** As JSON has it. */
function plain(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
  );
}

describe.skipIf(corpusFolder === undefined)(`recorded answers of MAST's searches ${corpusLabel}`, () => {
  test("a search of Hubble's metadata", async () => {
    const { session, json } = recorded("mast-mission_results.json");
    const { results, totalResults } = json as { readonly results: readonly Row[]; readonly totalResults: number };
    const result = await searchMission<Row>(session, "hst", {}, { check: false });
    expect(result.rowsTotal).toBe(totalResults);
    expect(result.fields.find(({ name }) => name === "sci_start_time")).toMatchObject({ xtype: "timestamp" });
    expect(result.fields.find(({ name }) => name === "sci_pep_id")).toMatchObject({ datatype: "long" });
    expect((await rowsOf(result)).map(plain)).toStrictEqual(results);
  });

  test("products of data sets of Hubble", async () => {
    const { session, json } = recorded("mast-mission_products.json");
    const { products } = json as { readonly products: readonly Row[] };
    const rows = await rowsOf(await listMissionProducts<Row>(session, "hst", ["Z14Z0104T"]));
    expect(rows.map(plain)).toStrictEqual(products);
  });

  test("a sector of TESS, whose numbers are text", async () => {
    const { session } = recorded("mast-tess_sector.json");
    const sectors = await findTessSectors(session, { raDeg: 107.18696, decDeg: -70.50919 });
    expect(sectors).toStrictEqual([{ sectorName: "tess-s0001-1-3", sector: 1, camera: 1, ccd: 3 }]);
  });

  test("the columns of Pan-STARRS, in which NULL is a text", async () => {
    const { session, json } = recorded("mast-panstarrs_columns.json");
    const columns = await fetchPanstarrsColumns(session);
    expect(columns.size).toBe((json as readonly unknown[]).length);
    expect(columns.get("objName")).toStrictEqual({
      name: "objName",
      ucd: "meta.id;meta.main",
      utype: "caom:ps1.catalogEntity.id",
      description: "IAU name for this object.",
    });
    expect(JSON.stringify([...columns.values()])).not.toContain("NULL");
  });
});
