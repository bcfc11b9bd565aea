import {
  bitAt,
  type Column,
  createColumnWriter,
  type Field,
  type FixedColumn,
  isValid,
  type Layout,
  printReal,
  valueAt,
} from "@armillary/columns";
import type { Reports } from "../cells/reports.ts";
import { printColumnType } from "./column-type.ts";
import { isComplex } from "./print-header.ts";

/** Makes columns of a field into such as a printer of CSV prints as ECSV has them. */
export type MakePrintable = (column: Column) => Column;

/** The layout of what `makePrintable` gives. */
export function printableLayout({ layout }: Field): Layout {
  return layout.kind === "int" || layout.kind === "float" ? layout : { kind: "utf8" };
}

/**
 * Numbers and text are printed as they are; truth values become `True` and `False`, complex numbers `(1+2j)`, arrays their
 * JSON, in which NaN, Infinity and -Infinity are bare, as Python has it.
 * @param reports - is told of what does not come back: empty strings, and lists of fixed length that are null in a list
 */
export function printableBy(field: Field, reports: Reports): MakePrintable {
  const { layout, name } = field;
  switch (layout.kind) {
    case "int":
    case "float":
      return (column) => column;
    case "utf8":
      return (column) => {
        const empty = countEmpty(column);
        for (let count = 0; count < empty; count++) {
          reports.add("W-ECSV-EMPTY", name, `Column "${name}": an empty string is written, which ECSV reads as a null`);
        }
        return column;
      };
    case "bool":
      return (column) =>
        textColumn(column, (row) => (column.kind === "bool" && bitAt(column.bits, row) ? "True" : "False"));
    default: {
      const { datatype, unsupported, subtype } = printColumnType(layout, isComplex(field));
      if (datatype.startsWith("complex")) return (column) => textColumn(column, (row) => complexText(column, row));
      // An array that ECSV has no shape for is kept nested; one that it has is flat from its open axis on.
      const flat = unsupported === undefined && (subtype ?? "").endsWith("[null]");
      const print = new ArrayPrinter(flat, unsupported === undefined, () =>
        reports.add(
          "W-ECSV-NULL-LIST",
          name,
          `Column "${name}": a list of nulls is written for a null inside of a list`,
        ),
      );
      return (column) => textColumn(column, (row) => print.cell(column, row));
    }
  }
}

function countEmpty(column: Column): number {
  if (column.kind !== "utf8") return 0;
  let count = 0;
  for (let row = 0; row < column.length; row++) {
    if (column.offsets[row] === column.offsets[row + 1] && isValid(column.validity, row)) count++;
  }
  return count;
}

function textColumn(column: Column, print: (row: number) => string): Column {
  const writer = createColumnWriter({ kind: "utf8" });
  for (let row = 0; row < column.length; row++) writer.append(isValid(column.validity, row) ? print(row) : null);
  return writer.take();
}

/** As Python prints it. A part that is null is no number. */
function complexText(column: Column, row: number): string {
  if (column.kind !== "fixed" || column.item.kind !== "float") return "";
  const { values, validity } = column.item;
  const [re = "", im = ""] = [2 * row, 2 * row + 1].map((index) =>
    (isValid(validity, index) ? printReal(values, index) : "NaN").replace("Infinity", "inf").replace("NaN", "nan"),
  );
  return `(${re}${im.startsWith("-") ? "" : "+"}${im}j)`;
}

/** Prints values of lists as JSON. */
class ArrayPrinter {
  readonly #flat: boolean;
  readonly #nullsAsLists: boolean;
  readonly #onNullList: () => void;

  /**
   * @param flat - lists inside the outermost have no brackets
   * @param nullsAsLists - a null inside a list that is of fixed length is written as so many nulls
   */
  constructor(flat: boolean, nullsAsLists: boolean, onNullList: () => void) {
    this.#flat = flat;
    this.#nullsAsLists = nullsAsLists;
    this.#onNullList = onNullList;
  }

  cell(column: Column, row: number): string {
    return `[${this.#items(column, row)}]`;
  }

  #items(column: Column, row: number): string {
    if (column.kind !== "list" && column.kind !== "fixed") return "";
    const [from, to] =
      column.kind === "list"
        ? [column.offsets[row] ?? 0, column.offsets[row + 1] ?? 0]
        : [row * column.size, (row + 1) * column.size];
    const texts: string[] = [];
    for (let index = from; index < to; index++) texts.push(this.#value(column.item, index));
    return texts.join(",");
  }

  #value(column: Column, index: number): string {
    const list = column.kind === "list" || column.kind === "fixed";
    if (!isValid(column.validity, index)) {
      if (column.kind !== "fixed" || !this.#nullsAsLists) return "null";
      // Under a null lie as many items, whatever they are.
      this.#onNullList();
      return this.#inBrackets(this.#nulls(column));
    }
    if (list) return this.#inBrackets(this.#items(column, index));
    if (column.kind === "bool") return String(bitAt(column.bits, index));
    if (column.kind === "float") return printReal(column.values, index);
    return column.kind === "int" ? String(column.values[index]) : JSON.stringify(valueAt(column, index));
  }

  #nulls({ size, item }: FixedColumn): string {
    const inner = item.kind === "fixed" ? this.#inBrackets(this.#nulls(item)) : "null";
    return Array<string>(size).fill(inner).join(",");
  }

  #inBrackets(items: string): string {
    return this.#flat ? items : `[${items}]`;
  }
}
