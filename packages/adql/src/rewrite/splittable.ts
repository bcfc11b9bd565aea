import { analyse } from "../check/analyse.ts";
import type { Facts } from "../check/facts.ts";
import { allColumns, type Range, type ScopeColumn, type Source } from "../check/scope.ts";
import type { ColumnReference, Identifier, Node, Query, QueryBody, Select, TableReference } from "../language/ast.ts";
import { print } from "../language/printer.ts";
import { type Catalog, type CatalogColumn, createCatalog } from "../schema/catalog.ts";
import { familyOf } from "../schema/datatype.ts";
import { fitOf } from "../schema/names.ts";
import { columnNamed } from "./nodes.ts";
import { isAggregated, ownNodes, waveringPart } from "./shape.ts";

/** A column that the rows of a query can be divided by. */
export interface SplitColumn {
  /** Its name, without table. */
  readonly name: Identifier;
  /** How each SELECT of the query names it, in the order of `selectsOf`: one, or as many as a set operation has. */
  readonly references: readonly ColumnReference[];
  /** Where it stands in the result, from 0; absent where it is not selected, or that is not known. */
  readonly output?: number;
  /** The service's column, the first SELECT's of several; absent where the table is not known. */
  readonly column?: CatalogColumn;
}

export type Splittable =
  /** At least one, indexed ones first. */
  | { readonly columns: readonly SplitColumn[]; readonly reason?: undefined }
  | { readonly columns?: undefined; readonly reason: string };

/**
 * Whether the rows of a query can be divided into disjoint parts by conditions on one column, so that the parts together
 * are the whole (see `splitBy`), and by which columns.
 *
 * Columns are those of the tables in the outermost FROM that can be compared (numbers, text, moments), but for the side
 * of an outer join that may be missing. Where rows are made of several, only what these have in common: columns of GROUP
 * BY; selected columns of DISTINCT; in a set operation, columns that each SELECT has in the same place. Not possible for
 * a window of rows (TOP, OFFSET), for aggregates of everything, and where a part within the query may give other rows
 * each time (RAND, TOP in a subquery).
 *
 * @param catalog - the service's tables. Where a table is not known, only columns that the query names come into question
 */
export function splittable(query: Query, catalog: Catalog = createCatalog({})): Splittable {
  const wavering = waveringPart(query);
  if (wavering !== undefined) return { reason: `${wavering} may give other rows each time` };
  const found = inQuery(query, analyse(query, catalog));
  if (typeof found === "string") return { reason: found };
  const columns = found.filter(({ column }) => isOrdered(column));
  if (columns.length === 0) return { reason: "no column of its tables is known that its rows could be divided by" };
  const rank = ({ column }: SplitColumn): number => (column?.metadata.indexed === true ? 0 : 1);
  return { columns: columns.sort((a, b) => rank(a) - rank(b)) };
}

/** The columns, or why there can be none. */
type Found = SplitColumn[] | string;

function inQuery(query: Query, facts: Facts): Found {
  if (query.offset !== undefined) return "OFFSET takes some of the rows, by their number";
  return inBody(query.body, facts);
}

function inBody(body: QueryBody, facts: Facts): Found {
  if (body.kind === "ParenthesizedQuery") return inQuery(body.query, facts);
  if (body.kind === "Select") return inSelect(body, facts);
  const left = inBody(body.left, facts);
  if (typeof left === "string") return left;
  const right = inBody(body.right, facts);
  if (typeof right === "string") return right;
  const pairs = left.flatMap((one) => {
    const other = one.output === undefined ? undefined : right.find(({ output }) => output === one.output);
    // A column without order on one side alone must not be compared there.
    if (other === undefined || !isOrdered(other.column)) return [];
    return [{ ...one, references: [...one.references, ...other.references] }];
  });
  return pairs.length > 0 ? pairs : `no column stands in the same place of both sides of ${body.operator}`;
}

function inSelect(select: Select, facts: Facts): Found {
  if (select.top !== undefined) return "TOP takes some of the rows";
  if (isAggregated(select) && select.groupBy.length === 0) return "aggregates make one row of all";
  const scope = facts.scopes.get(select);
  if (scope === undefined) return "its tables are not known";
  const certain = new Set<Node>(select.from.flatMap(certainTables));
  const isCertain = (source: Source): boolean => certain.has(source.node);
  const alone = scope.sources.length === 1;
  const places = outputsOf(select, facts);

  const columns = new Map<string, SplitColumn>();
  const add = (key: string, reference: ColumnReference, column: CatalogColumn | undefined): void => {
    const name = reference.name.parts.at(-1);
    if (name === undefined || columns.has(key)) return;
    const output = places.indexOf(key);
    columns.set(key, {
      name,
      references: [reference],
      ...(output < 0 ? {} : { output }),
      ...(column === undefined ? {} : { column }),
    });
  };
  for (const known of scope.ranges.flatMap(knownColumns)) {
    const { value, sources } = known;
    const [source, ...merged] = sources;
    if (source === undefined || !value.named || !sources.every(isCertain)) continue;
    const bare = alone || merged.length > 0;
    add(columnKey(known), bare ? columnNamed(value.name) : columnOf(source, value.name), value.column);
  }
  for (const node of ownNodes(select)) {
    if (node.kind !== "ColumnReference") continue;
    const resolution = facts.references.get(node);
    if (resolution?.kind !== "open" || resolution.scope !== scope) continue;
    const [source, ...others] = resolution.sources;
    if (source !== undefined && others.length === 0 && isCertain(source)) {
      add(keyOf(node, facts), columnNamed(...node.name.parts), undefined);
    }
  }
  return inCommon(select, [...columns.entries()], facts);
}

/** What the rows that become one row of the result have in common. */
function inCommon(select: Select, columns: readonly (readonly [string, SplitColumn])[], facts: Facts): Found {
  let left = columns;
  if (select.groupBy.length > 0) {
    const keys = new Set(
      select.groupBy.map((term) => (term.kind === "ColumnReference" ? keyOf(term, facts) : undefined)),
    );
    left = left.filter(([key]) => keys.has(key));
    if (left.length === 0) return "GROUP BY makes one row of many, and is not by a column of its tables";
  }
  if (select.quantifier === "DISTINCT") {
    left = left.filter(([, { output }]) => output !== undefined);
    if (left.length === 0) return "DISTINCT makes one row of many, and none of its columns is known to be a table's";
  }
  return left.map(([, column]) => column);
}

/** The columns of the result that are columns of FROM, as `keyOf` tells them; `undefined` for others. */
function outputsOf(select: Select, facts: Facts): (string | undefined)[] {
  const outputs: (string | undefined)[] = [];
  for (const item of select.columns) {
    if (item.kind === "SelectColumn") {
      outputs.push(item.expression.kind === "ColumnReference" ? keyOf(item.expression, facts) : undefined);
      continue;
    }
    const all = starColumns(select, item.table === undefined ? undefined : (facts.stars.get(item) ?? []), facts);
    // Behind a star of unknown width nobody knows the places.
    if (all === undefined) break;
    outputs.push(...all.map(columnKey));
  }
  return outputs;
}

function starColumns(
  select: Select,
  sources: readonly Source[] | undefined,
  facts: Facts,
): readonly ScopeColumn[] | undefined {
  if (sources !== undefined) {
    const [source] = sources;
    if (source === undefined || source.open || sources.length > 1) return undefined;
    return source.columns.map((value) => ({ value, sources: [source], fit: "exact" }));
  }
  const all = (facts.scopes.get(select)?.ranges ?? []).map(allColumns);
  return all.every((columns) => columns !== undefined) ? all.flat() : undefined;
}

/** Tells columns of FROM apart: by their table and name where these are known, else by how they are written. */
function keyOf(reference: ColumnReference, facts: Facts): string {
  const resolution = facts.references.get(reference);
  return resolution?.kind === "column" ? columnKey(resolution.column) : print(reference).toLowerCase();
}

function columnKey({ value, sources }: ScopeColumn): string {
  return `${sources.map(({ node }) => node.span?.start ?? print(node)).join("+")}:${value.name.name.toLowerCase()}`;
}

/** The columns of FROM that are known, those that a join merges once. */
function knownColumns(range: Range): readonly ScopeColumn[] {
  if (range.kind === "source") {
    const { source } = range;
    return source.columns.map((value) => ({ value, sources: [source], fit: "exact" }));
  }
  const merged = (column: ScopeColumn): boolean =>
    range.merged.some(({ value }) => fitOf(column.value.name, value.name) !== undefined);
  const rest = [...knownColumns(range.left), ...knownColumns(range.right)].filter((column) => !merged(column));
  return [...range.merged, ...rest];
}

/** Whether values can be compared by < and >=; what is not known may be. */
function isOrdered(column: CatalogColumn | undefined): boolean {
  if (column === undefined) return true;
  const family = familyOf(column.type);
  return column.type.name !== "CLOB" && ["numeric", "character", "timestamp", "unknown"].includes(family);
}

function columnOf({ alias, written }: Source, name: Identifier): ColumnReference {
  return alias === undefined ? columnNamed(...written, name) : columnNamed(alias, name);
}

/** Tables of FROM whose columns are there in each row: not those on the side of an outer join that may be missing. */
function certainTables(table: TableReference): readonly TableReference[] {
  if (table.kind === "ParenthesizedTable") return [table, ...certainTables(table.table)];
  if (table.kind !== "Join") return [table];
  const left = table.type === "RIGHT" || table.type === "FULL" ? [] : certainTables(table.left);
  const right = table.type === "LEFT" || table.type === "FULL" ? [] : certainTables(table.right);
  return [...left, ...right];
}
