import { type CardText, header, joined, PRIMARY, padded, put, tableHdu } from "../fits/fits-file.ts";

/** A column of a binary table, its values for each row: numbers, arrays of numbers, or text of a fixed length. */
export interface TestColumn {
  readonly name: string;
  /** TFORM without its repeat count: D, E, J, I, K, A. */
  readonly code: "D" | "E" | "J" | "I" | "K" | "A";
  readonly rows: readonly (number | readonly number[] | string)[];
  readonly unit?: string;
  readonly utype?: string;
  readonly ucd?: string;
}

export interface TestTable {
  readonly name?: string;
  readonly version?: number;
  readonly columns: readonly TestColumn[];
  readonly cards?: readonly CardText[];
}

/** A FITS file of a primary HDU without data and tables. */
export function tablesFile(tables: readonly TestTable[], primary: readonly CardText[] = []): Uint8Array {
  const first =
    primary.length === 0
      ? PRIMARY
      : header([["SIMPLE", true], ["BITPIX", 8], ["NAXIS", 0], ["EXTEND", true], ...primary]);
  return joined(first, ...tables.map(tableBytes));
}

/** A FITS file whose primary HDU is an image of doubles. */
export function imageFile(axes: readonly number[], pixels: readonly number[], cards: readonly CardText[]): Uint8Array {
  const sizes = axes.map((size, index): CardText => [`NAXIS${index + 1}`, size]);
  const start = header([["SIMPLE", true], ["BITPIX", -64], ["NAXIS", axes.length], ...sizes, ...cards]);
  return joined(start, padded(bytesOf("D", pixels)));
}

function tableBytes({ name, version, columns, cards = [] }: TestTable): Uint8Array {
  const count = columns[0]?.rows.length ?? 0;
  const rows = Array.from({ length: count }, (_, row) =>
    joined(...columns.map(({ code, rows: values }) => bytesOf(code, values[row] ?? []))),
  );
  const described = columns.flatMap(({ name: column, code, rows: values, unit, utype, ucd }, index): CardText[] => {
    const [first] = values;
    const repeat = typeof first === "string" || Array.isArray(first) ? (first as string).length : 1;
    const n = index + 1;
    return [
      [`TFORM${n}`, `${repeat}${code}`],
      [`TTYPE${n}`, column],
      ...(unit === undefined ? [] : ([[`TUNIT${n}`, unit]] as const)),
      ...(utype === undefined ? [] : ([[`TUTYP${n}`, utype]] as const)),
      ...(ucd === undefined ? [] : ([[`TUCD${n}`, ucd]] as const)),
    ];
  });
  return tableHdu({
    rowBytes: rows[0]?.length ?? 0,
    rows: count,
    fields: columns.length,
    cards: [
      ...described,
      ...(name === undefined ? [] : ([["EXTNAME", name]] as const)),
      ...(version === undefined ? [] : ([["EXTVER", version]] as const)),
      ...cards,
    ],
    data: joined(...rows),
  });
}

function bytesOf(code: TestColumn["code"], value: number | readonly number[] | string): Uint8Array {
  if (typeof value === "string") return new TextEncoder().encode(value);
  const numbers = typeof value === "number" ? [value] : value;
  switch (code) {
    case "D":
      return put.f64(...numbers);
    case "E":
      return put.f32(...numbers);
    case "J":
      return put.i32(...numbers);
    case "I":
      return put.i16(...numbers);
    case "K":
      return put.i64(...numbers.map(BigInt));
    case "A":
      throw new TypeError("text is given as text");
  }
}
