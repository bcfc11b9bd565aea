import { openFits, openFitsTable } from "@armillary/fits";
import { writeHealpixCounts } from "@armillary/fits/write";
import { describe, expect, test } from "vitest";

async function* chunksOf(order: number, counts: ArrayLike<number>): AsyncGenerator<Uint8Array> {
  yield* writeHealpixCounts({ order, counts });
}

async function tableOf(order: number, counts: ArrayLike<number>): Promise<readonly (readonly number[])[]> {
  const table = await openFitsTable(chunksOf(order, counts));
  const columns: number[][] = table.fields.map(() => []);
  for await (const batch of table.batches()) {
    batch.columns.forEach((column, index) => {
      if (column.kind !== "int") throw new TypeError("counts are whole numbers");
      for (let row = 0; row < batch.rows; row++) columns[index]?.push(Number(column.values[row]));
    });
  }
  return columns;
}

async function headerOf(order: number, counts: ArrayLike<number>): Promise<Record<string, unknown>> {
  for await (const { kind, header } of (await openFits(chunksOf(order, counts))).hdus()) {
    if (kind !== "bintable") continue;
    const keys = ["INDXSCHM", "OBJECT", "ORDERING", "NSIDE", "FIRSTPIX", "LASTPIX", "OBS_NPIX", "TFORM1", "TFORM2"];
    return Object.fromEntries(keys.flatMap((key) => (header.get(key) === undefined ? [] : [[key, header.get(key)]])));
  }
  throw new Error("there is no table");
}

describe("counts by cells of HEALPix", () => {
  const few = Array.from({ length: 192 }, (_, cell) => (cell % 50 === 3 ? cell + 1 : 0));
  const many = Array.from({ length: 192 }, (_, cell) => cell % 3);

  test("of few cells: these alone", async () => {
    expect(await tableOf(2, few)).toEqual([
      [3, 53, 103, 153],
      [4, 54, 104, 154],
    ]);
    expect(await headerOf(2, few)).toEqual({
      INDXSCHM: "EXPLICIT",
      OBJECT: "PARTIAL",
      ORDERING: "NESTED",
      NSIDE: 4,
      OBS_NPIX: 4,
      TFORM1: "J",
      TFORM2: "J",
    });
  });

  test("of many cells: all in order", async () => {
    expect(await tableOf(2, many)).toEqual([many]);
    expect(await headerOf(2, many)).toEqual({
      INDXSCHM: "IMPLICIT",
      OBJECT: "FULLSKY",
      ORDERING: "NESTED",
      NSIDE: 4,
      FIRSTPIX: 0,
      LASTPIX: 191,
      TFORM1: "J",
    });
  });

  test("beyond 31 bits, of nothing, and longer than a chunk", async () => {
    const large = Float64Array.from({ length: 12 }, (_, cell) => 2 ** 31 + cell);
    expect(await tableOf(0, large)).toEqual([[...large]]);
    expect(await tableOf(0, new Uint32Array(12))).toEqual([[], []]);
    const long = Uint32Array.from({ length: 12 * 4 ** 8 }, (_, cell) => cell);
    expect((await tableOf(8, long))[0]).toEqual([...long]);
    let bytes = 0;
    for (const chunk of writeHealpixCounts({ order: 8, counts: long })) bytes += chunk.length;
    expect(bytes % 2880).toBe(0);
  });

  test.each([
    [1, new Uint32Array(12)],
    [-1, new Uint32Array(3)],
    [14, new Uint32Array(0)],
  ])("order %d of %o is refused", (order, counts) => {
    expect(() => [...writeHealpixCounts({ order, counts })]).toThrow(RangeError);
  });
});
