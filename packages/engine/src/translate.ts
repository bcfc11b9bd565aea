import { AdqlError, analyse, checkFacts, type Problem, parse, print, type Query } from "@armillary/adql";
import type { EngineCatalog } from "./catalog.ts";
import { outputValue, resultField } from "./fields.ts";
import { translateCondition } from "./query/conditions.ts";
import { createContext } from "./query/context.ts";
import { mostRowsOf } from "./query/most-rows.ts";
import { translateQuery } from "./query/query.ts";
import { translateValue } from "./query/values.ts";
import { refusalsOf } from "./refuse.ts";
import type { TranslateOptions, Translation } from "./translation.ts";

/**
 * An ADQL query (2.0 or 2.1) as one of DuckDB.
 *
 * Nothing of the query's text but its literals gets into the SQL: tables, columns and functions are looked up in the catalogue, and go by
 * names of our own. What is not in the catalogue cannot be named.
 *
 * @param adql - a text, or a tree, whose places are those of its printed text
 * @throws AdqlError with a place: what parser and checks find (its `code` says which), ADQL_FEATURE for what cannot be run here,
 *   ADQL_FRAME for geometries in other frames than ICRS, ADQL_TYPE for geometries that are none
 */
export function translate(adql: string | Query, catalog: EngineCatalog, options: TranslateOptions = {}): Translation {
  const { maxrec } = options;
  const text = typeof adql === "string" ? adql : print(adql);
  const parsed = parse(text);
  if (parsed.query === undefined) throw new AdqlError(text, parsed.problems.find(isError), parsed.problems);
  const facts = analyse(parsed.query, catalog.catalog);
  const { problems } = checkFacts(parsed, facts);
  const first = problems.find(isError);
  if (first !== undefined) throw new AdqlError(text, first, problems);

  const context = createContext(facts, catalog, refusalsOf(text), {
    value: translateValue,
    condition: translateCondition,
    query: translateQuery,
  });
  const { sql, outputs } = translateQuery(parsed.query, context, maxrec === undefined ? undefined : maxrec + 1);
  const { columns } = facts.results.get(parsed.query) ?? { columns: [] };
  const alias = context.freshName("t");
  const fields = columns.map((column, index) => {
    const output =
      outputs[index] ?? context.refuse("ADQL_SHAPE", parsed.query ?? {}, "The columns of the result are not known.");
    return resultField(outputValue(output, index, alias), column, catalog, context.convert);
  });
  const isAsItIs = fields.every((field, index) => field.sql === `${alias}.c${index + 1}`);
  const list = fields.map((field, index) => `${field.sql} AS c${index + 1}`).join(", ");
  return {
    // One SELECT less to plan, where it would change nothing.
    sql: isAsItIs ? sql : `SELECT ${list} FROM (${sql}) AS ${alias}`,
    fields: fields.map(({ field }) => field),
    mostRows: Math.min(mostRowsOf(parsed.query, context), (maxrec ?? Number.POSITIVE_INFINITY) + 1),
    diagnostics: problems,
  };
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}
