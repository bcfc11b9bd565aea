import type { Datatype } from "@armillary/columns";
import type { CellReport } from "./report.ts";

export type IntegerDatatype = "unsignedByte" | "short" | "int" | "long";

interface IntegerRange {
  readonly bits: 8 | 16 | 32 | 64;
  readonly least: bigint;
  readonly most: bigint;
}

/** The integer datatypes with their bits and ends (VOTable 1.5, section 6). */
export const INTEGERS: Readonly<Record<IntegerDatatype, IntegerRange>> = {
  unsignedByte: { bits: 8, least: 0n, most: 255n },
  short: { bits: 16, least: -(2n ** 15n), most: 2n ** 15n - 1n },
  int: { bits: 32, least: -(2n ** 31n), most: 2n ** 31n - 1n },
  long: { bits: 64, least: -(2n ** 63n), most: 2n ** 63n - 1n },
};

export function isInteger(datatype: Datatype): datatype is IntegerDatatype {
  return datatype in INTEGERS;
}

const DECIMAL = /^[+-]?\d+$/;
const HEXADECIMAL = /^0x[0-9a-f]+$/i;
const REAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** No integer of 64 bits has more digits. */
const MOST_DIGITS = 19;

/**
 * The integer that a token without white space writes: decimal with an optional sign, or `0x` and hexadigits.
 *
 * Hexadigits that fill the datatype are two's complement (`0xFFFF` is -1 as a short) and warned of.
 * @returns a bigint for `long`, a number for the others, or undefined with the reason in `report`
 */
export function parseInteger(
  token: string,
  datatype: IntegerDatatype,
  report: CellReport,
): number | bigint | undefined {
  const value = DECIMAL.test(token) ? decimal(token) : HEXADECIMAL.test(token) ? hexadecimal(token) : undefined;
  if (value === undefined) {
    return report.fail(REAL.test(token) ? "not an integer: a fraction or an exponent" : "not an integer");
  }
  const { bits, least, most } = INTEGERS[datatype];
  if (value === "huge" || value < least || value >= 2n ** BigInt(bits)) return report.fail(outOfRange(datatype));
  if (value <= most) return datatype === "long" ? value : Number(value);
  if (DECIMAL.test(token)) return report.fail(outOfRange(datatype));
  const wrapped = BigInt.asIntN(bits, value);
  report.warn("W-HEX-SIGN", `hexadecimal beyond ${most} of ${datatype}, read as two's complement: ${wrapped}`);
  return datatype === "long" ? wrapped : Number(wrapped);
}

function decimal(token: string): bigint | "huge" {
  const digits = token.replace(/^[+-]?0*/, "");
  if (digits.length > MOST_DIGITS) return "huge";
  return token.startsWith("-") ? -BigInt(digits) : BigInt(digits);
}

function hexadecimal(token: string): bigint | "huge" {
  const digits = token.slice(2).replace(/^0+/, "");
  return digits.length > 16 ? "huge" : BigInt(`0x0${digits}`);
}

function outOfRange(datatype: IntegerDatatype): string {
  const { least, most } = INTEGERS[datatype];
  return `out of the range of ${datatype}, ${least} to ${most}`;
}
