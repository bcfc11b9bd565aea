import type { Problem } from "../problem.ts";
import { lineStartsOf, positionIn } from "./source.ts";

export interface CaretOptions {
  /** What the text is called in front of line and column: a file's name. Default: line and column alone. */
  readonly name?: string;
  /** Columns of the terminal; longer lines are cut on both sides. Default 100. */
  readonly width?: number;
}

const TAB = 4;

/**
 * A problem with its place, its line and a mark below what it is about:
 *
 * ```
 * query.adql:1:19: error: Expected FROM, found FORM. It looks like a misspelling. (ADQL_SYNTAX)
 *   1 │ SELECT ra, dec FORM t
 *     │                ^^^^
 *     = fix: Replace by FROM
 * ```
 *
 * Plain text without colours; control characters are shown as escapes, tabs as blanks, and characters that take two
 * columns are counted as two.
 */
export function caretPicture(text: string, problem: Problem, { name, width = 100 }: CaretOptions = {}): string {
  const starts = lineStartsOf(text);
  const { line } = positionIn(starts, problem.span.start);
  const lineStart = starts[line - 1] ?? 0;
  const written = text.slice(lineStart, starts[line] ?? text.length).replace(/[\r\n]+$/, "");
  const from = Math.min(problem.span.start - lineStart, written.length);
  const to = Math.max(from, Math.min(problem.span.end - lineStart, written.length));

  const number = String(line);
  const margin = " ".repeat(number.length);
  const window = cut(written, from, to, Math.max(20, width - number.length - 5));
  const mark = "^".repeat(Math.max(1, columnsOf(window.marked)));
  const place = [name, problem.line, problem.column].filter((part) => part !== undefined).join(":");
  return [
    `${place}: ${problem.severity}: ${problem.message} (${problem.code})`,
    `  ${number} │ ${window.before}${window.marked}${window.after}`,
    `  ${margin} │ ${" ".repeat(columnsOf(window.before))}${mark}`,
    ...(problem.fixes ?? []).map(({ title }) => `  ${margin} = fix: ${visible(title)}`),
  ].join("\n");
}

interface Window {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** The part of a line around the mark that fits into `width` columns, made visible, with an ellipsis where it was cut. */
function cut(line: string, from: number, to: number, width: number): Window {
  const marked = shorten(visible(line.slice(from, to)), Math.max(10, width - 20), "end");
  const left = visible(line.slice(Math.max(0, from - 4 * width), from));
  const right = visible(line.slice(to, to + 4 * width));
  const room = width - columnsOf(marked);
  if (columnsOf(left) + columnsOf(right) <= room) return { before: left, marked, after: right };
  const before = shorten(left, Math.max(room - Math.min(columnsOf(right), Math.floor(room / 2)), 1), "start");
  return { before, marked, after: shorten(right, Math.max(room - columnsOf(before), 1), "end") };
}

/** At most `width` columns of a text; what is cut off at its start or end becomes an ellipsis. */
function shorten(text: string, width: number, side: "start" | "end"): string {
  if (columnsOf(text) <= width) return text;
  const characters = [...text];
  if (side === "start") characters.reverse();
  const kept: string[] = [];
  let columns = 1;
  for (const character of characters) {
    columns += columnsOf(character);
    if (columns > width) break;
    kept.push(character);
  }
  if (side === "end") return `${kept.join("")}…`;
  return `…${kept.reverse().join("")}`;
}

/** Control characters, and those that turn the direction of writing, as escapes; tabs as blanks. */
function visible(text: string): string {
  return text.replaceAll("\t", " ".repeat(TAB)).replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** Columns that a terminal gives a text. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    columns += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return columns;
}

/** Blocks of East Asian Width W and F, and of emoji (Unicode Standard Annex 11). */
function isWide(code: number): boolean {
  return (
    code >= 0x1100 &&
    (code <= 0x115f ||
      (code >= 0x2e80 && code <= 0x303e) ||
      (code >= 0x3041 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0xffe0 && code <= 0xffe6) ||
      (code >= 0x1f300 && code <= 0x1f64f) ||
      (code >= 0x1f900 && code <= 0x1f9ff) ||
      (code >= 0x20000 && code <= 0x3fffd))
  );
}
