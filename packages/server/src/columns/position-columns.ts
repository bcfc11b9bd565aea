import type { PublishedTable } from "../engine.ts";

/** Columns of a position, as they must stand in a query; degrees, ICRS. */
export interface PositionColumns {
  readonly ra: string;
  readonly dec: string;
}

/** The columns that a table is searched by position in; undefined for one without. */
export function positionOf({ position, fields, metadata }: PublishedTable): PositionColumns | undefined {
  if (position === undefined) return undefined;
  // The engine names them as the fields do; a query wants quotes where they are needed.
  const written = (name: string): string | undefined =>
    metadata.columns[fields.findIndex((field) => field.name === name)]?.name;
  const [ra, dec] = [written(position.ra), written(position.dec)];
  return ra === undefined || dec === undefined ? undefined : { ra, dec };
}
