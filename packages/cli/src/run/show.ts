import type { FormatName } from "@armillary/formats";
import { convert, openTable } from "@armillary/formats";
import { failureIn } from "../failure.ts";
import { openInput } from "../input.ts";
import { ClosedPipeError, hasColor, type Io, writeOut } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { warnOfSummary } from "../warnings.ts";

export interface ShowArguments extends NetworkOptions {
  readonly input: string;
  readonly from?: FormatName;
  readonly table: number;
  readonly columns?: readonly string[];
  readonly rows: number;
}

/** `armillary show`: the first rows as a table for people, and how many more there are. */
export async function runShow(
  { input: inputText, from, rows, columns, ...options }: ShowArguments,
  io: Io,
): Promise<void> {
  const input = await openInput(inputText, io, options);
  // The rest of a file is soon counted; of a pipe or a transfer no more is taken than is shown, and one row to know by.
  const rest = input.access.reopen === undefined ? "skip" : "count";
  try {
    const table = await openTable(input.bytes, {
      table: options.table,
      lenient: true,
      ...(rest === "count" ? {} : { limit: rows + 1 }),
      ...(from === undefined ? {} : { format: from }),
      ...(columns === undefined ? {} : { columns }),
      ...(input.name === undefined ? {} : { name: input.name }),
      ...input.access,
    });
    try {
      const width = io.stdout.isTTY === true ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY;
      const text = convert(table, "text", { text: { width, maxRows: rows, rest, color: hasColor(io.stdout, io.env) } });
      for await (const chunk of text) await writeOut(io.stdout, chunk);
      warnOfSummary(io, input.label, await table.summary);
    } finally {
      await table.close();
    }
  } catch (thrown) {
    throw thrown instanceof ClosedPipeError ? thrown : failureIn(input.label, thrown);
  }
}
