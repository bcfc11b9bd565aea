import type { Field } from "@armillary/columns";
import { binaryShape } from "../cells/layout.ts";
import { nullOf } from "../cells/null-value.ts";
import type { BinaryCells } from "./binary-cells.ts";
import { BitCells } from "./bit-cells.ts";
import { ItemCells } from "./item-cells.ts";
import { writtenShape } from "./shape.ts";
import { StringCells } from "./string-cells.ts";

/** The writer of the cells of `field`. */
export function createBinaryCells(field: Field): BinaryCells {
  const shape = writtenShape(field);
  const { datatype } = field;
  const cell = binaryShape(datatype, shape.arraysize);
  if (datatype === "char" || datatype === "unicodeChar") return new StringCells(datatype, shape, cell);
  if (datatype === "bit") return new BitCells(cell);
  const magic = nullOf(field)?.value;
  return new ItemCells(datatype, cell, shape.valuesPerItem, typeof magic === "string" ? undefined : magic);
}
