import type { QuickFix } from "../problem.ts";

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
