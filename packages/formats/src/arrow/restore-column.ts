import {
  type ArrowType,
  type Column,
  type DecimalType,
  describeArrowType,
  type IntLayout,
  type IntValues,
  isValid,
  numberToHalf,
  parseDate,
  parseDecimal,
  parseTimeOfDay,
  parseTimestampAt,
  parseUuid,
  TIME_DIGITS,
  type Utf8Column,
  valueAt,
} from "@armillary/columns";
import { ArrowFormatError } from "./errors.ts";
import type { BytesColumn, IpcColumn } from "./ipc/batch-message.ts";

/** Where a column is from, for errors. */
export interface Place {
  readonly column: string;
  /** Rows of the table before those of the column; undefined for items of lists. */
  readonly rowsBefore?: number;
}

/**
 * A column with its values as those of an Arrow type, for which they stand (see `standsFor`): at the bottom of lists, too.
 * @throws ArrowFormatError code ARROW_VALUE for a value that the type does not have exactly
 */
export function restoreColumn(column: IpcColumn, type: ArrowType, place: Place): IpcColumn {
  switch (column.kind) {
    case "list": {
      const { item } = column;
      if (type.kind !== "binary" || item.kind !== "int") {
        return { ...column, item: restoreColumn(item, type, { column: place.column }) };
      }
      const { offsets, length, nulls, validity } = column;
      const bytes = bytesOf(item, type, place);
      return { kind: "utf8", length, nulls, ...(validity !== undefined && { validity }), offsets, bytes };
    }
    case "fixed": {
      const { item } = column;
      if (type.kind !== "fixedBinary" || item.kind !== "int") {
        return { ...column, item: restoreColumn(item, type, { column: place.column }) };
      }
      const { length, nulls, validity } = column;
      // A null list has items, and those may be null.
      const bytes = nulls === 0 ? bytesOf(item, type, place) : bytesWhereValid(column, item, type, place);
      return { kind: "bytes", length, nulls, ...(validity !== undefined && { validity }), bytes };
    }
    case "int":
      return type.kind === "int" ? restoreInts(column, type, place) : column;
    case "float":
      return type.kind === "half" ? restoreHalves(column, type, place) : column;
    case "utf8":
      if (type.kind === "decimal") return restoreDecimals(column, type, place);
      return type.kind === "uuid" ? restoreUuids(column, type, place) : restoreTimes(column, type, place);
    default:
      return column;
  }
}

type Ints = Column & { readonly kind: "int" };
type Floats = Column & { readonly kind: "float" };

function bytesOf(item: Ints, type: ArrowType, place: Place): Uint8Array {
  if (item.nulls > 0) throw noValue("a byte that is null", type, place);
  return item.values.subarray(0, item.length) as Uint8Array;
}

function bytesWhereValid(
  column: IpcColumn & { readonly kind: "fixed" },
  item: Ints,
  type: ArrowType,
  place: Place,
): Uint8Array {
  const { size, length, validity } = column;
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue;
    for (let index = row * size; index < (row + 1) * size; index++) {
      if (!isValid(item.validity, index)) throw noValue("a byte that is null", type, place, row);
    }
  }
  return item.values.subarray(0, length * size) as Uint8Array;
}

const INT_ARRAYS = {
  8: [Int8Array, Uint8Array],
  16: [Int16Array, Uint16Array],
  32: [Int32Array, Uint32Array],
  64: [BigInt64Array, BigUint64Array],
} as const;

function restoreInts(column: Ints, type: IntLayout, place: Place): Ints {
  const arrayType = INT_ARRAYS[type.bits][type.signed ? 0 : 1] as new (length: number) => IntValues;
  const { values, length, validity } = column;
  if (values.constructor === arrayType) return column;
  const restored = new arrayType(length);
  const wide = restored instanceof BigInt64Array || restored instanceof BigUint64Array;
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue;
    const value = values[row] as number | bigint;
    const kept = wide ? BigInt(value) : Number(value);
    restored[row] = kept;
    // What does not fit comes back as something else.
    if (restored[row] !== kept) throw noValue(`${value}`, type, place, row);
  }
  return { ...column, values: restored };
}

function restoreHalves({ values, ...column }: Floats, type: ArrowType, place: Place): Ints {
  const { length, validity } = column;
  const halves = new Uint16Array(length);
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue;
    const value = values[row] as number;
    const half = numberToHalf(value);
    if (half === undefined) throw noValue(`${value}`, type, place, row);
    halves[row] = half;
  }
  return { ...column, kind: "int", values: halves };
}

function restoreTimes(column: Utf8Column, type: ArrowType, place: Place): Ints {
  const parse = timeParser(type);
  const { length, nulls, validity } = column;
  const narrow = (type.kind === "date" && type.unit === "day") || (type.kind === "time" && TIME_DIGITS[type.unit] <= 3);
  const values = narrow ? new Int32Array(length) : new BigInt64Array(length);
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue;
    const value = parse(column, row);
    if (value === undefined || value !== BigInt.asIntN(narrow ? 32 : 64, value)) {
      throw noValue(`"${valueAt(column, row)}"`, type, place, row);
    }
    values[row] = narrow ? Number(value) : value;
  }
  return { kind: "int", length, nulls, ...(validity !== undefined && { validity }), values };
}

function timeParser(type: ArrowType): (column: Utf8Column, row: number) => bigint | undefined {
  const textAt = (column: Utf8Column, row: number): string => valueAt(column, row) as string;
  switch (type.kind) {
    case "date":
      if (type.unit === "day") return (column, row) => parseDate(textAt(column, row));
      // Milliseconds of a date are printed as those of a timestamp.
      return (column, row) => parseTimestampAt(column, row, 3, "");
    case "time":
      return (column, row) => parseTimeOfDay(textAt(column, row), TIME_DIGITS[type.unit]);
    case "timestamp": {
      const digits = TIME_DIGITS[type.unit];
      const mark = type.zone === "" ? "" : "Z";
      return (column, row) => parseTimestampAt(column, row, digits, mark);
    }
    default:
      return () => undefined;
  }
}

function restoreDecimals(column: Utf8Column, type: DecimalType, place: Place): BytesColumn {
  const { length, nulls, validity } = column;
  const words = type.bits / 64;
  const values = new BigUint64Array(length * words);
  const most = 10n ** BigInt(type.precision);
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue;
    const text = valueAt(column, row) as string;
    const value = parseDecimal(text, type.scale);
    if (value === undefined || value >= most || value <= -most) throw noValue(`"${text}"`, type, place, row);
    // Two's complement, the least significant word first.
    for (let word = 0; word < words; word++) values[row * words + word] = value >> BigInt(word * 64);
  }
  const bytes = new Uint8Array(values.buffer);
  return { kind: "bytes", length, nulls, ...(validity !== undefined && { validity }), bytes };
}

function restoreUuids(column: Utf8Column, type: ArrowType, place: Place): BytesColumn {
  const { length, nulls, validity } = column;
  const bytes = new Uint8Array(length * 16);
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue;
    const text = valueAt(column, row) as string;
    const uuid = parseUuid(text);
    if (uuid === undefined) throw noValue(`"${text}"`, type, place, row);
    bytes.set(uuid, row * 16);
  }
  return { kind: "bytes", length, nulls, ...(validity !== undefined && { validity }), bytes };
}

function noValue(what: string, type: ArrowType, place: Place, index?: number): ArrowFormatError {
  const { column, rowsBefore } = place;
  const row = index === undefined || rowsBefore === undefined ? undefined : rowsBefore + index;
  const where = `Column "${column}"${row === undefined ? "" : `, row ${row}`}`;
  return new ArrowFormatError(
    "ARROW_VALUE",
    `${where}: ${what} is no value of ${describeArrowType(type)}, the type that the column had in Arrow.`,
    { column, ...(row !== undefined && { row }) },
  );
}
