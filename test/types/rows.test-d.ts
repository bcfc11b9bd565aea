import { type AdqlTypeError, type Checked, type RowOf, type RowOfQuery, typed, type UnknownRow } from "@armillary/adql";
import type { Gaiadr3GaiaSource, Gaiadr3VariSummary, Schema } from "./archive-schema.d.ts";
import { assertType, type Exact } from "./exact.ts";

// Compiled, never run: `tsc -p test` fails where a row is not exactly as said, and where an error that is expected is none.

declare function query<const Query extends string>(adql: Checked<Schema, Query>): RowOf<Schema, Query>;
type Row<Query extends string> = RowOf<Schema, Query>;

// ---- values

assertType<
  Exact<
    Row<"SELECT source_id, s_region, obs_id, has_xp_sampled FROM gaiadr3.gaia_source, ivoa.obscore">,
    {
      readonly source_id: bigint | null;
      readonly s_region: readonly number[] | null;
      readonly obs_id: string | null;
      readonly has_xp_sampled: boolean | null;
    }
  >
>();
assertType<Exact<Row<"SELECT * FROM gaiadr3.gaia_source">, Gaiadr3GaiaSource>>();
assertType<Exact<Row<"SELECT v.* FROM gaiadr3.gaia_source g, gaiadr3.vari_summary v">, Gaiadr3VariSummary>>();

type Value<Expression extends string> =
  Row<`SELECT ${Expression} AS x FROM gaiadr3.gaia_source`> extends {
    readonly x: infer X;
  }
    ? X
    : never;
assertType<Exact<Value<"1">, number>>();
assertType<Exact<Value<"-1.5E3">, number>>();
assertType<Exact<Value<"'text'">, string>>();
assertType<Exact<Value<"NULL">, null>>();
assertType<Exact<Value<"COUNT(*)">, number | bigint>>();
assertType<Exact<Value<"COUNT(DISTINCT ra)">, number | bigint>>();
assertType<Exact<Value<"AVG(source_id)">, number | null>>();
assertType<Exact<Value<"MAX(source_id)">, bigint | null>>();
assertType<Exact<Value<"MIN(DISTINCT Designation)">, string | null>>();
assertType<Exact<Value<"SUM(ra)">, number | bigint | null>>();
assertType<Exact<Value<"ra + 2 * dec">, number | null>>();
assertType<Exact<Value<"source_id / 34359738368">, bigint | null>>();
assertType<Exact<Value<"source_id / 2.5">, number | bigint | null>>();
assertType<Exact<Value<"ABS(source_id - 1)">, bigint | null>>();
assertType<Exact<Value<"ROUND(ra, 2)">, number | null>>();
assertType<Exact<Value<"SQRT(POWER(ra, 2))">, number | null>>();
assertType<Exact<Value<"MAX(ABS(ra - (dec * 2)))">, number | null>>();
assertType<Exact<Value<"COALESCE(parallax, ra, 0)">, number>>();
assertType<Exact<Value<"COALESCE(source_id, ABS(ra))">, number | bigint | null>>();
assertType<Exact<Value<"CAST(CAST(ra AS VARCHAR(10)) AS BIGINT)">, bigint | null>>();
assertType<Exact<Value<"cast(ra as varchar(10))">, string | null>>();
assertType<Exact<Value<"CAST(ra AS double precision)">, number | null>>();
assertType<Exact<Value<"MAX(((ra)))">, number | null>>();
assertType<Exact<Value<"MAX((((((((ra))))))))">, unknown>>(); // nested deeper than is followed
assertType<Exact<Value<"Designation || '!'">, string | null>>();
assertType<Exact<Value<"gaia_source.ra">, number | null>>();
assertType<Exact<Value<"ivo_healpix_index(6, ra, dec)">, unknown>>();
assertType<Exact<Value<"CASE WHEN ra > 1 THEN 1 ELSE 2 END">, unknown>>();

// ---- names

assertType<
  Exact<
    Row<"SELECT a.source_id, b.source_id, a.ra AS source_id FROM gaiadr3.gaia_source a, gaiadr3.vari_summary b">,
    { readonly source_id: bigint | null; readonly source_id_2: bigint | null; readonly source_id_3: number | null }
  >
>();
assertType<
  Exact<
    keyof Row<"SELECT * FROM gaiadr3.vari_summary a JOIN gaiadr3.vari_summary b ON a.source_id = b.source_id">,
    keyof Gaiadr3VariSummary | "source_id_2" | "best_class_2" | "period_2"
  >
>();
assertType<
  Exact<
    keyof Row<"SELECT * FROM gaiadr3.gaia_source JOIN gaiadr3.vari_summary USING (source_id)">,
    keyof Gaiadr3GaiaSource | keyof Gaiadr3VariSummary
  >
>();
assertType<Exact<Row<"SELECT ra, COUNT(*) FROM gaiadr3.gaia_source GROUP BY ra">, { readonly ra: number | null }>>();

// ---- outer joins: of a schema in which not all is nullable

interface Strict {
  readonly a: { readonly id: number; readonly x: string };
  readonly b: { readonly id: number; readonly y: string };
  readonly c: { readonly id: number; readonly z: string };
}
type Joined<Tail extends string> = RowOf<Strict, `SELECT x, y FROM ${Tail}`>;
assertType<Exact<Joined<"a JOIN b USING (id)">, { readonly x: string; readonly y: string }>>();
assertType<Exact<Joined<"a LEFT JOIN b USING (id)">, { readonly x: string; readonly y: string | null }>>();
assertType<Exact<Joined<"a RIGHT OUTER JOIN b USING (id)">, { readonly x: string | null; readonly y: string }>>();
assertType<Exact<Joined<"a NATURAL FULL JOIN b">, { readonly x: string | null; readonly y: string | null }>>();
assertType<Exact<Joined<"a, c RIGHT JOIN b ON c.id = b.id">, { readonly x: string; readonly y: string }>>();
assertType<Exact<RowOf<Strict, "SELECT MAX(y) AS m FROM a LEFT JOIN b USING (id)">, { readonly m: string | null }>>();

// ---- numbers put into the text; what is open otherwise

declare const degrees: number;
declare const text: string;
declare const either: "ra" | "dec";
const near = query(`SELECT TOP ${degrees} ra, dec FROM gaiadr3.gaia_source
  WHERE CONTAINS(POINT(ra, dec), CIRCLE(${degrees}, ${degrees}, 0.1)) = 1`);
assertType<Exact<typeof near, { readonly ra: number | null; readonly dec: number | null }>>();
const open = query(`SELECT ${text} FROM gaiadr3.gaia_source`);
assertType<Exact<typeof open, UnknownRow>>();
const openTable = query(`SELECT ra FROM ${text}`);
assertType<Exact<typeof openTable, UnknownRow>>();
const chosen = query(`SELECT ${either} FROM gaiadr3.gaia_source`);
assertType<Exact<typeof chosen, { readonly ra: number | null } | { readonly dec: number | null }>>();

// ---- outside the subset

assertType<Exact<Row<string>, UnknownRow>>();
assertType<Exact<Row<"">, UnknownRow>>();
assertType<Exact<Row<"SELECT ra">, UnknownRow>>();
assertType<Exact<Row<"DELETE FROM gaiadr3.gaia_source">, UnknownRow>>();
assertType<Exact<Row<"WITH t AS (SELECT nope FROM x) SELECT nope FROM t">, UnknownRow>>();
assertType<Exact<Row<"SELECT nope FROM (SELECT ra AS nope FROM gaiadr3.gaia_source) AS t">, UnknownRow>>();
assertType<Exact<Row<"SELECT ra FROM gaiadr3.gaia_source UNION SELECT s_ra FROM ivoa.obscore">, UnknownRow>>();
assertType<
  Exact<Row<"SELECT ra FROM gaiadr3.gaia_source WHERE dec > 1 EXCEPT SELECT s_ra FROM ivoa.obscore">, UnknownRow>
>();
assertType<Exact<Row<"SELECT (SELECT 1 FROM x) AS y FROM gaiadr3.gaia_source">, UnknownRow>>();
assertType<Exact<Row<"SELECT u.nope FROM TAP_UPLOAD.mine AS u, gaiadr3.gaia_source">, UnknownRow>>();
assertType<Exact<Row<"SELECT table_name FROM tap_schema.tables">, UnknownRow>>();
assertType<Exact<RowOf<unknown, "SELECT ra FROM anywhere">, UnknownRow>>();
assertType<
  Exact<
    Row<"SELECT ra FROM gaiadr3.gaia_source g WHERE EXISTS (SELECT other FROM tap_upload.mine m WHERE m.id = g.source_id)">,
    { readonly ra: number | null }
  >
>();

// ---- what is wrong

assertType<
  Exact<Row<"SELECT rah FROM gaiadr3.gaia_source">, AdqlTypeError<"There is no column 'rah' in gaiadr3.gaia_source">>
>();
// @ts-expect-error: no such column
query("SELECT rah FROM gaiadr3.gaia_source");
// @ts-expect-error: no such column behind WHERE
query("SELECT ra FROM gaiadr3.gaia_source WHERE rah > 1");
// @ts-expect-error: of two queries, one is wrong
query(`SELECT ${"" as "ra" | "rah"} FROM gaiadr3.gaia_source`);
query("SELECT ra FROM gaiadr3.gaia_source WHERE rah > 1" as string);

// ---- typed queries

const gaia = typed<Schema>();
const bright = gaia("SELECT source_id, phot_g_mean_mag AS g FROM gaiadr3.gaia_source WHERE phot_g_mean_mag < 5");
assertType<Exact<RowOfQuery<typeof bright>, { readonly source_id: bigint | null; readonly g: number | null }>>();
assertType<Exact<RowOfQuery<string>, UnknownRow>>();
const asText: string = bright;
// @ts-expect-error: no such table
gaia("SELECT ra FROM gaia.gaia_source");

export { asText };
