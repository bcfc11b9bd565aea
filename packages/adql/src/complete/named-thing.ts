import { analyse } from "../check/analyse.ts";
import type { Facts } from "../check/facts.ts";
import { sourcesCalled } from "../check/resolve.ts";
import type { Source } from "../check/scope.ts";
import type { CommonTable, Identifier, Node, Query, SelectColumn, Span } from "../language/ast.ts";
import { visit } from "../language/visitor.ts";
import type { Catalog } from "../schema/catalog.ts";
import { fitOf } from "../schema/names.ts";

/** What a text gives a name: a table of FROM by its alias, a table of WITH, a column of a SELECT list. */
export type NamedThing =
  | { readonly kind: "alias"; readonly source: Source; readonly name: Identifier }
  | { readonly kind: "common-table"; readonly node: CommonTable; readonly name: Identifier }
  | { readonly kind: "result"; readonly item: SelectColumn; readonly name: Identifier };

/** A name, and what it leads to. */
export interface Mention {
  /** The one name that the place is in, without what qualifies it. */
  readonly identifier: Identifier;
  /** Undefined for what the text does not name itself: tables and columns of the service. */
  readonly thing: NamedThing | undefined;
}

/** Every name of a query that leads to something, in the order of the text. */
export function mentionsIn(query: Query, catalog: Catalog): readonly Mention[] {
  const facts = analyse(query, catalog);
  const mentions: Mention[] = [];
  const add = (identifier: Identifier | undefined, thing: NamedThing | undefined): void => {
    if (identifier?.span !== undefined) mentions.push({ identifier, thing });
  };
  visit(query, {
    enter(node) {
      switch (node.kind) {
        case "TableName": {
          const source = facts.sources.get(node);
          add(node.name.parts.at(-1), source?.common === undefined ? undefined : commonThing(source.common));
          add(node.alias, source === undefined ? undefined : aliasThing(source));
          break;
        }
        case "DerivedTable": {
          const source = facts.sources.get(node);
          add(node.alias, source === undefined ? undefined : aliasThing(source));
          break;
        }
        case "CommonTable":
          add(node.name, commonThing(node));
          break;
        case "SelectColumn":
          add(node.alias, resultThing(node));
          break;
        case "ColumnReference": {
          const { parts } = node.name;
          if (parts.length > 1) add(parts.at(-2), sourceThing(ownerOf(node, facts)));
          add(parts.at(-1), columnThing(node, facts));
          break;
        }
        default:
          break;
      }
    },
  });
  for (const [select, scope] of facts.scopes) {
    for (const item of select.columns) {
      if (item.kind !== "AllColumns" || item.table === undefined) continue;
      add(item.table.parts.at(-1), sourceThing(sourcesCalled(item.table.parts, scope)[0]));
    }
  }
  return mentions.sort((a, b) => (a.identifier.span?.start ?? 0) - (b.identifier.span?.start ?? 0));
}

/** The name at an offset; its end counts as inside. */
export function mentionAt(query: Query, offset: number, catalog: Catalog): Mention | undefined {
  return mentionsIn(query, catalog).find(({ identifier: { span } }) => holds(span, offset));
}

function holds(span: Span | undefined, offset: number): boolean {
  return span !== undefined && span.start <= offset && offset <= span.end;
}

function aliasThing(source: Source): NamedThing | undefined {
  return source.alias === undefined ? undefined : { kind: "alias", source, name: source.alias };
}

function commonThing(node: CommonTable): NamedThing {
  return { kind: "common-table", node, name: node.name };
}

function resultThing(item: SelectColumn): NamedThing | undefined {
  return item.alias === undefined ? undefined : { kind: "result", item, name: item.alias };
}

/** A table is known by its alias, or by the name that WITH gives it. */
function sourceThing(source: Source | undefined): NamedThing | undefined {
  if (source === undefined) return undefined;
  return aliasThing(source) ?? (source.common === undefined ? undefined : commonThing(source.common));
}

type ColumnReference = Extract<Node, { kind: "ColumnReference" }>;

/** The table that the names before a column's lead to, whether it has that column or not. */
function ownerOf(node: ColumnReference, facts: Facts): Source | undefined {
  const resolution = facts.references.get(node);
  switch (resolution?.kind) {
    case "column":
      return resolution.column.sources[0];
    case "open":
      return resolution.sources[0];
    case "unknown-column":
      return resolution.source;
    default:
      return undefined;
  }
}

/** The item of a SELECT list that a column leads to. */
function columnThing(node: ColumnReference, facts: Facts): NamedThing | undefined {
  const result = facts.resultReferences.get(node);
  const name = node.name.parts.at(-1);
  if (name === undefined) return undefined;
  if (result !== undefined) {
    const owner = [...facts.orderedQueries].find(([term]) => term.expression === node)?.[1];
    return owner === undefined ? undefined : itemNamed(owner, name);
  }
  const source = ownerOf(node, facts);
  if (source === undefined) return undefined;
  const query = source.common?.query ?? (source.node.kind === "DerivedTable" ? source.node.query : undefined);
  return query === undefined ? undefined : itemNamed(query, name);
}

function itemNamed(query: Query, name: Identifier): NamedThing | undefined {
  let body = query.body;
  while (body.kind !== "Select") body = body.kind === "SetOperation" ? body.left : body.query.body;
  const item = body.columns.find(
    (candidate) =>
      candidate.kind === "SelectColumn" && candidate.alias !== undefined && fitOf(name, candidate.alias) !== undefined,
  );
  return item?.kind === "SelectColumn" ? resultThing(item) : undefined;
}
