import { prefixOf } from "./element.ts";

const LESS = 0x3c;
const SLASH = 0x2f;
const utf8 = new TextEncoder();

/**
 * What stands inside of a DATA element that was written by itself: the element of the serialization, without white
 * space around it, its names and those of all elements in it with the prefix that `name` has.
 *
 * @param chunks - from `<DATA>` to `</DATA>`; the start and the end tag each come whole. Chunks may be lent
 */
export async function* insideData(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, void> {
  const prefix = utf8.encode(prefixOf(name));
  let isFirst = true;
  for await (const chunk of chunks) {
    const begun = isFirst ? withoutStart(chunk) : chunk;
    const inside = endsData(begun) ? withoutEnd(begun) : begun;
    isFirst = false;
    yield prefix.length === 0 ? inside : withPrefix(inside, prefix);
  }
}

/** Without `<DATA>` and the white space behind it: up to the second `<`. */
function withoutStart(chunk: Uint8Array): Uint8Array {
  return chunk.subarray(chunk.indexOf(LESS, chunk.indexOf(LESS) + 1));
}

const END = utf8.encode("</DATA>");

/** No cell has a `<` that is not escaped. */
function endsData(chunk: Uint8Array): boolean {
  const start = chunk.length - END.length;
  return start >= 0 && END.every((byte, index) => chunk[start + index] === byte);
}

/** Without `</DATA>` and the white space before it: up to the last `>` but one. */
function withoutEnd(chunk: Uint8Array): Uint8Array {
  const close = chunk.lastIndexOf(LESS);
  return chunk.subarray(0, chunk.lastIndexOf(0x3e, close) + 1);
}

/** Every `<` that is written begins a tag: others are escaped, and there are no comments and no CDATA. */
function withPrefix(chunk: Uint8Array, prefix: Uint8Array): Uint8Array {
  let tags = 0;
  for (let at = chunk.indexOf(LESS); at >= 0; at = chunk.indexOf(LESS, at + 1)) tags++;
  const prefixed = new Uint8Array(chunk.length + tags * prefix.length);
  let from = 0;
  let length = 0;
  for (let at = chunk.indexOf(LESS); at >= 0; at = chunk.indexOf(LESS, at + 1)) {
    const to = at + (chunk[at + 1] === SLASH ? 2 : 1);
    prefixed.set(chunk.subarray(from, to), length);
    length += to - from;
    prefixed.set(prefix, length);
    length += prefix.length;
    from = to;
  }
  prefixed.set(chunk.subarray(from), length);
  return prefixed;
}
