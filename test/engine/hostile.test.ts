import { AdqlError } from "@armillary/adql";
import { createEngineCatalog, translate } from "@armillary/engine";
import { expect, test } from "vitest";
import { columnOf, emptyTable } from "../support/translated.ts";

const catalog = createEngineCatalog([emptyTable("t", ["a int", "name char"].map(columnOf))]);

/** Ways to files, settings and other tables of the database, through whatever ADQL lets stand. */
test.each([
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM '/etc/passwd'",
  'SELECT * FROM "/etc/passwd"',
  "SELECT * FROM \"read_csv('/etc/passwd')\"",
  "SELECT * FROM duckdb_settings()",
  'SELECT * FROM "duckdb_settings"',
  "SELECT * FROM information_schema.tables",
  "SELECT * FROM pg_catalog.pg_class",
  "SELECT * FROM sqlite_master",
  "SELECT getenv('HOME') FROM t",
  "SELECT current_setting('home_directory') FROM t",
  "SELECT read_text('/etc/passwd') FROM t",
  "SELECT main.read_text('/etc/passwd') FROM t",
  "SELECT \"getenv\"('HOME') FROM t",
  "SELECT sky_vertices(a) FROM t",
  "SELECT sql_ln(a) FROM t",
  "SELECT nextval('s') FROM t",
  "SELECT TRIM(name) FROM t",
  "SELECT a FROM t; COPY t TO '/tmp/out.csv'",
  "SELECT a FROM t; ATTACH '/tmp/other.db'",
  "SET enable_external_access = true",
  "PRAGMA database_list",
  "INSTALL httpfs",
  "SELECT a FROM t WHERE 1=1 UNION SELECT content FROM read_text('/etc/passwd')",
  "WITH x AS (SELECT * FROM glob('/*')) SELECT * FROM x",
  "SELECT x_ FROM t",
  "SELECT t1.a FROM t",
  "SELECT CAST(a AS UNION) FROM t",
])("%s is refused, with a place", (adql) => {
  expect(() => translate(adql, catalog)).toThrow(AdqlError);
});

test.each([
  ["a quote", "it's ' OR 1=1 --"],
  ["a backslash", "\\'; DROP TABLE t; --"],
  ["dollars", "$$ || getenv('HOME') || $$"],
  ["a line end", "x'\n; SELECT 1"],
])("a string with %s is a string", (_, text) => {
  const { sql } = translate(`SELECT a FROM t WHERE name = '${text.replaceAll("'", "''")}'`, catalog);
  expect(sql).toContain(`'${text.replaceAll("'", "''")}'`);
});

test("no name of the query gets into the SQL", () => {
  const adql = 'SELECT a AS "x; DROP TABLE t", name AS "\'--" FROM t AS "evil ""alias""" ORDER BY "x; DROP TABLE t"';
  const { sql, fields } = translate(adql, catalog);
  expect(sql).not.toMatch(/DROP|evil|'--/);
  expect(fields.map(({ name }) => name)).toEqual(["x; DROP TABLE t", "'--"]);
});
