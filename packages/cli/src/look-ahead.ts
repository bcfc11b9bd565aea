/** Enough of an input to tell a list from a table. */
const START_BYTES = 16 * 1024;

/** The start of bytes as text, and all of them. */
export async function lookAhead(
  source: AsyncIterable<Uint8Array>,
): Promise<{ readonly start: string; readonly bytes: AsyncIterable<Uint8Array> }> {
  const chunks = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < START_BYTES) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    // Its memory may be used again for the next.
    first.push(value.slice());
    length += value.length;
  }
  const bytes = (async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* first;
      for (let part = await chunks.next(); part.done !== true; part = await chunks.next()) yield part.value;
    } finally {
      await chunks.return?.();
    }
  })();
  return { start: Buffer.concat(first).toString("utf8"), bytes };
}
