import type { Condition, Node, Select } from "../../language/ast.ts";
import { childrenOf } from "../../language/visitor.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { NOTHING, type Objection, type Rewrite, type Rule, type RuleContext, replacing, spanOf } from "../rule.ts";
import { type SpatialPredicate, spatialPredicateOf } from "../spatial.ts";
import { plainPredicate } from "./plain-geometry.ts";

/** As many CONTAINS and INTERSECTS as a service takes; those beyond become trigonometry where they can. */
export const spatialCountRule: Rule = {
  name: "spatial-count",
  apply: (context) => {
    const most = context.profile.spatial?.value.most;
    if (most === undefined) return NOTHING;
    const found = predicatesIn(context.query);
    if (found.length <= most) return NOTHING;
    const plain = found.map(({ predicate }) => plainPredicate(context, predicate));
    // Those that must stay geometry (columns of regions) have the first claim on what is allowed.
    let free = most - plain.filter((text) => text === undefined).length;
    let fixed = 0;
    const { title } = context.profile;
    const rewrites: Rewrite[] = [];
    const objections: Objection[] = [];
    for (const [index, { node }] of found.entries()) {
      const text = plain[index];
      if (text === undefined) {
        fixed += 1;
        if (fixed <= most) continue;
        objections.push(
          objection(
            node,
            `${title} takes ${most} CONTAINS or INTERSECTS a query: ask for the others in further queries, and join the answers.`,
          ),
        );
      } else if (free > 0) {
        free -= 1;
      } else {
        rewrites.push(
          replacing(node, text, `${title} takes ${most} CONTAINS or INTERSECTS a query; trigonometry says the same`),
        );
      }
    }
    return { rewrites, objections };
  },
};

/** The spatial predicate before the other conditions of WHERE, where a service wants it there. */
export const spatialFirstRule: Rule = {
  name: "spatial-first",
  apply: (context) => {
    if (context.profile.spatial?.value.first !== true) return NOTHING;
    const rewrites: Rewrite[] = [];
    const objections: Objection[] = [];
    for (const node of nodesBelow(context.query)) {
      if (node.kind !== "Select" || node.where === undefined) continue;
      const terms = termsOf(node.where);
      const first = terms[0];
      const leading = first !== undefined && spatialPredicateOf(first) !== undefined;
      const index = terms.findIndex((term) => spatialPredicateOf(term) !== undefined);
      if (index > 0) rewrites.push(moveFirst(context, terms, index));
      else if (!leading) objections.push(...buried(context, node));
    }
    return { rewrites, objections };
  },
};

function predicatesIn(query: Node): { readonly node: Node; readonly predicate: SpatialPredicate }[] {
  return [...nodesBelow(query)].flatMap((node) => {
    const predicate = spatialPredicateOf(node);
    return predicate === undefined ? [] : [{ node, predicate }];
  });
}

/** The first predicate of a WHERE itself, not of the queries in it. */
function ownPredicate(node: Node): Node | undefined {
  if (spatialPredicateOf(node) !== undefined) return node;
  for (const child of childrenOf(node)) {
    const found = child.kind === "Query" ? undefined : ownPredicate(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function termsOf(where: Condition): readonly Condition[] {
  return where.kind === "Logical" && where.operator === "AND" ? where.operands : [where];
}

/** Takes `AND term` out and puts `term AND` before the first; comments around stay where they are. */
function moveFirst({ parsed, textOf, profile }: RuleContext, terms: readonly Condition[], index: number): Rewrite {
  const [first, before, term] = [terms[0], terms[index - 1], terms[index]] as [Condition, Condition, Condition];
  const from = spanOf(before).end;
  const { start, end } = spanOf(term);
  const and = parsed.tokens.find((token) => token.kind === "word" && token.start >= from && token.text === "AND");
  const andEnd = and?.end ?? start;
  const gapBefore = parsed.text.slice(from, and?.start ?? start);
  const gapAfter = parsed.text.slice(andEnd, start);
  const cut =
    gapAfter.trim() === ""
      ? [{ start: gapBefore.trim() === "" ? from : (and?.start ?? start), end }]
      : [
          { start: and?.start ?? start, end: andEnd },
          { start, end },
        ];
  const top = spanOf(first).start;
  return {
    reason: `${profile.title} refuses a spatial predicate behind other conditions; the order of AND is free`,
    edits: [
      { span: { start: top, end: top }, text: `${textOf(term)} AND ` },
      ...cut.map((span) => ({ span, text: "" })),
    ],
  };
}

/** The predicate of a WHERE that is in parentheses, below OR or NOT, with other conditions before it. */
function buried({ profile }: RuleContext, { where }: Select): Objection[] {
  if (where === undefined) return [];
  const found = ownPredicate(where);
  if (found === undefined) return [];
  const message = `${profile.title} wants the spatial predicate before all other conditions, joined to them by AND: it cannot be moved there from within OR, NOT or parentheses. Ask in several queries.`;
  return [objection(found, message)];
}

function objection(node: Node, message: string): Objection {
  return { code: "ADQL_FEATURE", severity: "error", message, span: spanOf(node) };
}
