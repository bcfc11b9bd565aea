/**
 * Queries that a service on PostgreSQL (DaCHS, with pgsphere and q3c) and the local engine must answer alike, over the tables of the peer. Where
 * ADQL is silent they keep to what both do; `ordered` says that rows are compared in order.
 */
export interface EngineQuery {
  readonly adql: string;
  readonly ordered?: true;
}

const q = (adql: string): EngineQuery => ({ adql });
const ordered = (adql: string): EngineQuery => ({ adql, ordered: true });

/** Geometry: cones at poles and across right ascension 0, polygons, boxes, distances, regions of ObsCore. */
export const GEOMETRY_QUERIES: readonly EngineQuery[] = [
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(83.82, -5.39, 0.1))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 0, 0, 0.01))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(359.9, 0.1, 8))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.01))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(123, -89.5, 3))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(200, 87, 5.5))"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(40, 10, 89.5))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(pos, CIRCLE(10, 20, 2.5))"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE 0=CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 30))"),
  q("SELECT source_id FROM stars.main WHERE CONTAINS(POINT(ra, dec), CIRCLE(POINT(180, 45), 4)) = 1"),
  q("SELECT source_id FROM stars.main WHERE DISTANCE(POINT(ra, dec), POINT(83.82, -5.39)) < 0.05"),
  q("SELECT source_id FROM stars.main WHERE DISTANCE(ra, dec, 359.5, -0.5) <= 3.3"),
  q("SELECT source_id FROM stars.main WHERE 7.25 > DISTANCE(POINT(0, -90), POINT(ra, dec))"),
  q("SELECT source_id, DISTANCE(POINT(ra, dec), POINT(10.5, 20.5)) AS d FROM stars.main WHERE dec > 85"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), POLYGON(10, 10, 20, 10, 20, 25, 10, 25))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), POLYGON(10, 25, 20, 25, 20, 10, 10, 10))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), POLYGON(350, -8, 9, -10, 12, 11, 348, 7))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), POLYGON(0, 80, 90, 81, 180, 79, 270, 82))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), POLYGON(20, -82, 140, -84, 260, -80))"),
  q(
    "SELECT source_id FROM stars.main WHERE 1=CONTAINS(POINT(ra, dec), POLYGON(40, -10, 60, -10, 60, 20, 50, 0, 40, 20))",
  ),
  q("SELECT source_id FROM stars.main WHERE 1=INTERSECTS(POINT(ra, dec), CIRCLE(300, -45, 3))"),
  q("SELECT source_id FROM stars.main WHERE 1=CONTAINS(pos, POLYGON(POINT(30, 30), POINT(41, 30), POINT(41, 44)))"),
  q("SELECT source_id, COORD1(pos) AS lon, COORD2(pos) AS lat FROM stars.main WHERE n_obs < 60"),
  q("SELECT source_id, COORD2(POINT(ra, dec)) - dec AS zero FROM stars.main WHERE n_obs < 60"),
  q("SELECT TOP 1 AREA(CIRCLE(10, 20, 3)) AS a FROM stars.bright"),
  q("SELECT TOP 1 AREA(POLYGON(10, 10, 20, 10, 20, 20, 10, 20)) AS a FROM stars.bright"),
  q("SELECT obs_publisher_did FROM ivoa.obscore WHERE 1=CONTAINS(POINT(10, 20), s_region)"),
  q("SELECT obs_publisher_did FROM ivoa.obscore WHERE 1=INTERSECTS(s_region, CIRCLE(10, 20, 1.5))"),
  q("SELECT obs_publisher_did FROM ivoa.obscore WHERE 1=INTERSECTS(CIRCLE(0.1, -0.2, 25), s_region)"),
  q("SELECT obs_publisher_did FROM ivoa.obscore WHERE 1=INTERSECTS(s_region, POLYGON(0, 0, 40, 0, 40, 30, 0, 30))"),
  q("SELECT obs_publisher_did FROM ivoa.obscore WHERE 1=CONTAINS(s_region, CIRCLE(10, 20, 2))"),
  q("SELECT obs_publisher_did FROM ivoa.obscore WHERE 1=CONTAINS(s_region, POLYGON(0, 0, 40, 0, 40, 30, 0, 30))"),
  q(
    "SELECT a.source_id, b.source_id AS other FROM stars.main AS a JOIN stars.main AS b ON 1=CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 0.02)) WHERE a.source_id < b.source_id",
  ),
  q(
    "SELECT a.source_id, b.source_id AS other FROM stars.main AS a, stars.bright AS n, stars.main AS b WHERE n.source_id = b.source_id AND DISTANCE(POINT(a.ra, a.dec), POINT(b.ra, b.dec)) < 1.2",
  ),
  q(
    "SELECT o.obs_publisher_did, s.source_id FROM ivoa.obscore AS o JOIN stars.main AS s ON 1=CONTAINS(POINT(s.ra, s.dec), CIRCLE(o.s_ra, o.s_dec, 0.3))",
  ),
  q(
    "SELECT a.source_id FROM stars.main AS a WHERE EXISTS (SELECT b.source_id FROM stars.main AS b WHERE 1=CONTAINS(POINT(b.ra, b.dec), CIRCLE(a.ra, a.dec, 0.02)) AND b.source_id != a.source_id)",
  ),
  q(
    "SELECT o.obs_publisher_did FROM ivoa.obscore AS o WHERE NOT EXISTS (SELECT s.source_id FROM stars.main AS s WHERE 1=CONTAINS(POINT(s.ra, s.dec), CIRCLE(o.s_ra, o.s_dec, 0.3)))",
  ),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE NOT (1=CONTAINS(POINT(ra, parallax), CIRCLE(10, 20, 30)))"),
];

/** Everything else: joins, NULL, arithmetic, strings, times, sets, common tables, subqueries. */
export const OTHER_QUERIES: readonly EngineQuery[] = [
  q("SELECT COUNT(*) AS n FROM stars.main"),
  q("SELECT COUNT(parallax) AS n, COUNT(*) AS m FROM stars.main"),
  q("SELECT source_id FROM stars.main WHERE parallax IS NULL AND n_obs < 300"),
  q("SELECT source_id FROM stars.main WHERE bp_rp IS NOT NULL AND NOT (bp_rp > 0.5) AND n_obs < 200"),
  q("SELECT MAX(source_id) AS m FROM stars.main"),
  q("SELECT source_id FROM stars.main WHERE source_id = 9223372036854775807"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE is_variable = 'True'"),
  q("SELECT is_variable, COUNT(*) AS n FROM stars.main GROUP BY is_variable"),
  q("SELECT SUM(n_obs * 1.0) AS s, MIN(dec) AS lo, MAX(dec) AS hi, AVG(phot_g_mean_mag) AS mean FROM stars.main"),
  q("SELECT spt, COUNT(*) AS n, AVG(parallax) AS p FROM stars.main GROUP BY spt HAVING COUNT(*) > 100"),
  ordered("SELECT TOP 20 source_id, dec FROM stars.main ORDER BY dec DESC, source_id"),
  ordered("SELECT TOP 20 source_id, parallax FROM stars.main ORDER BY parallax, source_id"),
  ordered("SELECT TOP 20 source_id, parallax FROM stars.main ORDER BY parallax DESC, source_id"),
  ordered("SELECT source_id FROM stars.main WHERE n_obs < 50 ORDER BY source_id OFFSET 30"),
  ordered("SELECT TOP 7 source_id FROM stars.main ORDER BY 1 DESC OFFSET 3"),
  q("SELECT DISTINCT spt FROM stars.main"),
  q("SELECT COUNT(DISTINCT quality) AS n FROM stars.main"),
  q("SELECT n_obs / 7 AS a, -n_obs / 7 AS b, n_obs * 1.5 AS c, n_obs + 0.5 AS d FROM stars.main WHERE n_obs < 100"),
  q("SELECT MOD(n_obs, 7) AS a, MOD(-n_obs, 7) AS b, ABS(dec) AS c FROM stars.main WHERE n_obs < 100"),
  q(
    "SELECT FLOOR(dec) AS f, CEILING(dec) AS c, ROUND(dec, 2) AS r, TRUNCATE(dec, 2) AS t FROM stars.main WHERE n_obs < 100",
  ),
  q(
    "SELECT SIN(RADIANS(ra)) AS s, COS(RADIANS(dec)) AS c, TAN(RADIANS(dec/2)) AS t, DEGREES(ATAN2(dec, ra)) AS a FROM stars.main WHERE n_obs < 100",
  ),
  q(
    "SELECT EXP(dec/90) AS e, LOG(ra+1) AS l, LOG10(ra+1) AS m, SQRT(ra) AS s, POWER(ra, 1.5) AS p, PI() AS pie FROM stars.main WHERE n_obs < 100",
  ),
  q("SELECT ASIN(dec/91) AS a, ACOS(dec/91) AS b, ATAN(dec) AS c FROM stars.main WHERE n_obs < 100"),
  q(
    "SELECT source_id, phot_g_mean_mag + 5 * LOG10(parallax / 100) AS absmag FROM stars.main WHERE parallax > 0 AND n_obs < 300",
  ),
  q("SELECT UPPER(designation) AS u, LOWER(designation) AS l, 'x' || spt AS x FROM stars.main WHERE n_obs < 60"),
  q("SELECT source_id FROM stars.main WHERE remark LIKE '%&%'"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE spt LIKE 'G_'"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE spt NOT LIKE 'K%'"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE designation ILIKE '%PEER%1'"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE remark = ''"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE quality BETWEEN 2 AND 5 OR quality IN (7, 9)"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE quality NOT IN (1, 2, 3)"),
  q("SELECT COALESCE(quality, -1) AS c, COUNT(*) AS n FROM stars.main GROUP BY quality"),
  q("SELECT source_id FROM stars.main WHERE obs_time > '2016-01-01T00:00:00' AND n_obs < 500"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE obs_time BETWEEN '2015-01-01' AND '2015-07-01'"),
  q("SELECT MIN(obs_time) AS a, MAX(obs_time) AS b FROM stars.main"),
  q("SELECT m.source_id, m.ra, b.name FROM stars.main AS m JOIN stars.bright AS b ON m.source_id = b.source_id"),
  q("SELECT source_id, name FROM stars.main JOIN stars.bright USING (source_id)"),
  q("SELECT name, ra FROM stars.bright NATURAL JOIN stars.main"),
  q(
    "SELECT m.source_id, b.name FROM stars.main AS m LEFT OUTER JOIN stars.bright AS b ON m.source_id = b.source_id WHERE m.n_obs < 20",
  ),
  q(
    "SELECT m.source_id, b.name FROM stars.bright AS b RIGHT OUTER JOIN stars.main AS m ON m.source_id = b.source_id WHERE m.n_obs < 20",
  ),
  q(
    "SELECT a.source_id, b.source_id AS other FROM (SELECT source_id, quality FROM stars.main WHERE n_obs < 30) AS a FULL OUTER JOIN (SELECT source_id, quality FROM stars.main WHERE n_obs BETWEEN 20 AND 50) AS b ON a.source_id = b.source_id",
  ),
  q(
    "SELECT t.quality, t.n FROM (SELECT quality, COUNT(*) AS n FROM stars.main GROUP BY quality) AS t WHERE t.n > 1000",
  ),
  q("SELECT name FROM stars.bright WHERE source_id IN (SELECT source_id FROM stars.main WHERE n_obs < 5)"),
  q(
    "SELECT name FROM stars.bright AS b WHERE EXISTS (SELECT * FROM stars.main AS m WHERE m.source_id = b.source_id AND m.dec > 20)",
  ),
  q(
    "SELECT name FROM stars.bright AS b WHERE NOT EXISTS (SELECT 1 FROM stars.main AS m WHERE m.source_id = b.source_id AND m.parallax IS NULL)",
  ),
  q("WITH near AS (SELECT source_id, ra FROM stars.main WHERE dec > 88) SELECT COUNT(*) AS n, MIN(ra) AS lo FROM near"),
  q("SELECT source_id FROM stars.main WHERE n_obs < 5 UNION SELECT source_id FROM stars.bright"),
  q("SELECT source_id FROM stars.main WHERE n_obs < 5 UNION ALL SELECT source_id FROM stars.bright"),
  q("SELECT source_id FROM stars.bright EXCEPT SELECT source_id FROM stars.main WHERE n_obs < 5"),
  q("SELECT source_id FROM stars.bright INTERSECT SELECT source_id FROM stars.main WHERE n_obs < 5"),
  q("SELECT CAST(ra AS INTEGER) AS i, CAST(n_obs AS DOUBLE PRECISION) AS d FROM stars.main WHERE n_obs < 60"),
  q("SELECT source_id, weight FROM stars.main WHERE n_obs BETWEEN 18 AND 24"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE weight > 1000"),
  q("SELECT source_id, mag_hist, cov FROM stars.main WHERE n_obs < 40"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE mag_hist IS NULL"),
  q("SELECT source_id, IN_UNIT(parallax, 'arcsec') AS p FROM stars.main WHERE n_obs < 60"),
  q("SELECT ivo_healpix_index(8, ra, dec) AS h, COUNT(*) AS n FROM stars.main WHERE n_obs > 10 GROUP BY h"),
  q("SELECT ivo_string_agg(name, ', ') AS joined FROM (SELECT TOP 1 name FROM stars.bright ORDER BY name) AS t"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE 1=ivo_nocasematch(spt, 'g_')"),
  q("SELECT COUNT(*) AS n FROM stars.main WHERE 1=ivo_interval_overlaps(dec, dec+1, 10, 11)"),
  q("SELECT dataproduct_type, COUNT(*) AS n FROM ivoa.obscore GROUP BY dataproduct_type"),
  q("SELECT obs_collection, t_exptime, em_min FROM ivoa.obscore WHERE dataproduct_type = 'cube'"),
];
