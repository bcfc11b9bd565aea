import { type FitsHdu, type FitsImage, openFits, type Pixels } from "@armillary/fits";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CardText, chunked, header, joined, PRIMARY, padded, put, tableHdu } from "./fits-file.ts";

function imageHdu(
  bitpix: number,
  axes: readonly number[],
  data: Uint8Array,
  cards: readonly CardText[] = [],
): Uint8Array {
  const sizes = axes.map((size, axis): CardText => [`NAXIS${axis + 1}`, size]);
  return joined(
    header([["XTENSION", "IMAGE"], ["BITPIX", bitpix], ["NAXIS", axes.length], ...sizes, ...cards]),
    padded(data),
  );
}

async function hduOf(file: AsyncIterable<Uint8Array>, index = 1, limits = {}): Promise<FitsHdu> {
  const reader = await openFits(file, { limits });
  for await (const hdu of reader.hdus()) if (hdu.index === index) return hdu;
  throw new Error("no such HDU");
}

async function imageOf(bytes: Uint8Array, limits = {}): Promise<FitsImage> {
  return (await hduOf(chunked(joined(PRIMARY, bytes)), 1, limits)).image();
}

async function piecesOf(image: FitsImage): Promise<Pixels[]> {
  const pieces: Pixels[] = [];
  for await (const piece of image.rows()) pieces.push(piece);
  return pieces;
}

const { i16, i32, i64, f32, f64, bytes } = put;

describe("pixels", () => {
  test.each<[string, number, Uint8Array, CardText[], Pixels, object]>([
    ["bytes", 8, bytes(0, 255), [], Uint8Array.of(0, 255), { scale: 1, zero: 0 }],
    ["signed bytes", 8, bytes(0, 255), [["BZERO", -128]], Int8Array.of(-128, 127), { zero: -128 }],
    ["shorts", 16, i16(-32768, 5), [["BLANK", -32768]], Int16Array.of(-32768, 5), { blank: -32768 }],
    [
      "unsigned shorts",
      16,
      i16(-32768, 32767),
      [
        ["BZERO", 32768],
        ["BSCALE", 1],
        ["BLANK", 32767],
      ],
      Uint16Array.of(0, 65535),
      { blank: 65535, zero: 32768 },
    ],
    ["ints", 32, i32(-(2 ** 31), 7), [], Int32Array.of(-(2 ** 31), 7), {}],
    ["unsigned ints", 32, i32(-(2 ** 31), -1), [["BZERO", 2 ** 31]], Uint32Array.of(0, 2 ** 31 - 1), {}],
    ["longs", 64, i64(2n ** 62n + 1n, -5n), [["BLANK", -5]], BigInt64Array.of(2n ** 62n + 1n, -5n), { blank: -5n }],
    [
      "unsigned longs",
      64,
      i64(2n ** 63n - 1n, 0n),
      [["BZERO", 2n ** 63n]],
      BigUint64Array.of(2n ** 64n - 1n, 2n ** 63n),
      {},
    ],
    [
      "floats",
      -32,
      f32(1.5, Number.NaN),
      [["BUNIT", "Jy/beam"]],
      Float32Array.of(1.5, Number.NaN),
      { unit: "Jy/beam" },
    ],
    ["doubles", -64, f64(0.1, -0), [["BLANK", 1]], Float64Array.of(0.1, -0), {}],
    [
      "scaled shorts",
      16,
      i16(10, -1),
      [
        ["BSCALE", 0.5],
        ["BZERO", 100],
        ["BLANK", -1],
      ],
      Float64Array.of(105, Number.NaN),
      { scale: 0.5, zero: 100 },
    ],
    ["scaled floats", -32, f32(2, 4), [["BSCALE", 2]], Float64Array.of(4, 8), { scale: 2 }],
    ["a BLANK that is no value", 8, bytes(1, 2), [["BLANK", 999]], Uint8Array.of(1, 2), {}],
  ])("%s", async (_name, bitpix, data, cards, pixels, described) => {
    const image = await imageOf(imageHdu(bitpix, [2], data, cards));
    expect(image).toMatchObject({ bitpix, axes: [2], ...described });
    expect("blank" in image).toBe("blank" in described);
    expect(await image.pixels()).toEqual(pixels);
    expect(await piecesOf(await imageOf(imageHdu(bitpix, [2], data, cards)))).toEqual([pixels]);
  });

  test("of the primary HDU", async () => {
    const primary = joined(
      header([
        ["SIMPLE", true],
        ["BITPIX", 16],
        ["NAXIS", 2],
        ["NAXIS1", 2],
        ["NAXIS2", 1],
      ]),
      padded(i16(3, 4)),
    );
    const image = (await hduOf(chunked(primary), 0)).image();
    expect(await image.pixels()).toEqual(Int16Array.of(3, 4));
  });

  test.each([
    ["no axes", []],
    ["an axis of none", [4, 0]],
  ])("of an image with %s: none", async (_name, axes) => {
    const image = await imageOf(imageHdu(-32, axes, new Uint8Array(0)));
    expect(await image.pixels()).toEqual(new Float32Array(0));
    expect(await piecesOf(await imageOf(imageHdu(-32, axes, new Uint8Array(0))))).toEqual([]);
  });

  test("come in whole rows, and are the same however the bytes are cut", async () => {
    const [width, height] = [700, 1100];
    const values = Array.from({ length: width * height }, (_, index) => (index * 31) % 30_000);
    const file = joined(PRIMARY, imageHdu(16, [width, height], shorts(values)));
    const expected = Int16Array.from(values);
    const pieces = await piecesOf((await hduOf(chunked(file))).image());
    expect(pieces.length).toBe(2);
    for (const piece of pieces) expect(piece.length % width).toBe(0);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(file.length), { maxLength: 8 }), async (cuts) => {
        const pixels = await (await hduOf(chunked(file, cuts))).image().pixels();
        expect(pixels).toBeInstanceOf(Int16Array);
        expect(Buffer.compare(bytesOf(pixels), bytesOf(expected))).toBe(0);
      }),
      { numRuns: 10 },
    );
  });
});

function bytesOf({ buffer, byteOffset, byteLength }: Pixels): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function shorts(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  values.forEach((value, index) => {
    view.setInt16(index * 2, value);
  });
  return new Uint8Array(view.buffer);
}

describe("an image that cannot be had", () => {
  test("of a table", async () => {
    const table = tableHdu({ rowBytes: 2, rows: 0, fields: 1, cards: [["TFORM1", "I"]], data: bytes() });
    const compressed = tableHdu({
      rowBytes: 8,
      rows: 0,
      fields: 1,
      cards: [
        ["TFORM1", "1PB"],
        ["ZIMAGE", true],
      ],
      data: bytes(),
    });
    const code = { code: "FITS_IMAGE", place: { hdu: 1 } };
    await expect(imageOf(table)).rejects.toMatchObject(code);
    await expect(imageOf(compressed)).rejects.toMatchObject({ ...code, message: expect.stringContaining("funpack") });
  });

  test("with a scaling that is none", async () => {
    const broken = imageHdu(8, [1], bytes(1), [["BSCALE", "two"]]);
    await expect(imageOf(broken)).rejects.toMatchObject({ code: "FITS_IMAGE", place: { keyword: "BSCALE" } });
  });

  test("beyond the limits", async () => {
    const bytesOfImage = imageHdu(16, [4, 2], i16(1, 2, 3, 4, 5, 6, 7, 8));
    const image = await imageOf(bytesOfImage, { maxImageBytes: 15 });
    await expect(image.pixels()).rejects.toMatchObject({ code: "FITS_LIMIT" });
    expect(await piecesOf(image)).toEqual([Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8)]);
    const rows = await imageOf(bytesOfImage, { maxRowBytes: 7 });
    await expect(piecesOf(rows)).rejects.toMatchObject({ code: "FITS_LIMIT" });
  });

  test("cut off", async () => {
    const image = await imageOf(imageHdu(16, [4, 800], shorts(Array<number>(3200).fill(1))).subarray(0, 2880 + 101));
    await expect(image.pixels()).rejects.toMatchObject({ code: "FITS_TRUNCATED" });
  });

  test("twice, or when the file was read on", async () => {
    const image = await imageOf(imageHdu(8, [1], bytes(1)));
    await image.pixels();
    await expect(image.pixels()).rejects.toThrow(TypeError);
    const reader = await openFits(chunked(joined(PRIMARY, imageHdu(8, [1], bytes(1)), imageHdu(8, [1], bytes(2)))));
    const images: FitsImage[] = [];
    for await (const hdu of reader.hdus()) images.push(hdu.image());
    await expect(images[1]?.pixels()).rejects.toThrow(TypeError);
  });
});
