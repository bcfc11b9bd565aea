import { nodesBelow } from "../../rewrite/shape.ts";
import { NOTHING, type Rewrite, type Rule, replacing, spanOf } from "../rule.ts";
import { spatialPredicateOf } from "../spatial.ts";

/** `1 = CONTAINS(…)` and `CONTAINS(…) = 1` say the same; some parsers know one of them, and neither `<> 0`. */
export const truthRule: Rule = {
  name: "truth",
  apply: ({ query, profile, parsed, textOf }) => {
    const wanted = profile.truth?.value;
    if (wanted === undefined) return NOTHING;
    const rewrites: Rewrite[] = [];
    for (const node of nodesBelow(query)) {
      const predicate = spatialPredicateOf(node);
      if (predicate === undefined || node.kind !== "Comparison") continue;
      if (predicate.truth === wanted && predicate.operator === "=") continue;
      const number = predicate.holds ? "1" : "0";
      const call = textOf(predicate.call);
      const between = parsed.text.slice(spanOf(node.left).end, spanOf(node.right).start);
      const sign = between.replace(predicate.operator, "=");
      const text = wanted === "first" ? `${number}${sign}${call}` : `${call}${sign}${number}`;
      rewrites.push(replacing(node, text, `${profile.title} wants the number ${wanted}, compared by =`));
    }
    return { rewrites, objections: [] };
  },
};
