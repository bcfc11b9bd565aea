import type { Like, Value } from "../../language/ast.ts";
import { quoteString } from "../../language/keywords.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Rewrite, type Rule, type RuleContext, replacing } from "../rule.ts";

/**
 * `a ILIKE 'B%'` as `LOWER(a) LIKE 'b%'`, where a service has LOWER (or UPPER) but not ILIKE. Patterns that are written
 * out are folded here when they are ASCII; others by the service, so that both sides are folded alike. A pattern with
 * letters that do not come back from the other case (ß, İ) is left alone: there the two would differ.
 */
export const ilikeRule: Rule = {
  name: "ilike",
  apply: (context) => {
    const { query, profile } = context;
    if (!isMissing(profile, "ILIKE")) return NOTHING;
    const fold = !isMissing(profile, "LOWER") ? "LOWER" : !isMissing(profile, "UPPER") ? "UPPER" : undefined;
    if (fold === undefined) return NOTHING;
    const rewrites: Rewrite[] = [];
    for (const node of nodesBelow(query)) {
      if (node.kind !== "Like" || node.operator !== "ILIKE" || !foldsAlike(node)) continue;
      const text = `${fold}(${context.textOf(node.value)}) ${node.negated ? "NOT LIKE" : "LIKE"} ${folded(context, node.pattern, fold)}`;
      rewrites.push(replacing(node, text, `${profile.title} has no ILIKE; in one case, LIKE finds the same`));
    }
    return { rewrites, objections: [] };
  },
};

function foldsAlike({ pattern }: Like): boolean {
  if (pattern.kind !== "StringLiteral") return true;
  return [...pattern.value].every((letter) => {
    const [lower, upper] = [letter.toLowerCase(), letter.toUpperCase()];
    return lower.length === letter.length && upper.length === letter.length && upper.toLowerCase() === lower;
  });
}

function folded({ textOf }: RuleContext, pattern: Value, fold: "LOWER" | "UPPER"): string {
  if (pattern.kind !== "StringLiteral" || /[^\x20-\x7e]/.test(pattern.value)) return `${fold}(${textOf(pattern)})`;
  return quoteString(fold === "LOWER" ? pattern.value.toLowerCase() : pattern.value.toUpperCase());
}
