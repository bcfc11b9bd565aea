import type {
  AllColumns,
  CommonTable,
  Identifier,
  Join,
  OrderTerm,
  Query,
  QueryBody,
  Select,
  SelectColumn,
  TableName,
  TableReference,
  Value,
} from "../language/ast.ts";
import type { Catalog } from "../schema/catalog.ts";
import { commonType } from "../schema/datatype.ts";
import { fitOf } from "../schema/names.ts";
import { emptyFacts, type Facts, type QueryColumns, type TableResolution } from "./facts.ts";
import { findCommon, mergedColumns, renamed, resultScope } from "./from.ts";
import { type InferenceContext, inferValue } from "./infer.ts";
import { inferCondition } from "./infer-condition.ts";
import { sourcesCalled } from "./resolve.ts";
import {
  allColumns,
  type CommonSource,
  type CommonTables,
  type Range,
  type Scope,
  type Source,
  sourceOfColumns,
  sourceOfTable,
  sourcesOf,
} from "./scope.ts";
import type { NamedValue } from "./value.ts";

/**
 * Finds out what every name in a query means and what every value is. Nothing is judged here: the rules do that, from
 * these facts. Works on trees with holes as the parser leaves them for unfinished text.
 */
export function analyse(query: Query, catalog: Catalog): Facts {
  const analyst = new Analyst(catalog);
  analyst.query(query, undefined, undefined);
  return analyst.facts;
}

class Analyst {
  readonly facts: Facts;
  private readonly catalog: Catalog;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.facts = emptyFacts(catalog);
  }

  query(query: Query, outer: Scope | undefined, around: CommonTables | undefined): QueryColumns {
    let commons = around;
    if (query.with.length > 0) {
      const tables: CommonSource[] = [];
      commons = { parent: around, tables };
      // Each sees those before it, and not itself: there is no recursion in ADQL (ADQL 2.1, section 4.5.1).
      for (const common of query.with) tables.push(this.commonTable(common, outer, commons));
    }
    if (commons !== undefined) this.facts.commonTables.set(query, commons);
    const columns = this.body(query.body, outer, commons);
    for (const term of query.orderBy) this.orderTerm(term, query, columns, outer, commons);
    this.facts.results.set(query, columns);
    return columns;
  }

  private commonTable(common: CommonTable, outer: Scope | undefined, commons: CommonTables): CommonSource {
    // A copy of the list as it is now: what comes later is not visible here.
    const { columns, open } = this.query(common.query, outer, { parent: commons.parent, tables: [...commons.tables] });
    return { node: common, columns: renamed(columns, common.columns), open: open && common.columns.length === 0 };
  }

  private body(body: QueryBody, outer: Scope | undefined, commons: CommonTables | undefined): QueryColumns {
    const columns = this.bodyColumns(body, outer, commons);
    this.facts.results.set(body, columns);
    return columns;
  }

  private bodyColumns(body: QueryBody, outer: Scope | undefined, commons: CommonTables | undefined): QueryColumns {
    switch (body.kind) {
      case "Select":
        return this.select(body, outer, commons);
      case "ParenthesizedQuery":
        return this.query(body.query, outer, commons);
      case "SetOperation": {
        const left = this.body(body.left, outer, commons);
        const right = this.body(body.right, outer, commons);
        // Names and metadata are those of the left operand (ADQL 2.1, section 4.6).
        const columns = left.columns.map((column, index) => {
          const other = right.columns[index];
          const { column: _column, ...rest } = column;
          return other === undefined || right.open ? rest : { ...rest, type: commonType(column.type, other.type) };
        });
        return { columns, open: left.open };
      }
    }
  }

  private select(select: Select, outer: Scope | undefined, commons: CommonTables | undefined): QueryColumns {
    const joins: Join[] = [];
    const ranges = select.from.map((table) => this.range(table, outer, commons, joins));
    const scope: Scope = { parent: outer, ranges, sources: ranges.flatMap(sourcesOf), select };
    this.facts.scopes.set(select, scope);
    const context = this.context(commons);
    for (const { on } of joins) if (on !== undefined) context.condition(on, scope);
    const result = this.selectList(select, scope, context);
    if (select.where !== undefined) context.condition(select.where, scope);
    for (const term of select.groupBy) this.groupTerm(term, scope, result, context);
    if (select.having !== undefined) context.condition(select.having, scope);
    return result;
  }

  private selectList(select: Select, scope: Scope, context: InferenceContext): QueryColumns {
    const columns: NamedValue[] = [];
    let open = false;
    for (const [index, item] of select.columns.entries()) {
      if (item.kind === "AllColumns") {
        const all = this.allColumns(item, scope);
        if (all === undefined) open = true;
        else columns.push(...all);
      } else {
        const value = inferValue(item.expression, scope, context);
        columns.push({ ...value, ...this.nameOfItem(item, index) });
      }
    }
    return { columns, open };
  }

  private allColumns(item: AllColumns, scope: Scope): readonly NamedValue[] | undefined {
    const { table } = item;
    if (table === undefined) {
      const parts = scope.ranges.map(allColumns);
      return parts.every((part) => part !== undefined) ? parts.flat().map(({ value }) => value) : undefined;
    }
    const sources = sourcesCalled(table.parts, scope);
    this.facts.stars.set(item, sources);
    this.facts.scopeOf.set(item, scope);
    const [source] = sources;
    return source === undefined || source.open || sources.length > 1 ? undefined : source.columns;
  }

  /** What a service calls a column of the SELECT list: its alias, its own name; otherwise it chooses. */
  private nameOfItem({ alias, expression }: SelectColumn, index: number): Pick<NamedValue, "name" | "named"> {
    if (alias !== undefined) return { name: alias, named: true };
    const regular = (name: string): Identifier => ({ kind: "Identifier", name, delimited: false });
    switch (expression.kind) {
      case "ColumnReference": {
        const resolution = this.facts.references.get(expression);
        const name = resolution?.kind === "column" ? resolution.column.value.name : expression.name.parts.at(-1);
        return { name: name ?? regular(""), named: true };
      }
      case "Aggregate":
        return { name: regular(expression.function), named: false };
      case "FunctionCall":
        return { name: expression.name.parts.at(-1) ?? regular(""), named: false };
      default:
        return { name: regular(`column${index + 1}`), named: false };
    }
  }

  private context(commons: CommonTables | undefined): InferenceContext {
    const context: InferenceContext = {
      facts: this.facts,
      query: (query, scope) => this.query(query, scope, commons),
      condition: (condition, scope) => inferCondition(condition, scope, context),
    };
    return context;
  }

  /** Names of the SELECT list come after those of FROM here: ADQL's grammar leaves it open, databases take both. */
  private groupTerm(term: Value, scope: Scope, result: QueryColumns, context: InferenceContext): void {
    inferValue(term, scope, context);
    const resolution = term.kind === "ColumnReference" ? this.facts.references.get(term) : undefined;
    if (resolution !== undefined && resolution.kind !== "column") this.referToResult(term, result);
  }

  /** A name of the SELECT list, a column's number, or any value over FROM (ADQL 2.1, appendix A, `sort_key`). */
  private orderTerm(
    term: OrderTerm,
    query: Query,
    result: QueryColumns,
    outer: Scope | undefined,
    commons: CommonTables | undefined,
  ): void {
    const { expression } = term;
    this.facts.orderedQueries.set(term, query);
    if (this.referToResult(expression, result)) return;
    if (query.body.kind === "Select") {
      const scope = this.facts.scopes.get(query.body);
      if (scope !== undefined) inferValue(expression, scope, this.context(commons));
      return;
    }
    // Over a set operation there are no tables, only its columns.
    const scope: Scope = { parent: outer, ranges: [], sources: [], select: undefined };
    if (!result.open) inferValue(expression, resultScope(scope, query, result), this.context(commons));
  }

  private referToResult(value: Value, { columns, open }: QueryColumns): boolean {
    let index = -1;
    if (value.kind === "NumberLiteral") index = /^\d+$/.test(value.text) && !open ? Number(value.text) - 1 : -1;
    else if (value.kind === "ColumnReference" && value.name.parts.length === 1) {
      const [name] = value.name.parts;
      index = columns.findIndex((column) => column.named && name !== undefined && fitOf(name, column.name) === "exact");
    }
    const column = columns[index];
    if (column === undefined) return false;
    this.facts.resultReferences.set(value, { column, index });
    this.facts.values.set(value, column);
    return true;
  }

  // ---- FROM

  private range(
    table: TableReference,
    outer: Scope | undefined,
    commons: CommonTables | undefined,
    joins: Join[],
  ): Range {
    switch (table.kind) {
      case "TableName":
        return { kind: "source", source: this.noted(this.tableName(table, commons)) };
      case "DerivedTable": {
        const { columns, open } = this.query(table.query, outer, commons);
        return { kind: "source", source: this.noted(sourceOfColumns(table, columns, open)) };
      }
      case "ParenthesizedTable": {
        const inner = this.range(table.table, outer, commons, joins);
        if (table.alias === undefined) return inner;
        const columns = allColumns(inner)?.map(({ value }) => value);
        return { kind: "source", source: this.noted(sourceOfColumns(table, columns ?? [], columns === undefined)) };
      }
      case "Join": {
        const left = this.range(table.left, outer, commons, joins);
        const right = this.range(table.right, outer, commons, joins);
        joins.push(table);
        return { kind: "join", left, right, merged: mergedColumns(table, left, right) };
      }
    }
  }

  private noted(source: Source): Source {
    this.facts.sources.set(source.node, source);
    return source;
  }

  private tableName(node: TableName, commons: CommonTables | undefined): Source {
    const common = findCommon(node.name.parts, commons);
    if (common !== undefined) {
      this.facts.tables.set(node, { kind: "common" });
      return sourceOfColumns(node, common.columns, common.open, common.node);
    }
    const resolution = this.resolveTable(node.name.parts);
    this.facts.tables.set(node, resolution);
    return sourceOfTable(node, resolution.kind === "table" ? resolution.match.table : undefined);
  }

  private resolveTable(parts: readonly Identifier[]): TableResolution {
    if (!this.catalog.knowsTables) return { kind: "open" };
    const matches = this.catalog.findTables(parts);
    const [match] = matches;
    if (match !== undefined) return matches.length === 1 ? { kind: "table", match } : { kind: "ambiguous", matches };
    // Uploads are the client's, and every TAP service has TAP_SCHEMA, whether it lists it or not (TAP 1.1, section 4).
    const schema = parts.at(-2)?.name.toLowerCase();
    return { kind: schema === "tap_upload" || schema === "tap_schema" ? "open" : "unknown" };
  }
}
