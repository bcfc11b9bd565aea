import { type Identifier, type Node, type ScopeColumn, type Source, visit } from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";
import type { UnitOfLeaf } from "./touches.ts";
import type { Unit } from "./unit.ts";

/** A column of a unit that is needed here. */
export interface NeededColumn {
  readonly source: Source;
  /** In its table. */
  readonly column: Identifier;
  /** Among the rows that come. */
  readonly name: Identifier;
}

/** Which columns of units are needed, and what they are called when they are here. */
export class Needs {
  readonly #columns = new Map<Unit, NeededColumn[]>();

  /** Notes that a column is needed; gives the name that it has here. Twice is once. */
  add(unit: Unit, source: Source, column: Identifier): Identifier {
    const columns = this.#columns.get(unit) ?? [];
    this.#columns.set(unit, columns);
    const known = columns.find((each) => each.source.node === source.node && isSame(each.column, column));
    if (known !== undefined) return known.name;
    const isTaken = columns.some(({ name }) => name.name.toLowerCase() === column.name.toLowerCase());
    const name: Identifier = isTaken
      ? { kind: "Identifier", name: `c${columns.length + 1}_${unit.id}`, delimited: false }
      : column;
    columns.push({ source, column, name });
    return name;
  }

  /** In the order in which they were found to be needed. */
  of(unit: Unit): readonly NeededColumn[] {
    return this.#columns.get(unit) ?? [];
  }

  /** Notes every column that a part of a query names; the queries within it are parts of their own. */
  addAll(node: Node, { facts }: Bound, unitOfLeaf: UnitOfLeaf): void {
    visit(node, {
      enter: (each) => {
        if (each.kind === "Query") return false;
        if (each.kind !== "ColumnReference") return true;
        const resolution = facts.references.get(each);
        if (resolution?.kind === "column") this.addColumn(resolution.column, unitOfLeaf);
        return true;
      },
    });
  }

  /** Notes a column in each of the tables that a join made one. */
  addColumn({ value, sources }: ScopeColumn, unitOfLeaf: UnitOfLeaf): void {
    for (const source of sources) {
      const unit = unitOfLeaf.get(source.node);
      if (unit !== undefined) this.add(unit, source, columnIn(source, value.name));
    }
  }
}

/** The name of a column in a table that NATURAL or USING may call otherwise. */
export function columnIn(source: Source, name: Identifier): Identifier {
  return source.find(name)?.items[0]?.name ?? name;
}

function isSame(one: Identifier, other: Identifier): boolean {
  return one.name === other.name;
}
