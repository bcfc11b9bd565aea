import type { CellValue, Datatype, FieldMeta } from "@armillary/columns";
import { type Arraysize, isScalar } from "./arraysize.ts";
import { createBinaryStringDecoder } from "./binary-strings.ts";
import { hasItemCount } from "./item-count.ts";
import { isCharacter, PRIMITIVE_BITS, valuesPerItem } from "./layout.ts";
import { nullOf } from "./null-value.ts";
import { CellReport } from "./report.ts";

/** Decodes the BINARY or BINARY2 cells of one FIELD. */
export interface BinaryCellDecoder {
  /**
   * The value of a cell that no flag makes null: as a ColumnWriter takes it, arrays flat in serialized order.
   * `undefined` where it does not decode: `report` says why, until the next call.
   * @param bytes - the bytes of the cell, all of them and no others, the count of a variable array left out
   * @param items - primitives in the cell: the count, or what the fixed shape has
   */
  decode(bytes: Uint8Array, items: number): CellValue | undefined;
  readonly report: CellReport;
}

export interface BinaryDecoderOptions {
  /**
   * Whether an empty string or array is null: yes in BINARY, which cannot tell the two apart; no in BINARY2, which
   * has a flag for null (default false).
   */
  readonly emptyIsNull?: boolean;
}

/**
 * The decoder of binary cells of `field`: big-endian, exactly. Where a faster one takes a cell, both give the same.
 *
 * Numbers equal to VALUES null are null, in arrays each by itself; a boolean is null as `?`, blank or NUL.
 * @param arraysize - the shape, parsed from the field's attribute or what the reader takes instead
 * @see VOTable 1.5, sections 5.3 to 5.5 and 6
 */
export function createBinaryDecoder(
  field: FieldMeta,
  arraysize: Arraysize,
  options: BinaryDecoderOptions = {},
): BinaryCellDecoder {
  const { datatype } = field;
  const emptyIsNull = options.emptyIsNull ?? false;
  const magic = nullOf(field)?.value;
  if (isCharacter(datatype)) return createBinaryStringDecoder(datatype, arraysize, emptyIsNull, magic);
  const report = new CellReport();
  const decodeItems = datatype === "bit" ? bitItems : itemReader(datatype, magic, report);
  const single = isScalar(arraysize) && valuesPerItem(datatype) === 1;
  return {
    report,
    decode: (bytes, items) => {
      report.clear();
      if (items === 0 && emptyIsNull) return null;
      if (!hasItemCount(items, arraysize, "elements", report)) return undefined;
      const due = Math.ceil((items * PRIMITIVE_BITS[datatype]) / 8);
      if (bytes.length !== due) return report.fail(`${due} bytes wanted, ${bytes.length} found`);
      // One bit is 0x80 by the standard and 0x08 by astropy: any that is set will do.
      if (single && datatype === "bit") return bytes[0] !== 0;
      const values = decodeItems(bytes, items);
      return values === undefined || !single ? values : values[0];
    },
  };
}

type ReadItems = (bytes: Uint8Array, items: number) => CellValue[] | undefined;

/** Most significant bit first. */
function bitItems(bytes: Uint8Array, items: number): boolean[] {
  return Array.from({ length: items }, (_, item) => (((bytes[item >> 3] ?? 0) << (item & 7)) & 0x80) !== 0);
}

function itemReader(
  datatype: Exclude<Datatype, "bit" | "char" | "unicodeChar">,
  magic: unknown,
  report: CellReport,
): ReadItems {
  const perItem = valuesPerItem(datatype);
  const size = PRIMITIVE_BITS[datatype] / 8 / perItem;
  const read = datatype === "boolean" ? booleanReader(report) : numberReader(datatype);
  // A complex number has no magic value.
  const nullValue = perItem === 2 ? undefined : magic;
  return (bytes, items) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values: CellValue[] = [];
    for (let offset = 0; offset < items * perItem * size; offset += size) {
      const value = read(view, offset);
      if (value === undefined) return undefined;
      const isNull = value === nullValue || (Number.isNaN(value) && Number.isNaN(nullValue));
      values.push(isNull ? null : value);
    }
    return values;
  };
}

type ReadItem = (view: DataView, offset: number) => CellValue | undefined;

function numberReader(datatype: Exclude<Datatype, "bit" | "boolean" | "char" | "unicodeChar">): ReadItem {
  switch (datatype) {
    case "unsignedByte":
      return (view, offset) => view.getUint8(offset);
    case "short":
      return (view, offset) => view.getInt16(offset);
    case "int":
      return (view, offset) => view.getInt32(offset);
    case "long":
      return (view, offset) => view.getBigInt64(offset);
    case "float":
    case "floatComplex":
      return (view, offset) => view.getFloat32(offset);
    case "double":
    case "doubleComplex":
      return (view, offset) => view.getFloat64(offset);
  }
}

function booleanReader(report: CellReport): ReadItem {
  return (view, offset) => {
    const byte = view.getUint8(offset);
    switch (byte) {
      case 0x54: // T
      case 0x74: // t
      case 0x31: // 1
        return true;
      case 0x46: // F
      case 0x66: // f
      case 0x30: // 0
        return false;
      case 0x3f: // ?
      case 0x20: // blank
      case 0x00:
        return null;
      default:
        return report.fail(`byte 0x${byte.toString(16).padStart(2, "0")} is no boolean`);
    }
  };
}
