import { EngineError } from "../errors.ts";

/** What DuckDB throws, as an error of the engine's; anything else as it is. */
export function explained(failure: unknown, memoryLimitBytes: number): unknown {
  if (!(failure instanceof Error) || failure instanceof EngineError) return failure;
  const [, kind, words = ""] =
    /^(?:TransactionContext Error: )?([A-Z][A-Za-z-]*(?: [A-Za-z-]+)*?) ?Error: ([\s\S]*)$/.exec(failure.message) ?? [];
  if (kind === undefined) return failure;
  const cause = { cause: failure };
  if (kind === "Out of Memory" || /max_temp_directory_size|No space left/.test(words)) {
    const limit = `${Math.round(memoryLimitBytes / 2 ** 20)} MB of memory, and the disk it may use beside them`;
    const advice =
      "Ask for fewer rows or columns, or give the engine more (memoryLimitBytes, spillFolder, spillLimitBytes).";
    return new EngineError("ENGINE_MEMORY", `The query needs more than the engine's ${limit}. ${advice}`, cause);
  }
  const [firstLine = ""] = words.split("\n");
  return new EngineError("ENGINE_QUERY", `The query failed in a row: ${firstLine.trim()}`, cause);
}
