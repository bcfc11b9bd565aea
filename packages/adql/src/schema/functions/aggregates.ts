import type { AggregateFunction } from "../../language/ast.ts";
import type { FunctionDefinition } from "./function.ts";

/** The aggregates of ADQL (ADQL 2.1, appendix A, `set_function_specification`); COUNT also takes `*`. */
export const AGGREGATES: Readonly<Record<AggregateFunction, FunctionDefinition>> = {
  AVG: aggregate("AVG", "The mean of the values, nulls left out.", "numeric"),
  COUNT: aggregate("COUNT", "The number of rows, or of values that are not null.", "any"),
  MAX: aggregate("MAX", "The largest of the values.", "any"),
  MIN: aggregate("MIN", "The smallest of the values.", "any"),
  SUM: aggregate("SUM", "The sum of the values.", "numeric"),
};

function aggregate(name: AggregateFunction, description: string, type: "numeric" | "any"): FunctionDefinition {
  const counts = name === "COUNT";
  return {
    name,
    kind: "aggregate",
    aggregate: true,
    description,
    section: "ADQL 2.1, appendix A",
    forms: [
      {
        parameters: [{ name: "value", type }],
        result: counts
          ? { type: { name: "BIGINT" }, ucd: "meta.number" }
          : { type: name === "AVG" ? { name: "DOUBLE PRECISION" } : { like: 0 }, unit: { like: 0 }, ucd: { like: 0 } },
      },
    ],
  };
}
