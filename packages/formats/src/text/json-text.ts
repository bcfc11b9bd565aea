import { type Column, isValid, printReal, valueAt } from "@armillary/columns";

/**
 * A value as JSON: integers in all their digits, floats in their shortest, NaN and infinities as the strings `"NaN"`,
 * `"Infinity"`, `"-Infinity"`, lists as nested arrays, the slowest axis outermost.
 * @param bit - truth values are VOTable's `bit`: 0 and 1
 */
export function printJson(column: Column, row: number, bit: boolean): string {
  if (!isValid(column.validity, row)) return "null";
  switch (column.kind) {
    case "bool": {
      const truth = valueAt(column, row) === true;
      return bit ? (truth ? "1" : "0") : String(truth);
    }
    case "int":
      return String(column.values[row]);
    case "float": {
      const text = printReal(column.values, row);
      return Number.isFinite(column.values[row]) ? text : `"${text}"`;
    }
    case "utf8":
      return JSON.stringify(valueAt(column, row));
    case "list":
      return printItems(column.item, column.offsets[row] ?? 0, column.offsets[row + 1] ?? 0, bit);
    case "fixed":
      return printItems(column.item, row * column.size, (row + 1) * column.size, bit);
  }
}

function printItems(item: Column, from: number, to: number, bit: boolean): string {
  const texts: string[] = [];
  for (let index = from; index < to; index++) texts.push(printJson(item, index, bit));
  return `[${texts.join(",")}]`;
}
