import { type CellValue, type ColumnBatch, type Field, uniqueNames, valueAt } from "@armillary/columns";
import type { SkyPosition } from "@armillary/dali";
import type { ConeColumns } from "./columns.ts";
import { readPositions } from "./positions.ts";
import { separationsDeg } from "./separation.ts";

/** A source of a catalogue; what the service does not tell in a way that is known is absent. */
export interface ConeRecord {
  /** The main identifier, as text. */
  readonly id?: string;
  /** ICRS. */
  readonly raDeg?: number;
  readonly decDeg?: number;
  /** From the centre of the cone. */
  readonly separationDeg?: number;
  /** The whole row, by column name; the second column of a name is `name_2`. */
  readonly row: Readonly<Record<string, CellValue>>;
}

/** The rows of a batch as records. */
export function* recordsOf(
  batch: ColumnBatch,
  fields: readonly Field[],
  columns: ConeColumns,
  centre: SkyPosition,
): Generator<ConeRecord> {
  const names = uniqueNames(fields.map(({ name }) => name));
  const { raDeg, decDeg } = readPositions(batch, columns);
  const separations = separationsDeg(batch, columns, centre);
  for (let index = 0; index < batch.rows; index++) {
    const cells = batch.columns.map((column, place) => [names[place] as string, valueAt(column, index)] as const);
    const id = columns.id === undefined ? null : (cells[columns.id]?.[1] ?? null);
    yield {
      ...(id === null ? {} : { id: String(id) }),
      ...finite("raDeg", raDeg[index]),
      ...finite("decDeg", decDeg[index]),
      ...finite("separationDeg", separations[index]),
      row: Object.fromEntries(cells),
    };
  }
}

function finite<Name extends string>(name: Name, value: number | undefined): { readonly [key in Name]?: number } {
  return Number.isFinite(value) ? ({ [name]: value } as { readonly [key in Name]: number }) : {};
}
