const utf8 = new TextDecoder();

/**
 * One table of a FlatBuffer, read in place. Slots are those of the schema, from 0.
 *
 * Places outside the buffer throw RangeError, as DataView does: the bytes are not to be trusted.
 */
export class FlatbufferTable {
  readonly #view: DataView;
  readonly #place: number;

  private constructor(view: DataView, place: number) {
    this.#view = view;
    this.#place = place;
  }

  /** Bytes from the start of the buffer to the table. */
  get place(): number {
    return this.#place;
  }

  static root(bytes: Uint8Array): FlatbufferTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatbufferTable(view, view.getUint32(0, true));
  }

  byte(slot: number): number | undefined {
    const place = this.#slot(slot);
    return place === undefined ? undefined : this.#view.getUint8(place);
  }

  int32(slot: number): number | undefined {
    const place = this.#slot(slot);
    return place === undefined ? undefined : this.#view.getInt32(place, true);
  }

  int64(slot: number): number | undefined {
    const place = this.#slot(slot);
    return place === undefined ? undefined : Number(this.#view.getBigInt64(place, true));
  }

  table(slot: number): FlatbufferTable | undefined {
    const place = this.#pointed(slot);
    return place === undefined ? undefined : new FlatbufferTable(this.#view, place);
  }

  tables(slot: number): FlatbufferTable[] {
    const place = this.#pointed(slot);
    if (place === undefined) return [];
    const tables: FlatbufferTable[] = [];
    const count = this.#count(place, 4);
    for (let index = 0; index < count; index++) {
      const item = place + 4 + index * 4;
      tables.push(new FlatbufferTable(this.#view, item + this.#view.getUint32(item, true)));
    }
    return tables;
  }

  /** A vector of structs made of 64-bit integers, `width` each, one after the other. */
  structs(slot: number, width: number): number[] {
    const place = this.#pointed(slot);
    if (place === undefined) return [];
    const values: number[] = [];
    const count = this.#count(place, width * 8) * width;
    for (let index = 0; index < count; index++)
      values.push(Number(this.#view.getBigInt64(place + 4 + index * 8, true)));
    return values;
  }

  string(slot: number): string | undefined {
    const place = this.#pointed(slot);
    if (place === undefined) return undefined;
    const length = this.#view.getUint32(place, true);
    return utf8.decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + place + 4, length));
  }

  /** Items of a vector. A count that cannot be true is not counted up to. */
  #count(place: number, itemBytes: number): number {
    const count = this.#view.getUint32(place, true);
    if (place + 4 + count * itemBytes > this.#view.byteLength) throw new RangeError(`a vector of ${count} items`);
    return count;
  }

  /** Where a slot lies; undefined when the table leaves it out. */
  #slot(slot: number): number | undefined {
    const slots = this.#place - this.#view.getInt32(this.#place, true);
    const entry = 4 + slot * 2;
    if (entry >= this.#view.getUint16(slots, true)) return undefined;
    const distance = this.#view.getUint16(slots + entry, true);
    return distance === 0 ? undefined : this.#place + distance;
  }

  #pointed(slot: number): number | undefined {
    const place = this.#slot(slot);
    return place === undefined ? undefined : place + this.#view.getUint32(place, true);
  }
}
