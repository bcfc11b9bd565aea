import { boundsOf, countRows, type Query, type Select, type SplitColumn, selectsOf } from "@armillary/adql";
import type { CellValue } from "@armillary/columns";
import type { Asker } from "./asker.ts";
import { type Boundary, type BoundaryKind, type Bounds, boundaryOf } from "./boundary.ts";
import { CompletenessError } from "./completeness-error.ts";
import { type PartRange, queryOfPart } from "./plan.ts";
import type { RankedColumn } from "./split-columns.ts";

/** What the service says of some rows. */
export interface Measured {
  /** COUNT(*). */
  readonly rows: number;
  /** Lowest and highest of the column that was asked for; absent where all are NULL, or only the count was asked for. */
  readonly bounds?: Bounds;
  /** How the column's values are ordered: as its type says, or what came. */
  readonly kind?: BoundaryKind;
}

/** Counts rows of a query and looks at the ends of its columns. */
export class Measure {
  readonly #asker: Asker;
  readonly #query: Query;
  readonly #columns: ReadonlyMap<string, SplitColumn>;
  /** The SELECT each of whose rows is one of the result: then one question gives count and bounds. */
  readonly #isPlain: boolean;

  constructor(asker: Asker, query: Query, columns: ReadonlyMap<string, SplitColumn>) {
    this.#asker = asker;
    this.#query = query;
    this.#columns = columns;
    this.#isPlain = query.body.kind === "Select" && makesRowOfRow(query.body);
  }

  async count(ranges: readonly PartRange[]): Promise<number> {
    const [count = null] = await this.#asker.row(countRows(this.#part(ranges)));
    return rowCount(count);
  }

  /** The count, and the column's bounds where that is no further question. */
  async countWithin(ranges: readonly PartRange[], column: RankedColumn): Promise<Measured> {
    if (!this.#isPlain) return { rows: await this.count(ranges) };
    return this.bounds(ranges, column);
  }

  /** The column's bounds; for rows that are made of several, the count is of these. */
  async bounds(ranges: readonly PartRange[], column: RankedColumn): Promise<Measured> {
    const part = this.#part(ranges);
    const answers = await Promise.all(
      selectsOf(part.body).map((select, index) => this.#boundsOf(select, column, index, part.with)),
    );
    const kind = answers.find((answer) => answer.kind !== undefined)?.kind;
    return {
      rows: answers.reduce((sum, { rows }) => sum + rows, 0),
      ...around(answers.flatMap(({ bounds }) => (bounds === undefined ? [] : [bounds]))),
      ...(kind === undefined ? {} : { kind }),
    };
  }

  async #boundsOf(
    select: Select,
    { column, kind }: RankedColumn,
    index: number,
    tables: Query["with"],
  ): Promise<Measured> {
    const reference = column.references[index];
    if (reference === undefined) throw new RangeError("A column that the query was not asked for");
    const [low = null, high = null, count = null] = await this.#asker.row(boundsOf(select, reference, tables));
    const found = kind ?? kindOfValue(low);
    const ends = found === undefined ? [] : [boundaryOf(low, found, "low"), boundaryOf(high, found, "high")];
    const [from, to] = ends;
    return {
      rows: rowCount(count),
      ...(from === undefined || to === undefined ? {} : { bounds: { low: from, high: to } }),
      ...(found === undefined ? {} : { kind: found }),
    };
  }

  #part(ranges: readonly PartRange[]): Query {
    return queryOfPart(this.#query, ranges, this.#columns);
  }
}

/** The bounds of several sets of values together. */
function around(all: readonly Bounds[]): { readonly bounds?: Bounds } {
  const [low] = all.map((bounds) => bounds.low).sort(byValue);
  const high = all
    .map((bounds) => bounds.high)
    .sort(byValue)
    .at(-1);
  return low === undefined || high === undefined ? {} : { bounds: { low, high } };
}

function byValue(a: Boundary, b: Boundary): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether each row of FROM that WHERE lets through is a row of the result. */
function makesRowOfRow({ quantifier, groupBy, having, top }: Select): boolean {
  return quantifier !== "DISTINCT" && groupBy.length === 0 && having === undefined && top === undefined;
}

function kindOfValue(value: CellValue): BoundaryKind | undefined {
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return "float";
  return typeof value === "string" ? "text" : undefined;
}

/** A count, which services give as any number, or as text. */
function rowCount(value: CellValue): number {
  const number = value === null || typeof value === "object" ? Number.NaN : Number(value);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new CompletenessError("TAP_INCOMPLETE", `The service answered to COUNT(*) with ${String(value)}.`);
}
