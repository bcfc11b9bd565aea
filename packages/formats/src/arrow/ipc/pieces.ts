/** Pieces are gathered into chunks of about this size. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Copies pieces into chunks of their own memory: what a batch lends is overwritten by the next, and a chunk costs its
 * receiver more than its bytes do.
 */
export function gatherPieces(pieces: readonly Uint8Array[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let start = 0;
  let bytes = 0;
  pieces.forEach((piece, index) => {
    bytes += piece.length;
    if (bytes < CHUNK_BYTES && index < pieces.length - 1) return;
    chunks.push(joinPieces(pieces.slice(start, index + 1), new Uint8Array(bytes)));
    start = index + 1;
    bytes = 0;
  });
  return chunks;
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
