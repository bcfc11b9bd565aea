/** Builds small FITS files for tests: what a header says is up to the caller, right or wrong. */
export type CardText = string | readonly [keyword: string, value: string | number | bigint | boolean];

export function record(card: CardText): string {
  if (typeof card === "string") return card.padEnd(80).slice(0, 80);
  const [keyword, value] = card;
  const text =
    typeof value === "string"
      ? `'${value.replaceAll("'", "''").padEnd(8)}'`
      : typeof value === "boolean"
        ? (value ? "T" : "F").padStart(20)
        : String(value).padStart(20);
  return `${keyword.padEnd(8)}= ${text}`.padEnd(80).slice(0, 80);
}

export function padded(bytes: Uint8Array, fill = 0): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 2880) * 2880).fill(fill);
  whole.set(bytes);
  return whole;
}

export function header(cards: readonly CardText[]): Uint8Array {
  return padded(new TextEncoder().encode([...cards, "END"].map(record).join("")), 0x20);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const PRIMARY: Uint8Array = header([
  ["SIMPLE", true],
  ["BITPIX", 8],
  ["NAXIS", 0],
  ["EXTEND", true],
]);

export interface TableParts {
  readonly rowBytes: number;
  readonly rows: number;
  readonly fields: number;
  /** TFORM, TTYPE and all others. */
  readonly cards: readonly CardText[];
  /** Rows and heap. */
  readonly data: Uint8Array;
  readonly xtension?: string;
  readonly pcount?: number;
}

export function tableHdu({
  rowBytes,
  rows,
  fields,
  cards,
  data,
  xtension = "BINTABLE",
  pcount = 0,
}: TableParts): Uint8Array {
  const mandatory: CardText[] = [
    ["XTENSION", xtension],
    ["BITPIX", 8],
    ["NAXIS", 2],
    ["NAXIS1", rowBytes],
    ["NAXIS2", rows],
    ["PCOUNT", pcount],
    ["GCOUNT", 1],
    ["TFIELDS", fields],
  ];
  return joined(header([...mandatory, ...cards]), padded(data, xtension === "TABLE" ? 0x20 : 0));
}

/** A file of one table, its cells given as bytes: `rows[row]` is all of a row. */
export function binaryFile(cards: readonly CardText[], rows: readonly Uint8Array[], heap?: Uint8Array): Uint8Array {
  const rowBytes = rows[0]?.length ?? 0;
  const fields = cards.filter((card) => typeof card !== "string" && card[0].startsWith("TFORM")).length;
  const data = joined(...rows, heap ?? new Uint8Array(0));
  return joined(PRIMARY, tableHdu({ rowBytes, rows: rows.length, fields, cards, data, pcount: heap?.length ?? 0 }));
}

export function asciiFile(cards: readonly CardText[], rows: readonly string[]): Uint8Array {
  const fields = cards.filter((card) => typeof card !== "string" && card[0].startsWith("TFORM")).length;
  const data = new TextEncoder().encode(rows.join(""));
  const rowBytes = rows[0]?.length ?? 0;
  return joined(PRIMARY, tableHdu({ rowBytes, rows: rows.length, fields, cards, data, xtension: "TABLE" }));
}

/** Bytes by kind: big-endian numbers, text, raw bytes. */
export const put = {
  i16: (...values: number[]): Uint8Array => numbers(values, 2, (view, at, value) => view.setInt16(at, value)),
  i32: (...values: number[]): Uint8Array => numbers(values, 4, (view, at, value) => view.setInt32(at, value)),
  i64: (...values: bigint[]): Uint8Array => numbers(values, 8, (view, at, value) => view.setBigInt64(at, value)),
  f32: (...values: number[]): Uint8Array => numbers(values, 4, (view, at, value) => view.setFloat32(at, value)),
  f64: (...values: number[]): Uint8Array => numbers(values, 8, (view, at, value) => view.setFloat64(at, value)),
  text: (text: string): Uint8Array => new TextEncoder().encode(text),
  bytes: (...values: number[]): Uint8Array => Uint8Array.from(values),
};

function numbers<T>(
  values: readonly T[],
  bytes: number,
  set: (view: DataView, at: number, value: T) => void,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  values.forEach((value, index) => {
    set(view, index * bytes, value);
  });
  return new Uint8Array(view.buffer);
}

/** The bytes in chunks that end at `cuts`; one chunk without. */
export async function* chunked(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    yield bytes.slice(from, Math.min(cut, bytes.length));
    from = Math.min(cut, bytes.length);
  }
  yield bytes.slice(from);
}
