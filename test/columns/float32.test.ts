import { roundToFloat32 } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Round half to even of digits × 10^exponent to 24 bits, in integers alone. */
function exactly(digits: bigint, exponent: number): number {
  if (digits === 0n) return 0;
  const top = digits * 10n ** BigInt(Math.max(exponent, 0));
  const bottom = 10n ** BigInt(Math.max(-exponent, 0));
  // The place of the last bit: 24 bits at most, and never below that of the subnormals.
  let place = top.toString(2).length - bottom.toString(2).length - 24;
  if (quotient(top, bottom, place) >= 2n ** 24n) place++;
  place = Math.max(place, -149);
  const scaled = place < 0 ? top * 2n ** BigInt(-place) : top;
  const divisor = place > 0 ? bottom * 2n ** BigInt(place) : bottom;
  let mantissa = scaled / divisor;
  const rest = (scaled % divisor) * 2n;
  if (rest > divisor || (rest === divisor && mantissa % 2n === 1n)) mantissa++;
  const value = Number(mantissa) * 2 ** place;
  return value >= 2 ** 128 ? Number.POSITIVE_INFINITY : value;
}

function quotient(top: bigint, bottom: bigint, place: number): bigint {
  return place < 0 ? (top * 2n ** BigInt(-place)) / bottom : top / (bottom * 2n ** BigInt(place));
}

/** The decimal digits of a finite double, all of them. */
function allDigits(value: number): { digits: bigint; exponent: number } {
  const bits = new BigUint64Array(new Float64Array([Math.abs(value)]).buffer)[0] as bigint;
  const biased = Number(bits >> 52n);
  const mantissa = (bits & (2n ** 52n - 1n)) + (biased === 0 ? 0n : 2n ** 52n);
  const power = Math.max(biased, 1) - 1075;
  if (power >= 0) return { digits: mantissa * 2n ** BigInt(power), exponent: 0 };
  return { digits: mantissa * 5n ** BigInt(-power), exponent: power };
}

const floats = fc
  .integer({ min: 1, max: 0x7f7fffff })
  .map((bits) => new Float32Array(new Int32Array([bits]).buffer)[0] as number);

function nextAfter(float: number): number {
  const bits = new Int32Array(new Float32Array([float]).buffer);
  bits[0] = (bits[0] as number) + 1;
  return new Float32Array(bits.buffer)[0] as number;
}

describe("roundToFloat32", () => {
  test.each<[string, number]>([
    ["0", 0],
    ["-0.0", -0],
    ["1e-60", 0],
    ["-1e-60", -0],
    ["1e60", Number.POSITIVE_INFINITY],
    // The double of this one is the half-way point to infinity, but the decimal is below it.
    ["3.4028235677973366e38", 3.4028234663852886e38],
    ["340282356779733661637539395458142568447", 3.4028234663852886e38],
    ["340282356779733661637539395458142568448", Number.POSITIVE_INFINITY],
    ["-340282356779733661637539395458142568447.9", -3.4028234663852886e38],
    ["7.006492321624085354618e-46", 0],
    ["7.006492321624085354619e-46", 1.401298464324817e-45],
    // Half-way between 1 and the float after it, then a hair above: the double of both is the half-way point.
    ["1.000000059604644775390625", 1],
    ["1.00000005960464477539062500000000001", 1.0000001192092896],
    ["-1.00000005960464477539062500000000001", -1.0000001192092896],
    // Half-way between the odd float 1 + 2^-23 and the even one after it, then a hair below.
    ["1.000000178813934326171875", 1.000000238418579],
    ["1.00000017881393432617187499999999999", 1.0000001192092896],
    [`1.000000059604644775390625${"0".repeat(500)}1`, 1.0000001192092896],
    [`1.000000059604644775390625${"0".repeat(500)}`, 1],
    [`${"0".repeat(400)}.${"0".repeat(400)}1000000059604644775390625000000001e401`, 1.0000001192092896],
  ])("%s", (decimal, float) => {
    expect(roundToFloat32(decimal)).toBe(Math.fround(float));
  });

  test("is the exact rounding of any decimal", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.integer({ min: -90, max: 10 }), (digits, exponent) => {
        expect(roundToFloat32(`${digits}e${exponent}`)).toBe(exactly(digits, exponent));
      }),
      { numRuns: 2000 },
    );
  });

  test("is the exact rounding at, above and below every half-way point", () => {
    fc.assert(
      fc.property(floats, fc.integer({ min: 1, max: 60 }), fc.constantFrom(-1n, 0n, 1n), (float, shift, hair) => {
        const next = nextAfter(float);
        const halfway = next === Number.POSITIVE_INFINITY ? 2 ** 128 - 2 ** 103 : float / 2 + next / 2;
        const { digits, exponent } = allDigits(halfway);
        const near = digits * 10n ** BigInt(shift) + hair;
        expect(roundToFloat32(`${near}e${exponent - shift}`)).toBe(exactly(near, exponent - shift));
        expect(roundToFloat32(`-${near}e${exponent - shift}`)).toBe(-exactly(near, exponent - shift));
      }),
      { numRuns: 2000 },
    );
  });

  test("a float's own digits give it back", () => {
    fc.assert(
      fc.property(floats, (float) => {
        const { digits, exponent } = allDigits(float);
        expect(roundToFloat32(`${digits}e${exponent}`)).toBe(float);
        expect(roundToFloat32(float.toPrecision(9))).toBe(float);
      }),
    );
  });
});
