import { type AdqlVersion, caretPicture, check, type ParseResult, type Problem, parse } from "@armillary/adql";
import { type Io, writeOut } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printable } from "../printable.ts";
import { printCounted } from "../quantities.ts";
import { readQuery } from "./read-query.ts";
import { readSchema, type SchemaSource } from "./read-schema.ts";

export interface CheckArguments extends NetworkOptions {
  readonly query?: string;
  readonly schema: readonly SchemaSource[];
  readonly extensions: "warn" | "error" | "allow";
  readonly json: boolean;
  readonly version?: AdqlVersion;
}

/** More pictures than this tell nobody anything. */
const MOST_PICTURES = 20;

/**
 * `armillary adql check`: the verdict on one query; a picture of each problem goes to stderr.
 * @returns 1 when the query is not right
 */
export async function runCheck(
  { query, schema, extensions, json, version, ...options }: CheckArguments,
  io: Io,
): Promise<0 | 1> {
  const { text, name } = await readQuery(query, io, options);
  const parsed = parse(text, { extensions, ...(version === undefined ? {} : { version }) });
  const problems = await problemsOf(parsed, schema, io, options);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (json) {
    const verdict = { valid: errors === 0, version: parsed.version, problems, features: parsed.features };
    await writeOut(io.stdout, `${JSON.stringify(verdict, undefined, 2)}\n`);
    return errors === 0 ? 0 : 1;
  }
  for (const problem of problems.slice(0, MOST_PICTURES)) {
    const picture = caretPicture(text, problem, {
      ...(name === undefined ? {} : { name: printable(name) }),
      width: io.stderr.columns || 100,
    });
    await writeOut(io.stderr, `${picture}\n`);
  }
  const more = problems.length - MOST_PICTURES;
  if (more > 0) await writeOut(io.stderr, `… and ${printCounted(more, "more problem")}.\n`);
  if (errors === 0) await writeOut(io.stdout, `${printValid(parsed, schema.length > 0)}\n`);
  else await writeOut(io.stderr, `${printCounts(problems)}.\n`);
  return errors === 0 ? 0 : 1;
}

/**
 * The parser's problems, and those that are found against the schema. Without one, what would be an error against any
 * schema (a table that FROM has not, a column that is not grouped by) is a doubt: the grammar alone gives the verdict.
 */
async function problemsOf(
  parsed: ParseResult,
  schema: readonly SchemaSource[],
  io: Io,
  options: NetworkOptions,
): Promise<readonly Problem[]> {
  if (schema.length > 0) return check(parsed, await readSchema(schema, io, { ...options, adql: parsed.text })).problems;
  const own = new Set(parsed.problems);
  return check(parsed, {}).problems.map((problem) =>
    own.has(problem) ? problem : { ...problem, severity: "warning" },
  );
}

/** `valid ADQL, needs 2.1; optional features: POINT, OFFSET` */
function printValid({ version, features }: ParseResult, checked: boolean): string {
  const against = checked ? ", and right for this schema" : "";
  const needs = version === "2.0" ? "2.0 and 2.1" : "2.1";
  const optional = features.length === 0 ? "" : `; optional features: ${features.map(({ form }) => form).join(", ")}`;
  return printable(`valid ADQL ${needs}${against}${optional}`);
}

function printCounts(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  return [printCounted(errors, "error"), ...(warnings === 0 ? [] : [printCounted(warnings, "warning")])].join(", ");
}
