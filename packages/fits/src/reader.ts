import type { ColumnBatch } from "@armillary/columns";
import { openAsciiTable } from "./ascii-table.ts";
import { openBinaryTable } from "./binary-table.ts";
import { ByteReader } from "./byte-reader.ts";
import { DiagnosticLog, type FitsDiagnostic } from "./diagnostics.ts";
import { atHdu, FitsError } from "./errors.ts";
import { type HduShape, parseHduShape } from "./hdu-shape.ts";
import { BLOCK_BYTES, type FitsHeader, readHeader } from "./header.ts";
import { type FitsImage, openImage } from "./image.ts";
import { type FitsOptions, type Settings, settingsOf, type TableOptions } from "./options.ts";
import type { FitsTable } from "./table.ts";

/** One header and data unit. Its data can be read, once, until the next HDU is asked for. */
export interface FitsHdu extends HduShape {
  /** From 0, the primary HDU. */
  readonly index: number;
  /** EXTNAME. */
  readonly name?: string;
  readonly header: FitsHeader;
  /** Bytes from the start of the input to the data. */
  readonly dataOffset: number;
  /**
   * The table of a `bintable` or `table` HDU.
   * @throws FitsError FITS_TABLE (also for another kind of HDU), FITS_HEADER, FITS_LIMIT, FITS_NO_COLUMN
   */
  table(options?: TableOptions): FitsTable;
  /**
   * The image of an `image` HDU.
   * @throws FitsError FITS_IMAGE (for another kind of HDU, tile-compressed images among them, and for a scaling that is none)
   */
  image(): FitsImage;
  /** The data as stored, without the filling of the last block. Chunks are good until the next one. FITS_TRUNCATED. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** Reads one FITS file, forward only. */
export interface FitsReader extends AsyncDisposable {
  /** The header of the primary HDU. */
  readonly header: FitsHeader;
  /** The HDUs in file order, the primary first; data that nobody reads is skipped. A new loop goes on where one ended. */
  hdus(): AsyncIterable<FitsHdu>;
  /** Departures from the standard that were read past so far. */
  readonly diagnostics: readonly FitsDiagnostic[];
  readonly bytesRead: number;
  /** Cancels the source. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens a FITS file (uncompressed): resolves when the primary header is read.
 * @throws FitsError FITS_NOT_FITS, FITS_TRUNCATED, FITS_HEADER, FITS_LIMIT
 * @see FITS 4.0, section 3
 */
export async function openFits(source: AsyncIterable<Uint8Array>, options: FitsOptions = {}): Promise<FitsReader> {
  const settings = settingsOf(options);
  const reader = new ByteReader(source, settings.signal);
  try {
    const diagnostics = new DiagnosticLog();
    return new FileReader(reader, settings, diagnostics, await readPrimary(reader, settings, diagnostics));
  } catch (error) {
    await reader.close();
    throw atHdu(error, 0);
  }
}

async function readPrimary(reader: ByteReader, settings: Settings, diagnostics: DiagnosticLog): Promise<FitsHeader> {
  const block = await reader.read(BLOCK_BYTES);
  const start = new TextDecoder().decode(block.subarray(0, 30));
  if (!start.startsWith("SIMPLE  =")) {
    const found = block.length === 0 ? "is empty" : `begins with ${JSON.stringify(start)}`;
    throw new FitsError("FITS_NOT_FITS", `this is no FITS file: it ${found}, not with "SIMPLE  ="`, { byteOffset: 0 });
  }
  const header = await readHeader(reader, block, settings.limits.maxHeaderBytes, diagnostics);
  if (header.get("SIMPLE") !== true)
    diagnostics.add("W-FITS-SIMPLE", "the file says that it does not conform (SIMPLE)");
  return header;
}

class FileReader implements FitsReader {
  readonly header: FitsHeader;
  readonly #reader: ByteReader;
  readonly #settings: Settings;
  readonly #log: DiagnosticLog;
  #current: HduReader | undefined;
  #ended = false;

  constructor(reader: ByteReader, settings: Settings, log: DiagnosticLog, header: FitsHeader) {
    this.header = header;
    this.#reader = reader;
    this.#settings = settings;
    this.#log = log;
  }

  get diagnostics(): readonly FitsDiagnostic[] {
    return this.#log.list();
  }

  get bytesRead(): number {
    return this.#reader.position;
  }

  async *hdus(): AsyncGenerator<FitsHdu> {
    for (;;) {
      const hdu = await this.#nextHdu();
      if (hdu === undefined) return;
      yield hdu;
    }
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#current?.expire();
    await this.#reader.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #nextHdu(): Promise<FitsHdu | undefined> {
    const index = this.#current === undefined ? 0 : this.#current.index + 1;
    try {
      const header = index === 0 ? this.header : await this.#nextHeader();
      if (header === undefined) {
        await this.close();
        return undefined;
      }
      const shape = parseHduShape(header, index === 0);
      this.#current = new HduReader(index, header, shape, this.#reader, this.#settings, this.#log);
      return this.#current;
    } catch (error) {
      throw atHdu(error, index);
    }
  }

  /** The header behind the data of the current HDU; undefined at the end of the file. */
  async #nextHeader(): Promise<FitsHeader | undefined> {
    const current = this.#current;
    if (this.#ended || current === undefined) return undefined;
    current.expire();
    await skipData(current, this.#reader, this.#log);
    const block = await this.#reader.read(BLOCK_BYTES);
    if (block.length === 0) return undefined;
    if (new TextDecoder().decode(block.subarray(0, 8)) !== "XTENSION") {
      if (block.some((byte) => byte !== 0 && byte !== 0x20)) {
        this.#log.add("W-FITS-TRAILING", `what follows HDU ${current.index} is no extension`);
      }
      return undefined;
    }
    return readHeader(this.#reader, block, this.#settings.limits.maxHeaderBytes, this.#log);
  }
}

async function skipData(hdu: FitsHdu, reader: ByteReader, diagnostics: DiagnosticLog): Promise<void> {
  const dataEnd = hdu.dataOffset + hdu.dataBytes;
  const end = hdu.dataOffset + Math.ceil(hdu.dataBytes / BLOCK_BYTES) * BLOCK_BYTES;
  await reader.skip(end - reader.position);
  if (reader.position < dataEnd) throw atHdu(truncatedData(reader), hdu.index);
  if (reader.position < end) diagnostics.add("W-FITS-PADDING", `the last block of HDU ${hdu.index} is not filled up`);
}

function truncatedData(reader: ByteReader): FitsError {
  return new FitsError("FITS_TRUNCATED", "the input ends inside the data", { byteOffset: reader.position });
}

class HduReader implements FitsHdu {
  readonly index: number;
  readonly name?: string;
  readonly header: FitsHeader;
  readonly kind: HduShape["kind"];
  readonly bitpix: HduShape["bitpix"];
  readonly axes: readonly number[];
  readonly dataBytes: number;
  readonly dataOffset: number;
  readonly #reader: ByteReader;
  readonly #settings: Settings;
  readonly #log: DiagnosticLog;
  #isCurrent = true;
  #isClaimed = false;

  constructor(
    index: number,
    header: FitsHeader,
    shape: HduShape,
    reader: ByteReader,
    settings: Settings,
    log: DiagnosticLog,
  ) {
    this.index = index;
    const name = header.text("EXTNAME");
    if (name !== undefined) this.name = name;
    this.header = header;
    this.kind = shape.kind;
    this.bitpix = shape.bitpix;
    this.axes = shape.axes;
    this.dataBytes = shape.dataBytes;
    this.dataOffset = reader.position;
    this.#reader = reader;
    this.#settings = settings;
    this.#log = log;
  }

  table(options: TableOptions = {}): FitsTable {
    const source = {
      header: this.header,
      shape: this,
      settings: this.#settings,
      diagnostics: this.#log,
      claim: () => this.#claim(),
    };
    try {
      if (this.kind === "bintable") return this.#guarded(openBinaryTable(source, options));
      if (this.kind === "table") return this.#guarded(openAsciiTable(source, options));
      throw new FitsError("FITS_TABLE", `a table was asked for, this is ${this.header.text("XTENSION") ?? "an image"}`);
    } catch (error) {
      throw atHdu(error, this.index);
    }
  }

  image(): FitsImage {
    try {
      const { header } = this;
      return openImage({
        header,
        shape: this,
        settings: this.#settings,
        claim: () => this.#claim(),
        checkCurrent: () => this.#checkCurrent(),
      });
    } catch (error) {
      throw atHdu(error, this.index);
    }
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    const reader = this.#claim();
    const end = this.dataOffset + this.dataBytes;
    while (reader.position < end) {
      this.#checkCurrent();
      const chunk = await reader.readSome(end - reader.position);
      if (chunk.length === 0) throw atHdu(truncatedData(reader), this.index);
      yield chunk;
    }
  }

  /** The reader goes on: no one reads these data any more. */
  expire(): void {
    this.#isCurrent = false;
  }

  #claim(): ByteReader {
    this.#checkCurrent();
    if (this.#isClaimed) throw new TypeError(`the data of HDU ${this.index} are read once`);
    this.#isClaimed = true;
    return this.#reader;
  }

  #checkCurrent(): void {
    if (!this.#isCurrent) throw new TypeError(`the data of HDU ${this.index} were passed, or the file was closed`);
  }

  /** The table, its errors saying which HDU they are about. */
  #guarded(table: FitsTable): FitsTable {
    const batches = async function* (this: HduReader): AsyncGenerator<ColumnBatch> {
      try {
        for await (const batch of table.batches()) {
          yield batch;
          this.#checkCurrent();
        }
      } catch (error) {
        throw atHdu(error, this.index);
      }
    };
    return { ...table, batches: () => batches.call(this) };
  }
}
