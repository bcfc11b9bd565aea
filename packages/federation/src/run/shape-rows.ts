import type { Column, ColumnBatch, Field } from "@armillary/columns";
import { deriveTable, mapBatches, type TableStream } from "@armillary/formats";
import { FederationError } from "../errors.ts";
import { type Fragment, ROW_COLUMN } from "../plan/fragment.ts";

const ROW_FIELD: Field = {
  name: ROW_COLUMN,
  datatype: "long",
  layout: { kind: "int", bits: 64, signed: true },
  description: "Number of the row, from 0",
};

/**
 * An answer as the query that joins all has it: its columns under the names that were asked for (HEASARC and others name
 * them in letters of another case), its rows numbered where others are fetched for them.
 * @throws FederationError code FEDERATION_PART where the answer has not the columns that were asked for
 */
export function shapeRows(table: TableStream, { id, member, names, isNumbered }: Fragment): TableStream {
  if (names !== undefined && names.length !== table.fields.length) {
    const who = member?.name ?? id;
    throw new FederationError(
      "FEDERATION_PART",
      `${who} gave ${table.fields.length} columns where ${names.length} were asked for: ${table.fields.map(({ name }) => name).join(", ")}.`,
      { ...(member === undefined ? {} : { member: member.name }) },
    );
  }
  const named = table.fields.map((field, index): Field => ({ ...field, name: names?.[index] ?? field.name }));
  if (!isNumbered) return deriveTable(table, { fields: named });
  let rows = 0;
  return mapBatches(table, [...named, ROW_FIELD], (batch) => {
    const first = rows;
    rows += batch.rows;
    return numbered(batch, first);
  });
}

function numbered({ rows, columns }: ColumnBatch, first: number): ColumnBatch {
  const values = new BigInt64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = BigInt(first + row);
  const column: Column = { kind: "int", length: rows, nulls: 0, values };
  return { rows, columns: [...columns, column] };
}
