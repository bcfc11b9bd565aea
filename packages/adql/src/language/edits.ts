import type { QuickFix, TextEdit } from "../problem.ts";
import type { Span } from "./ast.ts";

/** A quick fix of some edits. */
export function fixOf(title: string, ...edits: readonly TextEdit[]): QuickFix {
  return { title, edits };
}

export function insertion(offset: number, text: string): TextEdit {
  return { span: { start: offset, end: offset }, text };
}

export function replacement({ start, end }: Span, text: string): TextEdit {
  return { span: { start, end }, text };
}

export function deletion({ start, end }: Span): TextEdit {
  return { span: { start, end }, text: "" };
}

/** A text with the changes of a quick fix made. */
export function applyFix(text: string, fix: QuickFix): string {
  let fixed = "";
  let at = 0;
  for (const { span, text: replacement } of [...fix.edits].sort((one, other) => one.span.start - other.span.start)) {
    fixed += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return fixed + text.slice(at);
}
