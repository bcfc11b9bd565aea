/** The codes of stored values (FITS 4.0, section 7.3.1, table 18), P and Q apart. */
const TFORM_CODES = ["L", "X", "B", "I", "J", "K", "A", "E", "D", "C", "M"] as const;
export type TformCode = (typeof TFORM_CODES)[number];

/** Bytes of one value; a bit counts as an eighth. */
export const CODE_BYTES: Readonly<Record<TformCode, number>> = {
  L: 1,
  X: 1 / 8,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  A: 1,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
};

/** TFORM of a binary table column. */
export interface Tform {
  readonly code: TformCode;
  /** Values in a cell; for a variable-length column 0 or 1 descriptors. */
  readonly repeat: number;
  /** Present for a variable-length column: P has two 32-bit numbers in the row, Q two of 64 bits. */
  readonly descriptor?: "P" | "Q";
  /** Most values that a variable-length cell has, as the column claims. */
  readonly max?: number;
  /** Characters of one of the strings that an A cell is divided into (`rAw`, `rA:SSTRw`; section 7.3.2 and older files). */
  readonly substring?: number;
}

/** Parses TFORM of a binary table; undefined when it is none. */
export function parseTform(text: string): Tform | undefined {
  const parts = /^\s*(\d*)([LXBIJKAEDCMPQ])(.*)$/i.exec(text);
  if (parts === null) return undefined;
  const repeat = parts[1] === "" ? 1 : Number(parts[1]);
  const letter = (parts[2] ?? "").toUpperCase();
  const rest = (parts[3] ?? "").trim();
  if (letter === "P" || letter === "Q") {
    const variable = /^([LXBIJKAEDCM])(?:\s*\(\s*(\d*)\s*\))?/i.exec(rest);
    if (variable === null || repeat > 1) return undefined;
    const max = variable[2] === undefined || variable[2] === "" ? {} : { max: Number(variable[2]) };
    return { code: (variable[1] ?? "").toUpperCase() as TformCode, repeat, descriptor: letter, ...max };
  }
  const width = letter === "A" ? Number(/^(?::SSTR)?(\d+)/i.exec(rest)?.[1] ?? 0) : 0;
  return { code: letter as TformCode, repeat, ...(width > 0 && width < repeat ? { substring: width } : {}) };
}

/** Bytes that a cell takes in the row. */
export function cellBytes(form: Tform): number {
  if (form.descriptor !== undefined) return form.repeat * (form.descriptor === "P" ? 8 : 16);
  return Math.ceil(form.repeat * CODE_BYTES[form.code]);
}

/** More axes than any array has; it keeps nested layouts shallow. */
export const MOST_AXES = 64;

/** Parses TDIM, `(3,2)`, into axes from 1, the fastest first; undefined when it is none. */
export function parseTdim(text: string): number[] | undefined {
  const inside = /^\s*\(([\d\s,]+)\)\s*$/.exec(text)?.[1];
  const axes = inside?.split(",").map((size) => (/^\s*\d+\s*$/.test(size) ? Number(size) : 0));
  return axes === undefined || axes.length > MOST_AXES || axes.some((size) => size < 1) ? undefined : axes;
}
