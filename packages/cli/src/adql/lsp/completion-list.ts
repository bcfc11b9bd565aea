import type { Completion, CompletionKind } from "@armillary/adql";
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type CompletionList as ProtocolCompletionList,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Features } from "./features.ts";
import { markup, rangeOf } from "./protocol.ts";

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  schema: CompletionItemKind.Module,
  table: CompletionItemKind.Struct,
  alias: CompletionItemKind.Variable,
  column: CompletionItemKind.Field,
  result: CompletionItemKind.Value,
  join: CompletionItemKind.Reference,
  function: CompletionItemKind.Function,
  unit: CompletionItemKind.Unit,
  frame: CompletionItemKind.EnumMember,
  type: CompletionItemKind.TypeParameter,
};

/** Where the documentation of an item is kept. */
interface ItemData {
  readonly list: number;
  readonly index: number;
}

/** Makes lists for the editor, and keeps the documentation of the last one until it is asked for. */
export class CompletionList {
  #list = 0;
  #last: readonly Completion[] = [];

  /** @param limit - so many columns or tables mean that there may be more */
  make(
    completions: readonly Completion[],
    document: TextDocument,
    offset: number,
    features: Features,
    limit: number,
  ): ProtocolCompletionList {
    this.#list++;
    this.#last = completions;
    const named = completions.filter(({ kind }) => kind === "column" || kind === "table");
    return {
      isIncomplete: named.length >= limit,
      items: completions.map((completion, index) => ({
        ...itemOf(completion, document, offset, features),
        data: { list: this.#list, index } satisfies ItemData,
      })),
    };
  }

  /** An item with its documentation; of an older list as it is. */
  resolve(item: CompletionItem, { documentation: kind }: Features): CompletionItem {
    const data = item.data as Partial<ItemData> | undefined;
    if (data?.list !== this.#list || data.index === undefined) return item;
    const documentation = this.#last[data.index]?.documentation;
    return documentation === undefined ? item : { ...item, documentation: markup(documentation, kind) };
  }
}

function itemOf(
  { label, kind, span, insertText, snippet, detail, rank, filterText }: Completion,
  document: TextDocument,
  offset: number,
  { snippets, insertReplace }: Features,
): CompletionItem {
  const asSnippet = snippets && snippet !== undefined;
  const newText = asSnippet ? snippet : insertText;
  const replace = rangeOf(document, span);
  return {
    label,
    kind: KINDS[kind],
    ...(detail === undefined || detail === "" ? {} : { detail }),
    // The editor sorts by text.
    sortText: String(rank).padStart(5, "0"),
    filterText,
    insertTextFormat: asSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: insertReplace
      ? { newText, insert: rangeOf(document, { start: span.start, end: Math.max(span.start, offset) }), replace }
      : { newText, range: replace },
  };
}
