import { nodesBelow } from "../../rewrite/shape.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Rewrite, type Rule, spanOf } from "../rule.ts";

/** LEFT, RIGHT and FULL JOIN with the word OUTER, which says nothing more (ADQL 2.1, section 2.2.2). */
export const outerJoinRule: Rule = {
  name: "outer-join",
  apply: ({ query, profile, parsed }) => {
    if (!isMissing(profile, "LEFT JOIN")) return NOTHING;
    const rewrites: Rewrite[] = [];
    for (const node of nodesBelow(query)) {
      if (node.kind !== "Join" || node.type === undefined || !["LEFT", "RIGHT", "FULL"].includes(node.type)) continue;
      const [from, to] = [spanOf(node.left).end, spanOf(node.right).start];
      const words = parsed.tokens.filter((token) => token.kind === "word" && token.start >= from && token.end <= to);
      const type = words.find(({ text }) => text === node.type);
      if (type === undefined || words.some(({ text }) => text === "OUTER")) continue;
      rewrites.push({
        reason: `${profile.title} knows ${node.type} OUTER JOIN alone`,
        edits: [{ span: { start: type.end, end: type.end }, text: " OUTER" }],
      });
    }
    return { rewrites, objections: [] };
  },
};
