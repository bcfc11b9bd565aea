import type { ArrowType, Layout } from "@armillary/columns";
import { halfToNumber, printDate, printDecimal, printTimeOfDay, printTimestamp, printUuid } from "@armillary/columns";
import type { SchemaElement } from "hyparquet";

/** A value as the file has it: numbers, 64-bit integers, bytes. */
export type RawValue = number | bigint | Uint8Array;

/** How the values of a primitive column become those of a layout. */
export interface Leaf {
  readonly layout: Layout;
  /** For values that are not taken as they are: what `layout` wants, text as text or as its bytes. */
  readonly convert?: (raw: RawValue) => number | string;
  /** Of timestamps in 64 bits, which a column is printed of as a whole: decimals of a second, and what is behind them. */
  readonly ticks?: { readonly digits: 3 | 6 | 9; readonly mark: "Z" | "" };
  /** The type in Arrow, where a VOTable has none such. */
  readonly arrowType?: ArrowType;
  /** What the type implies and VOTable says with an attribute. */
  readonly xtype?: string;
  /** Code of the diagnostic and what is to be said. */
  readonly remark?: readonly [code: string, message: string];
}

const UTF8: Layout = { kind: "utf8" };
const int = (bits: 8 | 16 | 32 | 64, signed: boolean): Layout => ({ kind: "int", bits, signed });
const BYTE = int(8, false);
const UNITS = { MILLIS: "ms", MICROS: "us", NANOS: "ns" } as const;
const DIGITS = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const;

/** The leaf of a primitive type with its annotations (Parquet format, "Logical Types"); undefined for one without a place. */
export function leafOfElement(element: SchemaElement): Leaf | undefined {
  return logicalLeaf(element) ?? physicalLeaf(element);
}

function physicalLeaf({ type, type_length }: SchemaElement): Leaf | undefined {
  switch (type) {
    case "BOOLEAN":
      return { layout: { kind: "bool" } };
    case "INT32":
      return { layout: int(32, true) };
    case "INT64":
      return { layout: int(64, true) };
    case "INT96":
      return {
        layout: UTF8,
        arrowType: { kind: "timestamp", unit: "ns", zone: "" },
        xtype: "timestamp",
        convert: (raw) => printTimestamp(nanosOfInt96(raw as Uint8Array), 9),
      };
    case "FLOAT":
      return { layout: { kind: "float", bits: 32 } };
    case "DOUBLE":
      return { layout: { kind: "float", bits: 64 } };
    case "BYTE_ARRAY":
      return { layout: { kind: "list", item: BYTE }, arrowType: { kind: "binary" } };
    case "FIXED_LEN_BYTE_ARRAY": {
      const size = type_length ?? 0;
      return { layout: { kind: "fixed", size, item: BYTE }, arrowType: { kind: "fixedBinary", bytes: size } };
    }
    default:
      return undefined;
  }
}

/** Older files have a converted type alone, newer ones both: the logical type says more. */
function logicalLeaf(element: SchemaElement): Leaf | undefined {
  const { logical_type: logical, converted_type: converted, type } = element;
  switch (logical?.type) {
    case "STRING":
    case "ENUM":
    case "JSON":
    case "NULL":
      return { layout: UTF8 };
    case "UUID":
      return {
        layout: UTF8,
        arrowType: { kind: "uuid" },
        xtype: "uuid",
        convert: (raw) => printUuid(raw as Uint8Array),
      };
    case "FLOAT16":
      return {
        layout: { kind: "float", bits: 32 },
        arrowType: { kind: "half" },
        convert: (raw) => halfOf(raw as Uint8Array),
      };
    case "DECIMAL":
      return decimalLeaf(logical.scale, logical.precision);
    case "DATE":
      return dateLeaf();
    case "TIME":
      return timeLeaf(logical.unit);
    case "TIMESTAMP":
      return timestampLeaf(logical.unit, logical.isAdjustedToUTC);
    case "INTEGER":
      return integerLeaf(logical.bitWidth, logical.isSigned);
  }
  switch (converted) {
    case "UTF8":
    case "ENUM":
    case "JSON":
      return { layout: UTF8 };
    case "DECIMAL":
      return decimalLeaf(element.scale ?? 0, element.precision ?? 38);
    case "DATE":
      return dateLeaf();
    case "TIME_MILLIS":
      return timeLeaf("MILLIS");
    case "TIME_MICROS":
      return timeLeaf("MICROS");
    case "TIMESTAMP_MILLIS":
      return timestampLeaf("MILLIS", true);
    case "TIMESTAMP_MICROS":
      return timestampLeaf("MICROS", true);
    case "INTERVAL":
      return type === "FIXED_LEN_BYTE_ARRAY" ? { layout: { kind: "fixed", size: 12, item: BYTE } } : undefined;
  }
  const [, sign, bits] = /^(U?)INT_(\d+)$/.exec(converted ?? "") ?? [];
  return bits === undefined ? undefined : integerLeaf(Number(bits), sign === "");
}

function integerLeaf(bits: number, signed: boolean): Leaf | undefined {
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) return undefined;
  // Unsigned values lie in the file as signed ones of the same bits; typed arrays turn them by themselves.
  const layout = int(bits, signed);
  if (bits !== 64 || signed) return { layout };
  const message = "unsigned 64-bit integers over 9223372036854775807 have no datatype in a VOTable.";
  return { layout, remark: ["W-PARQUET-UINT64", message] };
}

function decimalLeaf(scale: number, precision: number): Leaf {
  return {
    layout: UTF8,
    arrowType: { kind: "decimal", precision, scale, bits: precision <= 38 ? 128 : 256 },
    convert: (raw) => printDecimal(raw instanceof Uint8Array ? bigEndian(raw) : integer(raw), scale),
    remark: ["W-PARQUET-DECIMAL-TEXT", "decimals are kept as decimal text, which has every digit."],
  };
}

function dateLeaf(): Leaf {
  const arrowType = { kind: "date", unit: "day" } as const;
  return { layout: UTF8, arrowType, xtype: "timestamp", convert: (raw) => printDate(integer(raw)) };
}

function timeLeaf(parquetUnit: keyof typeof UNITS): Leaf {
  const unit = UNITS[parquetUnit];
  const digits = DIGITS[parquetUnit];
  return { layout: UTF8, arrowType: { kind: "time", unit }, convert: (raw) => printTimeOfDay(integer(raw), digits) };
}

function timestampLeaf(parquetUnit: keyof typeof UNITS, utc: boolean): Leaf {
  const digits = DIGITS[parquetUnit];
  return {
    layout: UTF8,
    arrowType: { kind: "timestamp", unit: UNITS[parquetUnit], zone: utc ? "UTC" : "" },
    xtype: "timestamp",
    ticks: { digits, mark: utc ? "Z" : "" },
  };
}

function integer(raw: RawValue): bigint {
  return BigInt(raw as number | bigint);
}

/** Two's complement, most significant byte first. */
function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

/**
 * Nanoseconds since 1970 from those of the day, in 64 bits, and the Julian day number, in 32: how Impala and Hive kept
 * time.
 */
function nanosOfInt96(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const days = BigInt(view.getInt32(8, true)) - 2_440_588n;
  return days * 86_400_000_000_000n + view.getBigInt64(0, true);
}

function halfOf(bytes: Uint8Array): number {
  return halfToNumber((bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8));
}
