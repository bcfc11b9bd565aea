import { check, createCatalog, parse, type ServiceMetadata } from "@armillary/adql";
import { adqlOf, findCapabilities, parseCapabilities, readTables } from "@armillary/dali";
import { openTable } from "@armillary/formats";
import { describe, expect, test } from "vitest";

// A running DaCHS server (see its README for how to start it) as a second opinion on which queries are valid, and on the
// columns of their results.

const BASE = `http://127.0.0.1:${process.env["DACHS_PORT"] ?? "8090"}/tap`;

async function fetched(path: string, fields?: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const body = fields === undefined ? {} : { method: "POST", body: new URLSearchParams(fields) };
  const response = await fetch(`${BASE}/${path}`, { ...body });
  return new Uint8Array(await response.arrayBuffer());
}

const isUp = await fetched("availability").then(
  (bytes) => new TextDecoder().decode(bytes).includes("availability"),
  () => false,
);

async function describeService(): Promise<ServiceMetadata> {
  const { tables } = await readTables(await fetched("tables"));
  const [tap] = findCapabilities(parseCapabilities(await fetched("capabilities")), "TAP");
  return { tables, ...(tap?.tableAccess === undefined ? {} : adqlOf(tap.tableAccess)) };
}

interface Answer {
  readonly ok: boolean;
  readonly message: string;
  /** `name unit` of each column. */
  readonly columns: readonly string[];
}

async function run(query: string): Promise<Answer> {
  const bytes = await fetched("sync", { LANG: "ADQL", FORMAT: "votable/td", MAXREC: "1", QUERY: query });
  const document = new TextDecoder().decode(bytes);
  const error = /<INFO name="QUERY_STATUS" value="ERROR"[^>]*>([^<]*)/.exec(document);
  if (error !== null) return { ok: false, message: error[1] ?? "", columns: [] };
  const table = await openTable(bytes);
  const columns = table.fields.map(({ name, unit }) => [name, unit].filter(Boolean).join(" "));
  await table.close();
  return { ok: true, message: "", columns };
}

const VALID = [
  "SELECT ra, dec FROM stars.main",
  "SELECT m.ra, b.* FROM stars.main AS m JOIN stars.bright AS b ON m.source_id = b.source_id",
  "SELECT source_id, ra FROM stars.main JOIN stars.bright USING (source_id)",
  "SELECT ra AS r FROM stars.main WHERE ra > 10 ORDER BY r",
  "SELECT spt, COUNT(*) AS n, AVG(parallax) AS p FROM stars.main GROUP BY spt HAVING COUNT(*) > 2 ORDER BY n DESC",
  "SELECT x.a FROM (SELECT ra AS a FROM stars.main) AS x WHERE x.a > 1",
  "WITH near AS (SELECT ra, dec FROM stars.main WHERE ra < 20) SELECT ra FROM near",
  "SELECT ra FROM stars.main UNION SELECT dec AS ra FROM stars.main",
  "SELECT source_id FROM stars.main WHERE source_id IN (SELECT source_id FROM stars.bright)",
  "SELECT source_id FROM stars.main AS m WHERE EXISTS (SELECT source_id FROM stars.bright AS b WHERE b.source_id = m.source_id)",
  "SELECT ra FROM stars.main WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 0.1))",
  "SELECT ra FROM stars.main WHERE 1 = CONTAINS(pos, CIRCLE(10, 20, 0.1))",
  "SELECT DISTANCE(ra, dec, 10, 20) AS d FROM stars.main WHERE DISTANCE(POINT(ra, dec), pos) < 1",
  "SELECT COORD1(pos) AS x, COORD2(pos) AS y FROM stars.main",
  "SELECT obs_id FROM ivoa.obscore WHERE 1 = CONTAINS(POINT(10, 20), s_region)",
  "SELECT ra + 10 AS a, parallax / 1000 AS p_scaled, -dec AS b, ra * 2 AS c FROM stars.main",
  "SELECT UPPER(remark) AS u, COALESCE(remark, 'none') AS c, CAST(ra AS REAL) AS r FROM stars.main",
  "SELECT IN_UNIT(ra, 'arcsec') AS a FROM stars.main",
  "SELECT ivo_healpix_index(6, ra, dec) AS h FROM stars.main",
  "SELECT ivo_hasword(remark, 'a') AS w FROM stars.main",
  "SELECT ra FROM stars.main WHERE remark LIKE 'a%' OR remark ILIKE 'B%'",
  "SELECT ra FROM stars.main WHERE obs_time > '2015-01-01'",
  "SELECT ra FROM stars.main ORDER BY ra OFFSET 5",
  "SELECT TOP 5 RA, Dec FROM Stars.Main",
  "SELECT table_name FROM TAP_SCHEMA.tables",
  "SELECT stars.main.ra FROM stars.main",
  "SELECT SQRT(POWER(pmra, 2) + POWER(pmdec, 2)) AS pm_total, LOG10(parallax) AS l FROM stars.main WHERE parallax > 0",
  "SELECT MAX(ra) - MIN(ra) AS span FROM stars.main",
  "SELECT DISTINCT spt FROM stars.main",
];

/** Columns as DaCHS describes them, and as we do. */
const UNITS: Readonly<Record<string, string>> = {
  // It keeps a unit whatever a column is divided by, and calls that tainted; a plain factor may convert it.
  "p_scaled mas": "p_scaled",
  // It has no units of roots.
  pm_total: "pm_total mas/yr",
};

const INVALID = [
  "SELECT raa FROM stars.main",
  "SELECT ra FROM stars.mian",
  "SELECT t.ra FROM stars.main AS s",
  "SELECT main.ra FROM stars.main AS s",
  "SELECT source_id FROM stars.main, stars.bright",
  "SELECT ra FROM stars.main WHERE COUNT(*) > 1",
  "SELECT spt, ra, COUNT(*) FROM stars.main GROUP BY spt",
  "SELECT ra, COUNT(*) FROM stars.main",
  "SELECT no_such_function(ra) FROM stars.main",
  "SELECT ivo_healpix_index(ra) FROM stars.main",
  "SELECT ABS(remark) FROM stars.main",
  "SELECT remark * 2 FROM stars.main",
  "SELECT ra FROM stars.main WHERE 1 = CONTAINS(ra, CIRCLE(1, 2, 3))",
  "SELECT ra, dec FROM stars.main UNION SELECT ra FROM stars.main",
  "SELECT ra FROM stars.main WHERE ra IN (SELECT ra, dec FROM stars.main)",
  "SELECT IN_UNIT(ra, 'kg') FROM stars.main",
  "SELECT IN_UNIT(ra, 'foo') FROM stars.main",
  "SELECT ra * 2 AS r FROM stars.main WHERE r > 1",
  "SELECT ra FROM stars.main AS a, stars.bright AS a",
  'SELECT ra FROM stars.main WHERE remark = "abc"',
  "SELECT ra FROM stars.main ORDER BY 3",
  "WITH a AS (SELECT ra FROM b), b AS (SELECT ra FROM stars.main) SELECT ra FROM a",
  "SELECT MAX(COUNT(*)) FROM stars.main",
];

describe.skipIf(!isUp)(`DaCHS${isUp ? "" : ` (skipped: no server at ${BASE})`}`, async () => {
  const catalog = createCatalog(isUp ? await describeService() : {});
  const checked = (query: string) => check(parse(query), catalog);
  const errorsOf = (query: string) =>
    checked(query)
      .problems.filter(({ severity }) => severity === "error")
      .map(({ message }) => message);

  test("refuses a table's name without its schema, of which we warn", async () => {
    const query = "SELECT main.ra FROM stars.main";
    expect(checked(query).problems).toMatchObject([{ code: "ADQL_UNKNOWN_TABLE", severity: "warning" }]);
    expect((await run(query)).ok).toBe(false);
  });

  test("refuses columns of other names in a UNION, of which we warn", async () => {
    const query = "SELECT ra FROM stars.main UNION SELECT dec FROM stars.main";
    expect(checked(query).problems).toMatchObject([{ code: "ADQL_SHAPE", severity: "warning" }]);
    expect((await run(query)).ok).toBe(false);
  });

  test.each(VALID)("takes, as we do: %s", async (query) => {
    expect(errorsOf(query)).toEqual([]);
    const answer = await run(query);
    expect(answer.message).toBe("");
    const columns = checked(query).columns.map(({ name, unit }) => [name, unit].filter(Boolean).join(" "));
    expect(columns).toEqual(answer.columns.map((column) => UNITS[column] ?? column));
  });

  test.each(INVALID)("refuses, as we do: %s", async (query) => {
    expect(errorsOf(query)).not.toEqual([]);
    const answer = await run(query);
    expect(answer.ok).toBe(false);
  });
});
