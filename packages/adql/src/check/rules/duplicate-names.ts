import type { Identifier, Query } from "../../language/ast.ts";
import { NameIndex, printIdentifier } from "../../schema/names.ts";
import { listOf, type Rule, type RuleContext, spanOf } from "../rule.ts";
import { labelOf, type Source } from "../scope.ts";

/** The same name twice: for two tables of FROM, two tables of WITH, or two columns of a result. */
export const duplicateNames: Rule = {
  Select(node, context) {
    const seen = new NameIndex<Source>();
    for (const source of context.facts.scopes.get(node)?.sources ?? []) {
      const name = labelOf(source);
      if (name === undefined) continue;
      const twins = exactly(seen, name);
      if (twins.some((twin) => !areApart(source, twin))) {
        report(name, `FROM has two tables ${printIdentifier(name)}. Give each its own alias.`, "error", context);
      }
      seen.add(name, source);
    }
  },
  Query(node, context) {
    reportCommonTables(node, context);
    if (node === context.parsed.query) reportResultColumns(node, context);
  },
};

/** Tables of two schemas may share a name: their columns are told apart with the schema in front. */
function areApart(one: Source, other: Source): boolean {
  if (one.alias !== undefined || other.alias !== undefined) return false;
  return one.table !== undefined && other.table !== undefined && one.table !== other.table;
}

function reportCommonTables({ with: tables }: Query, context: RuleContext): void {
  const seen = new NameIndex<true>();
  for (const { name } of tables) {
    if (exactly(seen, name).length > 0) {
      report(name, `WITH names two tables ${printIdentifier(name)}.`, "error", context);
    }
    seen.add(name, true);
  }
}

function exactly<T>(index: NameIndex<T>, name: Identifier): readonly T[] {
  const found = index.find(name);
  return found?.fit === "exact" ? found.items : [];
}

/** Services rename one of the two, or give both: one word for all such columns. */
function reportResultColumns({ body }: Query, context: RuleContext): void {
  if (body.kind !== "Select") return;
  const seen = new NameIndex<true>();
  const twice: Identifier[] = [];
  for (const item of body.columns) {
    if (item.kind !== "SelectColumn") continue;
    const name =
      item.alias ?? (item.expression.kind === "ColumnReference" ? item.expression.name.parts.at(-1) : undefined);
    if (name === undefined) continue;
    if (exactly(seen, name).length > 0) twice.push(name);
    seen.add(name, true);
  }
  const [first] = twice;
  if (first === undefined) return;
  const names = listOf([...new Set(twice.map(printIdentifier))].slice(0, 5));
  const message = `The result has two columns of the same name: ${names}. Services rename one as they like; give it an alias.`;
  report(first, message, "warning", context);
}

function report(name: Identifier, message: string, severity: "error" | "warning", context: RuleContext): void {
  context.report({ code: "ADQL_DUPLICATE", severity, message, span: spanOf(name) });
}
