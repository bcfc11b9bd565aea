import type {
  CommonTable,
  Condition,
  Identifier,
  Join,
  Logical,
  Query,
  QueryBody,
  Select,
  TableReference,
  Value,
} from "./ast.ts";
import { fill, group, hardLine, indent, type Layout, line, softLine } from "./layout.ts";
import { isCondition } from "./operators.ts";
import { endOf, startOf, TokenFeed } from "./token-feed.ts";

/** Goes through tree and tokens side by side: the tree says where lines may break, the tokens what is written. */
export class Formatter extends TokenFeed {
  whole(query: Query): Layout {
    const main = this.#query(query, hardLine);
    const rest: Layout[] = [];
    while (this.next.kind !== "end") rest.push(this.take());
    return [main, ...rest, this.take()];
  }

  // ---- queries

  /** @param separator - between clauses: a hard line in the main query, one that a group may join elsewhere */
  #query(query: Query, separator: Layout): Layout {
    const parts: Layout[] = [];
    if (query.with.length > 0) {
      const word = this.take();
      const tables = this.items(query.with, (table) => this.#commonTable(table));
      parts.push([word, " ", ...tables.map((table, index) => (index === 0 ? table : [separator, table]))]);
    }
    parts.push(this.#body(query.body, separator));
    if (query.orderBy.length > 0) {
      const words = this.upTo(startOf(query.orderBy[0]));
      parts.push(
        this.list(words, query.orderBy, (term) => {
          const value = this.#value(term.expression);
          return term.direction === undefined ? value : [value, " ", this.take()];
        }),
      );
    }
    if (query.offset !== undefined) parts.push(this.upTo(endOf(query.offset)));
    return parts.map((part, index) => (index === 0 ? part : [separator, part]));
  }

  #subquery(query: Query): Layout {
    return this.parentheses(() => this.#query(query, line));
  }

  #commonTable({ name, columns, query }: CommonTable): Layout {
    const layout: Layout[] = [this.run(name, "")];
    if (columns.length > 0) layout.push(" ", this.#names(columns));
    layout.push(" ", this.take(), " ");
    return [...layout, group([this.take(), indent([softLine, this.#query(query, line)]), softLine, this.take()], true)];
  }

  #names(names: readonly Identifier[]): Layout {
    return this.parentheses(() => fill(this.items(names, (name) => this.run(name, ""))));
  }

  #body(body: QueryBody, separator: Layout): Layout {
    switch (body.kind) {
      case "Select":
        return this.#select(body, separator);
      case "ParenthesizedQuery":
        return this.#subquery(body.query);
      case "SetOperation": {
        const left = this.#body(body.left, separator);
        const operator = this.upTo(startOf(body.right));
        return [left, separator, operator, separator, this.#body(body.right, separator)];
      }
    }
  }

  #select({ columns, from, where, groupBy, having }: Select, separator: Layout): Layout {
    const parts: Layout[] = [];
    const words = this.upTo(startOf(columns[0]));
    parts.push(
      this.list(words, columns, (item) => {
        if (item.kind === "AllColumns") return this.run(item, "");
        return [this.#value(item.expression), this.#alias(item.alias)];
      }),
    );
    parts.push(this.#from(from, separator));
    if (where !== undefined) parts.push(this.#conditions(this.upTo(startOf(where)), where));
    if (groupBy.length > 0)
      parts.push(this.list(this.upTo(startOf(groupBy[0])), groupBy, (value) => this.#value(value)));
    if (having !== undefined) parts.push(this.#conditions(this.upTo(startOf(having)), having));
    return parts.map((part, index) => (index === 0 ? part : [separator, part]));
  }

  #alias(alias: Identifier | undefined): Layout {
    if (alias === undefined) return "";
    const as = this.upTo(startOf(alias));
    return [" ", ...(as.length === 0 ? [] : [as, " "]), this.run(alias, "")];
  }

  // ---- tables

  #from(tables: readonly TableReference[], separator: Layout): Layout {
    const word = this.take();
    const items = this.items(tables, (table) => this.#table(table, separator));
    return [word, " ", items.map((item, index) => (index === 0 ? item : indent([separator, item])))];
  }

  #table(table: TableReference, separator: Layout): Layout {
    switch (table.kind) {
      case "TableName":
        return [this.run(table.name, ""), this.#alias(table.alias)];
      case "DerivedTable":
        return [this.#subquery(table.query), this.#alias(table.alias)];
      case "ParenthesizedTable":
        return [this.parentheses(() => this.#table(table.table, line)), this.#alias(table.alias)];
      case "Join":
        return this.#join(table, separator);
    }
  }

  #join(join: Join, separator: Layout): Layout {
    const left = this.#table(join.left, separator);
    const words = this.upTo(startOf(join.right));
    const layout: Layout[] = [separator, words, " ", this.#table(join.right, separator)];
    if (join.on !== undefined) {
      layout.push(" ", indent(this.#conditions(this.upTo(startOf(join.on)), join.on)));
    } else if (join.using !== undefined) {
      layout.push(" ", this.take(), " ", this.#names(join.using));
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
    return this.hasComments(startOf(operands[operands.length - 1]));
  }

  #condition(condition: Condition): Layout {
    switch (condition.kind) {
      case "Logical":
        return condition.operands.map((operand, index) => {
          const word = index === 0 ? [] : [line, this.take(), " "];
          const inner = this.#condition(operand);
          return [...word, operand.kind === "Logical" ? group(inner) : inner];
        });
      case "Not":
        return [this.take(), " ", this.#condition(condition.condition)];
      case "Comparison":
        return [this.#value(condition.left), " ", this.take(), " ", this.#value(condition.right)];
      case "Between":
        return [
          this.#value(condition.value),
          " ",
          this.upTo(startOf(condition.low)),
          " ",
          this.#value(condition.low),
          " ",
          this.take(),
          " ",
          this.#value(condition.high),
        ];
      case "In": {
        const value = this.#value(condition.value);
        const words: Layout[] = [" ", this.take()];
        if (condition.negated) words.push(" ", this.take());
        const { candidates } = condition;
        if ("kind" in candidates) return [value, words, " ", this.#subquery(candidates)];
        return [
          value,
          words,
          " ",
          this.parentheses(() => fill(this.items(candidates, (candidate) => this.#value(candidate)))),
        ];
      }
      case "Like":
        return [
          this.#value(condition.value),
          " ",
          this.upTo(startOf(condition.pattern)),
          " ",
          this.#value(condition.pattern),
        ];
      case "IsNull":
        return [this.#value(condition.value), " ", this.upTo(endOf(condition))];
      case "Exists":
        return [this.take(), " ", this.#subquery(condition.query)];
      case "BareCondition":
        return this.#value(condition.value);
      case "ParenthesizedCondition":
        return this.parentheses(() => this.#condition(condition.condition));
    }
  }

  // ---- values

  #value(value: Value): Layout {
    switch (value.kind) {
      case "NumberLiteral":
      case "NullLiteral":
        return this.take();
      case "StringLiteral":
        return this.run(value, " ");
      case "ColumnReference":
        return this.run(value, "");
      case "UnaryOperation": {
        const sign = this.take();
        // `- -x` must not become a comment.
        return value.operand.kind === "UnaryOperation"
          ? [sign, " ", this.#value(value.operand)]
          : [sign, this.#value(value.operand)];
      }
      case "BinaryOperation":
        return group(this.#operation(value));
      case "FunctionCall": {
        const name = this.run(value.name, "");
        if (value.arguments.length === 0) return [name, this.take(), this.take()];
        const plain = value.arguments.length > 6 && value.arguments.every(isLeaf);
        return [
          name,
          this.parentheses(() => {
            const items = this.items(value.arguments, (argument) => this.#value(argument));
            return plain ? fill(items) : items.map((item, index) => (index === 0 ? item : [line, item]));
          }),
        ];
      }
      case "Aggregate":
        return [this.take(), this.parentheses(() => this.#argument(value.argument, value.quantifier !== undefined))];
      case "Cast":
        return [
          this.take(),
          this.parentheses(() => [
            this.#value(value.expression),
            " ",
            this.take(),
            " ",
            this.#castType(endOf(value.type)),
          ]),
        ];
      case "Case":
        return group([
          this.take(),
          value.operand === undefined ? "" : [" ", this.#value(value.operand)],
          indent([
            value.branches.map((branch) => [
              line,
              this.take(),
              " ",
              isCondition(branch.when) ? this.#condition(branch.when) : this.#value(branch.when),
              " ",
              this.take(),
              " ",
              this.#value(branch.then),
            ]),
            value.otherwise === undefined ? "" : [line, this.take(), " ", this.#value(value.otherwise)],
          ]),
          line,
          this.take(),
        ]);
      case "ScalarSubquery":
        return this.#subquery(value.query);
      case "ParenthesizedValue":
        return this.parentheses(() => this.#value(value.expression));
    }
  }

  #argument(argument: Value | "*", quantified: boolean): Layout {
    const words: Layout[] = quantified ? [this.take(), " "] : [];
    return [...words, argument === "*" ? this.take() : this.#value(argument)];
  }

  /** `DOUBLE PRECISION`, `CHAR(3)`. */
  #castType(end: number): Layout {
    const layout: Layout[] = [];
    while (this.next.start < end) {
      const blank = layout.length > 0 && this.next.kind === "word";
      layout.push(blank ? " " : "", this.take());
    }
    return layout;
  }

  /** Operators of a chain, each at the end of its line where the chain breaks. */
  #operation(value: Value): Layout {
    if (value.kind !== "BinaryOperation") return this.#value(value);
    return [this.#operation(value.left), " ", this.take(), indent([line, this.#value(value.right)])];
  }
}

function isLeaf({ kind }: Value): boolean {
  return (
    kind === "NumberLiteral" || kind === "StringLiteral" || kind === "ColumnReference" || kind === "UnaryOperation"
  );
}
