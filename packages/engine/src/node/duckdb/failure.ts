import { EngineError } from "../errors.ts";

/** What was being done: a table was made, or a query run. */
type Work = "table" | "query";

/** What DuckDB throws, as an error of the engine's; anything else as it is. */
export function explained(failure: unknown, work: Work, memoryLimitBytes: number): unknown {
  // DuckDB's errors have no code but the words that they begin with.
  if (!(failure instanceof Error) || "code" in failure) return failure;
  // An appender says what it could not do, and then why, without the words for the kind of error.
  const message = failure.message.replace(/^Failed to append: /, "");
  const [, kind, words = message] =
    /^(?:TransactionContext Error: )?([A-Z][A-Za-z-]*(?: [A-Za-z-]+)*?) ?Error: ([\s\S]*)$/.exec(message) ?? [];
  if (kind === undefined && message === failure.message) return failure;
  const cause = { cause: failure };
  if (kind === "Out of Memory" || /max_temp_directory_size|No space left/.test(words)) {
    const limit = `${Math.round(memoryLimitBytes / 2 ** 20)} MB of memory, and the disk it may use beside them`;
    const advice =
      "Ask for fewer rows or columns, or give the engine more (memoryLimitBytes, spillFolder, spillLimitBytes).";
    return new EngineError("ENGINE_MEMORY", `The ${work} needs more than the engine's ${limit}. ${advice}`, cause);
  }
  const [firstLine = ""] = words.split("\n");
  // A file that has gone DuckDB takes for a folder, which it may not look into.
  const [, gone] = /^Cannot access file "(.+)\/\*\*\/\*\.parquet"/.exec(firstLine) ?? [];
  if (gone !== undefined) {
    return new EngineError(
      "ENGINE_SOURCE",
      `A file of the table cannot be read in place: there is no ${gone} any more.`,
      cause,
    );
  }
  if (/^(?:Failed to read file|Cannot open file)/.test(words)) {
    return new EngineError("ENGINE_SOURCE", `A file of the table cannot be read in place: ${firstLine.trim()}`, cause);
  }
  return work === "table"
    ? new EngineError("ENGINE_SOURCE", `No table can be made of this: ${firstLine.trim()}`, cause)
    : new EngineError("ENGINE_QUERY", `The query failed in a row: ${firstLine.trim()}`, cause);
}
