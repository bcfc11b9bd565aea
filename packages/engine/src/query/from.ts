import {
  type CatalogTable,
  type Condition,
  childrenOf,
  type Join,
  type Node,
  type Range,
  type Scope,
  type ScopeColumn,
  type Select,
  type Source,
  type TableReference,
} from "@armillary/adql";
import { commonForm } from "../convert.ts";
import { columnInRange } from "./columns.ts";
import type { Context } from "./context.ts";
import { nameRelations, type RelationTexts } from "./relations.ts";
import { conjunctsOf, type MaySpread, type SkyJoin, skyJoinOf } from "./sky-join.ts";
import { fullSkyJoinSql, type JoinNames, type Layer, outerSkyJoinSql, skyJoinSql } from "./sky-join-sql.ts";

export interface FromClause {
  readonly sql: string;
  /** What WHERE must have besides its own condition. */
  readonly conditions: readonly string[];
}

/** FROM: tables, joins, and what joins by position need. */
export function fromClause(select: Select, scope: Scope, context: Context): FromClause {
  const texts: RelationTexts = new Map();
  for (const table of select.from) nameRelations(table, texts, context);
  for (const [index, table] of select.from.entries()) noteJoins(table, scope.ranges[index], context);

  const plan = new SkyPlan(texts, context);
  for (const table of select.from) plan.joinsIn(table);
  const all = new Set(scope.sources);
  const conditions = plan.conditionsOf(select.where, all, true);

  const writer = new FromWriter(texts, plan, context);
  const sql = select.from.map((table, index) => writer.table(table, scope.ranges[index])).join(", ");
  return { sql, conditions };
}

/** Which joins the ranges of a scope come from: merged columns depend on their kind. */
function noteJoins(table: TableReference, range: Range | undefined, context: Context): void {
  if (table.kind === "ParenthesizedTable") noteJoins(table.table, range, context);
  if (table.kind !== "Join" || range?.kind !== "join") return;
  context.joins.set(range, table.type);
  noteJoins(table.left, range.left, context);
  noteJoins(table.right, range.right, context);
}

/** The joins by position of one FROM clause: each table is spread for one of them at most. */
class SkyPlan {
  readonly layers = new Map<Source, readonly Layer[]>();
  readonly joinConditions = new Map<Join, readonly string[]>();
  /** Conditions that joins see to wholly. */
  readonly settled = new Set<Condition>();
  readonly #spread = new Set<Source>();
  readonly #texts: RelationTexts;
  readonly #context: Context;

  constructor(texts: RelationTexts, context: Context) {
    this.#texts = texts;
    this.#context = context;
  }

  joinsIn(table: TableReference): void {
    if (table.kind === "ParenthesizedTable") this.joinsIn(table.table);
    if (table.kind !== "Join") return;
    this.joinsIn(table.left);
    this.joinsIn(table.right);
    const [left, right] = [this.#sourcesIn(table.left), this.#sourcesIn(table.right)];
    const sources = new Set([...left, ...right]);
    if (table.type === "LEFT") this.joinConditions.set(table, this.#outer(table.on, sources, right));
    else if (table.type === "RIGHT") this.joinConditions.set(table, this.#outer(table.on, sources, left));
    else if (table.type === "FULL") this.joinConditions.set(table, this.#full(table.on, left, right));
    else this.joinConditions.set(table, this.conditionsOf(table.on, sources, false));
  }

  /** Of the condition of an outer join: a table of the side that may be missing is spread, and the condition stands for itself. */
  #outer(on: Condition | undefined, sources: ReadonlySet<Source>, missing: ReadonlySet<Source>): readonly string[] {
    const conditions: string[] = [];
    for (const conjunct of conjunctsOf(on)) {
      const may: MaySpread = (source) => missing.has(source) && !this.#spread.has(source);
      const join = skyJoinOf(conjunct, sources, may, this.#context);
      // Which pairs there are is settled there, and a cap does not settle it.
      if (join === undefined || join.isByCap || missing.has(join.kept.source)) continue;
      conditions.push(this.#settle(conjunct, join, outerSkyJoinSql));
    }
    return conditions;
  }

  /** Of a join that keeps all rows of both sides: of two tables, by this condition alone. */
  #full(on: Condition | undefined, left: ReadonlySet<Source>, right: ReadonlySet<Source>): readonly string[] {
    const [only, ...more] = conjunctsOf(on);
    if (only === undefined || more.length > 0 || left.size > 1 || right.size > 1) return [];
    const join = skyJoinOf(only, new Set([...left, ...right]), (source) => !this.#spread.has(source), this.#context);
    return join === undefined || join.isByCap ? [] : [this.#settle(only, join, fullSkyJoinSql)];
  }

  /** Joins by a condition that is not asked again. */
  #settle(condition: Condition, join: SkyJoin, write: typeof outerSkyJoinSql): string {
    const keptTable = `${this.#texts.get(join.kept.source)} AS ${this.#alias(join.kept.source)}`;
    const sql = write(join, this.#names(join), this.#widest(join), keptTable);
    this.#spread.add(join.spread.source);
    this.#wrap(join.spread.source, sql.spread);
    this.settled.add(condition);
    return sql.condition;
  }

  #names({ spread, kept }: SkyJoin): JoinNames {
    return {
      spread: this.#alias(spread.source),
      kept: this.#alias(kept.source),
      column: this.#context.freshName("sky"),
    };
  }

  /** @param isCorrelated - tables of a query around this one may be joined, too */
  conditionsOf(
    condition: Condition | undefined,
    sources: ReadonlySet<Source>,
    isCorrelated: boolean,
  ): readonly string[] {
    const conditions: string[] = [];
    const maySpread: MaySpread = (source) => !this.#spread.has(source);
    for (const conjunct of conjunctsOf(condition)) {
      const join = skyJoinOf(conjunct, sources, maySpread, this.#context, isCorrelated);
      if (join !== undefined) conditions.push(this.#add(join));
    }
    return conditions;
  }

  #add(join: SkyJoin): string {
    const [spread, kept] = [join.spread.source, join.kept.source];
    const sql = skyJoinSql(join, this.#names(join), this.#widest(join));
    this.#spread.add(spread);
    this.#wrap(spread, sql.spread);
    if (sql.kept !== undefined) this.#wrap(kept, sql.kept);
    return sql.condition;
  }

  #wrap(source: Source, layer: Layer): void {
    this.layers.set(source, [...(this.layers.get(source) ?? []), layer]);
  }

  #alias(source: Source): string {
    return this.#context.relations.get(source)?.alias ?? "";
  }

  #widest({ radiusOf, radius }: SkyJoin): string {
    if (radiusOf === undefined) return radius;
    // NaN would be the greatest of all.
    return `(SELECT max(nullif((${radius})::DOUBLE, 'NaN'::DOUBLE)) FROM ${this.#texts.get(radiusOf)} AS ${this.#alias(radiusOf)})`;
  }

  #sourcesIn(table: TableReference): ReadonlySet<Source> {
    switch (table.kind) {
      case "Join":
        return new Set([...this.#sourcesIn(table.left), ...this.#sourcesIn(table.right)]);
      case "ParenthesizedTable":
        return this.#sourcesIn(table.table);
      default: {
        const source = this.#context.facts.sources.get(table);
        return new Set(source === undefined ? [] : [source]);
      }
    }
  }
}

class FromWriter {
  readonly #texts: RelationTexts;
  readonly #plan: SkyPlan;
  readonly #context: Context;

  constructor(texts: RelationTexts, plan: SkyPlan, context: Context) {
    this.#texts = texts;
    this.#plan = plan;
    this.#context = context;
  }

  table(table: TableReference, range: Range | undefined): string {
    switch (table.kind) {
      case "ParenthesizedTable":
        return `(${this.table(table.table, range)})`;
      case "Join":
        return this.#join(table, range);
      default: {
        const source = this.#context.facts.sources.get(table);
        return source === undefined
          ? this.#context.refuse("ADQL_UNKNOWN_TABLE", table, "Nothing is known of this table.")
          : this.#relation(source);
      }
    }
  }

  #relation(source: Source): string {
    const alias = this.#context.relations.get(source)?.alias;
    const text = this.#texts.get(source);
    const layers = this.#plan.layers.get(source);
    if (layers === undefined) return `${text} AS ${alias}`;
    // Numbers of rows are no columns: they come through a layer where they are made one.
    const hasRowId = source.table !== undefined && this.#hasExtents(source.table);
    const innermost = hasRowId ? `(SELECT *, rowid FROM ${text}) AS ${alias}` : `${text} AS ${alias}`;
    return layers.reduce((table, layer) => layer(table), innermost);
  }

  #hasExtents(table: CatalogTable): boolean {
    return this.#context.catalog.physicalTable(table)?.position?.extents !== undefined;
  }

  #join(join: Join, range: Range | undefined): string {
    if (range?.kind !== "join") return this.#context.refuse("ADQL_SYNTAX", join, "Nothing is known of this join.");
    const left = this.table(join.left, range.left);
    const right = this.table(join.right, range.right);
    const subquery = join.on === undefined ? undefined : findSubquery(join.on);
    if (subquery !== undefined && join.type !== undefined && join.type !== "INNER") {
      const why = "A subquery in the condition of an outer join cannot be run here: put it into a table of FROM.";
      return this.#context.refuse("ADQL_FEATURE", subquery, why);
    }
    if (join.type === "CROSS") return `${left} CROSS JOIN ${right}`;
    const conditions = [
      ...(this.#plan.joinConditions.get(join) ?? []),
      ...range.merged.map((column) => this.#equal(column, range)),
      ...conjunctsOf(join.on)
        .filter((conjunct) => !this.#plan.settled.has(conjunct))
        .map((conjunct) => this.#context.filter(conjunct)),
    ];
    const type = join.type === undefined || join.type === "INNER" ? "" : `${join.type} `;
    // NATURAL of two tables without a name in common is a product of them.
    return `${left} ${type}JOIN ${right} ON ${conditions.length === 0 ? "true" : conditions.join(" AND ")}`;
  }

  #equal({ value }: ScopeColumn, range: Extract<Range, { kind: "join" }>): string {
    const context = this.#context;
    const left = columnInRange(range.left, value.name, context);
    const right = columnInRange(range.right, value.name, context);
    if (left === undefined || right === undefined) {
      return context.refuse("ADQL_UNKNOWN_COLUMN", value.name, `${value.name.name} is not in both tables.`);
    }
    const form = commonForm([left.form, right.form]);
    return `${context.convert.to(form, left, value.name)} = ${context.convert.to(form, right, value.name)}`;
  }
}

function findSubquery(node: Node): Node | undefined {
  if (node.kind === "Query") return node;
  for (const child of childrenOf(node)) {
    const found = findSubquery(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
