import type { Token } from "../language/token.ts";

/** Part of a query, or of CASE, that a word stands in. `open` is before SELECT. */
export type Clause =
  | "open"
  | "with"
  | "select"
  | "from"
  | "on"
  | "where"
  | "group"
  | "having"
  | "order"
  | "offset"
  | "set"
  | "case"
  | "when"
  | "then"
  | "else"
  | "inner";

/**
 * What comes next.
 *
 * Of values and conditions: `operand` (a value, where conditions start also NOT and EXISTS), `term` (a value behind an
 * operator), `value` (one has been read),
 * `not` (a value and NOT), `comparand` and `compared` (the right side, and behind it), `low`, `lower`, `high` (of BETWEEN),
 * `is`, `is-not`, `in`, `exists` (what these words want), `holds` (a condition that nothing can be added to).
 */
export type Phase =
  | "operand"
  | "term"
  | "value"
  | "not"
  | "comparand"
  | "compared"
  | "low"
  | "lower"
  | "high"
  | "is"
  | "is-not"
  | "in"
  | "exists"
  | "holds"
  // before, between and behind queries
  | "query"
  | "query-end"
  | "set"
  | "all"
  // WITH
  | "new-name"
  | "as-query"
  | "subquery"
  | "next-name"
  // SELECT, ORDER BY, CAST
  | "select"
  | "quantified"
  | "digits"
  | "as"
  | "done"
  | "by"
  | "type"
  | "type-end"
  // FROM
  | "table"
  | "table-end"
  | "unnamed"
  | "table-done"
  | "natural"
  | "join"
  | "outer"
  | "using"
  | "columns";

/** `group` is any other parenthesis; `names` are those of USING and of a WITH table's columns. */
export type FrameKind = "query" | "tables" | "group" | "call" | "cast" | "case" | "names" | "length";

/** One open query, parenthesis or CASE. */
export interface Frame {
  kind: FrameKind;
  clause: Clause;
  phase: Phase;
  /** What it is to the frame below: an operand, the list of IN, the query of EXISTS, a table, … */
  readonly role: Role;
  /** Tokens that have been read in it, a parenthesis as one. */
  length: number;
  /** Conditions may stand here, not only values. */
  conditional: boolean;
  /** A parenthesis in which a comparison has been read: it is a condition. */
  condition: boolean;
  /** A parenthesis around nothing but a query so far. */
  aroundQuery: boolean;
  /** A CASE that compares a value. */
  simple: boolean;
  /** The phase before the last name, which a period takes us back to. */
  beforeName: Phase | undefined;
  /** Offsets of the SELECTs of a query; several in set operations. */
  readonly selects: number[];
  /** Joins that have no ON or USING so far. */
  pendingJoins: number;
  /** How the next table is joined to those before it; `free` without a condition (NATURAL, CROSS). */
  joining: "no" | "conditioned" | "free";
  /** The function that is called, its names joined by periods, and the number of the argument, from 0. */
  readonly name: readonly Token[];
  argument: number;
}

export type Role = "main" | "operand" | "in" | "exists" | "table" | "set" | "with" | "using" | "columns" | "length";

/** Phases in which a value must come. */
export const WANTS_VALUE: ReadonlySet<Phase> = new Set<Phase>([
  "operand",
  "term",
  "comparand",
  "low",
  "high",
  "select",
  "quantified",
]);

export function newFrame(kind: FrameKind, role: Role, more: Partial<Frame> = {}): Frame {
  return {
    kind,
    role,
    clause: "open",
    phase: "query",
    length: 0,
    conditional: false,
    condition: false,
    aroundQuery: false,
    simple: false,
    beforeName: undefined,
    selects: [],
    pendingJoins: 0,
    joining: "no",
    name: [],
    argument: 0,
    ...more,
  };
}
