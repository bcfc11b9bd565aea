import type { Random } from "../../bench/random.js";

/** What can befall a document. Each gives new bytes; the old ones stay as they are. */
type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const text = new TextEncoder();

/** Texts that readers have stumbled over. */
const FRAGMENTS = [
  "&", "&amp", "&#0;", "&#x110000;", "&undefined;", "<", ">", "]]>", "<![CDATA[", "<!--", "-->", "<?xml?>", "<?pi", "\0",
  "\u{feff}", "\ufffe", "<TD/>", "</TD>", "<TR>", "</TR>", "<TR/>", "</TABLEDATA>", "</DATA>", "</VOTABLE>", "<TABLE/>",
  "<RESOURCE>", "<DATA>", "<STREAM>", "<BINARY2>", "<BINARY>", "<FITS>", "<FIELD name='x' datatype='int'/>", "<!DOCTYPE x [",
  "<!ENTITY a 'b'>", "NaN", "Inf", "-", "+", ".", "e9999", "0x", "-0", "1e308", "1e309", "1e-400", "arraysize='*'",
  "arraysize='0'", "arraysize='999999999999x*'", "datatype='bit'", "encoding='gzip'", "encoding='base64'", "href='file:///'",
  "xmlns:v='v'", "v:", "=", "====", "'", '"', "\r\n", "\t", "𝄞",
].map((fragment) => text.encode(fragment)); // biome-ignore format: one list

const NUMBERS = ["0", "-1", "255", "256", "32768", "2147483648", "-9223372036854775809", "18446744073709551616", `${"9".repeat(400)}`]; // biome-ignore format: one list

const flip: Mutation = (bytes, random) => {
  const changed = bytes.slice();
  for (let flips = random.below(8) + 1; flips > 0 && changed.length > 0; flips--) {
    const at = random.below(changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  }
  return changed;
};

const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const remove: Mutation = (bytes, random) => {
  const [start, end] = span(bytes, random);
  return joined(bytes.subarray(0, start), bytes.subarray(end));
};

const splice: Mutation = (bytes, random, other) => {
  const at = random.below(bytes.length + 1);
  const [start, end] = span(other, random);
  return joined(bytes.subarray(0, at), other.subarray(start, end), bytes.subarray(at));
};

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), random.pick(FRAGMENTS), bytes.subarray(at));
};

/** What one repetition may add: four of them, each of what the one before made, would make gigabytes of a few thousand bytes. */
const MOST_ADDED_BYTES = 50_000;

const repeat: Mutation = (bytes, random) => {
  const [start, end] = span(bytes, random);
  const most = Math.floor(MOST_ADDED_BYTES / Math.max(1, end - start));
  const copies = Array.from({ length: Math.min(random.below(20) + 1, most) }, () => bytes.subarray(start, end));
  return joined(bytes.subarray(0, end), ...copies, bytes.subarray(end));
};

/** A tag, opening or closing, stands twice. */
const doubleTag: Mutation = (bytes, random) => {
  const tag = nearest(bytes, random, 0x3c, 0x3e);
  return tag === undefined ? bytes : joined(bytes.subarray(0, tag[1]), bytes.subarray(...tag), bytes.subarray(tag[1]));
};

/** A tag is taken away. */
const dropTag: Mutation = (bytes, random) => {
  const tag = nearest(bytes, random, 0x3c, 0x3e);
  return tag === undefined ? bytes : joined(bytes.subarray(0, tag[0]), bytes.subarray(tag[1]));
};

/** What stands between two marks becomes a number at the edge of what a datatype holds. */
const renumber: Mutation = (bytes, random) => {
  const value = random.next() < 0.5 ? nearest(bytes, random, 0x3e, 0x3c) : nearest(bytes, random, 0x22, 0x22);
  if (value === undefined) return bytes;
  return joined(bytes.subarray(0, value[0] + 1), text.encode(random.pick(NUMBERS)), bytes.subarray(value[1] - 1));
};

const MUTATIONS: readonly Mutation[] = [flip, truncate, remove, splice, insert, repeat, doubleTag, dropTag, renumber];

/** One to four mutations, one upon the other. */
export function mutate(bytes: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  let changed = bytes;
  for (let left = random.below(4) + 1; left > 0; left--) changed = random.pick(MUTATIONS)(changed, random, other);
  return changed;
}

/** A stretch of the bytes, short ones as likely as long ones. */
function span(bytes: Uint8Array, random: Random): [number, number] {
  const start = random.below(bytes.length + 1);
  return [start, Math.min(bytes.length, start + Math.floor(bytes.length ** random.next()))];
}

/** From a random place on, the next `open` to the `close` behind it, both included. */
function nearest(bytes: Uint8Array, random: Random, open: number, close: number): [number, number] | undefined {
  const start = bytes.indexOf(open, random.below(bytes.length + 1));
  const end = start < 0 ? -1 : bytes.indexOf(close, start + 1);
  return end < 0 ? undefined : [start, end + 1];
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
