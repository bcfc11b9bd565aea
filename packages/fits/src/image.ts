import type { FloatColumn, IntColumn } from "@armillary/columns";
import type { ByteReader } from "./byte-reader.ts";
import { DoubleReader, FloatReader, ScaledReader } from "./decode/floats.ts";
import { ByteIntReader, IntReader, LongReader, ShortReader } from "./decode/integers.ts";
import { blockOf, type ItemReader } from "./decode/item-reader.ts";
import { FitsError } from "./errors.ts";
import type { Bitpix, HduShape } from "./hdu-shape.ts";
import type { FitsHeader } from "./header.ts";
import type { Settings } from "./options.ts";
import { offsetOf, parseScaling, type Scaling, STORED_INTEGERS } from "./scaling.ts";

/** Values of pixels, the fastest axis first. */
export type Pixels = IntColumn["values"] | FloatColumn["values"];

/**
 * The array of an image (FITS 4.0, section 4.4.2 and 7.1).
 *
 * Pixels come as they are stored, in the type of BITPIX; with BZERO half the range of the type as integers of the other
 * signedness, exact; with any other BSCALE and BZERO as physical values in doubles, blank pixels being NaN.
 */
export interface FitsImage {
  readonly bitpix: Bitpix;
  /** NAXIS1, NAXIS2, …: the fastest axis first. */
  readonly axes: readonly number[];
  /** BSCALE and BZERO: physical = zero + scale × stored. */
  readonly scale: number;
  readonly zero: number;
  /** What pixels without a value have; absent where there are none, and where they are NaN. */
  readonly blank?: number | bigint;
  /** BUNIT. */
  readonly unit?: string;
  /**
   * All pixels, once, before the next HDU is asked for.
   * @throws FitsError FITS_TRUNCATED; FITS_LIMIT when `maxImageBytes` does not reach: read `rows` then
   */
  pixels(): Promise<Pixels>;
  /**
   * The same piece by piece: whole rows (along NAXIS1), as many as go into 1 MiB, one at least. FITS_TRUNCATED,
   * FITS_LIMIT for a row beyond `maxRowBytes`.
   */
  rows(): AsyncIterable<Pixels>;
}

/** What an image is read from. */
export interface ImageSource {
  readonly header: FitsHeader;
  readonly shape: HduShape;
  readonly settings: Settings;
  /** The reader at the start of the data, for the one who reads them. */
  claim(): ByteReader;
  /** TypeError once the file was read on. */
  checkCurrent(): void;
}

const CODE = { 8: "B", 16: "I", 32: "J", 64: "K", "-32": "E", "-64": "D" } as const;

/** Bytes of the rows that are read at a time. */
const PIECE_BYTES = 1 << 20;

/** @throws FitsError FITS_IMAGE */
export function openImage(source: ImageSource): FitsImage {
  const { header, shape, settings } = source;
  if (shape.kind !== "image") throw new FitsError("FITS_IMAGE", `an image was asked for, this is ${whatElse(source)}`);
  const { bitpix, axes } = shape;
  const code = CODE[bitpix];
  const scaling = parseScaling(header, { scale: "BSCALE", zero: "BZERO" }, code);
  if (scaling === undefined) {
    throw new FitsError("FITS_IMAGE", "BSCALE or BZERO is no number", { keyword: "BSCALE" });
  }
  const stored = blankOf(header, bitpix);
  const blank = stored === undefined || scaling.kind === "linear" ? undefined : physical(stored, bitpix, scaling);
  const unit = header.text("BUNIT");
  const pixelBytes = Math.abs(bitpix) / 8;
  const pixels = axes.length === 0 ? 0 : axes.reduce((product, size) => product * size, 1);

  async function* pieces(): AsyncGenerator<Pixels, void, void> {
    const reader = source.claim();
    const values = createPixelReader(bitpix, scaling as Scaling, stored);
    const rowPixels = axes[0] ?? 0;
    if (rowPixels * pixelBytes > settings.limits.maxRowBytes) {
      const message = `rows of ${rowPixels} pixels (maxRowBytes ${settings.limits.maxRowBytes})`;
      throw new FitsError("FITS_LIMIT", message, { keyword: "NAXIS1" });
    }
    const piecePixels = Math.max(1, Math.floor(PIECE_BYTES / pixelBytes / Math.max(1, rowPixels))) * rowPixels;
    for (let first = 0; first < pixels; first += piecePixels) {
      source.checkCurrent();
      const count = Math.min(piecePixels, pixels - first);
      const bytes = await reader.read(count * pixelBytes);
      if (bytes.length < count * pixelBytes) {
        const message = `the input ends in pixel ${first + Math.floor(bytes.length / pixelBytes)} of ${pixels}`;
        throw new FitsError("FITS_TRUNCATED", message, { byteOffset: reader.position });
      }
      values.start(count, 1);
      values.read(blockOf(bytes), { at: 0, stride: 0, rows: 1, items: count, row: 0 });
      yield pixelsOf(values);
    }
  }

  return {
    bitpix,
    axes,
    ...factorsOf(scaling, bitpix),
    ...(blank === undefined ? {} : { blank }),
    ...(unit === undefined ? {} : { unit }),
    rows: pieces,
    async pixels() {
      const { maxImageBytes } = settings.limits;
      if (pixels * pixelBytes > maxImageBytes) {
        const message = `${pixels * pixelBytes} bytes of pixels (maxImageBytes ${maxImageBytes}): read the rows instead`;
        throw new FitsError("FITS_LIMIT", message, { keyword: "NAXIS" });
      }
      const parts: Pixels[] = [];
      for await (const part of pieces()) parts.push(part);
      return joined(parts, createPixelReader(bitpix, scaling, stored));
    },
  };
}

function whatElse({ header, shape }: ImageSource): string {
  if (shape.kind === "groups") return "random groups, which are not decoded here";
  if (header.get("ZIMAGE") === true)
    return "a tile-compressed image, which is not decoded here: uncompress it (funpack)";
  return `a ${shape.kind === "other" ? (header.text("XTENSION") ?? "unknown") : shape.kind} extension`;
}

/** BLANK, if it is an integer that the stored pixels can have (section 4.4.2.5). */
function blankOf(header: FitsHeader, bitpix: Bitpix): bigint | undefined {
  const written = header.get("BLANK");
  const range = STORED_INTEGERS[CODE[bitpix]];
  if (range === undefined || (typeof written !== "bigint" && !Number.isInteger(written))) return undefined;
  const value = BigInt(written as number | bigint);
  return value >= range.least && value < range.least + (1n << BigInt(range.bits)) ? value : undefined;
}

function physical(stored: bigint, bitpix: Bitpix, scaling: Scaling): number | bigint {
  const value = scaling.kind === "offset" ? stored + offsetOf(CODE[bitpix]) : stored;
  return bitpix === 64 ? value : Number(value);
}

function factorsOf(scaling: Scaling, bitpix: Bitpix): { readonly scale: number; readonly zero: number } {
  if (scaling.kind === "linear") return { scale: scaling.scale, zero: scaling.zero };
  return { scale: 1, zero: scaling.kind === "offset" ? Number(offsetOf(CODE[bitpix])) : 0 };
}

function createPixelReader(bitpix: Bitpix, scaling: Scaling, blank: bigint | undefined): ItemReader {
  if (scaling.kind === "linear") {
    const { scale, zero } = scaling;
    return new ScaledReader(CODE[bitpix], { scale, zero, nullValue: blank, complex: false });
  }
  const flipped = scaling.kind === "offset";
  switch (bitpix) {
    case 8:
      return new ByteIntReader(flipped, Number.NaN);
    case 16:
      return new ShortReader(flipped, Number.NaN);
    case 32:
      return new IntReader(flipped, Number.NaN);
    case 64:
      return new LongReader(flipped, undefined);
    case -32:
      return new FloatReader();
    case -64:
      return new DoubleReader();
  }
}

/** What was read; blank pixels of a scaled image are NaN. */
function pixelsOf(reader: ItemReader): Pixels {
  const column = reader.finish();
  if (column.kind !== "int" && column.kind !== "float") throw new TypeError("pixels are numbers");
  const { values, nulls, validity } = column;
  if (nulls > 0 && validity !== undefined) {
    for (let index = 0; index < values.length; index++) {
      if (((validity[index >> 3] as number) & (1 << (index & 7))) === 0) values[index] = Number.NaN;
    }
  }
  return values;
}

/** The parts in one array, of the type that `reader` gives where there are none. */
function joined(parts: readonly Pixels[], reader: ItemReader): Pixels {
  const [first, ...rest] = parts;
  if (first === undefined) {
    reader.start(0, 0);
    return pixelsOf(reader);
  }
  if (rest.length === 0) return first;
  const arrayType = first.constructor as new (length: number) => Pixels;
  const all = new arrayType(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part as never, at);
    at += part.length;
  }
  return all;
}
