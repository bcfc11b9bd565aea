import { nodesBelow } from "../../rewrite/shape.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Rewrite, type Rule, spanOf } from "../rule.ts";

/** `!=` and `<>`, which are the same: ADQL has both (appendix A, `<not_equals_operator>`), SQL-92 only the second. */
export const notEqualRule: Rule = {
  name: "not-equal",
  apply: ({ query, profile, parsed }) => {
    const [bad, good] = isMissing(profile, "!=") ? (["!=", "<>"] as const) : (["<>", "!="] as const);
    if (!isMissing(profile, bad) || isMissing(profile, good)) return NOTHING;
    const rewrites: Rewrite[] = [];
    for (const node of nodesBelow(query)) {
      if (node.kind !== "Comparison" || node.operator !== bad) continue;
      const from = spanOf(node.left).end;
      const sign = parsed.tokens.find((token) => token.start >= from && token.text === bad);
      if (sign === undefined) continue;
      rewrites.push({ reason: `${profile.title} has no ${bad}`, edits: [{ span: sign, text: good }] });
    }
    return { rewrites, objections: [] };
  },
};
