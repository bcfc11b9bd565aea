import { CompressionType, compressionRegistry } from "apache-arrow";
import { ArrowFormatError } from "./errors.ts";
import { COMPRESSION } from "./ipc/check-message.ts";

/**
 * Makes apache-arrow able to read compressed bodies, which it can only with codecs from outside. Codecs that the program
 * has registered itself stay.
 * @throws ArrowFormatError code ARROW_CODEC for a compression that is neither LZ4 nor Zstandard
 */
export async function provideBodyCodec(compression: number): Promise<void> {
  if (compression !== COMPRESSION.lz4Frame && compression !== COMPRESSION.zstd) {
    throw new ArrowFormatError(
      "ARROW_CODEC",
      `Bodies compressed by method ${compression} of the format are not read here.`,
    );
  }
  const type = compression === COMPRESSION.zstd ? CompressionType.ZSTD : CompressionType.LZ4_FRAME;
  if (compressionRegistry.get(type) !== null) return;
  if (type === CompressionType.ZSTD) {
    const { decompressZstd } = await import("hyparquet-compressors");
    // What comes out may lie anywhere in its memory; numbers are read in place and have to be aligned.
    compressionRegistry.set(type, { decode: (bytes) => decompressZstd(bytes).slice() });
  } else {
    const { decompressLz4Frame } = await import("./ipc/lz4-frame.ts");
    compressionRegistry.set(type, { decode: decompressLz4Frame });
  }
}
