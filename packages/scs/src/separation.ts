import { bitBytes, type ColumnBatch, type Field, type FloatColumn, setBit } from "@armillary/columns";
import type { SkyPosition } from "@armillary/dali";
import { mapBatches, type TableStream } from "@armillary/formats";
import { separationDeg } from "@armillary/sky";
import { type ConeColumns, findConeColumns } from "./columns.ts";
import { readPositions } from "./positions.ts";

/** Describes a column of separations; its name is another where the table has one of that name. */
export function separationField(fields: readonly Field[], name = "separation_arcsec"): Field {
  const taken = new Set(fields.map((field) => field.name));
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}_${count}`;
  return {
    name: free,
    datatype: "double",
    unit: "arcsec",
    ucd: "pos.angDistance",
    description: "Separation from the position that was asked for",
    layout: { kind: "float", bits: 64 },
  };
}

/** Separations of rows from a centre, in degrees; NaN where a row has no position. */
export function separationsDeg(batch: ColumnBatch, columns: ConeColumns, centre: SkyPosition): Float64Array {
  const { raDeg, decDeg } = readPositions(batch, columns);
  return raDeg.map((ra, row) => separationDeg(centre.raDeg, centre.decDeg, ra, decDeg[row] as number));
}

/** The table with the separation from a centre as its last column, null where a row has no position; streaming. */
export function withSeparation(table: TableStream, centre: SkyPosition): TableStream {
  const columns = findConeColumns(table.fields);
  return mapBatches(table, [...table.fields, separationField(table.fields)], (batch) => {
    const separations = separationsDeg(batch, columns, centre).map((separation) => separation * 3600);
    return { rows: batch.rows, columns: [...batch.columns, nullable(separations)] };
  });
}

/** A column in which NaN is null. */
function nullable(values: Float64Array): FloatColumn {
  const length = values.length;
  const nulls = values.reduce((count, value) => (Number.isNaN(value) ? count + 1 : count), 0);
  if (nulls === 0) return { kind: "float", length, nulls, values };
  const validity = new Uint8Array(bitBytes(length));
  values.forEach((value, row) => {
    if (Number.isNaN(value)) values[row] = 0;
    else setBit(validity, row);
  });
  return { kind: "float", length, nulls, validity, values };
}
