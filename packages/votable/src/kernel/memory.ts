const PAGE = 65536;
/** Growth in steps of 1 MiB: views are made anew after each. */
const STEP = 16;

type TypedArray<T> = { slice(): T };
type ArrayType<T extends TypedArray<T>> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
};

/**
 * The linear memory of one kernel, handed out from the bottom up and given back from the top down.
 *
 * An address is a byte offset from 0 to 2^32. Views (`bytes`, `words`, `view`) end with the next `allocate` that grows
 * the memory: take them again, do not keep them. What is handed out is not zeroed.
 */
export class KernelMemory {
  /** Whether batches are views of this memory, good until the next one. */
  lends = false;
  readonly #memory: WebAssembly.Memory;
  #top: number;
  #bytes: Uint8Array;
  #words: Uint32Array;

  /** `start`: the first address that the kernel does not need for itself. */
  constructor(memory: WebAssembly.Memory, start: number) {
    this.#memory = memory;
    this.#top = start;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
  }

  /** All of the memory as bytes. */
  get bytes(): Uint8Array {
    if (this.#bytes.buffer !== this.#memory.buffer) this.#bytes = new Uint8Array(this.#memory.buffer);
    return this.#bytes;
  }

  /** All of the memory as 32-bit words: the word at address `a` is `words[a >>> 2]`. */
  get words(): Uint32Array {
    if (this.#words.buffer !== this.#memory.buffer) this.#words = new Uint32Array(this.#memory.buffer);
    return this.#words;
  }

  /**
   * Address of `length` bytes, a multiple of 16. The 64 bytes behind them may be read and, for outputs of the kernel,
   * written over: they are part of what is handed out.
   *
   * @throws RangeError when the memory cannot grow that far (4 GiB, or what the host gives).
   */
  allocate(length: number): number {
    const address = this.#top;
    this.#top = this.reserve(length);
    return address;
  }

  /**
   * Makes room for `length` bytes in all, so that allocating them grows nothing: views stay good. Gives their end.
   * @throws RangeError as `allocate`
   */
  reserve(length: number): number {
    const top = this.#top + Math.ceil(length / 16) * 16 + 64;
    const missing = Math.ceil((top - this.#memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      const held = this.#memory.buffer.byteLength / PAGE;
      this.#memory.grow(Math.min(Math.max(missing, STEP), Math.max(missing, PAGE - held)));
    }
    return top;
  }

  /** Bytes of the memory; views end where it changes. */
  get size(): number {
    return this.#memory.buffer.byteLength;
  }

  /** A mark to come back to with `release`. */
  mark(): number {
    return this.#top;
  }

  /** Gives back everything allocated since `mark`. */
  release(mark: number): void {
    this.#top = mark;
  }

  /** `length` elements at `address`, in place. The address must suit the element's size. */
  view<T extends TypedArray<T>>(type: ArrayType<T>, address: number, length: number): T {
    return new type(this.#memory.buffer, address, length);
  }

  /** What leaves with a batch: a copy, or the place itself while memory is lent. */
  give<T extends TypedArray<T>>(type: ArrayType<T>, address: number, length: number): T {
    return this.lends ? this.view(type, address, length) : this.copy(type, address, length);
  }

  /** The same, copied out of the memory. */
  copy<T extends TypedArray<T>>(type: ArrayType<T>, address: number, length: number): T {
    return this.view(type, address, length).slice();
  }
}
