import { applyFix, parse } from "@armillary/adql";
import { describe, expect, test } from "vitest";

/** A query with its fault marked `«…»`, the code without `ADQL_`, the message, and the query as the first fix makes it. */
type Row = readonly [marked: string, code: string, message: string, fixed?: string];

/** One fault each, told by ADQL 2.1 with SQL's extensions refused. */
const FAULTS: readonly Row[] = [
  [
    "SELECT TOP 10 ra, dec «FORM» gaia.source",
    "SYNTAX",
    "Expected FROM, found FORM. It looks like a misspelling.",
    "SELECT TOP 10 ra, dec FROM gaia.source",
  ],
  ["«SELECR» a FROM t", "SYNTAX", "Expected SELECT, found SELECR. It looks like a misspelling.", "SELECT a FROM t"],
  ["SELECT a FROM t «LIMIT 10»", "SYNTAX", "ADQL has no LIMIT. It has TOP 10 after SELECT.", "SELECT TOP 10 a FROM t"],
  [
    "SELECT DISTINCT a FROM t WHERE x > 1 ORDER BY a «LIMIT 10»",
    "SYNTAX",
    "ADQL has no LIMIT. It has TOP 10 after SELECT.",
    "SELECT DISTINCT TOP 10 a FROM t WHERE x > 1 ORDER BY a",
  ],
  [
    "SELECT a FROM t «LIMIT 10» OFFSET 5",
    "SYNTAX",
    "ADQL has no LIMIT. It has TOP 10 after SELECT.",
    "SELECT TOP 10 a FROM t OFFSET 5",
  ],
  [
    "SELECT t.«size» FROM t AS t",
    "RESERVED",
    'size is a reserved word of ADQL 2.1. As a name it needs double quotes: "size".',
    'SELECT t."size" FROM t AS t',
  ],
  [
    "SELECT x AS «year» FROM t",
    "RESERVED",
    'year is a reserved word of ADQL 2.1. As a name it needs double quotes: "year".',
    'SELECT x AS "year" FROM t',
  ],
  ["SELECT x FROM t WHERE x «==» 1", "SYNTAX", "ADQL has no ==. Write =.", "SELECT x FROM t WHERE x = 1"],
  [
    "SELECT x FROM t WHERE x != 1 «&&» y > 2",
    "SYNTAX",
    "ADQL has no &&. Write AND.",
    "SELECT x FROM t WHERE x != 1  AND  y > 2",
  ],
  [
    "SELECT x FROM t WHERE name = «“M31”»",
    "SYNTAX",
    "Strings stand in plain single quotes: 'M31'.",
    "SELECT x FROM t WHERE name = 'M31'",
  ],
  [
    "SELECT x FROM t WHERE name = «‘M31’»",
    "SYNTAX",
    "Strings stand in plain single quotes: 'M31'.",
    "SELECT x FROM t WHERE name = 'M31'",
  ],
  [
    'SELECT POINT(«"ICRS"», ra, dec) FROM t',
    "FRAME",
    "The coordinate system is a string literal, in single quotes: 'ICRS'.",
    "SELECT POINT('ICRS', ra, dec) FROM t",
  ],
  [
    "SELECT x FROM t«;»",
    "SYNTAX",
    "The grammar of ADQL has no semicolon. Services forgive it at the end; remove it to be safe.",
    "SELECT x FROM t",
  ],
  ["SELECT x FROM t; «SELECT» y FROM u", "SYNTAX", "Only one query at a time: nothing may follow the semicolon."],
  [
    "SELECT x «/* comment */» FROM t",
    "SYNTAX",
    "Comments of ADQL run from -- to the end of the line; /* … */ is SQL's.",
    "SELECT x -- comment\n FROM t",
  ],
  [
    "SELECT x «// comment»\nFROM t",
    "SYNTAX",
    "Comments of ADQL start with --, not with //.",
    "SELECT x -- comment\nFROM t",
  ],
  [
    "SELECT x «# comment»\nFROM t",
    "SYNTAX",
    "Comments of ADQL start with --, not with #.",
    "SELECT x -- comment\nFROM t",
  ],
  [
    "SELECT x FROM t WHERE «CONTAINS(POINT(ra,dec), CIRCLE(1,2,3))»",
    "SYNTAX",
    "CONTAINS gives a value, not a condition: compare it, as in 1 = CONTAINS(…).",
    "SELECT x FROM t WHERE 1=CONTAINS(POINT(ra,dec), CIRCLE(1,2,3))",
  ],
  ["SELECT «COUNT()» FROM t", "ARGUMENTS", "COUNT takes 1 argument, and has none.", "SELECT COUNT(*) FROM t"],
  [
    "SELECT x FROM (SELECT y FROM u) «WHERE» x = 1",
    "SYNTAX",
    "Expected a name of the subquery, found WHERE. Every subquery in FROM needs one.",
    "SELECT x FROM (SELECT y FROM u) AS sub1 WHERE x = 1",
  ],
  [
    "SELECT x FROM t WHERE a = 1 «WHERE» b = 2",
    "SYNTAX",
    "A second WHERE. Join the conditions with AND.",
    "SELECT x FROM t WHERE a = 1 AND b = 2",
  ],
  [
    "SELECT x FROM t WHERE a = 1 AND «AND» b = 2",
    "SYNTAX",
    "A condition is missing before AND. Write it, or remove the AND.",
    "SELECT x FROM t WHERE a = 1 AND b = 2",
  ],
  [
    "SELECT x FROM t WHERE «AND» b = 2",
    "SYNTAX",
    "A condition is missing before AND. Write it, or remove the AND.",
    "SELECT x FROM t WHERE b = 2",
  ],
  [
    "SELECT x FROM t WHERE (a = 1«»",
    "SYNTAX",
    "Expected an operator or ), found the end of the text.",
    "SELECT x FROM t WHERE (a = 1)",
  ],
  [
    "SELECT x FROM t WHERE a = 1«)»",
    "SYNTAX",
    "This ) closes nothing. Remove it, or open the parenthesis that it belongs to.",
    "SELECT x FROM t WHERE a = 1",
  ],
  [
    "SELECT x FROM t WHERE a = «'abc»",
    "SYNTAX",
    "This ' is never closed. Put another ' where the string ends; one inside it is written twice.",
    "SELECT x FROM t WHERE a = 'abc'",
  ],
  [
    'SELECT x FROM «"tab»',
    "SYNTAX",
    'This " is never closed. Put another " where the name ends; one inside it is written twice.',
    'SELECT x FROM "tab"',
  ],
  [
    "SELECT x«,» FROM t",
    "SYNTAX",
    "This comma separates nothing. Remove it, or write what is missing beside it.",
    "SELECT x FROM t",
  ],
  ["SELECT x y «z» FROM t", "SYNTAX", "Expected a comma before the next, found z.", "SELECT x y, z FROM t"],
  ["SELECT a, b «c».d FROM t", "SYNTAX", "Expected a comma before the next, found c.", "SELECT a, b, c.d FROM t"],
  [
    "SELECT x FROM t WHERE x «NOT NULL»",
    "SYNTAX",
    "Expected IS NOT NULL, found NOT NULL.",
    "SELECT x FROM t WHERE x IS NOT NULL",
  ],
  [
    "SELECT x FROM t WHERE x «= NULL»",
    "TYPE",
    "Nothing is ever = NULL. Write IS NULL.",
    "SELECT x FROM t WHERE x IS NULL",
  ],
  [
    "SELECT x FROM t WHERE x IS «None»",
    "SYNTAX",
    "Expected NULL or NOT NULL, found None. Other values are compared with =.",
  ],
  ["SELECT x FROM t WHERE x IN «5»", "SYNTAX", "Expected ( after IN, found 5.", "SELECT x FROM t WHERE x IN (5)"],
  [
    "SELECT x FROM t WHERE x IN (1, 2«,»)",
    "SYNTAX",
    "This comma separates nothing. Remove it, or write what is missing beside it.",
    "SELECT x FROM t WHERE x IN (1, 2 )",
  ],
  ["SELECT x FROM t WHERE x IN («)»", "SYNTAX", "Expected a value, found )."],
  [
    "SELECT x FROM t WHERE a < b «<» c",
    "SYNTAX",
    "Comparisons do not chain: compare twice, with AND between.",
    "SELECT x FROM t WHERE a < b AND b < c",
  ],
  ["SELECT x FROM t WHERE «BETWEEN» 1 AND 2", "SYNTAX", "Expected a value, found BETWEEN."],
  [
    "SELECT x FROM t WHERE x BETWEEN 1«,» 2",
    "SYNTAX",
    "Expected AND and the upper limit of BETWEEN, found ,.",
    "SELECT x FROM t WHERE x BETWEEN 1 AND 2",
  ],
  [
    "SELECT x FROM t WHERE y «u» 2",
    "SYNTAX",
    "Expected a comparison, found u. A condition compares: =, <, IN, LIKE, BETWEEN, IS NULL.",
  ],
  ["SELECT TOP «-»10 x FROM t", "SYNTAX", "Expected digits after TOP, found -."],
  ["SELECT TOP «(10)» x FROM t", "SYNTAX", "The number of TOP stands without parentheses.", "SELECT TOP 10 x FROM t"],
  ["SELECT TOP 10 «DISTINCT» x FROM t", "SYNTAX", "DISTINCT stands before TOP.", "SELECT DISTINCT TOP 10 x FROM t"],
  [
    "SELECT x FROM t «WHRE» x = 1",
    "SYNTAX",
    "Expected WHERE, found WHRE. It looks like a misspelling.",
    "SELECT x FROM t WHERE x = 1",
  ],
  [
    "SELECT x FROM t «GROPU» BY x",
    "SYNTAX",
    "Expected GROUP, found GROPU. It looks like a misspelling.",
    "SELECT x FROM t GROUP BY x",
  ],
  [
    "SELECT x FROM t «ORDR» BY x",
    "SYNTAX",
    "Expected ORDER, found ORDR. It looks like a misspelling.",
    "SELECT x FROM t ORDER BY x",
  ],
  [
    "SELECT x FROM «2mass.psc»",
    "SYNTAX",
    'A name with other characters than letters, digits and underscores needs double quotes: "2mass".psc.',
    'SELECT x FROM "2mass".psc',
  ],
  [
    "SELECT x FROM «II/246/out»",
    "SYNTAX",
    'A name with other characters than letters, digits and underscores needs double quotes: "II/246/out".',
    'SELECT x FROM "II/246/out"',
  ],
  [
    "SELECT x FROM «vizier.II/246/out» AS v",
    "SYNTAX",
    'A name with other characters than letters, digits and underscores needs double quotes: vizier."II/246/out".',
    'SELECT x FROM vizier."II/246/out" AS v',
  ],
  [
    "SELECT x FROM «gaia-dr3.source» s",
    "SYNTAX",
    'A name with other characters than letters, digits and underscores needs double quotes: "gaia-dr3".source.',
    'SELECT x FROM "gaia-dr3".source s',
  ],
  [
    "SELECT x AS «'name'» FROM t",
    "SYNTAX",
    'A name stands in double quotes: "name". Single quotes make a string.',
    'SELECT x AS "name" FROM t',
  ],
  ["SELECT «CASE» WHEN a = 1 THEN 'x' ELSE 'y' END AS q FROM t", "EXTENSION", "ADQL has no CASE; some services do."],
  [
    "SELECT x FROM t «CROSS» JOIN u",
    "EXTENSION",
    "ADQL has no CROSS JOIN. Separate the tables with a comma, or write JOIN … ON 1=1.",
    "SELECT x FROM t INNER JOIN u ON 1=1",
  ],
  [
    "SELECT x FROM t NATURAL JOIN u «ON» t.x = u.x",
    "SYNTAX",
    "A NATURAL JOIN compares the columns of the same name, and needs no ON or USING.",
  ],
  [
    "SELECT x FROM t LEFT «u» ON t.x = u.x",
    "SYNTAX",
    "Expected JOIN, found u.",
    "SELECT x FROM t LEFT JOIN u ON t.x = u.x",
  ],
  [
    "SELECT x FROM t «OUTER» JOIN u ON t.x = u.x",
    "SYNTAX",
    "Expected LEFT, RIGHT or FULL before OUTER, found OUTER.",
    "SELECT x FROM t LEFT OUTER JOIN u ON t.x = u.x",
  ],
  [
    "«SELECT x FROM a ORDER BY x» UNION SELECT y FROM b",
    "SYNTAX",
    "An operand of a set operation with ORDER BY or OFFSET needs parentheses.",
    "(SELECT x FROM a ORDER BY x) UNION SELECT y FROM b",
  ],
  [
    "SELECT x FROM a UNION «DISTINCT» SELECT y FROM b",
    "SYNTAX",
    "UNION leaves out duplicates anyway. Remove DISTINCT.",
    "SELECT x FROM a UNION SELECT y FROM b",
  ],
  [
    "SELECT x FROM («WITH» q AS (SELECT a FROM t) SELECT a FROM q) AS z",
    "SYNTAX",
    "WITH stands only at the beginning of the whole query. Move its tables there.",
  ],
  [
    "SELECT x FROM t HAVING COUNT(*) > 1 «WHERE» x = 2",
    "SYNTAX",
    "WHERE stands too late here: the order is FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET.",
  ],
  [
    "SELECT x FROM t ORDER BY x «WHERE» x = 2",
    "SYNTAX",
    "WHERE stands too late here: the order is FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET.",
  ],
  ["SELECT * FROM«»", "SYNTAX", "Expected a table, found the end of the text."],
  ["SELECT «FROM» t", "SYNTAX", "Expected a column, a value or *, found FROM."],
  ["SELECT«»", "SYNTAX", "Expected a column, a value or *, found the end of the text."],
  [
    "SELECT *«»",
    "SYNTAX",
    "Expected a comma or FROM, found the end of the text. Every query of ADQL reads from a table.",
  ],
  ["«W00T»", "SYNTAX", "Expected SELECT, found W00T. ADQL only reads: a query starts with SELECT or WITH."],
  [
    "SELECT x FROM t WHERE «foo(x,y)»",
    "SYNTAX",
    "foo gives a value, not a condition: compare it, as in 1 = foo(…).",
    "SELECT x FROM t WHERE 1=foo(x,y)",
  ],
  [
    "SELECT x FROM t WHERE x = «ANY» (SELECT y FROM u)",
    "SYNTAX",
    "ADQL does not compare with ANY of a subquery. Use IN (…) or EXISTS (…).",
  ],
  [
    "SELECT x FROM t WHERE x = «(SELECT MAX(y) FROM u)»",
    "EXTENSION",
    "ADQL has subqueries in FROM, IN and EXISTS only; some services take them as values, too.",
  ],
  [
    "SELECT x FROM t WHERE x LIKE 'a\\%' «ESCAPE» '\\'",
    "SYNTAX",
    "LIKE has no ESCAPE in ADQL: % and _ are always wildcards.",
  ],
  [
    'SELECT «""» FROM t',
    "SYNTAX",
    "A name in double quotes cannot be empty. An empty string is '' in single quotes.",
    "SELECT '' FROM t",
  ],
  [
    "SELECT a FROM t WHERE x > 1 GROUP «x»",
    "SYNTAX",
    "Expected BY after GROUP, found x.",
    "SELECT a FROM t WHERE x > 1 GROUP BY x",
  ],
  [
    "SELECT DISTINCT«,» a FROM t",
    "SYNTAX",
    "This comma separates nothing. Remove it, or write what is missing beside it.",
    "SELECT DISTINCT a FROM t",
  ],
  [
    "SELECT a FROM t WHERE (a«,» b) IN (SELECT c, d FROM u)",
    "SYNTAX",
    "Expected an operator or ), found ,. ADQL has no lists of values in parentheses but after IN.",
  ],
  [
    "SELECT a FROM t WHERE NOT «NOT» a = 1",
    "EXTENSION",
    "The grammar of ADQL has one NOT before a condition; more need parentheses.",
  ],
  [
    "SELECT - «-»a FROM t",
    "EXTENSION",
    "The grammar of ADQL has one sign before a value; more need parentheses.",
    "SELECT - (-a) FROM t",
  ],
  [
    "SELECT foo(a «FROM» t WHERE b = 1",
    "SYNTAX",
    "Expected a comma, an operator or ), found FROM.",
    "SELECT foo(a) FROM t WHERE b = 1",
  ],
  [
    "SELECT POINT('ICRS' «ra», dec) FROM t",
    "SYNTAX",
    "Expected a comma before the next, found ra.",
    "SELECT POINT('ICRS', ra, dec) FROM t",
  ],
  ["SELECT a.«.»b FROM t", "SYNTAX", "Expected a name after the period, found .."],
  [
    "SELECT 'a' «'b'» FROM t",
    "VERSION",
    "This string continues the one before, which ADQL 2.1 has no more. Make it one, or put || or a comma between.",
    "SELECT 'ab' FROM t",
  ],
  [
    "SELECT x FROM t WHERE x = «TRUE»",
    "SYNTAX",
    "ADQL has no TRUE. Compare with 1 or 0, or with the string that the service has for it.",
  ],
  [
    "SELECT x FROM «a.b.c.d»",
    "SYNTAX",
    "This name has 4 parts; catalog.schema.table are the most. A period inside a name needs double quotes around that name.",
  ],
  ["SELECT x FROM «f»(3) AS q", "SYNTAX", "ADQL has no functions that give tables."],
  [
    "WITH «RECURSIVE» q AS (SELECT a FROM t) SELECT a FROM q",
    "SYNTAX",
    "ADQL has no recursive tables in WITH.",
    "WITH q AS (SELECT a FROM t) SELECT a FROM q",
  ],
  [
    "WITH q «(»SELECT a FROM t) SELECT a FROM q",
    "SYNTAX",
    "Expected AS and a query after q, found (.",
    "WITH q AS (SELECT a FROM t) SELECT a FROM q",
  ],
  [
    "WITH q AS «SELECT» a FROM t SELECT a FROM q",
    "SYNTAX",
    "Expected ( after AS, found SELECT.",
    "WITH q AS (SELECT a FROM t) SELECT a FROM q",
  ],
  ["SELECT x FROM t AS a, u AS b WHERE a.x = b.x«,»", "SYNTAX", "Expected AND, OR or the end of the query, found ,."],
  [
    "SELECT a b FROM t«,» WHERE x=1",
    "SYNTAX",
    "This comma separates nothing. Remove it, or write what is missing beside it.",
    "SELECT a b FROM t WHERE x=1",
  ],
  [
    "SELECT x FROM t INNER JOIN u USING «id»",
    "SYNTAX",
    "Expected ( after USING, found id.",
    "SELECT x FROM t INNER JOIN u USING (id)",
  ],
  [
    "SELECT x FROM «'t'»",
    "SYNTAX",
    'The name of a table stands in double quotes, if it needs any: "t".',
    'SELECT x FROM "t"',
  ],
  ["SELECT ALL «FROM» t", "SYNTAX", "Expected a column, a value or *, found FROM."],
  [
    "«INSERT» INTO t VALUES (1)",
    "SYNTAX",
    "Expected SELECT, found INSERT. ADQL only reads: a query starts with SELECT or WITH.",
  ],
  ["«DROP» TABLE t", "SYNTAX", "Expected SELECT, found DROP. ADQL only reads: a query starts with SELECT or WITH."],
  [
    "SELECT x FROM t WHERE x IN «SELECT» y FROM u",
    "SYNTAX",
    "Expected ( after IN, found SELECT.",
    "SELECT x FROM t WHERE x IN (SELECT y FROM u)",
  ],
  [
    "SELECT x FROM t WHERE EXISTS «SELECT» y FROM u",
    "SYNTAX",
    "Expected ( after EXISTS, found SELECT.",
    "SELECT x FROM t WHERE EXISTS (SELECT y FROM u)",
  ],
  [
    "SELECT x FROM t WHERE name LIKE «“M%”»",
    "SYNTAX",
    "Strings stand in plain single quotes: 'M%'.",
    "SELECT x FROM t WHERE name LIKE 'M%'",
  ],
  ["SELECT a «foo»(x) FROM t", "SYNTAX", "Expected a comma before the next, found foo.", "SELECT a, foo(x) FROM t"],
  ["SELECT TOP 5 a FROM t «FETCH FIRST 3 ROWS ONLY»", "SYNTAX", "ADQL has no FETCH. It has TOP 3 after SELECT."],
  ["SELECT a FROM t WHERE a «≥» 3", "SYNTAX", "ADQL has no ≥. Write >=.", "SELECT a FROM t WHERE a >= 3"],
  ["SELECT x «%» 2 FROM t", "EXTENSION", "ADQL has no %. Write MOD(x, y).", "SELECT MOD(x, 2) FROM t"],
  [
    "SELECT «0x1F» FROM t",
    "EXTENSION",
    "ADQL has no hexadecimal numbers; some services do. Write 31.",
    "SELECT 31 FROM t",
  ],
  [
    "SELECT «N'a'» FROM t",
    "EXTENSION",
    "ADQL has no national strings; a plain one holds any character.",
    "SELECT 'a' FROM t",
  ],
  ["SELECT x «&» 3 FROM t", "EXTENSION", "ADQL has no bitwise &; some services do."],
  ["SELECT «~»x FROM t", "EXTENSION", "ADQL has no bitwise ~; some services do."],
  [
    "SELECT CAST(x AS «FLOAT») FROM t",
    "EXTENSION",
    "FLOAT is no type of ADQL. Write DOUBLE PRECISION.",
    "SELECT CAST(x AS DOUBLE PRECISION) FROM t",
  ],
  [
    "SELECT CAST(x AS «NULL») FROM t",
    "SYNTAX",
    "Expected SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, CHAR, VARCHAR, TIMESTAMP, POINT, CIRCLE or POLYGON, found NULL.",
  ],
  ["SELECT CAST(x AS INTEGER(«3»)) FROM t", "SYNTAX", "INTEGER has no length; CHAR and VARCHAR have one."],
  [
    "SELECT CAST(x«,» INTEGER) FROM t",
    "SYNTAX",
    "Expected AS and a type, found ,.",
    "SELECT CAST(x AS INTEGER) FROM t",
  ],
  ["SELECT «ABS(x, y)» FROM t", "ARGUMENTS", "ABS takes 1 argument, and has 2."],
  ["SELECT «PI(3)» FROM t", "ARGUMENTS", "PI takes no argument, and has 1."],
  ["SELECT «COALESCE()» FROM t", "ARGUMENTS", "COALESCE takes 1 argument or more, and has 0."],
  ["SELECT ROUND(x, «y») FROM t", "EXTENSION", "The grammar of ADQL takes only a whole number as the digits of ROUND."],
  ["SELECT RAND(«x») FROM t", "EXTENSION", "The grammar of ADQL takes only a whole number as the seed of RAND."],
  [
    'SELECT IN_UNIT(x, «"deg"») FROM t',
    "TYPE",
    "The unit of IN_UNIT is a string literal: '…' in single quotes.",
    "SELECT IN_UNIT(x, 'deg') FROM t",
  ],
  ["SELECT REGION(«x») FROM t", "TYPE", "The argument of REGION is a string literal: '…' in single quotes."],
  [
    "SELECT «CIRCLE('ICRS', 1, 2)» FROM t",
    "ARGUMENTS",
    "These are not the arguments of CIRCLE: it is written CIRCLE(ra, dec, radius) or CIRCLE(point, radius).",
  ],
  [
    "SELECT «POLYGON(1, 2, 3, 4, 5)» FROM t",
    "ARGUMENTS",
    "These are not the arguments of POLYGON: it is written POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, …) or POLYGON(point1, point2, point3, …).",
  ],
  [
    "SELECT «POINT(POINT(1, 2))» FROM t",
    "ARGUMENTS",
    "These are not the arguments of POINT: it is written POINT(ra, dec).",
  ],
  [
    "SELECT POINT(«'a' || 'b'», 1, 2) FROM t",
    "FRAME",
    "The coordinate system is a string literal in ADQL 2.1, and better left out.",
  ],
  ["SELECT «POINT(1, 2)» || 'a' FROM t", "TYPE", "|| takes strings, and this is a geometry."],
  ["SELECT «POINT(1, 2)» + 1 FROM t", "TYPE", "+ takes numbers, and this is a geometry."],
  ["SELECT «LOWER(x)» * 3 FROM t", "TYPE", "* takes numbers, and this is a string."],
  ["SELECT LOWER(«1 + 2») FROM t", "TYPE", "LOWER takes a string, and this is a number."],
  ["SELECT AREA(«1 + 2») FROM t", "TYPE", "AREA takes a geometry, and this is a number."],
  ["SELECT a FROM t WHERE «1 + 2» LIKE 'a'", "TYPE", "LIKE takes a string, and this is a number."],
  ['SELECT «"foo"»(x) FROM t', "SYNTAX", "The name of a function stands without quotes.", "SELECT foo(x) FROM t"],
  ["SELECT «dbo.bar»(y) FROM t", "EXTENSION", "Functions of ADQL have no schema; some services have functions in one."],
  ["SELECT «SUBSTRING»(x, 1, 2) FROM t", "EXTENSION", "ADQL has no function SUBSTRING; some services do."],
  ["SELECT COUNT(DISTINCT «*») FROM t", "ARGUMENTS", "COUNT(*) counts rows and takes no DISTINCT. Name what to count."],
  ["SELECT SUM(«*») FROM t", "ARGUMENTS", "SUM takes a value; only COUNT takes *."],
  ["SELECT «COUNT(a, b)» FROM t", "ARGUMENTS", "COUNT takes 1 argument, and has 2."],
  [
    "SELECT «[ra]» FROM t",
    "SYNTAX",
    'Names that need quotes stand in double quotes in ADQL: "ra".',
    'SELECT "ra" FROM t',
  ],
  ["SELECT ra FROM «`t`»", "SYNTAX", 'Names that need quotes stand in plain double ones: "t".', 'SELECT ra FROM "t"'],
  [
    "SELECT «_x» FROM t",
    "SYNTAX",
    "A name without quotes has Latin letters, digits and underscores and starts with a letter: put _x in double quotes.",
    'SELECT "_x" FROM t',
  ],
  ["SELECT x FROM t WHERE x = «:p»", "SYNTAX", "ADQL has no parameters such as :p. Write the value itself."],
  ["SELECT x FROM t WHERE x = «?»", "SYNTAX", "ADQL has no parameters such as ?. Write the value itself."],
  ["SELECT a FROM t WHERE «a + 1» IS NULL", "EXTENSION", "The grammar of ADQL has IS NULL after a column only."],
  [
    "SELECT a FROM t WHERE «(a = 1)» + 2 > 3",
    "SYNTAX",
    "A value was expected, and this is a condition. ADQL has no boolean values.",
  ],
  ["SELECT «(a = 1)» FROM t", "SYNTAX", "A value was expected, and this is a condition. ADQL has no boolean values."],
  [
    "SELECT a FROM («t»)",
    "EXTENSION",
    "The grammar of ADQL has parentheses around joins and subqueries, not around one table.",
  ],
  [
    "WITH q «(a, b)» AS (SELECT a, b FROM t) SELECT a FROM q",
    "EXTENSION",
    "ADQL has no list of columns in WITH. Name them with AS in the query.",
  ],
  [
    "SELECT x«\u00a0»FROM t",
    "SYNTAX",
    "This space is not a plain one (it looks the same), and services stumble over it. Replace it.",
    "SELECT x FROM t",
  ],
];

/** What 2.1 takes and 2.0 does not. */
const FAULTS_OF_2_0: readonly Row[] = [
  [
    "SELECT «POINT»(ra, dec) FROM t",
    "FRAME",
    "ADQL 2.0 wants the coordinate system first: POINT('ICRS', …).",
    "SELECT POINT('ICRS', ra, dec) FROM t",
  ],
  ["«(»SELECT a FROM t)", "VERSION", "Parentheses around a query came with ADQL 2.1; this is to be 2.0. Remove them."],
  ["SELECT a FROM t «UNION» SELECT b FROM u", "VERSION", "UNION came with ADQL 2.1; this is to be 2.0."],
  ["«WITH» q AS (SELECT a FROM t) SELECT a FROM q", "VERSION", "WITH came with ADQL 2.1; this is to be 2.0."],
  ["SELECT a FROM t «OFFSET» 3", "VERSION", "OFFSET came with ADQL 2.1; this is to be 2.0."],
  ["SELECT «COALESCE»(a, b) FROM t", "VERSION", "COALESCE came with ADQL 2.1; this is to be 2.0."],
  ["SELECT «CAST»(a AS REAL) FROM t", "VERSION", "CAST came with ADQL 2.1; this is to be 2.0."],
  ["SELECT «UPPER»(a) FROM t", "VERSION", "UPPER came with ADQL 2.1; this is to be 2.0."],
  ["SELECT a FROM t WHERE a «ILIKE» 'b'", "VERSION", "ILIKE came with ADQL 2.1; this is to be 2.0. Compare with LIKE."],
  [
    "SELECT a FROM t ORDER BY «t.a»",
    "VERSION",
    "ORDER BY of anything but a column without its table, or its number, came with ADQL 2.1; this is to be 2.0. Give the column an alias, and order by that.",
  ],
  [
    "SELECT a FROM t GROUP BY «a + 1»",
    "VERSION",
    "GROUP BY of anything but columns came with ADQL 2.1; this is to be 2.0. Name a column.",
  ],
  [
    "SELECT «CIRCLE»('', POINT('', 1, 2), 3) FROM t",
    "VERSION",
    "CIRCLE of points came with ADQL 2.1; this is to be 2.0. Write CIRCLE(ra, dec, radius).",
  ],
  [
    "SELECT «DISTANCE»(1, 2, 3, 4) FROM t",
    "VERSION",
    "DISTANCE of four numbers came with ADQL 2.1; this is to be 2.0. Write DISTANCE(POINT('ICRS', …), POINT('ICRS', …)).",
  ],
];

function check([marked, code, message, fixed]: Row, version: "2.0" | "2.1"): void {
  const text = marked.replace(/[«»]/g, "");
  const { problems } = parse(text, { version, extensions: "error" });
  const found = problems.map(({ span: { start, end }, ...problem }) => [
    `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`,
    problem.code,
    problem.message,
  ]);
  expect(found).toEqual([[marked, `ADQL_${code}`, message]]);
  const fixes = problems[0]?.fixes ?? [];
  expect(fixes.map((fix) => applyFix(text, fix)).slice(0, 1)).toEqual(fixed === undefined ? [] : [fixed]);
  for (const fix of fixes) {
    expect(parse(applyFix(text, fix), { version, extensions: "error" }).problems, fix.title).toEqual([]);
  }
}

describe("one fault is told once, and its fix leaves none", () => {
  test.each(FAULTS.map((row) => [row[0], row] as const))("%s", (_, row) => {
    check(row, "2.1");
  });
  test.each(FAULTS_OF_2_0.map((row) => [row[0], row] as const))("2.0: %s", (_, row) => {
    check(row, "2.0");
  });
});

describe("several faults are told in one pass", () => {
  test.each([
    ["SELECT size FORM t WHERE date d", ["1:8", "1:13", "1:26", "1:31"]],
    ["SELECT size, date FROM t WHERE x == 1 LIMIT 10", ["1:8", "1:14", "1:34", "1:39"]],
    ["SELECT a,, b\nFROM t\nWHERE (a = 1\nGROUP BY a\nORDER a", ["1:10", "4:1", "5:7"]],
    ["SELECT POINT(1) FORM t WHERE b NOT NULL", ["1:8", "1:17", "1:32"]],
    ["SELECT ABS(x, y), PI(3), ATAN2(1) FROM t", ["1:8", "1:19", "1:26"]],
    ["SELECT 'a\nFROM t", ["1:8", "2:7"]],
  ])("%s", (text, places) => {
    expect(parse(text).problems.map(({ line, column }) => `${line}:${column}`)).toEqual(places);
  });

  test("a tree is there all the same", () => {
    const { query, valid } = parse("SELECT size, FROM t WHERE x = AND y > 2 LIMIT 3");
    expect(valid).toBe(false);
    expect(query?.body).toMatchObject({
      kind: "Select",
      columns: [{ expression: { kind: "ColumnReference" } }],
      from: [{ name: { parts: [{ name: "t" }] } }],
      where: { kind: "Logical" },
      top: { text: "3" },
    });
  });

  test("no query, no tree", () => {
    expect(["", "  -- nothing\n", "DROP TABLE t"].map((text) => parse(text).query)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("extensions of SQL", () => {
  const text = "SELECT CASE WHEN a = 1 THEN 2 END FROM t";

  test.each([
    ["warn", true, ["warning"]],
    ["error", false, ["error"]],
    ["allow", true, []],
  ] as const)("%s", (extensions, valid, severities) => {
    const result = parse(text, { extensions });
    expect([result.valid, result.problems.map(({ severity }) => severity)]).toEqual([valid, severities]);
  });
});
