import type { DataType, FunctionCall } from "@armillary/adql";
import type { Context } from "../query/context.ts";

/** The type that analysis found for a call, or another where it found none. */
export function resultType(node: FunctionCall, { facts }: Context, otherwise: DataType): DataType {
  const type = facts.values.get(node)?.type;
  return type === undefined || type.name === "UNKNOWN" ? otherwise : type;
}
