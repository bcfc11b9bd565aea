import { numberLiteral, stringLiteral, timestampLiteral } from "../build/literals.ts";
import type {
  ColumnReference,
  Comparison,
  ComparisonOperator,
  Condition,
  Identifier,
  IsNull,
  Node,
  NumberLiteral,
  Value,
} from "../language/ast.ts";

// Nodes for trees that are built or changed here: they stand in no text, and so have no span.

/** The node without the place that it had, for a copy that is changed. */
export function unplaced<T extends Node>(node: T): Omit<T, "span"> {
  const { span: _span, ...rest } = node;
  return rest;
}

/** A number from 0 on that is whole, as TOP and OFFSET have it. */
export function wholeNumber(value: number): NumberLiteral {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`TOP and OFFSET take whole numbers from 0 on, not ${value}`);
  }
  return { kind: "NumberLiteral", text: String(value) };
}

/** A name without quotes. */
export function plainName(name: string): Identifier {
  return { kind: "Identifier", name, delimited: false };
}

export function columnNamed(...parts: readonly Identifier[]): ColumnReference {
  return { kind: "ColumnReference", name: { kind: "QualifiedName", parts } };
}

/**
 * A value as a literal; a negative number as the operation that it is.
 * @throws AdqlBuildError code ADQL_VALUE for what the template would not write either: NaN, a backslash before a quote …
 */
export function literalOf(value: number | bigint | string | Date): Value {
  if (typeof value === "string") {
    stringLiteral(value);
    return { kind: "StringLiteral", value };
  }
  if (value instanceof Date) return { kind: "StringLiteral", value: timestampLiteral(value).slice(1, -1) };
  const text = typeof value === "bigint" ? String(value) : numberLiteral(value);
  const number: NumberLiteral = { kind: "NumberLiteral", text: text.replace(/^-/, "") };
  return text.startsWith("-") ? { kind: "UnaryOperation", operator: "-", operand: number } : number;
}

export function comparison(left: Value, operator: ComparisonOperator, right: Value): Comparison {
  return { kind: "Comparison", operator, left, right };
}

export function isNull(value: Value): IsNull {
  return { kind: "IsNull", negated: false, value };
}

/** Both conditions; one that is OR gets parentheses, one that is AND is joined. */
export function both(first: Condition | undefined, second: Condition): Condition {
  if (first === undefined) return second;
  const operands = [first, second].flatMap((condition): readonly Condition[] => {
    if (condition.kind !== "Logical") return [condition];
    return condition.operator === "AND" ? condition.operands : [{ kind: "ParenthesizedCondition", condition }];
  });
  return { kind: "Logical", operator: "AND", operands };
}
