import type { FormatName } from "@armillary/formats";
import { convert, openTable, type TableStream } from "@armillary/formats";
import { failureIn } from "../failure.ts";
import { openInput } from "../input.ts";
import { ClosedPipeError, hasColor, type Io, writeOut } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { isFolder } from "../table-folder.ts";
import { warnOfSummary } from "../warnings.ts";
import { openInputs } from "./open-inputs.ts";

export interface ShowArguments extends NetworkOptions {
  readonly input: string;
  readonly from?: FormatName;
  readonly table: number;
  readonly columns?: readonly string[];
  readonly rows: number;
}

/** `armillary show`: the first rows as a table for people, and how many more there are. */
export async function runShow(args: ShowArguments, io: Io): Promise<void> {
  const { label, table, rest } = await open(args, io);
  try {
    const width = io.stdout.isTTY === true ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY;
    const color = hasColor(io.stdout, io.env);
    const text = convert(table, "text", { text: { width, maxRows: args.rows, rest, color } });
    for await (const chunk of text) await writeOut(io.stdout, chunk);
    warnOfSummary(io, label, await table.summary);
  } catch (thrown) {
    throw thrown instanceof ClosedPipeError ? thrown : failureIn(label, thrown);
  } finally {
    await table.close();
  }
}

/** The table, and what becomes of the rows that are not shown. */
interface Shown {
  readonly label: string;
  readonly table: TableStream;
  readonly rest: "count" | "skip";
}

async function open({ input: inputText, from, rows, columns, ...options }: ShowArguments, io: Io): Promise<Shown> {
  const how = {
    table: options.table,
    lenient: true,
    ...(from === undefined ? {} : { format: from }),
    ...(columns === undefined ? {} : { columns }),
  };
  // The rest of a file is soon counted; of a pipe, a transfer or a folder no more is taken than is shown, and one row to know by.
  const some = { limit: rows + 1 };
  if (await isFolder(inputText)) {
    const { label, table, progress } = await openInputs([inputText], io, { ...how, ...some });
    progress.end();
    return { label, table, rest: "skip" };
  }
  const input = await openInput(inputText, io, options);
  const rest = input.access.reopen === undefined ? "skip" : "count";
  const table = await openTable(input.bytes, {
    ...how,
    ...(rest === "count" ? {} : some),
    ...(input.name === undefined ? {} : { name: input.name }),
    ...input.access,
  }).catch((thrown: unknown) => {
    throw failureIn(input.label, thrown);
  });
  return { label: input.label, table, rest };
}
