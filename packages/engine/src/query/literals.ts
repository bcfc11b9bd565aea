import type { Value } from "@armillary/adql";
import type { Literal } from "../convert.ts";

/** The text of a literal string, in parentheses or not. */
export function literalOf(value: Value): Literal | undefined {
  if (value.kind === "ParenthesizedValue") return literalOf(value.expression);
  return value.kind === "StringLiteral" ? { text: value.value } : undefined;
}
