import { print, type Query, type SplitColumn, type Value } from "@armillary/adql";
import type { RankedColumn } from "./split-columns.ts";

/** A column of ORDER BY that the rows can be divided by, so that part after part is in order. */
export interface OrderColumn extends RankedColumn {
  readonly isDescending: boolean;
}

/** How ORDER BY and dividing go together. */
export interface PartOrder {
  /** The columns of ORDER BY, as far from its first on as the rows can be divided by them. */
  readonly columns: readonly OrderColumn[];
  /** Whether these are all: then rows that are equal in them have no order, and may be divided by any column. */
  readonly isWhole: boolean;
}

/** The columns of an ORDER BY among those that a query can be divided by; none where the first is not among them. */
export function orderOf(query: Query, ranked: readonly RankedColumn[]): PartOrder {
  const columns: OrderColumn[] = [];
  for (const { expression, direction } of query.orderBy) {
    const meant = ranked.filter(({ column: split }) => isTerm(expression, split, query));
    // A bare name that several tables of a join have is that of the one that is selected.
    const selected = meant.length < 2 ? meant : meant.filter(({ column: { output } }) => output !== undefined);
    const [column] = selected;
    if (column === undefined || selected.length > 1) return { columns, isWhole: false };
    // A column that is named again orders nothing more.
    if (!columns.some(({ column: known }) => known === column.column)) {
      columns.push({ ...column, isDescending: direction === "DESC" });
    }
  }
  return { columns, isWhole: true };
}

/** Whether a term of ORDER BY is a column: by its place in the result, by the name it has there, or by its own. */
function isTerm(term: Value, column: SplitColumn, query: Query): boolean {
  if (term.kind === "NumberLiteral") return column.output === Number(term.text) - 1;
  if (term.kind !== "ColumnReference") return false;
  const { body } = query;
  const items = body.kind === "Select" ? body.columns : [];
  const written = print(term).toLowerCase();
  const aliased = items.findIndex(
    (item) => item.kind === "SelectColumn" && item.alias !== undefined && print(item.alias).toLowerCase() === written,
  );
  if (aliased >= 0) {
    // Places are counted in items only where no star comes before.
    return !items.slice(0, aliased).some(({ kind }) => kind === "AllColumns") && column.output === aliased;
  }
  const [reference, ...others] = column.references;
  if (reference === undefined || others.length > 0) return false;
  const own = print(column.name).toLowerCase();
  // In a query of one table, its columns go by their names alone: whatever stands before the name is that table.
  const last = term.name.parts.at(-1);
  if (reference.name.parts.length === 1 && last !== undefined) return print(last).toLowerCase() === own;
  return written === print(reference).toLowerCase() || written === own;
}
