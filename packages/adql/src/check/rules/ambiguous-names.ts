import type { ColumnReference } from "../../language/ast.ts";
import { printIdentifier } from "../../schema/names.ts";
import { insertFix, listOf, printName, type Rule, type RuleContext, replaceFix, spanOf } from "../rule.ts";
import { labelOf, type Source } from "../scope.ts";

/** Names that several tables in scope have (SQL 92, section 6.4): the query has to say which. */
export const ambiguousNames: Rule = {
  ColumnReference(node, context) {
    const resolution = context.facts.references.get(node);
    if (context.facts.resultReferences.has(node)) return;
    if (resolution?.kind === "ambiguous")
      reportColumn(
        node,
        resolution.columns.flatMap(({ sources }) => sources.slice(0, 1)),
        context,
      );
    else if (resolution?.kind === "ambiguous-table") reportTable(node, resolution.sources, context);
  },
  AllColumns(node, context) {
    const sources = context.facts.stars.get(node) ?? [];
    if (node.table !== undefined && sources.length > 1) reportTable({ ...node, name: node.table }, sources, context);
  },
};

function reportColumn(node: ColumnReference, sources: readonly Source[], context: RuleContext): void {
  const name = node.name.parts.at(-1);
  const labels = [
    ...new Set(
      sources
        .map(labelOf)
        .filter((label) => label !== undefined)
        .map(printIdentifier),
    ),
  ];
  if (name === undefined) return;
  // One table with two such columns: only quotes tell them apart.
  const where = labels.length > 1 ? `${listOf(labels)} have a column` : "Two columns are called";
  context.report({
    code: "ADQL_AMBIGUOUS",
    severity: "error",
    message: `${where} ${printIdentifier(name)}. Say which${labels.length > 1 ? `: ${labels[0]}.${printIdentifier(name)}` : ""}.`,
    span: spanOf(node),
    ...(labels.length > 1 && node.name.parts.length === 1
      ? {
          fixes: labels.map((label) =>
            insertFix(`Write ${label}.${printIdentifier(name)}`, spanOf(node).start, `${label}.`),
          ),
        }
      : {}),
  });
}

function reportTable(
  node: Pick<ColumnReference, "name" | "span">,
  sources: readonly Source[],
  context: RuleContext,
): void {
  const qualifier = node.name.parts.slice(0, -1);
  const called = printName(qualifier.length === 0 ? node.name.parts : qualifier);
  const full = sources.map((source) => source.table?.qualifiedName).filter((name) => name !== undefined);
  const distinct = new Set(full).size === sources.length;
  const span = { start: spanOf(node).start, end: spanOf(qualifier.at(-1) ?? node).end };
  context.report({
    code: "ADQL_AMBIGUOUS",
    severity: "error",
    message: `FROM has several tables ${called}. ${distinct ? `Say which: ${listOf(full, "or")}.` : "Give each an alias."}`,
    span,
    ...(distinct && qualifier.length > 0
      ? { fixes: full.map((name) => replaceFix(`Replace by ${name}`, span, name)) }
      : {}),
  });
}
