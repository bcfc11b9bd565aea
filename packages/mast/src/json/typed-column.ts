import {
  bitBytes,
  type CellValue,
  type Column,
  createColumnWriter,
  layoutOfDatatype,
  setBit,
} from "@armillary/columns";
import { type JsonDatatype, readBoolean, readDouble } from "./column-type.ts";
import type { StagedColumn } from "./staged-column.ts";
import { TOKEN } from "./token-kind.ts";

/** A cell that is not of its column's type; what is given instead is null. */
export interface BadCell {
  readonly row: number;
  readonly text: string;
}

/**
 * The cells of a column in its type. The staged column is given up by this: text may take over its bytes.
 * @param staged - undefined for a column that no row of the page has
 * @param onBad - called for a cell that does not fit, which becomes null
 * @param ignoreValue - a number that is null
 */
export function typedColumn(
  staged: StagedColumn | undefined,
  rows: number,
  datatype: JsonDatatype,
  onBad: (cell: BadCell) => void,
  ignoreValue?: number,
): Column {
  if (staged === undefined) return nullColumn(datatype, rows);
  switch (datatype) {
    case "char":
      return textColumn(staged, rows);
    case "double":
      return doubleColumn(staged, rows, onBad, ignoreValue);
    default:
      return writtenColumn(staged, rows, datatype, onBad, ignoreValue);
  }
}

function nullColumn(datatype: JsonDatatype, rows: number): Column {
  const writer = createColumnWriter(layoutOfDatatype(datatype));
  for (let row = 0; row < rows; row++) writer.append(null);
  return writer.take();
}

const MOSTLY_USED = 0.75;

function textColumn({ offsets, bytes, ...staged }: StagedColumn, rows: number): Column {
  const used = offsets[rows] as number;
  return {
    kind: "utf8",
    length: rows,
    offsets: offsets.slice(0, rows + 1),
    // Taken over rather than copied, unless much of it is room that was never used.
    bytes: used > bytes.length * MOSTLY_USED ? bytes.subarray(0, used) : bytes.slice(0, used),
    ...validityOf(staged.kinds, rows),
  };
}

function validityOf(kinds: Uint8Array, rows: number): { nulls: number; validity?: Uint8Array } {
  let nulls = 0;
  for (let row = 0; row < rows; row++) if (kinds[row] === TOKEN.null) nulls++;
  if (nulls === 0) return { nulls };
  const validity = new Uint8Array(bitBytes(rows));
  for (let row = 0; row < rows; row++) if (kinds[row] !== TOKEN.null) setBit(validity, row);
  return { nulls, validity };
}

function doubleColumn(
  staged: StagedColumn,
  rows: number,
  onBad: (cell: BadCell) => void,
  ignoreValue: number | undefined,
): Column {
  const values = new Float64Array(rows);
  const kinds = staged.kinds.slice(0, rows);
  for (let row = 0; row < rows; row++) {
    const kind = kinds[row] as number;
    if (kind === TOKEN.null) continue;
    const text = staged.textAt(row);
    const value = kind === TOKEN.real ? Number(text) : readDouble(text);
    if (value === undefined || kind === TOKEN.boolean || kind === TOKEN.nested) onBad({ row, text });
    if (typeof value === "number" && value !== ignoreValue) values[row] = value;
    else kinds[row] = TOKEN.null;
  }
  return { kind: "float", length: rows, values, ...validityOf(kinds, rows) };
}

function writtenColumn(
  staged: StagedColumn,
  rows: number,
  datatype: Exclude<JsonDatatype, "char" | "double">,
  onBad: (cell: BadCell) => void,
  ignoreValue: number | undefined,
): Column {
  const writer = createColumnWriter(layoutOfDatatype(datatype));
  const read = READERS[datatype];
  for (let row = 0; row < rows; row++) {
    if (staged.kinds[row] === TOKEN.null) {
      writer.append(null);
      continue;
    }
    const text = staged.textAt(row);
    const value = read(text);
    if (value === undefined) onBad({ row, text });
    const isIgnored = ignoreValue !== undefined && value !== null && Number(value) === ignoreValue;
    writer.append(isIgnored ? null : (value ?? null));
  }
  return writer.take();
}

const READERS: Readonly<Record<"boolean" | "int" | "long", (text: string) => CellValue | undefined>> = {
  boolean: readBoolean,
  int: (text) => {
    if (text.trim() === "") return null;
    const value = Number(text);
    return /^-?\d+$/.test(text) && value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined;
  },
  long: (text) => {
    if (text.trim() === "") return null;
    if (!/^-?\d+$/.test(text)) return undefined;
    const value = BigInt(text);
    return BigInt.asIntN(64, value) === value ? value : undefined;
  },
};
