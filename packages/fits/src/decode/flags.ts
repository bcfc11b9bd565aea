import { bitBytes, type Column, setBit } from "@armillary/columns";
import type { DiagnosticLog } from "../diagnostics.ts";
import { type Block, type Fault, type ItemReader, ItemValidity, type Span } from "./item-reader.ts";

const TRUE = "T".charCodeAt(0);
const FALSE = "F".charCodeAt(0);

/** Three for true, two for false, two for null. astropy 5.2 writes a byte of 1 into arrays of variable length. */
const ODD_LOGICALS = "t1\u0001f0 ?";

/** Reads logicals: T, F, and zero for null; what a VOTable's BINARY stream may have for these is taken too. */
export class LogicalReader implements ItemReader {
  readonly #fault: Fault;
  readonly #diagnostics: DiagnosticLog;
  #bits = new Uint8Array(0);
  #next = 0;
  #validity = new ItemValidity();

  constructor(fault: Fault, diagnostics: DiagnosticLog) {
    this.#fault = fault;
    this.#diagnostics = diagnostics;
  }

  start(items: number): void {
    this.#bits = new Uint8Array(bitBytes(items));
    this.#next = 0;
    this.#validity.start(items);
  }

  read({ bytes }: Block, { at, stride, rows, items, row: firstRow }: Span): void {
    const bits = this.#bits;
    let next = this.#next;
    for (let row = 0; row < rows; row++) {
      let from = at + row * stride;
      for (const end = from + items; from < end; from++) {
        const stored = bytes[from] as number;
        if (stored === TRUE) setBit(bits, next);
        else if (stored !== FALSE) {
          const value = stored === 0 ? null : this.#oddValue(stored, firstRow + row);
          if (value === null) this.#validity.clear(next);
          else if (value) setBit(bits, next);
        }
        next++;
      }
    }
    this.#next = next;
  }

  finish(): Column {
    const length = this.#next;
    return { kind: "bool", length, bits: this.#bits.subarray(0, bitBytes(length)), ...this.#validity.finish(length) };
  }

  #oddValue(stored: number, row: number): boolean | null {
    const index = ODD_LOGICALS.indexOf(String.fromCharCode(stored));
    if (index < 0) {
      this.#fault(row, `byte ${stored} is no logical: T, F or zero is wanted`);
      return null;
    }
    this.#diagnostics.add("W-FITS-LOGICAL", `byte ${stored} stands for a logical in row ${row}`);
    return index > 4 ? null : index < 3;
  }
}

/** Reads bits, the most significant of each byte first; every cell starts with a byte of its own. */
export class BitReader implements ItemReader {
  #bits = new Uint8Array(0);
  #next = 0;

  start(items: number): void {
    this.#bits = new Uint8Array(bitBytes(items));
    this.#next = 0;
  }

  read({ bytes }: Block, { at, stride, rows, items }: Span): void {
    const bits = this.#bits;
    let next = this.#next;
    for (let row = 0; row < rows; row++) {
      const from = at + row * stride;
      for (let item = 0; item < items; item++) {
        if (((bytes[from + (item >> 3)] as number) & (0x80 >> (item & 7))) !== 0) setBit(bits, next);
        next++;
      }
    }
    this.#next = next;
  }

  finish(): Column {
    return { kind: "bool", length: this.#next, nulls: 0, bits: this.#bits.subarray(0, bitBytes(this.#next)) };
  }
}
