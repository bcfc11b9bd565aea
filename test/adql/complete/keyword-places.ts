import { parse } from "../../../packages/adql/src/index.ts";

const KEYWORDS = new Set(
  `ALL AND AS ASC BETWEEN BY CASE DESC DISTINCT ELSE END EXCEPT EXISTS FROM FULL GROUP HAVING ILIKE IN INNER INTERSECT IS JOIN
  LEFT LIKE NATURAL NOT NULL OFFSET ON OR ORDER OUTER RIGHT SELECT THEN TOP UNION USING WHEN WHERE WITH`.split(/\s+/),
);

/** The keywords of a query, each with where it starts. NULL is one behind IS; elsewhere it is a value that helps nobody. */
export function keywordPlaces(query: string): readonly { readonly word: string; readonly start: number }[] {
  const { tokens } = parse(query);
  return tokens.flatMap(({ kind, text, start }, index) => {
    const [before = "", last = ""] = [tokens[index - 1]?.text, tokens[index - 2]?.text];
    const isKeyword = kind === "word" && KEYWORDS.has(text) && before !== ".";
    return isKeyword && (text !== "NULL" || before === "IS" || (before === "NOT" && last === "IS"))
      ? [{ word: text, start }]
      : [];
  });
}
