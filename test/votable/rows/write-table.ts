import type { Random } from "../../../bench/random.js";
import {
  type FlatValue,
  isComplex,
  isString,
  type RandomField,
  type RandomTable,
  type Storage,
} from "./random-table.ts";

// Writes a table in as many different ways as the standard allows.

export interface Writing {
  readonly storage: Storage;
  readonly random: Random;
  /** Prefix of the elements, with its colon. */
  readonly prefix?: string;
  /** Plain TABLEDATA, as most services write it (default false). */
  readonly plain?: boolean;
}

/** A whole document with the one table. */
export function documentOf(table: RandomTable, writing: Writing): string {
  const { storage, prefix = "" } = writing;
  const p = prefix;
  const namespace = `xmlns${prefix === "" ? "" : `:${prefix.slice(0, -1)}`}="http://www.ivoa.net/xml/VOTable/v1.3"`;
  const data =
    storage === "TABLEDATA"
      ? tabledata(table, writing)
      : `<${p}STREAM encoding="base64">${base64(binary(table, storage), writing.random)}</${p}STREAM>`;
  return `<?xml version="1.0"?>
<${p}VOTABLE version="1.4" ${namespace}><${p}RESOURCE type="results"><${p}TABLE>
${table.fields.map((field) => fieldElement(field, p)).join("\n")}
<${p}DATA><${p}${storage}>${data}</${p}${storage}></${p}DATA></${p}TABLE></${p}RESOURCE></${p}VOTABLE>
`;
}

export function fieldElement({ name, datatype, arraysize, nullValue }: RandomField, prefix: string): string {
  const values = nullValue === undefined ? "" : `<${prefix}VALUES null="${nullValue}"/>`;
  const size = arraysize === undefined ? "" : ` arraysize="${arraysize}"`;
  return `<${prefix}FIELD name="${name}" datatype="${datatype}"${size}>${values}</${prefix}FIELD>`;
}

function tabledata({ fields, rows }: RandomTable, writing: Writing): string {
  const { random, prefix: p = "", plain = false } = writing;
  const gap = () => (plain ? "" : random.pick(["", "", "\n", " \t", "<!-- between -->", "<?pi?>", "\r\n"]));
  const blanks = () => (plain ? "" : random.pick(["", "", " ", "\n"]));
  // Only a TR can have an ID.
  const attributes = () => (plain || random.below(4) > 0 ? blanks() : ` ID="r${random.below(1e9)}"`);
  return rows
    .map((row) => {
      const tds = row.map((value, column) => {
        const field = fields[column] as RandomField;
        if (value === null && !plain && random.below(2) === 0) return `<${p}TD${random.pick(["", " ", "\n"])}/>`;
        const inside = cellText(field, value, random, plain);
        return `<${p}TD${blanks()}>${inside}</${p}TD${plain ? "" : random.pick(["", " "])}>`;
      });
      return `${gap()}<${p}TR${attributes()}>${tds.map((td) => gap() + td).join("")}${gap()}</${p}TR>${plain ? "\n" : gap()}`;
    })
    .join("");
}

function cellText(field: RandomField, value: FlatValue, random: Random, plain: boolean): string {
  if (value === null)
    return field.nullValue !== undefined && !Array.isArray(value) && isScalarNumber(field) && random.below(2) === 0
      ? `${field.nullValue}`
      : "";
  if (isString(field.datatype)) return escaped(Array.isArray(value) ? value.join("") : String(value), random, plain);
  const blank = () => (plain ? "" : random.pick(["", "", " ", "\n\t"]));
  const between = () => (plain ? " " : random.pick([" ", " ", "\n", "  \t"]));
  const items = Array.isArray(value) ? value : [value];
  const joint = field.datatype === "bit" && random.below(2) === 0 ? () => "" : between;
  const text = items
    .map((item) => itemText(field, item))
    .reduce((sum, item) => (sum === "" ? item : sum + joint() + item), "");
  return escaped(`${blank()}${text}${blank()}`, random, plain);
}

function isScalarNumber({ fixed, variable, datatype }: RandomField): boolean {
  return fixed.length === 0 && !variable && !isComplex(datatype);
}

function itemText({ datatype, nullValue }: RandomField, value: FlatValue): string {
  if (value === null) return datatype === "boolean" ? "?" : String(nullValue);
  if (datatype === "bit") return value === true ? "1" : "0";
  if (typeof value === "boolean") return value ? "T" : "F";
  if (Object.is(value, -0)) return "-0";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  return String(value);
}

/** The text as XML: plain, with references for any of its characters, in CDATA, or with comments inside. */
function escaped(text: string, random: Random, plain: boolean): string {
  const style = plain ? 0 : random.below(8);
  if (style === 1 && !text.includes("\r")) return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
  let xml = "";
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    const must = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" }[character];
    if (must !== undefined) xml += must;
    else if (style === 2 && random.below(3) === 0) xml += random.pick([`&#${code};`, `&#x${code.toString(16)};`]);
    else xml += character;
    if (style === 3 && random.below(4) === 0) xml += "<!-- x -->";
    if (style === 4 && random.below(6) === 0) xml += "<![CDATA[]]><?y z?>";
  }
  return xml;
}

/** The stream of a BINARY or BINARY2 serialization. */
export function binary({ fields, rows }: RandomTable, storage: "BINARY" | "BINARY2"): Uint8Array {
  const bytes: number[] = [];
  for (const row of rows) {
    if (storage === "BINARY2") bytes.push(...nullFlags(row));
    for (const [column, value] of row.entries()) bytes.push(...cellBytes(fields[column] as RandomField, value));
  }
  return Uint8Array.from(bytes);
}

function nullFlags(row: readonly FlatValue[]): number[] {
  const flags = Array<number>(Math.ceil(row.length / 8)).fill(0);
  for (const [column, value] of row.entries()) {
    if (value === null) flags[column >> 3] = (flags[column >> 3] ?? 0) | (0x80 >> (column & 7));
  }
  return flags;
}

function cellBytes(field: RandomField, value: FlatValue): number[] {
  const { datatype, fixed, variable } = field;
  const count = fixed.reduce((product, axis) => product * axis, 1);
  if (isString(datatype)) {
    const text = value === null ? "" : Array.isArray(value) ? value.join("") : String(value);
    const unit = datatype === "char" ? 1 : 2;
    const bytes = datatype === "char" ? [...new TextEncoder().encode(text)] : utf16(text);
    if (variable) return [...countBytes(bytes.length / unit), ...bytes];
    return [...bytes, ...Array<number>(count * unit - bytes.length).fill(0)];
  }
  const perItem = isComplex(datatype) ? 2 : 1;
  const missing = Array<FlatValue>(variable ? 0 : count * perItem).fill(null);
  const items: readonly FlatValue[] = value === null ? missing : Array.isArray(value) ? value : [value];
  const bytes = datatype === "bit" ? bitBytes(items) : items.flatMap((item) => itemBytes(field, item));
  return variable ? [...countBytes(items.length / perItem), ...bytes] : bytes;
}

function countBytes(count: number): number[] {
  return [count >>> 24, (count >>> 16) & 255, (count >>> 8) & 255, count & 255];
}

function utf16(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).flatMap((unit) => [
    unit >> 8,
    unit & 255,
  ]);
}

function bitBytes(items: readonly FlatValue[]): number[] {
  const bytes = Array<number>(Math.ceil(items.length / 8)).fill(0);
  for (const [index, item] of items.entries()) {
    if (item === true) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7));
  }
  return bytes;
}

function itemBytes({ datatype, nullValue }: RandomField, value: FlatValue): number[] {
  const view = new DataView(new ArrayBuffer(8));
  const number = Number(value ?? nullValue ?? 0);
  const sizes = {
    boolean: 1,
    unsignedByte: 1,
    short: 2,
    int: 4,
    long: 8,
    float: 4,
    floatComplex: 4,
    double: 8,
    doubleComplex: 8,
  };
  switch (datatype) {
    case "boolean":
      return [(value === null ? "?" : value === true ? "T" : "F").charCodeAt(0)];
    case "unsignedByte":
      view.setUint8(0, number);
      break;
    case "short":
      view.setInt16(0, number);
      break;
    case "int":
      view.setInt32(0, number);
      break;
    case "long":
      view.setBigInt64(0, BigInt((value ?? nullValue ?? 0n) as bigint));
      break;
    case "float":
    case "floatComplex":
      view.setFloat32(0, number);
      break;
    default:
      view.setFloat64(0, number);
  }
  return [...new Uint8Array(view.buffer, 0, sizes[datatype as keyof typeof sizes])];
}

/** base64 with line breaks and blanks wherever they please. */
export function base64(bytes: Uint8Array, random: Random): string {
  const text = Buffer.from(bytes).toString("base64");
  const width = random.pick([4, 60, 76, 1_000_000]);
  const lines = text.match(new RegExp(`.{1,${width}}`, "g")) ?? [];
  return random.pick(["", "\n", "  "]) + lines.join(random.pick(["\n", "\r\n", " \t"])) + random.pick(["", "\n"]);
}
