import { type AdqlText, adqlFor, COMMON_FLAVOUR, createAdqlTools, type Region } from "@armillary/adql";
import { DalError, type OperationOptions, type Pos } from "@armillary/dali";
import { posOfRegion, type SkyRegion } from "@armillary/dali/dataset";
import { findConeColumns } from "@armillary/scs";
import type { TapService } from "@armillary/tap";

/** A table that may have sources, and the columns of their positions, where they are known. */
export interface SourceTable {
  readonly table: string;
  readonly ra?: string;
  readonly dec?: string;
}

/** A query for the sources of a table in a region, and the columns that it went by. */
export interface TableQuery {
  readonly query: AdqlText;
  readonly ra: string;
  readonly dec: string;
}

/**
 * Writes the query in the flavour of the service: with or without a frame, with geometry or by trigonometry. The service is
 * asked for the columns of the table where they are not known.
 * @throws DalError DAL_USAGE for a table without positions in degrees, and regions that its ADQL has no words for
 */
export async function tableQuery(
  service: TapService,
  { table, ra, dec }: SourceTable,
  region: SkyRegion,
  options: OperationOptions,
): Promise<TableQuery> {
  const columns =
    ra === undefined || dec === undefined ? await findPosition(service, table, options) : { name: table, ra, dec };
  const { profile } = service;
  const tools = profile === undefined ? createAdqlTools(COMMON_FLAVOUR) : adqlFor(profile);
  try {
    const parts = posOfRegion(region).map((pos) => tools.inRegion(columns.ra, columns.dec, adqlRegion(pos)));
    const query = tools.adql`SELECT * FROM ${tableName(tools, columns.name)} WHERE ${tools.anyOf(...parts)}`;
    return { query, ra: columns.ra, dec: columns.dec };
  } catch (failure) {
    if (!(failure instanceof Error && failure.name === "AdqlBuildError")) throw failure;
    throw new DalError("DAL_USAGE", failure.message, { url: service.url }, { cause: failure });
  }
}

/** By what the service says of the table. */
async function findPosition(
  service: TapService,
  table: string,
  options: OperationOptions,
): Promise<{ readonly name: string; readonly ra: string; readonly dec: string }> {
  const { url } = service;
  const tables = await service.tables(options);
  const found = await tables.table(table);
  if (found === undefined) {
    throw new DalError("DAL_NOT_FOUND", `${url} has no table ${table}: "armillary tables" lists those it has.`, {
      url,
    });
  }
  const { name, columns } = found;
  // What type each has, answers say; whether it is an angle, UCD and unit.
  const { ra, dec } = findConeColumns(columns.map((column) => ({ ...column, datatype: "double" }) as const));
  const [raColumn, decColumn] = [columns[ra?.index ?? -1], columns[dec?.index ?? -1]];
  if (raColumn === undefined || decColumn === undefined) {
    throw new DalError("DAL_USAGE", `No columns of ${table} are marked as positions: it cannot be searched by place.`, {
      url,
    });
  }
  if (ra?.degrees !== 1 || dec?.degrees !== 1) {
    throw new DalError("DAL_USAGE", `Positions of ${table} are in ${raColumn.unit}, and ADQL has degrees.`, { url });
  }
  return { name, ra: raColumn.name, dec: decColumn.name };
}

function adqlRegion(pos: Pos): Region {
  if (pos.shape === "POLYGON") {
    return {
      shape: "polygon",
      verticesDeg: pos.vertices.map(({ longitudeDeg, latitudeDeg }) => [longitudeDeg, latitudeDeg] as const),
    };
  }
  if (pos.shape === "CIRCLE") {
    return { shape: "circle", raDeg: pos.longitudeDeg, decDeg: pos.latitudeDeg, radiusDeg: pos.radiusDeg };
  }
  const { longitudeDeg, latitudeDeg } = pos;
  return {
    shape: "range",
    raDeg: [Math.max(longitudeDeg.lower, 0), Math.min(longitudeDeg.upper, 360)],
    decDeg: [Math.max(latitudeDeg.lower, -90), Math.min(latitudeDeg.upper, 90)],
  };
}

/** A name as metadata and people write it, with quotes where it has some. */
function tableName({ identifier, delimited, raw }: ReturnType<typeof createAdqlTools>, name: string): AdqlText {
  const parts = name.match(/"(?:[^"]|"")+"|[^."]+/g) ?? [name];
  return raw(
    parts
      .map(
        (part) => (part.startsWith('"') ? delimited(part.slice(1, -1).replaceAll('""', '"')) : identifier(part)).text,
      )
      .join("."),
  );
}
