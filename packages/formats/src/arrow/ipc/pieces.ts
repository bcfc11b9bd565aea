/** Pieces smaller than this are gathered into chunks of at least this size; larger ones are passed on as they are. */
const CHUNK_BYTES = 512 * 1024;

/** Joins runs of small pieces: a chunk costs its receiver more than its bytes do. */
export function gatherPieces(pieces: readonly Uint8Array[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let start = 0;
  let bytes = 0;
  const flush = (end: number): void => {
    if (bytes > 0) chunks.push(joinPieces(pieces.slice(start, end), new Uint8Array(bytes)));
    bytes = 0;
  };
  pieces.forEach((piece, index) => {
    if (piece.length >= CHUNK_BYTES) {
      flush(index);
      chunks.push(piece);
      start = index + 1;
      return;
    }
    bytes += piece.length;
    if (bytes >= CHUNK_BYTES) {
      flush(index + 1);
      start = index + 1;
    }
  });
  flush(pieces.length);
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
