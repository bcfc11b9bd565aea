/**
 * The lines of UTF-8 text, in batches: all that are whole once a chunk has come. Undefined stands in the place of a line of
 * more than `maxBytes`, which is not kept. Lines end with LF or CR LF; bytes that are not UTF-8 become U+FFFD.
 */
export async function* readLines(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<readonly (string | undefined)[], void, undefined> {
  let kept: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    const lines: (string | undefined)[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const part = chunk.subarray(from, end);
      length += part.length;
      lines.push(length > maxBytes ? undefined : textOf([...kept, part]));
      kept = [];
      length = 0;
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    length += rest.length;
    if (length > maxBytes) kept = [];
    else if (rest.length > 0) kept.push(rest.slice());
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield [length > maxBytes ? undefined : textOf(kept)];
}

function textOf(parts: readonly Uint8Array[]): string {
  const text = new TextDecoder("utf-8").decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
