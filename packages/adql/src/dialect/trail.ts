import type { Span } from "../language/ast.ts";
import type { TextEdit } from "../problem.ts";

/** A text on its way through several rounds of edits, each place of it traceable to the first. */
export interface Trail {
  readonly text: string;
  /** The place in the first text that a place in the present one came from, or stands for. */
  origin(span: Span): Span;
  /** The text after another round; edits do not overlap, spans are of the present text. */
  edited(edits: readonly TextEdit[]): Trail;
}

export function startTrail(text: string): Trail {
  return trailOf(text, (span) => span);
}

function trailOf(text: string, origin: (span: Span) => Span): Trail {
  return {
    text,
    origin,
    edited: (edits) => {
      const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
      return trailOf(applied(text, ordered), (span) => origin(spanBefore(ordered, span)));
    },
  };
}

function applied(text: string, ordered: readonly TextEdit[]): string {
  let at = 0;
  let edited = "";
  for (const { span, text: replacement } of ordered) {
    edited += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return edited + text.slice(at);
}

/** The span that edits made of another one; within a replacement, all that was replaced. */
function spanBefore(ordered: readonly TextEdit[], { start, end }: Span): Span {
  return { start: offsetBefore(ordered, start, "start"), end: offsetBefore(ordered, end, "end") };
}

function offsetBefore(ordered: readonly TextEdit[], offset: number, side: "start" | "end"): number {
  let shift = 0;
  for (const { span, text } of ordered) {
    const start = span.start + shift;
    const end = start + text.length;
    // What begins where a replacement ends, and what ends where one begins, is not part of it.
    if (side === "start" ? offset < start : offset <= start) break;
    if (side === "start" ? offset < end : offset <= end) return side === "start" ? span.start : span.end;
    shift += text.length - (span.end - span.start);
  }
  return offset - shift;
}
