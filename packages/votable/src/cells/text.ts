import type { CellValue, Datatype, FieldMeta } from "@armillary/columns";
import { type Arraysize, isScalar, UNBOUNDED } from "./arraysize.ts";
import { parseFloatToken } from "./float.ts";
import { INTEGERS, type IntegerDatatype, isInteger, parseInteger } from "./integer.ts";
import { hasItemCount } from "./item-count.ts";
import { isCharacter, valuesPerItem } from "./layout.ts";
import { type NullValue, nullOf } from "./null-value.ts";
import { CellReport } from "./report.ts";
import { createStringDecoder } from "./text-strings.ts";

/** Decodes the TABLEDATA cells of one FIELD, or the value of one PARAM. */
export interface TextCellDecoder {
  /**
   * The value of a cell whose entities are resolved: as a ColumnWriter takes it, arrays flat in serialized order.
   * `undefined` where it does not decode: `report` says why, until the next call.
   */
  decode(text: string): CellValue | undefined;
  readonly report: CellReport;
}

export interface TextDecoderOptions {
  /** What `arraysize` of a `char` column counts: `bytes` from VOTable 1.6 on (default `characters`). */
  readonly charUnit?: "characters" | "bytes";
}

/**
 * The decoder of TABLEDATA cells of `field`: every datatype and shape, every spelling, exactly. It is the reference:
 * where a faster one takes a cell, both give the same.
 *
 * An empty cell is null, and so is one of white space alone but for characters, whose white space is content. Numbers
 * equal to VALUES null are null, in arrays each by itself.
 * @param arraysize - the shape, parsed from the field's attribute or what the reader takes instead
 * @see VOTable 1.5, sections 5.1, 5.5 and 6
 */
export function createTextDecoder(
  field: FieldMeta,
  arraysize: Arraysize,
  options: TextDecoderOptions = {},
): TextCellDecoder {
  const { datatype } = field;
  const nullValue = nullOf(field);
  if (isCharacter(datatype)) {
    const unit = datatype === "unicodeChar" ? "units" : (options.charUnit ?? "characters");
    return createStringDecoder(arraysize, unit, nullValue?.value);
  }
  const report = new CellReport();
  if (datatype === "bit") return { report, decode: bitDecoder(arraysize, report) };
  const parse = tokenParser(datatype, nullValue, report);
  if (isScalar(arraysize) && valuesPerItem(datatype) === 1) return { report, decode: scalarDecoder(parse, report) };
  // An axis of 0 says that nothing is there: what is there all the same is taken as a list without a shape.
  const shape = arraysize.fixed.includes(0) ? UNBOUNDED : arraysize;
  return { report, decode: arrayDecoder(datatype, shape, parse, report) };
}

type ParseToken = (token: string) => CellValue | undefined;

/** White space is what XML has as such: a no-break space is content and makes no number. */
const TOKENS = /[^ \t\r\n]+/g;

function scalarDecoder(parse: ParseToken, report: CellReport): ParseToken {
  return (text) => {
    report.clear();
    const token = withoutBlanks(text);
    return token === "" ? null : parse(token);
  };
}

function arrayDecoder(datatype: Datatype, arraysize: Arraysize, parse: ParseToken, report: CellReport): ParseToken {
  const complex = valuesPerItem(datatype) === 2;
  const axes = complex ? { ...arraysize, fixed: [2, ...arraysize.fixed] } : arraysize;
  const what = complex ? "numbers (two for each complex)" : "elements";
  return (text) => {
    report.clear();
    const tokens = text.match(TOKENS);
    if (tokens === null) return null;
    if (!hasItemCount(tokens.length, axes, what, report)) return undefined;
    const values: CellValue[] = [];
    for (const token of tokens) {
      const value = parse(token);
      if (value === undefined) return report.fail(`element ${values.length + 1}, "${token}": ${report.reason}`);
      values.push(value);
    }
    return values;
  };
}

/** A run of 0 and 1, with or without white space between them. */
function bitDecoder(arraysize: Arraysize, report: CellReport): ParseToken {
  return (text) => {
    report.clear();
    const bits = text.replace(/[ \t\r\n]+/g, "");
    if (bits === "") return null;
    if (!/^[01]+$/.test(bits)) return report.fail("not a run of 0 and 1");
    if (isScalar(arraysize))
      return bits.length === 1 ? bits === "1" : report.fail(`1 bit wanted, ${bits.length} found`);
    if (!hasItemCount(bits.length, arraysize, "bits", report)) return undefined;
    return Array.from(bits, (bit) => bit === "1");
  };
}

function tokenParser(
  datatype: Exclude<Datatype, "bit" | "char" | "unicodeChar">,
  nullValue: NullValue | undefined,
  report: CellReport,
): ParseToken {
  if (datatype === "boolean") return (token) => parseBoolean(token, report);
  if (isInteger(datatype)) {
    const parse = (token: string) => parsePlainInteger(token, datatype, report);
    return nullValue === undefined ? parse : nullable(parse, nullValue, report);
  }
  const bits = datatype === "float" || datatype === "floatComplex" ? 32 : 64;
  const parse = (token: string) => parseFloatToken(token, bits, report);
  if (nullValue === undefined || valuesPerItem(datatype) === 2) return parse;
  return nullable(parse, nullValue, report);
}

function nullable(
  parse: (token: string) => number | bigint | undefined,
  nullValue: NullValue,
  report: CellReport,
): ParseToken {
  const { value: magic, text } = nullValue;
  return (token) => {
    const value = parse(token);
    if (value === undefined) {
      if (token !== text) return undefined;
      report.clear();
      return null;
    }
    const isNull = value === magic || (Number.isNaN(value) && Number.isNaN(magic));
    return isNull ? null : value;
  };
}

/** Short decimals, which are nearly all, without a detour through bigint. */
function parsePlainInteger(token: string, datatype: IntegerDatatype, report: CellReport): number | bigint | undefined {
  if (token.length < 16 && /^-?[1-9]\d*$/.test(token)) {
    const value = Number(token);
    const { least, most } = INTEGERS[datatype];
    if (value >= least && value <= most) return datatype === "long" ? BigInt(value) : value;
  }
  return parseInteger(token, datatype, report);
}

function parseBoolean(token: string, report: CellReport): boolean | null | undefined {
  switch (token.toLowerCase()) {
    case "t":
    case "1":
    case "true":
      return true;
    case "f":
    case "0":
    case "false":
      return false;
    case "?":
      return null;
    default:
      return report.fail("not a boolean: T, F, 1, 0, true, false or ? is due");
  }
}

function withoutBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
