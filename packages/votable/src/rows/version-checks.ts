import type { CellValue, Field } from "@armillary/columns";
import { isInteger } from "../cells/integer.ts";
import { CELL_WARNINGS, type CellWarning, type CellWarningCode } from "../cells/report.ts";

const NOT_ASCII = oddity("W-CHAR-NOT-ASCII", "a character beyond ASCII, which char can have since VOTable 1.6");
const EMPTY_CELL = oddity("W-EMPTY-CELL", "an empty cell, which integers can have since VOTable 1.3; read as null");

/** What cells may not be before some version of the standard; it is read all the same. */
export class VersionChecks {
  readonly #charIsAscii: boolean;
  readonly #integersAreFull: boolean;

  /** `version`: of the document; undefined where it is not known. */
  constructor(version: string | undefined) {
    this.#charIsAscii = version === undefined || version < "1.6";
    this.#integersAreFull = version !== undefined && version < "1.3";
  }

  /** Whether the column is one whose characters are to be ASCII (VOTable 1.5, section 6). */
  isAscii(field: Field): boolean {
    return this.#charIsAscii && field.datatype === "char";
  }

  /** Whether the column is one whose cells are not to be empty (VOTable 1.5, section 9.2). */
  isFull(field: Field): boolean {
    return this.#integersAreFull && isInteger(field.datatype) && field.layout.kind === "int";
  }

  /** What is odd about a value that was decoded, with that warning if any: bytes that are no text are told of already. */
  ofValue(field: Field, value: CellValue, warning: CellWarning | undefined): CellWarning | undefined {
    if (!this.isAscii(field) || warning?.code === "W-NOT-UTF8") return undefined;
    return isBeyondAscii(value) ? NOT_ASCII : undefined;
  }

  /** What is odd about a TABLEDATA cell of this text; undefined for `<TD/>`. */
  ofText(field: Field, text: string | undefined): CellWarning | undefined {
    return this.isFull(field) && (text === undefined || /^[ \t\r\n]*$/.test(text)) ? EMPTY_CELL : undefined;
  }
}

/** The rows of strings whose bytes are not all ASCII, in order. Most columns have none: they are passed sixteen at a time. */
export function* rowsBeyondAscii(bytes: Uint8Array, offsets: Int32Array): Generator<number> {
  const rows = offsets.length - 1;
  let row = 0;
  for (
    let at = nextBeyondAscii(bytes, 0);
    at < bytes.length;
    at = nextBeyondAscii(bytes, offsets[row] ?? bytes.length)
  ) {
    while (row < rows && (offsets[row + 1] as number) <= at) row++;
    yield row;
    row++;
  }
}

/** Index of the first byte from `start` on that is none of ASCII; the length where there is none. */
function nextBeyondAscii(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && ((bytes.byteOffset + at) & 3) !== 0) {
    if ((bytes[at] as number) > 0x7f) return at;
    at++;
  }
  // So short that it ended before: there is no such place to look from.
  if (at === bytes.length) return at;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, ((bytes.length - at) >> 4) << 2);
  let word = 0;
  for (; word < words.length; word += 4) {
    const low = (words[word] as number) | (words[word + 1] as number);
    const high = (words[word + 2] as number) | (words[word + 3] as number);
    if (((low | high) & 0x8080_8080) !== 0) break;
  }
  for (at += word << 2; at < bytes.length; at++) if ((bytes[at] as number) > 0x7f) return at;
  return bytes.length;
}

function isBeyondAscii(value: CellValue): boolean {
  if (typeof value === "string") return /[\u0080-\uffff]/.test(value);
  return Array.isArray(value) && value.some(isBeyondAscii);
}

function oddity(code: CellWarningCode, message: string): CellWarning {
  return { code, message, section: CELL_WARNINGS[code] };
}
