import { type ByteSource, VotableError } from "@armillary/votable";
import { type ChunkReader, gunzipChunks, isGzip, openChunks } from "@armillary/votable/bytes";
import { countBytes, iterateChunks, readFirstBytes } from "./chunks.ts";
import { DETECTION_BYTES, type Detection, describeKind, detectFormat } from "./detect.ts";
import { FormatError } from "./errors.ts";
import { FORMATS, type FormatName, formatNamed, formatOfFileName } from "./format.ts";

/** Enough for every signature; more is waited for only when these do not tell. */
const SIGNATURE_BYTES = 512;
/** As the VOTable reader's default: beyond it a stream is a bomb. */
const GUNZIP_LIMITS = { maxCompressionRatio: 1000 };

export interface IdentifyOptions {
  /** The format, where it is known; otherwise told by content, then by name. */
  readonly format?: FormatName;
  /** File name or URL path. */
  readonly name?: string;
  /** Called as input is consumed: bytes of the source so far, before decompression. */
  readonly onProgress?: (progress: { readonly bytesRead: number }) => void;
}

/** A source of which the format is known. */
export interface IdentifiedSource {
  readonly format: FormatName;
  /** Whether gzip was found around it: `bytes` are inflated, except a VOTable's, whose reader does that itself. */
  readonly gzip: boolean;
  /** All bytes, once; `return` closes the source. */
  readonly bytes: AsyncIterableIterator<Uint8Array>;
  /** Bytes consumed so far, before decompression. */
  bytesRead(): number;
}

/**
 * Finds out what a source is, from its first bytes, without consuming it.
 *
 * What is no table at all but may be a service's message (an HTML page, JSON, other XML) is left to the VOTable reader,
 * which knows how services report errors.
 * @throws FormatError code FORMAT_UNKNOWN, FORMAT_NOT_READ
 */
export async function identify(source: ByteSource, options: IdentifyOptions = {}): Promise<IdentifiedSource> {
  let bytesRead = 0;
  const counted = countBytes(openChunks(source), (bytes) => {
    bytesRead += bytes;
    options.onProgress?.({ bytesRead });
  });
  try {
    const head = await readFirstBytes(counted, SIGNATURE_BYTES);
    const gzip = isGzip(head.first);
    const { format, chunks } = gzip
      ? await identifyInflated(head.chunks, options)
      : await identifyPlain(head.chunks, options);
    if (formatNamed(format)?.reads !== true) {
      const readable = FORMATS.filter(({ reads }) => reads).map(({ name }) => name);
      throw new FormatError("FORMAT_NOT_READ", `${format} is not read here. Formats that are: ${readable.join(", ")}.`);
    }
    return { format, gzip, bytes: iterateChunks(chunks), bytesRead: () => bytesRead };
  } catch (failure) {
    await counted.close();
    throw failure;
  }
}

interface Told {
  readonly format: FormatName;
  readonly chunks: ChunkReader;
}

async function identifyPlain(source: ChunkReader, options: IdentifyOptions): Promise<Told> {
  if (options.format !== undefined) return { format: options.format, chunks: source };
  let head = await readFirstBytes(source, SIGNATURE_BYTES);
  let detection = detectFormat(head.first, options.name);
  if (detection.by !== "content" && head.first.length >= SIGNATURE_BYTES) {
    head = await readFirstBytes(head.chunks, DETECTION_BYTES);
    detection = detectFormat(head.first, options.name);
  }
  return { format: formatOf(detection, options.name), chunks: head.chunks };
}

async function identifyInflated(compressed: ChunkReader, options: IdentifyOptions): Promise<Told> {
  const head = await readFirstBytes(compressed, DETECTION_BYTES);
  const format = options.format ?? formatOf(detectFormat(await inflateStart(head.first), options.name), options.name);
  if (format === "votable") return { format, chunks: head.chunks };
  return { format, chunks: inflate(head.chunks) };
}

/** What the beginning of a gzip stream inflates to; that it ends in the middle is no matter here. */
async function inflateStart(compressed: Uint8Array): Promise<Uint8Array> {
  const inflating = inflate(openChunks(compressed.slice()));
  try {
    return (await inflating.next()) ?? new Uint8Array(0);
  } catch (failure) {
    if (failure instanceof VotableError) return new Uint8Array(0);
    throw failure;
  } finally {
    await inflating.close();
  }
}

function formatOf({ kind }: Detection, name: string | undefined): FormatName {
  const format = formatNamed(kind);
  if (format !== undefined) return format.name;
  if (kind === "html" || kind === "json" || kind === "xml") return "votable";
  const named = name === undefined ? undefined : formatOfFileName(name);
  if (kind === "empty") return named ?? "votable";
  if (kind === "unknown") {
    throw new FormatError("FORMAT_UNKNOWN", "Neither the content nor the name tells the format. Name it.");
  }
  throw new FormatError("FORMAT_UNKNOWN", `This is ${describeKind(kind)}: not a table in any format that is read.`);
}

/** Inflates what `identify` found to be gzip. */
export function inflate(compressed: ChunkReader): ChunkReader {
  return gunzipChunks(compressed, GUNZIP_LIMITS);
}
