import { type Field, type FloatColumn, type IntColumn, type IntValues, printFloat } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { powersOfTen } from "../../../packages/columns/src/kernel/powers-of-ten.ts";
import { encodeCsv } from "../../../packages/formats/src/csv/encode.ts";
import { bytesFrom, streamOf } from "../../support/column-arbitraries.ts";

/** The values as the kernel prints them, one a line. */
async function print(column: FloatColumn | IntColumn): Promise<string[]> {
  const { values } = column;
  const field: Field =
    column.kind === "float"
      ? { name: "x", datatype: "double", layout: { kind: "float", bits: values instanceof Float32Array ? 32 : 64 } }
      : { name: "x", datatype: "long", layout: { kind: "int", bits: 64, signed: true } };
  const text = new TextDecoder().decode(
    await bytesFrom(encodeCsv(streamOf({ fields: [field], batches: [{ rows: column.length, columns: [column] }] }))),
  );
  return text.split("\n").slice(1, -1);
}

function floatColumn(values: Float32Array | Float64Array): FloatColumn {
  return { kind: "float", length: values.length, nulls: 0, values };
}

/** JavaScript's own printing, but for the sign of -0. */
function ofJavaScript(values: Float64Array): string[] {
  return Array.from(values, (value) => (Object.is(value, -0) ? "-0" : String(value)));
}

/** Every binary exponent and every decimal one, with neighbours, and numbers around the changes of layout. */
function hardDoubles(): number[] {
  const doubles = [
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.MAX_VALUE,
    5e-324,
    1e-323,
  ];
  for (let exponent = -1074; exponent < 1024; exponent++) {
    const power = 2 ** exponent;
    doubles.push(power, -power, power * (1 + 2 ** -52), power * (1 - 2 ** -53), power * 3, power * 5);
  }
  for (let exponent = -323; exponent <= 308; exponent++) {
    for (const digits of ["1", "5", "9", "1.5", "1.2345678", "9.999999999999999"])
      doubles.push(Number(`${digits}e${exponent}`));
  }
  for (let digits = 1; digits <= 22; digits++) {
    for (const point of [-7, -6, -5, 0, 1, 15, 16, 17, 20, 21, 22]) {
      doubles.push(Number(`0.${"1234567891234567891234".slice(0, digits)}e${point}`));
    }
  }
  return doubles;
}

describe("doubles", () => {
  test("hard ones are printed as JavaScript prints them", async () => {
    const values = Float64Array.from(hardDoubles());
    expect(await print(floatColumn(values))).toEqual(ofJavaScript(values));
  });

  test("any bits are printed as JavaScript prints them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 500 }), async (bits) => {
        const values = new Float64Array(BigUint64Array.from(bits).buffer);
        expect(await print(floatColumn(values))).toEqual(ofJavaScript(values));
      }),
      { numRuns: 50 },
    );
  });

  test("decimals of few digits are printed as they were written", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: -20, max: 12 }))),
        async (decimals) => {
          const values = Float64Array.from(decimals, ([digits, exponent]) => Number(`${digits}e${exponent}`));
          expect(await print(floatColumn(values))).toEqual(ofJavaScript(values));
        },
      ),
    );
  });
});

describe("floats", () => {
  // Shortest by the definition, found with exact rational arithmetic or known from the literature.
  const rows: [value: number, text: string][] = [
    [0.1, "0.1"],
    [16_777_216, "16777216"],
    [3.4028234663852886e38, "3.4028235e+38"],
    [1.1754943508222875e-38, "1.1754944e-38"],
    [1e-45, "1e-45"],
    [-1e-45, "-1e-45"],
    [9.8607613e-32, "9.8607613e-32"], // 2^-103: the closest of seven digits misses the narrow side
    [2.70703125, "2.7070312"], // a tie: the even digit
    [19.3515625, "19.351562"],
    [1e21, "1e+21"],
    [123_456_790, "123456790"],
    [-0, "-0"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ];
  test.each(rows)("%d is %s", async (value, text) => {
    expect(printFloat(Math.fround(value))).toBe(text);
    expect(await print(floatColumn(Float32Array.of(value)))).toEqual([text]);
  });

  const anyFloats = fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 200 }).map(floatsOf);

  function floatsOf(bits: readonly number[]): Float32Array {
    return new Float32Array(Uint32Array.from(bits).buffer);
  }

  test("any bits are printed as the TypeScript path prints them, and read back", async () => {
    await fc.assert(
      fc.asyncProperty(anyFloats, async (values) => {
        const texts = await print(floatColumn(values));
        expect(texts).toEqual(Array.from(values, printFloat));
        expect(Float32Array.from(texts, Number)).toEqual(values);
      }),
      { numRuns: 30 },
    );
  });

  test("powers of two and their neighbours too", async () => {
    const bits: number[] = [];
    for (let exponent = 0; exponent < 255; exponent++)
      bits.push(exponent << 23, (exponent << 23) + 1, ((exponent + 1) << 23) - 1);
    for (let bit = 0; bit < 23; bit++) bits.push(1 << bit, (1 << bit) + 1);
    const values = floatsOf(bits);
    expect(await print(floatColumn(values))).toEqual(Array.from(values, printFloat));
  });
});

describe("integers", () => {
  const types: [name: string, make: (values: bigint[]) => IntValues][] = [
    ["Int8Array", (values) => Int8Array.from(values, Number)],
    ["Uint8Array", (values) => Uint8Array.from(values, Number)],
    ["Int16Array", (values) => Int16Array.from(values, Number)],
    ["Uint16Array", (values) => Uint16Array.from(values, Number)],
    ["Int32Array", (values) => Int32Array.from(values, Number)],
    ["Uint32Array", (values) => Uint32Array.from(values, Number)],
    ["BigInt64Array", (values) => BigInt64Array.from(values)],
    ["BigUint64Array", (values) => BigUint64Array.from(values)],
  ];
  const edges: bigint[] = [];
  for (let power = 1n; power < 2n ** 64n; power *= 10n) edges.push(power, power - 1n, power + 1n, -power, 1n - power);
  for (let power = 1n; power <= 2n ** 64n; power *= 2n) edges.push(power, power - 1n, -power, -power - 1n);

  test.each(types)("of %s have all their digits", async (_name, make) => {
    const values = make(edges);
    expect(await print({ kind: "int", length: values.length, nulls: 0, values })).toEqual(Array.from(values, String));
  });

  test("any of 64 bits has all its digits", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), async (numbers) => {
        const values = BigUint64Array.from(numbers);
        const signed = new BigInt64Array(values.buffer);
        const length = values.length;
        expect(await print({ kind: "int", length, nulls: 0, values })).toEqual(Array.from(values, String));
        expect(await print({ kind: "int", length, nulls: 0, values: signed })).toEqual(Array.from(signed, String));
      }),
    );
  });
});

test("the table holds each power of ten cut to 128 bits and raised by one", () => {
  const table = powersOfTen();
  expect(table.length).toBe(2 * (324 + 292 + 1));
  for (let exponent = -292; exponent <= 324; exponent++) {
    const index = 2 * (exponent + 292);
    const scaled = (((table[index + 1] ?? 0n) << 64n) | (table[index] ?? 0n)) - 1n;
    expect(scaled >> 127n).toBe(1n);
    const [numerator, denominator] = exponent < 0 ? [1n, 10n ** BigInt(-exponent)] : [10n ** BigInt(exponent), 1n];
    // scaled <= numerator / denominator * 2^shift < scaled + 1, for the shift that gives 128 bits.
    let shift = 127 - Math.floor(Math.log2(10) * exponent);
    if (shift >= 0 && ((numerator << BigInt(shift)) / denominator) >> 128n) shift--;
    const value = shift >= 0 ? (numerator << BigInt(shift)) / denominator : (numerator >> BigInt(-shift)) / denominator;
    expect(scaled).toBe(value);
  }
});
