import type { ColumnBatch, Field } from "@armillary/columns";
import type { FormatName, TableStream } from "@armillary/formats";
import { hasColor, type Io } from "../io.ts";
import { outputFormat } from "../output-format.ts";
import type { Plot, PlottedRows } from "../plot/open-plot.ts";
import type { PlotRequest } from "../plot/plot-request.ts";
import { printableLine } from "../printable.ts";
import { Progress } from "../progress.ts";
import { openSink } from "../sink.ts";
import type { WriteFlags } from "../verbs/write-options.ts";
import { warnOfWriting } from "../warnings.ts";
import { checkPlaces } from "./separate-places.ts";
import { writeTable } from "./write-table.ts";

/** Where a service's answer goes, and how. */
export interface Place {
  readonly output: string;
  readonly to?: FormatName;
  readonly how: Omit<WriteFlags, "to">;
  /** Tell what is done also where stderr is no terminal. */
  readonly verbose: boolean;
  /** A picture of where the rows are on the sky. */
  readonly plot?: PlotRequest;
}

type SummaryOf<Result extends TableStream> = Awaited<Result["summary"]>;

/** What is done with an answer around the writing of it. */
export interface Steps<Result extends TableStream> {
  open(progress: Progress): Promise<Result>;
  /** What a picture of the rows is called, and what was asked for. Without it none is drawn. */
  readonly plotted?: PlottedRows;
  /** Sees the rows as they are written. */
  look?(batch: ColumnBatch, result: Result): void;
  /** Looks at what the answer says at its end, before OUT is put in its place; what it throws leaves no OUT. */
  judge?(summary: SummaryOf<Result>): void;
  /** Tells it, when all is written. */
  tell(summary: SummaryOf<Result>, result: Result): void | Promise<void>;
  /** What is not to happen any more when it is over, however. */
  end(): void | Promise<void>;
}

/**
 * The format of an answer: a table for people on a terminal, CSV in a pipe, where nothing else is said.
 * @throws CommandError
 */
export function formatOfPlace({ output, to }: Place, verb: string, io: Io): FormatName {
  return outputFormat({ output, to, standard: io.stdout.isTTY === true ? "text" : "csv", verb }, io);
}

/** Whether the user sees what is done, or wants to. */
export function isChatty({ verbose }: Pick<Place, "verbose">, io: Io): boolean {
  return verbose || io.stderr.isTTY === true;
}

/** Opens an answer and writes it to its place, whole or not at all. */
export async function deliver<Result extends TableStream>(
  place: Place,
  to: FormatName,
  steps: Steps<Result>,
  io: Io,
): Promise<void> {
  const { output, how } = place;
  const sink = await openSink(output, io);
  const progress = new Progress(io);
  let table: Result | undefined;
  let plot: Plot | undefined;
  try {
    const result = await steps.open(progress);
    table = result;
    plot = await openPlotOf(place, steps.plotted, result.fields, io);
    const isShown = output === "-" && io.stdout.isTTY === true;
    // Rows and progress would write over one another.
    if (isShown) progress.end();
    const text = {
      width: isShown ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY,
      color: isShown && hasColor(io.stdout, io.env),
    };
    const onBatch = (batch: ColumnBatch): void => {
      steps.look?.(batch, result);
      plot?.look(batch);
    };
    const lost = await writeTable(result, sink, { to, how, text, progress, onBatch });
    const summary = (await result.summary) as SummaryOf<Result>;
    steps.judge?.(summary);
    await plot?.draw();
    await sink.commit();
    await plot?.commit();
    progress.end();
    await steps.tell(summary, result);
    warnOfWriting(io, output === "-" ? "standard output" : output, lost);
    if (isChatty(place, io)) {
      io.stderr.write(`${progress.describe()}${output === "-" ? "" : ` → ${printableLine(output)}`}\n`);
    }
  } catch (thrown) {
    await sink.discard();
    await plot?.discard();
    throw thrown;
  } finally {
    progress.end();
    await steps.end();
    await table?.close();
  }
}

/**
 * The picture of rows that are written somewhere, if one is wanted.
 * @throws CommandError SKY_POSITION where the rows have no positions
 */
export async function openPlotOf(
  { plot, output }: Pick<Place, "plot" | "output">,
  rows: PlottedRows | undefined,
  fields: readonly Field[],
  io: Io,
): Promise<Plot | undefined> {
  if (plot === undefined || rows === undefined) return undefined;
  checkPlaces({ output, plot });
  const { openPlot } = await import("../plot/open-plot.ts");
  return openPlot(plot, fields, rows, io);
}
