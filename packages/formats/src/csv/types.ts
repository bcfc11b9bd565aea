import { type CellValue, roundToFloat32 } from "@armillary/columns";

/** What a CSV column can be read as: the scalar datatypes of VOTable. */
export const CSV_TYPES = ["boolean", "unsignedByte", "short", "int", "long", "float", "double", "char"] as const;
export type CsvType = (typeof CSV_TYPES)[number];

/** Gives the value of a cell that is not empty, null for blanks; `undefined` for text that is no value of the type. */
export type ParseCell = (text: string) => CellValue | undefined;

export const INTEGER: RegExp = /^[+-]?\d+$/;
export const DECIMAL: RegExp = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;

/** The parser of cells of `type`. Blanks around numbers and truth values are allowed; in text they are content. */
export function cellParser(type: CsvType): ParseCell {
  switch (type) {
    case "boolean":
      return (text) => BOOLEANS.get(text) ?? parseBoolean(text.trim().toLowerCase());
    case "unsignedByte":
      return (text) => parseInteger(text, 0, 255);
    case "short":
      return (text) => parseInteger(text, -32_768, 32_767);
    case "int":
      return (text) => parseInteger(text, LEAST_INT, MOST_INT);
    case "long":
      return parseLong;
    case "float":
      return (text) => parseReal(text, roundToFloat32);
    case "double":
      return parseDouble;
    case "char":
      return (text) => text;
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["t", true],
  ["1", true],
  ["false", false],
  ["f", false],
  ["0", false],
]);

function parseBoolean(token: string): boolean | null | undefined {
  return token === "" ? null : BOOLEANS.get(token);
}

export const LEAST_INT: number = -(2 ** 31);
export const MOST_INT: number = 2 ** 31 - 1;

/** An integer between two bounds, blanks around it allowed. */
export function parseInteger(text: string, least: number, most: number): number | null | undefined {
  const value = parseFewDigits(text) ?? parseManyDigits(text.trim());
  return value === null || value === undefined || (value >= least && value <= most) ? value : undefined;
}

/** An integer of at most 15 characters and nothing beside; undefined for all else. */
export function parseFewDigits(text: string): number | undefined {
  const length = text.length;
  const minus = text.charCodeAt(0) === 0x2d;
  let at = minus ? 1 : 0;
  if (length > 15 || at === length) return undefined;
  let value = 0;
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  // No -0 among integers.
  return minus && value > 0 ? -value : value;
}

function parseManyDigits(token: string): number | null | undefined {
  if (token === "") return null;
  return INTEGER.test(token) ? Number(token) + 0 : undefined;
}

/** A signed integer of 64 bits. */
export function parseLong(text: string): bigint | null | undefined {
  const few = parseFewDigits(text);
  if (few !== undefined) return BigInt(few);
  const token = text.trim();
  if (token === "") return null;
  if (!INTEGER.test(token)) return undefined;
  const value = BigInt(token.startsWith("+") ? token.slice(1) : token);
  return value === BigInt.asIntN(64, value) ? value : undefined;
}

function parseDouble(text: string): number | null | undefined {
  return isPlainNumber(text) ? Number(text) : parseReal(text, Number);
}

/** Whether Number() takes all of the text, as a decimal: it takes hexadecimal, `Infinity` and blanks alone too. */
export function isPlainNumber(text: string): boolean {
  if (!Number.isFinite(Number(text)) || text.charCodeAt(0) <= 0x20) return false;
  const second = text.charCodeAt(1) | 0x20;
  return second !== 0x78 && second !== 0x6f && second !== 0x62; // 0x 0o 0b
}

/** A number that is too large for its type is no value of it. */
function parseReal(text: string, parse: (token: string) => number): number | null | undefined {
  const token = text.trim();
  if (token === "") return null;
  if (DECIMAL.test(token)) {
    const value = parse(token);
    return Number.isFinite(value) ? value : undefined;
  }
  const special = NOT_FINITE.exec(token);
  if (special === null) return undefined;
  if (special[2] !== undefined) return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Whether text is a number with a fraction or exponent, NaN, or an infinity. */
export function isReal(token: string): boolean {
  return (DECIMAL.test(token) && !INTEGER.test(token)) || NOT_FINITE.test(token);
}
