import { failureIn, usageError } from "../failure.ts";
import { type InputOptions, openInput } from "../input.ts";
import type { Io } from "../io.ts";
import { readAll } from "./read-all.ts";

/** A query and what to call it in messages. */
export interface QueryText {
  readonly text: string;
  /** Absent for a query on the command line. */
  readonly name?: string;
}

/** A longer text is no query. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * QUERY of the command line: the text itself, `@file`, or `-` for standard input (as is no QUERY at all).
 * @throws CommandError
 */
export async function readQuery(argument: string | undefined, io: Io, options: InputOptions = {}): Promise<QueryText> {
  if (argument !== undefined && argument !== "-" && !argument.startsWith("@")) return { text: argument };
  const file = argument === undefined || argument === "-" ? "-" : argument.slice(1);
  if (file === "") throw usageError("There is no file behind the @.");
  const input = await openInput(file, io, options);
  try {
    const bytes = await readAll(input.bytes, MAX_BYTES);
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), name: input.label };
  } catch (thrown) {
    const text = thrown instanceof TypeError ? new Error("The query is not UTF-8 text.") : thrown;
    throw failureIn(
      input.label,
      Object.assign(text as Error, thrown instanceof TypeError ? { code: "FILE_ENCODING" } : {}),
    );
  }
}
