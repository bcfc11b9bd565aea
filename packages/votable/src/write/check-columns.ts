import { type Column, type Field, type IntColumn, type IntValues, isValid, type Utf8Column } from "@armillary/columns";
import { binaryShape, isCharacter } from "../cells/layout.ts";
import { nullOf } from "../cells/null-value.ts";
import { type CheckContext, cellError } from "./check-context.ts";
import { checkStrings, isShort } from "./check-strings.ts";
import { type Leaves, leafStart, leavesOf } from "./leaves.ts";
import { type WrittenShape, writtenShape } from "./shape.ts";

/** Looks at the column of the next batch and gives it as it can be written. */
export type CheckColumn = (column: Column, firstRow: number) => Column;

/**
 * Makes the check of one column's values before they are written: reports what the serialization cannot tell apart
 * (docs/nulls.md), puts U+FFFD for characters that it cannot have, and throws where a value would not read back at all.
 */
export function createCheck(
  field: Field,
  options: Pick<CheckContext, "serialization" | "version" | "diagnostics">,
): CheckColumn {
  const shape = writtenShape(field);
  return (column, firstRow) => {
    const context: CheckContext = { ...options, field, shape, firstRow };
    if (shape.isString) return checkStrings(column as Utf8Column, context);
    checkLengths(column, context);
    checkCellNulls(column, context);
    const leaves = leavesOf(column);
    checkInnerNulls(column, leaves, context);
    if (leaves.leaf.kind === "utf8") return checkStringArrays(column, leaves, context);
    checkItemNulls(column, leaves, context);
    checkMagic(column, leaves, context);
    if (leaves.leaf.kind === "int") checkRange(column, leaves, leaves.leaf, context);
    return column;
  };
}

/** Arrays that are empty, too long for their bound, or not as long as they must be. */
function checkLengths(column: Column, context: CheckContext): void {
  if (column.kind !== "list") return;
  const { field, shape, serialization, diagnostics } = context;
  const { fixed, variable, max } = shape.arraysize;
  const whole = fixed.slice(isCharacter(field.datatype) ? 1 : 0).reduce((items, axis) => items * axis, 1);
  let [empty, long] = [0, 0];
  for (let row = 0; row < column.length; row++) {
    if (!isValid(column.validity, row)) continue;
    const items = (column.offsets[row + 1] as number) - (column.offsets[row] as number);
    if (!variable && items * innerItems(column.item, shape) !== whole) {
      throw cellError(
        context,
        row,
        `${items * innerItems(column.item, shape)} elements, where its arraysize says ${whole}`,
      );
    }
    if (items === 0) empty++;
    if (max !== undefined && items > max) long++;
  }
  if (empty > 0 && serialization !== "binary2") {
    const what = `Column "${field.name}": empty arrays become nulls`;
    diagnostics.report("W-WRITE-ARRAY-AS-NULL", field.name, what, empty);
  }
  if (long > 0) {
    const what = `Column "${field.name}": arrays longer than arraysize="${field.arraysize}" says`;
    diagnostics.report("W-WRITE-LENGTH", field.name, what, long);
  }
}

/** Primitives in one item of an array of arrays. */
function innerItems(item: Column, { valuesPerItem }: WrittenShape): number {
  let items = 1;
  for (let inner = item; inner.kind === "fixed"; inner = inner.item) items *= inner.size;
  return items / valuesPerItem;
}

/** Cells that are null where the serialization has no such null. */
function checkCellNulls(column: Column, context: CheckContext): void {
  const { field, shape, serialization, version, diagnostics } = context;
  if (column.nulls === 0) return;
  const magic = nullOf(field)?.value;
  const { kind } = leavesOf(column).leaf;
  const firstNull = (): number => {
    for (let row = 0; row < column.length; row++) if (!isValid(column.validity, row)) return row;
    return 0;
  };
  const isFull = serialization === "binary" || (serialization === "tabledata" && version < "1.3" && shape.isScalar);
  if (kind === "int" && isFull && magic === undefined && !shape.arraysize.variable) {
    const where = serialization === "binary" ? "BINARY" : `VOTable ${version}`;
    throw cellError(
      context,
      firstNull(),
      `a null, and ${where} has none but VALUES null, which the FIELD does not have`,
    );
  }
  if (serialization !== "binary" || shape.arraysize.variable) return;
  if (field.datatype === "bit")
    throw cellError(context, firstNull(), "a null bit, which BINARY cannot have; BINARY2 can");
  if (!shape.isScalar && binaryShape(field.datatype, shape.arraysize).kind === "fixed" && !isComplexScalar(context)) {
    const what = `Column "${field.name}": null arrays become arrays of nulls`;
    diagnostics.report("W-WRITE-NULL-IN-ARRAY", field.name, what, column.nulls);
  } else if (kind === "float" && magic === undefined) {
    diagnostics.report("W-WRITE-NULL-AS-NAN", field.name, `Column "${field.name}": nulls become NaN`, column.nulls);
  }
}

function isComplexScalar({ shape }: CheckContext): boolean {
  return shape.valuesPerItem === 2 && shape.arraysize.fixed.length === 0;
}

/** Null arrays inside of arrays. A complex number, which is two values, is none. */
function checkInnerNulls(column: Column, leaves: Leaves, { field, shape, diagnostics }: CheckContext): void {
  if (column.kind !== "list" && column.kind !== "fixed") return;
  let nulls = 0;
  for (let inner = column.item; inner.kind === "fixed"; inner = inner.item) {
    if (inner.nulls === 0 || (shape.valuesPerItem === 2 && inner.item.kind !== "fixed")) continue;
    let each = inner.size;
    for (let { item } = inner; item.kind === "fixed"; item = item.item) each *= item.size;
    for (let row = 0; row < column.length; row++) {
      if (!isValid(column.validity, row)) continue;
      const end = leafStart(leaves, row + 1) / each;
      for (let index = leafStart(leaves, row) / each; index < end; index++) {
        if (!isValid(inner.validity, index)) nulls++;
      }
    }
  }
  if (nulls === 0) return;
  const what = `Column "${field.name}": null arrays inside of arrays become arrays of nulls`;
  diagnostics.report("W-WRITE-NULL-IN-ARRAY", field.name, what, nulls);
}

/** Nulls inside of arrays: of integers and floats only VALUES null tells them. */
function checkItemNulls(column: Column, leaves: Leaves, context: CheckContext): void {
  const { field, shape, diagnostics } = context;
  if (leaves.validity === undefined || leaves.leaf === column || field.datatype === "boolean") return;
  let nulls = 0;
  for (const [row, item] of itemsOfRows(column, leaves)) {
    if (isValid(leaves.validity, item)) continue;
    if (leaves.leaf.kind === "bool") throw cellError(context, row, "a null in an array of bits, which has none");
    if (nullOf(field)?.value === undefined || shape.valuesPerItem === 2) {
      if (leaves.leaf.kind === "int") {
        throw cellError(context, row, "a null in an array of integers, whose FIELD has no VALUES null");
      }
      nulls++;
    }
  }
  if (nulls === 0) return;
  diagnostics.report("W-WRITE-NULL-AS-NAN", field.name, `Column "${field.name}": nulls in arrays become NaN`, nulls);
}

/** Values that VALUES null stands for: they would read back as null. */
function checkMagic(column: Column, leaves: Leaves, context: CheckContext): void {
  const magic = nullOf(context.field)?.value;
  const { leaf, validity } = leaves;
  if ((typeof magic !== "number" && typeof magic !== "bigint") || (leaf.kind !== "int" && leaf.kind !== "float"))
    return;
  const isLong = leaf.values instanceof BigInt64Array || leaf.values instanceof BigUint64Array;
  const wanted = isLong ? BigInt(magic) : Number(magic);
  let at = findValue(leaf.values, wanted, 0);
  for (; at >= 0; at = findValue(leaf.values, wanted, at + 1)) {
    if (!isValid(validity, at)) continue;
    const row = rowOf(column, leaves, at);
    if (row === undefined) continue;
    throw cellError(
      context,
      row,
      `${wanted} is a value here, and VALUES null of the FIELD; take that away or choose another`,
    );
  }
}

/** NaN is found, and 0 where -0 is wanted, as a reader finds them. */
function findValue(values: IntValues | Float32Array | Float64Array, wanted: number | bigint, from: number): number {
  if (Number.isNaN(wanted)) {
    for (let index = from; index < values.length; index++) if (Number.isNaN(values[index])) return index;
    return -1;
  }
  return (values as { indexOf(value: number | bigint, from: number): number }).indexOf(wanted, from);
}

/** Unsigned integers of 64 bits that `long` does not have. */
function checkRange(column: Column, leaves: Leaves, leaf: IntColumn, context: CheckContext): void {
  if (!(leaf.values instanceof BigUint64Array)) return;
  const signed = new BigInt64Array(leaf.values.buffer, leaf.values.byteOffset, leaf.values.length);
  for (let at = 0; at < leaf.length; at++) {
    if ((signed[at] as bigint) >= 0n || !isValid(leaves.validity, at)) continue;
    const row = rowOf(column, leaves, at);
    if (row === undefined) continue;
    throw cellError(
      context,
      row,
      `${leaf.values[at]} is more than long can hold (9223372036854775807); make text of the column`,
    );
  }
}

function checkStringArrays(column: Column, leaves: Leaves, context: CheckContext): Column {
  const { field, serialization, diagnostics } = context;
  const leaf = checkStrings(leaves.leaf as Utf8Column, context, (item) => rowOf(column, leaves, item));
  let [nulls, short] = [0, 0];
  if (leaves.validity !== undefined || serialization === "tabledata") {
    for (const [, item] of itemsOfRows(column, leaves)) {
      if (!isValid(leaves.validity, item)) nulls++;
      if (isShort(leaf, item, context)) short++;
    }
  }
  const name = `Column "${field.name}"`;
  if (nulls > 0) {
    diagnostics.report("W-WRITE-NULL-IN-ARRAY", field.name, `${name}: null strings in arrays become empty ones`, nulls);
  }
  if (short > 0 && serialization === "tabledata") {
    diagnostics.report("W-WRITE-PADDING", field.name, `${name}: strings in arrays are filled up with blanks`, short);
  }
  return leaf === leaves.leaf ? column : withLeaf(column, leaf);
}

function withLeaf(column: Column, leaf: Column): Column {
  return column.kind === "list" || column.kind === "fixed" ? { ...column, item: withLeaf(column.item, leaf) } : leaf;
}

/** Places of all values of rows that are not null themselves. */
function* itemsOfRows(column: Column, leaves: Leaves): Generator<readonly [row: number, item: number]> {
  for (let row = 0; row < column.length; row++) {
    if (!isValid(column.validity, row)) continue;
    const end = leafStart(leaves, row + 1);
    for (let item = leafStart(leaves, row); item < end; item++) yield [row, item];
  }
}

/** The row that a value belongs to; undefined for one that is in none, or in a null. */
function rowOf(column: Column, leaves: Leaves, item: number): number | undefined {
  let row = 0;
  while (row < column.length && leafStart(leaves, row + 1) <= item) row++;
  const isInside = row < column.length && leafStart(leaves, row) <= item;
  return isInside && isValid(column.validity, row) ? row : undefined;
}
