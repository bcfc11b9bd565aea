import { ArrowFormatError } from "../errors.ts";

const MAGIC = 0x184d2204;
const HAS_BLOCK_CHECKSUM = 0x10;
const HAS_CONTENT_SIZE = 0x08;
const HAS_DICTIONARY_ID = 0x01;
const STORED = 0x80000000;
const SHORTEST_COPY = 4;

/**
 * Decompresses an LZ4 frame, the form in which Arrow keeps LZ4 (LZ4 frame format 1.6). Checksums are passed over.
 * @throws ArrowFormatError code ARROW_FORMAT for a damaged frame
 */
export function decompressLz4Frame(frame: Uint8Array): Uint8Array {
  try {
    // Frames need not say what comes out of them: the first pass only counts.
    const output = new Uint8Array(readFrame(frame, undefined));
    readFrame(frame, output);
    return output;
  } catch (cause) {
    throw new ArrowFormatError("ARROW_FORMAT", "The Arrow data is damaged: an LZ4 frame does not decompress.", {
      cause,
    });
  }
}

/**
 * Decompresses one bare LZ4 block of `length` bytes, as Parquet keeps them.
 * @throws RangeError for a damaged block
 */
export function decompressLz4Block(block: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  const end = readBlock(block, output, 0);
  if (end !== length) throw new RangeError(`an LZ4 block of ${end} bytes instead of ${length}`);
  return output;
}

function readFrame(frame: Uint8Array, output: Uint8Array | undefined): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError("no LZ4 frame");
  const flags = view.getUint8(4);
  // Magic, flags and block sizes; then optional fields; then a checksum byte.
  let at = 7 + (flags & HAS_CONTENT_SIZE ? 8 : 0) + (flags & HAS_DICTIONARY_ID ? 4 : 0);
  let end = 0;
  for (let mark = view.getUint32(at, true); mark !== 0; mark = view.getUint32(at, true)) {
    const size = mark & ~STORED;
    at += 4;
    if (at + size > frame.length) throw new RangeError("block beyond the frame");
    const block = frame.subarray(at, at + size);
    if (mark & STORED) {
      output?.set(block, end);
      end += size;
    } else {
      end = readBlock(block, output, end);
    }
    at += size + (flags & HAS_BLOCK_CHECKSUM ? 4 : 0);
  }
  return end;
}

/** One block: runs of literals, each followed by a copy of what was written before. Gives the new end of the output. */
function readBlock(block: Uint8Array, output: Uint8Array | undefined, start: number): number {
  let at = 0;
  let end = start;
  const next = (): number => {
    const byte = block[at++];
    if (byte === undefined) throw new RangeError("block ends early");
    return byte;
  };
  const lengthFrom = (nibble: number): number => {
    let sum = nibble;
    if (nibble < 15) return sum;
    for (;;) {
      const byte = next();
      sum += byte;
      if (byte < 255) return sum;
    }
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length) throw new RangeError("literals beyond the block");
    output?.set(block.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at === block.length) break;
    const distance = next() | (next() << 8);
    const copied = lengthFrom(token & 15) + SHORTEST_COPY;
    if (distance === 0 || distance > end) throw new RangeError("copy from before the start");
    if (output !== undefined) {
      // Source and target may overlap: that is how runs are said.
      for (let index = end; index < end + copied; index++) output[index] = output[index - distance] as number;
    }
    end += copied;
  }
  return end;
}
