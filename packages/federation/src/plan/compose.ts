import type { Node } from "@armillary/adql";
import type { Divided } from "./divide.ts";
import type { Composition } from "./fragment.ts";
import { unitFragment, wholeFragment } from "./make-fragment.ts";
import type { Move } from "./moves.ts";
import { Needs } from "./needs.ts";
import { renderHere } from "./render-here.ts";
import { starColumns } from "./star.ts";
import type { UnitOfLeaf } from "./touches.ts";
import { joinsOf, type Unit, unitsOf } from "./unit.ts";

/** How a divided query is put together again. */
export interface Assembly {
  readonly divided: Divided;
  readonly unitOfLeaf: UnitOfLeaf;
  readonly needs: Needs;
  readonly moves: readonly Move[];
  /** Whether the rows of a unit are brought into a table of their own. */
  isFetched(unit: Unit): boolean;
}

/** Writes the queries for the archives and the one that joins what they give, with some of the possible moves made. */
export function compose(divided: Divided, moves: readonly Move[]): Composition {
  const { bound, selects, wholes } = divided;
  const top = wholes.get(bound.query);
  if (top !== undefined) return { fragments: [wholeFragment(top, bound)], final: undefined, needs: new Needs() };
  const units = [...selects.values()].flatMap(({ from }) => from.flatMap(unitsOf));
  const unitOfLeaf: UnitOfLeaf = new Map(units.flatMap((unit) => unit.leaves.map((leaf) => [leaf, unit] as const)));
  const sources = new Set(moves.map(({ source }) => source));
  const needs = new Needs();
  const isFetched = (unit: Unit): boolean => unit.member !== undefined || sources.has(unit);
  const assembly: Assembly = { divided, unitOfLeaf, needs, moves, isFetched };
  noteNeeds(assembly, units);
  return {
    fragments: [
      ...[...wholes.values()].map((whole) => wholeFragment(whole, bound)),
      ...units.filter(isFetched).map((unit) => unitFragment(unit, assembly)),
    ],
    final: renderHere(bound.query, assembly),
    needs,
  };
}

function noteNeeds({ divided, unitOfLeaf, needs, moves, isFetched }: Assembly, units: readonly Unit[]): void {
  const { bound, queries, selects } = divided;
  const note = (node: Node): void => needs.addAll(node, bound, unitOfLeaf);
  for (const query of queries) query.orderBy.forEach(note);
  for (const { select, from, where } of selects.values()) {
    for (const item of select.columns) {
      if (item.kind !== "AllColumns") note(item);
      else for (const column of starColumns(item, select, bound)) needs.addColumn(column, unitOfLeaf);
    }
    for (const node of [...where, ...select.groupBy]) note(node);
    if (select.having !== undefined) note(select.having);
    for (const join of from.flatMap(joinsOf)) {
      for (const column of join.merged) needs.addColumn(column, unitOfLeaf);
      const moved = moves.filter((move) => move.join === join).flatMap(({ on }) => on);
      for (const condition of join.on) if (!moved.includes(condition)) note(condition);
    }
  }
  for (const { source, on } of moves) {
    const own: UnitOfLeaf = new Map(source.leaves.map((leaf) => [leaf, source]));
    for (const condition of on) needs.addAll(condition, bound, own);
  }
  // Rows are counted where none of their columns is wanted: one column is the least that can be asked for.
  for (const unit of units) {
    const [leaf] = unit.leaves;
    const source = leaf === undefined ? undefined : bound.facts.sources.get(leaf);
    const first = source?.columns[0];
    const isLinked = moves.some(({ target }) => target === unit);
    if (!isFetched(unit) || isLinked || needs.of(unit).length > 0 || source === undefined || first === undefined)
      continue;
    needs.add(unit, source, first.name);
  }
}
