import { type Column, type Field, type FieldMeta, layoutOfDatatype } from "@armillary/columns";
import type { JsonDatatype } from "./column-type.ts";
import type { JsonRows } from "./rows-reader.ts";
import { type BadCell, typedColumn } from "./typed-column.ts";

/** A column of a table whose rows are JSON. */
export interface JsonColumn {
  /** In the rows. */
  readonly key: string;
  readonly field: Field;
  readonly datatype: JsonDatatype;
  /** A number that stands for "not known". */
  readonly ignoreValue?: number;
}

/** A column by its type and what else is known of it. */
export function jsonColumn(
  key: string,
  datatype: JsonDatatype,
  about: Partial<Omit<FieldMeta, "datatype" | "arraysize">> = {},
  ignoreValue?: number,
): JsonColumn {
  return {
    key,
    datatype,
    field: {
      name: key,
      ...about,
      datatype,
      ...(datatype === "char" ? { arraysize: "*" } : {}),
      layout: layoutOfDatatype(datatype),
    },
    ...(ignoreValue === undefined ? {} : { ignoreValue }),
  };
}

/** The rows of one page in the columns that were decided on; cells that do not fit are told of, and null. */
export function typedColumns(
  { rows, columns: staged }: JsonRows,
  columns: readonly JsonColumn[],
  onBad: (column: JsonColumn, cell: BadCell) => void,
): Column[] {
  const byKey = new Map(staged.map((column) => [column.name, column]));
  return columns.map((column) => {
    const { key, datatype, ignoreValue } = column;
    return typedColumn(byKey.get(key), rows, datatype, (cell) => onBad(column, cell), ignoreValue);
  });
}
