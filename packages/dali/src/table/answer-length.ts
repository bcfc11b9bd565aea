import type { DalResponse } from "../transport/types.ts";

/** An answer of which it is known whether it is short. */
export interface MeasuredAnswer {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly isShort: boolean;
}

const SHORT_BYTES = 64 * 1024;

/**
 * Tells short answers, most of all there are: by their Content-Length, or because the end of the document comes with its
 * beginning. No more is waited for than the first bytes.
 */
export async function measureAnswer(
  source: AsyncIterable<Uint8Array>,
  { headers }: DalResponse,
): Promise<MeasuredAnswer> {
  const length = Number(headers.get("content-length") ?? Number.NaN);
  if (!Number.isNaN(length) && !headers.has("content-encoding"))
    return { bytes: source, isShort: length <= SHORT_BYTES };
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  let waiting: IteratorResult<Uint8Array> | undefined = first;
  return {
    isShort: first.done === true || (first.value.length <= SHORT_BYTES && endsDocument(first.value)),
    bytes: {
      [Symbol.asyncIterator]: () => ({
        async next() {
          const next = waiting ?? chunks.next();
          waiting = undefined;
          return next;
        },
        async return() {
          await chunks.return?.();
          return { value: undefined, done: true };
        },
      }),
    },
  };
}

function endsDocument(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(-64)).includes("VOTABLE>");
}
