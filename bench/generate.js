// Writes the benchmark's inputs: `node bench/generate.js [TABLE] [tabledata|binary2] [ROWS] [FOLDER]`. The seed is
// fixed: the same arguments give the same bytes.
import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { TABLES } from "./columns.js";
import { Random } from "./random.js";

/** @import { BenchColumn } from "./columns.js" */
/** @typedef {"tabledata" | "binary2"} Serialization */

const SEED = 20_260_101;
const CHUNK_BYTES = 1 << 20;

/** Where inputs and outputs go. Kept out of git. */
export const DATA_FOLDER = process.env["ARMILLARY_BENCH_DATA"] ?? fileURLToPath(new URL("data", import.meta.url));

/**
 * The path of a generated table, written first if it is not there.
 * @param {string} name @param {Serialization} serialization @param {number} [rows] @param {string} [folder]
 */
export async function generated(name, serialization, rows, folder = DATA_FOLDER) {
  const table = TABLES[name];
  if (table === undefined) throw new Error(`no table "${name}": ${Object.keys(TABLES).join(", ")}`);
  const length = rows ?? table.rows;
  const path = join(folder, `${name}-${length}.${serialization}.vot`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const half = `${path}.part`;
  const out = createWriteStream(half);
  for (const chunk of votable(table.columns, serialization, length)) {
    if (!out.write(chunk)) await once(out, "drain");
  }
  out.end();
  await finished(out);
  renameSync(half, path);
  return path;
}

/**
 * The document in chunks.
 * @param {readonly BenchColumn[]} columns @param {Serialization} serialization @param {number} rows
 * @returns {Generator<string>}
 */
export function* votable(columns, serialization, rows) {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results">
<INFO name="QUERY_STATUS" value="OK"/>
<TABLE name="bench">
${columns.map(fieldElement).join("\n")}
<DATA>
`;
  const random = new Random(SEED);
  yield* serialization === "tabledata" ? tabledata(columns, random, rows) : binary2(columns, random, rows);
  yield "</DATA>\n</TABLE>\n</RESOURCE>\n</VOTABLE>\n";
}

/** @param {BenchColumn} column */
function fieldElement({ name, datatype, arraysize, unit, ucd }) {
  const attributes = Object.entries({ name, datatype, arraysize, unit, ucd }).filter(
    ([, value]) => value !== undefined,
  );
  return `<FIELD ${attributes.map(([key, value]) => `${key}="${value}"`).join(" ")}/>`;
}

/** @param {readonly BenchColumn[]} columns @param {Random} random @param {number} rows */
function* tabledata(columns, random, rows) {
  yield "<TABLEDATA>\n";
  let text = "";
  for (let row = 0; row < rows; row++) {
    text += "<TR>";
    for (const { nulls, make } of columns) {
      text += nulls > 0 && random.next() < nulls ? "<TD/>" : `<TD>${cellText(make(random))}</TD>`;
    }
    text += "</TR>\n";
    if (text.length > CHUNK_BYTES) {
      yield text;
      text = "";
    }
  }
  yield `${text}</TABLEDATA>\n`;
}

/** @param {bigint | number | boolean | string} value */
function cellText(value) {
  if (typeof value === "boolean") return value ? "T" : "F";
  return typeof value === "string" ? value.replace("&", "&amp;").replace("<", "&lt;") : String(value);
}

/** Bytes of a line of base64 (76 characters). */
const LINE_BYTES = 57;

/** @param {readonly BenchColumn[]} columns @param {Random} random @param {number} rows */
function* binary2(columns, random, rows) {
  yield "<BINARY2>\n<STREAM encoding='base64'>\n";
  const mostRowBytes = 64 * columns.length + 64;
  const buffer = Buffer.alloc(CHUNK_BYTES + mostRowBytes);
  let used = 0;
  for (let row = 0; row < rows; row++) {
    used = writeRow(buffer, used, columns, random);
    if (used > CHUNK_BYTES) {
      const whole = used - (used % LINE_BYTES);
      yield base64Lines(buffer.subarray(0, whole));
      buffer.copyWithin(0, whole, used);
      used -= whole;
    }
  }
  yield `${base64Lines(buffer.subarray(0, used))}</STREAM>\n</BINARY2>\n`;
}

/** @param {Buffer} buffer @param {number} start @param {readonly BenchColumn[]} columns @param {Random} random */
function writeRow(buffer, start, columns, random) {
  let at = start + ((columns.length + 7) >> 3);
  buffer.fill(0, start, at);
  for (const [index, { datatype, nulls, make }] of columns.entries()) {
    const isNull = nulls > 0 && random.next() < nulls;
    if (isNull) {
      const byte = start + (index >> 3);
      buffer[byte] = (buffer[byte] ?? 0) | (0x80 >> (index & 7));
    }
    at = writeCell(buffer, at, datatype, isNull ? undefined : make(random));
  }
  return at;
}

/**
 * @param {Buffer} buffer @param {number} at @param {BenchColumn["datatype"]} datatype
 * @param {bigint | number | boolean | string | undefined} value
 */
function writeCell(buffer, at, datatype, value) {
  switch (datatype) {
    case "long":
      return buffer.writeBigInt64BE(BigInt(value ?? 0), at);
    case "double":
      return buffer.writeDoubleBE(Number(value ?? Number.NaN), at);
    case "float":
      return buffer.writeFloatBE(Number(value ?? Number.NaN), at);
    case "int":
      return buffer.writeInt32BE(Number(value ?? 0), at);
    case "short":
      return buffer.writeInt16BE(Number(value ?? 0), at);
    case "boolean":
      return buffer.writeUInt8(value === undefined ? 0x20 : value ? 0x54 : 0x46, at);
    case "char": {
      const length = buffer.write(String(value ?? ""), at + 4, "latin1");
      buffer.writeInt32BE(length, at);
      return at + 4 + length;
    }
  }
}

/** @param {Buffer} bytes */
function base64Lines(bytes) {
  return bytes.toString("base64").replace(/.{1,76}/g, "$&\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [name = "gaia", serialization = "tabledata", rows, folder] = process.argv.slice(2);
  console.log(
    await generated(
      name,
      /** @type {Serialization} */ (serialization),
      rows === undefined ? undefined : Number(rows),
      folder,
    ),
  );
}
