import {
  type Aggregate,
  type BinaryOperation,
  type Case,
  type Cast,
  type DataType,
  familyOf,
  isCondition,
  type NumberLiteral,
  parseTypeWord,
  type UnaryOperation,
  type Value,
} from "@armillary/adql";
import { commonForm } from "../convert.ts";
import { callValue } from "../functions/call.ts";
import { doubleLiteral, textLiteral } from "../sql.ts";
import type { SqlValue } from "../value.ts";
import { columnValue } from "./columns.ts";
import { isWhole } from "./constant.ts";
import type { Context } from "./context.ts";
import { literalOf } from "./literals.ts";
import { uniteValues } from "./united.ts";

const DOUBLE: DataType = { name: "DOUBLE PRECISION" };

/** A value in SQL: of every expression the one text, so that what is grouped by is found again in the SELECT list. */
export function translateValue(node: Value, context: Context): SqlValue {
  switch (node.kind) {
    case "NumberLiteral":
      return numberValue(node);
    case "StringLiteral":
      return { sql: textLiteral(node.value), form: "text", type: typeOf(node, context) };
    case "NullLiteral":
      return { sql: "NULL", form: "null", type: { name: "NULL" } };
    case "ColumnReference":
      return columnValue(node, context);
    case "ParenthesizedValue": {
      const inner = context.value(node.expression);
      return inner.column === undefined ? { ...inner, sql: `(${inner.sql})` } : inner;
    }
    case "UnaryOperation":
      return signedValue(node, context);
    case "BinaryOperation":
      return operationValue(node, context);
    case "FunctionCall":
      return callValue(node, context);
    case "Aggregate":
      return aggregateValue(node, context);
    case "Cast":
      return castValue(node, context);
    case "Case":
      return caseValue(node, context);
    case "ScalarSubquery": {
      const { sql, outputs } = context.subquery(node.query);
      const [output] = outputs;
      return { sql: `(${sql})`, form: output?.form ?? "null", type: output?.type ?? { name: "NULL" } };
    }
  }
}

function typeOf(node: Value, { facts }: Context): DataType {
  return facts.values.get(node)?.type ?? { name: "UNKNOWN" };
}

function numberValue({ text }: NumberLiteral): SqlValue {
  const whole = isWhole(text) ? BigInt(text) : undefined;
  if (whole === undefined || whole >= 2n ** 63n) {
    return { sql: doubleLiteral(Number(text)), form: "number", type: DOUBLE };
  }
  return { sql: String(whole), form: "number", type: { name: whole < 2n ** 31n ? "INTEGER" : "BIGINT" } };
}

function signedValue(node: UnaryOperation, context: Context): SqlValue {
  const operand = context.value(node.operand);
  const sql = context.convert.number(operand, node.operand, literalOf(node.operand));
  return { sql: `(${node.operator} ${sql})`, form: "number", type: numeric(operand.type) };
}

function numeric(type: DataType): DataType {
  return familyOf(type) === "numeric" ? type : DOUBLE;
}

function operationValue(node: BinaryOperation, context: Context): SqlValue {
  const { operator } = node;
  const [left, right] = [context.value(node.left), context.value(node.right)];
  if (operator === "||") {
    const sql = `(${context.convert.text(left, node.left)} || ${context.convert.text(right, node.right)})`;
    return { sql, form: "text", type: { name: "VARCHAR" } };
  }
  const one = context.convert.number(left, node.left, literalOf(node.left));
  const other = context.convert.number(right, node.right, literalOf(node.right));
  const known = typeOf(node, context);
  const type = familyOf(known) === "numeric" ? known : DOUBLE;
  // Division of whole numbers cuts off, as SQL and PostgreSQL have it; DuckDB's / would not.
  const divides = operator === "/" && isWholeType(left.type) && isWholeType(right.type);
  const sql = operator === "^" ? `xor(${one}, ${other})` : `(${one} ${divides ? "//" : operator} ${other})`;
  return { sql, form: "number", type };
}

const WHOLE: ReadonlySet<string> = new Set(["BIT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "BOOLEAN"]);

function isWholeType({ name }: DataType): boolean {
  return WHOLE.has(name);
}

function aggregateValue(node: Aggregate, context: Context): SqlValue {
  const { argument, quantifier } = node;
  if (argument === "*") return { sql: "count(*)", form: "number", type: { name: "BIGINT" } };
  const value = context.value(argument);
  const distinct = quantifier === "DISTINCT" ? "DISTINCT " : "";
  const type = typeOf(node, context);
  switch (node.function) {
    case "COUNT":
      return { sql: `count(${distinct}${value.sql})`, form: "number", type: { name: "BIGINT" } };
    case "MIN":
    case "MAX": {
      const { column: _column, ...rest } = value;
      return { ...rest, sql: `${node.function === "MIN" ? "min" : "max"}(${distinct}${value.sql})` };
    }
    case "AVG":
      return { sql: `avg(${distinct}${context.convert.number(value, argument)})`, form: "number", type: DOUBLE };
    case "SUM": {
      const sum = `sum(${distinct}${context.convert.number(value, argument)})`;
      // DuckDB sums whole numbers in 128 bits, which no VOTable has.
      const whole = isWholeType(value.type);
      return whole
        ? { sql: `CAST(${sum} AS BIGINT)`, form: "number", type: { name: "BIGINT" } }
        : { sql: sum, form: "number", type: familyOf(type) === "numeric" ? type : DOUBLE };
    }
  }
}

const CAST_TARGETS: Readonly<Record<string, string>> = {
  BIT: "UTINYINT",
  TINYINT: "UTINYINT",
  SMALLINT: "SMALLINT",
  INTEGER: "INTEGER",
  BIGINT: "BIGINT",
  REAL: "FLOAT",
  "DOUBLE PRECISION": "DOUBLE",
};

function castValue(node: Cast, context: Context): SqlValue {
  const { expression, type: target } = node;
  const value = context.value(expression);
  const type = parseTypeWord(target.length === undefined ? target.name : `${target.name}(${target.length})`);
  const number = CAST_TARGETS[type.name];
  if (number !== undefined) {
    if (value.form === "text") return { sql: `CAST(trim(${value.sql}) AS ${number})`, form: "number", type };
    return { sql: `CAST(${context.convert.number(value, expression)} AS ${number})`, form: "number", type };
  }
  switch (type.name) {
    case "CHAR":
    case "VARCHAR":
    case "CLOB": {
      const text = context.convert.text(value, expression);
      return { sql: type.length === undefined ? text : `left(${text}, ${type.length})`, form: "text", type };
    }
    case "TIMESTAMP":
      return { sql: context.convert.timestamp(value, expression, literalOf(expression)), form: "timestamp", type };
    case "BOOLEAN":
      return { sql: `CAST(${value.sql} AS BOOLEAN)`, form: "boolean", type };
    case "POINT":
    case "CIRCLE":
    case "POLYGON": {
      const form = type.name.toLowerCase() as "point" | "circle" | "polygon";
      if (value.form === form) return { sql: value.sql, form, type };
      // A region of another kind, or of several shapes, is none of this kind.
      return { sql: `sky_only_${form}(${context.convert.region(value, expression)})`, form, type };
    }
    default:
      return context.refuse("ADQL_FEATURE", target, `CAST to ${target.name} is not possible here.`);
  }
}

function caseValue(node: Case, context: Context): SqlValue {
  const { operand, branches, otherwise } = node;
  const values = [...branches.map(({ then }) => then), ...(otherwise === undefined ? [] : [otherwise])];
  const united = uniteValues(values, context);
  const whens = branches.map(({ when }, index) => {
    const test = isCondition(when)
      ? context.condition(when)
      : operand === undefined
        ? context.refuse("ADQL_SYNTAX", when, "A condition is wanted behind WHEN.")
        : equalsSql(operand, when, context);
    return `WHEN ${test} THEN ${united.sqls[index]}`;
  });
  const last = otherwise === undefined ? "" : ` ELSE ${united.sqls.at(-1)}`;
  return { sql: `CASE ${whens.join(" ")}${last} END`, form: united.form, type: united.typeOf(typeOf(node, context)) };
}

function equalsSql(left: Value, right: Value, context: Context): string {
  const [one, other] = [context.value(left), context.value(right)];
  const form = commonForm([one.form, other.form]);
  const [a, b] = [
    context.convert.to(form, one, left, literalOf(left)),
    context.convert.to(form, other, right, literalOf(right)),
  ];
  return `${a} = ${b}`;
}
