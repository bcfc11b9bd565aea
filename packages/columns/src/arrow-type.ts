import type { IntLayout, Layout } from "./layout.ts";

export type TimeUnit = "s" | "ms" | "us" | "ns";

/** The Arrow types of single values that a column here does not have in that form: text, or a wider number, stands for them. */
export type ArrowType =
  | IntLayout
  | { readonly kind: "half" }
  | { readonly kind: "date"; readonly unit: "day" | "ms" }
  | { readonly kind: "time"; readonly unit: TimeUnit }
  /** `zone` is empty for times on no known clock. */
  | { readonly kind: "timestamp"; readonly unit: TimeUnit; readonly zone: string }
  | { readonly kind: "duration"; readonly unit: TimeUnit }
  | DecimalType
  | { readonly kind: "binary" }
  | { readonly kind: "fixedBinary"; readonly bytes: number }
  /** The extension type `arrow.uuid`. */
  | { readonly kind: "uuid" };

export interface DecimalType {
  readonly kind: "decimal";
  readonly precision: number;
  readonly scale: number;
  readonly bits: 128 | 256;
}

const INTS: Readonly<Record<string, IntLayout>> = {
  c: { kind: "int", bits: 8, signed: true },
  C: { kind: "int", bits: 8, signed: false },
  s: { kind: "int", bits: 16, signed: true },
  S: { kind: "int", bits: 16, signed: false },
  i: { kind: "int", bits: 32, signed: true },
  I: { kind: "int", bits: 32, signed: false },
  l: { kind: "int", bits: 64, signed: true },
  L: { kind: "int", bits: 64, signed: false },
};
const UNITS: Readonly<Record<string, TimeUnit>> = { s: "s", m: "ms", u: "us", n: "ns" };

const UUID_NAME = "arrow.uuid";

/** Digits behind the second in each unit. */
export const TIME_DIGITS: Readonly<Record<TimeUnit, 0 | 3 | 6 | 9>> = { s: 0, ms: 3, us: 6, ns: 9 };

/** The type as the format string of the Arrow C data interface: `S`, `tsu:UTC`, `d:10,2`; an extension type by its name. */
export function printArrowType(type: ArrowType): string {
  switch (type.kind) {
    case "int": {
      const letter = { 8: "c", 16: "s", 32: "i", 64: "l" }[type.bits];
      return type.signed ? letter : letter.toUpperCase();
    }
    case "half":
      return "e";
    case "date":
      return type.unit === "day" ? "tdD" : "tdm";
    case "time":
      return `tt${type.unit[0]}`;
    case "timestamp":
      return `ts${type.unit[0]}:${type.zone}`;
    case "duration":
      return `tD${type.unit[0]}`;
    case "decimal":
      return `d:${type.precision},${type.scale}${type.bits === 128 ? "" : `,${type.bits}`}`;
    case "binary":
      return "z";
    case "fixedBinary":
      return `w:${type.bytes}`;
    case "uuid":
      return UUID_NAME;
  }
}

/** The way back; undefined for a format string of another type, or none. */
export function parseArrowType(format: string): ArrowType | undefined {
  const int = Object.hasOwn(INTS, format) ? INTS[format] : undefined;
  if (int !== undefined) return int;
  if (format === UUID_NAME) return { kind: "uuid" };
  if (format === "e") return { kind: "half" };
  if (format === "z") return { kind: "binary" };
  if (format === "tdD" || format === "tdm") return { kind: "date", unit: format === "tdD" ? "day" : "ms" };
  const [, what, letter = "", zone] = /^t([tsD])([smun])(?::(.*))?$/.exec(format) ?? [];
  const unit = UNITS[letter];
  if (unit !== undefined) {
    if (what === "s") return zone === undefined ? undefined : { kind: "timestamp", unit, zone };
    if (zone !== undefined) return undefined;
    return { kind: what === "t" ? "time" : "duration", unit };
  }
  const [, precision, scale, bits = "128"] = /^d:(\d+),(-?\d+)(?:,(128|256))?$/.exec(format) ?? [];
  if (precision !== undefined) {
    const digits = Number(precision);
    const most = bits === "128" ? 38 : 76;
    if (digits < 1 || digits > most || Math.abs(Number(scale)) > most) return undefined;
    return { kind: "decimal", precision: digits, scale: Number(scale), bits: bits === "128" ? 128 : 256 };
  }
  const [, bytes] = /^w:(\d{1,9})$/.exec(format) ?? [];
  return bytes === undefined ? undefined : { kind: "fixedBinary", bytes: Number(bytes) };
}

/** For people: `timestamp[us, UTC]`, `decimal128(10, 2)`, `uint16`. */
export function describeArrowType(type: ArrowType): string {
  switch (type.kind) {
    case "int":
      return `${type.signed ? "" : "u"}int${type.bits}`;
    case "half":
      return "float16";
    case "date":
      return type.unit === "day" ? "date32" : "date64";
    case "time":
      return `time${type.unit === "s" || type.unit === "ms" ? 32 : 64}[${type.unit}]`;
    case "timestamp":
      return `timestamp[${type.unit}${type.zone === "" ? "" : `, ${type.zone}`}]`;
    case "duration":
      return `duration[${type.unit}]`;
    case "decimal":
      return `decimal${type.bits}(${type.precision}, ${type.scale})`;
    case "binary":
      return "binary";
    case "fixedBinary":
      return `fixed_size_binary[${type.bytes}]`;
    case "uuid":
      return "uuid";
  }
}

/** Whether values of `layout` are the form that values of `type` have in a column: text for a timestamp, bytes for binary. */
export function standsFor(layout: Layout, type: ArrowType): boolean {
  switch (type.kind) {
    case "int":
      return layout.kind === "int";
    case "half":
      return layout.kind === "float";
    case "duration":
      return layout.kind === "int" && layout.bits === 64 && layout.signed;
    case "binary":
      return layout.kind === "list" && isByte(layout.item);
    case "fixedBinary":
      return layout.kind === "fixed" && layout.size === type.bytes && isByte(layout.item);
    default:
      return layout.kind === "utf8";
  }
}

function isByte(layout: Layout): boolean {
  return layout.kind === "int" && layout.bits === 8 && !layout.signed;
}
