import type { CellValue, FieldMeta } from "@armillary/columns";
import { VotableError } from "../errors.ts";
import { circle, point, polygon, range } from "./geometry.ts";
import { parseUri, parseUuid, readJson } from "./identifier.ts";
import { interval, multiInterval } from "./interval.ts";
import { parseMoc } from "./moc.ts";
import { parseDms, parseHms } from "./sexagesimal.ts";
import { parseMultiShape, parseShape } from "./shape.ts";
import { parseStcs } from "./stcs.ts";
import { parseTimestamp } from "./timestamp.ts";

/**
 * What an xtype makes of a value that is not null: `undefined` when the value is not what the xtype says, null when
 * it stands for nothing. Lists come flat, in serialized order.
 */
export type XtypeDecoder = (value: Exclude<CellValue, null>) => unknown;

/** Decoders by xtype in lower case. To add or replace some: `new Map([...defaultXtypes, ["geom:vector3d", decode]])`. */
export type Xtypes = ReadonlyMap<string, XtypeDecoder>;

/** The xtypes of DALI 1.2, section 3, and those of TAP 1.0, which services still send. */
export const defaultXtypes: Xtypes = new Map<string, XtypeDecoder>([
  ["timestamp", ofText(parseTimestamp)],
  ["interval", ofNumbers(interval)],
  ["multiinterval", ofNumbers(multiInterval)],
  ["hms", ofText(parseHms)],
  ["dms", ofText(parseDms)],
  ["point", ofNumbers(point)],
  ["circle", ofNumbers(circle)],
  ["range", ofNumbers(range)],
  ["polygon", ofNumbers(polygon)],
  ["moc", ofText(parseMoc)],
  ["shape", ofText(parseShape)],
  ["multishape", ofText(parseMultiShape)],
  ["uri", ofText(parseUri)],
  ["uuid", ofText(parseUuid)],
  ["json", ofText(readJson)],
  ["adql:timestamp", ofText(parseTimestamp)],
  ["adql:point", ofText(parseStcs)],
  ["adql:circle", ofText(parseStcs)],
  ["adql:box", ofText(parseStcs)],
  ["adql:polygon", ofText(parseStcs)],
  ["adql:region", ofText(parseStcs)],
]);

/**
 * The value of a cell by its field's xtype; the value itself where the field has none, or one that is not in `xtypes`
 * ("implementations should be able to read the underlying data type", DALI 1.2, section 3.17).
 * @param value - as `valueAt` gives it, or flat
 * @throws VotableError code VOT_CELL when the value is not what the xtype says
 */
export function decodeXtype(field: FieldMeta, value: CellValue, xtypes: Xtypes = defaultXtypes): unknown {
  const { xtype } = field;
  const decode = xtype === undefined ? undefined : xtypes.get(xtype.trim().toLowerCase());
  if (decode === undefined || value === null) return value;
  const flat = Array.isArray(value) ? (value.flat(Number.POSITIVE_INFINITY) as CellValue[]) : value;
  const decoded = decode(flat);
  if (decoded !== undefined) return decoded;
  const text = (Array.isArray(flat) ? flat.join(" ") : String(flat)).slice(0, 200);
  throw new VotableError("VOT_CELL", `"${text}" in FIELD "${field.name}" is no ${xtype}`, { field: field.name, text });
}

function ofText(parse: (text: string) => unknown): XtypeDecoder {
  return (value) => (typeof value === "string" ? parse(value.trim()) : undefined);
}

/** An array of nothing but NaN stands for null, for the binary serializations have no null point or circle. */
function ofNumbers<Item extends number | bigint>(decode: (numbers: readonly Item[]) => unknown): XtypeDecoder {
  return (value) => {
    if (!Array.isArray(value) || !value.every((item) => typeof item === "number" || typeof item === "bigint")) {
      return undefined;
    }
    if (value.length > 0 && value.every((item) => Number.isNaN(item))) return null;
    return decode(value as Item[]);
  };
}
