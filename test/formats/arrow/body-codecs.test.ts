import * as arrow from "apache-arrow";
import { afterEach, describe, expect, test } from "vitest";
import { decompressLz4Block, decompressLz4Frame } from "../../../packages/formats/src/arrow/ipc/lz4-frame.ts";
import { openArrow } from "../../../packages/formats/src/arrow/open.ts";
import { gather, rowsIn } from "../../support/column-arbitraries.ts";

const LZ4_MAGIC = [0x04, 0x22, 0x4d, 0x18];
const littleEndian = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);

/** A frame with one block stored as it is: version 1, blocks on their own, no checksums. */
function storedLz4(bytes: Uint8Array): Uint8Array {
  const mark = littleEndian((bytes.length | 0x80000000) >>> 0);
  return Uint8Array.from([...LZ4_MAGIC, 0x60, 0x40, 0x82, ...mark, ...bytes, 0, 0, 0, 0]);
}

/** A frame with one raw block and its size in front (RFC 8878). */
function storedZstd(bytes: Uint8Array): Uint8Array {
  const block = littleEndian((bytes.length << 3) | 1).slice(0, 3);
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...littleEndian(bytes.length), ...block, ...bytes]);
}

const { LZ4_FRAME, ZSTD } = arrow.CompressionType;

afterEach(() => {
  for (const type of [LZ4_FRAME, ZSTD]) arrow.compressionRegistry.set(type, null as never);
});

test.each([
  ["LZ4", LZ4_FRAME, storedLz4],
  ["Zstandard", ZSTD, storedZstd],
] as const)("bodies compressed with %s", async (_name, type, encode) => {
  // Odd lengths put what follows at odd places.
  const table = arrow.tableFromArrays({
    x: Float64Array.of(1, 2, 3),
    t: ["a", "bb", "ccc"],
    i: Int32Array.of(4, 5, 6),
  });
  arrow.compressionRegistry.set(type, { encode: (bytes) => encode(bytes), decode: (bytes) => bytes });
  const writer = new arrow.RecordBatchStreamWriter({ autoDestroy: true, compressionType: type } as never);
  for (const batch of table.batches) writer.write(batch);
  const bytes = writer.finish().toUint8Array(true);
  arrow.compressionRegistry.set(type, null as never);

  const back = await openArrow(
    (async function* () {
      yield bytes;
    })(),
  );
  expect(rowsIn(await gather(back.batches()))).toEqual([
    [1, "a", 4],
    [2, "bb", 5],
    [3, "ccc", 6],
  ]);
});

describe("LZ4", () => {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  /** Tokens: literals in the upper four bits, copied bytes less four in the lower. */
  test.each<[string, number[], string]>([
    ["literals alone", [0x30, 0x61, 0x62, 0x63], "abc"],
    ["a copy that overlaps itself", [0x13, 0x61, 1, 0, 0x10, 0x62], "aaaaaaaab"],
    ["a copy from further back", [0x40, 0x61, 0x62, 0x63, 0x64, 4, 0, 0x00], "abcdabcd"],
    [
      "more than fifteen of both",
      [0xf0, 1, ...Array<number>(16).fill(0x78), 1, 0, 0x1f, 0x79, 1, 0, 0],
      "x".repeat(20) + "y".repeat(20),
    ],
  ])("%s", (_what, block, wanted) => {
    expect(text(decompressLz4Block(Uint8Array.from(block), wanted.length))).toBe(wanted);
    const frame = [...LZ4_MAGIC, 0x40, 0x40, 0xc0, ...littleEndian(block.length), ...block, 0, 0, 0, 0];
    expect(text(decompressLz4Frame(Uint8Array.from(frame)))).toBe(wanted);
  });

  test("blocks of a frame may refer to those before", () => {
    const blocks = [
      [0x40, 0x61, 0x62, 0x63, 0x64],
      [0x00, 4, 0, 0x10, 0x65],
    ];
    const frame = [
      ...LZ4_MAGIC,
      0x40,
      0x40,
      0xc0,
      ...blocks.flatMap((block) => [...littleEndian(block.length), ...block]),
    ];
    expect(text(decompressLz4Frame(Uint8Array.from([...frame, 0, 0, 0, 0])))).toBe("abcdabcde");
  });

  test.each<[string, number[]]>([
    ["another format", [1, 2, 3, 4, 0x40, 0x40, 0xc0, 0, 0, 0, 0]],
    ["a block beyond the end", [...LZ4_MAGIC, 0x40, 0x40, 0xc0, 99, 0, 0, 0, 1]],
    ["a copy from before the start", [...LZ4_MAGIC, 0x40, 0x40, 0xc0, 5, 0, 0, 0, 0x10, 0x61, 9, 0, 0, 0, 0, 0, 0]],
    ["no end", [...LZ4_MAGIC, 0x40, 0x40, 0xc0]],
  ])("damage: %s", (_what, frame) => {
    expect(() => decompressLz4Frame(Uint8Array.from(frame))).toThrow(expect.objectContaining({ code: "ARROW_FORMAT" }));
  });
});
