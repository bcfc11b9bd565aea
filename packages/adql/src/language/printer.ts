import type {
  BinaryOperation,
  Case,
  Condition,
  FunctionCall,
  Identifier,
  Join,
  Node,
  QualifiedName,
  Query,
  QueryBody,
  Select,
  SelectItem,
  StringLiteral,
  TableReference,
  Value,
} from "./ast.ts";
import { type AdqlVersion, isRegularIdentifier, quoteString } from "./keywords.ts";
import { isCondition, PRECEDENCE } from "./operators.ts";

export interface PrintOptions {
  /** Names that are reserved in this version get quotes. Default 2.1. */
  readonly version?: AdqlVersion;
}

/**
 * A tree as text, on one line. What is parsed and printed and parsed again is the same tree; a tree that was built by
 * hand gets the parentheses that it lacks, and quotes where a name needs them. A name that is not marked as delimited
 * and needs quotes gets them all the same.
 */
export function print(node: Node, options: PrintOptions = {}): string {
  return new Printer(options.version ?? "2.1").node(node);
}

class Printer {
  readonly #version: AdqlVersion;

  constructor(version: AdqlVersion) {
    this.#version = version;
  }

  node(node: Node): string {
    switch (node.kind) {
      case "Identifier":
        return this.#identifier(node);
      case "QualifiedName":
        return this.#name(node);
      case "Query":
        return this.#query(node);
      case "CommonTable": {
        const columns = node.columns.length === 0 ? "" : ` (${this.#list(node.columns)})`;
        return `${this.#identifier(node.name)}${columns} AS (${this.#query(node.query)})`;
      }
      case "SetOperation":
      case "ParenthesizedQuery":
      case "Select":
        return this.#body(node);
      case "AllColumns":
      case "SelectColumn":
        return this.#item(node);
      case "OrderTerm":
        return `${this.#value(node.expression)}${node.direction === undefined ? "" : ` ${node.direction}`}`;
      case "TableName":
      case "DerivedTable":
      case "Join":
      case "ParenthesizedTable":
        return this.#table(node);
      case "CastType":
        return `${node.name}${node.length === undefined ? "" : `(${node.length})`}`;
      case "CaseBranch":
        return `WHEN ${this.node(node.when)} THEN ${this.#value(node.then)}`;
      default:
        return isCondition(node) ? this.#condition(node) : this.#value(node);
    }
  }

  #list(nodes: readonly Node[]): string {
    return nodes.map((node) => this.node(node)).join(", ");
  }

  // ---- names

  #identifier({ name, delimited }: Identifier): string {
    return delimited || !isRegularIdentifier(name, this.#version) ? `"${name.replaceAll('"', '""')}"` : name;
  }

  #name({ parts }: QualifiedName): string {
    return parts.map((part) => this.#identifier(part)).join(".");
  }

  #alias(alias: Identifier | undefined): string {
    return alias === undefined ? "" : ` AS ${this.#identifier(alias)}`;
  }

  // ---- queries

  #query(query: Query): string {
    return [
      ...(query.with.length === 0 ? [] : [`WITH ${this.#list(query.with)}`]),
      this.#body(query.body),
      ...(query.orderBy.length === 0 ? [] : [`ORDER BY ${this.#list(query.orderBy)}`]),
      ...(query.offset === undefined ? [] : [`OFFSET ${query.offset.text}`]),
    ].join(" ");
  }

  #body(body: QueryBody): string {
    switch (body.kind) {
      case "Select":
        return this.#select(body);
      case "ParenthesizedQuery":
        return `(${this.#query(body.query)})`;
      case "SetOperation": {
        const tight = body.operator === "INTERSECT";
        const left = this.#operand(body.left, tight && isLoose(body.left));
        const right = this.#operand(body.right, body.right.kind === "SetOperation" && (tight || isLoose(body.right)));
        return `${left} ${body.operator}${body.all ? " ALL" : ""} ${right}`;
      }
    }
  }

  #operand(body: QueryBody, parentheses: boolean): string {
    return parentheses ? `(${this.#body(body)})` : this.#body(body);
  }

  #select(select: Select): string {
    return [
      "SELECT",
      ...(select.quantifier === undefined ? [] : [select.quantifier]),
      ...(select.top === undefined ? [] : [`TOP ${select.top.text}`]),
      this.#list(select.columns),
      ...(select.from.length === 0 ? [] : [`FROM ${this.#list(select.from)}`]),
      ...(select.where === undefined ? [] : [`WHERE ${this.#condition(select.where)}`]),
      ...(select.groupBy.length === 0 ? [] : [`GROUP BY ${this.#list(select.groupBy)}`]),
      ...(select.having === undefined ? [] : [`HAVING ${this.#condition(select.having)}`]),
    ].join(" ");
  }

  #item(item: SelectItem): string {
    if (item.kind === "SelectColumn") return `${this.#value(item.expression)}${this.#alias(item.alias)}`;
    return item.table === undefined ? "*" : `${this.#name(item.table)}.*`;
  }

  // ---- tables

  #table(table: TableReference): string {
    switch (table.kind) {
      case "TableName":
        return `${this.#name(table.name)}${this.#alias(table.alias)}`;
      case "DerivedTable":
        return `(${this.#query(table.query)})${this.#alias(table.alias)}`;
      case "ParenthesizedTable":
        return `(${this.#table(table.table)})${this.#alias(table.alias)}`;
      case "Join":
        return this.#join(table);
    }
  }

  #join({ natural, type, left, right, on, using }: Join): string {
    // DaCHS 2.7 knows outer joins by the word OUTER, which others may leave out.
    const isOuter = type === "LEFT" || type === "RIGHT" || type === "FULL";
    const words = [natural ? "NATURAL" : "", type ?? "", isOuter ? "OUTER" : "", "JOIN"].filter((word) => word !== "");
    const inner = this.#table(right);
    const joined = `${this.#table(left)} ${words.join(" ")} ${right.kind === "Join" ? `(${inner})` : inner}`;
    if (on !== undefined) return `${joined} ON ${this.#condition(on)}`;
    return using === undefined ? joined : `${joined} USING (${this.#list(using)})`;
  }

  // ---- values

  #value(value: Value): string {
    switch (value.kind) {
      case "NumberLiteral":
        return value.text;
      case "StringLiteral":
        return printString(value);
      case "NullLiteral":
        return "NULL";
      case "ColumnReference":
        return this.#name(value.name);
      case "UnaryOperation": {
        const operand = this.#value(value.operand);
        const atom = value.operand.kind !== "BinaryOperation" && value.operand.kind !== "UnaryOperation";
        return `${value.operator}${atom ? operand : `(${operand})`}`;
      }
      case "BinaryOperation":
        return this.#binary(value);
      case "FunctionCall":
        return `${this.#functionName(value)}(${this.#list(value.arguments)})`;
      case "Aggregate": {
        const quantifier = value.quantifier === undefined ? "" : `${value.quantifier} `;
        return `${value.function}(${quantifier}${value.argument === "*" ? "*" : this.#value(value.argument)})`;
      }
      case "Cast":
        return `CAST(${this.#value(value.expression)} AS ${this.node(value.type)})`;
      case "Case":
        return this.#case(value);
      case "ScalarSubquery":
        return `(${this.#query(value.query)})`;
      case "ParenthesizedValue":
        return `(${this.#value(value.expression)})`;
    }
  }

  #binary({ operator, left, right }: BinaryOperation): string {
    const least = PRECEDENCE[operator];
    return `${this.#factor(left, least, operator === "||")} ${operator} ${this.#factor(right, least + 1, operator === "||")}`;
  }

  /** An operand, in parentheses where its operator binds less tight; a calculation beside `||` needs them, too. */
  #factor(value: Value, least: number, concatenated: boolean): string {
    const text = this.#value(value);
    const loose =
      value.kind === "BinaryOperation" &&
      (PRECEDENCE[value.operator] < least || (concatenated && value.operator !== "||"));
    return loose || (concatenated && value.kind === "UnaryOperation") ? `(${text})` : text;
  }

  /** Functions keep their words, reserved or not; what is no word at all gets quotes, and is no function of ADQL. */
  #functionName({ name: { parts } }: FunctionCall): string {
    return parts
      .map((part) => (/^[A-Za-z][A-Za-z0-9_]*$/.test(part.name) ? part.name : this.#identifier(part)))
      .join(".");
  }

  #case({ operand, branches, otherwise }: Case): string {
    return [
      "CASE",
      ...(operand === undefined ? [] : [this.#value(operand)]),
      ...branches.map((branch) => this.node(branch)),
      ...(otherwise === undefined ? [] : [`ELSE ${this.#value(otherwise)}`]),
      "END",
    ].join(" ");
  }

  // ---- conditions

  #condition(condition: Condition): string {
    switch (condition.kind) {
      case "Logical":
        return condition.operands
          .map((operand) => this.#logicalOperand(operand, condition.operator))
          .join(` ${condition.operator} `);
      case "Not": {
        const inner = this.#condition(condition.condition);
        return condition.condition.kind === "Logical" || condition.condition.kind === "Not"
          ? `NOT (${inner})`
          : `NOT ${inner}`;
      }
      case "Comparison":
        return `${this.#value(condition.left)} ${condition.operator} ${this.#value(condition.right)}`;
      case "Between":
        return `${this.#value(condition.value)}${not(condition)} BETWEEN ${this.#value(condition.low)} AND ${this.#value(condition.high)}`;
      case "In": {
        const { candidates } = condition;
        const list = "kind" in candidates ? this.#query(candidates) : this.#list(candidates);
        return `${this.#value(condition.value)}${not(condition)} IN (${list})`;
      }
      case "Like":
        return `${this.#value(condition.value)}${not(condition)} ${condition.operator} ${this.#value(condition.pattern)}`;
      case "IsNull":
        return `${this.#value(condition.value)} IS${not(condition)} NULL`;
      case "Exists":
        return `EXISTS (${this.#query(condition.query)})`;
      case "BareCondition":
        return this.#value(condition.value);
      case "ParenthesizedCondition":
        return `(${this.#condition(condition.condition)})`;
    }
  }

  #logicalOperand(operand: Condition, operator: "AND" | "OR"): string {
    const text = this.#condition(operand);
    return operand.kind === "Logical" && (operator === "AND" || operand.operator === "OR") ? `(${text})` : text;
  }
}

/** UNION and EXCEPT bind less tight than INTERSECT. */
function isLoose(body: QueryBody): boolean {
  return body.kind === "SetOperation" && body.operator !== "INTERSECT";
}

function not({ negated }: { readonly negated: boolean }): string {
  return negated ? " NOT" : "";
}

function printString({ value, national = false }: StringLiteral): string {
  return `${national ? "N" : ""}${quoteString(value)}`;
}
