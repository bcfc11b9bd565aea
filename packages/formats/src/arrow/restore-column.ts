import {
  type ArrowType,
  bitBytes,
  type Column,
  clearBit,
  type DecimalType,
  describeArrowType,
  type FixedColumn,
  type IntLayout,
  type IntValues,
  isValid,
  numberToHalf,
  parseDate,
  parseDecimal,
  parseTimeOfDay,
  parseTimestamp,
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
      return restoreFixedBytes({ ...column, item }, type, place);
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

function restoreFixedBytes(
  column: Omit<FixedColumn, "item"> & { readonly item: Ints },
  type: ArrowType,
  place: Place,
): BytesColumn {
  const { size, length, item } = column;
  const nulls = new NullsToBe(column);
  if (item.nulls > 0) {
    for (let row = 0; row < length; row++) {
      if (!isValid(column.validity, row)) continue;
      let there = 0;
      for (let index = row * size; index < (row + 1) * size; index++) if (isValid(item.validity, index)) there++;
      // What has no null of its own says it with nulls alone.
      if (there === 0 && size > 0) nulls.add(row);
      else if (there < size) throw noValue("a byte that is null", type, place, row);
    }
  }
  return { kind: "bytes", length, ...nulls.validity, bytes: item.values.subarray(0, length * size) as Uint8Array };
}

/** The nulls of a column, and those found on the way. */
class NullsToBe {
  readonly #length: number;
  #nulls: number;
  #validity: Uint8Array | undefined;
  #copied = false;

  constructor({ length, nulls, validity }: Pick<Utf8Column, "length" | "nulls" | "validity">) {
    this.#length = length;
    this.#nulls = nulls;
    this.#validity = validity;
  }

  add(row: number): void {
    if (!this.#copied) this.#validity = this.#validity?.slice() ?? new Uint8Array(bitBytes(this.#length)).fill(0xff);
    this.#copied = true;
    clearBit(this.#validity as Uint8Array, row);
    this.#nulls++;
  }

  get validity(): { readonly nulls: number; readonly validity?: Uint8Array } {
    return { nulls: this.#nulls, ...(this.#validity !== undefined && { validity: this.#validity }) };
  }
}

/**
 * Takes each text of a column by `read`; one that is not taken, without the blanks behind it, with which a VOTable fills up
 * strings in arrays. Nothing but blanks stands for a null there, and for no value of any of the types.
 * @returns the nulls of the result
 */
function readTexts<Value>(
  column: Utf8Column,
  type: ArrowType,
  place: Place,
  read: (text: string) => Value | undefined,
  set: (row: number, value: Value) => void,
  readAt: (row: number) => Value | undefined = () => undefined,
): { readonly nulls: number; readonly validity?: Uint8Array } {
  const nulls = new NullsToBe(column);
  for (let row = 0; row < column.length; row++) {
    if (!isValid(column.validity, row)) continue;
    let value = readAt(row);
    if (value === undefined) {
      const text = (valueAt(column, row) as string).replace(/ +$/, "");
      if (text === "") {
        nulls.add(row);
        continue;
      }
      value = read(text);
      if (value === undefined) throw noValue(`"${text}"`, type, place, row);
    }
    set(row, value);
  }
  return nulls.validity;
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
  const { length } = column;
  const narrow = (type.kind === "date" && type.unit === "day") || (type.kind === "time" && TIME_DIGITS[type.unit] <= 3);
  const values = narrow ? new Int32Array(length) : new BigInt64Array(length);
  const bits = narrow ? 32 : 64;
  const inRange = (value: bigint | undefined): bigint | undefined =>
    value !== undefined && value === BigInt.asIntN(bits, value) ? value : undefined;
  const { read, readAt } = timeReader(column, type);
  const nulls = readTexts(
    column,
    type,
    place,
    (text) => inRange(read(text)),
    (row, value) => {
      values[row] = narrow ? Number(value) : value;
    },
    readAt && ((row) => inRange(readAt(row))),
  );
  return { kind: "int", length, ...nulls, values };
}

interface TimeReader {
  read(text: string): bigint | undefined;
  /** The same without making a text of the usual ones. */
  readonly readAt?: (row: number) => bigint | undefined;
}

function timeReader(column: Utf8Column, type: ArrowType): TimeReader {
  switch (type.kind) {
    case "date":
      if (type.unit === "day") return { read: parseDate };
      // Milliseconds of a date are printed as those of a timestamp.
      return { read: (text) => parseTimestamp(text, 3) };
    case "time":
      return { read: (text) => parseTimeOfDay(text, TIME_DIGITS[type.unit]) };
    case "timestamp": {
      const digits = TIME_DIGITS[type.unit];
      const mark = type.zone === "" ? "" : "Z";
      return {
        read: (text) =>
          text.endsWith(mark) ? parseTimestamp(text.slice(0, text.length - mark.length), digits) : undefined,
        readAt: (row) => parseTimestampAt(column, row, digits, mark),
      };
    }
    default:
      return { read: () => undefined };
  }
}

function restoreDecimals(column: Utf8Column, type: DecimalType, place: Place): BytesColumn {
  const { length } = column;
  const words = type.bits / 64;
  const values = new BigUint64Array(length * words);
  const most = 10n ** BigInt(type.precision);
  const read = (text: string): bigint | undefined => {
    const value = parseDecimal(text, type.scale);
    return value === undefined || value >= most || value <= -most ? undefined : value;
  };
  const nulls = readTexts(column, type, place, read, (row, value) => {
    // Two's complement, the least significant word first.
    for (let word = 0; word < words; word++) values[row * words + word] = value >> BigInt(word * 64);
  });
  return { kind: "bytes", length, ...nulls, bytes: new Uint8Array(values.buffer) };
}

function restoreUuids(column: Utf8Column, type: ArrowType, place: Place): BytesColumn {
  const { length } = column;
  const bytes = new Uint8Array(length * 16);
  const nulls = readTexts(column, type, place, parseUuid, (row, uuid) => bytes.set(uuid, row * 16));
  return { kind: "bytes", length, ...nulls, bytes };
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
