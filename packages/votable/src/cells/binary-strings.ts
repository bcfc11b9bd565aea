import type { CellValue } from "@armillary/columns";
import { type Arraysize, isScalar } from "./arraysize.ts";
import type { BinaryCellDecoder } from "./binary.ts";
import { hasItemCount } from "./item-count.ts";
import { stringAxes } from "./layout.ts";
import { CellReport } from "./report.ts";

/**
 * The decoder of binary character cells: a string, or with a second axis an array of strings of one length.
 *
 * A string ends at its first NUL; blanks at its end are kept. `char` is UTF-8, and ISO-8859-1 with a warning where it
 * cannot be; `unicodeChar` is big-endian UTF-16. In an array only the whole cell can be null.
 */
export function createBinaryStringDecoder(
  datatype: "char" | "unicodeChar",
  arraysize: Arraysize,
  emptyIsNull: boolean,
  nullText: unknown,
): BinaryCellDecoder {
  const report = new CellReport();
  const axes = stringAxes(arraysize);
  const size = datatype === "char" ? 1 : 2;
  const toText = datatype === "char" ? decodeChar : decodeUnicodeChar;
  const width = arraysize.fixed[0] ?? 1;
  const decode = isScalar(axes)
    ? (bytes: Uint8Array): CellValue => {
        const text = toText(bytes, report);
        return (text === "" && emptyIsNull) || text === nullText ? null : text;
      }
    : (bytes: Uint8Array, items: number): CellValue =>
        Array.from({ length: width === 0 ? 0 : items / width }, (_, string) =>
          toText(bytes.subarray(string * width * size, (string + 1) * width * size), report),
        );
  return {
    report,
    decode: (bytes, items) => {
      report.clear();
      if (items === 0 && emptyIsNull) return null;
      if (!hasItemCount(items, arraysize, datatype === "char" ? "bytes" : "units of UTF-16", report)) return undefined;
      if (bytes.length !== items * size) return report.fail(`${items * size} bytes wanted, ${bytes.length} found`);
      return decode(bytes, items);
    },
  };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf16 = new TextDecoder("utf-16be", { ignoreBOM: true });

function decodeChar(bytes: Uint8Array, report: CellReport): string {
  const end = bytes.indexOf(0);
  const used = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return utf8.decode(used);
  } catch {
    report.warn("W-NOT-UTF8", "bytes that are no UTF-8, read as ISO-8859-1");
    let text = "";
    // Not by TextDecoder, whose "iso-8859-1" is windows-1252.
    for (const byte of used) text += String.fromCharCode(byte);
    return text;
  }
}

function decodeUnicodeChar(bytes: Uint8Array, report: CellReport): string {
  let end = 0;
  while (end < bytes.length && (bytes[end] !== 0 || bytes[end + 1] !== 0)) end += 2;
  const used = bytes.subarray(0, end);
  if (hasLoneSurrogate(used)) report.warn("W-LONE-SURROGATE", "half a character, read as U+FFFD");
  return utf16.decode(used);
}

function hasLoneSurrogate(units: Uint8Array): boolean {
  let open = false;
  for (let offset = 0; offset < units.length; offset += 2) {
    const block = (units[offset] ?? 0) & 0xfc;
    if (open !== (block === 0xdc)) return true;
    open = block === 0xd8;
  }
  return open;
}
