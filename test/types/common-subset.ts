/** A query of the common subset, and the names of its columns that are known: those of expressions without alias are not. */
export interface SubsetQuery {
  readonly adql: string;
  readonly columns: readonly string[];
}

const GAIA = ["source_id", "ra", "dec", "parallax", "phot_g_mean_mag", "has_xp_sampled", "Designation"] as const;
const VARI = ["source_id", "best_class", "period"] as const;

/** What the compiler and `check` must see alike. Schema: archive.ts. */
export const COMMON_SUBSET = [
  // ---- columns
  { adql: "SELECT ra FROM gaiadr3.gaia_source", columns: ["ra"] },
  { adql: "SELECT ra, dec FROM gaiadr3.gaia_source", columns: ["ra", "dec"] },
  { adql: "select RA,Dec from GaiaDR3.GAIA_SOURCE", columns: ["ra", "dec"] },
  { adql: "SeLeCt ra FrOm gaiadr3.gaia_source", columns: ["ra"] },
  { adql: "SELECT\n\tra,\r\n  dec\nFROM\n  gaiadr3.gaia_source\n", columns: ["ra", "dec"] },
  { adql: "SELECT gaiadr3.gaia_source.ra FROM gaiadr3.gaia_source", columns: ["ra"] },
  { adql: "SELECT gaia_source.ra FROM gaiadr3.gaia_source", columns: ["ra"] },
  { adql: "SELECT ra FROM gaia_source", columns: ["ra"] },
  { adql: "SELECT g.ra FROM gaia_source AS g WHERE g.dec > 0", columns: ["ra"] },
  { adql: "SELECT designation FROM gaiadr3.gaia_source", columns: ["Designation"] },
  { adql: 'SELECT "ra" FROM "gaiadr3"."gaia_source"', columns: ["ra"] },
  { adql: 'SELECT "e_Plx", "E_Plx" AS quality FROM "J/A+A/1"."table.2"', columns: ["e_Plx", "quality"] },
  { adql: 'SELECT t."Sp. type" FROM "J/A+A/1"."table.2" t', columns: ["Sp. type"] },
  // ---- quantifiers
  { adql: "SELECT TOP 10 ra FROM gaiadr3.gaia_source", columns: ["ra"] },
  { adql: "SELECT DISTINCT ra FROM gaiadr3.gaia_source", columns: ["ra"] },
  { adql: "select all top 5 ra from gaiadr3.gaia_source", columns: ["ra"] },
  // ---- stars
  { adql: "SELECT * FROM gaiadr3.gaia_source", columns: GAIA },
  { adql: "SELECT*FROM gaiadr3.gaia_source", columns: GAIA },
  { adql: "SELECT g.* FROM gaiadr3.gaia_source g", columns: GAIA },
  { adql: "SELECT v.*, g.ra FROM gaiadr3.gaia_source g, gaiadr3.vari_summary v", columns: [...VARI, "ra"] },
  { adql: "SELECT period, v.best_class FROM gaiadr3.vari_summary v", columns: ["period", "best_class"] },
  // ---- aliases
  { adql: "SELECT ra AS alpha, dec delta FROM gaiadr3.gaia_source", columns: ["alpha", "delta"] },
  { adql: 'SELECT ra AS "right ascension, ICRS" FROM gaiadr3.gaia_source', columns: ["right ascension, ICRS"] },
  { adql: "SELECT ra as Alpha FROM gaiadr3.gaia_source ORDER BY alpha", columns: ["Alpha"] },
  // ---- expressions
  { adql: "SELECT COUNT(*) AS n FROM gaiadr3.gaia_source", columns: ["n"] },
  { adql: "SELECT count ( * ) n, MAX(ra) hi FROM gaiadr3.gaia_source", columns: ["n", "hi"] },
  { adql: "SELECT 1000/parallax AS pc, ra-180 west FROM gaiadr3.gaia_source", columns: ["pc", "west"] },
  {
    adql: "SELECT 'it''s, FROM (here' AS label, 1.5e-3 AS x, -1 AS y FROM gaiadr3.gaia_source",
    columns: ["label", "x", "y"],
  },
  {
    adql: "SELECT ROUND(SQRT(POWER(ra, 2) + (dec * dec)), 2) AS r, (ra + 1) one FROM gaiadr3.gaia_source",
    columns: ["r", "one"],
  },
  { adql: "SELECT best_class || '?' AS guess FROM gaiadr3.vari_summary", columns: ["guess"] },
  {
    adql: "SELECT DISTANCE(POINT('ICRS', ra, dec), POINT('ICRS', 10, 20)) AS d FROM gaiadr3.gaia_source",
    columns: ["d"],
  },
  {
    adql: "SELECT ('a'), (('a') || (('b'))), (ra) AS a, ((ra + dec) * .5) AS b, 2. c FROM gaia_source;",
    columns: ["a", "b", "c"],
  },
  { adql: "SELECT gaia_source . ra, gaia_source .dec FROM gaiadr3. gaia_source ; ", columns: ["ra", "dec"] },
  // ---- joins
  {
    adql: "SELECT g.ra, v.period FROM gaiadr3.gaia_source AS g JOIN gaiadr3.vari_summary AS v ON g.source_id = v.source_id",
    columns: ["ra", "period"],
  },
  {
    adql: "SELECT ra, period FROM gaiadr3.gaia_source INNER JOIN gaiadr3.vari_summary USING (source_id)",
    columns: ["ra", "period"],
  },
  {
    adql: "SELECT source_id, ra FROM gaiadr3.gaia_source NATURAL JOIN gaiadr3.vari_summary",
    columns: ["source_id", "ra"],
  },
  {
    adql: "SELECT ra, best_class FROM gaiadr3.gaia_source g LEFT OUTER JOIN gaiadr3.vari_summary v ON(g.source_id=v.source_id)WHERE(ra>1)",
    columns: ["ra", "best_class"],
  },
  {
    adql: "SELECT a.ra, o.s_ra FROM gaiadr3.gaia_source a RIGHT JOIN ivoa.obscore o ON a.ra < o.s_ra FULL JOIN gaiadr3.vari_summary v ON v.source_id = a.source_id",
    columns: ["ra", "s_ra"],
  },
  { adql: "SELECT s_ra, ra FROM ivoa.obscore, gaiadr3.gaia_source WHERE obs_id = 'x'", columns: ["s_ra", "ra"] },
  // ---- the rest of a query
  {
    adql: "SELECT best_class, COUNT(*) AS n, AVG(period) AS mean FROM gaiadr3.vari_summary GROUP BY best_class HAVING COUNT(*) > 5 ORDER BY n DESC, 1",
    columns: ["best_class", "n", "mean"],
  },
  {
    adql: "SELECT obs_id FROM ivoa.obscore WHERE 1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.68, 41.27, 0.1)) AND calib_level IN (2, 3)",
    columns: ["obs_id"],
  },
  {
    adql: "SELECT ra -- , dec FROM nowhere 'or' \"there\"\nFROM gaiadr3.gaia_source -- the (end",
    columns: ["ra"],
  },
  {
    adql: "SELECT source_id FROM gaiadr3.gaia_source WHERE source_id IN (SELECT source_id FROM gaiadr3.vari_summary WHERE period > 1)",
    columns: ["source_id"],
  },
  {
    adql: "SELECT ra FROM gaiadr3.gaia_source WHERE parallax BETWEEN 1 AND 2 AND Designation LIKE 'Gaia%' AND NOT dec IS NULL OFFSET 5",
    columns: ["ra"],
  },
] as const satisfies readonly SubsetQuery[];
