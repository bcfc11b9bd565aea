import { type BoundaryKind, type Bounds, divideBounds, isSendable } from "./boundary.ts";
import { CompletenessError } from "./completeness-error.ts";
import type { Measure, Measured } from "./measure.ts";
import type { OrderColumn } from "./order.ts";
import { describePart, keyOfColumn, literalText, type PartRange } from "./plan.ts";
import type { RankedColumn } from "./split-columns.ts";

/** A part of the result, with what is known of it. */
export interface Part {
  readonly ranges: readonly PartRange[];
  /** COUNT(*). */
  readonly rows: number;
  /** The column that it was divided by last, and that column's bounds in it where they are known. */
  readonly by?: string;
  readonly measured?: Measured;
  /** Columns that do not divide it any further. */
  readonly spent: ReadonlySet<string>;
  /** It has most of the rows of the part that it was divided from: equal widths do little there. */
  readonly isCrowd: boolean;
  /** How often one column divided it. */
  readonly depth: number;
}

export interface DividerOptions {
  readonly columns: readonly RankedColumn[];
  /** The columns of ORDER BY, where that is kept: then these come first, in this order. */
  readonly order?: { readonly columns: readonly OrderColumn[]; readonly isWhole: boolean };
  /** Whether NULL comes before all values in the order of a column. */
  readonly isNullFirst: (column: OrderColumn) => Promise<boolean>;
  /** Rows that one part may have; changes as limits are found out. */
  readonly target: () => number;
  /** Called with what is worth a word in the end. */
  readonly remark: (text: string) => void;
  /** Called when a part has another number of rows than before. */
  readonly noteChange: (ranges: readonly PartRange[], before: number, now: number) => void;
}

/** Parts that one division makes at most; more come of dividing these. */
const MOST_PIECES = 64;
/** The same where little is known of how the values lie: one that is far out leaves all others in one piece. */
const FEW_PIECES = 8;
/** 64 bits halved one by one, for floats once by width and once by order, and some to spare. */
const MOST_DIVISIONS = 150;
/** Of its rows in one part: equal widths do not help there. */
const CROWD = 0.75;

/**
 * Divides parts of a result into disjoint, covering ones, by equal widths between the lowest and highest value, each piece
 * counted, neighbours that are small joined again.
 */
export class Divider {
  readonly #measure: Measure;
  readonly #options: DividerOptions;
  /** Columns whose ranges do not add up to the whole, and why. */
  readonly #unfit = new Map<string, string>();

  constructor(measure: Measure, options: DividerOptions) {
    this.#measure = measure;
    this.#options = options;
  }

  /**
   * Two parts at least, in the order of the stream; parts without rows are left out.
   * @throws CompletenessError code TAP_INDIVISIBLE
   */
  async divide(part: Part): Promise<readonly Part[]> {
    const { order } = this.#options;
    const ordered = order?.columns ?? [];
    const known = new Map<string, Measured>();
    const spent = new Set(part.spent);
    // First those that can come down to the size that is wanted; then any that divides at all.
    for (const anyWillDo of ordered.length > 0 ? [true] : [false, true]) {
      for (const column of this.#candidates(part)) {
        const key = keyOfColumn(column.column);
        const measured = known.get(key) ?? (await this.#look(part, column, key));
        known.set(key, measured);
        if (!anyWillDo && isTooCoarse(measured, part.rows, this.#options.target())) continue;
        const children = spent.has(key) ? undefined : await this.#divideBy(part, column, key, measured, spent);
        if (children !== undefined) return children;
        spent.add(key);
        const { bounds } = measured;
        if (
          ordered.some((each) => each.column === column.column) &&
          bounds !== undefined &&
          bounds.low !== bounds.high
        ) {
          throw this.#indivisible(part, `${key} cannot be divided further, and ORDER BY it must go on`);
        }
      }
    }
    throw this.#indivisible(part);
  }

  #candidates(part: Part): readonly (RankedColumn | OrderColumn)[] {
    const { columns, order } = this.#options;
    const first = order?.columns ?? [];
    const rest = order === undefined || order.isWhole ? columns : [];
    const all = [...first, ...rest.filter(({ column }) => !first.some((each) => each.column === column))];
    const current = first.length > 0 ? [] : all.filter(({ column }) => keyOfColumn(column) === part.by);
    return [...current, ...all.filter((column) => !current.includes(column))].filter(({ column }) => {
      const key = keyOfColumn(column);
      return !part.spent.has(key) && !this.#unfit.has(key) && !part.ranges.some((r) => r.column === key && r.isNull);
    });
  }

  async #look(part: Part, column: RankedColumn, key: string): Promise<Measured> {
    if (part.by === key && part.measured?.bounds !== undefined) return part.measured;
    return this.#measure.bounds(part.ranges, column);
  }

  /** The parts; undefined where the column does not divide this one. */
  async #divideBy(
    part: Part,
    column: RankedColumn | OrderColumn,
    key: string,
    { bounds, kind }: Measured,
    spent: ReadonlySet<string>,
  ): Promise<readonly Part[] | undefined> {
    const isAgain = part.by === key;
    if (bounds === undefined || kind === undefined || (isAgain && part.depth >= MOST_DIVISIONS)) return undefined;
    const pieces = piecesOf(part, key, { bounds, kind }, this.#pieceCount(part, key));
    if (pieces.length < 2) return undefined;
    const counted = await Promise.all(
      pieces.map(async (range) => {
        const ranges = [...part.ranges.filter((each) => each.column !== key), range];
        const measured =
          range.isNull === true
            ? { rows: await this.#measure.count(ranges) }
            : await this.#measure.countWithin(ranges, column);
        return { range, ranges, measured };
      }),
    );
    const sum = counted.reduce((total, { measured }) => total + measured.rows, 0);
    if (!(await this.#addsUp(part, key, sum))) return undefined;
    const filled = counted.filter(({ measured }) => measured.rows > 0);
    if (filled.length < 2) return undefined;

    const children = filled.map(
      ({ ranges, measured }): Part => ({
        ranges,
        rows: measured.rows,
        by: key,
        ...(measured.bounds === undefined ? {} : { measured }),
        spent,
        isCrowd: measured.rows > sum * CROWD,
        depth: isAgain ? part.depth + 1 : 1,
      }),
    );
    const nulls = children.filter((_, index) => filled[index]?.range.isNull === true);
    const values = joined(
      children.filter((child) => !nulls.includes(child)),
      key,
      this.#options.target(),
    );
    if (!("isDescending" in column)) return [...values, ...nulls];
    const inOrder = column.isDescending ? [...values].reverse() : values;
    if (nulls.length === 0) return inOrder;
    return (await this.#options.isNullFirst(column)) ? [...nulls, ...inOrder] : [...inOrder, ...nulls];
  }

  /** How many pieces to try, so that most of them come close to the size that is wanted. */
  #pieceCount({ rows, by, isCrowd }: Part, key: string): number {
    const pieces = Math.max(2, Math.ceil((rows / this.#options.target()) * 1.25));
    if (by !== key || isCrowd) return Math.min(pieces, FEW_PIECES);
    return pieces <= MOST_PIECES ? pieces : Math.min(MOST_PIECES, Math.ceil(pieces / FEW_PIECES));
  }

  /** Whether the pieces have as many rows as the part, or the part now has as many as they: then the table has changed. */
  async #addsUp(part: Part, key: string, sum: number): Promise<boolean> {
    if (sum === part.rows) return true;
    const again = await this.#measure.count(part.ranges);
    if (again !== part.rows) {
      this.#options.noteChange(part.ranges, part.rows, again);
      return true;
    }
    const reason =
      sum < again
        ? `${again - sum} of its values are in no range (NaN?)`
        : `the service's order of its values is not consistent`;
    this.#unfit.set(key, reason);
    this.#options.remark(`not divided by ${key}: ${reason}`);
    return false;
  }

  #indivisible({ ranges, rows }: Part, reason?: string): CompletenessError {
    const where = ranges.length === 0 ? "The result's" : `Where ${describePart(ranges)}, the result's`;
    const unfit = [...this.#unfit].map(([key, why]) => `${key}: ${why}`);
    const isOrdered = (this.#options.order?.columns.length ?? 0) > 0;
    const why = [reason ?? "they are alike in all columns that the query can be divided by", ...unfit].join("; ");
    return new CompletenessError(
      "TAP_INDIVISIBLE",
      `${where} ${rows} rows cannot be divided into parts of ${this.#options.target()}, which is what can be had at once: ${why}. ` +
        (isOrdered ? "Without ORDER BY, other columns could divide them." : "A narrower query could do."),
    );
  }
}

/** An integer with so few values that each of them has too many rows. */
function isTooCoarse({ bounds, kind }: Measured, rows: number, target: number): boolean {
  if (kind !== "integer" || typeof bounds?.low !== "bigint" || typeof bounds.high !== "bigint") return false;
  return (bounds.high - bounds.low + 1n) * BigInt(target) < BigInt(rows);
}

/** The ranges of a column that a part is made of, upwards; the first time with that of NULL, last. */
function piecesOf(
  part: Part,
  column: string,
  { bounds, kind }: { readonly bounds: Bounds; readonly kind: BoundaryKind },
  count: number,
): readonly PartRange[] {
  const existing = part.ranges.find((range) => range.column === column);
  const values = divideBounds(bounds, kind, count - 1, part.isCrowd)
    .filter(isSendable)
    .map(literalText);
  const ranges = [existing?.from, ...values].map((from, index): PartRange => {
    const below = values[index] ?? existing?.below;
    return { column, ...(from === undefined ? {} : { from }), ...(below === undefined ? {} : { below }) };
  });
  return existing === undefined ? [...ranges, { column, isNull: true }] : ranges;
}

/** Neighbours joined as long as they fit into one part. */
function joined(parts: readonly Part[], column: string, target: number): readonly Part[] {
  const kept: Part[] = [];
  for (const part of parts) {
    const last = kept.at(-1);
    if (last === undefined || last.rows + part.rows > target) {
      kept.push(part);
      continue;
    }
    const [lower, upper] = [last, part].map(({ ranges }) => ranges.find((range) => range.column === column));
    const range: PartRange = {
      column,
      ...(lower?.from === undefined ? {} : { from: lower.from }),
      ...(upper?.below === undefined ? {} : { below: upper.below }),
    };
    const { measured: _, ...rest } = last;
    kept[kept.length - 1] = {
      ...rest,
      ranges: [...last.ranges.filter((each) => each.column !== column), range],
      rows: last.rows + part.rows,
    };
  }
  return kept;
}
