/** Pieces are gathered into chunks of about this size. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Copies pieces into chunks: what a batch lends is overwritten by the next, and a chunk costs its receiver more than its
 * bytes do.
 */
export class PieceGatherer {
  readonly #lends: boolean;
  #memory = new Uint8Array(0);

  /** @param lends - chunks are good only until the next is asked for; else each has memory of its own */
  constructor(lends: boolean) {
    this.#lends = lends;
  }

  *gather(pieces: readonly Uint8Array[]): Generator<Uint8Array, void, void> {
    let start = 0;
    let bytes = 0;
    for (const [index, piece] of pieces.entries()) {
      bytes += piece.length;
      if (bytes < CHUNK_BYTES && index < pieces.length - 1) continue;
      yield joinPieces(pieces.slice(start, index + 1), this.#room(bytes));
      start = index + 1;
      bytes = 0;
    }
  }

  #room(bytes: number): Uint8Array {
    if (!this.#lends) return new Uint8Array(bytes);
    if (this.#memory.length < bytes) this.#memory = new Uint8Array(bytes + (bytes >> 2));
    return this.#memory;
  }
}

/** Puts pieces one after the other into memory that has room for them, and gives the part that they fill. */
export function joinPieces(pieces: readonly Uint8Array[], memory: Uint8Array): Uint8Array {
  let at = 0;
  for (const piece of pieces) {
    memory.set(piece, at);
    at += piece.length;
  }
  return memory.subarray(0, at);
}
