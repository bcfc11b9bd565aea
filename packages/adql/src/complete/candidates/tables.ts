import type { Source } from "../../check/scope.ts";
import type { Identifier } from "../../language/ast.ts";
import type { Catalog, CatalogKey, CatalogTable } from "../../schema/catalog.ts";
import { parseWrittenName } from "../../schema/names.ts";
import { escapeMarkdown, markdownFacts, paragraphs } from "../markdown.ts";
import { filterName, writtenName } from "../names.ts";
import { type Match, matchOf, PrefixIndex } from "../prefix-index.ts";
import { printCount } from "../print-count.ts";
import { type Draft, matchPenalty, type Request, SCORES } from "../request.ts";
import { isStandIn } from "../surroundings.ts";

interface TableIndex {
  readonly names: PrefixIndex<CatalogTable>;
  readonly schemas: PrefixIndex<Schema>;
}

interface Schema {
  readonly name: Identifier;
  readonly tables: CatalogTable[];
}

const INDEXES = new WeakMap<Catalog, TableIndex>();

function tableIndexOf(catalog: Catalog): TableIndex {
  const known = INDEXES.get(catalog);
  if (known !== undefined) return known;
  const schemas = new Map<string, Schema>();
  for (const table of catalog.tables) {
    if (table.schema === undefined) continue;
    const same = schemas.get(table.schema.name);
    if (same === undefined) schemas.set(table.schema.name, { name: table.schema, tables: [table] });
    else same.tables.push(table);
  }
  const tables = [...catalog.tables].sort((a, b) => Number(isOfTap(a)) - Number(isOfTap(b)));
  const index: TableIndex = {
    names: new PrefixIndex(tables, (table) => table.identifier.name),
    schemas: new PrefixIndex([...schemas.values()], ({ name }) => name.name),
  };
  INDEXES.set(catalog, index);
  return index;
}

/** Tables that describe tables: seldom what is looked for. */
function isOfTap({ schema }: CatalogTable): boolean {
  return schema?.name.toLowerCase() === "tap_schema";
}

/** Tables, first those that foreign keys lead to; tables of WITH; schemas. At most `most`. */
export function tableDrafts(request: Request, most: number): Draft[] {
  const { place, catalog } = request;
  if (place.qualifier.length > 0) return ofSchema(request, most);
  const { names, schemas } = tableIndexOf(catalog);
  const drafts = [...commonDrafts(request), ...joinableDrafts(request)];
  const seen = new Set(drafts.map(({ insertText }) => insertText));
  const add = (draft: Draft): void => {
    if (!seen.has(draft.insertText)) drafts.push(draft);
    seen.add(draft.insertText);
  };
  for (const { item, match } of names.find(place.typed, most)) add(tableDraft(request, item, match, true));
  for (const { item, match } of schemas.find(place.typed, most)) {
    add(schemaDraft(request, item, match));
    for (const table of place.typed === "" ? [] : item.tables) {
      if (drafts.length >= most) break;
      const { score, ...draft } = tableDraft(request, table, match, true);
      // By the schema it was found, and by the schema it stays in the list when more is typed.
      const filterText = `${filterName(item.name, place.quoted)}.${table.identifier.name}`;
      add({ ...draft, filterText, score: score + BY_SCHEMA });
    }
  }
  return drafts;
}

/** How much less is thought of a table that only its schema brings up. */
const BY_SCHEMA = 50;

function ofSchema(request: Request, most: number): Draft[] {
  const { place, catalog } = request;
  const drafts: Draft[] = [];
  for (const table of catalog.tables) {
    if (drafts.length >= most) break;
    if (table.fitOfQualifiers(place.qualifier) === undefined) continue;
    const match = matchOf(table.identifier.name, place.typed);
    if (match !== undefined) drafts.push(tableDraft(request, table, match, false));
  }
  return drafts;
}

function commonDrafts({ around, place }: Request): Draft[] {
  const drafts: Draft[] = [];
  for (const { node, columns, open } of around.commons) {
    const match = matchOf(node.name.name, place.typed);
    if (match === undefined) continue;
    const text = writtenName(node.name, place.quoted);
    drafts.push({
      label: text,
      kind: "table",
      insertText: text,
      filterText: filterName(node.name, place.quoted),
      detail: open ? "WITH" : `WITH · ${columns.map(({ name }) => name.name).join(", ")}`,
      score: SCORES.result + matchPenalty(match),
    });
  }
  return drafts;
}

/** Behind JOIN: the tables that a foreign key of those before it leads to, or that have one to them. */
function joinableDrafts(request: Request): Draft[] {
  const { around, place, state } = request;
  if (state.top.joining === "no") return [];
  const sources: readonly Source[] = around.scope?.sources.filter((source) => !isStandIn(source)) ?? [];
  const drafts = new Map<CatalogTable, Draft>();
  for (const { table } of sources) {
    for (const key of table?.keys ?? []) {
      const match = matchTable(key.table, place.typed);
      if (match === undefined || drafts.has(key.table)) continue;
      const draft = tableDraft(request, key.table, match, true);
      const score = SCORES.wanted + matchPenalty(match);
      drafts.set(key.table, { ...draft, detail: [printKey(key), draft.detail].filter(Boolean).join(" · "), score });
    }
  }
  return [...drafts.values()];
}

function printKey({ columns }: CatalogKey): string {
  return `by ${columns.map(({ here, there }) => (here === there ? here : `${here} = ${there}`)).join(", ")}`;
}

function matchTable(table: CatalogTable, typed: string): Match | undefined {
  return matchOf(table.identifier.name, typed) ?? (table.schema && matchOf(table.schema.name, typed));
}

function tableDraft({ place }: Request, table: CatalogTable, match: Match, withSchema: boolean): Draft {
  const text = withSchema ? fullName(table) : writtenName(table.identifier, place.quoted);
  const { rows, title, description, type } = table.metadata;
  return {
    label: text,
    kind: "table",
    insertText: text,
    filterText: filterName(table.identifier, place.quoted),
    detail: [type === "view" ? "view" : undefined, printRows(rows), title].filter(Boolean).join(" · "),
    document: () =>
      paragraphs(
        title === undefined ? undefined : `**${escapeMarkdown(title)}**`,
        description === undefined ? undefined : escapeMarkdown(description),
        markdownFacts([
          ["Columns", String(table.metadata.columns.length)],
          ["Rows", rows === undefined ? undefined : printCount(rows)],
        ]),
      ),
    score: SCORES.column + matchPenalty(match) + (isOfTap(table) ? 1 : 0),
  };
}

/** As the service has it, with the quotes that it needs. */
function fullName({ name }: CatalogTable): string {
  return parseWrittenName(name)
    .map((part) => writtenName(part))
    .join(".");
}

function schemaDraft({ place }: Request, { name, tables }: Schema, match: Match): Draft {
  const text = writtenName(name, place.quoted);
  return {
    label: text,
    kind: "schema",
    insertText: text,
    filterText: filterName(name, place.quoted),
    detail: tables.length === 1 ? "1 table" : `${printCount(tables.length)} tables`,
    score: SCORES.alias + matchPenalty(match),
  };
}

function printRows(rows: number | undefined): string | undefined {
  return rows === undefined ? undefined : `${printCount(rows)} rows`;
}
