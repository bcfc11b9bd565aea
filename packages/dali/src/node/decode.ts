import { pipeline, type Readable } from "node:stream";
import {
  type BrotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type Gunzip,
} from "node:zlib";
import type { ByteReader } from "../transport/connector.ts";

/** What we can decode, for Accept-Encoding. */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

/** More encodings around one body are an attack, not an answer. */
const MOST_ENCODINGS = 4;

/** Expanding further is taken for an attack, once there is enough of it to matter. */
const MOST_EXPANSION = 1000;
const HARMLESS_BYTES = 16 * 1024 * 1024;

/**
 * Reads a body decoded of its Content-Encoding, several of them from the last to the first (RFC 9110, section 8.4). Strictly:
 * compressed data that end early are an error, where fetch passes on what there is as if it were all.
 */
export function readDecoded(body: Readable, contentEncoding: string | null): ByteReader {
  const encodings = (contentEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== "" && encoding !== "identity");
  // Errors reach whoever reads; without a listener one in between would end the process.
  body.on("error", () => undefined);
  // Decoders end with what they read from.
  const cancel = async (): Promise<void> => void body.destroy();
  if (encodings.length === 0) return { read: readerOf(body), cancel };
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return {
    async read() {
      chunks ??= (await decodeAll(body, encodings.reverse()))[Symbol.asyncIterator]();
      const { value, done } = await chunks.next();
      return done === true ? undefined : value;
    },
    cancel,
  };
}

/** Chunks of a stream, one by one; what its own iterator does for several times the work, which short answers feel. */
function readerOf(body: Readable): () => Promise<Uint8Array | undefined> {
  let wake: (() => void) | undefined;
  const turn = (): void => wake?.();
  body.on("readable", turn).on("end", turn).on("error", turn).on("close", turn);
  return async () => {
    for (;;) {
      const chunk = body.read() as Uint8Array | null;
      if (chunk !== null) return chunk;
      if (body.errored !== null) throw body.errored;
      if (body.readableEnded) return undefined;
      if (body.closed || body.destroyed) {
        throw Object.assign(new Error("The answer was closed."), { code: "ERR_STREAM_PREMATURE_CLOSE" });
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}

async function decodeAll(body: Readable, encodings: readonly string[]): Promise<AsyncIterable<Uint8Array>> {
  if (encodings.length > MOST_ENCODINGS) throw encodingError(`${encodings.length} of them around one another`);
  let last: Readable = body;
  let first: Gunzip | BrotliDecompress | undefined;
  for (const encoding of encodings) {
    const decoder = await decoderFor(encoding, last);
    first ??= decoder;
    last = pipeline(last, decoder, () => undefined);
  }
  return first === undefined ? last : guardExpansion(last, first);
}

async function decoderFor(encoding: string, source: Readable): Promise<Gunzip | BrotliDecompress> {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "br":
      return createBrotliDecompress();
    case "deflate":
      // By the standard with zlib's two bytes around it; some servers (IIS) leave them out.
      return ((await firstByte(source)) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    default:
      throw encodingError(`"${encoding}", which was not asked for`);
  }
}

function encodingError(what: string): Error {
  return Object.assign(new Error(`Content-Encoding: ${what}`), { code: "Z_DATA_ERROR" });
}

/** Leaves it to be read again; zlib's own where there is none. */
async function firstByte(source: Readable): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    source.once("readable", resolve).once("end", resolve).once("error", reject);
  });
  const chunk = source.read() as Uint8Array | null;
  if (chunk === null) return 8;
  source.unshift(chunk);
  return chunk[0] ?? 8;
}

async function* guardExpansion(
  decoded: AsyncIterable<Uint8Array>,
  decoder: Gunzip | BrotliDecompress,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of decoded) {
    bytes += chunk.length;
    if (bytes > HARMLESS_BYTES && bytes > decoder.bytesWritten * MOST_EXPANSION) {
      throw encodingError(`data that expand more than ${MOST_EXPANSION} times`);
    }
    yield chunk;
  }
}
