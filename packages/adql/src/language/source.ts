import type { Span } from "./ast.ts";

/** A place in a text as people count: both from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets at which the lines of a text start. Lines end with LF, CR LF or CR. */
export function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** Line and column of an offset, by the starts of the lines. */
export function positionIn(lineStarts: readonly number[], offset: number): Position {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}

/** Line and column of an offset of a text. Of many offsets: lineStartsOf once, positionIn for each. */
export function positionAt(text: string, offset: number): Position {
  return positionIn(lineStartsOf(text), offset);
}

/** The offset of a line and column; undefined where the text has no such place. The end of a line is a place. */
export function offsetAt(text: string, { line, column }: Position): number | undefined {
  const starts = lineStartsOf(text);
  const start = starts[line - 1];
  if (start === undefined || column < 1) return undefined;
  const [rest = ""] = /^[^\r\n]*/.exec(text.slice(start)) ?? [];
  return column - 1 <= rest.length ? start + column - 1 : undefined;
}

/** The text from the start of one span to the end of another. */
export function spanning(first: Span, last: Span): Span {
  return { start: first.start, end: last.end };
}
