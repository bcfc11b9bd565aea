import { type AdqlVersion, check, type Problem, parse, type ServiceMetadata } from "@armillary/adql";
import { usageError } from "../failure.ts";
import { openInput } from "../input.ts";
import { type Io, writeOut } from "../io.ts";
import { readLines } from "./read-lines.ts";
import { readSchema } from "./read-schema.ts";
import type { CheckArguments } from "./run-check.ts";

/** What is wrong with a query, as a line of the answer has it: offsets from 0, lines and columns from 1. */
interface LineError {
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

interface Verdict {
  readonly valid: boolean;
  readonly errors: readonly LineError[];
}

/** One query a line is asked for; a longer line is no query. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/**
 * `armillary adql check - --ndjson`: a verdict a line, in the order of the questions, each as soon as it is known. A
 * line that is no question is answered in its place; nothing but a broken pipe ends the stream early.
 *
 * The verdict is the grammar's; where a line has `functions` (signatures of user-defined functions), calls of others
 * are errors; with a schema, all that check finds counts.
 * @returns 0: the verdicts are in the answers
 */
export async function runCheckLines(
  { query = "-", schema, extensions, version, ...options }: Omit<CheckArguments, "json">,
  io: Io,
): Promise<0> {
  if (query !== "-" && !query.startsWith("@")) {
    throw usageError("With --ndjson the queries come from a file or from standard input.", "Give @file or -.");
  }
  const service = schema.length === 0 ? undefined : await readSchema(schema, io, options);
  const input = await openInput(query === "-" ? query : query.slice(1), io, options);
  const settings = { extensions, version, service };
  for await (const lines of readLines(input.bytes, MAX_LINE_BYTES)) {
    const verdicts = lines.map((line) => (line === undefined ? tooLong() : judge(line, settings)));
    await writeOut(io.stdout, verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(""));
  }
  return 0;
}

interface Settings {
  readonly extensions: CheckArguments["extensions"];
  readonly version: AdqlVersion | undefined;
  readonly service: ServiceMetadata | undefined;
}

function judge(line: string, { extensions, version, service }: Settings): Verdict {
  let question: unknown;
  try {
    question = JSON.parse(line);
  } catch (thrown) {
    return refusal("LINE_NOT_JSON", `This line is not JSON: ${thrown instanceof Error ? thrown.message : "?"}`);
  }
  if (typeof question !== "object" || question === null || Array.isArray(question)) {
    return refusal("LINE_NO_QUERY", 'This line is no object {"query", "version"?, "functions"?}.');
  }
  const { query, version: asked = version, functions } = question as Readonly<Record<string, unknown>>;
  if (typeof query !== "string") return refusal("LINE_NO_QUERY", '"query" of this line is no string.');
  const known = asked === undefined || asked === null ? "auto" : versionOf(asked);
  if (known === undefined)
    return refusal("LINE_VERSION", `"version" of this line is neither 2.0 nor 2.1: ${JSON.stringify(asked)}.`);
  if (functions !== undefined && functions !== null && !isTexts(functions)) {
    return refusal("LINE_FUNCTIONS", '"functions" of this line is no list of signatures.');
  }
  const parsed = parse(query, { extensions, version: known });
  const declared = isTexts(functions) ? functions.map((signature) => ({ signature })) : undefined;
  if (service !== undefined) {
    const added =
      declared === undefined ? service : { ...service, functions: [...(service.functions ?? []), ...declared] };
    return verdictOn(check(parsed, added).problems);
  }
  if (declared === undefined) return verdictOn(parsed.problems);
  const unknown = check(parsed, { functions: declared }).problems.filter(
    ({ code }) => code === "ADQL_UNKNOWN_FUNCTION",
  );
  return verdictOn([...parsed.problems, ...unknown]);
}

/** `2.1`, `adql-2.1`, `ADQL-2.1`, `v2.1`. */
function versionOf(asked: unknown): AdqlVersion | undefined {
  const [, number] = /^(?:adql)?[-_ ]?v?(2\.[01])$/i.exec(String(asked).trim()) ?? [];
  return number === "2.0" || number === "2.1" ? number : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function verdictOn(problems: readonly Problem[]): Verdict {
  const errors = problems
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, line, column, span }) => ({ code, message, line, column, offset: span.start }))
    .sort((one, other) => one.offset - other.offset);
  return { valid: errors.length === 0, errors };
}

function tooLong(): Verdict {
  return refusal("LINE_LIMIT", `This line has more than ${MAX_LINE_BYTES} bytes.`);
}

function refusal(code: string, message: string): Verdict {
  return { valid: false, errors: [{ code, message, line: 1, column: 1, offset: 0 }] };
}
