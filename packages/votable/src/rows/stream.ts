import type { ByteSource } from "../api.ts";
import { withHead, withSignal } from "../bytes/document.ts";
import { gunzipChunks, isGzip } from "../bytes/gunzip.ts";
import { type ChunkReader, openChunks } from "../bytes/source.ts";
import type { Location } from "../bytes/window.ts";
import type { Reports } from "../document/reports.ts";
import { VotableError } from "../errors.ts";
import type { StartEvent, XmlTokenizer } from "../xml/tokenizer.ts";
import { Base64Decoder } from "./base64.ts";

export interface DecodedBase64 {
  readonly decoded: Uint8Array;
  /** Index up to which bytes were taken. */
  readonly next: number;
  /** Whether a byte at `next` is neither base64 nor white space; else `next` may be short of the end all the same. */
  readonly stopped: boolean;
  /** Line feeds among the bytes taken, where they were counted. */
  readonly newlines?: number;
}

/** Decodes base64 in pieces: Base64Decoder, or the kernel's. */
export interface Base64 {
  decode(bytes: Uint8Array, start: number, end: number): DecodedBase64;
  finish(): { readonly decoded: Uint8Array; readonly complete: boolean };
}

export interface StreamOptions {
  readonly resolveHref: ((href: string) => Promise<ByteSource>) | undefined;
  readonly maxCompressionRatio: number;
  readonly base64: () => Base64;
  readonly signal: AbortSignal | undefined;
  /** Takes the STREAM's own events, so that the model sees them. */
  readonly onStart: (event: StartEvent) => void;
  /** Takes what has to be closed with the document: the source behind an href. */
  readonly onSource: (source: ChunkReader) => void;
}

export interface OpenedStream {
  /** The bytes, decoded. */
  readonly chunks: ChunkReader;
  /** Where the STREAM stands: binary data has no lines of its own. */
  readonly place: Location;
  /** Whether the bytes are behind an href. Nothing is asked of there before the first `next`. */
  readonly far: boolean;
}

/**
 * Opens the STREAM that comes next (VOTable 1.5, sections 5.6 and 5.7). Its end tag has been read when the bytes have ended; of
 * a STREAM with `href` the tags are read first.
 */
export async function openStream(
  tokenizer: XmlTokenizer,
  reports: Reports,
  options: StreamOptions,
): Promise<OpenedStream> {
  const start = await findStream(tokenizer, reports);
  options.onStart(start);
  const place = reports.mark();
  const encoding = start.attributes.get("encoding");
  const href = start.attributes.get("href");
  if (href !== undefined && href !== "") {
    await skipToEnd(tokenizer);
    return { chunks: new FarStream(href, encoding, place, options), place, far: true };
  }
  switch (encoding) {
    case "base64":
    case "gzip":
      break;
    case undefined:
    case "none":
    case "":
      reports.warn("W-STREAM-ENCODING", "", 'A STREAM inside the document without encoding="base64"; read as base64');
      break;
    default:
      throw reports.error("VOT_BINARY", `The STREAM has the unknown encoding "${encoding}".`);
  }
  const inline = new InlineStream(tokenizer, reports, options.base64());
  const chunks = encoding === "gzip" ? gunzipStream(inline, options.maxCompressionRatio) : inline;
  return { chunks, place, far: false };
}

/** Reads up to and with the end tag of the element that is open. */
export async function skipToEnd(tokenizer: XmlTokenizer): Promise<void> {
  for (let depth = 1; depth > 0; ) {
    const event = await tokenizer.read();
    if (event.type === "start") depth++;
    else if (event.type === "end") depth--;
  }
}

async function findStream(tokenizer: XmlTokenizer, reports: Reports): Promise<StartEvent> {
  for (;;) {
    const event = await tokenizer.read();
    reports.offset = event.offset;
    if (event.type === "start") {
      if (event.name.replace(/^.*:/, "") === "STREAM") return event;
      throw reports.error("VOT_STRUCTURE", `<${event.name}> where <STREAM> is due.`);
    }
    if (event.type === "end")
      throw reports.error("VOT_STRUCTURE", `</${event.name}> comes without a STREAM before it.`);
    if (event.type === "text" && event.text.trim() !== "") {
      throw reports.error("VOT_STRUCTURE", `Text "${event.text.trim().slice(0, 30)}" where <STREAM> is due.`);
    }
  }
}

/** The bytes behind an href, got by the caller's resolver when the first of them is asked for. */
class FarStream implements ChunkReader {
  readonly #href: string;
  readonly #encoding: string | undefined;
  readonly #place: Location;
  readonly #options: StreamOptions;
  #chunks: ChunkReader | undefined;
  #closed = false;

  constructor(href: string, encoding: string | undefined, place: Location, options: StreamOptions) {
    this.#href = href;
    this.#encoding = encoding;
    this.#place = place;
    this.#options = options;
  }

  async next(): Promise<Uint8Array | undefined> {
    if (this.#closed) return undefined;
    this.#chunks ??= await this.#open();
    return this.#chunks.next();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#chunks?.close();
  }

  async #open(): Promise<ChunkReader> {
    const { resolveHref, signal, onSource, maxCompressionRatio } = this.#options;
    const shown = `"${this.#href.slice(0, 200)}"`;
    if (resolveHref === undefined) {
      throw new VotableError(
        "VOT_EXTERNAL",
        `The rows are in another place, ${shown}, and nothing is fetched unasked. ` +
          "Give the option resolveHref, or convert the document with the tool that wrote it.",
        this.#place,
      );
    }
    let source: ByteSource;
    try {
      source = await resolveHref(this.#href);
    } catch (cause) {
      signal?.throwIfAborted();
      throw new VotableError("VOT_EXTERNAL", `The rows at ${shown} cannot be had.`, this.#place, { cause });
    }
    const chunks = withSignal(openChunks(source), signal);
    onSource(chunks);
    if (this.#encoding === "base64") return new FarBase64(chunks);
    const whole = await withHead(chunks, 2);
    return this.#encoding === "gzip" || isGzip(whole.head) ? gunzipStream(whole, maxCompressionRatio) : whole;
  }
}

/** Damage inside a STREAM is damage of the binary data, not of the document. */
function gunzipStream(chunks: ChunkReader, maxCompressionRatio: number): ChunkReader {
  const inflated = gunzipChunks(chunks, { maxCompressionRatio });
  return {
    async next() {
      try {
        return await inflated.next();
      } catch (failure) {
        if (!(failure instanceof VotableError) || failure.code !== "VOT_COMPRESSION") throw failure;
        throw new VotableError(
          "VOT_BINARY",
          "The gzip data in the STREAM is damaged or cut off.",
          {},
          { cause: failure },
        );
      }
    },
    close: () => inflated.close(),
  };
}

const LESS = 0x3c;
const AMPERSAND = 0x26;
const LINE_FEED = 0x0a;

/** The base64 between `<STREAM>` and `</STREAM>`: straight from the window, XML only where markup comes. */
class InlineStream implements ChunkReader {
  readonly #tokenizer: XmlTokenizer;
  readonly #reports: Reports;
  readonly #base64: Base64;
  #ended = false;

  constructor(tokenizer: XmlTokenizer, reports: Reports, base64: Base64) {
    this.#tokenizer = tokenizer;
    this.#reports = reports;
    this.#base64 = base64;
  }

  async next(): Promise<Uint8Array | undefined> {
    const { window } = this.#tokenizer;
    while (!this.#ended) {
      if (window.start === window.end && !(await window.fill())) {
        this.#tokenizer.next();
      }
      const { decoded, next, stopped, newlines } = this.#base64.decode(window.bytes, window.start, window.end);
      const at = window.base + next;
      if (newlines !== undefined) {
        const last = newlines === 0 ? 0 : window.bytes.lastIndexOf(LINE_FEED, next - 1);
        window.countLinesTo(window.offset);
        window.noteLines(at, newlines, window.base + last, 0);
      }
      window.start = next;
      // What stands before a fault is good; the fault is met when more is asked for.
      if (decoded.length > 0) return decoded;
      if (!stopped) continue;
      const byte = window.bytes[next] as number;
      if (byte !== LESS && byte !== AMPERSAND) throw this.#bad(byte, at);
      const marked = await this.#markup();
      if (marked.length > 0) return marked;
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.#ended = true;
  }

  /** A comment, CDATA, a reference, or the end. */
  async #markup(): Promise<Uint8Array> {
    const event = await this.#tokenizer.read();
    this.#reports.offset = event.offset;
    if (event.type === "text") {
      const bytes = new TextEncoder().encode(event.text);
      return this.#decodeAll(bytes, event.offset);
    }
    if (event.type === "start") throw this.#reports.error("VOT_STRUCTURE", `<${event.name}> inside <STREAM>.`);
    if (event.type !== "end") return new Uint8Array(0);
    this.#ended = true;
    const { decoded, complete } = this.#base64.finish();
    if (!complete) {
      this.#reports.warn("W-BASE64-PADDING", "", "The base64 of the STREAM ends without its padding");
    }
    return decoded;
  }

  #decodeAll(bytes: Uint8Array, offset: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = 0;
    while (at < bytes.length) {
      const { decoded, next, stopped } = this.#base64.decode(bytes, at, bytes.length);
      if (stopped) throw this.#bad(bytes[next] ?? 0, offset);
      parts.push(decoded);
      at = next;
    }
    return joined(parts);
  }

  #bad(byte: number, offset: number): VotableError {
    this.#reports.offset = offset;
    const shown = byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16)}`;
    return this.#reports.error("VOT_BINARY", `${shown} in the STREAM is not base64.`);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** base64 behind an href: nothing but the alphabet and white space. */
class FarBase64 implements ChunkReader {
  readonly #chunks: ChunkReader;
  readonly #base64 = new Base64Decoder();
  #ended = false;

  constructor(chunks: ChunkReader) {
    this.#chunks = chunks;
  }

  async next(): Promise<Uint8Array | undefined> {
    while (!this.#ended) {
      const chunk = await this.#chunks.next();
      if (chunk === undefined) {
        this.#ended = true;
        const { decoded } = this.#base64.finish();
        return decoded.length > 0 ? decoded : undefined;
      }
      const { decoded, stopped } = this.#base64.decode(chunk, 0, chunk.length);
      if (stopped) throw new VotableError("VOT_BINARY", "The STREAM behind href is not base64.");
      if (decoded.length > 0) return decoded;
    }
    return undefined;
  }

  close(): Promise<void> {
    return this.#chunks.close();
  }
}
