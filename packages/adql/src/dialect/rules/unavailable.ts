import type { Span } from "../../language/ast.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { type Construct, type DialectProfile, supportOf } from "../profile.ts";
import { type Objection, type Rule, spanOf } from "../rule.ts";
import { isOfSeveral } from "./star.ts";

/** What else could be written, where that is known. */
const ADVICE: Readonly<Partial<Record<Construct, string>>> = {
  OFFSET: "Order the rows and ask for those beyond the last one instead.",
  COALESCE: "Ask for the columns themselves, and choose afterwards.",
  CASE: "Ask one query for each branch, or for the columns themselves.",
  CAST: "Compare as the column is, or convert the answer.",
  IN_UNIT: "Multiply by the factor between the units.",
  UNION: "Ask each query by itself, and put the answers together.",
  EXCEPT: "Write NOT EXISTS, or NOT IN.",
  INTERSECT: "Write EXISTS, or IN.",
  WITH: "Put the query in the place of its name, as a derived table.",
  "* OF JOIN": "Name the columns.",
};

/** What the service lacks and nothing could be put in the place of. It comes last. */
export const unavailableRule: Rule = {
  name: "unavailable",
  apply: ({ parsed, query, profile }) => {
    const objections: Objection[] = [];
    const object = (construct: Construct, span: Span): void => {
      const support = supportOf(profile, construct);
      if (support !== "unknown") objections.push(objectionTo(profile, construct, support, span));
    };
    for (const { form, span } of parsed.features) object(form.toUpperCase() as Construct, span);
    for (const node of nodesBelow(query)) {
      if (node.kind === "Case") object("CASE", spanOf(node));
      if (node.kind !== "Select" || !isOfSeveral(node)) continue;
      for (const item of node.columns) if (item.kind === "AllColumns") object("* OF JOIN", spanOf(item));
    }
    return { rewrites: [], objections };
  },
};

function objectionTo(
  { title, missing }: DialectProfile,
  construct: Construct,
  support: "missing" | "undeclared",
  span: Span,
): Objection {
  const what = construct === "* OF JOIN" ? "* over several tables" : construct;
  const fact = missing?.find(({ value }) => value === construct);
  const advice = ADVICE[construct] ?? "Ask without it, and finish the rest afterwards.";
  return support === "missing"
    ? {
        code: "ADQL_FEATURE",
        severity: "error",
        message: `${title} has no ${what}${fact === undefined ? "" : ` (${fact.source})`}, and nothing else says the same here. ${advice}`,
        span,
      }
    : {
        code: "ADQL_FEATURE",
        severity: "warning",
        message: `${title} does not declare ${what}, and may refuse it. ${advice}`,
        span,
      };
}
