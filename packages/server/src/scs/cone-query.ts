import { type AdqlText, type ColumnMetadata, createAdqlTools } from "@armillary/adql";
import type { Field } from "@armillary/columns";
import { findColumn } from "@armillary/dali/table";
import { type PositionColumns, positionOf } from "../columns/position-columns.ts";
import type { PublishedTable } from "../engine.ts";
import { ServiceError, usageError } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";

/** A cone search (Simple Cone Search 1.03, section 2.1). */
export interface Cone {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
  /** 1: what must be there; 2: what matters; 3: all columns. */
  readonly verbosity: 1 | 2 | 3;
}

/** A cone as a query, and what its columns are to be called. */
export interface ConeQuery {
  readonly query: string;
  /** The first three columns are the identifier and the position, with the UCDs that the standard demands. */
  readonly describe: (field: Field, index: number) => Field;
}

const { inCircle, raw, adql } = createAdqlTools();

/** @throws ServiceError SERVER_USAGE */
export function readCone(parameters: Parameters): Cone {
  const [raDeg, decDeg, radiusDeg] = ["RA", "DEC", "SR"].map((name) => degrees(name, parameters.required(name)));
  if (raDeg === undefined || decDeg === undefined || radiusDeg === undefined)
    throw usageError("RA, DEC and SR are due.");
  if (Math.abs(decDeg) > 90) throw usageError(`DEC ${decDeg} is outside of -90 to 90 degrees.`);
  if (Math.abs(raDeg) > 360) throw usageError(`RA ${raDeg} is outside of 0 to 360 degrees.`);
  if (radiusDeg < 0 || radiusDeg > 180) throw usageError(`SR ${radiusDeg} is outside of 0 to 180 degrees.`);
  const verbosity = Number(parameters.one("VERB") ?? "2");
  if (verbosity !== 1 && verbosity !== 2 && verbosity !== 3) throw usageError("VERB is 1, 2 or 3.");
  return { raDeg, decDeg, radiusDeg, verbosity };
}

function degrees(name: string, text: string): number {
  const value = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw usageError(`${name}=${text} is no number of degrees.`);
  return value;
}

/** UCDs of the columns that every cone search answers with (Simple Cone Search 1.03, section 2.2). */
const UCDS = ["ID_MAIN", "POS_EQ_RA_MAIN", "POS_EQ_DEC_MAIN"] as const;

/** @throws ServiceError SERVER_NOT_FOUND for a table without positions */
export function buildConeQuery(table: PublishedTable, { raDeg, decDeg, radiusDeg, verbosity }: Cone): ConeQuery {
  const position = positionOf(table);
  if (position === undefined) throw new ServiceError("SERVER_NOT_FOUND", `${table.name} has no positions.`);
  const { columns } = table.metadata;
  const written = (name: string): ColumnMetadata | undefined => columns.find((column) => column.name === name);
  const id = identifierOf(table);
  const first = [
    id === undefined ? madeIdentifier(position) : asText(id),
    asDouble(written(position.ra), position.ra),
    asDouble(written(position.dec), position.dec),
  ];
  const rest = columns.filter(({ name }) => name !== id?.name && name !== position.ra && name !== position.dec);
  // Where no column is said to matter more than others, all do.
  const isTold = columns.some(({ principal }) => principal === true);
  const more = verbosity === 1 ? [] : rest.filter(({ principal }) => verbosity === 3 || !isTold || principal === true);
  const select = raw([...first, ...more.map(({ name }) => name)].join(", "));
  const around: AdqlText = inCircle(
    raw(position.ra),
    raw(position.dec),
    ((raDeg % 360) + 360) % 360,
    decDeg,
    radiusDeg,
  );
  return {
    query: adql`SELECT ${select} FROM ${raw(table.name)} WHERE ${around}`.text,
    describe: (field, index) => {
      const { ucd, ...others } = field;
      // UCDs of the standard are UCD1, which no other column may have.
      const kept = ucd === undefined || UCDS.some((known) => known === ucd.toUpperCase()) ? others : { ...others, ucd };
      return index < UCDS.length ? { ...others, ucd: UCDS[index] ?? "" } : kept;
    },
  };
}

/** The column of the main identifier. */
function identifierOf({ fields, metadata }: PublishedTable): ColumnMetadata | undefined {
  const index = findColumn(fields, {
    ucds: ["meta.id;meta.main", "ID_MAIN", "meta.id"],
    names: ["source_id", "objid", "main_id", "id", "name"],
  });
  return index === undefined ? undefined : metadata.columns[index];
}

/** The identifier is a text (Simple Cone Search 1.03, section 2.2). */
function asText({ name, datatype }: ColumnMetadata): string {
  return datatype === "char" || datatype === "unicodeChar" ? name : `CAST(${name} AS VARCHAR) AS ${name}`;
}

/** Where a table has none, the position tells rows apart as well as anything. */
function madeIdentifier({ ra, dec }: PositionColumns): string {
  return `CAST(${ra} AS VARCHAR) || ' ' || CAST(${dec} AS VARCHAR) AS position_id`;
}

function asDouble(column: ColumnMetadata | undefined, name: string): string {
  return column?.datatype === "double" ? name : `CAST(${name} AS DOUBLE PRECISION) AS ${name}`;
}
