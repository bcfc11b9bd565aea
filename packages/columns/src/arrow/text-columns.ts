import {
  type Data,
  type DataType,
  type Date_,
  DateUnit,
  type Decimal,
  type Time,
  type Timestamp,
  TimeUnit,
  DataType as Types,
} from "apache-arrow";
import type { Column, FixedColumn } from "../column.ts";
import { createColumnWriter } from "../column-writer.ts";
import { printDate, printDecimal, printTimeOfDay, printTimestamp } from "../number-text.ts";
import { printTimestamps } from "../timestamp-column.ts";
import { printUuid } from "../uuid-text.ts";
import { isValid } from "../validity.ts";
import type { ColumnBase } from "./byte-columns.ts";

type TextLike = Date_ | Time | Timestamp | Decimal;

/** Types whose values are numbers that only text says without loss. */
export function hasTextForm(type: DataType): type is TextLike {
  return Types.isDate(type) || Types.isTime(type) || Types.isTimestamp(type) || Types.isDecimal(type);
}

/** Dates, times, timestamps and decimals as text. */
export function textColumn(data: Data, type: TextLike, base: ColumnBase): Column {
  if (Types.isTimestamp(type)) {
    // Arrow keeps every timestamp that has a time zone in UTC; one that has none is on no known clock.
    const mark = type.timezone ? "Z" : "";
    return printTimestamps(data.values as BigInt64Array, base, DIGITS[type.unit], mark);
  }
  const print = printerOf(data, type);
  const writer = createColumnWriter({ kind: "utf8" });
  for (let row = 0; row < base.length; row++) writer.append(data.getValid(row) ? print(row) : null);
  return writer.take();
}

/** UUIDs as text. */
export function uuidColumn({ length, validity, item }: FixedColumn): Column {
  const writer = createColumnWriter({ kind: "utf8" });
  const bytes = item.kind === "int" ? (item.values as Uint8Array) : new Uint8Array(length * 16);
  for (let row = 0; row < length; row++) {
    writer.append(isValid(validity, row) ? printUuid(bytes.subarray(row * 16, row * 16 + 16)) : null);
  }
  return writer.take();
}

const DIGITS: Readonly<Record<TimeUnit, 0 | 3 | 6 | 9>> = {
  [TimeUnit.SECOND]: 0,
  [TimeUnit.MILLISECOND]: 3,
  [TimeUnit.MICROSECOND]: 6,
  [TimeUnit.NANOSECOND]: 9,
};

function printerOf(data: Data, type: Exclude<TextLike, Timestamp>): (row: number) => string {
  if (Types.isDecimal(type)) {
    const words = data.values as Uint32Array;
    const wordsEach = type.bitWidth / 32;
    return (row) => printDecimal(signedInteger(words, row * wordsEach, wordsEach), type.scale);
  }
  const values = data.values as Int32Array | BigInt64Array;
  const valueAt = (row: number): bigint => BigInt(values[row] as number | bigint);
  if (Types.isDate(type)) {
    return type.unit === DateUnit.DAY ? (row) => printDate(valueAt(row)) : (row) => printTimestamp(valueAt(row), 3);
  }
  const digits = DIGITS[type.unit];
  return (row) => printTimeOfDay(valueAt(row), digits);
}

/** Two's complement of `count` little-endian 32-bit words. */
function signedInteger(words: Uint32Array, start: number, count: number): bigint {
  let value = 0n;
  for (let word = count - 1; word >= 0; word--) value = (value << 32n) | BigInt(words[start + word] as number);
  return BigInt.asIntN(count * 32, value);
}
