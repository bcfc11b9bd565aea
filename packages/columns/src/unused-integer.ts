import type { IntColumn } from "./column.ts";
import type { IntLayout } from "./layout.ts";
import { isValid, setBit } from "./validity.ts";

/** Values of 32 and 64 bits that are watched from the preferred end of the type on; of fewer bits all are. */
const WATCHED = 4096;

/** Which half of a 64-bit integer comes first in memory here. */
const LOW_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;

/**
 * Finds an integer of a type that no valid value of a column has.
 *
 * Values are looked at by their distance from the preferred end: the minimum of signed types, the maximum of unsigned ones.
 */
export class UnusedInteger {
  readonly #layout: IntLayout;
  readonly #preferred: bigint | undefined;
  /** One bit for each of the first values from the preferred end on. */
  readonly #used: Uint8Array;
  #otherEndUsed = false;
  #preferredUsed = false;

  /** @param preferred - a value to be found before all others, if it is of the type and not in use */
  constructor(layout: IntLayout, preferred: bigint | undefined) {
    this.#layout = layout;
    const { least, most } = rangeOf(layout);
    this.#preferred = preferred !== undefined && preferred >= least && preferred <= most ? preferred : undefined;
    this.#used = new Uint8Array((layout.bits > 16 ? WATCHED : 2 ** layout.bits) / 8);
  }

  add(column: IntColumn): void {
    const { values } = column;
    if (this.#layout.bits === 64) this.#addLongs(column);
    else if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) this.#addInts(column, values);
  }

  /** The value, if there is one among those watched. */
  find(): bigint | undefined {
    if (this.#preferred !== undefined && !this.#preferredUsed) return this.#preferred;
    const { least, most } = rangeOf(this.#layout);
    const [near, far, step] = this.#layout.signed ? [least, most, 1n] : [most, least, -1n];
    const isUsed = (distance: number): boolean => ((this.#used[distance >> 3] ?? 0) & (1 << (distance & 7))) !== 0;
    if (!isUsed(0)) return near;
    if (!this.#otherEndUsed) return far;
    for (let distance = 1; distance < this.#used.length * 8; distance++) {
      if (!isUsed(distance)) return near + step * BigInt(distance);
    }
    return undefined;
  }

  #addInts(column: IntColumn, values: Exclude<IntColumn["values"], BigInt64Array | BigUint64Array>): void {
    const { least, most } = rangeOf(this.#layout);
    const [near, far, step] = this.#layout.signed
      ? [Number(least), Number(most), 1]
      : [Number(most), Number(least), -1];
    const preferred = this.#preferred === undefined ? Number.NaN : Number(this.#preferred);
    const used = this.#used;
    const watched = used.length * 8;
    const { length } = column;
    for (let row = 0; row < length; row++) {
      const value = values[row] as number;
      const distance = (value - near) * step;
      if (distance >= watched && value !== far && value !== preferred) continue;
      // Rare where values have many bits; what lies under a null is not a value.
      if (!isValid(column.validity, row)) continue;
      if (distance < watched) setBit(used, distance);
      if (value === far) this.#otherEndUsed = true;
      if (value === preferred) this.#preferredUsed = true;
    }
  }

  #addLongs(column: IntColumn): void {
    const { values, length } = column;
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    const { least, most } = rangeOf(this.#layout);
    const [near, far, step] = this.#layout.signed ? [least, most, 1n] : [most, least, -1n];
    const preferred = this.#preferred ?? near;
    const [nearHigh, farHigh, preferredHigh] = [highWord(near), highWord(far), highWord(preferred)];
    const preferredLow = Number(BigInt.asIntN(32, preferred));
    for (let row = 0, at = 1 - LOW_WORD; row < length; row++, at += 2) {
      const high = words[at] as number;
      // One word tells nearly all values from those watched; no bigint is made of any other.
      if (high !== nearHigh && high !== farHigh && high !== preferredHigh) continue;
      const low = words[at ^ 1] as number;
      const isPreferred = high === preferredHigh && low === preferredLow;
      if (!isPreferred && this.#isFarFrom(high, low, nearHigh, farHigh)) continue;
      if (!isValid(column.validity, row)) continue;
      const value = values[row] as bigint;
      const distance = (value - near) * step;
      if (distance < BigInt(WATCHED)) setBit(this.#used, Number(distance));
      if (value === far) this.#otherEndUsed = true;
      if (isPreferred) this.#preferredUsed = true;
    }
  }

  /** Whether a value is neither watched nor the other end, without making a bigint of it. */
  #isFarFrom(high: number, low: number, nearHigh: number, farHigh: number): boolean {
    const { signed } = this.#layout;
    const near = high === nearHigh && (signed ? low >>> 0 < WATCHED : ~low >>> 0 < WATCHED);
    const far = high === farHigh && (signed ? low === -1 : low === 0);
    return !near && !far;
  }
}

function rangeOf({ bits, signed }: IntLayout): { readonly least: bigint; readonly most: bigint } {
  const span = 1n << BigInt(bits);
  return signed ? { least: -(span >> 1n), most: (span >> 1n) - 1n } : { least: 0n, most: span - 1n };
}

function highWord(value: bigint): number {
  return Number(BigInt.asIntN(32, value >> 32n));
}
