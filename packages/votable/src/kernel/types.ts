import type { KernelMemory } from "./memory.ts";

/** In the length word of a cell ref: the cell has no value (`<TD/>`, or masked in BINARY2). */
export const NULL_CELL = 0x8000_0000;
/** In the length word of a cell ref: the text holds `&` or `\r`: references to resolve, line ends to normalise. */
export const RESOLVE_CELL = 0x4000_0000;
/** The bits of a length word that are the length. */
export const CELL_LENGTH = 0x3fff_ffff;

/** Rows `from` up to `to` of one column: its cell refs (two 32-bit words a row: address, length with flags). */
export interface Cells {
  /** Address of the ref of row 0, a multiple of 8. */
  readonly refs: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Where decoded cells go. All of it is indexed by row, as the refs are, and need not be zeroed: each row from `from` to
 * `to` gets a value (0 for a null) and a validity bit. Bits of earlier rows are kept, so that a column can be decoded in
 * several calls, in order; bits after `to` in the last byte become 0.
 */
export interface Target {
  /** Address of the value of row 0, aligned to the value's size. Truth values are bits. */
  readonly values: number;
  /** Address of the validity bits. */
  readonly validity: number;
  /**
   * Address of a list of 32-bit row numbers with room for `to - from`: the cells that the kernel does not decode. They
   * have value 0 and validity 0; the caller decodes their text itself and stores value and validity, or points their
   * refs at text that the kernel reads and decodes the column again.
   */
  readonly declined: number;
}

/**
 * Where lists of numbers go. A declined list of one size can be filled in afterwards; among variable lists there is no
 * room for it: point its ref at a text that the kernel reads and decode the column again, or decode it all otherwise.
 */
export interface ListTarget {
  /** Address of the items, one after the other. */
  readonly items: number;
  /**
   * Variable lists: address of `to + 1` 32-bit offsets, counted in items, of which entry `from` is read when
   * `from > 0` and set to 0 when `from` is 0. A null or declined list is empty.
   */
  readonly offsets?: number;
  /** Lists of one size: items of each, row `r` at `r * size`. A null or declined list has zeros. */
  readonly size?: number;
  readonly validity: number;
  readonly declined: number;
}

/**
 * Where strings go: UTF-8 at `bytes`, `to + 1` 32-bit offsets as `ListTarget.offsets`. For a declined one, as among
 * variable lists, point its ref at the text as it reads, without flags, and gather again.
 */
export interface TextTarget {
  readonly offsets: number;
  readonly bytes: number;
  readonly validity: number;
  readonly declined: number;
}

export interface Decoded {
  /** How many rows were written to the `declined` list. */
  readonly declined: number;
  /** How many rows from `from` to `to` are null; declined ones not counted. */
  readonly nulls: number;
}

export interface DecodedLists extends Decoded {
  /** Where the items end: the last offset, or rows × size. */
  readonly items: number;
}

export interface DecodedText extends Decoded {
  /** Where the bytes end: the last offset. */
  readonly bytes: number;
}

/** Datatypes unsignedByte, short, int, long. */
export type IntKind = "uint8" | "int16" | "int32" | "int64";
/** Datatypes float, double (and the parts of floatComplex, doubleComplex). */
export type FloatKind = "float32" | "float64";

/** What validation found: all fine; a last character cut by the end; no UTF-8; UTF-8 of a character XML 1.0 forbids. */
export type Utf8Status = "ok" | "incomplete" | "bad-utf8" | "bad-char";

/**
 * How tokenizing stopped. `rows-done`: `maxRows` rows, `next` behind the last. `need-more`: the window ends inside a row
 * or between rows, `next` at the unfinished row (or the end). `other`: something that is no plain `<TR>` stands where a
 * row may begin, `next` at it. `declined`: the row at `next` has something this function does not read (attributes,
 * comments, CDATA, stray text, too few or too many cells): read that row otherwise.
 */
export type TokenizeStatus = "rows-done" | "need-more" | "other" | "declined";

/** How splitting stopped. `bad-count`: the row at `next` has a negative or too large item count in column `column`. */
export type SplitStatus = "rows-done" | "need-more" | "bad-count";

/** How base64 stopped. `bad`: `next` is at a byte that is neither base64 nor white space nor `<`. */
export type Base64Status = "need-more" | "at-markup" | "bad";

/** How one column lies in a BINARY or BINARY2 row (VOTable 1.5, sections 5.3 and 5.4). */
export type BinaryColumn =
  /** A scalar or an array of known size, of so many bytes. */
  | { readonly fixedBytes: number }
  /** A 4-byte count and so many items. */
  | { readonly itemBytes: number }
  /** A 4-byte count and so many bits, eight a byte. */
  | { readonly variableBits: true };

/** Described columns in the kernel's memory; see `Kernel.describeRow`. */
export interface RowShape {
  readonly address: number;
  readonly columns: number;
  /** Bytes of every row, without the mask of BINARY2; 0 when some column is variable. */
  readonly stride: number;
}

/** The element prefix of a document that writes `vot:TR`: address and length of the bytes `vot:`. */
export interface Prefix {
  readonly address: number;
  readonly length: number;
}

/**
 * One kernel with a memory of its own. Addresses are byte offsets in `memory`; ranges are half-open. At least 64 bytes
 * behind every range must be memory (`KernelMemory.allocate` sees to it): they are read, and never decide anything.
 * Nothing here throws on data.
 */
export interface Kernel {
  readonly memory: KernelMemory;

  /**
   * Checks `from..to` to be UTF-8 of characters that XML 1.0 (section 2.2) allows. `next`: how far complete, allowed
   * characters go: `to` when ok, else the first byte of the cut or bad character.
   */
  validateUtf8(from: number, to: number): { readonly status: Utf8Status; readonly next: number };

  /** Line feeds in `from..to`. */
  countNewlines(from: number, to: number): number;

  /** Address of the first `byte`, or `to`. */
  findByte(from: number, to: number, byte: number): number;

  /**
   * Address of the first place of `length` (≥ 1) bytes that equal those at `needle`. Not found: `next` is where to
   * search again once more bytes are there.
   */
  findSequence(
    from: number,
    to: number,
    needle: number,
    length: number,
  ): { readonly found: boolean; readonly next: number };

  /**
   * Counts start tags `<TR` in bytes that are to be skipped. `next`: go on from there with more bytes. `plain` is false
   * when `<!` or `<?` was seen: a comment, CDATA or processing instruction may hold text that only looks like rows.
   */
  countRows(
    from: number,
    to: number,
    prefix?: Prefix,
  ): { readonly rows: number; readonly next: number; readonly plain: boolean };

  /**
   * Finds the cells of TABLEDATA rows (VOTable 1.5, section 5.1) and stores their refs.
   *
   * `refsTable` is the address of one 32-bit word a column: the address of its refs (8 bytes a row), or 0 for a column
   * that is not wanted. Rows are stored from row number `row` on, until `maxRows` (a row number too). `rows` is the row
   * number reached. `columns` may be 0.
   */
  tokenizeRows(args: {
    readonly from: number;
    readonly to: number;
    readonly columns: number;
    readonly refsTable: number;
    readonly row: number;
    readonly maxRows: number;
    readonly prefix?: Prefix;
  }): { readonly status: TokenizeStatus; readonly next: number; readonly rows: number };

  /**
   * Decimal integers: white space, sign, digits, white space. Null: no text, or the value `magicNull`. Declined:
   * everything else, and what does not fit the kind.
   */
  textToInt(kind: IntKind, cells: Cells, target: Target, magicNull?: bigint): Decoded;

  /**
   * Decimal numbers rounded once, to the nearest value of the kind, and `NaN`, `Inf`, `+Inf`, `-Inf`. Null: no text, or
   * the value `magicNull` (NaN: every NaN). Declined: everything else, overflow, and the few numbers of 20 digits or
   * more that 19 digits do not decide.
   */
  textToFloat(kind: FloatKind, cells: Cells, target: Target, magicNull?: number): Decoded;

  /** `T` `t` `1` `true` and `F` `f` `0` `false`, the words in any case; null: no text, or `?`. Bits in `values`. */
  textToBool(cells: Cells, target: Target): Decoded;

  /** Upper bound of the bytes of all these texts, and of the longest. Null cells count 0. */
  sumText(cells: Cells): { readonly bytes: number; readonly longest: number };

  /**
   * Texts one after the other, with the five entities and character references resolved and line ends normalised
   * (XML 1.0, sections 2.11, 4.1 and 4.6). `bytes` needs room for the last offset so far and `sumText`. Null: no text,
   * or the text `nullText` (as resolved). Declined: other references.
   */
  gatherText(
    cells: Cells,
    target: TextTarget,
    nullText?: { readonly address: number; readonly length: number },
  ): DecodedText;

  /**
   * White-space separated integers. Room for items: (`sumText` + rows) / 2 + 1 for variable lists. Null: no text. Declined: a
   * text with any item that `textToInt` declines, or (`size`) another number of items.
   */
  textToIntList(kind: IntKind, cells: Cells, target: ListTarget): DecodedLists;

  /** White-space separated floats; see `textToIntList`. */
  textToFloatList(kind: FloatKind, cells: Cells, target: ListTarget): DecodedLists;

  /** Forgets base64 characters left over from before: a new stream begins. */
  resetBase64(): void;

  /**
   * Decodes base64 (RFC 4648, section 4, with white space anywhere) from `from..to` to `out`, where (to - from) / 4 * 3
   * + 3 bytes and 16 spare ones must be. `written` bytes were stored; characters of an unfinished group are kept for
   * the next call.
   */
  decodeBase64(
    from: number,
    to: number,
    out: number,
  ): { readonly status: Base64Status; readonly next: number; readonly written: number };

  /**
   * Ends a base64 stream: stores what an unpadded last group of 2 or 3 characters holds (1 or 2 bytes). `complete` is
   * false when padding was missing (or a single character was left, which holds no byte).
   */
  finishBase64(out: number): { readonly complete: boolean; readonly written: number };

  /** Lays down how a BINARY row lies, for `splitRows`; the memory is allocated. */
  describeRow(columns: readonly BinaryColumn[]): RowShape;

  /**
   * Finds the cells of BINARY rows, with `mask` of BINARY2 rows, and stores their refs; see `tokenizeRows`. A ref gives
   * the address and bytes of the value, without its count; the count of `variableBits` is the 4 bytes before. A cell of
   * more than `maxCellBytes` (at most 2^30 - 1) is a `bad-count`. Rows without any bytes are never found.
   */
  splitRows(args: {
    readonly from: number;
    readonly to: number;
    readonly shape: RowShape;
    readonly refsTable: number;
    readonly row: number;
    readonly maxRows: number;
    readonly mask: boolean;
    readonly maxCellBytes: number;
  }): { readonly status: SplitStatus; readonly next: number; readonly rows: number; readonly column: number };

  /** Big-endian integers. Null: masked, or the value `magicNull`. None declined. */
  binaryToInt(kind: IntKind, cells: Cells, target: Target, magicNull?: bigint): Decoded;

  /** Big-endian IEEE 754 numbers. Null: masked, or the value `magicNull` (NaN: every NaN). None declined. */
  binaryToFloat(kind: FloatKind, cells: Cells, target: Target, magicNull?: number): Decoded;

  /** Booleans of one byte: `T` `t` `1`, `F` `f` `0`; null: masked, `?`, blank, 0. Declined: other bytes. */
  binaryToBool(cells: Cells, target: Target): Decoded;

  /** Bits of one byte, the most significant one (VOTable 1.5, section 2.1). Null: masked. None declined. */
  binaryToBit(cells: Cells, target: Target): Decoded;

  /**
   * `char` values up to their first NUL. Room for bytes: `sumText`. Null: masked, or without any byte where
   * `emptyIsNull`. Declined: no UTF-8.
   */
  gatherBytes(cells: Cells, target: TextTarget, emptyIsNull: boolean): DecodedText;

  /**
   * `unicodeChar` values (big-endian UTF-16) up to their first NUL, as UTF-8. Room for bytes: `sumText` × 3 / 2. Null: as
   * `gatherBytes`. Declined: lone surrogates, an odd number of bytes.
   */
  gatherUcs2(cells: Cells, target: TextTarget, emptyIsNull: boolean): DecodedText;

  /**
   * Numbers of arrays, `itemBytes` (1, 2, 4, 8) each, to little-endian. Room for items: `sumText` / itemBytes, or rows ×
   * size. Null: masked. Declined: (`size`) another number of items, or bytes that are no multiple of `itemBytes`.
   */
  gatherItems(itemBytes: 1 | 2 | 4 | 8, cells: Cells, target: ListTarget): DecodedLists;
}
