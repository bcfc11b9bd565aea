import { nodesBelow } from "../../rewrite/shape.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Rewrite, type Rule, spanOf } from "../rule.ts";

/** `!=` as `<>`: ADQL has both (appendix A, `<not_equals_operator>`), SQL-92 only the second. */
export const notEqualRule: Rule = {
  name: "not-equal",
  apply: ({ query, profile, parsed }) => {
    if (!isMissing(profile, "!=")) return NOTHING;
    const rewrites: Rewrite[] = [];
    for (const node of nodesBelow(query)) {
      if (node.kind !== "Comparison" || node.operator !== "!=") continue;
      const from = spanOf(node.left).end;
      const sign = parsed.tokens.find((token) => token.start >= from && token.text === "!=");
      if (sign === undefined) continue;
      rewrites.push({ reason: `${profile.title} has no !=`, edits: [{ span: sign, text: "<>" }] });
    }
    return { rewrites, objections: [] };
  },
};
