import { allColumns, type ScopeColumn, type Source } from "../../check/scope.ts";
import type { AllColumns, Node, Select, TableReference } from "../../language/ast.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { printIdentifier } from "../../schema/names.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Rewrite, type Rule, type RuleContext, replacing } from "../rule.ts";

/** `*` and `t.*` over several tables as the columns that they mean, where a service fails on them. */
export const starRule: Rule = {
  name: "star",
  apply: (context) => {
    const { profile, query } = context;
    if (!isMissing(profile, "* OF JOIN")) return NOTHING;
    const rewrites: Rewrite[] = [];
    for (const node of nodesBelow(query)) {
      if (node.kind !== "Select" || !isOfSeveral(node)) continue;
      for (const item of node.columns) {
        const text = item.kind === "AllColumns" ? columnsOf(context, node, item) : undefined;
        if (text === undefined) continue;
        rewrites.push(
          replacing(item, text, `${profile.title} fails on * where there are several tables; these are its columns`),
        );
      }
    }
    return { rewrites, objections: [] };
  },
};

/** Whether a SELECT has more than one table. */
export function isOfSeveral({ from }: Select): boolean {
  const isJoin = (table: TableReference): boolean =>
    table.kind === "Join" || (table.kind === "ParenthesizedTable" && isJoin(table.table));
  return from.length > 1 || from.some(isJoin);
}

/** `undefined` where the columns of a table are not known, or have no names. */
function columnsOf(context: RuleContext, select: Select, item: AllColumns): string | undefined {
  const facts = context.facts();
  const columns: ScopeColumn[] = [];
  if (item.table === undefined) {
    for (const range of facts.scopes.get(select)?.ranges ?? []) {
      const all = allColumns(range);
      if (all === undefined) return undefined;
      columns.push(...all);
    }
  } else {
    const [source, ...others] = facts.stars.get(item) ?? [];
    if (source === undefined || source.open || others.length > 0) return undefined;
    columns.push(...source.columns.map((value) => ({ value, sources: [source], fit: "exact" as const })));
  }
  if (columns.length === 0 || !columns.every(({ value }) => value.named)) return undefined;
  return columns.map((column) => columnName(context, column)).join(", ");
}

/** With its table in front; what a join has merged belongs to no table any more. */
function columnName({ textOf }: RuleContext, { value, sources }: ScopeColumn): string {
  const name = printIdentifier(value.name);
  const [source, ...others] = sources;
  const qualifier = source === undefined || others.length > 0 ? undefined : qualifierOf(source);
  return qualifier === undefined ? name : `${textOf(qualifier)}.${name}`;
}

function qualifierOf({ alias, node }: Source): Node | undefined {
  return alias ?? (node.kind === "TableName" ? node.name : undefined);
}
