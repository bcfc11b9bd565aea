// TABLEDATA rows to cell refs (VOTable 1.5, section 5.1).
import { NULL_CELL, RESOLVE_CELL, putRef, skipBlanks } from "./cells";
import { sameBytes } from "./scan";
import { setNext, setRows } from "./state";

const ROWS_DONE: i32 = 0;
const NEED_MORE: i32 = 1;
const OTHER: i32 = 2;
const DECLINED: i32 = 3;

const LETTER_D: u32 = 0x44;
const LETTER_R: u32 = 0x52;

// What stood between two cells, and between the last cell of a row and the first of the next, from the `<` of `</TD>`
// to the `>` of `<TD>`. Writers repeat themselves: comparing with what stood there before replaces parsing it.
const GAP_MOST: u32 = 32;
const ROW_GAP_MOST: u32 = 64;
const GAP: usize = memory.data(32, 16);
const ROW_GAP: usize = memory.data(64, 16);

/** All ones in the first `length` lanes from lane `skip` on. */
@inline
function firstLanes(length: u32, skip: u32): v128 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.lt_s(lanes, i8x16.splat(<i8>(<i32>length - <i32>skip)));
}

@inline
function differs(p: usize, pattern: usize, lanes: v128): v128 {
  return v128.and(v128.xor(v128.load(p), v128.load(pattern)), lanes);
}

@inline
function matchesGap(p: usize, length: u32): bool {
  if (length == 0) return false;
  const low = differs(p, GAP, firstLanes(length, 0));
  const high = differs(p + 16, GAP + 16, firstLanes(length, 16));
  return !v128.any_true(v128.or(low, high));
}

@inline
function matchesRowGap(p: usize, length: u32): bool {
  if (length == 0) return false;
  const a = differs(p, ROW_GAP, firstLanes(length, 0));
  const b = differs(p + 16, ROW_GAP + 16, firstLanes(length, 16));
  const c = differs(p + 32, ROW_GAP + 32, firstLanes(length, 32));
  const d = differs(p + 48, ROW_GAP + 48, firstLanes(length, 48));
  return !v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)));
}

/** Behind `prefix` + `T` + `letter` at `p`, or 0 when something else stands there. */
@inline
function nameEnd(p: usize, prefix: usize, prefixLength: u32, letter: u32): usize {
  if (!sameBytes(p, prefix, prefixLength)) return 0;
  p += prefixLength;
  return <u32>load<u16>(p) == (0x54 | (letter << 8)) ? p + 2 : 0;
}

@inline
function specials(p: usize): i32 {
  const bytes = v128.load(p);
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x3c)), i8x16.eq(bytes, i8x16.splat(0x26))),
      i8x16.eq(bytes, i8x16.splat(0x0d)),
    ),
  );
}

/** The first `<`, `&` or carriage return, or some address from `to` on. */
@inline
function findSpecial(p: usize, to: usize): usize {
  while (p < to) {
    const mask = specials(p) | (specials(p + 16) << 16);
    if (mask != 0) return p + ctz(mask);
    p += 32;
  }
  return p;
}

function findOpen(p: usize, to: usize): usize {
  while (p < to) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0x3c)));
    if (mask != 0) return p + ctz(mask);
    p += 16;
  }
  return p;
}

function stop(status: i32, next: usize, row: u32): i32 {
  setNext(next);
  setRows(row);
  return status;
}

/**
 * See the loader's `tokenizeRows`. `refsTable`: one word a column, the address of its refs or 0. Bytes from `to` on are
 * read but decide nothing: whatever is found there ends in NEED_MORE.
 */
export function tokenizeRows(
  from: usize,
  to: usize,
  columns: u32,
  refsTable: usize,
  row: u32,
  maxRows: u32,
  prefix: usize,
  prefixLength: u32,
): i32 {
  // Up to here a tag's name lies within the window.
  const room = prefixLength + 5;
  const limit: usize = to < room ? 0 : to - room;
  let gapLength: u32 = 0;
  let rowGapLength: u32 = 0;
  // Where in the row gap the row's tag begins.
  let rowOffset: u32 = 0;
  // The `<` of the last `</TD>`, while only tags and white space have followed; else 0.
  let gapStart: usize = 0;
  let p = from;

  while (row < maxRows) {
    p = skipBlanks(p, to);
    if (p > limit) return stop(NEED_MORE, p, row);
    let start = p;
    p = load<u8>(p) == 0x3c ? nameEnd(p + 1, prefix, prefixLength, LETTER_R) : 0;
    if (p == 0) return stop(OTHER, start, row);
    p = skipBlanks(p, to);
    if (p >= to) return stop(NEED_MORE, start, row);
    if (load<u8>(p) != 0x3e) return stop(OTHER, start, row);
    p++;

    let column: u32 = 0;
    while (true) {
      p = skipBlanks(p, to);
      if (p > limit) return stop(NEED_MORE, start, row);
      if (load<u8>(p) != 0x3c) return stop(DECLINED, start, row);

      if (load<u8>(p, 1) == 0x2f) {
        p = nameEnd(p + 2, prefix, prefixLength, LETTER_R);
        if (p == 0 || column != columns) return stop(DECLINED, start, row);
        p = skipBlanks(p, to);
        if (p >= to) return stop(NEED_MORE, start, row);
        if (load<u8>(p) != 0x3e) return stop(DECLINED, start, row);
        p++;
        row++;
        break;
      }

      p = nameEnd(p + 1, prefix, prefixLength, LETTER_D);
      if (p == 0 || column == columns) return stop(DECLINED, start, row);
      p = skipBlanks(p, to);
      if (p + 1 >= to) return stop(NEED_MORE, start, row);
      if (load<u8>(p) == 0x2f) {
        if (load<u8>(p, 1) != 0x3e) return stop(DECLINED, start, row);
        p += 2;
        const refs: usize = load<u32>(refsTable + (<usize>column << 2));
        if (refs != 0) putRef(refs, row, p, NULL_CELL);
        column++;
        gapStart = 0;
        continue;
      }
      if (load<u8>(p) != 0x3e) return stop(DECLINED, start, row);
      p++;

      if (gapStart != 0) {
        const length = <u32>(p - gapStart);
        if (column != 0) {
          if (length <= GAP_MOST) {
            memory.copy(GAP, gapStart, length);
            gapLength = length;
          }
        } else if (length <= ROW_GAP_MOST) {
          memory.copy(ROW_GAP, gapStart, length);
          rowGapLength = length;
          rowOffset = <u32>(start - gapStart);
        }
      }

      let open: usize;
      while (true) {
        open = findSpecial(p, to);
        let flags: u32 = 0;
        if (open < to && load<u8>(open) != 0x3c) {
          flags = RESOLVE_CELL;
          open = findOpen(open, to);
        }
        if (open >= to) return stop(NEED_MORE, start, row);
        const refs: usize = load<u32>(refsTable + (<usize>column << 2));
        if (refs != 0) putRef(refs, row, p, <u32>(open - p) | flags);
        column++;
        if (column < columns) {
          if (!matchesGap(open, gapLength)) break;
          p = open + gapLength;
        } else {
          if (row + 1 >= maxRows || open + rowGapLength > to || !matchesRowGap(open, rowGapLength)) break;
          row++;
          column = 0;
          start = open + rowOffset;
          p = open + rowGapLength;
        }
      }

      if (open > limit) return stop(NEED_MORE, start, row);
      p = load<u8>(open, 1) == 0x2f ? nameEnd(open + 2, prefix, prefixLength, LETTER_D) : 0;
      if (p == 0) return stop(DECLINED, start, row);
      p = skipBlanks(p, to);
      if (p >= to) return stop(NEED_MORE, start, row);
      if (load<u8>(p) != 0x3e) return stop(DECLINED, start, row);
      p++;
      gapStart = open;
    }
  }
  return stop(ROWS_DONE, p, row);
}
