import { caretPicture, check, type Problem, parse, type ServiceMetadata } from "@armillary/adql";
import type { QueryText } from "../adql/read-query.ts";
import { CommandError } from "../failure.ts";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { printCounted } from "../quantities.ts";

export interface CheckQueryOptions {
  /** What the service has, where it is known without asking. Without it the grammar alone is looked at. */
  readonly metadata?: ServiceMetadata;
  /** Whether the query will be written in the service's dialect, which quotes names that are reserved words. */
  readonly adapts: boolean;
  /** Whether warnings are shown. */
  readonly chatty: boolean;
  /** Whether the failure is told as JSON: no pictures then. */
  readonly json: boolean;
  /** What became of a query with errors, and what to do (default: it was not sent to a service). */
  readonly refused?: { readonly what: string; readonly hint: string };
}

/**
 * Looks for errors in a query before anything is sent.
 * @throws CommandError with the code of the first error; pictures of all are on stderr then
 */
export function checkQuery(
  { text, name }: QueryText,
  { metadata, adapts, chatty, json, refused }: CheckQueryOptions,
  io: Io,
): void {
  const parsed = parse(text);
  const found = metadata === undefined ? parsed.problems : check(parsed, metadata).problems;
  const problems = adapts ? found.filter(({ code }) => code !== "ADQL_RESERVED") : found;
  const errors = problems.filter(({ severity }) => severity === "error");
  if (!json) {
    for (const problem of chatty || errors.length > 0 ? problems : []) io.stderr.write(`${picture(text, problem)}\n`);
  }
  const [first] = errors;
  if (first === undefined) return;
  const { code, message, line, column } = first;
  const refresh =
    metadata === undefined ? "" : "; armillary tables SERVICE --refresh asks for the service's tables anew";
  const { what, hint } = refused ?? { what: "was not sent", hint: `--no-check sends it as it is${refresh}.` };
  throw new CommandError({
    code,
    message: json ? message : `The query has ${printCounted(errors.length, "error")}, and ${what}.`,
    ...(name === undefined ? {} : { where: name }),
    line,
    column,
    hint,
  });

  function picture(query: string, problem: Problem): string {
    return caretPicture(query, problem, {
      ...(name === undefined ? {} : { name: printable(name) }),
      width: io.stderr.columns || 100,
    });
  }
}
