import type { RandomAccess } from "@armillary/formats";
import { Crc32 } from "./crc32.ts";
import { damaged, type ZipEntry } from "./zip-directory.ts";

const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30 };
const STORED = 0;
const DEFLATED = 8;
const READ_BYTES = 1024 * 1024;

/**
 * The bytes of a file within a ZIP. Ends with an error where they are not as many as the directory says, or come to another sum;
 * not a byte more than announced is given out, so that a bomb bursts at once.
 * @throws DalError code DAL_FORMAT
 */
export async function* unzip(
  access: RandomAccess,
  entry: ZipEntry,
  url: string,
): AsyncGenerator<Uint8Array, void, void> {
  const { name, method, packedBytes } = entry;
  const shown = JSON.stringify(name);
  if (method !== STORED && method !== DEFLATED) throw damaged(url, `${shown} is packed by method ${method}`);
  const start = await dataStart(access, entry, url);
  if (start + packedBytes > access.byteLength) throw damaged(url, `${shown} lies outside of it`);
  const packed = readRange(access, start, start + packedBytes);
  const sum = new Crc32();
  let bytes = 0;
  for await (const chunk of method === STORED ? packed : inflate(packed, shown, url)) {
    bytes += chunk.length;
    if (bytes > entry.bytes) throw damaged(url, `${shown} has more than the ${entry.bytes} bytes that it announces`);
    sum.update(chunk);
    yield chunk;
  }
  if (bytes !== entry.bytes) throw damaged(url, `${shown} has ${bytes} bytes where ${entry.bytes} are announced`);
  if (sum.value !== entry.crc32) throw damaged(url, `the checksum of ${shown} is not the one announced`);
}

/** Behind the local header, whose name and extra field have lengths of their own. */
async function dataStart(access: RandomAccess, { name, offset }: ZipEntry, url: string): Promise<number> {
  const end = offset + LOCAL_HEADER.bytes;
  const view = end > access.byteLength ? undefined : new DataView(await access.slice(offset, end));
  if (view?.getUint32(0, true) !== LOCAL_HEADER.signature) {
    throw damaged(url, `${JSON.stringify(name)} is not where its directory says`);
  }
  return end + view.getUint16(26, true) + view.getUint16(28, true);
}

async function* readRange(access: RandomAccess, start: number, end: number): AsyncGenerator<Uint8Array, void, void> {
  for (let at = start; at < end; at += READ_BYTES) {
    yield new Uint8Array(await access.slice(at, Math.min(end, at + READ_BYTES)));
  }
}

async function* inflate(
  packed: AsyncGenerator<Uint8Array, void, void>,
  shown: string,
  url: string,
): AsyncGenerator<Uint8Array, void, void> {
  const { readable, writable } = new DecompressionStream("deflate-raw");
  const feeding = feed(packed, writable.getWriter());
  // Heard of by whoever reads: the readable side fails with it.
  feeding.catch(() => undefined);
  const reader = readable.getReader();
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    await feeding;
    isDone = true;
  } catch (cause) {
    isDone = true;
    const failure = damaged(url, `${shown} cannot be inflated`);
    throw Object.assign(failure, { cause });
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined);
  }
}

async function feed(packed: AsyncIterable<Uint8Array>, writer: WritableStreamDefaultWriter): Promise<void> {
  try {
    for await (const chunk of packed) {
      await writer.ready;
      await writer.write(chunk);
    }
    await writer.close();
  } catch (failure) {
    await writer.abort(failure).catch(() => undefined);
    throw failure;
  }
}
