import type { Kernel } from "../kernel/types.ts";
import type { Base64, DecodedBase64 } from "./stream.ts";

/** base64 characters that are decoded at a time. */
const PIECE_BYTES = 1 << 18;

/** Base64Decoder's work, done by the kernel. */
export class KernelBase64 implements Base64 {
  readonly #kernel: Kernel;
  readonly #input: number;
  readonly #output: number;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#input = kernel.memory.allocate(PIECE_BYTES);
    this.#output = kernel.memory.allocate((PIECE_BYTES / 4) * 3 + 16);
    kernel.resetBase64();
  }

  decode(bytes: Uint8Array, start: number, end: number): DecodedBase64 {
    const { memory } = this.#kernel;
    const piece = bytes.subarray(start, Math.min(end, start + PIECE_BYTES));
    memory.bytes.set(piece, this.#input);
    const { next, written } = this.#kernel.decodeBase64(this.#input, this.#input + piece.length, this.#output);
    const newlines = this.#kernel.countNewlines(this.#input, next);
    const stopped = next < this.#input + piece.length;
    return {
      decoded: memory.copy(Uint8Array, this.#output, written),
      next: start + (next - this.#input),
      stopped,
      newlines,
    };
  }

  finish(): { readonly decoded: Uint8Array; readonly complete: boolean } {
    const { complete, written } = this.#kernel.finishBase64(this.#output);
    return { decoded: this.#kernel.memory.copy(Uint8Array, this.#output, written), complete };
  }
}
