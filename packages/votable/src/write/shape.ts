import { type Field, type FieldMeta, type Layout, layoutOfDatatype, sameLayout } from "@armillary/columns";
import { type Arraysize, isScalar, parseArraysize } from "../cells/arraysize.ts";
import { isCharacter, layoutOf, stringAxes, valuesPerItem } from "../cells/layout.ts";
import { VotableError } from "../errors.ts";

/** How the cells of a FIELD are to be written, with what its columns hold. */
export interface WrittenShape {
  readonly arraysize: Arraysize;
  /** One string a cell: with no axis, or one. */
  readonly isString: boolean;
  /** Values of the column's leaf in one primitive: 2 for a complex number. */
  readonly valuesPerItem: 1 | 2;
  /** One value of the leaf a cell. */
  readonly isScalar: boolean;
}

/**
 * The shape of a FIELD that is ready to be written (see `readyFields`).
 * @throws VotableError code VOT_WRITE for one whose datatype and arraysize do not announce what its column holds
 */
export function writtenShape(field: Field): WrittenShape {
  const arraysize = fittingArraysize(field, field.layout);
  if (arraysize === undefined) {
    const size = field.arraysize === undefined ? "" : ` and arraysize "${field.arraysize}"`;
    throw new VotableError(
      "VOT_WRITE",
      `Column "${field.name}" does not hold what its datatype ${field.datatype}${size} announce.`,
      { field: field.name },
    );
  }
  const isString = isCharacter(field.datatype) && isScalar(stringAxes(arraysize));
  const perItem = valuesPerItem(field.datatype);
  return { arraysize, isString, valuesPerItem: perItem, isScalar: isScalar(arraysize) && perItem === 1 };
}

/** The shape that datatype and arraysize announce, if values of `layout` are that or fit in that; else undefined. */
export function fittingArraysize(
  { datatype, arraysize: text }: Pick<FieldMeta, "datatype" | "arraysize">,
  layout: Layout,
): Arraysize | undefined {
  const parsed = parseArraysize(text);
  if (!parsed.ok || parsed.arraysize.fixed.includes(0)) return undefined;
  const { arraysize } = parsed;
  if (holds(layoutOf(datatype, arraysize), layout)) return arraysize;
  // A list of one is written as what it holds.
  const { fixed, variable } = arraysize;
  const isOneOfOne = fixed.length === 1 && fixed[0] === 1 && !variable && !isCharacter(datatype);
  return isOneOfOne && holds(layoutOfDatatype(datatype), layout) ? arraysize : undefined;
}

/** Whether every value of `layout` is one of `announced`: integers may be narrower than announced. */
function holds(announced: Layout, layout: Layout): boolean {
  if (announced.kind === "int" && layout.kind === "int") {
    // Of unsigned integers of 64 bits the columns are looked through when they are written.
    if (announced.bits === layout.bits) return announced.signed === layout.signed || layout.bits === 64;
    return announced.bits > layout.bits && announced.signed;
  }
  if (announced.kind === "list" && layout.kind === "list") return holds(announced.item, layout.item);
  if (announced.kind === "fixed" && layout.kind === "fixed") {
    return announced.size === layout.size && holds(announced.item, layout.item);
  }
  return sameLayout(announced, layout);
}
