/** One table for each place of a byte within four, so that four bytes are taken at a time. */
const TABLES: readonly Int32Array[] = makeTables();

/** The CRC-32 of ZIP (APPNOTE 4.4.7), bytes after bytes. */
export class Crc32 {
  #state = -1;

  update(bytes: Uint8Array): void {
    const [t0, t1, t2, t3] = TABLES as readonly [Int32Array, Int32Array, Int32Array, Int32Array];
    let state = this.#state;
    let at = 0;
    for (const end = bytes.length - 3; at < end; at += 4) {
      state ^=
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24);
      state =
        (t3[state & 255] as number) ^
        (t2[(state >>> 8) & 255] as number) ^
        (t1[(state >>> 16) & 255] as number) ^
        (t0[state >>> 24] as number);
    }
    for (; at < bytes.length; at++) state = (state >>> 8) ^ (t0[(state ^ (bytes[at] as number)) & 255] as number);
    this.#state = state;
  }

  /** Unsigned. */
  get value(): number {
    return ~this.#state >>> 0;
  }
}

function makeTables(): readonly Int32Array[] {
  const tables = [0, 1, 2, 3].map(() => new Int32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let state = byte;
    for (let bit = 0; bit < 8; bit++) state = (state & 1) === 1 ? (state >>> 1) ^ 0xedb88320 : state >>> 1;
    (tables[0] as Int32Array)[byte] = state;
  }
  for (let table = 1; table < 4; table++) {
    const [first, before, here] = [tables[0], tables[table - 1], tables[table]] as [Int32Array, Int32Array, Int32Array];
    for (let byte = 0; byte < 256; byte++) {
      const state = before[byte] as number;
      here[byte] = (state >>> 8) ^ (first[state & 255] as number);
    }
  }
  return tables;
}
