import type { CommonTable, Node, Query, TableName } from "../../language/ast.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { fitOf } from "../../schema/names.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Rewrite, type Rule, type RuleContext, spanOf } from "../rule.ts";
import { isCallOf } from "../spatial.ts";

/**
 * WITH as derived tables, where a service has no WITH: the last of its tables goes into the places that name it, then
 * the one before. A table whose rows may differ from one evaluation to the next (RAND, TOP) is moved to one place only.
 * @see ADQL 2.1, section 4.5 "Common table expressions"
 */
export const commonTablesRule: Rule = {
  name: "common-tables",
  apply: (context) => {
    const { query, profile } = context;
    const last = query.with.at(-1);
    if (last === undefined || !isMissing(profile, "WITH")) return NOTHING;
    const places = placesOf(query, last);
    const wavering = places.length > 1 && [...nodesBelow(last.query)].some(wavers);
    // What is left is reported with all the other features that are missing.
    if (last.columns.length > 0 || wavering) return NOTHING;
    const reason = `${profile.title} has no WITH; the table ${context.textOf(last.name)} stands where it is used`;
    return { rewrites: [moved(context, last, places, reason)], objections: [] };
  },
};

function placesOf(query: Query, table: CommonTable): TableName[] {
  return [query.body, ...query.orderBy]
    .flatMap((part) => [...nodesBelow(part)])
    .filter((node): node is TableName => {
      const [name, ...more] = node.kind === "TableName" ? node.name.parts : [];
      return name !== undefined && more.length === 0 && fitOf(name, table.name) !== undefined;
    });
}

function wavers(node: Node): boolean {
  return (node.kind === "Select" && node.top !== undefined) || isCallOf(node, "RAND");
}

function moved(context: RuleContext, table: CommonTable, places: readonly TableName[], reason: string): Rewrite {
  const { query, textOf } = context;
  const before = query.with.at(-2);
  const after = spanOf(query.body).start;
  const cut =
    before === undefined
      ? { start: spanOf(query).start, end: after }
      : { start: spanOf(before).end, end: spanOf(table).end };
  return {
    reason,
    edits: [
      { span: cut, text: "" },
      ...places.map((place) => ({
        span: spanOf(place),
        text: `(${textOf(table.query)}) AS ${textOf(place.alias ?? table.name)}`,
      })),
    ],
  };
}
