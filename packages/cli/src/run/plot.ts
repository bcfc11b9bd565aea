import { basename } from "node:path";
import type { FormatName, TableStream } from "@armillary/formats";
import type { PositionChoice } from "@armillary/sky";
import { failureIn, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { reportedError } from "../match/match-words.ts";
import type { NetworkOptions } from "../network/network.ts";
import { openPlot, type Plot } from "../plot/open-plot.ts";
import type { PlotRequest } from "../plot/plot-request.ts";
import { MOST_SERIES } from "../plot/series-style.ts";
import { printableLine } from "../printable.ts";
import { printCounted } from "../quantities.ts";
import { warnOfSummary } from "../warnings.ts";
import { openInputs } from "./open-inputs.ts";

export interface PlotArguments extends NetworkOptions {
  /** At least one; rows of each look different from those of the others. */
  readonly inputs: readonly string[];
  readonly plot: PlotRequest;
  /** A column whose values tell rows apart instead. */
  readonly by?: string;
  readonly choice: PositionChoice;
  readonly title?: string;
  readonly from?: FormatName;
  readonly table: number;
  readonly verbose: boolean;
}

const HINT = "--ra and --dec name the columns; armillary info IN lists them.";

/** `armillary plot`: where the rows of tables are on the sky, as a picture that appears whole or not at all. */
export async function runPlot(args: PlotArguments, io: Io): Promise<void> {
  const { inputs, plot: request, by, choice, from, table: index, verbose, ...network } = args;
  if (inputs.length > MOST_SERIES) {
    throw usageError(`${inputs.length} tables cannot be told apart in one picture.`, `${MOST_SERIES} are the most.`);
  }
  if (by !== undefined && inputs.length > 1) throw usageError("--by is for one table: several tell themselves apart.");
  const names = inputs.map((input) => basename(input));
  const title = printableLine(args.title ?? names.join(", "), 70);
  let plot: Plot | undefined;
  let told = "";
  try {
    for (const [at, input] of inputs.entries()) {
      const options = { ...network, table: index, lend: true, ...(from === undefined ? {} : { format: from }) };
      const { label, table, progress } = await openInputs([input], io, options);
      try {
        // Several tables are told apart as such.
        const rows = { title, label: names[at] ?? label, by: inputs.length > 1 ? null : by, choice, hint: HINT };
        if (plot === undefined) plot = await openPlot(request, table.fields, rows, io);
        else plot.next(table.fields, rows);
        await read(table, label, plot, (count) => {
          progress.rows += count;
        });
        warnOfSummary(io, label, await table.summary);
        told = progress.describe();
      } catch (thrown) {
        throw failureIn(label, thrown);
      } finally {
        progress.end();
        await table.close();
      }
    }
    await plot?.draw();
    await plot?.commit();
  } catch (thrown) {
    await plot?.discard();
    throw thrown;
  }
  if (!verbose && io.stderr.isTTY !== true) return;
  const what = inputs.length === 1 ? told : printCounted(inputs.length, "table");
  io.stderr.write(`${what} → ${printableLine(request.file)}\n`);
}

async function read(table: TableStream, label: string, plot: Plot, count: (rows: number) => void): Promise<void> {
  for await (const batch of table.batches()) {
    plot.look(batch);
    count(batch.rows);
  }
  const { status, message } = await table.summary;
  if (status === "ERROR") throw reportedError(label, message);
}
