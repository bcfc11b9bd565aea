import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

const BEGIN = "<TABLEDATA>";
const END = "</TABLEDATA>";
const SPAN = 1 << 16;

/**
 * A TABLEDATA document with its rows given `times` over, as a stream.
 * @param {string} path - a document whose rows begin in its first and end in its last 64 kB
 * @param {number} times
 */
export async function* repeated(path, times) {
  const file = await open(path);
  const { size } = await file.stat();
  const head = await file.read({ buffer: Buffer.alloc(SPAN), position: 0 });
  const tail = await file.read({ buffer: Buffer.alloc(SPAN), position: Math.max(0, size - SPAN) });
  await file.close();
  const first = head.buffer.indexOf(BEGIN) + BEGIN.length;
  const last = Math.max(0, size - SPAN) + tail.buffer.lastIndexOf(END);
  if (first < BEGIN.length || last < first) throw new Error(`${path}: no ${BEGIN} where it is looked for`);
  yield* createReadStream(path, { end: first - 1 });
  for (let time = 0; time < times; time++) {
    yield* createReadStream(path, { start: first, end: last - 1, highWaterMark: 1 << 20 });
  }
  yield* createReadStream(path, { start: last });
}
