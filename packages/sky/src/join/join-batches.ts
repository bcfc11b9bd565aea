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
    const rows = new RowList(batch.rows + pairs.left.length);
    let pair = 0;
    for (let row = 0; row < batch.rows; row++) {
      if (pairs.left[pair] !== row && leftAlone) rows.push(row, -1, Number.NaN);
      for (; pairs.left[pair] === row; pair++) {
        if (takesPairs) rows.push(row, pairs.right[pair] as number, (pairs.separationDeg[pair] as number) * 3600);
      }
    }
    yield* this.#batchesOf(batch.columns, rows);
  }

  /** The right rows that no left row was paired with, where the join has them. To be asked for last. */
  *joinRest(): Generator<ColumnBatch> {
    if (!JOIN_PARTS[this.#join].rightAlone) return;
    const rows = new RowList(this.#rightRows);
    for (let row = 0; row < this.#rightRows; row++) if (this.#isPaired[row] === 0) rows.push(-1, row, Number.NaN);
    yield* this.#batchesOf(undefined, rows);
  }

  *#batchesOf(left: readonly Column[] | undefined, list: RowList): Generator<ColumnBatch> {
    for (let start = 0; start < list.length; start += MOST_ROWS) {
      const { left: leftRows, right: rightRows, separationArcsec } = list.part(start, start + MOST_ROWS);
      const columns: Column[] = [];
      const isWhole = leftRows.length === left?.[0]?.length && isCounting(leftRows);
      if (this.#shape.hasLeft) {
        for (const [index, field] of this.#leftFields.entries()) {
          const column = left?.[index] ?? emptyColumn(field);
          columns.push(isWhole ? column : takeValues(column, leftRows));
        }
      }
      for (const column of this.#right) columns.push(takeValues(column, rightRows));
      if (this.#shape.hasSeparation) columns.push(separationColumn(separationArcsec));
      yield { rows: leftRows.length, columns };
    }
  }
}

/** Rows of both tables that belong side by side, -1 for none; and how far apart they are, NaN for rows that are alone. */
class RowList {
  length = 0;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #separationArcsec: Float64Array;

  /** @param most - rows that there may be */
  constructor(most: number) {
    this.#left = new Int32Array(most);
    this.#right = new Int32Array(most);
    this.#separationArcsec = new Float64Array(most);
  }

  push(left: number, right: number, separationArcsec: number): void {
    this.#left[this.length] = left;
    this.#right[this.length] = right;
    this.#separationArcsec[this.length] = separationArcsec;
    this.length++;
  }

  /** In memory of the list. */
  part(
    start: number,
    end: number,
  ): { readonly left: Int32Array; readonly right: Int32Array; readonly separationArcsec: Float64Array } {
    const last = Math.min(end, this.length);
    return {
      left: this.#left.subarray(start, last),
      right: this.#right.subarray(start, last),
      separationArcsec: this.#separationArcsec.subarray(start, last),
    };
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
