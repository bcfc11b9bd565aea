import type { FunctionCall, Node, Value } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, insertion } from "./edits.ts";
import { standardFunction } from "./standard-functions.ts";

/**
 * What the grammar knows of a value without knowing any table. `any` is whatever `<value_expression_primary>` is, which
 * stands in numeric, character and geometry expressions alike: literals, columns, parentheses, aggregates, CAST.
 */
export type ValueClass = "any" | "numeric" | "string" | "geometry";

export function classOfValue(value: Value): ValueClass {
  switch (value.kind) {
    case "UnaryOperation":
      return "numeric";
    case "BinaryOperation":
      return value.operator === "||" ? "string" : "numeric";
    case "FunctionCall":
      return standardFunction(nameOfCall(value))?.result ?? "any";
    default:
      return "any";
  }
}

/** Name of a function in upper case; of a qualified one the last part. */
export function nameOfCall({ name }: FunctionCall): string {
  return (name.parts[name.parts.length - 1]?.name ?? "").toUpperCase();
}

/** Operand of an arithmetic operator, or a numeric argument: `<numeric_primary>`. */
export function checkNumeric(cursor: Cursor, value: Value, where: string): void {
  const found = classOfValue(value);
  if (found === "string" || found === "geometry") {
    cursor.report("ADQL_TYPE", spanOf(value), `${where} takes numbers, and this is a ${nounOf(found)}.`);
  }
}

/** Operand of `||`: `<character_primary>`, which a calculation only is in parentheses. */
export function checkConcatenated(cursor: Cursor, value: Value): void {
  const found = classOfValue(value);
  const span = spanOf(value);
  if (found === "geometry") {
    cursor.report("ADQL_TYPE", span, "|| takes strings, and this is a geometry.");
  } else if (found === "numeric") {
    cursor.extension(span, "The grammar of ADQL takes a calculation beside || only in parentheses.", [
      fixOf("Put it in parentheses", insertion(span.start, "("), insertion(span.end, ")")),
    ]);
  }
}

/** `<character_value_expression>`: both sides of LIKE, the argument of LOWER. */
export function checkString(cursor: Cursor, value: Value, where: string): void {
  const found = classOfValue(value);
  if (found === "numeric" || found === "geometry") {
    cursor.report("ADQL_TYPE", spanOf(value), `${where} takes a string, and this is a ${nounOf(found)}.`);
  }
}

/** `<geometry_value_expression>`. */
export function checkGeometry(cursor: Cursor, value: Value, where: string): void {
  const found = classOfValue(value);
  if (value.kind === "FunctionCall" && found === "any" && nameOfCall(value) !== "COALESCE") {
    cursor.since21(spanOf(value), "A user-defined function as a geometry");
  } else if (found === "numeric" || found === "string") {
    cursor.report("ADQL_TYPE", spanOf(value), `${where} takes a geometry, and this is a ${nounOf(found)}.`);
  }
}

/** `<coord_value>`: a column, POINT, and since 2.1 CENTROID or a user-defined function. */
export function checkPoint(cursor: Cursor, value: Value, where: string): void {
  const isCall = value.kind === "FunctionCall";
  if (isCall && nameOfCall(value) === "CENTROID") {
    cursor.since21(spanOf(value), "CENTROID as a point");
  } else if (
    NO_POINTS.has(value.kind) ||
    (isCall && classOfValue(value) === "geometry" && nameOfCall(value) !== "POINT")
  ) {
    if (!cursor.isMissing(value))
      cursor.report("ADQL_TYPE", spanOf(value), `${where} takes a point: POINT(…) or a column that holds one.`);
  } else {
    checkGeometry(cursor, value, where);
  }
}

const NO_POINTS: ReadonlySet<string> = new Set<Value["kind"]>([
  "NumberLiteral",
  "StringLiteral",
  "NullLiteral",
  "Aggregate",
  "UnaryOperation",
  "BinaryOperation",
]);

/** Digits alone: `<unsigned_decimal>`. */
export function isWholeNumber(value: Value): boolean {
  return value.kind === "NumberLiteral" && /^[0-9]+$/.test(value.text);
}

function nounOf(found: ValueClass): string {
  return found === "numeric" ? "number" : found;
}

/** Place of a parsed node. */
export function spanOf(node: Node): { start: number; end: number } {
  return node.span ?? { start: 0, end: 0 };
}
