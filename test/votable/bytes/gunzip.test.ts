import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { gunzipChunks, isGzip } from "../../../packages/votable/src/bytes/gunzip.ts";
import { openChunks } from "../../../packages/votable/src/bytes/source.ts";
import { bytesOf, CountedSource, gather } from "../byte-sources.ts";

const limits = { maxCompressionRatio: 1000 };
const text = "The quick brown fox. ".repeat(5000);
const packed = gzipSync(text);

async function inflate(source: Parameters<typeof openChunks>[0], ratio = limits.maxCompressionRatio): Promise<string> {
  const chunks = gunzipChunks(openChunks(source), { maxCompressionRatio: ratio });
  const decoder = new TextDecoder();
  let read = "";
  for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) {
    read += decoder.decode(chunk, { stream: true });
  }
  return read;
}

describe("gunzipChunks", () => {
  test.each([1, 7, 1000, packed.length])("in chunks of %d bytes of reused memory", async (size) => {
    expect(await inflate(gather(packed, size))).toBe(text);
  });

  // As the host's DecompressionStream has it: whole, or refused with a word, but never a part of it for the whole.
  test("several members, and zeros behind the last", async () => {
    const result = inflate(Buffer.concat([gzipSync("one "), gzipSync("two"), Buffer.alloc(600)]));
    const told = await result.catch((failure: unknown) => (failure as Error).message);
    expect(told).toMatch(/^one two$|^Something follows the end of the gzip stream/);
  });

  test.each<[string, (bytes: Buffer) => void, number]>([
    ["cut off", () => undefined, -4],
    ["cut in its header", () => undefined, 5 - packed.length],
    ["a bad bit", (bytes) => bytes.writeUInt8((bytes[40] ?? 0) ^ 0x10, 40), packed.length],
    [
      "a bad checksum",
      (bytes) => bytes.writeUInt8((bytes[bytes.length - 6] ?? 0) ^ 1, bytes.length - 6),
      packed.length,
    ],
  ])("%s is VOT_COMPRESSION", async (_name, damage, end) => {
    const bytes = Buffer.from(packed);
    damage(bytes);
    await expect(inflate(bytes.subarray(0, end))).rejects.toMatchObject({ code: "VOT_COMPRESSION" });
  });

  test("a failure of the source is told as it is", async () => {
    const failure = new Error("connection reset");
    const source = new CountedSource((index) => {
      if (index === 1) throw failure;
      return packed.subarray(0, 50);
    });
    await expect(inflate(source)).rejects.toBe(failure);
  });

  test.each([
    ["in one chunk", (bomb: Uint8Array) => bomb],
    ["in small ones", (bomb: Uint8Array) => gather(bomb, 1000)],
  ])("a bomb %s is refused after a fixed number of bytes", async (_name, source) => {
    const bomb = gzipSync(new Uint8Array(400 * 1024 ** 2), { level: 9 });
    const chunks = gunzipChunks(openChunks(source(bomb)), { maxCompressionRatio: 100 });
    let inflated = 0;
    const read = async () => {
      for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) inflated += chunk.length;
    };
    await expect(read()).rejects.toMatchObject({ code: "VOT_LIMIT" });
    expect(inflated).toBeLessThan(20 * 1024 ** 2);
    expect(await chunks.next()).toBeUndefined();
  });

  test("a limit that is raised lets it through", async () => {
    expect((await inflate(gzipSync(new Uint8Array(20 * 1024 ** 2)), 1e6)).length).toBe(20 * 1024 ** 2);
  });

  test("the source is asked for no more than is read, and closed", async () => {
    const noise = gzipSync(randomBytes(400_000));
    const source = new CountedSource((index) => noise.subarray(index * 1000, index * 1000 + 1000));
    expect(noise.length).toBeGreaterThan(300_000);
    const chunks = gunzipChunks(openChunks(source), limits);
    await chunks.next();
    await chunks.close();
    expect(source.pulled).toBeLessThan(100);
    expect(source.cancelled).toBe(1);
  });
});

test.each<[string, Uint8Array, boolean]>([
  ["gzip", packed, true],
  ["XML", bytesOf("<?xml"), false],
  ["one byte", new Uint8Array([0x1f]), false],
  ["nothing", new Uint8Array(0), false],
])("isGzip of %s", (_name, bytes, expected) => {
  expect(isGzip(bytes)).toBe(expected);
});
