import { isMisreadable } from "../../build/literals.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { NOTHING, type Objection, type Rule, spanOf } from "../rule.ts";

/** Strings that a service reads past the end of: there is no other way to write them. */
export const backslashRule: Rule = {
  name: "backslash",
  apply: ({ query, profile }) => {
    if (profile.backslashEscapes?.value !== true) return NOTHING;
    const objections: Objection[] = [];
    for (const node of nodesBelow(query)) {
      if (node.kind !== "StringLiteral" || !isMisreadable(node.value)) continue;
      objections.push({
        code: "ADQL_FEATURE",
        severity: "error",
        message: `${profile.title} takes a backslash before a quote for an escape, and reads on behind this string: leave the backslash out, or match it by LIKE and _.`,
        span: spanOf(node),
      });
    }
    return { rewrites: [], objections };
  },
};
