// BINARY and BINARY2 rows to cell refs (VOTable 1.5, sections 5.3 and 5.4).
import { NULL_CELL, putRef } from "./cells";
import { setColumn, setNext, setRows } from "./state";

const ROWS_DONE: i32 = 0;
const NEED_MORE: i32 = 1;
const BAD_COUNT: i32 = 2;

// How a column lies: two words, one of these and bytes of the value or of an item.
const FIXED: u32 = 0;
const ITEMS: u32 = 1;
const BITS: u32 = 2;

@inline
function isMasked(mask: usize, column: u32): u32 {
  return (load<u8>(mask + (column >> 3)) >> (7 - (column & 7))) & 1;
}

function stop(status: i32, next: usize, row: u32): i32 {
  setNext(next);
  setRows(row);
  return status;
}

/** See the loader's `splitRows`. `stride`: bytes of every row without its mask, 0 when they differ. */
export function splitRows(
  from: usize,
  to: usize,
  shape: usize,
  columns: u32,
  stride: u32,
  refsTable: usize,
  row: u32,
  maxRows: u32,
  hasMask: i32,
  maxCellBytes: u32,
): i32 {
  const maskBytes: u32 = hasMask != 0 ? (columns + 7) >> 3 : 0;
  if (columns == 0 || maskBytes + stride == 0) {
    if (!hasVariable(shape, columns)) return stop(NEED_MORE, from, row);
  }
  return stride != 0
    ? splitStrides(from, to, shape, columns, maskBytes, maskBytes + stride, refsTable, row, maxRows)
    : splitCounted(from, to, shape, columns, maskBytes, refsTable, row, maxRows, maxCellBytes);
}

function hasVariable(shape: usize, columns: u32): bool {
  for (let column: u32 = 0; column < columns; column++) {
    if (load<u32>(shape + (<usize>column << 3)) != FIXED) return true;
  }
  return false;
}

/** Rows of the same size: a column at a time. */
function splitStrides(
  from: usize,
  to: usize,
  shape: usize,
  columns: u32,
  maskBytes: u32,
  stride: u32,
  refsTable: usize,
  row: u32,
  maxRows: u32,
): i32 {
  const whole = <u32>(to - from) / stride;
  const end = row + min(whole, row < maxRows ? maxRows - row : 0);
  let offset = maskBytes;
  for (let column: u32 = 0; column < columns; column++) {
    const bytes = load<u32>(shape + (<usize>column << 3), 4);
    const refs: usize = load<u32>(refsTable + (<usize>column << 2));
    if (refs != 0) {
      let start = from;
      if (maskBytes != 0) {
        for (let at = row; at < end; at++, start += stride) {
          putRef(refs, at, start + offset, bytes | (isMasked(start, column) << 31));
        }
      } else {
        for (let at = row; at < end; at++, start += stride) putRef(refs, at, start + offset, bytes);
      }
    }
    offset += bytes;
  }
  return stop(end >= maxRows ? ROWS_DONE : NEED_MORE, from + <usize>(end - row) * stride, end);
}

function splitCounted(
  from: usize,
  to: usize,
  shape: usize,
  columns: u32,
  maskBytes: u32,
  refsTable: usize,
  row: u32,
  maxRows: u32,
  maxCellBytes: u32,
): i32 {
  let start = from;
  for (; row < maxRows; row++) {
    if (to - start < maskBytes) return stop(NEED_MORE, start, row);
    let p = start + maskBytes;
    for (let column: u32 = 0; column < columns; column++) {
      const kind = load<u32>(shape + (<usize>column << 3));
      let bytes = load<u32>(shape + (<usize>column << 3), 4);
      if (kind != FIXED) {
        if (to - p < 4) return stop(NEED_MORE, start, row);
        const count = bswap<u32>(load<u32>(p));
        p += 4;
        const wanted = kind == BITS ? (<u64>count + 7) >> 3 : <u64>count * bytes;
        if (<i32>count < 0 || wanted > maxCellBytes) {
          setColumn(column);
          return stop(BAD_COUNT, start, row);
        }
        bytes = <u32>wanted;
      }
      if (to - p < bytes) return stop(NEED_MORE, start, row);
      const refs: usize = load<u32>(refsTable + (<usize>column << 2));
      if (refs != 0) {
        const flag: u32 = maskBytes != 0 && isMasked(start, column) != 0 ? NULL_CELL : 0;
        putRef(refs, row, p, bytes | flag);
      }
      p += bytes;
    }
    start = p;
  }
  return stop(ROWS_DONE, start, row);
}
