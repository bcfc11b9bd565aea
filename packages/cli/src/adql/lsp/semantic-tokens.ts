import { isReserved, type Node, parse, type Token, visit } from "@armillary/adql";
import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";

const TYPES = [
  "keyword",
  "function",
  "class",
  "variable",
  "property",
  "string",
  "number",
  "operator",
  "namespace",
] as const;
type TokenType = (typeof TYPES)[number];

export const SEMANTIC_LEGEND: SemanticTokensLegend = { tokenTypes: [...TYPES], tokenModifiers: [] };

/** What each word of a document is: tables are `class`, their aliases `variable`, columns `property`. */
export function semanticTokens(document: TextDocument): SemanticTokens {
  const { tokens, query } = parse(document.getText(), { extensions: "allow" });
  const names = query === undefined ? new Map<number, TokenType>() : namesIn(query);
  const builder = new SemanticTokensBuilder();
  for (const token of tokens) {
    const type = names.get(token.start) ?? typeOf(token);
    if (type === undefined) continue;
    const start = document.positionAt(token.start);
    // Tokens of the protocol stay on one line.
    if (document.positionAt(token.end).line !== start.line) continue;
    builder.push(start.line, start.character, token.end - token.start, TYPES.indexOf(type), 0);
  }
  return builder.build();
}

function typeOf({ kind, text }: Token): TokenType | undefined {
  switch (kind) {
    case "word":
      return isReserved(text) ? "keyword" : undefined;
    case "string":
    case "number":
      return kind;
    default:
      return undefined;
  }
}

/** Types of the names in a tree, by where they start. */
function namesIn(query: Node): Map<number, TokenType> {
  const types = new Map<number, TokenType>();
  const set = (node: Node | undefined, type: TokenType): void => {
    if (node?.span !== undefined) types.set(node.span.start, type);
  };
  /** The last name is the thing itself, the others lead to it. */
  const setAll = (parts: readonly Node[], last: TokenType, before: TokenType): void => {
    for (const [index, part] of parts.entries()) set(part, index === parts.length - 1 ? last : before);
  };
  visit(query, {
    enter(node) {
      switch (node.kind) {
        case "TableName":
          setAll(node.name.parts, "class", "namespace");
          set(node.alias, "variable");
          break;
        case "DerivedTable":
          set(node.alias, "variable");
          break;
        case "CommonTable":
          set(node.name, "class");
          break;
        case "AllColumns":
          setAll(node.table?.parts ?? [], "variable", "namespace");
          break;
        case "ColumnReference":
          setAll(node.name.parts, "property", "variable");
          break;
        case "SelectColumn":
          set(node.alias, "property");
          break;
        case "FunctionCall":
          setAll(node.name.parts, "function", "namespace");
          break;
        case "Aggregate":
        case "Cast":
          set(node, "function");
          break;
        default:
          break;
      }
    },
  });
  return types;
}
