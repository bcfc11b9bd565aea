// Prints rows of columns in Arrow's memory layout as CSV, TSV, NDJSON or TABLEDATA. README.md says how memory is laid out.

import { printSigned, printUnsigned } from "./digits";
import { printDouble, printFloat } from "./floats";
import {
  CLEAN,
  COLUMN_BYTES,
  copyOver,
  FIRST,
  INSIDE_LIST,
  ITEM,
  KIND,
  Kind,
  LITERALS,
  NULL,
  NULL_BYTES,
  OFFSETS,
  PREFIX,
  PREFIX_BYTES,
  SIZE,
  VALIDITY,
  VALUES,
} from "./memory";
import { isClean, MARKUP, printDelimited, printJson, printMarkup } from "./text";

export { isClean };

/** The character between cells: `,` or a tab; 0 for JSON, `<` for TABLEDATA. */
let delimiter: u8 = 0;

/**
 * Prints rows `from` to `to` of the columns described at `columns`, each row ended by the `endBytes` (1 to 16) at `end`.
 * The caller has room for them and 64 bytes more at `out`. Returns the address behind what was printed.
 */
export function printRows(
  columns: usize,
  count: usize,
  from: usize,
  to: usize,
  end: usize,
  endBytes: usize,
  separator: u8,
  out: usize,
): usize {
  delimiter = separator;
  const last = columns + count * COLUMN_BYTES;
  for (let row = from; row < to; row++) {
    for (let column = columns; column < last; column += COLUMN_BYTES) {
      out = copyOver(out, <usize>load<u32>(column, PREFIX), <usize>load<u32>(column, PREFIX_BYTES));
      out = printCell(out, column, row);
    }
    out = copyOver(out, end, endBytes);
  }
  return out;
}

@inline
function bitAt(bits: usize, index: usize): u32 {
  return (<u32>load<u8>(bits + (index >> 3)) >> (<u32>index & 7)) & 1;
}

@inline
function printNull(out: usize, column: usize): usize {
  return copyOver(out, <usize>load<u32>(column, NULL), <usize>load<u32>(column, NULL_BYTES));
}

@inline
function printCell(out: usize, column: usize, row: usize): usize {
  const index = row - <usize>load<u32>(column, FIRST);
  const validity = <usize>load<u32>(column, VALIDITY);
  if (validity != 0 && bitAt(validity, index) == 0) return printNull(out, column);
  const kind = load<i32>(column, KIND);
  const values = <usize>load<u32>(column, VALUES);
  if (kind < Kind.Text) return printScalar(out, kind, values, index, LITERALS);
  if (kind <= Kind.Raw) {
    const offsets = <usize>load<u32>(column, OFFSETS) + (index << 2);
    const start = values + <usize>load<u32>(offsets);
    const end = values + <usize>load<u32>(offsets, 4);
    if (kind == Kind.Raw) return copyOver(out, start, end - start);
    const clean = load<u32>(column, CLEAN) != 0;
    if (delimiter == 0) return printJson(out, start, end, clean);
    if (delimiter == MARKUP) return printMarkup(out, start, end, clean);
    return printDelimited(out, start, end, delimiter, clean);
  }
  if (delimiter == 0) return printList(out, column, index);
  if (delimiter == MARKUP) return printItems(out, column, index, gapOf(column));
  store<u8>(out, 0x22);
  out = printList(out + 1, column, index);
  store<u8>(out, 0x22);
  return out + 1;
}

@inline
function printScalar(out: usize, kind: i32, values: usize, index: usize, literals: usize): usize {
  switch (kind) {
    case Kind.Float64:
      return printDouble(out, load<f64>(values + (index << 3)), literals);
    case Kind.Float32:
      return printFloat(out, load<f32>(values + (index << 2)), literals);
    case Kind.Bool: {
      const truth = bitAt(values, index) != 0;
      store<u64>(out, truth ? 0x65757274 : 0x65736c6166); // true, false
      return out + (truth ? 4 : 5);
    }
    case Kind.Letter:
      store<u8>(out, bitAt(values, index) != 0 ? 0x54 : 0x46);
      return out + 1;
    case Kind.Bit:
      store<u8>(out, <u8>(0x30 + bitAt(values, index)));
      return out + 1;
    case Kind.Int8:
      return printSigned(out, <i64>load<i8>(values + index));
    case Kind.UInt8:
      return printUnsigned(out, <u64>load<u8>(values + index));
    case Kind.Int16:
      return printSigned(out, <i64>load<i16>(values + (index << 1)));
    case Kind.UInt16:
      return printUnsigned(out, <u64>load<u16>(values + (index << 1)));
    case Kind.Int32:
      return printSigned(out, <i64>load<i32>(values + (index << 2)));
    case Kind.UInt32:
      return printUnsigned(out, <u64>load<u32>(values + (index << 2)));
    case Kind.Int64:
      return printSigned(out, load<i64>(values + (index << 3)));
    default:
      return printUnsigned(out, load<u64>(values + (index << 3)));
  }
}

/** Index of the first item of list `index`, and of the one behind it, among those that lie at the item's VALUES. */
let listStart: usize = 0;
let listEnd: usize = 0;

@inline
function findItems(column: usize, index: usize, first: usize): void {
  if (load<i32>(column, KIND) == Kind.List) {
    const offsets = <usize>load<u32>(column, OFFSETS) + (index << 2);
    listStart = <usize>load<u32>(offsets) - first;
    listEnd = <usize>load<u32>(offsets, 4) - first;
  } else {
    const size = <usize>load<u32>(column, SIZE);
    listStart = (index + <usize>load<u32>(column, FIRST)) * size - first;
    listEnd = listStart + size;
  }
}

/** List `index` of a column as a JSON array; its items are numbers, truth values, or lists of them. */
function printList(out: usize, column: usize, index: usize): usize {
  const item = <usize>load<u32>(column, ITEM);
  const kind = load<i32>(item, KIND);
  const values = <usize>load<u32>(item, VALUES);
  const validity = <usize>load<u32>(item, VALIDITY);
  findItems(column, index, <usize>load<u32>(item, FIRST));
  const start = listStart;
  const end = listEnd;
  store<u8>(out++, 0x5b);
  for (let at = start; at < end; at++) {
    if (at > start) store<u8>(out++, 0x2c);
    if (validity != 0 && bitAt(validity, at) == 0) out = printNull(out, item);
    else if (kind < Kind.Text) out = printScalar(out, kind, values, at, LITERALS + INSIDE_LIST);
    else out = printList(out, item, at);
  }
  store<u8>(out++, 0x5d);
  return out;
}

/** The same as TABLEDATA has it: a blank between all items, however nested; bits in a run. */
function printItems(out: usize, column: usize, index: usize, gap: usize): usize {
  const item = <usize>load<u32>(column, ITEM);
  const kind = load<i32>(item, KIND);
  const values = <usize>load<u32>(item, VALUES);
  const validity = <usize>load<u32>(item, VALIDITY);
  findItems(column, index, <usize>load<u32>(item, FIRST));
  const start = listStart;
  const end = listEnd;
  for (let at = start; at < end; at++) {
    store<u8>(out, 0x20);
    if (at > start) out += gap;
    if (validity != 0 && bitAt(validity, at) == 0) out = printNull(out, item);
    else if (kind < Kind.Text) out = printScalar(out, kind, values, at, LITERALS + INSIDE_LIST);
    else out = printItems(out, item, at, gap);
  }
  return out;
}

/** Characters between the items of a list in TABLEDATA. */
function gapOf(column: usize): usize {
  let leaf = column;
  while (load<i32>(leaf, KIND) >= Kind.List) leaf = <usize>load<u32>(leaf, ITEM);
  return load<i32>(leaf, KIND) == Kind.Bit ? 0 : 1;
}
