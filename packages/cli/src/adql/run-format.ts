import { caretPicture, type FormatOptions, format, isAdqlError } from "@armillary/adql";
import { CommandError } from "../failure.ts";
import { type Io, writeOut } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printable } from "../printable.ts";
import { openSink } from "../sink.ts";
import { readQuery } from "./read-query.ts";

export interface FormatArguments extends NetworkOptions {
  readonly query?: string;
  readonly out: string;
  readonly check: boolean;
  readonly json: boolean;
  readonly layout: FormatOptions;
}

/**
 * `armillary adql format`: a query laid out, with a line feed at its end.
 * @returns 1 when it is to be checked only and is not formatted, or when it is no valid query
 */
export async function runFormat(
  { query, out, check, json, layout, ...options }: FormatArguments,
  io: Io,
): Promise<0 | 1> {
  const { text, name } = await readQuery(query, io, options);
  let formatted: string;
  try {
    formatted = format(text, layout);
  } catch (thrown) {
    if (!isAdqlError(thrown)) throw thrown;
    const { code, message, line, column } = thrown;
    if (json) throw new CommandError({ code, message, line, column, ...(name === undefined ? {} : { where: name }) });
    const pictures = thrown.problems
      .filter(({ severity }) => severity === "error")
      .slice(0, 20)
      .map((problem) => caretPicture(text, problem, name === undefined ? {} : { name: printable(name) }));
    await writeOut(io.stderr, `${pictures.join("\n")}\nOnly a right query is formatted.\n`);
    return 1;
  }
  if (check) {
    // A line feed at the end of a file is no matter.
    const same = text.replace(/\r?\n$/, "") === formatted;
    if (!same) await writeOut(io.stderr, `${printable(name ?? "The query")} is not formatted.\n`);
    return same ? 0 : 1;
  }
  const sink = await openSink(out, io);
  try {
    await sink.write(new TextEncoder().encode(`${formatted}\n`));
    await sink.commit();
  } catch (thrown) {
    await sink.discard();
    throw thrown;
  }
  return 0;
}
