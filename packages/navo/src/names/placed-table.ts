import { createColumnWriter, type Field, uniqueNames, valueAt } from "@armillary/columns";
import { DalError } from "@armillary/dali";
import { findColumn } from "@armillary/dali/table";
import { mapBatches, type TableStream } from "@armillary/formats";
import { isNameError, type NameError } from "./name-error.ts";
import { type ResolveNamesOptions, resolveNames } from "./resolve-names.ts";

export interface PlacedTableOptions extends ResolveNamesOptions {
  /** The column with names (default: by UCD, or called name, object, target, …). */
  readonly column?: string;
  /** Called for every row whose name has no position; its number is from 0. */
  readonly onUnresolved?: (row: number, name: string, failure: NameError) => void;
}

const NAMES = ["name", "object", "object_name", "objname", "target", "target_name", "main_id", "source", "id"];

/**
 * A table of names with the positions that resolvers know, as its last columns (`ra`, `dec`; null where nobody knows one); batch by
 * batch, as it is read.
 * @throws DalError DAL_USAGE where there is no column of names
 */
export function placedTable(table: TableStream, options: PlacedTableOptions): TableStream {
  const { column, onUnresolved, ...resolving } = options;
  const { fields } = table;
  const at =
    column === undefined
      ? findColumn(fields, { ucds: ["meta.id;src", "meta.id;meta.main", "meta.id"], names: NAMES })
      : fields.findIndex(({ name }) => name === column);
  if (at === undefined || at < 0) {
    const names = fields.map(({ name }) => name).join(", ");
    const which = column === undefined ? "that is known as one of names, or of positions" : `"${column}"`;
    throw new DalError("DAL_USAGE", `The targets have no column ${which}: they have ${names}.`);
  }
  const [ra = "ra", dec = "dec"] = uniqueNames([...fields.map(({ name }) => name), "ra", "dec"]).slice(-2);
  const placed = [...fields, degrees(ra, "pos.eq.ra;meta.main"), degrees(dec, "pos.eq.dec;meta.main")];
  let before = 0;
  return mapBatches(table, placed, async ({ rows, columns }) => {
    const names = Array.from({ length: rows }, (_, row) => textAt(columns[at], row));
    const found = await resolveNames(names, resolving);
    const writers = placed.slice(-2).map(({ layout }) => createColumnWriter(layout));
    for (const [row, name] of names.entries()) {
      const place = found.get(name);
      const isPlaced = place !== undefined && !isNameError(place);
      writers[0]?.append(isPlaced ? place.raDeg : null);
      writers[1]?.append(isPlaced ? place.decDeg : null);
      if (isNameError(place)) onUnresolved?.(before + row, name, place);
    }
    before += rows;
    return { rows, columns: [...columns, ...writers.map((writer) => writer.take())] };
  });
}

function textAt(column: Parameters<typeof valueAt>[0] | undefined, row: number): string {
  const value = column === undefined ? null : valueAt(column, row);
  return value === null ? "" : String(value);
}

function degrees(name: string, ucd: string): Field {
  return { name, datatype: "double", unit: "deg", ucd, layout: { kind: "float", bits: 64 } };
}
