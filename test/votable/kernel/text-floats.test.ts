import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { powersOfFive } from "../../../packages/votable/src/kernel/powers-of-five.ts";
import type { FloatKind, Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { bitsAt, cellsOf, newKernel, type Outcome, outcomes, scratch, targetOf, wordsAt } from "./harness.ts";
import { nearestFloat32 } from "./nearest-float32.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

function floats(kind: FloatKind, texts: readonly (string | null)[], magicNull?: number): Outcome<number>[] {
  return scratch(kernel, () => {
    const cells = cellsOf(kernel, texts);
    const target = targetOf(kernel, texts.length, texts.length * 8);
    const { declined, nulls } = kernel.textToFloat(kind, cells, target, magicNull);
    const type = kind === "float32" ? Float32Array : Float64Array;
    const values = Array.from(kernel.memory.view<Float64Array>(type as never, target.values, texts.length));
    const valid = bitsAt(kernel, target.validity, texts.length);
    return outcomes(texts.length, values, 0, valid, wordsAt(kernel, target.declined, declined), nulls);
  });
}

const FLOAT = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,8})?$/;

/** The value to be found, and whether declining is allowed as well. */
function nearest(kind: FloatKind, text: string): { value: Outcome<number>; mayDecline: boolean } {
  const trimmed = text.replace(/^[ \t\r\n]+/, "").replace(/[ \t\r\n]+$/, "");
  const words: Record<string, Outcome<number>> = {
    "": null,
    NaN: Number.NaN,
    Inf: Infinity,
    "+Inf": Infinity,
    "-Inf": -Infinity,
  };
  if (trimmed in words) return { value: words[trimmed] as Outcome<number>, mayDecline: false };
  if (!FLOAT.test(trimmed)) return { value: "declined", mayDecline: true };
  const value = kind === "float64" ? Number(trimmed) : nearestFloat32(trimmed);
  const digits = trimmed
    .replace(/[eE].*/, "")
    .replaceAll(/[^0-9]/g, "")
    .replace(/^0+/, "")
    .replace(/0+$/, "");
  return { value: Number.isFinite(value) ? value : "declined", mayDecline: digits.length > 19 };
}

function expectNearest(kind: FloatKind, texts: readonly string[]): number {
  let declined = 0;
  floats(kind, texts).forEach((result, row) => {
    const { value, mayDecline } = nearest(kind, texts[row] as string);
    if (result === "declined" && mayDecline) declined++;
    else if (!Object.is(result, value)) expect(`${texts[row]} → ${result}`).toBe(`${texts[row]} → ${value}`);
  });
  return declined;
}

/** A double in exact decimal digits. */
function exactly(value: number): string {
  let [numerator, power] = [value, 0];
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    power++;
  }
  const digits = (BigInt(numerator) * 5n ** BigInt(power)).toString();
  return power === 0 ? digits : `${digits}e-${power}`;
}

describe.each<FloatKind>(["float32", "float64"])("textToFloat %s", (kind) => {
  test("the shapes of its text", () => {
    const texts = [
      ...[
        "0",
        "-0",
        "+0",
        "0.0",
        "-0.0",
        "0e0",
        "1",
        "+1",
        "-1",
        ".5",
        "-.5",
        "5.",
        "+5.",
        "1e5",
        "1E5",
        "1e+5",
        "1e-5",
      ],
      ...["1.5e3", "0.1", "00.1", "000000001.5", "00000000000000000000000001.5", "0.000000000000000000000000000015"],
      ...[
        "2016.0",
        "93.56946328847698",
        "-18.949324437853647",
        "1234567.1234567890123456",
        "12345678.5",
        "1.5 ",
        " 1.5",
      ],
      ...["\n1.5\t", "", " ", "NaN", "Inf", "+Inf", "-Inf", " NaN ", "nan", "inf", "INF", "+NaN", "-NaN", "Infinity"],
      ...[".", "+", "-", "-.", "e5", ".e5", "1e", "1e+", "1e-", "1.2.3", "1..2", "1,5", "1 5", "1d5", "1.5f", "0x1p3"],
      ...["--1", "1-", "1e5.5", "1e5e5", "١.٥", "1.5/", "1.5:", "1/.5", "1:.5", "1.5é", "Na", "NaNN", "Infi", "/.5"],
      ...["123456789012345678.9", "1234567890123456789", "12345678901234567890", "0.1234567890123456789", "1e99999999"],
      ...["0e99999999", "1e-99999999", "1e999999999", "0.0000e-400", "1e-400", "-1e-400", "1e400", "-1e400"],
    ];
    expectNearest(kind, texts);
  });

  test("what may not be declined is not", () => {
    const texts = [
      "1",
      "-1.5",
      "5.",
      ".5",
      "1e5",
      "+1E+05",
      "0.1234567890123456789",
      "1e-46",
      "100000000000000000000000",
      "NaN",
    ];
    expect(floats(kind, texts)).not.toContain("declined");
  });

  test("no text is null, references are declined", () => {
    expect(floats(kind, [null, "1", "&#50;", "", "3\r"])).toEqual([null, 1, "declined", null, "declined"]);
  });

  test("null values", () => {
    expect(floats(kind, ["-999.9", "1", "NaN", "-9.999e2"], -999.9)).toEqual([null, 1, Number.NaN, null]);
    expect(floats(kind, ["-999.9", "NaN", "0"], Number.NaN)).toEqual(
      [Math.fround(-999.9), null, 0].map((value) =>
        kind === "float64" && value !== null && value !== 0 ? -999.9 : value,
      ),
    );
    expect(floats(kind, ["0", "-0", "1"], 0)).toEqual([null, null, 1]);
  });

  test("limits, subnormals and numbers next to ties", () => {
    const texts = [
      ...["1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "2.2250738585072011e-308"],
      ...["2.2250738585072012e-308", "2.2250738585072014e-308", "4.9406564584124654e-324", "2.4703282292062327e-324"],
      ...[
        "2.4703282292062328e-324",
        "2.5e-324",
        "1e-323",
        "6.631236846766476e-316",
        "9007199254740993",
        "9007199254740992",
      ],
      ...["9007199254740995", "9007199254740993e0", "90071992547409930e-1", "9007199254740993e3", "5e-324", "1e23"],
      ...["8.5e22", "6.0221407599999999e23", "3.4028234663852886e38", "3.4028235677973366e38", "3.4028235677973365e38"],
      ...[
        "3.4028235e38",
        "3.4028236e38",
        "1.17549435e-38",
        "1.1754942e-38",
        "1.4e-45",
        "0.7e-45",
        "7.006492321624085e-46",
      ],
      ...["7.006492321624086e-46", "1e-45", "16777217", "16777219", "1.6777217e7", "33554434", "33554435", "4.5e-44"],
      ...[
        "0.50000002980232238769",
        "1.00000005960464477539",
        "1.000000059604644775390625",
        "1.0000000596046448",
        "8388609.5",
      ],
      ...[
        "8388610.5",
        "8388611.5",
        "1e22",
        "1e23",
        "7450580596923828125e-27",
        "2.98023223876953125e-8",
        "1e38",
        "1e-38",
      ],
    ];
    expectNearest(kind, texts);
  });

  test("every power of ten, and its neighbours", () => {
    const texts = [];
    for (let power = -350; power <= 310; power++) {
      texts.push(
        `1e${power}`,
        `9007199254740993e${power}`,
        `18446744073709551615e${power - 19}`,
        `9.999999999999999999e${power}`,
      );
    }
    expectNearest(kind, texts);
  });

  test("shortest, 17-digit, fixed and overlong forms of any number", () => {
    const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((word) => {
      const value = new Float64Array(BigUint64Array.of(word).buffer)[0] as number;
      return Number.isFinite(value) ? value : 1.5;
    });
    const plain = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const single = fc.float({ noNaN: true, noDefaultInfinity: true });
    const form = fc.constantFrom<(value: number) => string>(
      (value) => String(value),
      (value) => value.toExponential(),
      (value) => value.toExponential(16),
      (value) => value.toExponential(8),
      (value) => value.toPrecision(9),
      (value) => value.toExponential(30),
      (value) => (Math.abs(value) < 1e20 ? value.toFixed(16) : String(value)),
      (value) => (Math.abs(value) < 1e20 ? value.toFixed(5) : String(value)),
      (value) => ` ${value} `,
    );
    const text = fc.tuple(fc.oneof(bits, plain, single), form).map(([value, print]) => print(value));
    let declined = 0;
    fc.assert(
      fc.property(fc.array(text, { minLength: 50, maxLength: 100 }), (texts) => {
        declined += expectNearest(kind, texts);
      }),
      { numRuns: 200 },
    );
    expect(declined).toBeLessThan(400);
  });

  test("any digits with any exponent", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 30 });
    const number = fc
      .tuple(fc.constantFrom("", "-", "+"), digits, fc.option(digits), fc.option(fc.integer({ min: -360, max: 330 })))
      .map(
        ([sign, whole, part, power]) =>
          `${sign}${whole}${part === null ? "" : `.${part}`}${power === null ? "" : `e${power}`}`,
      );
    const odd = fc.string({ unit: fc.constantFrom(..."0123456789.eE+-NanIf "), maxLength: 26 });
    fc.assert(
      fc.property(fc.array(fc.oneof(number, number, odd), { minLength: 30, maxLength: 60 }), (texts) => {
        expectNearest(kind, texts);
      }),
      { numRuns: 200 },
    );
  });

  test("half way between two numbers goes to the even one", () => {
    const step = kind === "float64" ? 2 ** 53 : 2 ** 24;
    const tie = fc.tuple(fc.integer({ min: step / 2, max: step - 1 }), fc.integer({ min: -40, max: 60 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(tie, { minLength: 20, maxLength: 40 }), (ties) => {
        const texts = ties.map(([mantissa, power, up]) => {
          // The odd number between 2m and 2m + 2, of one bit too many.
          const odd = BigInt(mantissa) * 2n + 1n;
          const exact = power >= 0 ? (odd * 2n ** BigInt(power)).toString() : `${odd * 5n ** BigInt(-power)}e${power}`;
          return up ? exact : `-${exact}`;
        });
        expectNearest(kind, texts);
      }),
      { numRuns: 100 },
    );
  });

  test("exact decimal digits of any number come back", () => {
    const source =
      kind === "float64"
        ? fc.double({ noNaN: true, noDefaultInfinity: true })
        : fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(source, (value) => {
        expectNearest(kind, [exactly(value)]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("powersOfFive", () => {
  test("exact powers, and reciprocals that times their power are one", () => {
    const table = powersOfFive();
    const at = (power: number): bigint =>
      ((table[(power + 342) * 2] as bigint) << 64n) | (table[(power + 342) * 2 + 1] as bigint);
    expect(table.length).toBe(651 * 2);
    for (let power = -342; power <= 308; power++) {
      const five = 5n ** BigInt(Math.abs(power));
      const shift = BigInt(five.toString(2).length);
      expect(at(power) >> 127n).toBe(1n);
      if (power >= 0) expect(at(power)).toBe(shift > 128n ? five >> (shift - 128n) : five << (128n - shift));
      else {
        const rest = at(power) * five - (1n << (shift + 127n));
        expect(rest > -five && rest <= five).toBe(true);
      }
    }
  });
});
