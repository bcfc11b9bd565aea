import type { Identifier, Query } from "../../language/ast.ts";
import { fitOf, printIdentifier } from "../../schema/names.ts";
import { listOf, type Rule, type RuleContext, spanOf } from "../rule.ts";
import { labelOf } from "../scope.ts";

/** The same name twice: for two tables of FROM, two tables of WITH, or two columns of a result. */
export const duplicateNames: Rule = {
  Select(node, context) {
    const seen: { name: Identifier; table: string | undefined }[] = [];
    for (const source of context.facts.scopes.get(node)?.sources ?? []) {
      const name = labelOf(source);
      if (name === undefined) continue;
      const table = source.alias === undefined ? source.table?.qualifiedName : undefined;
      const twin = seen.find((other) => fitOf(name, other.name) === "exact");
      // Tables of two schemas may share a name: their columns are told apart with the schema in front.
      const apart = twin?.table !== undefined && table !== undefined && twin.table !== table;
      if (twin !== undefined && !apart && (source.alias !== undefined || twin.table === table)) {
        report(name, `FROM has two tables ${printIdentifier(name)}. Give each its own alias.`, "error", context);
      }
      seen.push({ name, table });
    }
  },
  Query(node, context) {
    reportCommonTables(node, context);
    if (node === context.parsed.query) reportResultColumns(node, context);
  },
};

function reportCommonTables({ with: tables }: Query, context: RuleContext): void {
  for (const [index, { name }] of tables.entries()) {
    const twice = tables.slice(0, index).some((before) => fitOf(name, before.name) === "exact");
    if (twice) report(name, `WITH names two tables ${printIdentifier(name)}.`, "error", context);
  }
}

/** Services rename one of the two, or give both: one word for all such columns. */
function reportResultColumns({ body }: Query, context: RuleContext): void {
  if (body.kind !== "Select") return;
  const seen: Identifier[] = [];
  const twice: Identifier[] = [];
  for (const item of body.columns) {
    if (item.kind !== "SelectColumn") continue;
    const name =
      item.alias ?? (item.expression.kind === "ColumnReference" ? item.expression.name.parts.at(-1) : undefined);
    if (name === undefined) continue;
    if (seen.some((other) => fitOf(name, other) === "exact")) twice.push(name);
    seen.push(name);
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
