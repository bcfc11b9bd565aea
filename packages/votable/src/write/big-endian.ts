import { bitAt, type Column, type Datatype, type IntValues, isValid } from "@armillary/columns";

/** Datatypes whose values are whole numbers of bytes, one by one. */
export type ItemDatatype = Exclude<Datatype, "bit" | "char" | "unicodeChar">;

/** Values in the order of bytes of this machine, as words that are written one or two a value. */
export interface Words {
  readonly words: Uint8Array | Uint16Array | Uint32Array;
  readonly bytes: 1 | 2 | 4 | 8;
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** Which of the two words of a value of eight bytes is written first. */
export const FIRST_WORD: 0 | 1 = LITTLE_ENDIAN ? 1 : 0;

/**
 * The values of a leaf column as the datatype has them. A null has the bits of `magic`, or NaN, `?` or 0.
 *
 * The column's own memory where nothing has to be changed, new memory else.
 */
export function wordsOf(
  leaf: Column,
  validity: Uint8Array | undefined,
  datatype: ItemDatatype,
  magic: number | bigint | undefined,
): Words {
  if (leaf.kind === "bool") return { words: booleanLetters(leaf.bits, leaf.length, validity), bytes: 1 };
  if (leaf.kind !== "int" && leaf.kind !== "float") throw new TypeError(`${datatype} of a ${leaf.kind} column`);
  const isOwn =
    leaf.values instanceof ARRAYS[datatype] || (datatype === "long" && leaf.values instanceof BigUint64Array);
  let values = isOwn ? leaf.values : widened(leaf.values, datatype);
  if (validity !== undefined) {
    const filled = isOwn ? values.slice(0, leaf.length) : values;
    const none = magic ?? (leaf.kind === "float" ? Number.NaN : 0);
    const filler = datatype === "long" ? BigInt(none) : Number(none);
    for (let index = 0; index < leaf.length; index++) {
      if (!isValid(validity, index)) (filled as { [index: number]: number | bigint })[index] = filler;
    }
    values = filled;
  }
  const bytes = values.BYTES_PER_ELEMENT as Words["bytes"];
  const count = bytes === 8 ? leaf.length * 2 : leaf.length;
  const wordArray = bytes === 1 ? Uint8Array : bytes === 2 ? Uint16Array : Uint32Array;
  return { words: new wordArray(values.buffer as ArrayBuffer, values.byteOffset, count), bytes };
}

/** The words as big-endian bytes. */
export function bigEndianBytes({ words, bytes }: Words): Uint8Array {
  if (words instanceof Uint8Array) return words;
  const out = new Uint8Array(words.byteLength);
  const view = new DataView(out.buffer);
  if (bytes === 2) for (let index = 0; index < words.length; index++) view.setUint16(index * 2, words[index] as number);
  else {
    const swap = bytes === 8 ? FIRST_WORD : 0;
    for (let index = 0; index < words.length; index++) view.setUint32(index * 4, words[index ^ swap] as number);
  }
  return out;
}

const ARRAYS = {
  boolean: Uint8Array,
  unsignedByte: Uint8Array,
  short: Int16Array,
  int: Int32Array,
  long: BigInt64Array,
  float: Float32Array,
  floatComplex: Float32Array,
  double: Float64Array,
  doubleComplex: Float64Array,
} as const;

/** Integers as the wider ones of the datatype. */
function widened(
  values: IntValues | Float32Array | Float64Array,
  datatype: ItemDatatype,
): IntValues | Float32Array | Float64Array {
  if (datatype === "long") return BigInt64Array.from(values as Uint32Array, BigInt);
  return datatype === "int" ? Int32Array.from(values as Uint16Array) : Int16Array.from(values as Int8Array);
}

const [TRUE, FALSE, UNKNOWN] = [0x54, 0x46, 0x3f];

function booleanLetters(bits: Uint8Array, length: number, validity: Uint8Array | undefined): Uint8Array {
  const letters = new Uint8Array(length);
  for (let index = 0; index < length; index++) letters[index] = bitAt(bits, index) ? TRUE : FALSE;
  if (validity === undefined) return letters;
  for (let index = 0; index < length; index++) if (!isValid(validity, index)) letters[index] = UNKNOWN;
  return letters;
}
