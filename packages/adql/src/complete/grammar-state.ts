import type { Token } from "../language/token.ts";
import { type Clause, type Frame, newFrame, type Phase, WANTS_VALUE } from "./grammar-frame.ts";

/** Where a value leads. */
const AFTER_VALUE: Partial<Readonly<Record<Phase, Phase>>> = {
  operand: "value",
  term: "value",
  select: "value",
  quantified: "value",
  comparand: "compared",
  low: "lower",
  high: "compared",
};

/** Where an operator leads: behind a value back to the next, before one (a sign) on to it. */
const BEHIND_OPERATOR: Partial<Readonly<Record<Phase, Phase>>> = {
  operand: "term",
  select: "term",
  quantified: "term",
  value: "term",
  compared: "comparand",
  lower: "low",
};

const COMPARISONS: ReadonlySet<string> = new Set(["=", "<>", "!=", "<", ">", "<=", ">="]);
const OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "||", "|", "&", "^"]);

/**
 * Follows a text token by token and knows what the grammar lets come next (ADQL 2.1, appendix A). Unlike the parser it
 * needs no end, and it never gives up: a clause's first word closes the parentheses that were forgotten.
 */
export class GrammarState {
  readonly frames: Frame[] = [newFrame("query", "main")];
  /** The token before. */
  #last: Token | undefined;
  /** The name that ends with it: a function, if a parenthesis opens next. */
  #named: readonly Token[] = [];

  get top(): Frame {
    return this.frames[this.frames.length - 1] as Frame;
  }

  /** The innermost query around the place. */
  get query(): Frame {
    return this.frames[lastIndex(this.frames, ({ kind }) => kind === "query")] ?? this.top;
  }

  read(tokens: readonly Token[]): this {
    for (const token of tokens) {
      const { top } = this;
      const named = this.#named;
      this.#named = [];
      this.#step(token, named);
      top.length++;
      this.#last = token;
    }
    return this;
  }

  #step(token: Token, named: readonly Token[]): void {
    switch (token.kind) {
      case "symbol":
        this.#symbol(token, named);
        break;
      case "number":
        this.#number();
        break;
      case "string":
        this.#valueRead();
        break;
      case "word":
        if (this.#last?.text === "." || !this.#keyword(token)) this.#name(token, named);
        break;
      case "delimited":
        this.#name(token, named);
        break;
      case "end":
        break;
    }
  }

  /** Closes what is still open above a frame; false, and nothing closed, where there is none. */
  #unwind(test: (frame: Frame) => boolean): boolean {
    const index = lastIndex(this.frames, test);
    if (index < 0) return false;
    this.frames.length = index + 1;
    return true;
  }

  // ---- signs

  #symbol({ text }: Token, named: readonly Token[]): void {
    const { top } = this;
    if (text === "(") {
      this.#open(named);
    } else if (text === ")") {
      this.#close();
    } else if (text === ",") {
      this.#comma();
    } else if (text === ".") {
      this.#named = named;
      top.phase = top.beforeName ?? top.phase;
    } else if (text === "*" && WANTS_VALUE.has(top.phase)) {
      top.phase = top.kind === "query" ? "done" : "value";
    } else if (COMPARISONS.has(text)) {
      this.#predicate("comparand");
    } else if (OPERATORS.has(text)) {
      top.phase = BEHIND_OPERATOR[top.phase] ?? top.phase;
    }
  }

  /** A predicate goes on behind a value. */
  #predicate(phase: Phase): void {
    const { top } = this;
    if (!top.conditional || (top.phase !== "value" && top.phase !== "not")) return;
    top.condition = true;
    top.phase = phase;
  }

  #comma(): void {
    const { top } = this;
    if (top.kind === "tables" || top.clause === "from" || top.clause === "on") {
      top.clause = "from";
      top.phase = "table";
      top.conditional = false;
      top.joining = "no";
    } else if (top.clause === "with") {
      top.phase = "new-name";
    } else if (top.kind === "call" || top.kind === "group" || LISTS.has(top.clause)) {
      top.argument++;
      top.phase = "operand";
    }
  }

  // ---- parentheses

  #open(named: readonly Token[]): void {
    const { top } = this;
    if (named.length > 0 && top.beforeName !== undefined && WANTS_VALUE.has(top.beforeName)) {
      top.phase = top.beforeName;
      const kind = named.length === 1 && named[0]?.text === "CAST" ? "cast" : "call";
      this.#push(newFrame(kind, "operand", { phase: "operand", clause: "inner", name: named }));
      return;
    }
    if (WANTS_VALUE.has(top.phase)) {
      const conditional = top.conditional && top.phase === "operand";
      this.#push(newFrame("group", "operand", { phase: "operand", clause: "inner", conditional }));
      return;
    }
    switch (top.phase) {
      case "in":
        this.#push(newFrame("group", "in", { phase: "operand", clause: "inner" }));
        break;
      case "exists":
        this.#push(newFrame("query", "exists"));
        break;
      case "table":
        this.#push(newFrame("tables", "table", { phase: "table", clause: "from" }));
        break;
      case "using":
        this.#push(newFrame("names", "using", { phase: "columns", clause: "inner" }));
        break;
      case "as-query":
        this.#push(newFrame("names", "columns", { phase: "new-name", clause: "inner" }));
        break;
      case "subquery":
        this.#push(newFrame("query", "with"));
        break;
      case "query":
      case "next-name":
      case "set":
      case "all":
        this.#push(newFrame("query", "set"));
        break;
      default:
        this.#push(newFrame("length", "length", { phase: "digits", clause: "inner" }));
    }
  }

  #push(frame: Frame): void {
    this.frames.push(frame);
  }

  #close(): void {
    const index = lastIndex(this.frames, ({ kind }) => kind !== "case");
    const closed = this.frames[index];
    if (index < 1 || closed === undefined) return;
    this.frames.length = index;
    const { top } = this;
    switch (closed.role) {
      case "operand":
        if (top.kind === "group" && top.length === 1) top.aroundQuery = closed.kind === "query" || closed.aroundQuery;
        if (closed.condition && closed.kind === "group" && top.conditional) this.#holds();
        else this.#valueRead();
        break;
      case "in":
      case "exists":
        this.#holds();
        break;
      case "table":
        if (top.kind === "tables" && top.length === 1) top.aroundQuery = closed.kind === "query" || closed.aroundQuery;
        this.#tableRead();
        // A subquery in FROM must have a name.
        if (closed.kind === "query") top.phase = "unnamed";
        break;
      case "using":
        top.phase = "table-done";
        break;
      case "columns":
        top.phase = "as-query";
        break;
      case "with":
        top.phase = "next-name";
        break;
      case "set":
        top.clause = "set";
        top.phase = "query-end";
        break;
      case "length":
      case "main":
        break;
    }
  }

  // ---- names and values

  #number(): void {
    const { top } = this;
    if (top.phase !== "digits") this.#valueRead();
    else if (top.kind === "query") top.phase = top.clause === "offset" ? "done" : "operand";
  }

  #valueRead(): void {
    const { top } = this;
    top.beforeName = undefined;
    top.phase = AFTER_VALUE[top.phase] ?? top.phase;
  }

  #holds(): void {
    const { top } = this;
    top.condition = true;
    top.phase = "holds";
  }

  #tableRead(): void {
    const { top } = this;
    top.phase = "table-end";
    if (top.joining === "conditioned") top.pendingJoins++;
    top.joining = "no";
  }

  #name(token: Token, named: readonly Token[]): void {
    const { top } = this;
    this.#named = this.#last?.text === "." ? [...named, token] : [token];
    const { phase } = top;
    switch (phase) {
      case "value":
        if (top.kind === "query" && top.clause === "select") top.phase = "done";
        break;
      case "as":
        top.phase = top.clause === "from" ? "table-done" : "done";
        break;
      case "table":
        this.#tableRead();
        break;
      case "table-end":
      case "unnamed":
        top.phase = "table-done";
        break;
      case "new-name":
        if (top.kind === "query") top.phase = "as-query";
        break;
      case "type":
        top.phase = "type-end";
        break;
      default:
        top.phase = AFTER_VALUE[phase] ?? phase;
    }
    top.beforeName = phase;
  }

  // ---- keywords

  /** False where the word is no keyword, or not one here. */
  #keyword({ text, start }: Token): boolean {
    const { top } = this;
    switch (text) {
      case "SELECT":
        return this.#select(start);
      case "WITH":
        return this.#startQuery("with", "new-name");
      case "FROM":
        return this.#startClause("from", "table");
      case "WHERE":
      case "HAVING":
        return this.#startClause(text === "WHERE" ? "where" : "having", "operand");
      case "GROUP":
      case "ORDER":
        return this.#startClause(text === "GROUP" ? "group" : "order", "by");
      case "OFFSET":
        return this.#startClause("offset", "digits");
      case "UNION":
      case "EXCEPT":
      case "INTERSECT":
        return this.#startClause("set", "set");
      case "BY":
        return this.#follow(top.phase === "by", "operand");
      case "DISTINCT":
      case "ALL":
        if (top.phase === "set") return this.#follow(true, "all");
        return this.#follow(top.phase === "select", "quantified") || (top.kind === "call" && top.length === 0);
      case "TOP":
        return this.#follow(top.phase === "select" || top.phase === "quantified", "digits");
      case "AS":
        return this.#as();
      case "ASC":
      case "DESC":
        return this.#follow(top.clause === "order" && top.phase === "value", "done");
      case "NATURAL":
      case "INNER":
      case "CROSS":
      case "LEFT":
      case "RIGHT":
      case "FULL":
      case "OUTER":
      case "JOIN":
        return this.#join(text);
      case "ON":
      case "USING":
        return this.#joinCondition(text);
      case "CASE":
        if (!WANTS_VALUE.has(top.phase)) return false;
        this.#push(newFrame("case", "operand", { clause: "case", phase: "operand" }));
        return true;
      case "WHEN":
      case "THEN":
      case "ELSE":
      case "END":
        return this.#caseBranch(text);
      default:
        return this.#conditionWord(text);
    }
  }

  #follow(here: boolean, phase: Phase): boolean {
    if (here) this.top.phase = phase;
    return here;
  }

  /** Words of conditions. */
  #conditionWord(text: string): boolean {
    const { top } = this;
    switch (text) {
      case "AND":
        if (top.phase === "lower") return this.#follow(true, "high");
        return this.#logical();
      case "OR":
        return this.#logical();
      case "NOT":
        if (top.phase === "is") return this.#follow(true, "is-not");
        return this.#follow(top.conditional && top.phase === "value", "not") || top.phase === "operand";
      case "IN":
        this.#predicate("in");
        return true;
      case "LIKE":
      case "ILIKE":
        this.#predicate("comparand");
        return true;
      case "BETWEEN":
        this.#predicate("low");
        return true;
      case "IS":
        this.#predicate("is");
        return true;
      case "NULL":
        if (top.phase === "is" || top.phase === "is-not") this.#holds();
        else this.#valueRead();
        return true;
      case "EXISTS":
        return this.#follow(top.conditional && top.phase === "operand", "exists");
      default:
        return false;
    }
  }

  #logical(): boolean {
    if (!this.#unwind(({ conditional }) => conditional)) return true;
    const { top } = this;
    if (top.kind === "group") top.condition = true;
    top.phase = "operand";
    return true;
  }

  /** SELECT and WITH make a query of a parenthesis that nothing stands in yet. */
  #startQuery(clause: Clause, phase: Phase): boolean {
    const { top } = this;
    if (
      top.kind !== "query" &&
      !(top.length === 0 && (top.kind === "group" || top.kind === "tables" || top.kind === "call"))
    ) {
      this.#unwind(({ kind }) => kind === "query");
    }
    const query = this.top;
    query.kind = "query";
    query.clause = clause;
    query.phase = phase;
    query.conditional = false;
    query.condition = false;
    query.pendingJoins = 0;
    query.joining = "no";
    return true;
  }

  #select(start: number): boolean {
    this.#startQuery("select", "select");
    this.top.selects.push(start);
    return true;
  }

  #startClause(clause: Clause, phase: Phase): boolean {
    const { top } = this;
    // `((SELECT …) UNION …)`: the outer parenthesis is a query, too.
    if (top.aroundQuery && SET_CLAUSES.has(clause)) top.kind = "query";
    this.#unwind(({ kind }) => kind === "query");
    const query = this.top;
    query.clause = clause;
    query.phase = phase;
    query.conditional = clause === "where" || clause === "having";
    query.joining = "no";
    query.argument = 0;
    return true;
  }

  #as(): boolean {
    const { top } = this;
    if (top.phase === "as-query") return this.#follow(true, "subquery");
    if (top.kind === "cast") return this.#follow(top.phase === "value", "type");
    const afterTable = top.phase === "table-end" || top.phase === "unnamed";
    return this.#follow(afterTable || (top.clause === "select" && top.phase === "value"), "as");
  }

  #join(word: string): boolean {
    // LEFT and RIGHT are functions of some services.
    if (WANTS_VALUE.has(this.top.phase)) return false;
    if (!this.#unwind(({ kind, clause }) => kind === "tables" || clause === "from" || clause === "on")) return true;
    const { top } = this;
    top.clause = "from";
    top.conditional = false;
    if (top.joining === "no" || word === "CROSS" || word === "NATURAL") {
      top.joining = word === "NATURAL" || word === "CROSS" ? "free" : "conditioned";
    }
    const phases: Readonly<Record<string, Phase>> = {
      NATURAL: "natural",
      LEFT: "outer",
      RIGHT: "outer",
      FULL: "outer",
    };
    top.phase = word === "JOIN" ? "table" : (phases[word] ?? "join");
    return true;
  }

  #joinCondition(word: "ON" | "USING"): boolean {
    if (!this.#unwind(({ kind, clause }) => kind === "tables" || clause === "from" || clause === "on")) return true;
    const { top } = this;
    top.pendingJoins = Math.max(0, top.pendingJoins - 1);
    top.clause = word === "ON" ? "on" : "from";
    top.conditional = word === "ON";
    top.phase = word === "ON" ? "operand" : "using";
    return true;
  }

  #caseBranch(word: "WHEN" | "THEN" | "ELSE" | "END"): boolean {
    if (!this.#unwind(({ kind }) => kind === "case")) return true;
    const { top } = this;
    if (word === "END") {
      this.frames.pop();
      this.#valueRead();
      return true;
    }
    // `CASE x WHEN 1`: values are compared, and no conditions stand there.
    if (top.clause === "case" && top.phase === "value") top.simple = true;
    top.clause = word === "WHEN" ? "when" : word === "THEN" ? "then" : "else";
    top.conditional = word === "WHEN" && !top.simple;
    top.phase = "operand";
    return true;
  }
}

/** Clauses with a list of values. */
const LISTS: ReadonlySet<Clause> = new Set<Clause>(["select", "group", "order"]);
/** Clauses that stand behind a query in parentheses. */
const SET_CLAUSES: ReadonlySet<Clause> = new Set<Clause>(["set", "order", "offset"]);

function lastIndex(frames: readonly Frame[], test: (frame: Frame) => boolean): number {
  let index = frames.length - 1;
  while (index >= 0 && !test(frames[index] as Frame)) index--;
  return index;
}
