import type { Aggregate, Case, Condition, FunctionCall, NumberLiteral, Query, Value } from "../language/ast.ts";
import { isCondition } from "../language/operators.ts";
import { commonType, type DataType, familyOf, isExactNumeric, parseTypeWord, UNKNOWN } from "../schema/datatype.ts";
import { AGGREGATES } from "../schema/functions/aggregates.ts";
import { type FunctionForm, parameterAt, type ResultRule, takesCount } from "../schema/functions/function.ts";
import { relateUnits } from "../units/convert.ts";
import { parseUnit } from "../units/parse.ts";
import { raiseUnit, type Unit } from "../units/unit.ts";
import { accepts } from "./accepts.ts";
import { inferOperation, powerUnit } from "./arithmetic.ts";
import type { CallResolution, Facts, QueryColumns } from "./facts.ts";
import { resolveColumn } from "./resolve.ts";
import type { Scope } from "./scope.ts";
import { type Inferred, NOTHING_KNOWN } from "./value.ts";

/** What inference needs of the walk around it. */
export interface InferenceContext {
  readonly facts: Facts;
  /** A subquery, with the scope it stands in. */
  query(query: Query, scope: Scope): QueryColumns;
  condition(condition: Condition, scope: Scope): void;
}

/** Type, unit and meaning of a value and of all in it, noted in the facts. */
export function inferValue(value: Value, scope: Scope, context: InferenceContext): Inferred {
  const inferred = infer(value, scope, context);
  context.facts.values.set(value, inferred);
  return inferred;
}

function infer(value: Value, scope: Scope, context: InferenceContext): Inferred {
  const of = (inner: Value): Inferred => inferValue(inner, scope, context);
  switch (value.kind) {
    case "NumberLiteral":
      return { type: typeOfNumber(value), plain: true };
    case "StringLiteral":
      return { type: { name: "VARCHAR", length: value.value.length } };
    case "NullLiteral":
      return { type: { name: "NULL" } };
    case "ParenthesizedValue":
      return of(value.expression);
    case "UnaryOperation": {
      const { type, unit, unitText, plain } = of(value.operand);
      return {
        type,
        ...(unit === undefined ? {} : { unit }),
        ...(unitText === undefined ? {} : { unitText }),
        ...(plain === undefined ? {} : { plain }),
      };
    }
    case "BinaryOperation":
      return inferOperation(value, of(value.left), of(value.right));
    case "ColumnReference": {
      const resolution = resolveColumn(value.name, scope);
      context.facts.references.set(value, resolution);
      context.facts.scopeOf.set(value, scope);
      if (resolution.kind !== "column") return NOTHING_KNOWN;
      const { name: _name, named: _named, ...known } = resolution.column.value;
      return known;
    }
    case "FunctionCall":
      return inferCall(value, value.arguments.map(of), context);
    case "Aggregate":
      return inferAggregate(value, value.argument === "*" ? undefined : of(value.argument), context);
    case "Cast": {
      const { unit, unitText } = of(value.expression);
      const { name, length } = value.type;
      const type = parseTypeWord(length === undefined ? name : `${name}(${length})`);
      if (familyOf(type) !== "numeric") return { type };
      return { type, ...(unit === undefined ? {} : { unit }), ...(unitText === undefined ? {} : { unitText }) };
    }
    case "Case":
      return inferCase(value, scope, context);
    case "ScalarSubquery": {
      const { columns, open } = context.query(value.query, scope);
      const [only] = columns;
      if (only === undefined || open) return NOTHING_KNOWN;
      const { name: _name, named: _named, column: _column, ...known } = only;
      return known;
    }
  }
}

function typeOfNumber({ text }: NumberLiteral): DataType {
  if (!/^(\d+|0[xX][\dA-Fa-f]+)$/.test(text)) return { name: "DOUBLE PRECISION" };
  const number = Number(text);
  return { name: number < 2 ** 31 ? "INTEGER" : number < 2 ** 63 ? "BIGINT" : "DOUBLE PRECISION" };
}

function inferCall(call: FunctionCall, given: readonly Inferred[], { facts }: InferenceContext): Inferred {
  const name = call.name.parts.map((part) => part.name).join(".");
  const known = facts.catalog.functions.find(name);
  const form = known === undefined ? undefined : bestForm(known.definition.forms, given);
  const resolution: CallResolution = { known, form };
  facts.calls.set(call, resolution);
  if (form === undefined) return NOTHING_KNOWN;
  const type = typeOfResult(form.result.type, given);
  const unit =
    known?.definition.name === "IN_UNIT" ? literalUnit(call.arguments[1]) : unitOfResult(form.result, given, call);
  const ucd = ucdOfResult(form.result, given);
  const plain =
    given.every((argument) => argument.plain === true) && unit?.canonical === "1" && familyOf(type) === "numeric";
  if (plain) return { type, plain };
  return { type, ...(unit === undefined ? {} : { unit }), ...(ucd === undefined ? {} : { ucd }) };
}

/** Of the forms with that number of arguments the one whose types fit best. */
function bestForm(forms: readonly FunctionForm[], given: readonly Inferred[]): FunctionForm | undefined {
  let best: FunctionForm | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const form of forms) {
    if (!takesCount(form, given.length)) continue;
    let misfits = 0;
    for (const [index, argument] of given.entries()) {
      const parameter = parameterAt(form, index);
      const acceptance = parameter === undefined ? "fits" : accepts(parameter, argument);
      misfits += acceptance === "unfit" ? 10 : acceptance === "doubtful" ? 1 : 0;
    }
    if (misfits >= least) continue;
    [best, least] = [form, misfits];
  }
  return best;
}

function typeOfResult(rule: ResultRule["type"], given: readonly Inferred[]): DataType {
  if (rule === "common") return given.map(({ type }) => type).reduce((a, b) => commonType(a, b), { name: "NULL" });
  return "like" in rule ? (given[rule.like]?.type ?? UNKNOWN) : rule;
}

function unitOfResult({ unit }: ResultRule, given: readonly Inferred[], call: FunctionCall): Unit | undefined {
  if (unit === undefined) return undefined;
  if (unit === "raised") {
    const [base] = given;
    return base === undefined ? undefined : base.plain === true ? parseUnit("1") : powerUnit(base, call.arguments[1]);
  }
  if (typeof unit === "string") return parseUnit(unit);
  const argument = given[unit.like];
  if (argument?.plain === true) return parseUnit("1");
  if (argument?.unit === undefined || unit.power === undefined) return argument?.unit;
  return raiseUnit(argument.unit, ...unit.power);
}

function ucdOfResult({ ucd }: ResultRule, given: readonly Inferred[]): string | undefined {
  return ucd === undefined || typeof ucd === "string" ? ucd : given[ucd.like]?.ucd;
}

function literalUnit(value: Value | undefined): Unit | undefined {
  return value?.kind === "StringLiteral" ? parseUnit(value.value) : undefined;
}

/** UCD words for what an aggregate makes of a quantity; secondary words, so they come behind it (UCD1+ 1.5). */
const STATISTICS: Readonly<Record<string, string>> = { AVG: "stat.mean", MAX: "stat.max", MIN: "stat.min" };

function inferAggregate(aggregate: Aggregate, given: Inferred | undefined, { facts }: InferenceContext): Inferred {
  const definition = AGGREGATES[aggregate.function];
  const [form] = definition.forms;
  facts.calls.set(aggregate, { known: { definition, origin: "standard" }, form });
  if (aggregate.function === "COUNT") return { type: { name: "BIGINT" }, ucd: "meta.number" };
  if (given === undefined) return NOTHING_KNOWN;
  const { type, unit, unitText, ucd } = given;
  const sum: DataType = isExactNumeric(type) ? { name: "BIGINT" } : type;
  const mean: DataType = familyOf(type) === "numeric" ? { name: "DOUBLE PRECISION" } : type;
  const word = STATISTICS[aggregate.function];
  const quantity = ucd
    ?.split(";")
    .filter((part) => part.trim() !== "meta.main")
    .join(";");
  return {
    type: aggregate.function === "AVG" ? mean : aggregate.function === "SUM" ? sum : type,
    ...(unit === undefined ? {} : { unit }),
    ...(unitText === undefined ? {} : { unitText }),
    ...(quantity === undefined || quantity === ""
      ? {}
      : { ucd: word === undefined ? quantity : `${quantity};${word}` }),
  };
}

function inferCase(value: Case, scope: Scope, context: InferenceContext): Inferred {
  if (value.operand !== undefined) inferValue(value.operand, scope, context);
  const results: Inferred[] = [];
  for (const { when, then } of value.branches) {
    if (isCondition(when)) context.condition(when, scope);
    else inferValue(when, scope, context);
    results.push(inferValue(then, scope, context));
  }
  if (value.otherwise !== undefined) results.push(inferValue(value.otherwise, scope, context));
  const type = results.map((result) => result.type).reduce((a, b) => commonType(a, b), { name: "NULL" });
  const unit = results.find((result) => result.unit !== undefined)?.unit;
  const agree = results.every((result) => result.plain === true || sameUnit(result.unit, unit));
  return unit === undefined || !agree ? { type } : { type, unit };
}

function sameUnit(a: Unit | undefined, b: Unit | undefined): boolean {
  return a !== undefined && b !== undefined && relateUnits(a, b) === "same";
}
