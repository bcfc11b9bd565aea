import { type CellValue, type ColumnBatch, type Field, valueAt } from "@armillary/columns";
import { type ColumnWanted, findColumn } from "../table/find-column.ts";
import { converterTo, mjdOfText, type Quantity } from "./quantity.ts";

/** Where a property of a record stands in a table, and what its number is. */
export interface PropertySource {
  /** Tried in this order; within one, by utype, UCD, name. */
  readonly wanted: readonly ColumnWanted[];
  readonly as: "text" | "number" | Quantity;
  /** The unit that the standard has for it, where the FIELD says none. */
  readonly unit?: string;
}

/** Reads a property of a row; undefined where the row does not say it. */
export type PropertyReader<Value = string | number> = (batch: ColumnBatch, row: number) => Value | undefined;

/** The column that a property stands in, if there is one. */
export function columnOf(fields: readonly Field[], wanted: readonly ColumnWanted[]): number | undefined {
  for (const way of wanted) {
    const found = findColumn(fields, way);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * How a property is read from the tables of an answer; undefined where they have no column of it, or one in a unit that is
 * not known. Numbers come in the unit of the property, the first of several; NaN, which services write for what they do not
 * know, is not there.
 */
export function propertyReader(fields: readonly Field[], source: PropertySource): PropertyReader | undefined {
  const index = columnOf(fields, source.wanted);
  if (index === undefined) return undefined;
  const { as, unit = "" } = source;
  const field = fields[index] as Field;
  if (as === "text") return (batch, row) => textOf(cellAt(batch, index, row));
  if (as === "number") return (batch, row) => numbersOf(cellAt(batch, index, row))?.[0];
  const convert = converterTo(as, field.xtype?.toLowerCase() === "jd" ? "jd" : field.unit, unit);
  return (batch, row) => {
    const cell = cellAt(batch, index, row);
    // SIA 1 has no type for dates, and services write them as text or as days.
    if (as === "mjd" && typeof cell === "string") return mjdOfText(cell);
    const value = numbersOf(cell)?.[0];
    return value === undefined ? undefined : convert?.(value);
  };
}

/** The value of a cell; null where the batch has no such column. */
export function cellAt({ columns }: ColumnBatch, index: number, row: number): CellValue {
  const column = columns[index];
  return column === undefined ? null : valueAt(column, row);
}

/** Text of a cell, blanks around it taken off; undefined where nothing is left. */
export function textOf(cell: CellValue): string | undefined {
  if (typeof cell === "number" || typeof cell === "bigint") return String(cell);
  const text = typeof cell === "string" ? cell.trim() : "";
  return text === "" ? undefined : text;
}

/**
 * Numbers of a cell: one, an array, or a text of them with blanks or commas in between, as SIA 1 services write arrays.
 * Undefined for null, for NaN, and for what has anything else in it.
 */
export function numbersOf(cell: CellValue): readonly number[] | undefined {
  const items = typeof cell === "string" ? cell.trim().split(/[\s,]+/) : Array.isArray(cell) ? cell.flat() : [cell];
  const numbers: number[] = [];
  for (const item of items) {
    const isNumber = typeof item === "number" || typeof item === "bigint" || (typeof item === "string" && item !== "");
    const number = isNumber ? Number(item) : Number.NaN;
    if (Number.isNaN(number)) return undefined;
    numbers.push(number);
  }
  return numbers.length === 0 ? undefined : numbers;
}
