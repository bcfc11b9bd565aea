import type { CellValue, Field, FieldMeta, Layout } from "@armillary/columns";
import { describeColumn } from "./column-description.ts";
import type { DiagnosticLog } from "./diagnostics.ts";
import { FitsError } from "./errors.ts";
import type { FitsHeader } from "./header.ts";
import { columnScaling, parseScaling, type Scaling } from "./scaling.ts";

/** A column of an ASCII table. */
export interface AsciiColumn {
  readonly field: Field;
  /** Characters from the start of the row. */
  readonly offset: number;
  readonly width: number;
  readonly code: AsciiCode;
  /** Digits after the point where a number is written without one. */
  readonly decimals: number;
  /** TNULL without the blanks around it. */
  readonly nullText: string | undefined;
  readonly scaling: Scaling;
}

/** Text, integers, and real numbers: F, E and D are read alike (FITS 4.0, section 7.2.5). */
type AsciiCode = "A" | "I" | "F";

/**
 * Reads column `n` from 1 of an ASCII table's header.
 * @throws FitsError FITS_TABLE when TFORM or TBCOL is missing or impossible
 * @see FITS 4.0, section 7.2
 */
export function parseAsciiColumn(
  header: FitsHeader,
  n: number,
  rowBytes: number,
  metadata: FieldMeta | undefined,
  diagnostics: DiagnosticLog,
): AsciiColumn {
  const written = header.get(`TFORM${n}`);
  const parts = /^\s*([AIFED])(\d+)(?:\.(\d+))?\s*$/i.exec(String(written ?? ""));
  if (parts === null) {
    const found = written === undefined ? "is missing" : `= '${written}' is no format of an ASCII table`;
    throw new FitsError("FITS_TABLE", `TFORM${n} ${found}`, { keyword: `TFORM${n}` });
  }
  const letter = (parts[1] ?? "").toUpperCase();
  const code = letter === "A" || letter === "I" ? letter : "F";
  const width = Number(parts[2]);
  const offset = header.count(`TBCOL${n}`) - 1;
  if (offset < 0 || offset + width > rowBytes) {
    const message = `column ${n} is ${width} characters from TBCOL${n} = ${offset + 1}, a row has ${rowBytes}`;
    throw new FitsError("FITS_TABLE", message, { keyword: `TBCOL${n}` });
  }
  const scaling = code === "A" ? NO_SCALING : parseScaling(header, columnScaling(n), "A");
  if (scaling === undefined) {
    throw new FitsError("FITS_TABLE", `TSCAL${n} or TZERO${n} is no number`, { keyword: `TSCAL${n}` });
  }
  const tnull = header.get(`TNULL${n}`);
  const field = describeColumn(header, n, metadata, diagnostics, shapeOf(code, width, scaling));
  const decimals = Math.min(Number(parts[3] ?? 0), 400);
  return {
    field,
    offset,
    width,
    code,
    decimals,
    nullText: tnull === undefined ? undefined : String(tnull).trim(),
    scaling,
  };
}

const NO_SCALING: Scaling = { kind: "none" };

/** Integers get the least datatype that holds every one of their width. */
function shapeOf(
  code: AsciiCode,
  width: number,
  scaling: Scaling,
): { datatype: Field["datatype"]; arraysize?: string; layout: Layout } {
  if (code === "A") return { datatype: "char", arraysize: String(width), layout: { kind: "utf8" } };
  if (code === "F" || scaling.kind !== "none") return { datatype: "double", layout: { kind: "float", bits: 64 } };
  if (width <= 4) return { datatype: "short", layout: { kind: "int", bits: 16, signed: true } };
  if (width <= 9) return { datatype: "int", layout: { kind: "int", bits: 32, signed: true } };
  return { datatype: "long", layout: { kind: "int", bits: 64, signed: true } };
}

/** A cell's value, or why it has none. */
export type AsciiCell = { readonly value: CellValue; readonly blank?: true } | { readonly reason: string };

/** Decodes the characters of one cell; the value is of the column's layout. */
export function parseAsciiCell(text: string, column: AsciiColumn): AsciiCell {
  const trimmed = text.trim();
  const { code, scaling } = column;
  if (trimmed === column.nullText) return { value: null };
  if (code === "A") return { value: text.trimEnd() === "" ? null : text.trimEnd() };
  const number =
    trimmed === "" ? 0 : code === "I" ? parseInteger(trimmed, column) : parseReal(trimmed, column.decimals);
  if (number === undefined) return { reason: `"${text.slice(0, 200)}" is no number of its format` };
  const value = scaling.kind === "linear" ? Number(number) * scaling.scale + scaling.zero : number;
  const whole = column.field.layout.kind === "int" && column.field.layout.bits === 64;
  const sized = whole ? BigInt(value) : Number(value);
  return trimmed === "" ? { value: sized, blank: true } : { value: sized };
}

function parseInteger(text: string, { field: { layout } }: AsciiColumn): number | bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  if (layout.kind !== "int" || layout.bits !== 64) return Number(text);
  const value = BigInt(text.replace("+", ""));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** The exponent may stand without its letter if it has a sign; a number without a point has it before the last digits. */
function parseReal(text: string, decimals: number): number | undefined {
  const parts = /^([+-]?)(\d*)(\.?)(\d*)(?:[EeDd]\s*([+-]?\d+)|([+-]\d+))?$/.exec(text);
  if (parts === null) return SPECIAL.get(text.toLowerCase());
  const [, sign, whole = "", point, fraction = "", exponent = "0", bareExponent] = parts;
  if (whole === "" && fraction === "") return undefined;
  const power = Number(bareExponent ?? exponent) - (point === "" ? decimals : 0);
  return Number(`${sign}${whole}.${fraction}e${power}`);
}

/** Beyond the standard, but written. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Infinity],
  ["+inf", Infinity],
  ["-inf", -Infinity],
]);
