import { fail, type UnitCursor } from "./cursor.ts";
import { type Fraction, fraction, fractionOfDecimal, ONE } from "./fraction.ts";
import { powerOfTen, type Scale, scaleOfDecimal } from "./scale.ts";

/** power ::= "**" number | "^" number | number | nothing */
export function readPower(cursor: UnitCursor): Fraction {
  const before = cursor.at;
  const blank = cursor.skipBlanks();
  if (cursor.take("**")) {
    if (blank) cursor.deviate('white space before "**"');
    cursor.skipBlanks();
    return readExponent(cursor, true) ?? fail();
  }
  if (cursor.take("^")) {
    cursor.deviate('"^" for "**"');
    cursor.skipBlanks();
    return readExponent(cursor, false) ?? fail();
  }
  cursor.at = before;
  const attached = /^[+-]?\d+/.exec(cursor.rest);
  if (attached === null) return ONE;
  cursor.deviate('a power without "**"');
  cursor.at += attached[0].length;
  return fraction(Number(attached[0])) ?? fail();
}

/** An integer, or in parentheses an integer, a decimal number or a quotient; braces as TeX has them. */
function readExponent(cursor: UnitCursor, strict: boolean): Fraction | undefined {
  const rest = cursor.rest;
  const plain = /^[+-]?\d+(\.\d+)?/.exec(rest);
  if (plain !== null) {
    if (plain[1] !== undefined) cursor.deviate("a power with decimals and without parentheses");
    cursor.at += plain[0].length;
    return fractionOfDecimal(plain[0]);
  }
  const grouped = /^(?:\(\s*([+-]?[\d.]+)\s*(?:\/\s*(\d+)\s*)?\)|\{\s*([+-]?[\d.]+)\s*(?:\/\s*(\d+)\s*)?\})/.exec(rest);
  if (grouped === null) return undefined;
  if (!strict || grouped[3] !== undefined) cursor.deviate('"^" for "**"');
  cursor.at += grouped[0].length;
  const top = fractionOfDecimal(grouped[1] ?? grouped[3] ?? "");
  const bottom = grouped[2] ?? grouped[4] ?? "1";
  return top === undefined ? undefined : fraction(top.num, top.den * Number(bottom));
}

/** scale ::= "10" power | decimal number; the CDS writes 10-17 and 10+3. */
export function readScale(cursor: UnitCursor): Scale | undefined {
  const rest = cursor.rest;
  const power = /^(?:[xX×]\s*)?10\s*(?:(\*\*|\^)\s*(?:([+-]?\d+)|\(\s*([+-]?\d+)\s*\)|\{([+-]?\d+)\})|([+-]\d+))/.exec(
    rest,
  );
  if (power !== null) {
    const exponent = Number(power[2] ?? power[3] ?? power[4] ?? power[5]);
    if (power[1] !== "**" || /[xX×\s{]/.test(power[0])) cursor.deviate('a power of ten without "**"');
    cursor.at += power[0].length;
    return Math.abs(exponent) > 400 ? fail() : powerOfTen(exponent);
  }
  const decimal = /^\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest)?.[0];
  if (decimal === undefined) return undefined;
  if (!/^(?:0\.\d+|[1-9]\d*(?:\.\d+)?)(?:[eE][+-]?\d+)?$/.test(decimal)) cursor.deviate("the form of its number");
  cursor.at += decimal.length;
  if (decimal !== "1" && /^\s+\S/.test(cursor.rest)) cursor.deviate("white space behind its number");
  return scaleOfDecimal(decimal.replace(/^\./, "0.").replace(/\.(?!\d)/, "")) ?? fail();
}
