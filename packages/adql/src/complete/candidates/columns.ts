import { resolveColumn, sourcesCalled } from "../../check/resolve.ts";
import { labelOf, type Scope, type Source } from "../../check/scope.ts";
import type { NamedValue } from "../../check/value.ts";
import type { Identifier } from "../../language/ast.ts";
import type { CatalogColumn, CatalogTable } from "../../schema/catalog.ts";
import { familyOf } from "../../schema/datatype.ts";
import { columnIndexOf, importanceOf } from "../column-index.ts";
import {
  columnDetail,
  columnMarkdown,
  type DescribedColumn,
  describeColumn,
  describeValue,
} from "../described-column.ts";
import { filterName, writtenName } from "../names.ts";
import { type Found, type Match, PrefixIndex } from "../prefix-index.ts";
import { type Draft, matchPenalty, type Request, SCORES } from "../request.ts";
import { isStandIn } from "../surroundings.ts";
import { type Wanted, wantedAt } from "../wanted.ts";

/** A column of a source, before anything is made of it. */
interface Candidate {
  readonly name: Identifier;
  readonly match: Match;
  readonly wanted: boolean;
  readonly importance: number;
  readonly describe: () => DescribedColumn;
}

/** Columns of the tables in scope, and the names of these tables. At most `most`. */
export function columnDrafts(request: Request, most: number): Draft[] {
  const { place, around, catalog } = request;
  const wanted = wantedAt(request);
  if (place.qualifier.length > 0) {
    const source = sourceCalled(place.qualifier, around.scope);
    if (source !== undefined) return ofSource(request, source, wanted, most).map(({ draft }) => draft);
    // Columns may be written before FROM is.
    const [table] = catalog.findTables(place.qualifier);
    return table === undefined || hasTables(around.scope) ? [] : ofTable(request, table.table, most);
  }
  const drafts: Draft[] = [];
  let depth = 0;
  for (let scope = around.scope; scope !== undefined; scope = scope.parent) {
    for (const source of visibleSources(request, scope)) {
      for (const { draft, candidate } of ofSource(request, source, wanted, most)) {
        drafts.push(placed(draft, candidate, source, scope, request, wanted, depth));
      }
    }
    depth++;
  }
  return withoutRepeats(drafts);
}

/** Names of tables in scope, to write columns with. */
export function aliasDrafts({ place, around }: Request): Draft[] {
  if (place.qualifier.length > 0) return [];
  const drafts: Draft[] = [];
  for (let scope = around.scope; scope !== undefined; scope = scope.parent) {
    for (const source of scope.sources) {
      const label = labelOf(source);
      if (label === undefined || isStandIn(source)) continue;
      const match = matchName(label.name, place.typed);
      if (match === undefined) continue;
      const text = writtenName(label, place.quoted);
      drafts.push({
        label: text,
        kind: "alias",
        insertText: text,
        filterText: filterName(label, place.quoted),
        detail: source.table?.qualifiedName ?? (source.common === undefined ? "subquery" : "WITH"),
        score: SCORES.alias + matchPenalty(match),
      });
    }
  }
  return withoutRepeats(drafts);
}

function matchName(name: string, typed: string): Match | undefined {
  return name.toLowerCase().startsWith(typed.toLowerCase()) ? "whole" : undefined;
}

function hasTables(scope: Scope | undefined): boolean {
  return scope?.sources.some((source) => !isStandIn(source)) === true;
}

function sourceCalled(qualifier: readonly Identifier[], innermost: Scope | undefined): Source | undefined {
  for (let scope = innermost; scope !== undefined; scope = scope.parent) {
    const [source] = sourcesCalled(qualifier, scope);
    if (source !== undefined && !isStandIn(source)) return source;
  }
  return undefined;
}

/** In ON only the tables up to the place can be meant. */
function visibleSources({ state, place }: Request, scope: Scope): readonly Source[] {
  const joined = state.query.clause === "on" || state.top.clause === "on";
  return scope.sources.filter(
    (source) => !isStandIn(source) && !(joined && (source.node.span?.start ?? 0) > place.span.start),
  );
}

interface Offered {
  readonly draft: Draft;
  readonly candidate: Candidate;
}

function ofSource(request: Request, source: Source, wanted: Wanted, most: number): Offered[] {
  const { typed, quoted } = request.place;
  const candidates =
    source.table === undefined
      ? ofValues(source.columns, typed, wanted, most)
      : ofCatalog(source.table, typed, wanted, most);
  return candidates.map((candidate) => ({ candidate, draft: draftOf(candidate, quoted) }));
}

function ofTable({ place }: Request, table: CatalogTable, most: number): Draft[] {
  return ofCatalog(table, place.typed, {}, most).map((candidate) => draftOf(candidate, place.quoted));
}

function ofCatalog(table: CatalogTable, typed: string, wanted: Wanted, most: number): Candidate[] {
  const { names, byUcd, geometries } = columnIndexOf(table);
  const meant = new Set<CatalogColumn>(wanted.family === "geometry" ? geometries : []);
  if (wanted.ucd !== undefined) {
    for (const [ucd, columns] of byUcd) if (wanted.ucd(ucd)) for (const column of columns) meant.add(column);
  }
  const found: Found<CatalogColumn>[] = names.find(typed, most);
  const missed = [...meant].filter((column) => typed === "" && !found.some(({ item }) => item === column));
  return [...missed.map((item) => ({ item, match: "whole" as const })), ...found].map(({ item, match }) => ({
    name: item.name,
    match,
    wanted: meant.has(item),
    importance: importanceOf(item),
    describe: () => describeColumn(item),
  }));
}

function ofValues(values: readonly NamedValue[], typed: string, wanted: Wanted, most: number): Candidate[] {
  const named = values.filter((value) => value.named);
  const index = new PrefixIndex(named, (value) => value.name.name);
  return index.find(typed, most).map(({ item, match }) => ({
    name: item.name,
    match,
    wanted:
      (item.ucd !== undefined && wanted.ucd?.(item.ucd) === true) ||
      (wanted.family !== undefined && familyOf(item.type) === wanted.family),
    importance: item.column === undefined ? 0 : importanceOf(item.column),
    describe: () => describeValue(item),
  }));
}

function draftOf({ name, match, wanted, importance, describe }: Candidate, quoted: boolean): Draft {
  const text = writtenName(name, quoted);
  const described = describe();
  return {
    label: text,
    kind: "column",
    insertText: text,
    filterText: filterName(name, quoted),
    detail: columnDetail(described),
    document: () => columnMarkdown(described),
    score: (wanted ? SCORES.wanted : SCORES.column) + importance + matchPenalty(match),
  };
}

/** Written with its table where the bare name would mean something else, or several things. */
function placed(
  draft: Draft,
  { name }: Candidate,
  source: Source,
  scope: Scope,
  { around, place }: Request,
  wanted: Wanted,
  depth: number,
): Draft {
  const same = wanted.except?.sources.includes(source) === true && wanted.except.value.name.name === name.name;
  const score = draft.score + depth * 20 + (same ? SCORES.last : 0);
  const resolution =
    around.scope === undefined
      ? undefined
      : resolveColumn({ kind: "QualifiedName", parts: [asWritten(name)] }, around.scope);
  const clear =
    resolution?.kind === "column" && resolution.scope === scope && resolution.column.sources.includes(source);
  const label = labelOf(source);
  if (clear || label === undefined) return { ...draft, score };
  const text = `${writtenName(label)}.${writtenName(name)}`;
  // Behind a quote that is typed already there is no room for the table.
  return place.quoted ? { ...draft, score } : { ...draft, label: text, insertText: text, score };
}

/** The name as it will stand in the query. */
function asWritten(name: Identifier): Identifier {
  return writtenName(name).startsWith('"') ? { ...name, delimited: true } : name;
}

/** Merged columns of NATURAL JOIN and USING come from both tables. */
function withoutRepeats(drafts: readonly Draft[]): Draft[] {
  const seen = new Set<string>();
  return drafts.filter(({ insertText }) => !seen.has(insertText) && seen.add(insertText));
}
