import { type ClientCapabilities, MarkupKind } from "vscode-languageserver";

/** What the editor can do, as far as answers depend on it. */
export interface Features {
  readonly snippets: boolean;
  /** Completions with one range to insert into and another to replace. */
  readonly insertReplace: boolean;
  readonly documentation: MarkupKind;
  readonly hover: MarkupKind;
  readonly signature: { readonly documentation: MarkupKind; readonly offsets: boolean };
}

export function featuresOf({ textDocument }: ClientCapabilities): Features {
  const item = textDocument?.completion?.completionItem;
  const signature = textDocument?.signatureHelp?.signatureInformation;
  return {
    snippets: item?.snippetSupport === true,
    insertReplace: item?.insertReplaceSupport === true,
    documentation: kindOf(item?.documentationFormat),
    hover: kindOf(textDocument?.hover?.contentFormat),
    signature: {
      documentation: kindOf(signature?.documentationFormat),
      offsets: signature?.parameterInformation?.labelOffsetSupport === true,
    },
  };
}

function kindOf(formats: readonly MarkupKind[] | undefined): MarkupKind {
  return formats?.includes(MarkupKind.Markdown) === true ? MarkupKind.Markdown : MarkupKind.PlainText;
}
