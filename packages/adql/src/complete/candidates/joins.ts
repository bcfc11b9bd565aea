import { labelOf, type Source } from "../../check/scope.ts";
import type { Identifier } from "../../language/ast.ts";
import type { Token } from "../../language/token.ts";
import type { CatalogTable } from "../../schema/catalog.ts";
import { parseWrittenColumn } from "../../schema/names.ts";
import { columnIndexOf } from "../column-index.ts";
import { columnDetail, describeValue } from "../described-column.ts";
import { filterName, writtenName } from "../names.ts";
import { matchOf } from "../prefix-index.ts";
import { type Draft, matchPenalty, type Request, SCORES } from "../request.ts";
import { isStandIn } from "../surroundings.ts";

type Pairs = readonly (readonly [left: Identifier, right: Identifier])[];

/** Whole conditions behind ON: by foreign keys, and by identifiers of one name. */
export function joinDrafts(request: Request): Draft[] {
  const { place, state } = request;
  const { top } = state;
  const last = place.before[place.before.length - 1];
  if (last?.text !== "ON" || last.kind !== "word" || top.clause !== "on" || place.qualifier.length > 0) return [];
  const [right, ...lefts] = joinedSources(request).reverse();
  if (right === undefined) return [];
  const drafts: Draft[] = [];
  for (const left of lefts) {
    for (const [pairs, detail] of conditionsBetween(left, right)) {
      const condition = printCondition(left, right, pairs);
      if (place.quoted || !condition.toLowerCase().startsWith(place.typed.toLowerCase())) continue;
      if (drafts.some(({ label }) => label === condition)) continue;
      drafts.push({
        label: condition,
        kind: "join",
        insertText: condition,
        filterText: condition,
        detail,
        score: SCORES.join + drafts.length,
      });
    }
  }
  return drafts;
}

/** The tables that stand before the place, in the order of the text. */
function joinedSources({ around, place }: Request): Source[] {
  return (around.scope?.sources ?? []).filter(
    (source) => !isStandIn(source) && (source.node.span?.start ?? 0) < place.span.start,
  );
}

function conditionsBetween(left: Source, right: Source): readonly (readonly [Pairs, detail: string])[] {
  const found: (readonly [Pairs, string])[] = [];
  for (const { table, columns, description } of right.table?.keys ?? []) {
    if (table !== left.table) continue;
    const pairs = columns.map(({ here, there }) => [parseWrittenColumn(there), parseWrittenColumn(here)] as const);
    found.push([pairs, description === undefined ? "foreign key" : `foreign key: ${description}`]);
  }
  if (found.length > 0 || left.table === undefined || right.table === undefined) return found;
  return identifiersInCommon(left.table, right.table).map((pair) => [[pair], "same identifier"]);
}

/** Identifiers of one name and UCD: few services declare their foreign keys. */
function identifiersInCommon(left: CatalogTable, right: CatalogTable): Pairs {
  const pairs: (readonly [Identifier, Identifier])[] = [];
  for (const [ucd, columns] of columnIndexOf(left).byUcd) {
    if (!/^meta\.id\b/i.test(ucd)) continue;
    for (const column of columns) {
      const [other] = right.findColumns(column.name)?.items ?? [];
      if (other !== undefined && /^meta\.id\b/i.test(other.metadata.ucd ?? "")) pairs.push([column.name, other.name]);
    }
  }
  return pairs;
}

function printCondition(left: Source, right: Source, pairs: Pairs): string {
  const column = (source: Source, name: Identifier): string => {
    const label = labelOf(source);
    return label === undefined ? writtenName(name) : `${writtenName(label)}.${writtenName(name)}`;
  };
  return pairs.map(([one, other]) => `${column(left, one)} = ${column(right, other)}`).join(" AND ");
}

/** Columns for USING: those that the joined table and one before it have under one name. At most `most`. */
export function usingDrafts(request: Request, most: number): Draft[] {
  const { place } = request;
  const [right, ...lefts] = joinedSources(request).reverse();
  if (right === undefined) return [];
  const used = namesSinceUsing(place.before);
  const drafts: Draft[] = [];
  for (const name of namesOf(right)) {
    if (drafts.length >= most) break;
    const match = matchOf(name.name, place.typed);
    if (match === undefined || used.has(name.name.toUpperCase())) continue;
    if (!lefts.some((left) => left.find(name) !== undefined)) continue;
    const [value] = right.find(name)?.items ?? [];
    if (value === undefined) continue;
    const text = writtenName(value.name, place.quoted);
    const identifies = /^meta\.id\b/i.test(value.ucd ?? "");
    drafts.push({
      label: text,
      kind: "column",
      insertText: text,
      filterText: filterName(value.name, place.quoted),
      detail: columnDetail(describeValue(value)),
      score: (identifies ? SCORES.wanted : SCORES.column) + matchPenalty(match),
    });
  }
  return drafts;
}

/** Without making anything of the columns: tables can have very many. */
function namesOf({ table, columns }: Source): readonly Identifier[] {
  return table === undefined
    ? columns.map(({ name }) => name)
    : columnIndexOf(table).names.items.map(({ name }) => name);
}

/** What stands between the parenthesis already. */
function namesSinceUsing(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = tokens.length - 1; at >= 0 && tokens[at]?.text !== "USING"; at--) {
    names.add(tokens[at]?.text.toUpperCase() ?? "");
  }
  return names;
}
