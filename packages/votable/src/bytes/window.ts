import { VotableError } from "../errors.ts";
import type { ChunkReader } from "./source.ts";

const LINE_FEED = 0x0a;

/** A place in a document: lines and columns from 1, columns in characters. */
export interface Location {
  readonly line: number;
  readonly column: number;
  readonly byteOffset: number;
}

/** A place that lines are counted to: enough to say where it is, and to count on from without the bytes before it. */
export interface LineMark {
  readonly offset: number;
  readonly line: number;
  /** Offset where the line starts. */
  readonly lineStart: number;
  /** Bytes between the start of the line and `offset` that only continue a character. */
  readonly continuations: number;
}

/** The place of a mark. */
export function placeOf({ offset, line, lineStart, continuations }: LineMark): Location {
  return { line, column: offset - lineStart - continuations + 1, byteOffset: offset };
}

/** The mark at `offset`, counted on from `mark` in `bytes`, whose first has the offset `base`. */
function countFrom(mark: LineMark, bytes: Uint8Array, base: number, offset: number): LineMark {
  let { line, lineStart, continuations } = mark;
  const to = Math.min(offset - base, bytes.length);
  for (let index = mark.offset - base; index < to; index++) {
    const byte = bytes[index] as number;
    if (byte === LINE_FEED) {
      line++;
      lineStart = base + index + 1;
      continuations = 0;
    } else if ((byte & 0xc0) === 0x80) continuations++;
  }
  return { offset, line, lineStart, continuations };
}

/** The place of `offset`, which is not before `mark`; `bytes`, whose first has the offset `base`, hold what is between. */
export function locateFrom(mark: LineMark, bytes: Uint8Array, base: number, offset: number): Location {
  return placeOf(countFrom(mark, bytes, base, offset));
}

/**
 * The part of a document that is in memory: `bytes[start .. end)` is unread.
 *
 * Whoever reads moves `start`; `fill` adds a chunk behind `end`, and may move everything to other indexes: offsets
 * from the start of the document (`base + index`) stay true, indexes do not.
 */
export class ByteWindow {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** Offset in the document of `bytes[0]`. */
  base = 0;
  readonly #chunks: ChunkReader;
  readonly #maxDocumentBytes: number;
  readonly #hasLines: boolean;
  /** Memory of our own, kept while `bytes` is a chunk: to take it anew each time would leave holes in the heap. */
  #memory: Uint8Array = new Uint8Array(0);
  /** Whether `bytes` is ours to write behind `end`; else it is a chunk as it came. */
  #own = false;
  #ended = false;
  /** Whether the last chunk went beyond the limit. */
  #isCut = false;
  #mark: LineMark = { offset: 0, line: 1, lineStart: 0, continuations: 0 };

  /** `hasLines`: whether the bytes are text, whose lines count; binary data has none. */
  constructor(chunks: ChunkReader, options: { readonly maxDocumentBytes?: number; readonly hasLines?: boolean } = {}) {
    this.#chunks = chunks;
    this.#maxDocumentBytes = options.maxDocumentBytes ?? Number.POSITIVE_INFINITY;
    this.#hasLines = options.hasLines ?? true;
  }

  /** Offset in the document of the next unread byte. */
  get offset(): number {
    return this.base + this.start;
  }

  /** Whether the source has said that nothing follows `end`. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Adds the next chunk; false at the end of the document. */
  async fill(): Promise<boolean> {
    if (this.#ended) return false;
    // The giver may reuse a chunk's memory once the next is asked for.
    if (!this.#own) {
      if (this.start < this.end) this.#makeOwn(this.end - this.start);
      else this.countLinesTo(this.offset);
    }
    // What the limit leaves is read, however the document is cut into chunks.
    const room = this.#maxDocumentBytes - (this.base + this.end);
    const given = this.#isCut ? undefined : await this.#chunks.next();
    if (given === undefined && !this.#isCut) {
      this.#ended = true;
      return false;
    }
    if (given === undefined || room <= 0) {
      throw new VotableError(
        "VOT_LIMIT",
        `The document is longer than the limit of ${this.#maxDocumentBytes} bytes (maxDocumentBytes).`,
        { byteOffset: this.base + this.end },
      );
    }
    this.#isCut = given.length > room;
    const chunk = given.subarray(0, room);
    if (this.start === this.end) {
      this.countLinesTo(this.offset);
      this.base += this.start;
      this.bytes = chunk;
      this.#own = false;
      this.start = 0;
      this.end = chunk.length;
      return true;
    }
    if (this.bytes.length < this.end + chunk.length) this.#makeOwn(this.end - this.start + chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
    return true;
  }

  /**
   * Tells of lines that somebody else counted: `newlines` line feeds between the last count and `offset`, the last of
   * them at `lastNewline`, and `continuations` bytes after it (or after the last count) that only continue a character.
   */
  noteLines(offset: number, newlines: number, lastNewline: number, continuations: number): void {
    const { line, lineStart, continuations: before } = this.#mark;
    this.#mark =
      newlines > 0
        ? { offset, line: line + newlines, lineStart: lastNewline + 1, continuations }
        : { offset, line, lineStart, continuations: before + continuations };
  }

  /** Where lines are counted to: a place to count on from, for who keeps the bytes that follow it. */
  get lineMark(): LineMark {
    return this.#mark;
  }

  /** Line and column of an offset that is not before what was counted. */
  locate(offset: number): Location {
    return locateFrom(this.#mark, this.bytes.subarray(0, this.end), this.base, offset);
  }

  close(): Promise<void> {
    this.#ended = true;
    return this.#chunks.close();
  }

  /** Counts lines up to `offset`, which must be in the window: later places are counted on from there. */
  countLinesTo(offset: number): void {
    if (!this.#hasLines) return;
    if (offset > this.#mark.offset) this.#mark = countFrom(this.#mark, this.bytes, this.base, offset);
  }

  /** Moves the unread bytes to the front of memory of our own with room for `wanted`. */
  #makeOwn(wanted: number): void {
    this.countLinesTo(this.offset);
    const unread = this.bytes.subarray(this.start, this.end);
    // Memory that is mostly unread is outgrown: to move all of it for each chunk would take time by the square.
    if (this.#memory.length < Math.max(wanted, unread.length * 2)) {
      const wider = new Uint8Array(Math.max(4096, wanted * 2));
      wider.set(unread);
      this.#memory = wider;
    } else if (this.#own) this.#memory.copyWithin(0, this.start, this.end);
    else this.#memory.set(unread);
    this.bytes = this.#memory;
    this.#own = true;
    this.base += this.start;
    this.end = unread.length;
    this.start = 0;
  }
}
