// Where things lie in linear memory. The lowest 16 KiB are fixed; the caller lays out the rest. See README.md.

/** Texts that stand for a value as a whole: 16 bytes each, then their length in the next 16. */
export const LITERALS: usize = 64;
export const LITERAL_STEP: usize = 32;
export const NAN: usize = 0;
export const PLUS_INFINITY: usize = 1 * LITERAL_STEP;
export const MINUS_INFINITY: usize = 2 * LITERAL_STEP;
/** The same three again, as they are spelt inside a list. */
export const INSIDE_LIST: usize = 3 * LITERAL_STEP;

/** Powers of ten, 16 bytes each: lower and upper half of 10^e, scaled to 128 bits and rounded up. */
export const POWERS: usize = 1024;
export const FIRST_POWER: i32 = -292;

/** A column as the caller describes it: 48 bytes, twelve words. */
export const COLUMN_BYTES: usize = 48;
export const KIND: usize = 0;
/** Address of the values (of the bytes, for strings), and of the validity bits, or 0 when there are no nulls. */
export const VALUES: usize = 4;
export const VALIDITY: usize = 8;
export const OFFSETS: usize = 12;
/** Index of the value that lies first at VALUES, VALIDITY and OFFSETS. */
export const FIRST: usize = 16;
/** Text before each cell: `,` or `,"name":`. */
export const PREFIX: usize = 20;
export const PREFIX_BYTES: usize = 24;
/** Address of the description of a list's items. */
export const ITEM: usize = 28;
/** Items of a fixed-size list. */
export const SIZE: usize = 32;
/** 1 when no string of the column needs an escape. */
export const CLEAN: usize = 36;
/** Text of a null, at most 64 bytes. */
export const NULL: usize = 40;
export const NULL_BYTES: usize = 44;

export const enum Kind {
  Bool,
  /** Truth as T and F. */
  Letter,
  Bit,
  Int8,
  UInt8,
  Int16,
  UInt16,
  Int32,
  UInt32,
  Int64,
  UInt64,
  Float32,
  Float64,
  Text,
  /** Text that is in its final form. */
  Raw,
  List,
  Fixed,
}

/** Copies `length` bytes, up to 15 more behind them. */
@inline
export function copyOver(out: usize, from: usize, length: usize): usize {
  const end = out + length;
  do {
    v128.store(out, v128.load(from));
    out += 16;
    from += 16;
  } while (out < end);
  return end;
}

/** Writes one of the texts at `LITERALS`. */
@inline
export function printLiteral(out: usize, literal: usize): usize {
  v128.store(out, v128.load(literal));
  return out + <usize>load<u32>(literal, 16);
}
