import type { OutlineItem, SignatureHelp, Span } from "@armillary/adql";
import {
  type DocumentSymbol,
  type MarkupContent,
  MarkupKind,
  type SignatureHelp as ProtocolSignatureHelp,
  type Range,
  SymbolKind,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Features } from "./features.ts";

/** Offsets of ours and characters of the protocol both count UTF-16 units. */
export function rangeOf(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** Markdown, or for editors that do not show it the same without its signs. */
export function markup(markdown: string, kind: MarkupKind): MarkupContent {
  if (kind === MarkupKind.Markdown) return { kind, value: markdown };
  const plain = markdown
    .replace(/\\([!-/:-@[-`{-~])|\*\*|`/g, (_, escaped: string | undefined) => escaped ?? "")
    .replace(/ +$/gm, "");
  return { kind, value: plain };
}

export function toSignatureHelp(
  { signatures, activeSignature }: SignatureHelp,
  { documentation: kind, offsets }: Features["signature"],
): ProtocolSignatureHelp {
  return {
    activeSignature,
    signatures: signatures.map(({ label, documentation, parameters, activeParameter }) => ({
      label,
      documentation: markup(documentation, kind),
      parameters: parameters.map(({ span, documentation: text }) => ({
        label: offsets ? [span.start, span.end] : label.slice(span.start, span.end),
        documentation: markup(text, kind),
      })),
      // Beyond the last one there is none; a number that is too large says so to every version of the protocol.
      activeParameter: activeParameter ?? parameters.length,
    })),
  };
}

const SYMBOLS: Readonly<Record<OutlineItem["kind"], SymbolKind>> = {
  query: SymbolKind.Namespace,
  "common-table": SymbolKind.Class,
  "derived-table": SymbolKind.Class,
  subquery: SymbolKind.Object,
  operand: SymbolKind.Object,
};

export function toSymbol(
  document: TextDocument,
  { kind, name, span, nameSpan, children }: OutlineItem,
): DocumentSymbol {
  return {
    name,
    kind: SYMBOLS[kind],
    range: rangeOf(document, span),
    selectionRange: rangeOf(document, nameSpan),
    children: children.map((child) => toSymbol(document, child)),
  };
}
