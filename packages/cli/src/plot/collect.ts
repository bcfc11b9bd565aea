import { type ColumnBatch, type Field, valueAt } from "@armillary/columns";
import type { Position, PositionChoice } from "@armillary/sky";
import { usageError } from "../failure.ts";
import { printableLine } from "../printable.ts";
import { isFootprintColumn, shapesOfFootprint } from "./footprint.ts";
import { findPositions, isPlace, type PositionReader, readerOf, type SkyColumns } from "./position-reader.ts";
import { Sample } from "./sample.ts";
import { MOST_SERIES } from "./series-style.ts";
import type { SkyShape } from "./sky-shape.ts";

/** Positions of each series that are drawn: more make a picture slow to show and no clearer. */
const MOST_POINTS = 5000;
/** Outlines that can still be told from one another. */
const MOST_FOOTPRINTS = 300;

/** Rows that are drawn alike. */
export interface Series {
  readonly label: string;
  /** All rows with a position. */
  readonly count: number;
  /** Those that are drawn, chosen at random where there are more than can be. */
  readonly positions: readonly Position[];
  readonly footprints: readonly SkyShape[];
}

/** What a picture is made of. */
export interface Collected {
  /** In the order in which they came; what is beyond MOST_SERIES is one, the last, and said to be others. */
  readonly series: readonly Series[];
  readonly hasOthers: boolean;
  readonly withoutPosition: number;
  /** Rows with a footprint; none is drawn where they are too many. */
  readonly footprintRows: number;
}

export interface CollectOptions {
  /** What rows are called where nothing tells them apart. */
  readonly label: string;
  /** The column whose values tell series apart; null for none. Default: `archive`, as searches of the archives have it. */
  readonly by?: string | null | undefined;
  /** Columns that are named. */
  readonly choice?: PositionChoice;
  /** What to do where no columns of positions are found. */
  readonly hint?: string;
  /** Columns that are known; a row is where the first of them that it has says. Default: found by UCD, utype or name. */
  readonly positions?: readonly SkyColumns[];
}

/** What can still be drawn of a table when all of it has passed, in bounded memory. */
export class PlotCollector {
  readonly #fields: readonly Field[];
  readonly #label: string;
  readonly #read: PositionReader;
  readonly #by: number;
  readonly #footprints: readonly number[];
  readonly #series = new Map<string, { readonly sample: Sample; readonly footprints: SkyShape[] }>();
  #withoutPosition = 0;
  #footprintRows = 0;

  /** @throws CommandError SKY_POSITION for a table without positions, USAGE for a column that there is not */
  constructor(fields: readonly Field[], { label, by, choice = {}, hint, positions }: CollectOptions) {
    this.#fields = fields;
    this.#label = label;
    this.#read = positions === undefined ? findPositions(fields, choice, hint) : readerOf(positions);
    this.#by = fields.findIndex(({ name, ID }) => (by === undefined ? name === "archive" : name === by || ID === by));
    if (typeof by === "string" && this.#by < 0) {
      throw usageError(`There is no column "${by}" to tell series apart by.`, "armillary info IN lists the columns.");
    }
    this.#footprints = fields.flatMap((field, index) => (isFootprintColumn(field) ? [index] : []));
  }

  /** Takes what is wanted of a batch; nothing of the batch is kept. */
  add(batch: ColumnBatch): void {
    const { raDeg, decDeg } = this.#read(batch);
    const by = batch.columns[this.#by];
    for (let row = 0; row < batch.rows; row++) {
      const [ra, dec] = [raDeg[row] as number, decDeg[row] as number];
      if (!isPlace(ra, dec)) {
        this.#withoutPosition++;
        continue;
      }
      const value = by === undefined ? this.#label : valueAt(by, row);
      const series = this.#seriesOf(value === null || value === "" ? "(none)" : String(value));
      series.sample.add(ra, dec);
      if (this.#footprints.length > 0) this.#addFootprint(batch, row, series.footprints);
    }
  }

  #seriesOf(label: string): { readonly sample: Sample; readonly footprints: SkyShape[] } {
    const known = this.#series.get(label);
    if (known !== undefined) return known;
    const key = this.#series.size < MOST_SERIES ? label : OTHERS;
    const series = this.#series.get(key) ?? { sample: new Sample(MOST_POINTS), footprints: [] };
    this.#series.set(key, series);
    return series;
  }

  /** The first footprint that a row has: tables of several archives have a column for each. */
  #addFootprint({ columns }: ColumnBatch, row: number, footprints: SkyShape[]): void {
    for (const index of this.#footprints) {
      const column = columns[index];
      const cell = column === undefined ? null : valueAt(column, row);
      if (cell === null || cell === "") continue;
      const shapes = shapesOfFootprint(this.#fields[index] as Field, cell);
      if (shapes.length === 0) continue;
      this.#footprintRows++;
      if (this.#footprintRows <= MOST_FOOTPRINTS) footprints.push(...shapes);
      return;
    }
  }

  get collected(): Collected {
    const isFew = this.#footprintRows <= MOST_FOOTPRINTS;
    return {
      series: [...this.#series].map(([key, { sample, footprints }]) => ({
        label: key === OTHERS ? "others" : printableLine(key, 40),
        count: sample.seen,
        positions: sample.positions,
        footprints: isFew ? footprints : [],
      })),
      hasOthers: this.#series.has(OTHERS),
      withoutPosition: this.#withoutPosition,
      footprintRows: this.#footprintRows,
    };
  }
}

/** The key of all series that have none of their own; no value of a cell is this. */
const OTHERS = "\u0000others";
