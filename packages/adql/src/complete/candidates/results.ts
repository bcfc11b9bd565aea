import type { Identifier, SelectItem } from "../../language/ast.ts";
import { print } from "../../language/printer.ts";
import { filterName, writtenName } from "../names.ts";
import { matchOf } from "../prefix-index.ts";
import { type Draft, matchPenalty, type Request, SCORES } from "../request.ts";

/** Behind ORDER BY what the SELECT list has names for, behind GROUP BY its columns that are not aggregates. */
export function resultDrafts({ state, around, place }: Request): Draft[] {
  const { clause } = state.query;
  const inList = state.top === state.query && (clause === "order" || clause === "group");
  if (!inList || place.qualifier.length > 0) return [];
  const drafts: Draft[] = [];
  for (const item of around.select?.columns ?? []) {
    const found = clause === "order" ? resultOf(item) : groupedColumnOf(item);
    if (found === undefined || found.before > place.offset) continue;
    const { name, detail, text } = found;
    const match = matchOf(name.name, place.typed);
    if (match === undefined || (place.quoted && text !== undefined)) continue;
    const written = text ?? writtenName(name, place.quoted);
    if (drafts.some(({ insertText }) => insertText === written)) continue;
    drafts.push({
      label: written,
      kind: clause === "order" && detail !== undefined ? "result" : "column",
      insertText: written,
      filterText: filterName(name, place.quoted),
      ...(detail === undefined ? {} : { detail }),
      score: SCORES.result + drafts.length + matchPenalty(match),
    });
  }
  return drafts;
}

interface Named {
  readonly name: Identifier;
  /** What the name stands for. */
  readonly detail?: string;
  /** As it is written, where that is more than the name. */
  readonly text?: string;
  /** Where it starts. */
  readonly before: number;
}

function resultOf(item: SelectItem): Named | undefined {
  if (item.kind === "AllColumns") return undefined;
  const { expression, alias } = item;
  const before = item.span?.start ?? 0;
  if (alias !== undefined) return { name: alias, detail: print(expression), before };
  return expression.kind === "ColumnReference" ? { ...lastPart(expression.name.parts), before } : undefined;
}

function groupedColumnOf(item: SelectItem): Named | undefined {
  if (item.kind === "AllColumns" || item.expression.kind !== "ColumnReference") return undefined;
  const { name } = item.expression;
  const { parts } = name;
  const before = item.span?.start ?? 0;
  return { ...lastPart(parts), ...(parts.length > 1 ? { text: print(name) } : {}), before };
}

function lastPart(parts: readonly Identifier[]): { readonly name: Identifier } {
  return { name: parts[parts.length - 1] ?? { kind: "Identifier", name: "", delimited: false } };
}
