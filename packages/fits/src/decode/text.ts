import type { Column } from "@armillary/columns";
import type { DiagnosticLog } from "../diagnostics.ts";
import { type Block, type ItemReader, ItemValidity, type Span } from "./item-reader.ts";

const BLANK = 0x20;

/**
 * Reads characters as strings: up to the first NUL, without the blanks at the end.
 *
 * Bytes are UTF-8, of which the standard's ASCII is a part; what is neither becomes U+FFFD and is reported.
 */
export class TextReader implements ItemReader {
  readonly #width: number | undefined;
  readonly #emptyIsNull: boolean;
  readonly #diagnostics: DiagnosticLog;
  #offsets = new Int32Array(1);
  #bytes = new Uint8Array(0);
  #used = 0;
  /** Bytes that are there beyond what the characters still to come can take as they are. */
  #spare = 0;
  #next = 0;
  #validity = new ItemValidity();

  /**
   * @param width - characters of one string of a cell that has several; undefined for a cell that is one string
   * @param emptyIsNull - whether a string without characters is null: writers leave a null cell blank
   */
  constructor(width: number | undefined, emptyIsNull: boolean, diagnostics: DiagnosticLog) {
    this.#width = width;
    this.#emptyIsNull = emptyIsNull;
    this.#diagnostics = diagnostics;
  }

  start(characters: number, cells: number): void {
    const strings = this.#width === undefined ? cells : characters / this.#width;
    this.#offsets = new Int32Array(strings + 1);
    this.#bytes = new Uint8Array(characters);
    this.#used = 0;
    this.#spare = 0;
    this.#next = 0;
    this.#validity.start(strings);
  }

  read({ bytes }: Block, { at, stride, rows, items, row: firstRow }: Span): void {
    const width = this.#width ?? items;
    const strings = this.#width === undefined ? 1 : items / this.#width;
    for (let row = 0; row < rows; row++) {
      for (let string = 0; string < strings; string++) {
        this.#readString(bytes, at + row * stride + string * width, width, firstRow + row);
      }
    }
  }

  finish(): Column {
    return {
      kind: "utf8",
      length: this.#next,
      offsets: this.#offsets.subarray(0, this.#next + 1),
      bytes: this.#bytes.slice(0, this.#used),
      ...this.#validity.finish(this.#next),
    };
  }

  #readString(bytes: Uint8Array, at: number, width: number, row: number): void {
    const start = this.#used;
    const text = this.#bytes;
    let next = start;
    let end = start;
    let seen = 0;
    for (let from = at; from < at + width; from++) {
      const byte = bytes[from] as number;
      if (byte === 0) break;
      text[next++] = byte;
      seen |= byte;
      if (byte !== BLANK) end = next;
    }
    this.#used = seen < 0x80 ? end : this.#replaceInvalid(bytes.subarray(at, at + end - start), row);
    if (end === start && this.#emptyIsNull) this.#validity.clear(this.#next);
    this.#offsets[++this.#next] = this.#used;
  }

  /** Writes `written` as valid UTF-8; gives the new end of what is used. */
  #replaceInvalid(written: Uint8Array, row: number): number {
    const text = utf8.decode(written);
    const encoded = new TextEncoder().encode(text);
    // A U+FFFD may be one that was written.
    if (text.includes("\uFFFD") && !sameBytes(encoded, written)) {
      this.#diagnostics.add("W-FITS-TEXT", `bytes of "${text.slice(0, 40)}" in row ${row} are neither ASCII nor UTF-8`);
    }
    // U+FFFD takes three bytes for the one that it replaces.
    this.#spare -= Math.max(0, encoded.length - written.length);
    if (this.#spare < 0) {
      const more = Math.max(-this.#spare, this.#bytes.length >> 1);
      const wider = new Uint8Array(this.#bytes.length + more);
      wider.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = wider;
      this.#spare += more;
    }
    this.#bytes.set(encoded, this.#used);
    return this.#used + encoded.length;
  }
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
