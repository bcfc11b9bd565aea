import type { AdqlVersion } from "../language/keywords.ts";
import type { Token } from "../language/token.ts";
import { type Frame, WANTS_VALUE } from "./grammar-frame.ts";
import type { GrammarState } from "./grammar-state.ts";

/** What is not a keyword and may stand at a place. `using` is a column that both tables of a join have. */
export type Slot = "value" | "table" | "using" | "type" | "none";

export interface Expectation {
  readonly slot: Slot;
  /** Keywords, those that belong together as one: `GROUP BY`. Likely ones first. */
  readonly keywords: readonly string[];
}

const SETS = ["UNION", "EXCEPT", "INTERSECT"];
const JOINS = ["JOIN", "LEFT JOIN", "INNER JOIN", "RIGHT JOIN", "FULL JOIN", "NATURAL JOIN"];
const PREDICATES = [
  "BETWEEN",
  "IN",
  "IS NULL",
  "IS NOT NULL",
  "LIKE",
  "ILIKE",
  "NOT IN",
  "NOT LIKE",
  "NOT BETWEEN",
  "NOT ILIKE",
];
const SINCE_2_1: ReadonlySet<string> = new Set(["WITH", "OFFSET", "ILIKE", "NOT ILIKE", ...SETS]);

/** The clauses that may follow one, in the order of the grammar. */
const FOLLOWING: Readonly<Partial<Record<Frame["clause"], readonly string[]>>> = {
  from: ["WHERE", "GROUP BY", "ORDER BY", "HAVING", "OFFSET", ...SETS],
  on: ["WHERE", "GROUP BY", "ORDER BY", "HAVING", "OFFSET", ...SETS],
  where: ["GROUP BY", "ORDER BY", "HAVING", "OFFSET", ...SETS],
  group: ["HAVING", "ORDER BY", "OFFSET", ...SETS],
  having: ["ORDER BY", "OFFSET", ...SETS],
  order: ["OFFSET"],
  set: [...SETS, "ORDER BY", "OFFSET"],
};

/** What may stand where a GrammarState has come to (ADQL 2.1, appendix A). */
export function expectationAt(state: GrammarState, last: Token | undefined, version: AdqlVersion): Expectation {
  const { slot, keywords } = expectation(state.top, last);
  return { slot, keywords: version === "2.0" ? keywords.filter((word) => !SINCE_2_1.has(word)) : keywords };
}

function expectation(top: Frame, last: Token | undefined): Expectation {
  const { phase } = top;
  if (top.aroundQuery && top.length === 1) return afterParenthesizedQuery(top);
  if (WANTS_VALUE.has(phase)) return { slot: "value", keywords: beforeValue(top) };
  switch (phase) {
    case "table":
      return { slot: "table", keywords: top.kind === "tables" && top.length === 0 ? ["SELECT"] : [] };
    case "columns":
      return { slot: "using", keywords: [] };
    case "type":
      return { slot: "type", keywords: [] };
    case "type-end":
      return none(last?.text === "DOUBLE" ? ["PRECISION"] : []);
    case "query":
      return none(top.role === "main" ? ["SELECT", "WITH"] : ["SELECT"]);
    case "next-name":
    case "all":
      return none(["SELECT"]);
    case "set":
      return none(["SELECT", "ALL"]);
    case "query-end":
      return none(FOLLOWING.set);
    case "as-query":
      return none(["AS"]);
    case "by":
      return none(["BY"]);
    case "table-end":
      return none(["AS", ...afterTable(top)]);
    case "unnamed":
      return none(["AS"]);
    case "table-done":
      return none(afterTable(top));
    case "natural":
      return none(JOINS.filter((words) => !words.startsWith("NATURAL")));
    case "outer":
      return none(["JOIN", "OUTER JOIN"]);
    case "join":
      return none(["JOIN"]);
    case "value":
      return none(afterValue(top));
    case "compared":
    case "holds":
      return none(top.clause === "when" ? ["AND", "OR", "THEN"] : ["AND", "OR", ...afterCondition(top)]);
    case "lower":
      return none(["AND"]);
    case "not":
      return none(["IN", "LIKE", "BETWEEN", "ILIKE"]);
    case "is":
      return none(["NULL", "NOT NULL"]);
    case "is-not":
      return none(["NULL"]);
    case "done":
      return none(top.clause === "select" ? ["FROM"] : FOLLOWING[top.clause]);
    default:
      return none([]);
  }
}

function none(keywords: readonly string[] | undefined): Expectation {
  return { slot: "none", keywords: keywords ?? [] };
}

/** `((SELECT …)`: an operand of a set operation, a value, or a table in a join, which needs its name first. */
function afterParenthesizedQuery(top: Frame): Expectation {
  return none([...(FOLLOWING.set ?? []), ...(top.kind === "tables" ? ["AS"] : afterValue(top))]);
}

function beforeValue(top: Frame): readonly string[] {
  const words: string[] = [];
  if (top.phase === "select") words.push("DISTINCT", "TOP", "ALL");
  if (top.phase === "quantified") words.push("TOP");
  if (top.phase === "operand" && top.kind === "group" && top.length === 0) words.push("SELECT");
  if (top.phase === "operand" && top.kind === "case" && top.clause === "case") words.push("WHEN");
  if (top.phase === "operand" && top.conditional) words.push("NOT", "EXISTS");
  if (isAggregate(top) && top.length === 0) words.push("DISTINCT", "ALL");
  // Nothing is compared with NULL by an operator.
  if (!top.conditional && top.phase !== "comparand" && top.phase !== "term") words.push("NULL");
  return [...words, "CASE"];
}

const AGGREGATES: ReadonlySet<string> = new Set(["COUNT", "AVG", "MIN", "MAX", "SUM"]);

function isAggregate({ kind, name }: Frame): boolean {
  return kind === "call" && AGGREGATES.has(name[0]?.text ?? "");
}

function afterTable(top: Frame): readonly string[] {
  const condition = top.pendingJoins > 0 ? ["ON", "USING"] : [];
  return [...condition, ...JOINS, ...(top.kind === "tables" ? [] : (FOLLOWING.from ?? []))];
}

/** Words of a CASE behind a value. */
function afterCaseValue(clause: Frame["clause"]): readonly string[] {
  switch (clause) {
    case "case":
      return ["WHEN"];
    case "when":
      return ["THEN"];
    case "then":
      return ["WHEN", "ELSE", "END"];
    default:
      return ["END"];
  }
}

function afterValue(top: Frame): readonly string[] {
  if (top.conditional) return PREDICATES;
  switch (top.kind) {
    case "cast":
      return ["AS"];
    case "case":
      return afterCaseValue(top.clause);
    case "query":
      if (top.clause === "select") return ["FROM", "AS"];
      return [...(top.clause === "order" ? ["ASC", "DESC"] : []), ...(FOLLOWING[top.clause] ?? [])];
    default:
      return [];
  }
}

function afterCondition(top: Frame): readonly string[] {
  if (top.kind === "group") return [];
  if (top.clause !== "on") return FOLLOWING[top.clause] ?? [];
  return afterTable(top);
}
