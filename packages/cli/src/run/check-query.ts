import { caretPicture, check, isAdqlError, type Problem, parse, type ServiceMetadata } from "@armillary/adql";
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
  /** Default: it was not sent to a service. */
  readonly refused?: Refused;
}

/**
 * Looks for errors in a query before anything is sent.
 * @throws CommandError with the code of the first error; pictures of all are on stderr then
 */
export function checkQuery(
  query: QueryText,
  { metadata, adapts, chatty, json, refused }: CheckQueryOptions,
  io: Io,
): void {
  const { text } = query;
  const parsed = parse(text);
  const found = metadata === undefined ? parsed.problems : check(parsed, metadata).problems;
  const problems = adapts ? found.filter(({ code }) => code !== "ADQL_RESERVED") : found;
  const errors = problems.filter(({ severity }) => severity === "error");
  if (!json && (chatty || errors.length > 0)) draw(query, problems, io);
  const refresh =
    metadata === undefined ? "" : "; armillary tables SERVICE --refresh asks for the service's tables anew";
  const failure = refusal(
    query,
    errors,
    refused ?? { what: "was not sent", hint: `--no-check sends it as it is${refresh}.` },
    json,
  );
  if (failure !== undefined) throw failure;
}

/** What became of a query with errors, and what to do. */
export interface Refused {
  readonly what: string;
  readonly hint: string;
}

/**
 * What was thrown because of a mistake in the query, as `checkQuery` tells mistakes, with pictures on stderr; all else as it is.
 * Which functions there are, and which tables archives have, only those know who run the query.
 */
export function pictured(thrown: unknown, query: QueryText, refused: Refused, json: boolean, io: Io): unknown {
  // A part of the query, as it is sent to an archive, has places of its own.
  if (!isAdqlError(thrown) || thrown.text !== query.text) return thrown;
  if (!json) draw(query, thrown.problems, io);
  const errors = thrown.problems.filter(({ severity }) => severity === "error");
  return refusal(query, errors, refused, json) ?? thrown;
}

function draw({ text, name }: QueryText, problems: readonly Problem[], io: Io): void {
  for (const problem of problems) {
    const picture = caretPicture(text, problem, {
      ...(name === undefined ? {} : { name: printable(name) }),
      width: io.stderr.columns || 100,
    });
    io.stderr.write(`${picture}\n`);
  }
}

/** The failure that a query with errors is; undefined without any. */
function refusal(
  { name }: QueryText,
  errors: readonly Problem[],
  { what, hint }: Refused,
  json: boolean,
): CommandError | undefined {
  const [first] = errors;
  if (first === undefined) return undefined;
  const { code, message, line, column } = first;
  return new CommandError({
    code,
    message: json ? message : `The query has ${printCounted(errors.length, "error")}, and ${what}.`,
    ...(name === undefined ? {} : { where: name }),
    line,
    column,
    hint,
  });
}
