import { type Catalog, check, type Problem, parse } from "@armillary/adql";
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Range,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { rangeOf } from "./protocol.ts";

/** What is wrong with a document. Nothing is said of one that is still empty. */
export function diagnosticsOf(document: TextDocument, catalog: Catalog): Diagnostic[] {
  return problemsOf(document, catalog).map((problem) => toDiagnostic(document, problem));
}

/** Quick fixes of the problems that a range touches. */
export function fixesAt(document: TextDocument, range: Range, catalog: Catalog): CodeAction[] {
  const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const actions: CodeAction[] = [];
  for (const problem of problemsOf(document, catalog)) {
    if (problem.span.start > to || problem.span.end < from) continue;
    for (const { title, edits } of problem.fixes ?? []) {
      const changes = edits.map(({ span, text }) => ({ range: rangeOf(document, span), newText: text }));
      actions.push({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(document, problem)],
        edit: { changes: { [document.uri]: changes } },
        isPreferred: problem.fixes?.length === 1,
      });
    }
  }
  return actions;
}

function problemsOf(document: TextDocument, catalog: Catalog): readonly Problem[] {
  const parsed = parse(document.getText());
  return parsed.tokens.length < 2 ? [] : check(parsed, catalog).problems;
}

function toDiagnostic(document: TextDocument, { code, message, severity, span }: Problem): Diagnostic {
  return {
    range: rangeOf(document, span),
    severity: severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    source: "adql",
    message,
  };
}
