import type { AllColumns, Select, TableName, TableReference } from "../../language/ast.ts";
import type { TableMetadata } from "../../schema/metadata.ts";
import { meansName, sameName } from "../names.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Rewrite, type Rule, type RuleContext, replacing } from "../rule.ts";
import { nodesOf } from "../spatial.ts";

/** `*` and `t.*` over several tables as the columns that they mean, where a service fails on them. */
export const starRule: Rule = {
  name: "star",
  apply: (context) => {
    const { profile, query } = context;
    if (!isMissing(profile, "* OF JOIN")) return NOTHING;
    const rewrites: Rewrite[] = [];
    for (const node of nodesOf(query)) {
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
  return from.length > 1 || from.some((table) => inside(table).kind === "Join");
}

/** `undefined` where the tables' columns are not known, or merged by NATURAL or USING. */
function columnsOf(context: RuleContext, select: Select, { table: wanted }: AllColumns): string | undefined {
  const columns: string[] = [];
  for (const table of tablesOf(select.from) ?? [undefined]) {
    if (table === undefined) return undefined;
    const qualifier = table.alias ?? table.name;
    if (wanted !== undefined && !isNamed(context, table, context.textOf(wanted))) continue;
    const metadata = metadataOf(context, table);
    if (metadata === undefined || metadata.columns.length === 0) return undefined;
    columns.push(...metadata.columns.map(({ name }) => `${context.textOf(qualifier)}.${name}`));
  }
  return columns.length === 0 ? undefined : columns.join(", ");
}

/** The named tables of FROM, or `undefined` where there are others. */
function tablesOf(references: readonly TableReference[]): readonly TableName[] | undefined {
  const tables: TableName[] = [];
  for (const reference of references) {
    const table = inside(reference);
    if (table.kind === "TableName") {
      tables.push(table);
    } else if (table.kind === "Join" && !table.natural && table.using === undefined) {
      const sides = tablesOf([table.left, table.right]);
      if (sides === undefined) return undefined;
      tables.push(...sides);
    } else {
      return undefined;
    }
  }
  return tables;
}

function inside(table: TableReference): TableReference {
  return table.kind === "ParenthesizedTable" ? inside(table.table) : table;
}

function isNamed(context: RuleContext, { alias, name }: TableName, wanted: string): boolean {
  return context.textOf(alias ?? name).toLowerCase() === wanted.toLowerCase();
}

function metadataOf({ service, query }: RuleContext, { name }: TableName): TableMetadata | undefined {
  const [only] = name.parts;
  if (name.parts.length === 1 && only && query.with.some((table) => sameName(table.name, only))) return undefined;
  const found = service?.tables?.filter((table) => meansName(name, table.name)) ?? [];
  return found.length === 1 ? found[0] : undefined;
}
