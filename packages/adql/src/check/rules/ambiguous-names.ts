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
    if (node.table !== undefined && sources.length > 1)
      reportTable({ name: node.table, ...(node.span === undefined ? {} : { span: node.span }) }, sources, context);
  },
};

function reportColumn(node: ColumnReference, sources: readonly Source[], context: RuleContext): void {
  const name = node.name.parts.at(-1);
  const labels = labelsOf(sources);
  if (name === undefined || labels === undefined) return;
  const written = printIdentifier(name);
  const [first] = labels;
  // One table with two such columns: only quotes tell them apart.
  const several = labels.length > 1;
  context.report({
    code: "ADQL_AMBIGUOUS",
    severity: "error",
    message: several
      ? `${listOf(labels)} have a column ${written}. Say which: ${first}.${written}.`
      : `Two columns of ${first ?? "the subquery"} are called ${written}. Quotes or aliases tell them apart.`,
    span: spanOf(node),
    ...(several && node.name.parts.length === 1
      ? {
          fixes: labels
            .slice(0, 5)
            .map((label) => insertFix(`Write ${label}.${written}`, spanOf(node).start, `${label}.`)),
        }
      : {}),
  });
}

function reportTable(
  node: Pick<ColumnReference, "name" | "span">,
  sources: readonly Source[],
  context: RuleContext,
): void {
  const labels = labelsOf(sources);
  if (labels === undefined) return;
  const qualifier = node.name.parts.slice(0, -1);
  const called = qualifier.length === 0 ? node.name.parts : qualifier;
  const span = { start: spanOf(node).start, end: spanOf(called.at(-1) ?? node).end };
  context.report({
    code: "ADQL_AMBIGUOUS",
    severity: "error",
    message: `FROM has several tables ${printName(called)}. Say which: ${listOf(labels, "or")}.`,
    span,
    fixes: labels.slice(0, 5).map((label) => replaceFix(`Replace by ${label}`, span, label)),
  });
}

/**
 * Names that tell tables apart: what the query calls them, or with their schema. Undefined for two of one name, which is
 * a problem of its own.
 */
function labelsOf(sources: readonly Source[]): readonly string[] | undefined {
  const distinct = [...new Set(sources.map(({ node }) => node))].length;
  const short = new Set(
    sources
      .map(labelOf)
      .filter((label) => label !== undefined)
      .map(printIdentifier),
  );
  if (short.size === distinct) return [...short];
  const full = new Set(sources.map(({ alias, table }) => (alias === undefined ? table?.qualifiedName : undefined)));
  return full.size === distinct ? [...full].filter((name) => name !== undefined) : undefined;
}
