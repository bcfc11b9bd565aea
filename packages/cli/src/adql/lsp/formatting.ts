import { format, isAdqlError } from "@armillary/adql";
import type { FormattingOptions, TextEdit } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { rangeOf } from "./protocol.ts";

/** Lays a document out anew; nothing, where it has errors, for these are told as diagnostics already. */
export function formattingEdits(document: TextDocument, { tabSize }: FormattingOptions): TextEdit[] {
  const text = document.getText();
  try {
    const laidOut = format(text, { indent: tabSize }).trimEnd() + (/\n\s*$/.test(text) ? "\n" : "");
    if (laidOut === text) return [];
    return [{ range: rangeOf(document, { start: 0, end: text.length }), newText: laidOut }];
  } catch (thrown) {
    if (isAdqlError(thrown)) return [];
    throw thrown;
  }
}
