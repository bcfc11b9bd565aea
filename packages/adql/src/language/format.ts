import { AdqlError } from "../errors.ts";
import type {
  CommonTable,
  Condition,
  Identifier,
  Join,
  Logical,
  Node,
  Query,
  QueryBody,
  Select,
  TableReference,
  Value,
} from "./ast.ts";
import { isReserved } from "./keywords.ts";
import { fill, group, hardLine, indent, type Layout, line, render, softLine } from "./layout.ts";
import { isCondition } from "./operators.ts";
import { type ParseOptions, parse } from "./parse.ts";
import type { Token } from "./token.ts";
import { type Trivia, triviaBetween } from "./trivia.ts";

export interface FormatOptions extends Pick<ParseOptions, "version" | "extensions" | "maxDepth"> {
  /** Columns that a line should not exceed. Default 100. */
  readonly width?: number;
  /** One level of indentation, in blanks. Default 2. */
  readonly indent?: number;
  /** Case of keywords and of ADQL's own functions. Default `upper`. */
  readonly keywordCase?: "upper" | "lower" | "keep";
}

/**
 * A query laid out for people: clauses and joins on lines of their own, long lists and conditions one to a line,
 * subqueries indented. Comments stay where they are. Nothing but white space and the case of keywords changes; what has
 * been formatted is not changed by formatting again.
 * @throws AdqlError with the code of the first error, where the text is not right
 */
export function format(text: string, options: FormatOptions = {}): string {
  const { width = 100, indent: columns = 2, keywordCase = "upper", ...parsing } = options;
  const { query, problems, tokens } = parse(text, parsing);
  const first = problems.find(({ severity }) => severity === "error");
  if (first !== undefined || query === undefined) throw new AdqlError(text, first, problems);
  const version = parsing.version === "2.0" ? "2.0" : "2.1";
  const letters = (token: Token): string => {
    const written = text.slice(token.start, token.end);
    if (keywordCase === "keep" || token.kind !== "word" || !isReserved(token.text, version)) return written;
    return keywordCase === "upper" ? token.text : token.text.toLowerCase();
  };
  return render(new Formatter(text, tokens, letters).whole(query), width, " ".repeat(columns));
}

/** Goes through tree and tokens side by side: the tree says where lines may break, the tokens what is written. */
class Formatter {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #letters: (token: Token) => string;
  #index = 0;

  constructor(text: string, tokens: readonly Token[], letters: (token: Token) => string) {
    this.#text = text;
    this.#tokens = tokens;
    this.#letters = letters;
  }

  whole(query: Query): Layout {
    const main = this.#query(query, hardLine);
    const rest: Layout[] = [];
    while (this.#next.kind !== "end") rest.push(this.#take());
    return [main, ...rest, this.#take()];
  }

  // ---- tokens

  get #next(): Token {
    return this.#tokens[this.#index] as Token;
  }

  /** The next token, with the comments before it that have lines of their own and the one behind it on its line. */
  #take(): Layout {
    const token = this.#next;
    const before = this.#gap(this.#index);
    const after =
      token.kind === "end" ? undefined : this.#gap(this.#index + 1).comments.find(({ ownLine }) => !ownLine);
    this.#index++;
    const own = before.comments.filter(({ ownLine }) => ownLine);
    const layout: Layout[] = [];
    if (own.length > 0) {
      const lines = own.flatMap(({ text, blankBefore }) => (blankBefore ? ["", text] : [text]));
      if (before.blankAfter && token.kind !== "end") lines.push("");
      layout.push({ kind: "comments", lines });
    }
    layout.push(this.#letters(token));
    if (after !== undefined) layout.push({ kind: "trailing", text: after.text });
    return layout;
  }

  /** What stands before the token at an index. */
  #gap(index: number): Trivia {
    const start = index === 0 ? 0 : (this.#tokens[index - 1]?.end ?? 0);
    return triviaBetween(this.#text, start, this.#tokens[index]?.start ?? this.#text.length);
  }

  /** Whether comments stand between tokens before an offset, from the next one on. */
  #hasComments(end: number): boolean {
    for (
      let index = this.#index + 1;
      (this.#tokens[index]?.start ?? end) <= end && index < this.#tokens.length;
      index++
    ) {
      if (this.#gap(index).comments.length > 0) return true;
    }
    return false;
  }

  /** Tokens before an offset, with blanks between. */
  #upTo(offset: number): Layout[] {
    const layout: Layout[] = [];
    while (this.#next.start < offset && this.#next.kind !== "end")
      layout.push(layout.length === 0 ? "" : " ", this.#take());
    return layout;
  }

  /** The tokens of a node, with or without blanks between. */
  #run(node: Node, between: string): Layout[] {
    const layout: Layout[] = [];
    while (this.#next.start < endOf(node) && this.#next.kind !== "end") {
      if (layout.length > 0) layout.push(between);
      layout.push(this.#take());
    }
    return layout;
  }

  /** Items, each with the comma behind it. */
  #items<Item extends Node>(items: readonly Item[], layout: (item: Item) => Layout): Layout[] {
    return items.map((item) => {
      const content = layout(item);
      return this.#next.text === "," && this.#next.kind === "symbol" ? [content, this.#take()] : content;
    });
  }

  /** A list after a keyword: on its line where it fits, else indented, one item to a line. */
  #list<Item extends Node>(keyword: Layout, items: readonly Item[], layout: (item: Item) => Layout): Layout {
    const last = items[items.length - 1];
    const broken = last !== undefined && this.#hasComments(startOf(last));
    return group([keyword, indent(this.#items(items, layout).map((item) => [line, item]))], broken);
  }

  /** What stands in parentheses; `(` is the next token. */
  #parentheses(inner: () => Layout, flatEnds: Layout = softLine): Layout {
    const closing = this.#partner();
    const broken = this.#hasComments(closing);
    return group([this.#take(), indent([flatEnds, inner()]), flatEnds, this.#take()], broken);
  }

  /** Offset of the parenthesis that closes the next token. */
  #partner(): number {
    let depth = 0;
    for (let index = this.#index; index < this.#tokens.length; index++) {
      const { kind, text, start } = this.#tokens[index] as Token;
      if (kind !== "symbol") continue;
      if (text === "(") depth++;
      else if (text === ")" && --depth === 0) return start;
    }
    return this.#text.length;
  }

  // ---- queries

  /** @param separator - between clauses: a hard line in the main query, one that a group may join elsewhere */
  #query(query: Query, separator: Layout): Layout {
    const parts: Layout[] = [];
    if (query.with.length > 0) {
      const word = this.#take();
      const tables = this.#items(query.with, (table) => this.#commonTable(table));
      parts.push([word, " ", ...tables.map((table, index) => (index === 0 ? table : [separator, table]))]);
    }
    parts.push(this.#body(query.body, separator));
    if (query.orderBy.length > 0) {
      const words = this.#upTo(startOf(query.orderBy[0]));
      parts.push(
        this.#list(words, query.orderBy, (term) => {
          const value = this.#value(term.expression);
          return term.direction === undefined ? value : [value, " ", this.#take()];
        }),
      );
    }
    if (query.offset !== undefined) parts.push(this.#upTo(endOf(query.offset)));
    return parts.map((part, index) => (index === 0 ? part : [separator, part]));
  }

  #subquery(query: Query): Layout {
    return this.#parentheses(() => this.#query(query, line));
  }

  #commonTable({ name, columns, query }: CommonTable): Layout {
    const layout: Layout[] = [this.#run(name, "")];
    if (columns.length > 0) layout.push(" ", this.#names(columns));
    layout.push(" ", this.#take(), " ");
    const closing = this.#partner();
    return [
      ...layout,
      group([this.#take(), indent([softLine, this.#query(query, line)]), softLine, this.#take()], closing > 0),
    ];
  }

  #names(names: readonly Identifier[]): Layout {
    return this.#parentheses(() => fill(this.#items(names, (name) => this.#run(name, ""))));
  }

  #body(body: QueryBody, separator: Layout): Layout {
    switch (body.kind) {
      case "Select":
        return this.#select(body, separator);
      case "ParenthesizedQuery":
        return this.#subquery(body.query);
      case "SetOperation": {
        const left = this.#body(body.left, separator);
        const operator = this.#upTo(startOf(body.right));
        return [left, separator, operator, separator, this.#body(body.right, separator)];
      }
    }
  }

  #select({ columns, from, where, groupBy, having }: Select, separator: Layout): Layout {
    const parts: Layout[] = [];
    const words = this.#upTo(startOf(columns[0]));
    parts.push(
      this.#list(words, columns, (item) => {
        if (item.kind === "AllColumns") return this.#run(item, "");
        return [this.#value(item.expression), this.#alias(item.alias)];
      }),
    );
    parts.push(this.#from(from, separator));
    if (where !== undefined) parts.push(this.#conditions(this.#upTo(startOf(where)), where));
    if (groupBy.length > 0)
      parts.push(this.#list(this.#upTo(startOf(groupBy[0])), groupBy, (value) => this.#value(value)));
    if (having !== undefined) parts.push(this.#conditions(this.#upTo(startOf(having)), having));
    return parts.map((part, index) => (index === 0 ? part : [separator, part]));
  }

  #alias(alias: Identifier | undefined): Layout {
    if (alias === undefined) return "";
    const as = this.#upTo(startOf(alias));
    return [" ", ...(as.length === 0 ? [] : [as, " "]), this.#run(alias, "")];
  }

  // ---- tables

  #from(tables: readonly TableReference[], separator: Layout): Layout {
    const word = this.#take();
    const items = this.#items(tables, (table) => this.#table(table, separator));
    return [word, " ", items.map((item, index) => (index === 0 ? item : indent([separator, item])))];
  }

  #table(table: TableReference, separator: Layout): Layout {
    switch (table.kind) {
      case "TableName":
        return [this.#run(table.name, ""), this.#alias(table.alias)];
      case "DerivedTable":
        return [this.#subquery(table.query), this.#alias(table.alias)];
      case "ParenthesizedTable":
        return [this.#parentheses(() => this.#table(table.table, line)), this.#alias(table.alias)];
      case "Join":
        return this.#join(table, separator);
    }
  }

  #join(join: Join, separator: Layout): Layout {
    const left = this.#table(join.left, separator);
    const words = this.#upTo(startOf(join.right));
    const layout: Layout[] = [separator, words, " ", this.#table(join.right, separator)];
    if (join.on !== undefined) {
      layout.push(" ", indent(this.#conditions(this.#upTo(startOf(join.on)), join.on)));
    } else if (join.using !== undefined) {
      layout.push(" ", this.#take(), " ", this.#names(join.using));
    }
    return [left, indent(layout)];
  }

  // ---- conditions

  /** A keyword and its condition: ANDs and ORs on one line where they fit, else each on a line of its own. */
  #conditions(keyword: Layout, condition: Condition): Layout {
    const broken = condition.kind === "Logical" && this.#commentsBeforeLast(condition);
    return group([keyword, " ", indent(this.#condition(condition))], broken);
  }

  #commentsBeforeLast({ operands }: Logical): boolean {
    return this.#hasComments(startOf(operands[operands.length - 1]));
  }

  #condition(condition: Condition): Layout {
    switch (condition.kind) {
      case "Logical":
        return condition.operands.map((operand, index) => {
          if (index === 0) return this.#condition(operand);
          return [line, this.#take(), " ", this.#condition(operand)];
        });
      case "Not":
        return [this.#take(), " ", this.#condition(condition.condition)];
      case "Comparison":
        return [this.#value(condition.left), " ", this.#take(), " ", this.#value(condition.right)];
      case "Between":
        return [
          this.#value(condition.value),
          " ",
          this.#upTo(startOf(condition.low)),
          " ",
          this.#value(condition.low),
          " ",
          this.#take(),
          " ",
          this.#value(condition.high),
        ];
      case "In": {
        const value = this.#value(condition.value);
        const words: Layout[] = [" ", this.#take()];
        if (condition.negated) words.push(" ", this.#take());
        const { candidates } = condition;
        if ("kind" in candidates) return [value, words, " ", this.#subquery(candidates)];
        return [
          value,
          words,
          " ",
          this.#parentheses(() => fill(this.#items(candidates, (candidate) => this.#value(candidate)))),
        ];
      }
      case "Like":
        return [
          this.#value(condition.value),
          " ",
          this.#upTo(startOf(condition.pattern)),
          " ",
          this.#value(condition.pattern),
        ];
      case "IsNull":
        return [this.#value(condition.value), " ", this.#upTo(endOf(condition))];
      case "Exists":
        return [this.#take(), " ", this.#subquery(condition.query)];
      case "BareCondition":
        return this.#value(condition.value);
      case "ParenthesizedCondition":
        return this.#parentheses(() => this.#condition(condition.condition));
    }
  }

  // ---- values

  #value(value: Value): Layout {
    switch (value.kind) {
      case "NumberLiteral":
      case "NullLiteral":
        return this.#take();
      case "StringLiteral":
        return this.#run(value, " ");
      case "ColumnReference":
        return this.#run(value, "");
      case "UnaryOperation": {
        const sign = this.#take();
        // `- -x` must not become a comment.
        return value.operand.kind === "UnaryOperation"
          ? [sign, " ", this.#value(value.operand)]
          : [sign, this.#value(value.operand)];
      }
      case "BinaryOperation":
        return group(this.#operation(value));
      case "FunctionCall": {
        const name = this.#run(value.name, "");
        if (value.arguments.length === 0) return [name, this.#take(), this.#take()];
        const plain = value.arguments.length > 6 && value.arguments.every(isLeaf);
        return [
          name,
          this.#parentheses(() => {
            const items = this.#items(value.arguments, (argument) => this.#value(argument));
            return plain ? fill(items) : items.map((item, index) => (index === 0 ? item : [line, item]));
          }),
        ];
      }
      case "Aggregate":
        return [this.#take(), this.#parentheses(() => this.#argument(value.argument, value.quantifier !== undefined))];
      case "Cast":
        return [
          this.#take(),
          this.#parentheses(() => [
            this.#value(value.expression),
            " ",
            this.#take(),
            " ",
            this.#castType(endOf(value.type)),
          ]),
        ];
      case "Case":
        return group([
          this.#take(),
          value.operand === undefined ? "" : [" ", this.#value(value.operand)],
          indent([
            value.branches.map((branch) => [
              line,
              this.#take(),
              " ",
              isCondition(branch.when) ? this.#condition(branch.when) : this.#value(branch.when),
              " ",
              this.#take(),
              " ",
              this.#value(branch.then),
            ]),
            value.otherwise === undefined ? "" : [line, this.#take(), " ", this.#value(value.otherwise)],
          ]),
          line,
          this.#take(),
        ]);
      case "ScalarSubquery":
        return this.#subquery(value.query);
      case "ParenthesizedValue":
        return this.#parentheses(() => this.#value(value.expression));
    }
  }

  #argument(argument: Value | "*", quantified: boolean): Layout {
    const words: Layout[] = quantified ? [this.#take(), " "] : [];
    return [...words, argument === "*" ? this.#take() : this.#value(argument)];
  }

  /** `DOUBLE PRECISION`, `CHAR(3)`. */
  #castType(end: number): Layout {
    const layout: Layout[] = [];
    while (this.#next.start < end) {
      const blank = layout.length > 0 && this.#next.kind === "word";
      layout.push(blank ? " " : "", this.#take());
    }
    return layout;
  }

  /** Operators of a chain, each at the end of its line where the chain breaks. */
  #operation(value: Value): Layout {
    if (value.kind !== "BinaryOperation") return this.#value(value);
    return [this.#operation(value.left), " ", this.#take(), indent([line, this.#value(value.right)])];
  }
}

function isLeaf({ kind }: Value): boolean {
  return (
    kind === "NumberLiteral" || kind === "StringLiteral" || kind === "ColumnReference" || kind === "UnaryOperation"
  );
}

function startOf(node: Node | undefined): number {
  return node?.span?.start ?? 0;
}

function endOf(node: Node): number {
  return node.span?.end ?? 0;
}
