import { type CellValue, rowsOf } from "@armillary/columns";
import { positionOf } from "../columns/position-columns.ts";
import type { ServerContext } from "../context.ts";
import type { PublishedTable } from "../engine.ts";
import type { QueryExample } from "../options.ts";

/** A degree about something of the table: enough to find more than that in most. */
const RADIUS_DEG = 1;
/** Tables that examples are made for; one shows what all do. */
const MOST_TABLES = 3;

/** Queries that show what can be done with these tables, each of which gives rows. */
export async function makeExamples({ engine, examples }: ServerContext): Promise<QueryExample[]> {
  const made: QueryExample[] = [];
  const tables = engine.tables.slice(0, MOST_TABLES);
  for (const table of tables) {
    made.push(firstRows(table));
    const cone = await coneExample(table, (query) => firstRow(engine, query));
    if (cone !== undefined) made.push(cone);
  }
  const [one, other] = engine.tables.filter((table) => positionOf(table) !== undefined);
  if (one !== undefined && other !== undefined) made.push(matchExample(one, other));
  return [...examples, ...made, SCHEMA_EXAMPLE];
}

const SCHEMA_EXAMPLE: QueryExample = {
  name: "What there is",
  description: "The columns of all tables, with their units and what they are.",
  query:
    "SELECT table_name, column_name, unit, ucd, description\nFROM TAP_SCHEMA.columns\nORDER BY table_name, column_index",
  tables: ["TAP_SCHEMA.columns"],
};

function firstRows({ name }: PublishedTable): QueryExample {
  return {
    name: `Some rows of ${name}`,
    description: "Ten rows with all columns, to see what they are like.",
    query: `SELECT TOP 10 *\nFROM ${name}`,
    tables: [name],
  };
}

async function coneExample(
  table: PublishedTable,
  ask: (query: string) => Promise<readonly CellValue[] | undefined>,
): Promise<QueryExample | undefined> {
  const position = positionOf(table);
  if (position === undefined) return undefined;
  const { name } = table;
  const { ra, dec } = position;
  const place = await ask(`SELECT TOP 1 ${ra}, ${dec} FROM ${name} WHERE ${ra} IS NOT NULL AND ${dec} IS NOT NULL`);
  const [raDeg, decDeg] = (place ?? []).map((value) => Number(Number(value).toFixed(4)));
  if (raDeg === undefined || decDeg === undefined || !Number.isFinite(raDeg + decDeg)) return undefined;
  const [point, centre] = [pointOf(ra, dec), pointOf(raDeg, decDeg)];
  return {
    name: `Around a place in ${name}`,
    description: `All within ${RADIUS_DEG} degree of a position, the nearest first.`,
    query: [
      `SELECT TOP 100 ${ra}, ${dec}, DISTANCE(${point}, ${centre}) AS separation`,
      `FROM ${name}`,
      `WHERE 1 = CONTAINS(${point}, CIRCLE('ICRS', ${raDeg}, ${decDeg}, ${RADIUS_DEG}))`,
      "ORDER BY separation",
    ].join("\n"),
    tables: [name],
  };
}

/** With the frame that ADQL 2.0 demands and 2.1 allows. */
function pointOf(ra: string | number, dec: string | number): string {
  return `POINT('ICRS', ${ra}, ${dec})`;
}

function matchExample(one: PublishedTable, other: PublishedTable): QueryExample {
  const [a, b] = [positionOf(one), positionOf(other)];
  return {
    name: `${one.name} and ${other.name} by position`,
    description: "Pairs of rows of two tables that are within 5 arcseconds of one another.",
    query: [
      `SELECT TOP 100 a.${a?.ra}, a.${a?.dec}, b.${b?.ra} AS ra_b, b.${b?.dec} AS dec_b`,
      `FROM ${one.name} AS a JOIN ${other.name} AS b`,
      `  ON 1 = CONTAINS(${pointOf(`a.${a?.ra}`, `a.${a?.dec}`)}, CIRCLE('ICRS', b.${b?.ra}, b.${b?.dec}, 5 / 3600.0))`,
    ].join("\n"),
    tables: [one.name, other.name],
  };
}

async function firstRow(engine: ServerContext["engine"], query: string): Promise<readonly CellValue[] | undefined> {
  const result = await engine.query(query, { maxrec: 1 });
  try {
    for await (const batch of result.batches()) for (const row of rowsOf(batch)) return row;
    return undefined;
  } finally {
    await result.close();
  }
}
