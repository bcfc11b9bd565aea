import type { Condition, FunctionCall, Query, Value } from "@armillary/adql";
import type { CellValue, Datatype } from "@armillary/columns";

/** A value while a query is run: a cell, or a region of the sky. */
export type Computed = CellValue | Circle | Point;

interface Point {
  readonly raDeg: number;
  readonly decDeg: number;
}
interface Circle extends Point {
  readonly radiusDeg: number;
}

/** What an expression of one row, or of a group of rows, becomes. */
export type Compiled = (row: readonly CellValue[], group: readonly (readonly CellValue[])[]) => Computed;

/** What the expression is about. */
export interface ExpressionContext {
  /** Place of a column in a row. */
  column(parts: readonly string[]): number;
  subquery(query: Query): readonly (readonly CellValue[])[];
}

/** The query is not one that this service runs: what it answers with. */
export class QueryRefused extends Error {}

export function compileValue(value: Value, context: ExpressionContext): Compiled {
  switch (value.kind) {
    case "NumberLiteral": {
      const literal =
        /^\d+$/.test(value.text) && !Number.isSafeInteger(Number(value.text)) ? BigInt(value.text) : Number(value.text);
      return () => literal;
    }
    case "StringLiteral":
      return () => value.value;
    case "NullLiteral":
      return () => null;
    case "ColumnReference": {
      const index = context.column(value.name.parts.map(({ name }) => name));
      return (row) => row[index] ?? null;
    }
    case "ParenthesizedValue":
      return compileValue(value.expression, context);
    case "Cast":
      return compileValue(value.expression, context);
    case "UnaryOperation": {
      const operand = compileValue(value.operand, context);
      return (row, group) => {
        const of = operand(row, group);
        return value.operator === "-" && (typeof of === "number" || typeof of === "bigint") ? -of : of;
      };
    }
    case "BinaryOperation": {
      const left = compileValue(value.left, context);
      const right = compileValue(value.right, context);
      return (row, group) => calculate(value.operator, left(row, group), right(row, group));
    }
    case "Aggregate": {
      const of = value.argument === "*" ? undefined : compileValue(value.argument, context);
      return (_, group) => {
        const values =
          of === undefined ? group.map(() => 1) : group.map((row) => of(row, [])).filter((each) => each !== null);
        return aggregate(value.function, value.quantifier === "DISTINCT" ? [...new Set(values)] : values);
      };
    }
    case "FunctionCall":
      return compileCall(value, context);
    default:
      throw new QueryRefused(`${value.kind} is not run here`);
  }
}

/** True, false, or null for what is not known. */
export function compileCondition(
  condition: Condition,
  context: ExpressionContext,
): (row: readonly CellValue[], group: readonly (readonly CellValue[])[]) => boolean | null {
  switch (condition.kind) {
    case "ParenthesizedCondition":
      return compileCondition(condition.condition, context);
    case "Not": {
      const inner = compileCondition(condition.condition, context);
      return (row, group) => {
        const truth = inner(row, group);
        return truth === null ? null : !truth;
      };
    }
    case "Logical": {
      const operands = condition.operands.map((operand) => compileCondition(operand, context));
      const deciding = condition.operator === "OR";
      return (row, group) => {
        let truth: boolean | null = !deciding;
        for (const operand of operands) {
          const one = operand(row, group);
          if (one === deciding) return deciding;
          if (one === null) truth = null;
        }
        return truth;
      };
    }
    case "Comparison": {
      const left = compileValue(condition.left, context);
      const right = compileValue(condition.right, context);
      return (row, group) => compare(condition.operator, left(row, group), right(row, group));
    }
    case "Between": {
      const [value, low, high] = [condition.value, condition.low, condition.high].map((each) =>
        compileValue(each, context),
      );
      return (row, group) => {
        const of = value?.(row, group) ?? null;
        const above = compare(">=", of, low?.(row, group) ?? null);
        const below = compare("<=", of, high?.(row, group) ?? null);
        const within = above === false || below === false ? false : above === null || below === null ? null : true;
        return within === null ? null : within !== condition.negated;
      };
    }
    case "In": {
      const value = compileValue(condition.value, context);
      const { candidates } = condition;
      const list: readonly Compiled[] =
        "kind" in candidates
          ? context.subquery(candidates).map(
              ([first = null]) =>
                () =>
                  first,
            )
          : candidates.map((candidate) => compileValue(candidate, context));
      return (row, group) => {
        const of = value(row, group);
        if (of === null) return null;
        return list.some((candidate) => compare("=", of, candidate(row, group)) === true) !== condition.negated;
      };
    }
    case "Like": {
      const value = compileValue(condition.value, context);
      const pattern = compileValue(condition.pattern, context);
      return (row, group) => {
        const [of, like] = [value(row, group), pattern(row, group)];
        if (typeof of !== "string" || typeof like !== "string") return null;
        return likePattern(like, condition.operator === "ILIKE" ? "i" : "").test(of) !== condition.negated;
      };
    }
    case "IsNull": {
      const value = compileValue(condition.value, context);
      return (row, group) => (value(row, group) === null) !== condition.negated;
    }
    default:
      throw new QueryRefused(`${condition.kind} is not run here`);
  }
}

function likePattern(like: string, flags: string): RegExp {
  const source = like
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", "[\\s\\S]*")
    .replaceAll("_", "[\\s\\S]");
  return new RegExp(`^${source}$`, flags);
}

function hasWord(text: Computed, word: Computed): boolean {
  if (typeof text !== "string" || typeof word !== "string") return false;
  const source = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, "iu").test(text);
}

/** Places of values in their order; nulls last. */
export function order(a: Computed, b: Computed): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compare(operator: string, a: Computed, b: Computed): boolean | null {
  if (a === null || b === null) return null;
  if (typeof a === "boolean" || typeof b === "boolean") return compare(operator, asFlag(a), asFlag(b));
  switch (operator) {
    case "=":
      // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same value
      return a == b;
    case "<>":
    case "!=":
      // biome-ignore lint/suspicious/noDoubleEquals: see above
      return a != b;
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    default:
      return a >= b;
  }
}

/** Truth values as PostgreSQL compares them: with 'True', 't', 1. */
function asFlag(value: Computed): Computed {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" ? (/^t/i.test(value) ? 1 : 0) : value;
}

function calculate(operator: string, a: Computed, b: Computed): Computed {
  if (a === null || b === null) return null;
  if (operator === "||") return `${String(a)}${String(b)}`;
  if (typeof a === "bigint" && typeof b === "bigint") {
    return operator === "+"
      ? a + b
      : operator === "-"
        ? a - b
        : operator === "*"
          ? a * b
          : operator === "%"
            ? a % b
            : a / b;
  }
  const [x, y] = [Number(a), Number(b)];
  return operator === "+"
    ? x + y
    : operator === "-"
      ? x - y
      : operator === "*"
        ? x * y
        : operator === "%"
          ? x % y
          : x / y;
}

function aggregate(name: string, values: readonly Computed[]): Computed {
  if (name === "COUNT") return BigInt(values.length);
  if (values.length === 0) return null;
  if (name === "MIN" || name === "MAX") {
    return values.reduce((best, next) => (order(next, best) < 0 === (name === "MIN") ? next : best));
  }
  const sum = values.reduce((total, next) => calculate("+", total, next));
  return name === "SUM" ? sum : Number(sum) / values.length;
}

const DEGREE = Math.PI / 180;

function compileCall(call: FunctionCall, context: ExpressionContext): Compiled {
  const name = call.name.parts.at(-1)?.name.toUpperCase() ?? "";
  const parts = call.arguments.map((argument) => compileValue(argument, context));
  const run = FUNCTIONS[name];
  if (run === undefined) throw new QueryRefused(`there is no function ${name}`);
  return (row, group) => run(parts.map((part) => part(row, group)));
}

const FUNCTIONS: Readonly<Record<string, (values: readonly Computed[]) => Computed>> = {
  ABS: ([value = null]) => (value === null ? null : Math.abs(Number(value))),
  FLOOR: ([value = null]) => (value === null ? null : Math.floor(Number(value))),
  CEILING: ([value = null]) => (value === null ? null : Math.ceil(Number(value))),
  ROUND: ([value = null]) => (value === null ? null : Math.round(Number(value))),
  MOD: ([a = null, b = null]) => calculate("%", a, typeof a === "bigint" && typeof b === "number" ? BigInt(b) : b),
  UPPER: ([value = null]) => (typeof value === "string" ? value.toUpperCase() : value),
  LOWER: ([value = null]) => (typeof value === "string" ? value.toLowerCase() : value),
  COALESCE: (values) => values.find((value) => value !== null) ?? null,
  POINT: (values) => pointOf(values),
  CIRCLE: (values) => ({ ...pointOf(values), radiusDeg: Number(values.at(-1)) }),
  DISTANCE: ([a, b]) => separation(a as Point, b as Point),
  // Of RegTAP. Words without stemming, as the standard has them at least.
  IVO_HASWORD: ([text = null, word = null]) => (hasWord(text, word) ? 1 : 0),
  IVO_HASHLIST_HAS: ([list = null, item = null]) =>
    typeof list === "string" && list.toLowerCase().split("#").includes(String(item).toLowerCase()) ? 1 : 0,
  IVO_NOCASEMATCH: ([text = null, pattern = null]) =>
    typeof text === "string" && likePattern(String(pattern), "i").test(text) ? 1 : 0,
  CONTAINS: ([point, circle]) => (separation(point as Point, circle as Circle) <= (circle as Circle).radiusDeg ? 1 : 0),
};

/** With the frame in front, or without. */
function pointOf(values: readonly Computed[]): Point {
  const [raDeg, decDeg] = typeof values[0] === "string" ? values.slice(1) : values;
  return { raDeg: Number(raDeg), decDeg: Number(decDeg) };
}

/** Degrees (haversine). */
function separation(a: Point, b: Point): number {
  const half = (degrees: number): number => Math.sin((degrees * DEGREE) / 2) ** 2;
  const square =
    half(b.decDeg - a.decDeg) + Math.cos(a.decDeg * DEGREE) * Math.cos(b.decDeg * DEGREE) * half(b.raDeg - a.raDeg);
  return (2 * Math.asin(Math.min(1, Math.sqrt(square)))) / DEGREE;
}

/** Datatype and arraysize of a column of computed values. */
export function typeOfValues(values: Iterable<CellValue>): {
  readonly datatype: Datatype;
  readonly arraysize?: string;
} {
  for (const value of values) {
    if (typeof value === "string") return { datatype: "char", arraysize: "*" };
    if (typeof value === "bigint") return { datatype: "long" };
    if (typeof value === "boolean") return { datatype: "boolean" };
    if (typeof value === "number") return { datatype: "double" };
  }
  return { datatype: "double" };
}
