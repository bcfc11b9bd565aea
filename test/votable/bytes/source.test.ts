import type { ByteSource } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { type ChunkReader, openChunks } from "../../../packages/votable/src/bytes/source.ts";
import { bytesOf, CountedSource } from "../byte-sources.ts";

const text = "<VOTABLE/>";
const bytes = bytesOf(text);

async function textOf(chunks: ChunkReader): Promise<string> {
  let read = "";
  for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) {
    read += new TextDecoder().decode(chunk);
  }
  return read;
}

async function* generated(): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 3);
  yield new Uint8Array(0);
  yield bytes.subarray(3);
}

function stream(): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream();
}

describe("openChunks", () => {
  test.each<[string, () => ByteSource]>([
    ["a Uint8Array", () => bytes],
    ["a part of a larger array", () => bytesOf(`??${text}??`).subarray(2, 2 + text.length)],
    ["a view of another kind", () => new DataView(bytes.buffer) as unknown as Uint8Array],
    ["an ArrayBuffer", () => bytes.buffer],
    ["a Blob", () => new Blob([bytes])],
    ["a ReadableStream", stream],
    [
      "a stream that only has a reader",
      () => ({ getReader: () => stream().getReader() }) as ReadableStream<Uint8Array>,
    ],
    ["an async generator, empty chunks among its own", generated],
    ["a Response", () => new Response(bytes)],
    ["something with a body of chunks", () => ({ body: generated() })],
  ])("reads %s", async (_name, source) => {
    expect(await textOf(openChunks(source()))).toBe(text);
  });

  test("a Response without a body has no bytes", async () => {
    expect(await textOf(openChunks(new Response(null)))).toBe("");
    expect(await textOf(openChunks(new Uint8Array(0)))).toBe("");
  });

  test.each([[null], [undefined], ["text"], [7], [{}], [[1, 2]]])("%j is no source of bytes", (source) => {
    expect(() => openChunks(source as unknown as ByteSource)).toThrow(TypeError);
  });
});

describe("close", () => {
  test("returns an iterator once, and nothing is read afterwards", async () => {
    const source = new CountedSource(() => bytes);
    const chunks = openChunks(source);
    await chunks.next();
    await chunks.close();
    await chunks.close();
    expect(await chunks.next()).toBeUndefined();
    expect(source).toMatchObject({ pulled: 1, cancelled: 1 });
  });

  test("leaves alone what has ended by itself", async () => {
    const source = new CountedSource((index) => (index === 0 ? bytes : undefined));
    const chunks = openChunks(source);
    await textOf(chunks);
    await chunks.close();
    expect(source.cancelled).toBe(0);
  });

  test("cancels a stream that keeps its reader waiting", async () => {
    let cancelled = false;
    const stalled = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => undefined),
      cancel() {
        cancelled = true;
      },
    });
    const chunks = openChunks(stalled);
    const waiting = chunks.next();
    await chunks.close();
    expect(await waiting).toBeUndefined();
    expect(cancelled).toBe(true);
  });

  test("does not wait for an iterator that hangs", async () => {
    const hanging = new CountedSource(() => new Promise(() => undefined));
    const chunks = openChunks(hanging);
    void chunks.next();
    await chunks.close();
    expect(hanging.cancelled).toBe(1);
  });

  test("a failure while closing is nobody's business", async () => {
    const failing: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: bytes }),
        return: () => Promise.reject(new Error("cannot be closed")),
      }),
    };
    const chunks = openChunks(failing);
    await chunks.next();
    await expect(chunks.close()).resolves.toBeUndefined();
  });
});
