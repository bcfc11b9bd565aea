import type { ColumnReference, Identifier, Select } from "../../language/ast.ts";
import type { QuickFix } from "../../problem.ts";
import { fitOf, printIdentifier } from "../../schema/names.ts";
import { closest } from "../../schema/suggest.ts";
import { didYouMean, listOf, type Rule, type RuleContext, replaceFix, spanOf } from "../rule.ts";
import { labelOf, type Source, sourcesInScope } from "../scope.ts";
import { type NamedValue, valueOfColumn } from "../value.ts";

/** Columns that no table in scope has: slips of the fingers, strings in the wrong quotes, aliases used too early. */
export const unknownColumns: Rule = {
  ColumnReference(node, context) {
    const resolution = context.facts.references.get(node);
    if (context.facts.resultReferences.has(node) || resolution === undefined) return;
    if (resolution.kind === "unknown-column") reportUnknown(node, resolution.source, context);
    else if (resolution.kind === "column" && resolution.column.fit === "loose") {
      const declared = printIdentifier(resolution.column.value.name);
      const last = node.name.parts.at(-1);
      if (last === undefined) return;
      context.report({
        code: "ADQL_UNKNOWN_COLUMN",
        severity: "warning",
        message: `The column is declared as ${declared}; with these quotes and letters some services do not find it.`,
        span: spanOf(last),
        fixes: [replaceFix(`Replace by ${declared}`, spanOf(last), declared)],
      });
    }
  },
  Join(node, context) {
    for (const name of node.using ?? []) reportMissingInJoin(name, node, context);
  },
};

function reportUnknown(node: ColumnReference, source: Source | undefined, context: RuleContext): void {
  const name = node.name.parts.at(-1);
  if (name === undefined) return;
  const span = spanOf(name);
  const scope = context.facts.scopeOf.get(node);
  const alias = source === undefined ? aliasIn(scope?.select, name, node, context) : undefined;
  if (alias !== undefined) {
    report(
      node,
      context,
      `${printIdentifier(name)} is a name of the SELECT list, which is not known yet here. Write the expression itself.`,
      [replaceFix(`Replace by ${alias}`, spanOf(node), alias)],
    );
    return;
  }
  const sources = source === undefined ? sourcesInScope(scope) : [source];
  const candidates = context.maySuggest() ? suggestions(name.name, sources) : [];
  const fixes = candidates.map((column) => {
    const text = printIdentifier(column.name);
    return replaceFix(`Replace by ${text}`, span, text);
  });
  const names = candidates.map(withMeaning);
  if (
    name.delimited &&
    node.name.parts.length === 1 &&
    (candidates.length === 0 || !/^[A-Za-z_]\w*$/.test(name.name))
  ) {
    const literal = `'${name.name.replace(/'/g, "''")}'`;
    report(
      node,
      context,
      `There is no column "${name.name}". A string stands in single quotes: ${literal}.${didYouMean(names)}`,
      [replaceFix(`Replace by ${literal}`, spanOf(node), literal), ...fixes],
    );
    return;
  }
  const where =
    source === undefined ? (sources.length === 0 ? "" : " in the tables of FROM") : ` in ${describe(source)}`;
  const elsewhere = names.length > 0 ? didYouMean(names) : otherTables(name, source, sources, context);
  report(node, context, `There is no column ${printIdentifier(name)}${where}.${elsewhere}`, fixes);
}

function report(node: ColumnReference, context: RuleContext, message: string, fixes: readonly QuickFix[]): void {
  context.report({
    code: "ADQL_UNKNOWN_COLUMN",
    severity: "error",
    message,
    span: spanOf(node.name.parts.at(-1) ?? node),
    ...(fixes.length === 0 ? {} : { fixes }),
  });
}

/** Another table of FROM that has it, or else tables of the service. */
function otherTables(
  name: Identifier,
  source: Source | undefined,
  tried: readonly Source[],
  context: RuleContext,
): string {
  const { catalog, sources } = context.facts;
  const here = [...sources.values()].filter((other) => !tried.includes(other) && other.find(name) !== undefined);
  const labels = here
    .map(labelOf)
    .filter((label) => label !== undefined)
    .map(printIdentifier);
  if (source !== undefined && labels.length > 0)
    return ` ${listOf(labels)} ${labels.length === 1 ? "has" : "have"} one.`;
  const tables = catalog.tablesWithColumn(name).map((table) => table.qualifiedName);
  return tables.length === 0 ? "" : ` ${listOf(tables)} ${tables.length === 1 ? "has" : "have"} one.`;
}

function reportMissingInJoin(name: Identifier, join: object, context: RuleContext): void {
  const scope = [...context.facts.scopes.values()].find(({ sources }) =>
    sources.some(({ node }) => within(spanOf(node), spanOf(join))),
  );
  const sources = (scope?.sources ?? []).filter(({ node }) => within(spanOf(node), spanOf(join)));
  if (sources.length === 0 || sources.some(({ open }) => open)) return;
  const having = sources.filter((source) => source.find(name) !== undefined);
  if (having.length >= 2) return;
  const missing = sources.filter((source) => !having.includes(source));
  if (having.length === 1 && missing.length !== 1) return;
  const tables = (having.length === 1 ? missing : sources).map(describe);
  const candidates = suggestions(name.name, missing).map(withMeaning);
  context.report({
    code: "ADQL_UNKNOWN_COLUMN",
    severity: "error",
    message: `USING wants a column of both tables, and ${listOf(tables)} ${tables.length === 1 ? "has" : "have"} no ${printIdentifier(name)}.${didYouMean(candidates)}`,
    span: spanOf(name),
  });
}

function within(inner: { start: number; end: number }, outer: { start: number; end: number }): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function suggestions(name: string, sources: readonly Source[]): readonly NamedValue[] {
  const found: NamedValue[] = [];
  for (const source of sources) {
    const columns =
      source.table?.suggestColumns(name).map(valueOfColumn) ??
      closest(name, source.columns, (column) => column.name.name);
    for (const column of columns) {
      if (!found.some((other) => fitOf(other.name, column.name) === "exact")) found.push(column);
    }
  }
  return closestFirst(name, found).slice(0, 3);
}

/** Names that are alike in letters before those that are alike in meaning. */
function closestFirst(name: string, candidates: readonly NamedValue[]): readonly NamedValue[] {
  const alike = closest(name, candidates, (candidate) => candidate.name.name, candidates.length).slice(0, 2);
  return [...alike, ...candidates.filter((candidate) => !alike.includes(candidate))];
}

/** `w1mpro (mag, phot.mag;em.IR.3-4um)`: names alone are hard to tell apart. */
function withMeaning({ name, unitText, ucd }: NamedValue): string {
  const meaning = [unitText, ucd].filter((part) => part !== undefined).join(", ");
  return meaning === "" ? printIdentifier(name) : `${printIdentifier(name)} (${meaning})`;
}

function describe(source: Source): string {
  if (source.table !== undefined) return source.table.qualifiedName;
  const label = labelOf(source);
  return label === undefined ? "the subquery" : printIdentifier(label);
}

/** The expression behind a name of the SELECT list, where WHERE or HAVING uses that name (SQL 92, section 7.9). */
function aliasIn(
  select: Select | undefined,
  name: Identifier,
  node: ColumnReference,
  context: RuleContext,
): string | undefined {
  for (const item of select?.columns ?? []) {
    if (item.kind !== "SelectColumn" || item.alias === undefined || fitOf(name, item.alias) !== "exact") continue;
    // `SELECT x AS x` is no help.
    return spanOf(item.expression).start === spanOf(node).start ? undefined : context.textOf(item.expression);
  }
  return undefined;
}
