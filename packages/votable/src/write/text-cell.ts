import { bitAt, type Column, type Field, isValid, printReal, type Utf8Column, valueAt } from "@armillary/columns";
import { nullOf } from "../cells/null-value.ts";
import { stringLength } from "../cells/strings.ts";
import { leafStart, leavesOf } from "./leaves.ts";
import { type WrittenShape, writtenShape } from "./shape.ts";
import type { VotableVersion } from "./versions.ts";
import { escapeText } from "./xml.ts";

/** The texts of one FIELD's nulls in TABLEDATA. */
export interface NullTexts {
  /** A cell that is null. */
  readonly cell: string;
  /** A null inside of an array. */
  readonly item: string;
}

/** An empty cell is a null; before 1.3 integers had none (VOTable 1.5, section 9.2). */
export function nullTexts(field: Field, version: VotableVersion): NullTexts {
  const magic = nullOf(field)?.value;
  const { kind } = field.layout;
  const cell = version < "1.3" && kind === "int" && magic !== undefined ? String(magic) : "";
  if (field.datatype === "boolean") return { cell, item: "?" };
  return { cell, item: typeof magic === "string" ? "" : printNumber(magic ?? Number.NaN) };
}

/**
 * Text of cells of `field` as it stands in `<TD>`, escaped: the complete path, which the kernel is held to.
 *
 * Integers in decimal; floats in the shortest decimal that reads back; `NaN`, `+Inf`, `-Inf`; `T`, `F`, `?`; bits in a run;
 * elements of arrays with a blank between, those of arrays of strings filled up to their width.
 */
export function createTextCellPrinter(field: Field, version: VotableVersion): (column: Column, row: number) => string {
  const nulls = nullTexts(field, version);
  const shape = writtenShape(field);
  return (column, row) => {
    if (!isValid(column.validity, row)) return nulls.cell;
    if (shape.isString) return escapeText(valueAt(column, row) as string);
    const leaves = leavesOf(column);
    const { leaf, validity } = leaves;
    const [start, end] = [leafStart(leaves, row), leafStart(leaves, row + 1)];
    if (leaf.kind === "utf8") return escapeText(paddedStrings(field, shape, leaf, start, end));
    const texts: string[] = [];
    for (let item = start; item < end; item++) {
      texts.push(isValid(validity, item) ? printItem(field, leaf, item) : nulls.item);
    }
    return texts.join(field.datatype === "bit" ? "" : " ");
  };
}

function printItem({ datatype }: Field, leaf: Exclude<Column, Utf8Column>, item: number): string {
  switch (leaf.kind) {
    case "bool": {
      const truth = bitAt(leaf.bits, item);
      return datatype === "bit" ? (truth ? "1" : "0") : truth ? "T" : "F";
    }
    case "int":
      return String(leaf.values[item]);
    case "float":
      return Number.isFinite(leaf.values[item]) ? printReal(leaf.values, item) : printNumber(leaf.values[item] ?? 0);
    default:
      return "";
  }
}

/** The words of the standard for what is no number (VOTable 1.5, section 6). */
function printNumber(value: number | bigint): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

/** Strings one after the other, each as wide as the first axis says (VOTable 1.5, section 2.3). */
function paddedStrings(
  field: Field,
  { arraysize }: WrittenShape,
  leaf: Utf8Column,
  start: number,
  end: number,
): string {
  const width = arraysize.fixed[0] ?? 1;
  const unit = field.datatype === "char" ? "characters" : "units";
  let text = "";
  for (let item = start; item < end; item++) {
    const string = (valueAt(leaf, item) as string | null) ?? "";
    text += string + " ".repeat(Math.max(0, width - stringLength(string, unit)));
  }
  return text;
}
