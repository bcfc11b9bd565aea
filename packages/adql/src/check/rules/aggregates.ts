import type { Aggregate, ColumnReference, FunctionCall, Node, Select, Value } from "../../language/ast.ts";
import { childrenOf } from "../../language/visitor.ts";
import { fitOf } from "../../schema/names.ts";
import { printName, type Rule, type RuleContext, spanOf } from "../rule.ts";
import type { Scope } from "../scope.ts";

/**
 * Aggregates where rows are not grouped yet, aggregates of aggregates, and columns beside aggregates that are not
 * grouped by (SQL 92, sections 6.5, 7.6 and 7.9).
 */
export const aggregates: Rule = {
  Select(node, context) {
    if (node.where !== undefined)
      reportAggregates(node.where, "WHERE looks at single rows. Put the condition into HAVING.", context);
    for (const term of node.groupBy)
      reportAggregates(term, "GROUP BY makes the groups that it would be computed of.", context);
    reportUngrouped(node, context);
  },
  Join(node, context) {
    if (node.on !== undefined) reportAggregates(node.on, "ON looks at single rows.", context);
  },
  Aggregate: reportNested,
  FunctionCall(node, context) {
    if (isAggregateCall(node, context)) reportNested(node, context);
  },
};

function reportNested(node: Aggregate | FunctionCall, context: RuleContext): void {
  const inner = node.kind === "Aggregate" ? (node.argument === "*" ? [] : [node.argument]) : node.arguments;
  for (const value of inner)
    reportAggregates(
      value,
      "An aggregate cannot be computed of another. Compute the inner one in a subquery.",
      context,
    );
}

function reportAggregates(root: Node, why: string, context: RuleContext): void {
  for (const aggregate of aggregatesIn(root, context)) {
    context.report({
      code: "ADQL_AGGREGATE",
      severity: "error",
      message: `${nameOf(aggregate)} cannot stand here: ${lowerFirst(why)}`,
      span: spanOf(aggregate),
    });
  }
}

function lowerFirst(text: string): string {
  // Keywords keep their capitals.
  return /^[A-Z][a-z]/.test(text) ? text[0]?.toLowerCase() + text.slice(1) : text;
}

/** Outermost aggregates, those of subqueries left out: they have groups of their own. */
function aggregatesIn(node: Node, context: RuleContext): readonly (Aggregate | FunctionCall)[] {
  if (node.kind === "Query") return [];
  if (node.kind === "Aggregate" || (node.kind === "FunctionCall" && isAggregateCall(node, context))) return [node];
  return childrenOf(node).flatMap((child) => aggregatesIn(child, context));
}

function isAggregateCall(node: FunctionCall, { facts }: RuleContext): boolean {
  return facts.calls.get(node)?.known?.definition.aggregate === true;
}

function nameOf(node: Aggregate | FunctionCall): string {
  return node.kind === "Aggregate" ? node.function : printName(node.name.parts);
}

function reportUngrouped(select: Select, context: RuleContext): void {
  const { facts } = context;
  const scope = facts.scopes.get(select);
  if (scope === undefined) return;
  const terms = orderTermsOf(select, context);
  const places: Node[] = [...select.columns, ...(select.having === undefined ? [] : [select.having]), ...terms];
  const grouped =
    select.groupBy.length > 0 ||
    select.having !== undefined ||
    places.some((place) => aggregatesIn(place, context).length > 0);
  if (!grouped) return;
  const groups = new Groups(select, context);
  for (const item of select.columns) {
    if (item.kind === "AllColumns") {
      context.report({
        code: "ADQL_AGGREGATE",
        severity: "error",
        message: `${context.textOf(item)} gives columns that are not grouped by. Name those of GROUP BY, and aggregates.`,
        span: spanOf(item),
      });
    }
  }
  for (const place of places) {
    if (place.kind !== "AllColumns")
      for (const column of ungrouped(place, groups, scope, context)) reportColumn(column, select, groups, context);
  }
}

/** Sort terms of the query whose body the SELECT is, but for those that name its result. */
function orderTermsOf(select: Select, { facts }: RuleContext): readonly Value[] {
  const terms: Value[] = [];
  for (const [term, query] of facts.orderedQueries) {
    if (query.body === select && !facts.resultReferences.has(term.expression)) terms.push(term.expression);
  }
  return terms;
}

/** Columns of this SELECT's own tables outside of aggregates and of what is grouped by. */
function ungrouped(node: Node, groups: Groups, scope: Scope, context: RuleContext): readonly ColumnReference[] {
  if (node.kind === "Aggregate" || (node.kind === "FunctionCall" && isAggregateCall(node, context))) return [];
  if (groups.has(node)) return [];
  if (node.kind === "ColumnReference") return isOwn(node, scope, context) ? [node] : [];
  return childrenOf(node).flatMap((child) => ungrouped(child, groups, scope, context));
}

/** False for what an outer query gives, and for what is reported as unknown. */
function isOwn(node: ColumnReference, scope: Scope, { facts }: RuleContext): boolean {
  const resolution = facts.references.get(node);
  return (resolution?.kind === "column" || resolution?.kind === "open") && resolution.scope === scope;
}

function reportColumn(node: ColumnReference, select: Select, groups: Groups, context: RuleContext): void {
  const name = printName(node.name.parts);
  const advice =
    select.groupBy.length === 0
      ? `Aggregates make one row of all: group by ${name}, or aggregate it too`
      : `Add it to GROUP BY, or aggregate it`;
  const last = select.groupBy.at(-1);
  const end = last === undefined ? undefined : spanOf(last).end;
  context.report({
    code: "ADQL_AGGREGATE",
    // Databases that see that a key is grouped by take all columns of its table.
    severity: groups.hasKeyOf(node) ? "warning" : "error",
    message: `${name} is not grouped by. ${advice}.`,
    span: spanOf(node),
    ...(end === undefined
      ? {}
      : { fixes: [{ title: `Add ${name} to GROUP BY`, edits: [{ span: { start: end, end }, text: `, ${name}` }] }] }),
  });
}

/** What a SELECT is grouped by. */
class Groups {
  private readonly context: RuleContext;
  private readonly columns: readonly ColumnReference[];
  private readonly texts: ReadonlySet<string>;

  constructor(select: Select, context: RuleContext) {
    this.context = context;
    const { facts } = context;
    // A group by the name of a result column is one by its expression.
    const terms = select.groupBy.map((term) => {
      const item = select.columns[facts.resultReferences.get(term)?.index ?? -1];
      return item?.kind === "SelectColumn" && !select.columns.some(({ kind }) => kind === "AllColumns")
        ? item.expression
        : term;
    });
    this.columns = terms.filter((term) => term.kind === "ColumnReference");
    this.texts = new Set(terms.map((term) => this.normalText(term)));
  }

  has(node: Node): boolean {
    if (node.kind === "ColumnReference") return this.columns.some((column) => this.same(column, node));
    return this.texts.has(this.normalText(node));
  }

  /** Whether the main identifier of the column's table is grouped by. */
  hasKeyOf(node: ColumnReference): boolean {
    const table = this.tableOf(node);
    if (table === undefined) return false;
    return this.columns.some((column) => {
      const resolution = this.context.facts.references.get(column);
      const value = resolution?.kind === "column" ? resolution.column.value : undefined;
      return this.tableOf(column) === table && /\bmeta\.main\b/.test(value?.ucd ?? "");
    });
  }

  private tableOf(node: ColumnReference): unknown {
    const resolution = this.context.facts.references.get(node);
    return resolution?.kind === "column" ? resolution.column.sources[0]?.node : undefined;
  }

  private same(group: ColumnReference, node: ColumnReference): boolean {
    const { references } = this.context.facts;
    const [one, other] = [references.get(group), references.get(node)];
    const [name, otherName] = [group.name.parts.at(-1), node.name.parts.at(-1)];
    if (name === undefined || otherName === undefined || fitOf(otherName, name) === undefined) return false;
    if (one?.kind === "column" && other?.kind === "column") {
      return one.column.sources.some(({ node: table }) => other.column.sources.some((source) => source.node === table));
    }
    // Of tables that are not known: the same last name, and no two tables before it.
    const [table, otherTable] = [group.name.parts.at(-2), node.name.parts.at(-2)];
    return table === undefined || otherTable === undefined || fitOf(otherTable, table) !== undefined;
  }

  private normalText(node: Node): string {
    return this.context.textOf(node).replace(/\s+/g, "").toLowerCase();
  }
}
