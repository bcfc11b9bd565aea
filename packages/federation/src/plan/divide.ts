import { type Condition, type Query, type Select, visit } from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";
import type { Member } from "../member.ts";
import { conjunctsOf } from "./conditions.ts";
import { divideFrom, joinParts, type MakeUnit } from "./from.ts";
import { isCorrelated, leavesOf, onlyMember } from "./membership.ts";
import { canBeAsked, touchedBy, type UnitOfLeaf } from "./touches.ts";
import { certainUnits, choosableUnits, type FromNode, joinsOf, type Unit, unitsOf } from "./unit.ts";
import { withNames } from "./with-names.ts";

/** A SELECT whose tables are at several places, divided. */
export interface DividedSelect {
  readonly select: Select;
  /** Parts that nothing joins stay apart, as commas have them. */
  readonly from: readonly FromNode[];
  /** What WHERE asks, but for what is pushed and what joins parts of FROM. */
  readonly where: readonly Condition[];
  readonly unitOfLeaf: UnitOfLeaf;
}

/** The query, a query within it, or a SELECT of a set operation that one archive answers wholly. */
export interface WholePart {
  readonly id: string;
  readonly member: Member;
  readonly query: Query;
}

/** A query with what each place can do alone set apart. */
export interface Divided {
  readonly bound: Bound;
  /** Those that are not wholes, the outermost first. */
  readonly queries: readonly Query[];
  /** By the SELECT of the query as it was given. */
  readonly selects: ReadonlyMap<Select, DividedSelect>;
  /** By the query within the query, or the SELECT of a set operation. */
  readonly wholes: ReadonlyMap<Query | Select, WholePart>;
}

/** Sets apart what each archive can do alone: whole queries within the query, joins, filters. */
export function divide(bound: Bound): Divided {
  const selects = new Map<Select, DividedSelect>();
  const wholes = new Map<Query | Select, WholePart>();
  const queries: Query[] = [];
  let count = 0;
  const taken = new Set(bound.facts.catalog.tables.map(({ identifier }) => identifier.name.toLowerCase()));
  const newId = (): string => {
    const id = `p${++count}`;
    return taken.has(id) ? newId() : id;
  };
  const makeUnit: MakeUnit = (tree, member) => ({ id: newId(), member, tree, leaves: leavesOf(tree), pushed: [] });

  const enterWhole = (part: Query | Select, query: Query): boolean => {
    const member = wholeMember(part, bound);
    const named = query === bound.query ? query : withNames(query, bound);
    if (member === undefined || named === undefined) return false;
    wholes.set(part, { id: newId(), member, query: named });
    return true;
  };
  const enter = (query: Query): void => {
    if (enterWhole(query, query)) return;
    queries.push(query);
    visit(query, {
      enter(node) {
        if (node.kind === "Query" && node !== query) {
          enter(node);
          return false;
        }
        if (node.kind === "Select") {
          const alone: Query = { kind: "Query", with: [], body: node, orderBy: [] };
          if (node !== query.body && enterWhole(node, alone)) return false;
          const divided = divideSelect(node, bound, makeUnit);
          selects.set(node, divided);
          // What is pushed goes as it is; what is left may have queries within.
          for (const within of restOf(divided)) enter(within);
          return false;
        }
        return true;
      },
    });
  };
  enter(bound.query);
  return { bound, queries, selects, wholes };
}

/** The archive that answers a query wholly, if one does. */
function wholeMember(query: Query | Select, bound: Bound): Member | undefined {
  return isCorrelated(query, bound) ? undefined : onlyMember(query, bound);
}

function divideSelect(select: Select, bound: Bound, makeUnit: MakeUnit): DividedSelect {
  let parts = divideFrom(select, bound, makeUnit);
  let unitOfLeaf = leavesIn(parts);
  let where = conjunctsOf(select.where);
  const push = (conditions: readonly Condition[], choosable: ReadonlySet<Unit>): readonly Condition[] =>
    conditions.filter((condition) => {
      const { units, isForeign } = touchedBy(condition, bound, unitOfLeaf);
      const [unit] = units;
      if (isForeign || unit === undefined || units.size > 1) return true;
      if (!choosable.has(unit) || !canBeAsked(condition, unit, bound)) return true;
      unit.pushed.push(condition);
      // What is here need not be moved, and is then chosen from where the query has it.
      return unit.member === undefined;
    });
  where = push(where, new Set(parts.flatMap((part) => [...certainUnits(part)])));
  for (const join of parts.flatMap(joinsOf)) join.on = push(join.on, choosableUnits(join));

  // Commas: what WHERE asks of two parts joins them.
  for (let index = 1; index < parts.length; ) {
    const right = parts[index] as FromNode;
    const joined = parts.slice(0, index).findIndex((left) => {
      const own = new Set([...unitsOf(left), ...unitsOf(right)]);
      const on = where.filter((condition) => {
        const { units, isForeign } = touchedBy(condition, bound, unitOfLeaf);
        const within = [...units];
        const touches = (part: FromNode): boolean => unitsOf(part).some((unit) => units.has(unit));
        return !isForeign && within.every((unit) => own.has(unit)) && touches(left) && touches(right);
      });
      if (on.length === 0) return false;
      const both = joinParts(left, right, on, makeUnit);
      where = where.filter((condition) => !on.includes(condition));
      parts = parts.map((part) => (part === left ? both : part)).filter((part) => part !== right);
      unitOfLeaf = leavesIn(parts);
      return true;
    });
    if (joined < 0) index++;
    else index = 1;
  }
  return { select, from: parts, where, unitOfLeaf };
}

function leavesIn(parts: readonly FromNode[]): UnitOfLeaf {
  return new Map(parts.flatMap(unitsOf).flatMap((unit) => unit.leaves.map((leaf) => [leaf, unit] as const)));
}

/** What of a SELECT is left to be done here, its queries within on top. */
function restOf({ select, from, where }: DividedSelect): readonly Query[] {
  const queries: Query[] = [];
  const collect = (node: Parameters<typeof visit>[0]): void =>
    visit(node, {
      enter(each) {
        if (each.kind !== "Query") return true;
        queries.push(each);
        return false;
      },
    });
  for (const item of select.columns) collect(item);
  for (const condition of [...where, ...from.flatMap(joinsOf).flatMap(({ on }) => on)]) collect(condition);
  for (const value of select.groupBy) collect(value);
  if (select.having !== undefined) collect(select.having);
  for (const unit of from.flatMap(unitsOf)) if (unit.member === undefined) collect(unit.tree);
  return queries;
}
