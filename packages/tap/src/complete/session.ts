import { print, type Query, type SplitColumn, withOrderBy, withTop } from "@armillary/adql";
import type { Asker, HeldRows } from "./asker.ts";
import { CompletenessError } from "./completeness-error.ts";
import { Divider, type Part } from "./divider.ts";
import { Measure } from "./measure.ts";
import { type OrderColumn, orderOf } from "./order.ts";
import { type CompletePlan, describePart, keyOfColumn, type PartRange, queryOfPart } from "./plan.ts";
import type { RankedColumns } from "./split-columns.ts";

/** What a part turned out to be when its turn came: its rows, all of them; or smaller parts. */
export type Advance =
  | { readonly held: HeldRows; readonly parts?: undefined }
  | { readonly held?: undefined; readonly parts: readonly Part[] };

export interface SessionOptions {
  readonly asker: Asker;
  readonly query: Query;
  /** The same as its author wrote it: it is sent like that where it need not be divided. */
  readonly text: string;
  /** The number of its TOP. */
  readonly top: number | undefined;
  /** The columns of the query without TOP. */
  readonly columns: RankedColumns;
  /** Rows of one answer, as declared or known. */
  readonly limit: number | undefined;
  /** Rows of one part, however many the service gives. */
  readonly partRows: number;
}

/** The work on one query: what is asked of the service for it, and what was found out. */
export class Session {
  /** The columns that parts are ranges of, by their names in a plan. */
  readonly columns: ReadonlyMap<string, SplitColumn>;
  /** What was out of the ordinary, a sentence each. */
  readonly remarks: string[] = [];
  /** The number of the query's TOP, or Infinity. */
  readonly top: number;
  readonly #asker: Asker;
  /** As it was asked, and as its parts are: without TOP, and without an ORDER BY that parts cannot keep. */
  readonly #query: Query;
  readonly #text: string;
  readonly #divided: Query;
  #hasChanged = false;
  readonly #keepsOrder: boolean;
  readonly #reason: string | undefined;
  readonly #measure: Measure;
  readonly #divider: Divider;
  #limit: number | undefined;
  #partRows: number;
  #isDivided = false;

  constructor({ asker, query, text, top, columns, limit, partRows }: SessionOptions) {
    const order = orderOf(query, columns.all);
    this.#asker = asker;
    this.#query = query;
    this.#text = text;
    this.top = top ?? Number.POSITIVE_INFINITY;
    this.#keepsOrder = order.columns.length > 0;
    const isLost = query.orderBy.length > 0 && !this.#keepsOrder;
    this.#reason =
      isLost && top !== undefined
        ? "TOP takes the first rows in the order of something that is no column of its tables"
        : columns.reason;
    const whole = withTop(query, undefined).query ?? query;
    this.#divided = isLost ? withOrderBy(whole, []) : whole;
    this.#limit = limit;
    this.#partRows = partRows;
    this.columns = new Map(columns.all.map(({ column }) => [keyOfColumn(column), column]));
    this.#measure = new Measure(asker, this.#divided, this.columns);
    const nullsFirst = new Map<OrderColumn, Promise<boolean>>();
    this.#divider = new Divider(this.#measure, {
      columns: columns.best,
      ...(this.#keepsOrder ? { order } : {}),
      isNullFirst: (column) => {
        const known = nullsFirst.get(column) ?? this.#isNullFirst(column);
        nullsFirst.set(column, known);
        return known;
      },
      target: () => this.target,
      remark: (text) => this.remark(text),
      noteChange: (ranges, before, now) => this.noteChange(ranges, before, now),
    });
  }

  get limit(): number | undefined {
    return this.#limit;
  }

  /** Rows that a part may have. */
  get target(): number {
    return Math.min(this.#limit ?? Number.POSITIVE_INFINITY, this.#partRows);
  }

  get order(): "kept" | "lost" | "none" {
    if (this.#query.orderBy.length === 0) return "none";
    return this.#isDivided && !this.#keepsOrder ? "lost" : "kept";
  }

  /** Whether a part, or the whole, had another number of rows when it was counted again. */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  remark(text: string): void {
    if (!this.remarks.includes(text)) this.remarks.push(text);
  }

  noteChange(ranges: readonly PartRange[], before: number, now: number): void {
    this.#hasChanged = true;
    this.remark(`the table changes: ${describePart(ranges)} had ${before} rows, and has ${now} now`);
  }

  /** Rows of a part by COUNT(*), TOP left aside. */
  count(ranges: readonly PartRange[]): Promise<number> {
    return this.#measure.count(ranges);
  }

  /** Rows that are wanted of a part. */
  wanted({ ranges, rows }: Pick<Part, "ranges" | "rows">): number {
    return ranges.length === 0 ? Math.min(rows, this.top) : rows;
  }

  /**
   * The rows of a part, when they are as many as COUNT(*) says; or smaller parts, where they are too many.
   * @throws CompletenessError; DalError and others as the service's answers are
   */
  async advance(part: Part): Promise<Advance> {
    const query = this.#queryOf(part.ranges);
    let rows = part.rows;
    for (let attempt = 0; ; attempt++) {
      const expected = this.wanted({ ...part, rows });
      if (expected > this.target) return { parts: await this.#divide({ ...part, rows }) };
      const answer = await this.#asker.rows(query, this.#maxrecFor(expected));
      if ("tooLarge" in answer) {
        this.#partRows = Math.max(1, Math.floor(answer.rows / 2));
        continue;
      }
      // OVERFLOW beside all rows is no contradiction: services that stop at a limit do not look for more (MAST, DaCHS).
      if (answer.rows === expected) return { held: answer };
      const isCut = answer.summary.status === "OVERFLOW" && answer.rows < expected;
      if (!isCut) rows = await this.#countAgain(part, rows);
      const now = this.wanted({ ...part, rows });
      if (answer.rows === now) return { held: answer };
      if (answer.rows > 0 && answer.rows < now && (isCut || attempt > 0)) {
        if (!isCut) this.remark(`the service stops at ${answer.rows} rows without saying so`);
        this.#limit = Math.min(this.#limit ?? answer.rows, answer.rows);
      } else if (attempt > 0) {
        throw new CompletenessError(
          "TAP_INCOMPLETE",
          `Of ${describePart(part.ranges)} the service counts ${now} rows and gives ${answer.rows}, time and again: what it gives cannot be shown to be whole.`,
        );
      }
    }
  }

  /** The rows of the query as it is, which the service does not count: its status alone says whether they are all. */
  async uncounted(): Promise<HeldRows> {
    const answer = await this.#asker.rows(this.#text, this.#limit);
    const isAll = !("tooLarge" in answer) && answer.summary.status === "OK" && answer.rows !== this.#limit;
    if (isAll) return answer;
    throw new CompletenessError(
      "TAP_INDIVISIBLE",
      `The service gives ${answer.rows} rows at once, has more, and refuses to count them: there is nothing to divide them by.`,
    );
  }

  /** The columns of the query, without rows. */
  columnsAlone(): Promise<HeldRows> {
    return this.#asker.rows(this.#text, 0) as Promise<HeldRows>;
  }

  plan(counted: number, parts: CompletePlan["parts"]): CompletePlan {
    const limit = this.#limit;
    return { version: 1, query: print(this.#query), counted, ...(limit === undefined ? {} : { limit }), parts };
  }

  async #divide(part: Part): Promise<readonly Part[]> {
    if (this.#reason !== undefined) {
      throw new CompletenessError(
        "TAP_INDIVISIBLE",
        `The result has ${this.wanted(part)} rows, ${this.target} can be had at once, and the query cannot be divided: ${this.#reason}.`,
      );
    }
    this.#isDivided = true;
    return this.#divider.divide(part);
  }

  async #countAgain({ ranges }: Part, before: number): Promise<number> {
    const now = await this.#measure.count(ranges);
    if (now !== before) this.noteChange(ranges, before, now);
    return now;
  }

  #queryOf(ranges: readonly PartRange[]): Query | string {
    return ranges.length === 0 ? this.#text : queryOfPart(this.#divided, ranges, this.columns);
  }

  /** One row more than there should be, so that an overflow tells of more; but never more than the service gives. */
  #maxrecFor(expected: number): number {
    return this.#limit === undefined || expected < this.#limit ? expected + 1 : expected;
  }

  /** Where NULL stands is the database's choice: asked for once a column, where it has any NULL. */
  async #isNullFirst({ column, isDescending }: OrderColumn): Promise<boolean> {
    const [reference] = column.references;
    const { output = 0 } = column;
    const { body } = this.#divided;
    const direction = isDescending ? ({ direction: "DESC" } as const) : {};
    const place = { kind: "NumberLiteral", text: String(output + 1) } as const;
    const alone = body.kind === "Select" && reference !== undefined;
    const expression = alone ? reference : place;
    const ordered = withOrderBy(
      alone
        ? { ...this.#divided, body: { ...body, columns: [{ kind: "SelectColumn", expression: reference }] } }
        : this.#divided,
      [{ kind: "OrderTerm", expression, ...direction }],
    );
    const { query, reason } = withTop(ordered, 1);
    if (query === undefined) throw new CompletenessError("TAP_INDIVISIBLE", `The order cannot be kept: ${reason}.`);
    const row = await this.#asker.row(query);
    return (row[alone ? 0 : output] ?? null) === null;
  }
}
