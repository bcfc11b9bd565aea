// Doubles and floats as JavaScript's String() writes them, but for -0, which keeps its sign, and for the texts of NaN
// and the infinities, which the caller gives. A float has the digits that tell it from other floats.

import { printDecimal } from "./decimal";
import { ASCII_ZEROS, divideBy1e8, printUnsigned, spreadDigits } from "./digits";
import { MINUS_INFINITY, NAN, PLUS_INFINITY, printLiteral } from "./memory";
import {
  exactDigitsOfDouble,
  exactDigitsOfFloat,
  quickDigitsOfDouble,
  quickDigitsOfFloat,
  unitExponent,
} from "./shortest";

/** Up to 40 bytes from `out` are written over. */
export function printDouble(out: usize, value: f64, literals: usize): usize {
  const bits = reinterpret<u64>(value);
  const exponent = <i32>(bits >> 52) & 0x7ff;
  const fraction = bits & 0xfffffffffffff;
  if (exponent == 0x7ff) {
    return printLiteral(out, literals + (fraction != 0 ? NAN : bits >> 63 ? MINUS_INFINITY : PLUS_INFINITY));
  }
  store<u8>(out, 0x2d);
  out += <usize>(bits >> 63);
  const size = abs(value);
  if (size < 9007199254740992 && floor(size) == size) return printUnsigned(out, <u64>(<i64>size));

  let digits: u64 = 0;
  if (exponent != 0 && fraction != 0) digits = quickDigitsOfDouble(fraction | (1 << 52), exponent - 1075);
  if (digits == 0) {
    digits =
      exponent == 0
        ? exactDigitsOfDouble(fraction, -1074)
        : exactDigitsOfDouble(fraction | (1 << 52), exponent - 1075);
    while (digits < 1000000000000000) {
      digits *= 10;
      unitExponent--;
    }
  }
  // Seventeen digits, zeros among them at the end.
  const sixteen = digits < 10000000000000000;
  digits = sixteen ? digits * 10 : digits;
  const point = unitExponent + 17 - <i32>sixteen;

  const nine = divideBy1e8(digits);
  const first = (nine * 1441151881) >> 57; // nine / 10^8
  const middle = spreadDigits(nine - first * 100000000);
  const last = spreadDigits(digits - nine * 100000000);
  const zeros = last != 0 ? <i32>clz(last) >> 3 : 8 + (<i32>clz(middle) >> 3);
  return printDecimal(
    out,
    first | (middle << 8) | ASCII_ZEROS,
    (middle >> 56) | (last << 8) | ASCII_ZEROS,
    (last >> 56) | ASCII_ZEROS,
    17 - zeros,
    point,
  );
}

/** Up to 40 bytes from `out` are written over. */
export function printFloat(out: usize, value: f32, literals: usize): usize {
  const bits = reinterpret<u32>(value);
  const exponent = <i32>(bits >> 23) & 0xff;
  const fraction = <u64>(bits & 0x7fffff);
  if (exponent == 0xff) {
    return printLiteral(out, literals + (fraction != 0 ? NAN : bits >> 31 ? MINUS_INFINITY : PLUS_INFINITY));
  }
  store<u8>(out, 0x2d);
  out += <usize>(bits >> 31);
  const size = abs(value);
  if (size < 16777216 && floor(size) == size) return printUnsigned(out, <u64>(<i32>size));

  let digits: u64 = 0;
  if (exponent != 0 && fraction != 0) digits = quickDigitsOfFloat(fraction | (1 << 23), exponent - 150);
  if (digits == 0) {
    digits =
      exponent == 0 ? exactDigitsOfFloat(fraction, -149) : exactDigitsOfFloat(fraction | (1 << 23), exponent - 150);
    while (digits < 1000000) {
      digits *= 10;
      unitExponent--;
    }
  }
  // Nine digits, zeros among them at the end.
  const seven = digits < 10000000;
  digits = seven ? digits * 10 : digits;
  const eight = digits < 100000000;
  digits = eight ? digits * 10 : digits;
  const point = unitExponent + 9 - <i32>seven - <i32>eight;

  const first = (digits * 1441151881) >> 57;
  const rest = spreadDigits(digits - first * 100000000);
  return printDecimal(
    out,
    first | (rest << 8) | ASCII_ZEROS,
    (rest >> 56) | ASCII_ZEROS,
    ASCII_ZEROS,
    9 - (<i32>clz(rest) >> 3),
    point,
  );
}
