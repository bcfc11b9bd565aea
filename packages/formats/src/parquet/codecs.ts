import { type CompressionCodec, type FileMetaData, snappyUncompress } from "hyparquet";
import { decompressLz4Block } from "../arrow/ipc/lz4-frame.ts";
import { ParquetError } from "./errors.ts";

/** Inflates one page to the length that its header says. */
export type Codec = (page: Uint8Array, length: number) => Uint8Array;

const BUILT_IN: Readonly<Partial<Record<CompressionCodec, Codec>>> = {
  UNCOMPRESSED: (page) => page,
  SNAPPY(page, length) {
    const output = new Uint8Array(length);
    snappyUncompress(page, output);
    return output;
  },
  // Not the one of hyparquet-compressors 1.1.2, which fails on blocks that pyarrow writes.
  LZ4_RAW: decompressLz4Block,
};

/**
 * What inflates the pages of a file; loaded only as far as the file needs it.
 * @throws ParquetError code PARQUET_CODEC
 */
export async function codecsFor(metadata: FileMetaData): Promise<ReadonlyMap<CompressionCodec, Codec>> {
  const used = new Set(
    metadata.row_groups.flatMap(({ columns }) => columns.flatMap(({ meta_data }) => meta_data?.codec ?? [])),
  );
  const loaded = [...used].every((codec) => BUILT_IN[codec] !== undefined) ? {} : await loadCodecs();
  return new Map(
    Array.from(used, (name) => {
      const codec = BUILT_IN[name] ?? loaded[name];
      if (codec !== undefined) return [name, codec];
      throw new ParquetError("PARQUET_CODEC", `The Parquet file is compressed with ${name}, which is not read here.`);
    }),
  );
}

async function loadCodecs(): Promise<Readonly<Partial<Record<CompressionCodec, Codec>>>> {
  const { decompressBrotli, decompressLz4, decompressZstd, gunzip } = await import("hyparquet-compressors");
  return {
    ZSTD: (page, length) => decompressZstd(page, new Uint8Array(length)),
    GZIP: (page, length) => gunzip(page, new Uint8Array(length)),
    BROTLI: decompressBrotli,
    LZ4: decompressLz4,
  };
}
