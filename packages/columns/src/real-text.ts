/**
 * A double as JavaScript's String() writes it: the shortest decimal that reads back to it. Only -0 keeps its sign.
 * NaN and the infinities are `NaN`, `Infinity`, `-Infinity`.
 */
export function printDouble(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A float's shortest decimal that tells it from every other float, the closest of them, laid out as `printDouble` does. */
export function printFloat(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return printDouble(value);
  const size = Math.abs(value);
  const interval = roundingInterval(size);
  for (let digits = 1; digits < 9; digits++) {
    const text = closest(size, digits);
    if (isInside(text, interval)) return withSign(value, text);
    if (interval.lopsided) {
      const next = moved(text, 1);
      if (isInside(next, interval)) return withSign(value, next);
    }
  }
  return withSign(value, closest(size, 9));
}

/** The decimals that round to a float; its bounds are doubles, and count when the float's last bit is 0. */
interface Interval {
  readonly low: number;
  readonly high: number;
  readonly closed: boolean;
  /** The float is a power of two: the bound below is half as far as the one above, and the closest decimal may miss. */
  readonly lopsided: boolean;
}

const bits = new DataView(new ArrayBuffer(4));

function roundingInterval(size: number): Interval {
  bits.setFloat32(0, size);
  const word = bits.getUint32(0);
  bits.setUint32(0, word - 1);
  const below = bits.getFloat32(0);
  bits.setUint32(0, word + 1);
  const above = bits.getFloat32(0);
  return {
    low: (below + size) / 2,
    high: Number.isFinite(above) ? (size + above) / 2 : size + (size - below) / 2,
    closed: (word & 1) === 0,
    lopsided: (word & 0x7fffff) === 0 && word > 0x800000,
  };
}

function isInside(text: string, { low, high, closed }: Interval): boolean {
  const value = Number(text);
  // Rounding keeps order: only a decimal that rounds to a bound itself needs a closer look.
  if (value === low) return compareExactly(text, low) > (closed ? -1 : 0);
  if (value === high) return compareExactly(text, high) < (closed ? 1 : 0);
  return value > low && value < high;
}

/** Sign of `text` (`d.ddde±x`) minus `value`, without rounding. */
function compareExactly(text: string, value: number): number {
  // A multiple of 2^-200 covers every midpoint of floats; 10^60 every decimal of nine digits that lies near one.
  const scaled = BigInt(value * 2 ** 200) * 10n ** 60n;
  const [digits = "", exponent = ""] = text.split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  const decimal = BigInt(whole + fraction) * 10n ** BigInt(60 + Number(exponent) - fraction.length) * 2n ** 200n;
  return decimal === scaled ? 0 : decimal > scaled ? 1 : -1;
}

/** The decimal of so many digits that is closest to `size`; of two such the even one, where toExponential takes the larger. */
function closest(size: number, digits: number): string {
  const text = size.toExponential(digits - 1);
  const middle = moved(text, -0.5);
  const tie = Number(middle) === size && compareExactly(middle, size) === 0;
  return tie && /[13579]e/.test(text) ? moved(text, -1) : text;
}

/** `text` with `steps` added to its last digit. */
function moved(text: string, steps: number): string {
  const [digits = "", exponent = ""] = text.split("e");
  const count = digits.replace(".", "").length;
  return `${Number(digits.replace(".", "")) + steps}e${Number(exponent) - count + 1}`;
}

/** The digits are few enough for a double, which then lays them out. */
function withSign(value: number, text: string): string {
  return `${value < 0 ? "-" : ""}${Number(text)}`;
}

/** A float or a double by its own precision, as `printFloat` and `printDouble` do. */
export function printReal(values: Float32Array | Float64Array, index: number): string {
  const value = values[index] ?? 0;
  return values instanceof Float32Array ? printFloat(value) : printDouble(value);
}
