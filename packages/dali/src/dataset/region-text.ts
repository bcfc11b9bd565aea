import type { CellValue, Field } from "@armillary/columns";
import { numbersOf, textOf } from "./property-reader.ts";

/**
 * The region of a dataset as text: as the service wrote it, or, of an array with DALI's xtype `circle`, `polygon` or
 * `range`, as POS has it. Undefined for other arrays.
 */
export function regionText(field: Field, cell: CellValue): string | undefined {
  if (typeof cell === "string") return textOf(cell);
  const shape = field.xtype?.toUpperCase();
  if (shape !== "CIRCLE" && shape !== "POLYGON" && shape !== "RANGE") return undefined;
  const numbers = numbersOf(cell);
  return numbers === undefined ? undefined : `${shape} ${numbers.join(" ")}`;
}
