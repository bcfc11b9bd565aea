import { isValid, type Utf8Column, valueAt } from "@armillary/columns";
import { nullOf } from "../cells/null-value.ts";
import { stringLength } from "../cells/strings.ts";
import { rowsBeyondAscii } from "../rows/version-checks.ts";
import { type CheckContext, cellError } from "./check-context.ts";
import { findIllegal, withoutIllegal } from "./illegal-characters.ts";

/**
 * Looks at the strings of a column, or of the arrays in it, and gives them as they can be written.
 * @param rowOf - for strings of arrays: the row that a string belongs to; undefined for one that counts for nothing
 */
export function checkStrings(
  column: Utf8Column,
  context: CheckContext,
  rowOf?: (item: number) => number | undefined,
): Utf8Column {
  const { field, serialization, diagnostics } = context;
  // First, for U+FFFD is longer than what it stands for.
  const legal = legalStrings(column, context);
  checkWidths(legal, context, rowOf);
  if (rowOf === undefined) checkNullText(legal, context);
  if (serialization !== "tabledata" && field.datatype === "char") {
    const { bytes, offsets, length } = legal;
    let count = 0;
    for (const _row of rowsBeyondAscii(bytes.subarray(0, offsets[length]), offsets)) count++;
    const what = `Column "${field.name}": characters beyond ASCII in char, which other software may not read; unicodeChar has them`;
    if (count > 0) diagnostics.report("W-WRITE-UNICODE", field.name, what, count);
  }
  return legal;
}

function legalStrings(column: Utf8Column, { field, serialization, diagnostics }: CheckContext): Utf8Column {
  if (findIllegal(column.bytes.subarray(0, column.offsets[column.length]), serialization) < 0) return column;
  const { column: legal, replaced } = withoutIllegal(column, serialization);
  if (replaced === 0) return column;
  const what = `Column "${field.name}": characters that ${serialization === "tabledata" ? "XML" : "a string"} cannot have become U+FFFD`;
  diagnostics.report("W-WRITE-CHARACTER", field.name, what, replaced);
  return legal;
}

/** Strings that are empty, or longer than the arraysize says. */
function checkWidths(
  column: Utf8Column,
  context: CheckContext,
  rowOf: ((item: number) => number | undefined) | undefined,
): void {
  const { field, shape, serialization, diagnostics } = context;
  const { arraysize } = shape;
  const inArray = rowOf !== undefined;
  const width =
    inArray || !arraysize.variable ? (arraysize.fixed[0] ?? 1) : (arraysize.max ?? Number.POSITIVE_INFINITY);
  const { offsets, length } = column;
  let [empty, long] = [0, 0];
  for (let item = 0; item < length; item++) {
    const bytes = (offsets[item + 1] as number) - (offsets[item] as number);
    // No character has fewer bytes than it has units or is characters.
    if ((bytes <= width && (bytes > 0 || inArray)) || !isValid(column.validity, item)) continue;
    if (bytes === 0) empty++;
    else if (lengthOf(column, item, context) <= width) continue;
    else if (!inArray && (serialization === "tabledata" || arraysize.variable)) long++;
    else {
      const row = inArray ? rowOf(item) : item;
      if (row === undefined) continue;
      const text = JSON.stringify((valueAt(column, item) as string).slice(0, 40));
      const size = `arraysize="${field.arraysize ?? "1"}"`;
      throw cellError(
        context,
        row,
        `${text} is longer than ${size}, which has to hold it in ${serialization}; set that to one that does ("*")`,
      );
    }
  }
  const name = `Column "${field.name}"`;
  if (empty > 0 && serialization !== "binary2") {
    diagnostics.report("W-WRITE-STRING-AS-NULL", field.name, `${name}: empty strings become nulls`, empty);
  }
  if (long > 0) {
    diagnostics.report(
      "W-WRITE-LENGTH",
      field.name,
      `${name}: strings longer than arraysize="${field.arraysize ?? "1"}"`,
      long,
    );
  }
}

/** Whether a string of an array is shorter than its place. */
export function isShort(column: Utf8Column, item: number, context: CheckContext): boolean {
  return !isValid(column.validity, item) || lengthOf(column, item, context) < (context.shape.arraysize.fixed[0] ?? 1);
}

/** Length in what the arraysize counts: in binary data the bytes of char. */
function lengthOf(column: Utf8Column, item: number, { field, serialization }: CheckContext): number {
  if (field.datatype === "char" && serialization !== "tabledata") {
    return (column.offsets[item + 1] as number) - (column.offsets[item] as number);
  }
  return stringLength(valueAt(column, item) as string, field.datatype === "char" ? "characters" : "units");
}

/** A string that VALUES null stands for would read back as null. */
function checkNullText(column: Utf8Column, context: CheckContext): void {
  const magic = nullOf(context.field)?.value;
  if (typeof magic !== "string" || magic === "") return;
  for (let row = 0; row < column.length; row++) {
    if (isValid(column.validity, row) && valueAt(column, row) === magic) {
      throw cellError(
        context,
        row,
        `"${magic}" is a value here, and VALUES null of the FIELD; take that away or choose another`,
      );
    }
  }
}
