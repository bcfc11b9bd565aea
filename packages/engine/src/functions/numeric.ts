import type { FunctionCall, Value } from "@armillary/adql";
import type { Context } from "../query/context.ts";
import { literalOf } from "../query/literals.ts";
import type { SqlValue } from "../value.ts";

/** Functions of ADQL 2.1, section 2.3, by what they are in SQL; `$1` is the first argument. */
const FORMULAS: Readonly<Record<string, string>> = {
  ABS: "abs($1)",
  CEILING: "ceil($1)",
  DEGREES: "degrees($1)",
  EXP: "exp($1)",
  FLOOR: "floor($1)",
  LOG: "sql_ln($1)",
  LOG10: "sql_log10($1)",
  MOD: "($1 % $2)",
  PI: "pi()",
  POWER: "pow($1, $2)",
  RADIANS: "radians($1)",
  SQRT: "sql_sqrt($1)",
  ACOS: "sql_acos($1)",
  ASIN: "sql_asin($1)",
  ATAN: "atan($1)",
  ATAN2: "atan2($1, $2)",
  COS: "sql_cos($1)",
  COT: "sql_cot($1)",
  SIN: "sql_sin($1)",
  TAN: "sql_tan($1)",
};

/** A mathematical or trigonometrical function of the standard; undefined for others. All of them give DOUBLE. */
export function numericFunction(name: string, node: FunctionCall, context: Context): SqlValue | undefined {
  const sql = numericSql(name, node.arguments, context);
  return sql === undefined ? undefined : { sql, form: "number", type: { name: "DOUBLE PRECISION" } };
}

function numericSql(name: string, values: readonly Value[], context: Context): string | undefined {
  const numbers = () => values.map((value) => numberArgument(value, context));
  switch (name) {
    case "ROUND":
    case "TRUNCATE": {
      const [x, digits = "0"] = numbers();
      return `sql_${name.toLowerCase()}(${x}, ${digits})`;
    }
    case "RAND":
      // What a seed does is not defined (ADQL 2.1, section 2.3).
      return "random()";
    default: {
      const formula = FORMULAS[name];
      if (formula === undefined) return undefined;
      const given = numbers();
      return formula.replace(/\$(\d)/g, (_, index: string) => given[Number(index) - 1] ?? "NULL");
    }
  }
}

export function numberArgument(value: Value | undefined, context: Context): string {
  return value === undefined ? "NULL" : context.convert.number(context.value(value), value, literalOf(value));
}
