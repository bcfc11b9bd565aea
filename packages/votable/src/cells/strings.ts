import type { CellReport } from "./report.ts";

/**
 * What the length of a string in an array of strings counts.
 *
 * `bytes` of UTF-8 is the rule of VOTable 1.6 for `char`; before, `char` was ASCII by the letter, and what people
 * wrote beyond it was counted in `characters`. `units` of UTF-16 is the rule for `unicodeChar` in every version.
 */
export type StringUnit = "characters" | "bytes" | "units";

/** Length of `text` in that unit. */
export function stringLength(text: string, unit: StringUnit): number {
  if (unit === "units") return text.length;
  let length = 0;
  for (const character of text) length += unit === "characters" ? 1 : utf8Length(character);
  return length;
}

/**
 * The strings of a cell of an array of strings, which stand one after the other, each of `width` but the last, which
 * may be short. Blanks at the end of a string are kept.
 * @returns undefined, with the reason in `report`, where a string would end inside a character
 */
export function splitStrings(text: string, width: number, unit: StringUnit, report: CellReport): string[] | undefined {
  const strings: string[] = [];
  let start = 0;
  let end = 0;
  let length = 0;
  for (const character of text) {
    const added = unit === "bytes" ? utf8Length(character) : unit === "units" ? character.length : 1;
    if (length + added > width) {
      return report.fail(`string ${strings.length + 1} ends inside a character: each has ${width} ${unit}`);
    }
    length += added;
    end += character.length;
    if (length === width) {
      strings.push(text.slice(start, end));
      start = end;
      length = 0;
    }
  }
  if (length > 0) strings.push(text.slice(start));
  return strings;
}

function utf8Length(character: string): number {
  const code = character.codePointAt(0) as number;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
