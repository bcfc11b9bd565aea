/** The versions of the language that are known. */
export const ADQL_VERSIONS = ["2.0", "2.1"] as const;
export type AdqlVersion = (typeof ADQL_VERSIONS)[number];

// ADQL 2.0 and 2.1, section 2.1.2 and appendix A: <SQL_reserved_word>, the same in both.
const SQL_RESERVED = `
ABSOLUTE ACTION ADD ALL ALLOCATE ALTER AND ANY ARE AS ASC ASSERTION AT AUTHORIZATION AVG BEGIN BETWEEN BIT BIT_LENGTH
BOTH BY CASCADE CASCADED CASE CAST CATALOG CHAR CHARACTER CHAR_LENGTH CHARACTER_LENGTH CHECK CLOSE COALESCE COLLATE
COLLATION COLUMN COMMIT CONNECT CONNECTION CONSTRAINT CONSTRAINTS CONTINUE CONVERT CORRESPONDING COUNT CREATE CROSS
CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURSOR DATE DAY DEALLOCATE DECIMAL DECLARE DEFAULT
DEFERRABLE DEFERRED DELETE DESC DESCRIBE DESCRIPTOR DIAGNOSTICS DISCONNECT DISTINCT DOMAIN DOUBLE DROP ELSE END
ESCAPE EXCEPT EXCEPTION EXEC EXECUTE EXISTS EXTERNAL EXTRACT FALSE FETCH FIRST FLOAT FOR FOREIGN FOUND FROM FULL GET
GLOBAL GO GOTO GRANT GROUP HAVING HOUR IDENTITY IMMEDIATE IN INDICATOR INITIALLY INNER INPUT INSENSITIVE INSERT INT
INTEGER INTERSECT INTERVAL INTO IS ISOLATION JOIN KEY LANGUAGE LAST LEADING LEFT LEVEL LIKE LOCAL LOWER MATCH MAX MIN
MINUTE MODULE MONTH NAMES NATIONAL NATURAL NCHAR NEXT NO NOT NULL NULLIF NUMERIC OCTET_LENGTH OF ON ONLY OPEN OPTION
OR ORDER OUTER OUTPUT OVERLAPS PAD PARTIAL POSITION PRECISION PREPARE PRESERVE PRIMARY PRIOR PRIVILEGES PROCEDURE
PUBLIC READ REAL REFERENCES RELATIVE RESTRICT REVOKE RIGHT ROLLBACK ROWS SCHEMA SCROLL SECOND SECTION SELECT SESSION
SESSION_USER SET SIZE SMALLINT SOME SPACE SQL SQLCODE SQLERROR SQLSTATE SUBSTRING SUM SYSTEM_USER TABLE TEMPORARY THEN
TIME TIMESTAMP TIMEZONE_HOUR TIMEZONE_MINUTE TO TRAILING TRANSACTION TRANSLATE TRANSLATION TRIM TRUE UNION UNIQUE
UNKNOWN UPDATE UPPER USAGE USER USING VALUE VALUES VARCHAR VARYING VIEW WHEN WHENEVER WHERE WITH WORK WRITE YEAR ZONE`;

// <ADQL_reserved_word> of 2.0. COT is missing from its list, though it is a function of its grammar: a name it cannot be.
const ADQL_RESERVED = `
ABS ACOS AREA ASIN ATAN ATAN2 BOX CEILING CENTROID CIRCLE CONTAINS COORD1 COORD2 COORDSYS COS COT DEGREES DISTANCE EXP
FLOOR INTERSECTS LOG LOG10 MOD PI POINT POLYGON POWER RADIANS REGION RAND ROUND SIN SQRT TOP TAN TRUNCATE`;

const ADDED_IN_2_1 = "BIGINT ILIKE IN_UNIT OFFSET";

const RESERVED: Readonly<Record<AdqlVersion, ReadonlySet<string>>> = {
  "2.0": wordsOf(SQL_RESERVED, ADQL_RESERVED),
  "2.1": wordsOf(SQL_RESERVED, ADQL_RESERVED, ADDED_IN_2_1),
};

function wordsOf(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.trim().split(/\s+/)));
}

/** Words that a name can only be in double quotes, in upper case (ADQL 2.1, section 2.1.2). */
export function reservedWords(version: AdqlVersion = "2.1"): ReadonlySet<string> {
  return RESERVED[version];
}

/** Whether a word, in whatever case, cannot be a name without quotes. */
export function isReserved(word: string, version: AdqlVersion = "2.1"): boolean {
  return RESERVED[version].has(word.toUpperCase());
}

/** Whether a name may stand without quotes: a Latin letter, then letters, digits and underscores, and not reserved. */
export function isRegularIdentifier(name: string, version: AdqlVersion = "2.1"): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !isReserved(name, version);
}

/** A name as it must stand in a query: in double quotes where it needs them. */
export function quoteIdentifier(name: string, version: AdqlVersion = "2.1"): string {
  return isRegularIdentifier(name, version) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A character string as a literal: in single quotes, those in it doubled. */
export function quoteString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
