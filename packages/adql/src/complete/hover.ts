import { analyse } from "../check/analyse.ts";
import type { Facts } from "../check/facts.ts";
import { fitOfQualifier, labelOf, type ScopeColumn, type Source } from "../check/scope.ts";
import type { Node, Span } from "../language/ast.ts";
import { type ParseResult, parse } from "../language/parse.ts";
import type { Token } from "../language/token.ts";
import type { Catalog, CatalogTable } from "../schema/catalog.ts";
import { AGGREGATES } from "../schema/functions/aggregates.ts";
import type { FunctionDefinition } from "../schema/functions/function.ts";
import type { ServiceMetadata } from "../schema/metadata.ts";
import { catalogOf } from "./catalog-of.ts";
import { type DescribedColumn, describeValue } from "./described-column.ts";
import { signaturesOf } from "./described-function.ts";
import { hoverMarkdown } from "./hover-markdown.ts";
import { describeKeyword } from "./keyword-notes.ts";
import { pathAt } from "./node-path.ts";

/** What a place in a query is about. */
export type HoverSubject =
  | ({ readonly kind: "column" /** The alias it is of in this query. */; readonly of?: string } & DescribedColumn)
  | {
      readonly kind: "table";
      /** As it stands in a query. */
      readonly name: string;
      readonly columns: number;
      readonly rows?: number;
      readonly title?: string;
      readonly description?: string;
    }
  /** A table, a subquery or a table of WITH, by the name that FROM gives it; or a column of the result by its alias. */
  | { readonly kind: "alias"; readonly name: string; readonly of: string; readonly columns: readonly DescribedColumn[] }
  | { readonly kind: "common-table"; readonly name: string; readonly columns: readonly DescribedColumn[] }
  | {
      readonly kind: "function";
      readonly name: string;
      readonly signatures: readonly string[];
      readonly description?: string;
      readonly section?: string;
    }
  | { readonly kind: "keyword"; readonly word: string; readonly note: string }
  /** `*` or `t.*`; `known` is false where a table has columns that are not known. */
  | { readonly kind: "all-columns"; readonly columns: readonly DescribedColumn[]; readonly known: boolean };

export interface Hover {
  /** The text that it is about. */
  readonly span: Span;
  readonly subject: HoverSubject;
  /** What a service says is escaped in it. */
  readonly markdown: string;
}

/**
 * What is known of the word at an offset: a column, table, alias, function, keyword, or what `*` stands for.
 * @returns undefined where nothing is known, and in literals and comments
 */
export function hover(text: string, offset: number, service?: ServiceMetadata | Catalog): Hover | undefined {
  const parsed = parse(text, { extensions: "allow" });
  const token = tokenAt(parsed.tokens, offset);
  if (token === undefined) return undefined;
  const named = subjectAt(parsed, token, catalogOf(service));
  const found = named ?? keywordOf(token);
  return found === undefined ? undefined : { ...found, markdown: hoverMarkdown(found.subject) };
}

type Found = Omit<Hover, "markdown">;

/** The word or sign at an offset; of two that touch there, the word. */
function tokenAt(tokens: readonly Token[], offset: number): Token | undefined {
  const touching = tokens.filter(({ kind, start, end }) => kind !== "end" && start <= offset && offset <= end);
  return touching.find(({ kind }) => kind !== "symbol") ?? touching.find(({ end }) => offset < end) ?? touching[0];
}

function keywordOf(token: Token): Found | undefined {
  const note = token.kind === "word" ? describeKeyword(token.text) : "";
  const span = { start: token.start, end: token.end };
  return note === "" ? undefined : { span, subject: { kind: "keyword", word: token.text, note } };
}

function subjectAt({ query }: ParseResult, token: Token, catalog: Catalog): Found | undefined {
  if (query === undefined || token.kind === "string" || token.kind === "number") return undefined;
  const facts = analyse(query, catalog);
  const path = pathAt(query, token.start);
  const span = { start: token.start, end: token.end };
  for (let index = path.length - 1; index >= 0; index--) {
    const subject = subjectOf(path[index] as Node, span, facts);
    if (subject !== undefined) return { span, subject };
  }
  return undefined;
}

function subjectOf(node: Node, at: Span, facts: Facts): HoverSubject | undefined {
  const on = (other: Node | undefined): boolean => other?.span?.start === at.start;
  switch (node.kind) {
    case "ColumnReference": {
      const { parts } = node.name;
      if (on(parts[parts.length - 1])) return columnSubject(node, facts);
      return parts.some(on) ? sourceSubject(sourceOfColumn(node, facts), facts) : undefined;
    }
    case "TableName":
    case "DerivedTable": {
      const source = facts.sources.get(node);
      if (source === undefined) return undefined;
      if (on(node.alias)) return sourceSubject(source, facts);
      return node.kind === "TableName" && node.name.parts.some(on) ? tableSubject(source) : undefined;
    }
    case "CommonTable":
      return on(node.name) ? commonSubject(node.name.name, facts.results.get(node.query)?.columns ?? []) : undefined;
    case "SelectColumn":
      return on(node.alias) ? resultSubject(node, facts) : undefined;
    case "AllColumns":
      return on(node) || node.span?.end === at.end ? allColumnsSubject(node, at, facts) : undefined;
    case "FunctionCall": {
      const definition = facts.calls.get(node)?.known?.definition;
      return node.name.parts.some(on) && definition !== undefined ? functionSubject(definition) : undefined;
    }
    case "Aggregate":
      return on(node) ? functionSubject(AGGREGATES[node.function]) : undefined;
    default:
      return undefined;
  }
}

type ColumnReference = Extract<Node, { kind: "ColumnReference" }>;

function columnSubject(node: ColumnReference, facts: Facts): HoverSubject | undefined {
  const result = facts.resultReferences.get(node);
  if (result !== undefined) return { kind: "column", ...describeValue(result.column) };
  const column = columnOf(node, facts);
  if (column === undefined) return undefined;
  const label = column.sources[0] === undefined ? undefined : labelOf(column.sources[0]);
  return { kind: "column", ...describeValue(column.value), ...(label === undefined ? {} : { of: label.name }) };
}

function columnOf(node: ColumnReference, facts: Facts): ScopeColumn | undefined {
  const resolution = facts.references.get(node);
  return resolution?.kind === "column" ? resolution.column : undefined;
}

/** The table that the names before a column's are of, whether it has that column or not. */
function sourceOfColumn(node: ColumnReference, facts: Facts): Source | undefined {
  const found = columnOf(node, facts)?.sources[0];
  if (found !== undefined) return found;
  const qualifier = node.name.parts.slice(0, -1);
  return [...facts.sources.values()].find((source) => fitOfQualifier(source, qualifier) !== undefined);
}

/** What a name that FROM gives, or keeps, stands for. */
function sourceSubject(source: Source | undefined, facts: Facts): HoverSubject | undefined {
  if (source === undefined) return undefined;
  if (source.alias === undefined) return tableSubject(source);
  const { node } = source;
  const columns =
    node.kind === "DerivedTable"
      ? (facts.results.get(node.query)?.columns ?? [])
      : (source.common && source.columns) || [];
  return {
    kind: "alias",
    name: source.alias.name,
    of: source.table?.qualifiedName ?? (source.written.map(({ name }) => name).join(".") || "subquery"),
    columns: columns.map(describeValue),
  };
}

function tableSubject({ table, common, columns, written }: Source): HoverSubject | undefined {
  if (common !== undefined) return commonSubject(written[0]?.name ?? "", columns);
  return table === undefined ? undefined : describeTable(table);
}

function describeTable(table: CatalogTable): HoverSubject {
  const { rows, title, description, columns } = table.metadata;
  return {
    kind: "table",
    name: table.qualifiedName,
    columns: columns.length,
    ...(rows === undefined ? {} : { rows }),
    ...(title === undefined || title === "" ? {} : { title }),
    ...(description === undefined || description === "" ? {} : { description }),
  };
}

function commonSubject(name: string, columns: Source["columns"]): HoverSubject {
  return { kind: "common-table", name, columns: columns.map(describeValue) };
}

function resultSubject({ expression, alias }: Extract<Node, { kind: "SelectColumn" }>, facts: Facts): HoverSubject {
  const value = facts.values.get(expression) ?? { type: { name: "UNKNOWN" as const } };
  const name = alias ?? { kind: "Identifier", name: "", delimited: false };
  return { kind: "column", ...describeValue({ ...value, name, named: true }) };
}

function allColumnsSubject(
  node: Extract<Node, { kind: "AllColumns" }>,
  at: Span,
  facts: Facts,
): HoverSubject | undefined {
  const star = node.span?.end === at.end;
  const owner = [...facts.scopes].find(([select]) => select.columns.includes(node));
  if (owner === undefined) return undefined;
  const [select, scope] = owner;
  if (node.table !== undefined) {
    const source = scope.sources.find((candidate) => fitOfQualifier(candidate, node.table?.parts ?? []) !== undefined);
    if (!star) return sourceSubject(source, facts);
    if (source === undefined) return undefined;
    return { kind: "all-columns", columns: source.columns.map(describeValue), known: !source.open };
  }
  const known = scope.sources.every((source) => !source.open);
  const result = facts.results.get(select)?.columns ?? [];
  const others = select.columns.length - 1;
  // Merged columns of joins count once, as the result has them.
  const columns = others === 0 && known ? result : scope.sources.flatMap((source) => source.columns);
  return { kind: "all-columns", columns: columns.map(describeValue), known };
}

function functionSubject(definition: FunctionDefinition): HoverSubject {
  const { name, description, section } = definition;
  return {
    kind: "function",
    name,
    signatures: signaturesOf(definition),
    ...(description === undefined ? {} : { description }),
    ...(section === undefined ? {} : { section }),
  };
}
