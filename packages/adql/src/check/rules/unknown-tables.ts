import type { AllColumns, ColumnReference, Identifier, TableName } from "../../language/ast.ts";
import { printIdentifier } from "../../schema/names.ts";
import { closest } from "../../schema/suggest.ts";
import { didYouMean, listOf, printName, type Rule, type RuleContext, replaceFix, spanOf } from "../rule.ts";
import { type CommonTables, labelOf, type ScopeColumn, sourcesInScope } from "../scope.ts";

/** Tables that the service does not have, that may be one of several, or that the query's FROM does not have. */
export const unknownTables: Rule = {
  TableName(node, context) {
    const resolution = context.facts.tables.get(node);
    if (resolution?.kind === "unknown") reportUnknown(node, context);
    else if (resolution?.kind === "ambiguous") {
      const names = resolution.matches.map(({ table }) => table.qualifiedName);
      context.report({
        code: "ADQL_AMBIGUOUS",
        severity: "warning",
        message: `Several schemas have a table ${printName(node.name.parts)}: ${listOf(names)}. Say which.`,
        span: spanOf(node.name),
        fixes: names.slice(0, 5).map((name) => replaceFix(`Replace by ${name}`, spanOf(node.name), name)),
      });
    } else if (resolution?.kind === "table" && resolution.match.fit === "loose") {
      const declared = resolution.match.table.qualifiedName;
      context.report({
        code: "ADQL_UNKNOWN_TABLE",
        severity: "warning",
        message: `The table is declared as ${declared}; with these quotes and letters some services do not find it.`,
        span: spanOf(node.name),
        fixes: [replaceFix(`Replace by ${declared}`, spanOf(node.name), declared)],
      });
    }
  },
  AllColumns(node, context) {
    if (node.table === undefined || context.facts.stars.get(node)?.length !== 0) return;
    reportUnknownQualifier(node, node.table.parts, context);
  },
  ColumnReference(node, context) {
    const resolution = context.facts.references.get(node);
    if (resolution?.kind === "unknown-table") reportUnknownQualifier(node, resolution.qualifier, context);
    else if (resolution?.kind === "column" && node.name.parts.length === 2)
      reportShortened(node, resolution.column, context);
  },
};

/** `main.ra` of `FROM stars.main`: SQL has it, and DaCHS knows the table by its whole name alone (seen in 2.7, 2026). */
function reportShortened(node: ColumnReference, { sources }: ScopeColumn, context: RuleContext): void {
  const [source, other] = sources;
  const [qualifier] = node.name.parts;
  if (source === undefined || other !== undefined || qualifier === undefined) return;
  if (source.alias !== undefined || source.written.length < 2) return;
  const whole = source.written.map(printIdentifier).join(".");
  context.report({
    code: "ADQL_UNKNOWN_TABLE",
    severity: "warning",
    message: `Not all services know ${whole} as ${printIdentifier(qualifier)}. Write the whole name, or give the table an alias.`,
    span: spanOf(qualifier),
    fixes: [replaceFix(`Replace by ${whole}`, spanOf(qualifier), whole)],
  });
}

function reportUnknown(node: TableName, context: RuleContext): void {
  const { catalog, commonTables } = context.facts;
  const { parts } = node.name;
  const written = printName(parts);
  const tables = context.maySuggest() ? catalog.suggestTables(parts).map((table) => table.qualifiedName) : [];
  const commons = closest(parts.at(-1)?.name ?? "", namesOfCommons([...commonTables.values()]), (name) => name);
  const names = [...new Set([...commons, ...tables])].slice(0, 3);
  context.report({
    code: "ADQL_UNKNOWN_TABLE",
    severity: "error",
    message: `There is no table ${written} here.${didYouMean(names)}`,
    span: spanOf(node.name),
    ...(names.length === 0
      ? {}
      : { fixes: names.map((name) => replaceFix(`Replace by ${name}`, spanOf(node.name), name)) }),
  });
}

function namesOfCommons(commons: readonly CommonTables[]): string[] {
  return commons.flatMap(({ tables }) => tables.map(({ node }) => printIdentifier(node.name)));
}

/** The t of `t.x`: a table with an alias goes by that alone. */
function reportUnknownQualifier(
  node: AllColumns | ColumnReference,
  qualifier: readonly Identifier[],
  context: RuleContext,
): void {
  const [first, last] = [qualifier[0], qualifier.at(-1)];
  if (first === undefined || last === undefined) return;
  const span = { start: spanOf(first).start, end: spanOf(last).end };
  const sources = sourcesInScope(context.facts.scopeOf.get(node));
  const renamed = sources.find(
    ({ alias, written }) => alias !== undefined && written.at(-1)?.name.toLowerCase() === last.name.toLowerCase(),
  );
  const labels = sources
    .map(labelOf)
    .filter((label) => label !== undefined)
    .map(printIdentifier);
  const names =
    renamed?.alias === undefined ? closest(last.name, labels, (label) => label) : [printIdentifier(renamed.alias)];
  const called = renamed === undefined ? "" : `; it is called ${names[0]} here`;
  const [only] = labels;
  const offered =
    names.length === 0 && qualifier.length === 1 && labels.length === 1 && only !== undefined ? [only] : names;
  context.report({
    code: "ADQL_UNKNOWN_TABLE",
    severity: "error",
    message: `FROM has no table ${printName(qualifier)}${called}.${renamed === undefined ? didYouMean(offered) : ""}`,
    span,
    ...(offered.length === 0 ? {} : { fixes: offered.map((name) => replaceFix(`Replace by ${name}`, span, name)) }),
  });
}
