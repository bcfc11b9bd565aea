/**
 * Builds one FlatBuffer, back to front, as the format wants it: what is pointed to is written before what points.
 *
 * Places are given as distances from the end of the buffer, which stay true while it grows towards its start.
 */
export class FlatbufferBuilder {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #used = 0;
  #alignment = 1;

  /** Adds a string and gives its place. */
  string(text: string): number {
    const encoded = utf8.encode(text);
    this.#prepare(encoded.length + 1, 4);
    this.#used += 1; // the closing zero
    this.#pushBytes(encoded);
    this.#pushInt32(encoded.length);
    return this.#used;
  }

  /** Adds a vector of the tables or strings at `places` and gives its place. */
  vector(places: readonly number[]): number {
    this.#prepare(places.length * 4, 4);
    for (let index = places.length - 1; index >= 0; index--) this.#pushOffset(places[index] as number);
    this.#pushInt32(places.length);
    return this.#used;
  }

  /** Adds a vector of structs made of 64-bit integers, `width` each, given one after the other; and gives its place. */
  structs(values: readonly number[], width: number): number {
    this.#prepare(values.length * 8, 8);
    for (let index = values.length - 1; index >= 0; index--) this.#pushInt64(values[index] as number);
    this.#pushInt32(values.length / width);
    return this.#used;
  }

  /** Adds a table and gives its place. Slots are those of the schema, in its order; undefined ones keep their default. */
  table(slots: readonly (Slot | undefined)[]): number {
    const end = this.#used;
    const places = slots.map(() => 0);
    // The widest first, so that nothing but the end needs padding.
    for (const size of [8, 4, 2, 1]) {
      slots.forEach((slot, index) => {
        if (slot === undefined || SLOT_BYTES[slot.as] !== size) return;
        this.#prepare(size, size);
        this.#pushSlot(slot);
        places[index] = this.#used;
      });
    }
    this.#prepare(4, 4);
    this.#pushInt32(0);
    const table = this.#used;

    this.#prepare(slots.length * 2 + 4, 2);
    for (let index = slots.length - 1; index >= 0; index--) {
      const place = places[index] as number;
      this.#pushInt16(place === 0 ? 0 : table - place);
    }
    this.#pushInt16(table - end);
    this.#pushInt16(slots.length * 2 + 4);
    // A table begins with the distance back to the list of its slots.
    this.#view.setInt32(this.#bytes.length - table, this.#used - table, true);
    return table;
  }

  /** Ends the buffer with its root table. The bytes are a copy. */
  finish(root: number): Uint8Array {
    this.#prepare(4, Math.max(this.#alignment, 4));
    this.#pushOffset(root);
    return this.#bytes.slice(this.#bytes.length - this.#used);
  }

  /** Makes room and pads, so that after `size` more bytes the place is a multiple of `alignment`. */
  #prepare(size: number, alignment: number): void {
    this.#alignment = Math.max(this.#alignment, alignment);
    const padding = -(this.#used + size) & (alignment - 1);
    // Eight more bytes are for the length in front of what was announced.
    const wanted = this.#used + padding + size + 8;
    if (wanted > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(wanted, this.#bytes.length * 2));
      wider.set(this.#bytes, wider.length - this.#bytes.length);
      this.#bytes = wider;
      this.#view = new DataView(wider.buffer);
    }
    this.#used += padding;
  }

  #pushSlot(slot: Slot): void {
    if (slot.as === "byte") this.#view.setUint8(this.#bytes.length - ++this.#used, slot.value);
    else if (slot.as === "int16") this.#pushInt16(slot.value);
    else if (slot.as === "int32") this.#pushInt32(slot.value);
    else if (slot.as === "int64") this.#pushInt64(slot.value);
    else this.#pushOffset(slot.value);
  }

  #pushBytes(bytes: Uint8Array): void {
    this.#used += bytes.length;
    this.#bytes.set(bytes, this.#bytes.length - this.#used);
  }

  #pushInt16(value: number): void {
    this.#used += 2;
    this.#view.setInt16(this.#bytes.length - this.#used, value, true);
  }

  #pushInt32(value: number): void {
    this.#used += 4;
    this.#view.setInt32(this.#bytes.length - this.#used, value, true);
  }

  #pushInt64(value: number): void {
    this.#used += 8;
    this.#view.setBigInt64(this.#bytes.length - this.#used, BigInt(value), true);
  }

  /** Writes the distance from here forward to `place`. */
  #pushOffset(place: number): void {
    this.#pushInt32(this.#used + 4 - place);
  }
}

/** A value of a table: `place` points to what was added before. */
export interface Slot {
  readonly as: "byte" | "int16" | "int32" | "int64" | "place";
  readonly value: number;
}

const SLOT_BYTES: Readonly<Record<Slot["as"], number>> = { byte: 1, int16: 2, int32: 4, int64: 8, place: 4 };

const utf8 = new TextEncoder();
