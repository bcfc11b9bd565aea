import type { Select } from "../../language/ast.ts";
import { NOTHING, type Objection, type Rule, type RuleContext, spanOf } from "../rule.ts";

/**
 * More rows than a service gives: TOP, where that lifts its limit; a warning, where nothing does. Looks at TOP, and at
 * the rows that the caller asks for by MAXREC.
 */
export const rowsRule: Rule = {
  name: "rows",
  apply: (context) => {
    const { profile, query, maxrec } = context;
    const limit = profile.rowLimit?.value;
    if (limit === undefined || limit.syncOnly === true) return NOTHING;
    const select = query.body.kind === "Select" ? query.body : undefined;
    const top = select?.top === undefined ? undefined : Number(select.top.text);
    const wanted = top ?? maxrec;
    if (wanted === undefined || wanted <= limit.rows) return NOTHING;
    const given = limit.rows.toLocaleString("en");
    if (limit.liftedBy === "TOP") {
      if (top !== undefined) return NOTHING;
      if (select !== undefined && query.offset === undefined) {
        return { rewrites: [withTop(context, select, wanted)], objections: [] };
      }
      return warning(
        context,
        `${profile.title} stops at ${given} rows unless TOP asks for more, which this query has no place for: split it.`,
      );
    }
    return warning(
      context,
      `${profile.title} gives ${given} rows at most, whatever TOP and MAXREC say: split the query, or count first.`,
    );
  },
};

function withTop(
  { parsed, profile }: RuleContext,
  select: Select,
  rows: number,
): ReturnType<Rule["apply"]>["rewrites"][number] {
  const { start } = spanOf(select);
  const first = select.columns[0];
  const before = first === undefined ? spanOf(select).end : spanOf(first).start;
  const words = parsed.tokens.filter((token) => token.start >= start && token.end <= before && token.kind === "word");
  const at = words.at(-1)?.end ?? start;
  return {
    reason: `${profile.title} gives more than ${profile.rowLimit?.value.rows.toLocaleString("en")} rows only where TOP asks for them`,
    edits: [{ span: { start: at, end: at }, text: ` TOP ${rows}` }],
  };
}

function warning({ query }: RuleContext, message: string): ReturnType<Rule["apply"]> {
  const span = spanOf(query.body.kind === "Select" && query.body.top !== undefined ? query.body.top : query);
  const objection: Objection = { code: "ADQL_ROWS", severity: "warning", message, span };
  return { rewrites: [], objections: [objection] };
}
