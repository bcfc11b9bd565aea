import { parse, type Query, type QueryBody, type Select, type TableReference, type Value } from "@armillary/adql";
import type { CellValue, Field } from "@armillary/columns";
import { fieldOf, type ServiceTable } from "./tables.ts";
import { compileCondition, compileValue, order, QueryRefused, typeOfValues } from "./values.ts";

/** The answer to a query, whole. */
export interface Relation {
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** Where each column of a FROM clause comes from. */
interface Source {
  readonly table: string;
  readonly field: Field;
}

interface Scope {
  readonly sources: readonly Source[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** The number of TOP, if the query has one. */
export function topOf(text: string): number | undefined {
  const body = parse(text).query?.body;
  return body?.kind === "Select" && body.top !== undefined ? Number(body.top.text) : undefined;
}

/**
 * Runs a query over tables in memory: one SELECT or several in set operations, joins, conditions, groups, order, cones.
 * Small and slow beside a database, and strict: what it does not know it refuses.
 * @throws QueryRefused
 */
export function runQuery(text: string, tables: readonly ServiceTable[]): Relation {
  const { query, problems } = parse(text, { extensions: "allow" });
  const error = problems.find(({ severity }) => severity === "error");
  if (query === undefined || error !== undefined)
    throw new QueryRefused(`Could not parse the query: ${error?.message ?? text}`);
  return run(query, tables);
}

function run(query: Query, tables: readonly ServiceTable[]): Relation {
  const { orderBy, offset } = query;
  const skipped = offset === undefined ? 0 : Number(offset.text);
  const withThem = [...tables];
  for (const { name, query: common } of query.with) withThem.push({ name: name.name, ...run(common, withThem) });
  if (query.body.kind === "Select") return runSelect(query.body, orderBy, skipped, withThem);
  const { fields, rows } = runBody(query.body, withThem);
  const keys = orderBy.map(({ expression, direction }) => {
    const index =
      expression.kind === "NumberLiteral"
        ? Number(expression.text) - 1
        : fields.findIndex(({ name }) => sameName(name, nameOf(expression)));
    return { index, sign: direction === "DESC" ? -1 : 1 };
  });
  const sorted = [...rows].sort((a, b) =>
    firstOf(keys.map(({ index, sign }) => sign * order(a[index] ?? null, b[index] ?? null))),
  );
  return { fields, rows: sorted.slice(skipped) };
}

function runBody(body: QueryBody, tables: readonly ServiceTable[]): Relation {
  if (body.kind === "Select") return runSelect(body, [], 0, tables);
  if (body.kind === "ParenthesizedQuery") return run(body.query, tables);
  const left = runBody(body.left, tables);
  const right = runBody(body.right, tables);
  const keys = new Set(right.rows.map(keyOf));
  const rows =
    body.operator === "UNION"
      ? [...left.rows, ...right.rows]
      : left.rows.filter((row) => keys.has(keyOf(row)) === (body.operator === "INTERSECT"));
  return { fields: left.fields, rows: body.all ? rows : distinct(rows) };
}

function runSelect(
  select: Select,
  orderBy: Query["orderBy"],
  skipped: number,
  tables: readonly ServiceTable[],
): Relation {
  const scope = select.from.map((reference) => scopeOf(reference, tables)).reduce(product);
  const context = contextOf(scope.sources, tables);
  const where = select.where === undefined ? undefined : compileCondition(select.where, context);
  const kept = where === undefined ? scope.rows : scope.rows.filter((row) => where(row, []) === true);

  const items = select.columns.flatMap((item) => {
    if (item.kind === "AllColumns") {
      const table = item.table?.parts.at(-1)?.name;
      return scope.sources.flatMap((source, index) =>
        table === undefined || sameName(lastPart(source.table), table)
          ? [{ field: source.field, of: (row: readonly CellValue[]) => row[index] ?? null }]
          : [],
      );
    }
    const of = compileValue(item.expression, context);
    const field =
      item.expression.kind === "ColumnReference"
        ? scope.sources[context.column(item.expression.name.parts.map(({ name }) => name))]?.field
        : undefined;
    const name = item.alias?.name ?? field?.name ?? nameOf(item.expression);
    return [{ field: field === undefined ? { name } : { ...field, name }, of }];
  });
  const isGrouped =
    select.groupBy.length > 0 ||
    select.columns.some((item) => item.kind === "SelectColumn" && hasAggregate(item.expression));
  const having = select.having === undefined ? undefined : compileCondition(select.having, context);
  const groups = isGrouped
    ? groupsOf(kept, select.groupBy, context)
    : kept.map((row) => ({ row, group: [] as readonly (readonly CellValue[])[] }));
  const chosen = having === undefined ? groups : groups.filter(({ row, group }) => having(row, group) === true);

  const outputs = chosen.map(({ row, group }) => ({
    row,
    group,
    output: items.map(({ of }) => of(row, group) as CellValue),
  }));
  const keys = orderBy.map(({ expression, direction }) => {
    const place =
      expression.kind === "NumberLiteral"
        ? Number(expression.text) - 1
        : items.findIndex(({ field }) => sameName(field.name, nameOf(expression)));
    const of = place >= 0 ? undefined : compileValue(expression, context);
    const sign = direction === "DESC" ? -1 : 1;
    return (one: (typeof outputs)[number]) => ({
      value: of === undefined ? (one.output[place] ?? null) : of(one.row, one.group),
      sign,
    });
  });
  if (keys.length > 0) {
    outputs.sort((a, b) => firstOf(keys.map((key) => key(a).sign * order(key(a).value, key(b).value))));
  }
  const all = outputs.map(({ output }) => output);
  const unique = select.quantifier === "DISTINCT" ? distinct(all) : all;
  const end = select.top === undefined ? undefined : skipped + Number(select.top.text);
  const rows = unique.slice(skipped, end);
  const fields = items.map(
    ({ field }, index): Field =>
      "layout" in field ? field : fieldOf(field.name, typeOfValues(rows.map((row) => row[index] ?? null))),
  );
  return { fields, rows };
}

function scopeOf(reference: TableReference, tables: readonly ServiceTable[]): Scope {
  switch (reference.kind) {
    case "ParenthesizedTable":
      return scopeOf(reference.table, tables);
    case "DerivedTable": {
      const { fields, rows } = run(reference.query, tables);
      return { sources: fields.map((field) => ({ table: reference.alias?.name ?? "", field })), rows };
    }
    case "TableName": {
      const parts = reference.name.parts.map(({ name }) => name);
      const table = tables.find(({ name }) => isNamed(name, parts));
      if (table === undefined) throw new QueryRefused(`relation "${parts.join(".")}" does not exist`);
      const { fields, rows } = table;
      return { sources: fields.map((field) => ({ table: reference.alias?.name ?? plain(table.name), field })), rows };
    }
    case "Join": {
      const left = scopeOf(reference.left, tables);
      const right = scopeOf(reference.right, tables);
      const sources = [...left.sources, ...right.sources];
      const { using, on, type } = reference;
      const pairs = (using ?? []).map(({ name }) =>
        [left, right].map((side) => contextOf(side.sources, tables).column([name])),
      );
      const condition = on === undefined ? undefined : compileCondition(on, contextOf(sources, tables));
      const rows = left.rows.flatMap((row) => {
        const found = right.rows
          .filter((other) => pairs.every(([a = 0, b = 0]) => row[a] !== null && row[a] === other[b]))
          .map((other) => [...row, ...other])
          .filter((both) => condition === undefined || condition(both, []) === true);
        return found.length === 0 && type === "LEFT" ? [[...row, ...right.sources.map(() => null)]] : found;
      });
      return { sources, rows };
    }
  }
}

function product(left: Scope, right: Scope): Scope {
  return {
    sources: [...left.sources, ...right.sources],
    rows: left.rows.flatMap((row) => right.rows.map((other) => [...row, ...other])),
  };
}

function contextOf(sources: readonly Source[], tables: readonly ServiceTable[]) {
  return {
    column(parts: readonly string[]): number {
      const name = parts.at(-1) ?? "";
      const table = parts.slice(0, -1);
      const index = sources.findIndex(
        (source) => sameName(source.field.name, name) && (table.length === 0 || isNamed(source.table, table)),
      );
      if (index < 0) throw new QueryRefused(`column "${parts.join(".")}" does not exist`);
      return index;
    },
    subquery: (query: Query) => run(query, tables).rows,
  };
}

function groupsOf(
  rows: readonly (readonly CellValue[])[],
  by: readonly Value[],
  context: ReturnType<typeof contextOf>,
) {
  if (by.length === 0) return [{ row: rows[0] ?? [], group: rows }];
  const keys = by.map((value) => compileValue(value, context));
  const groups = new Map<string, (readonly CellValue[])[]>();
  for (const row of rows) {
    const key = keyOf(keys.map((of) => of(row, []) as CellValue));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) => ({ row: group[0] ?? [], group }));
}

function hasAggregate(value: Value): boolean {
  if (value.kind === "Aggregate") return true;
  if (value.kind === "BinaryOperation") return hasAggregate(value.left) || hasAggregate(value.right);
  if (value.kind === "ParenthesizedValue") return hasAggregate(value.expression);
  return value.kind === "FunctionCall" && value.arguments.some(hasAggregate);
}

/** What a column without alias is called, as PostgreSQL does. */
function nameOf(value: Value): string {
  if (value.kind === "ColumnReference") return value.name.parts.at(-1)?.name ?? "";
  if (value.kind === "Aggregate") return value.function.toLowerCase();
  return value.kind === "FunctionCall" ? (value.name.parts.at(-1)?.name.toLowerCase() ?? "") : "column";
}

function keyOf(row: readonly CellValue[]): string {
  return JSON.stringify(row, (_, value) =>
    typeof value === "bigint" ? `${value}n` : Object.is(value, Number.NaN) ? "NaN" : value,
  );
}

function distinct(rows: readonly (readonly CellValue[])[]): readonly (readonly CellValue[])[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

function firstOf(orders: readonly number[]): number {
  return orders.find((each) => each !== 0) ?? 0;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function plain(name: string): string {
  return name.replaceAll('"', "");
}

function lastPart(name: string): string {
  return /[^.]*$/.exec(plain(name))?.[0] ?? name;
}

/** Whether a table is called by its name, with or without its schema. */
function isNamed(name: string, parts: readonly string[]): boolean {
  const called = parts.join(".");
  return sameName(plain(name), called) || sameName(lastPart(name), called);
}
