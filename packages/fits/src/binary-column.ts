import type { Datatype, Field, FieldMeta, IntLayout, Layout } from "@armillary/columns";
import { describeColumn } from "./column-description.ts";
import type { DiagnosticLog } from "./diagnostics.ts";
import { FitsError } from "./errors.ts";
import type { FitsHeader } from "./header.ts";
import { columnScaling, offsetOf, parseScaling, type Scaling, STORED_INTEGERS } from "./scaling.ts";
import { cellBytes, MOST_AXES, parseTdim, parseTform, type Tform, type TformCode } from "./tform.ts";

/** A column of a binary table: what it means, and where and how it is stored. */
export interface BinaryColumn {
  readonly field: Field;
  readonly form: Tform;
  /** Bytes from the start of the row. */
  readonly offset: number;
  readonly scaling: Scaling;
  /** The stored integer that is null. */
  readonly nullValue: bigint | undefined;
  /**
   * Axes of a cell of fixed shape, the fastest first; without the characters of strings and the parts of complex values. Of
   * arrays of variable length the fixed axes inside of the open one, which the description alone tells of.
   */
  readonly axes: readonly number[];
  /** Characters of one string where a cell has several. */
  readonly stringWidth: number | undefined;
}

/**
 * Reads column `n` from 1 of a binary table's header.
 * @param metadata - a description that replaces the header's
 * @throws FitsError FITS_TABLE when TFORM is missing or none
 * @see FITS 4.0, section 7.3
 */
export function parseBinaryColumn(
  header: FitsHeader,
  n: number,
  offset: number,
  metadata: FieldMeta | undefined,
  diagnostics: DiagnosticLog,
): BinaryColumn {
  const written = header.get(`TFORM${n}`);
  const form = typeof written === "string" ? parseTform(written) : undefined;
  if (form === undefined) {
    const found = written === undefined ? "is missing" : `= '${written}' is no format of a binary table`;
    throw new FitsError("FITS_TABLE", `TFORM${n} ${found}`, { keyword: `TFORM${n}` });
  }
  const scaling = scalingOf(header, n, form.code, diagnostics);
  const { axes, stringWidth } = cellShape(header, n, form, metadata, diagnostics);
  const tnull = nullOf(header, n, form.code, scaling, metadata, diagnostics);
  const field = describeColumn(header, n, metadata, diagnostics, {
    datatype: datatypeOf(form.code, scaling),
    ...arraysizeOf(form, axes, stringWidth),
    ...(tnull === undefined || scaling.kind === "linear" ? {} : { null: physicalText(tnull, form.code, scaling) }),
    layout: layoutOf(form, scaling, axes),
  });
  return { field, form, offset, scaling, nullValue: tnull, axes, stringWidth };
}

export function endOf(column: BinaryColumn): number {
  return column.offset + cellBytes(column.form);
}

function scalingOf(header: FitsHeader, n: number, code: TformCode, diagnostics: DiagnosticLog): Scaling {
  const scaling = parseScaling(header, columnScaling(n), code);
  if (scaling === undefined) {
    throw new FitsError("FITS_TABLE", `TSCAL${n} or TZERO${n} is no number`, { keyword: `TSCAL${n}` });
  }
  if (scaling.kind === "none" || !"AXL".includes(code)) return scaling;
  diagnostics.add("W-FITS-SCALE", `TSCAL${n} and TZERO${n} mean nothing for TFORM ${code}`);
  return { kind: "none" };
}

function cellShape(
  header: FitsHeader,
  n: number,
  form: Tform,
  metadata: FieldMeta | undefined,
  diagnostics: DiagnosticLog,
): { axes: readonly number[]; stringWidth: number | undefined } {
  if (form.descriptor !== undefined && form.repeat > 0 && form.code !== "A") {
    return { axes: innerAxes(metadata?.arraysize), stringWidth: undefined };
  }
  if (form.descriptor !== undefined || form.repeat === 0) return { axes: [], stringWidth: undefined };
  const tdim = header.get(`TDIM${n}`);
  const sizes = typeof tdim === "string" ? parseTdim(tdim) : undefined;
  if (sizes !== undefined && sizes.reduce((product, size) => product * size, 1) === form.repeat) {
    if (form.code !== "A") return { axes: sizes, stringWidth: undefined };
    const [width, ...axes] = sizes;
    return { axes, stringWidth: axes.length === 0 ? undefined : width };
  }
  if (tdim !== undefined) diagnostics.add("W-FITS-TDIM", `TDIM${n} = '${tdim}' does not go with ${form.repeat} values`);
  if (form.substring !== undefined) {
    return { axes: [Math.floor(form.repeat / form.substring)], stringWidth: form.substring };
  }
  return { axes: form.code === "A" || form.repeat === 1 ? [] : [form.repeat], stringWidth: undefined };
}

/** The axes of `3x2x*` inside of the open one. */
function innerAxes(arraysize: string | undefined): readonly number[] {
  const inner = /^\s*((?:\d+x)+)\d*\*\s*$/.exec(arraysize ?? "")?.[1];
  const sizes = inner?.slice(0, -1).split("x").map(Number) ?? [];
  return sizes.length > MOST_AXES || sizes.includes(0) ? [] : sizes;
}

function nullOf(
  header: FitsHeader,
  n: number,
  code: TformCode,
  scaling: Scaling,
  metadata: FieldMeta | undefined,
  diagnostics: DiagnosticLog,
): bigint | undefined {
  const tnull = header.get(`TNULL${n}`);
  const stored = STORED_INTEGERS[code];
  if (tnull !== undefined) {
    const value = typeof tnull === "bigint" || Number.isInteger(tnull) ? BigInt(tnull as number | bigint) : undefined;
    const most = stored === undefined ? 0n : stored.least + (1n << BigInt(stored.bits)) - 1n;
    if (stored !== undefined && value !== undefined && value >= stored.least && value <= most) return value;
    diagnostics.add("W-FITS-TNULL", `TNULL${n} = ${String(tnull)} is no value that TFORM ${code} stores`);
    return undefined;
  }
  if (stored === undefined || scaling.kind === "linear") return undefined;
  const declared = metadata?.values?.find((values) => values.null !== undefined)?.null?.trim() ?? "";
  if (!/^(?:[+-]?\d+|0x[\da-f]+)$/i.test(declared)) return undefined;
  return BigInt(declared.replace("+", "")) - (scaling.kind === "offset" ? offsetOf(code) : 0n);
}

function physicalText(stored: bigint, code: TformCode, scaling: Scaling): string {
  return String(scaling.kind === "offset" ? stored + offsetOf(code) : stored);
}

const DATATYPE: Readonly<Record<TformCode, Datatype>> = {
  L: "boolean",
  X: "bit",
  B: "unsignedByte",
  I: "short",
  J: "int",
  K: "long",
  A: "char",
  E: "float",
  D: "double",
  C: "floatComplex",
  M: "doubleComplex",
};

/** Unsigned integers go to the next wider datatype, as VOTable has no unsigned ones; 64 bits stay `long`. */
const OFFSET_DATATYPE: Readonly<Partial<Record<TformCode, Datatype>>> = { B: "short", I: "int", J: "long", K: "long" };

function datatypeOf(code: TformCode, scaling: Scaling): Datatype {
  if (scaling.kind === "offset") return OFFSET_DATATYPE[code] ?? DATATYPE[code];
  if (scaling.kind === "linear") return code === "C" || code === "M" ? "doubleComplex" : "double";
  return DATATYPE[code];
}

function arraysizeOf(form: Tform, axes: readonly number[], stringWidth: number | undefined): { arraysize?: string } {
  if (form.descriptor !== undefined && form.repeat === 1) {
    const inner = axes.reduce((product, size) => product * size, 1);
    const most = form.max === undefined ? "" : Math.ceil(form.max / inner);
    return { arraysize: [...axes, `${most}*`].join("x") };
  }
  if (form.repeat === 0) return { arraysize: "*" };
  if (form.code === "A") return { arraysize: [stringWidth ?? form.repeat, ...axes].join("x") };
  return axes.length === 0 ? {} : { arraysize: axes.join("x") };
}

function layoutOf(form: Tform, scaling: Scaling, axes: readonly number[]): Layout {
  let layout = leafLayout(form.code, scaling);
  if (isComplex(form.code)) layout = { kind: "fixed", size: 2, item: layout };
  for (const size of axes) layout = { kind: "fixed", size, item: layout };
  const isOpen = (form.descriptor !== undefined || form.repeat === 0) && form.code !== "A";
  return isOpen ? { kind: "list", item: layout } : layout;
}

export function isComplex(code: TformCode): boolean {
  return code === "C" || code === "M";
}

function leafLayout(code: TformCode, scaling: Scaling): Layout {
  if (code === "A") return { kind: "utf8" };
  if (code === "L" || code === "X") return { kind: "bool" };
  if (scaling.kind === "linear") return { kind: "float", bits: 64 };
  const stored = STORED_INTEGERS[code];
  if (stored === undefined) return { kind: "float", bits: code === "E" || code === "C" ? 32 : 64 };
  const flipped = scaling.kind === "offset";
  return { kind: "int", bits: stored.bits, signed: (code === "B") === flipped } satisfies IntLayout;
}
