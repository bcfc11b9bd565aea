const bits = new DataView(new ArrayBuffer(8));

/**
 * The float closest to a decimal, of two such the even one; infinite beyond the largest.
 *
 * Rounding to a double first goes wrong only where the double lies in the middle between two floats and the decimal
 * beside it: there the double is moved towards the decimal.
 */
export function parseFloat32(token: string): number {
  const double = Number(token);
  if (!isMiddle(double)) return Math.fround(double);
  const side = compareExactly(token, double);
  return side === 0 ? Math.fround(double) : Math.fround(neighbour(double, side));
}

/** Between two floats there are doubles; the middle one (of numbers not too small) has a 1 and then zeros at its end. */
function isMiddle(double: number): boolean {
  const size = Math.abs(double);
  if (size < 2 ** -150 || size >= 2 ** 128) return false;
  // Adding and taking away a float's unit in the last place is exact in doubles, and a middle is half a unit off.
  const unit = 2 ** (Math.max(Math.floor(Math.log2(size)), -126) - 23);
  const halves = size / (unit / 2);
  return Number.isInteger(halves) && halves % 2 === 1;
}

/** Sign of the decimal minus the double, without rounding. */
function compareExactly(token: string, double: number): number {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:e(.+))?$/i.exec(token) ?? [];
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`);
  // A middle is a multiple of 2^-150.
  const decimal = digits * 2n ** 150n * 10n ** BigInt(Math.max(power, 0));
  const middle = BigInt(double * 2 ** 150) * 10n ** BigInt(Math.max(-power, 0));
  return decimal === middle ? 0 : decimal > middle ? 1 : -1;
}

/** The next double above (`side` 1) or below. */
function neighbour(double: number, side: number): number {
  bits.setFloat64(0, double);
  const away = double > 0 === side > 0;
  bits.setBigInt64(0, bits.getBigInt64(0) + (away ? 1n : -1n));
  return bits.getFloat64(0);
}
