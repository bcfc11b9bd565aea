import type { ColumnBatch, Field } from "@armillary/columns";
import type { Io } from "../io.ts";
import { openSink } from "../sink.ts";
import { type Collected, type CollectOptions, PlotCollector } from "./collect.ts";
import { pictureOf, type Subject } from "./picture.ts";
import type { PlotRequest } from "./plot-request.ts";

/** What a picture says of the rows that are in it. */
export type PlottedRows = Subject & CollectOptions;

/** A picture in the making, beside the table that it is of. */
export interface Plot {
  /** Goes on with another table. */
  next(fields: readonly Field[], rows: CollectOptions): void;
  /** Sees rows as they pass. */
  look(batch: ColumnBatch): void;
  /** Draws what was seen, and holds the picture ready. */
  draw(): Promise<void>;
  /** Puts it in its place. */
  commit(): Promise<void>;
  /** Leaves nothing behind; nothing after `commit`. */
  discard(): Promise<void>;
}

/**
 * Opens the picture of a table whose columns are known: what is wrong with its place, or the columns, is said before any row is read.
 * @throws CommandError SKY_POSITION where the table has no positions
 */
export async function openPlot(
  { file, format, projection }: PlotRequest,
  fields: readonly Field[],
  { title, region, ...collecting }: PlottedRows,
  io: Io,
): Promise<Plot> {
  const collectors = [new PlotCollector(fields, collecting)];
  const sink = await openSink(file, io);
  return {
    next: (more, rows) => void collectors.push(new PlotCollector(more, rows)),
    look: (batch) => collectors.at(-1)?.add(batch),
    async draw() {
      const { renderPng, renderSvg } = await import("./render.ts");
      const svg = await renderSvg(pictureOf(together(collectors), projection, { title, region }));
      await sink.write(format === "png" ? await renderPng(svg) : Buffer.from(`${svg}\n`));
    },
    commit: () => sink.commit(),
    discard: () => sink.discard(),
  };
}

/** What was collected of several tables, as of one. */
function together(collectors: readonly PlotCollector[]): Collected {
  const parts = collectors.map(({ collected }) => collected);
  const [only, ...more] = parts;
  if (only !== undefined && more.length === 0) return only;
  const sum = (count: (part: Collected) => number): number => parts.reduce((total, part) => total + count(part), 0);
  return {
    series: parts.flatMap(({ series }) => series),
    hasOthers: false,
    withoutPosition: sum(({ withoutPosition }) => withoutPosition),
    footprintRows: sum(({ footprintRows }) => footprintRows),
  };
}
