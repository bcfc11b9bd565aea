import type { ColumnMetadata } from "@armillary/adql";
import type { PublishedTable, QueryEngine } from "../engine.ts";
import { ServiceError } from "../errors.ts";

/** The name of a table as URLs have it: without the quotes that queries want. */
export function plainName({ name }: PublishedTable): string {
  return name.replaceAll('"', "");
}

/** The address of a table's service. @param serviceUrl - of all tables: `http://…/scs` */
export function tableUrl(serviceUrl: string, table: PublishedTable): string {
  return `${serviceUrl}/${encodeURIComponent(plainName(table))}`;
}

/**
 * The table that a URL names, in any case where no other differs from it in that alone.
 * @param serves - whether the service is there for a table
 * @throws ServiceError SERVER_NOT_FOUND, with the tables that there are
 */
export function findTable(
  { tables }: QueryEngine,
  name: string,
  serves: (table: PublishedTable) => boolean,
): PublishedTable {
  const served = tables.filter(serves);
  const loose = served.filter((table) => plainName(table).toLowerCase() === name.toLowerCase());
  const table = served.find((each) => plainName(each) === name) ?? (loose.length === 1 ? loose[0] : undefined);
  if (table !== undefined) return table;
  const names = served.map(plainName).join(", ") || "none";
  const message =
    name === ""
      ? `Each table has this service at an address of its own: the name of one is due behind this. It is for: ${names}.`
      : `This service is not there for ${name}. It is for: ${names}.`;
  throw new ServiceError("SERVER_NOT_FOUND", message);
}

/** A column by its name in any case; its own name is as it must stand in a query. */
export function columnNamed({ fields, metadata }: PublishedTable, name: string): ColumnMetadata | undefined {
  return metadata.columns[fields.findIndex((field) => field.name.toLowerCase() === name)];
}
