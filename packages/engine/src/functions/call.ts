import type { FunctionCall } from "@armillary/adql";
import { constructed } from "../geometry/read-shape.ts";
import { shapeValue } from "../geometry/shape.ts";
import type { Context } from "../query/context.ts";
import type { SqlValue } from "../value.ts";
import { geometryFunction } from "./geometry.ts";
import { ivoaFunction } from "./ivoa.ts";
import { numericFunction } from "./numeric.ts";
import { valueFunction } from "./values.ts";

/** The call of a function: of ours alone, whatever DuckDB would know. */
export function callValue(node: FunctionCall, context: Context): SqlValue {
  const shape = constructed(node, context);
  if (shape !== undefined) return shapeValue(shape);
  const name = node.name.parts.map((part) => part.name).join(".");
  const key = name.toUpperCase();
  const value =
    numericFunction(key, node, context) ??
    valueFunction(key, node, context) ??
    geometryFunction(key, node, context) ??
    ivoaFunction(key, node, context);
  if (value !== undefined) return value;
  return context.refuse("ADQL_UNKNOWN_FUNCTION", node.name, `There is no function ${name} here.`);
}
