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
import { type Found, type Match, matchOf } from "../prefix-index.ts";
import { type Draft, matchPenalty, type Request, SCORES } from "../request.ts";
import { isStandIn } from "../surroundings.ts";
import { type Wanted, wantedAt } from "../wanted.ts";

/** A column of a source, before anything is made of it. */
interface Candidate {
  readonly name: Identifier;
  readonly score: number;
  readonly describe: () => DescribedColumn;
}

/** Where a candidate was found, for its name alone may mean something else. */
interface Located {
  readonly candidate: Candidate;
  readonly source: Source;
  readonly scope: Scope;
  readonly score: number;
}

/** Columns of the tables in scope, the best first. At most `most`. */
export function columnDrafts(request: Request, most: number): Draft[] {
  const { place, around, catalog } = request;
  const { qualifier, quoted, typed } = place;
  const wanted = wantedAt(request);
  if (qualifier.length > 0) {
    const source = sourceCalled(qualifier, around.scope);
    // Columns may be written before FROM is.
    const table =
      source === undefined && !hasTables(around.scope) ? catalog.findTables(qualifier)[0]?.table : undefined;
    const found =
      source === undefined ? table && ofCatalog(table, typed, wanted, most) : ofSource(source, typed, wanted, most);
    return (found ?? []).map((candidate) => draftOf(candidate, quoted));
  }
  const located: Located[] = [];
  let depth = 0;
  for (let scope = around.scope; scope !== undefined; scope = scope.parent) {
    for (const source of visibleSources(request, scope)) {
      for (const candidate of ofSource(source, typed, wanted, most)) {
        const same =
          wanted.except?.sources.includes(source) === true && wanted.except.value.name.name === candidate.name.name;
        const score = candidate.score + depth * OUTER + (same ? SCORES.last : 0);
        located.push({ candidate, source, scope, score });
      }
    }
    depth++;
  }
  const best = located.sort((a, b) => a.score - b.score).slice(0, most);
  return withoutRepeats(best.map((column) => placed(column, request)));
}

/** How much less is thought of the columns of a query around. */
const OUTER = 20;

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

function ofSource(source: Source, typed: string, wanted: Wanted, most: number): Candidate[] {
  return source.table === undefined
    ? ofValues(source.columns, typed, wanted, most)
    : ofCatalog(source.table, typed, wanted, most);
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
    score: scoreOf(match, meant.has(item), importanceOf(item)),
    describe: () => describeColumn(item),
  }));
}

/** Of a subquery, whose columns are others each time: without an index. */
function ofValues(values: readonly NamedValue[], typed: string, wanted: Wanted, most: number): Candidate[] {
  const candidates: Candidate[] = [];
  for (const value of values) {
    if (candidates.length >= most) break;
    const match = value.named ? matchOf(value.name.name, typed) : undefined;
    if (match === undefined) continue;
    const { name, ucd, type, column } = value;
    const meant =
      (ucd !== undefined && wanted.ucd?.(ucd) === true) ||
      (wanted.family !== undefined && familyOf(type) === wanted.family);
    const score = scoreOf(match, meant, column === undefined ? 0 : importanceOf(column));
    candidates.push({ name, score, describe: () => describeValue(value) });
  }
  return candidates;
}

function scoreOf(match: Match, wanted: boolean, importance: number): number {
  return (wanted ? SCORES.wanted : SCORES.column) + importance + matchPenalty(match);
}

function draftOf({ name, score, describe }: Candidate, quoted: boolean): Draft {
  const text = writtenName(name, quoted);
  const described = describe();
  return {
    label: text,
    kind: "column",
    insertText: text,
    filterText: filterName(name, quoted),
    detail: columnDetail(described),
    document: () => columnMarkdown(described),
    score,
  };
}

/** Written with its table where the bare name would mean something else, or several things. */
function placed({ candidate, source, scope, score }: Located, { around, place }: Request): Draft {
  const draft = { ...draftOf(candidate, place.quoted), score };
  const label = labelOf(source);
  // Behind a quote that is typed already there is no room for the table.
  if (label === undefined || place.quoted || around.scope === undefined) return draft;
  if (isClear(asWritten(candidate.name), source, scope, around.scope)) return draft;
  const text = `${writtenName(label)}.${writtenName(candidate.name)}`;
  return { ...draft, label: text, insertText: text };
}

/** Whether a bare name means the column of this table. */
function isClear(name: Identifier, source: Source, scope: Scope, innermost: Scope): boolean {
  for (let inner: Scope | undefined = innermost; inner !== undefined; inner = inner.parent) {
    const owners = inner.sources.filter((other) => hasColumn(other, name));
    if (owners.length === 1) return owners[0] === source;
    if (owners.length > 1) break;
  }
  // Of several tables NATURAL JOIN and USING make one column.
  const resolution = resolveColumn({ kind: "QualifiedName", parts: [name] }, innermost);
  return resolution.kind === "column" && resolution.scope === scope && resolution.column.sources.includes(source);
}

/** Without making anything of the column. */
function hasColumn(source: Source, name: Identifier): boolean {
  return (source.table === undefined ? source.find(name) : source.table.findColumns(name)) !== undefined;
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
