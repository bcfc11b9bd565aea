import {
  bitBytes,
  type Column,
  type ColumnBatch,
  concatenateColumns,
  createColumnWriter,
  type Field,
  setBit,
  takeValues,
} from "@armillary/columns";
import { SkyError } from "../errors.ts";
import type { MatchedPairs } from "../match/pairs.ts";
import { JOIN_PARTS, type Join, type JoinedFields } from "./joined-fields.ts";

/** Most rows of a batch that comes out: one left row may have many on the right. */
const MOST_ROWS = 65_536;

/** Puts rows of both tables side by side, batch after batch of the left one. */
export class BatchJoiner {
  readonly #right: readonly Column[];
  readonly #rightRows: number;
  readonly #leftFields: readonly Field[];
  readonly #shape: JoinedFields;
  readonly #join: Join;
  /** Which right rows are in a pair. */
  readonly #isPaired: Uint8Array;

  /** @param rightBatches - all of the right table; let go of, where their columns are not wanted */
  constructor(
    leftFields: readonly Field[],
    rightFields: readonly Field[],
    rightBatches: readonly ColumnBatch[],
    shape: JoinedFields,
    join: Join,
  ) {
    this.#leftFields = leftFields;
    this.#shape = shape;
    this.#join = join;
    this.#rightRows = rightBatches.reduce((sum, { rows }) => sum + rows, 0);
    this.#isPaired = new Uint8Array(this.#rightRows);
    this.#right = shape.hasRight ? rightFields.map((field, index) => wholeColumn(field, rightBatches, index)) : [];
  }

  /** The rows that a batch of the left table gives: its pairs, and what of it is alone, in its order. */
  *joinLeft(batch: ColumnBatch, pairs: MatchedPairs): Generator<ColumnBatch> {
    for (const row of pairs.right) this.#isPaired[row] = 1;
    const { pairs: takesPairs, leftAlone } = JOIN_PARTS[this.#join];
    const rows = new RowList();
    let pair = 0;
    for (let row = 0; row < batch.rows; row++) {
      const isAlone = pairs.left[pair] !== row;
      if (isAlone && leftAlone) rows.push(row, -1, Number.NaN);
      for (; pairs.left[pair] === row; pair++) {
        if (takesPairs) rows.push(row, pairs.right[pair] as number, (pairs.separationDeg[pair] as number) * 3600);
      }
      if (rows.length >= MOST_ROWS) yield* this.#give(batch.columns, rows, MOST_ROWS);
    }
    yield* this.#give(batch.columns, rows, 1);
  }

  /** The right rows that no left row was paired with, where the join has them. To be asked for last. */
  *joinRest(): Generator<ColumnBatch> {
    if (!JOIN_PARTS[this.#join].rightAlone) return;
    const rows = new RowList();
    for (let row = 0; row < this.#rightRows; row++) {
      if (this.#isPaired[row] === 0) rows.push(-1, row, Number.NaN);
      if (rows.length === MOST_ROWS) yield* this.#give(undefined, rows, MOST_ROWS);
    }
    yield* this.#give(undefined, rows, 1);
  }

  /** Gives out what has been gathered, as long as there are `least` rows. */
  *#give(left: readonly Column[] | undefined, list: RowList, least: number): Generator<ColumnBatch> {
    while (list.length >= least) {
      const { left: leftRows, right: rightRows, separationArcsec } = list.take(MOST_ROWS);
      const length = leftRows.length;
      const columns: Column[] = [];
      const isWhole = left !== undefined && length === left[0]?.length && isCounting(leftRows);
      if (this.#shape.hasLeft) {
        for (const [index, field] of this.#leftFields.entries()) {
          const column = left?.[index] ?? emptyColumn(field);
          columns.push(isWhole ? column : takeValues(column, leftRows));
        }
      }
      for (const column of this.#right) columns.push(takeValues(column, rightRows));
      if (this.#shape.hasSeparation) columns.push(separationColumn(separationArcsec));
      yield { rows: length, columns };
    }
  }
}

/** Rows of both tables that belong side by side, -1 for none. */
class RowList {
  #left: number[] = [];
  #right: number[] = [];
  #separationArcsec: number[] = [];

  get length(): number {
    return this.#left.length;
  }

  push(left: number, right: number, separationArcsec: number): void {
    this.#left.push(left);
    this.#right.push(right);
    this.#separationArcsec.push(separationArcsec);
  }

  take(most: number): {
    readonly left: Int32Array;
    readonly right: Int32Array;
    readonly separationArcsec: Float64Array;
  } {
    const taken = {
      left: Int32Array.from(this.#left.slice(0, most)),
      right: Int32Array.from(this.#right.slice(0, most)),
      separationArcsec: Float64Array.from(this.#separationArcsec.slice(0, most)),
    };
    this.#left = this.#left.slice(most);
    this.#right = this.#right.slice(most);
    this.#separationArcsec = this.#separationArcsec.slice(most);
    return taken;
  }
}

function isCounting(rows: Int32Array): boolean {
  for (let row = 0; row < rows.length; row++) if (rows[row] !== row) return false;
  return true;
}

function wholeColumn(field: Field, batches: readonly ColumnBatch[], index: number): Column {
  const parts = batches.flatMap(({ columns }) => columns[index] ?? []);
  if (parts.length === 0) return emptyColumn(field);
  try {
    return concatenateColumns(parts);
  } catch (failure) {
    if (!(failure instanceof RangeError)) throw failure;
    throw new SkyError(
      "SKY_LIMIT",
      `Column "${field.name}" of the right table is too large to be kept: put the larger table on the left, or leave the column out.`,
      { cause: failure },
    );
  }
}

function separationColumn(arcsec: Float64Array): Column {
  const { length } = arcsec;
  const validity = new Uint8Array(bitBytes(length));
  let nulls = 0;
  for (let row = 0; row < length; row++) {
    if (Number.isNaN(arcsec[row])) {
      arcsec[row] = 0;
      nulls++;
    } else setBit(validity, row);
  }
  return { kind: "float", length, nulls, values: arcsec, ...(nulls === 0 ? {} : { validity }) };
}

function emptyColumn({ layout }: Field): Column {
  return createColumnWriter(layout).take();
}
