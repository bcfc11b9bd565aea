import {
  type CellValue,
  type ColumnBatch,
  type ColumnWriter,
  commonLayout,
  createColumnWriter,
  type Field,
  sameLayout,
  valueAt,
  widenColumn,
} from "@armillary/columns";
import { DalError } from "@armillary/dali";
import { separationField } from "../separation.ts";
import type { Found } from "./ask.ts";
import type { NumberedTarget } from "./target.ts";

/**
 * Rows of the output: the columns of the target, those of the answer, the separation. A column of the target that is called as
 * one of the answer is called `target_…`.
 */
export class MergedRows {
  readonly fields: readonly Field[];
  readonly #own: readonly Field[];
  readonly #answer: readonly Field[];
  readonly #writers: readonly ColumnWriter[];
  #rows = 0;

  /**
   * @param own - columns of the targets
   * @param answer - columns of the answers: those of the first, to which others are fitted
   */
  constructor(own: readonly Field[], answer: readonly Field[]) {
    this.#own = own;
    this.#answer = answer;
    // Identifiers of two documents in one: references by them lead nowhere, or to another's.
    const taken = new Set(answer.map(({ name }) => name.toLowerCase()));
    const plain = own.map(({ ID: _, ref: __, ...field }) =>
      taken.has(field.name.toLowerCase()) ? { ...field, name: `target_${field.name}` } : field,
    );
    this.fields = [...plain, ...answer, separationField([...plain, ...answer])];
    this.#writers = this.fields.map(({ layout }) => createColumnWriter(layout));
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Adds what was found for a target; nothing found gives a row of nulls where `each`.
   * @returns rows added
   */
  add(target: NumberedTarget, { batches, separationsDeg }: Found, order: readonly number[], each: boolean): number {
    const before = this.#rows;
    const own = this.#own.map((_, place) => cellOf(target.batch, place, target.row));
    batches.forEach((batch, index) => {
      const columns = this.#answer.map(({ layout }, place) =>
        widenColumn(batch.columns[order[place] as number] as ColumnBatch["columns"][number], layout),
      );
      const fitted = { rows: batch.rows, columns };
      for (let row = 0; row < batch.rows; row++) {
        const separation = (separationsDeg[index]?.[row] ?? Number.NaN) * 3600;
        const cells = columns.map((_, place) => cellOf(fitted, place, row));
        this.#append([...own, ...cells, Number.isNaN(separation) ? null : separation]);
      }
    });
    if (each && this.#rows === before) this.#append([...own, ...this.#answer.map(() => null), null]);
    return this.#rows - before;
  }

  take(): ColumnBatch {
    const rows = this.#rows;
    this.#rows = 0;
    return { rows, columns: this.#writers.map((writer) => writer.take()) };
  }

  #append(cells: readonly CellValue[]): void {
    cells.forEach((cell, place) => void this.#writers[place]?.append(cell));
    this.#rows++;
  }
}

/** A value as writers take it: lists flat. */
function cellOf({ columns }: ColumnBatch, place: number, row: number): CellValue {
  const column = columns[place];
  const value = column === undefined ? null : valueAt(column, row);
  return Array.isArray(value) ? (value.flat(Number.POSITIVE_INFINITY) as CellValue[]) : value;
}

/**
 * For each column of the first answer the place of its counterpart in another, by name, whose order may differ: services
 * describe columns anew for every answer.
 * @throws DalError DAL_FORMAT where the other's columns are not the same, or do not fit
 */
export function fitColumns(first: readonly Field[], other: readonly Field[], url: string): readonly number[] {
  const names = first.map(({ name }) => name);
  const isSame = names.length === other.length && names.every((name, place) => other[place]?.name === name);
  if (!isSame) {
    const missing = names.find((name) => !other.some((field) => field.name === name));
    const spare = other.find((field) => !names.includes(field.name));
    if (missing !== undefined) throw differ(`it lacks the column "${missing}"`, url);
    if (spare !== undefined) throw differ(`it has a column "${spare.name}" more`, url);
    if (new Set(names).size < names.length || names.length !== other.length)
      throw differ("it has others of one name", url);
  }
  return first.map((field, place) => {
    const found = isSame ? place : other.findIndex(({ name }) => name === field.name);
    const { layout, unit, xtype } = other[found] as Field;
    for (const [what, one, two] of [
      ["unit", field.unit, unit],
      ["xtype", field.xtype, xtype],
    ] as const) {
      if ((one ?? "") !== (two ?? ""))
        throw differ(`"${field.name}" has the ${what} "${two ?? ""}", not "${one ?? ""}"`, url);
    }
    const common = commonLayout(field.layout, layout);
    if (common === undefined || !sameLayout(common, field.layout)) {
      throw differ(`"${field.name}" is of a type that does not fit into that of the first`, url);
    }
    return found;
  });
}

function differ(how: string, url: string): DalError {
  const message = `${url} answers with other columns than the first answer had: ${how}. Their rows cannot stand in one table.`;
  return new DalError("DAL_FORMAT", message, { url });
}
